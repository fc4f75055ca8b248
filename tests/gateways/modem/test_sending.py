"""Messages that go out over a modem, and what comes between."""

import asyncio
from dataclasses import replace

import pytest

from custom_components.sms_gateway.gateways import modem
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    GatewayError,
    SendResult,
)
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.modem.pdu import submit
from custom_components.sms_gateway.gateways.modem.timing import Timing
from custom_components.sms_gateway.gateways.reasons import Reason

from ...conftest import ANNA, BEN
from ..home import Home, at_home
from .conftest import outgoing
from .counterpart import Stick, done

LONG = "x" * 400
BUSY = Reason.MODEM_BUSY


async def result(gateway: Modem, text: str = "door open") -> SendResult:
    """Return what comes of one message."""
    (found,) = await gateway.send([outgoing(text)])
    return found


async def error(gateway: Modem, text: str = "door open") -> GatewayError:
    """Return why one message is not taken."""
    found = await result(gateway, text)
    assert isinstance(found, GatewayError)
    return found


async def test_a_message_goes_out_as_one_pdu_whose_length_leaves_out_the_smsc(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    accepted = await result(gateway)
    (pdu,) = submit(ANNA, "door open", reference=0, lasts=None, wants_report=True)
    assert stick.pdus == [pdu.hex().upper()]
    assert f"AT+CMGS={len(pdu) - 1}" in stick.heard
    assert isinstance(accepted, Accepted)
    assert accepted.provider_message_id is not None
    assert accepted.provider_message_id.endswith(f"-1-{ANNA[-4:]}")


async def test_parts_have_an_id_each_and_the_line_is_kept_for_them(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    accepted = await result(gateway, LONG)
    assert isinstance(accepted, Accepted)
    ids = [accepted.provider_message_id, *accepted.further_ids]
    assert [one and one.split("-")[1] for one in ids] == ["1", "2", "3"]
    assert len(stick.pdus) == 3
    assert stick.heard.count("AT+CMMS=1") == 1


async def test_ids_differ_although_a_modem_gives_all_messages_one_number(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.always["PDU"] = done("+CMGS: 7")
    found = [await result(gateway) for _ in range(3)]
    assert len({one.provider_message_id for one in found if isinstance(one, Accepted)}) == 3


async def test_numbers_begin_anew_after_255(stick: Stick, gateway: Modem, home: Home) -> None:
    stick.reference = 254
    found = [await result(gateway) for _ in range(2)]
    ids = [one.provider_message_id or "" for one in found if isinstance(one, Accepted)]
    assert [one.split("-")[1] for one in ids] == ["255", "0"]


@pytest.mark.parametrize(
    "said",
    [
        b'\r\n+CMTI: "XX",7\r\n\r\n> ',
        b"\r\n^RSSI:21\r\nRING\r\n> ",
        b"\r\nOK\r\n\r\n>",
        b'> +CMTI: "XX",7\r\n',
        b"\r\r\n> \r\n+CREG: 1\r\n",
    ],
)
async def test_a_prompt_is_seen_among_what_comes_unasked(
    stick: Stick, gateway: Modem, home: Home, said: bytes
) -> None:
    stick.answers["AT+CMGS"] = [said]
    assert isinstance(await result(gateway), Accepted)


@pytest.mark.parametrize("echoes", [False, True])
async def test_answers_are_seen_in_pieces_and_with_an_echo(
    stick: Stick, gateway: Modem, *, echoes: bool
) -> None:
    stick.echoes = echoes
    async with at_home(Home(gateway)):
        stick.answers["PDU"] = [b"\r\n+CMG"]
        sending = asyncio.create_task(result(gateway))
        await stick.until(lambda: bool(stick.pdus))
        for piece in (
            b"S: ",
            b"42,",
            b'"26/11/28,11:00:00+04"\r',
            b"\n\r\nRING\r\n\r\nO",
            b"K\r\n",
        ):
            stick.say(piece)
            await asyncio.sleep(0)
        accepted = await sending
    assert isinstance(accepted, Accepted)
    assert "-42-" in (accepted.provider_message_id or "")


async def test_an_ok_without_a_number_is_a_success(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [done()]
    assert await result(gateway) == Accepted(None)


async def test_an_ok_in_the_midst_of_a_balance_is_none(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    told = b'\r\n+CUSD: 0,"Hello\r\nOK\r\nthere",15\r\n'
    stick.answers["PDU"] = [told + b"\r\n+CMS ERROR: 38\r\n"]
    assert (await error(gateway)).code == "CMS 38"


@pytest.mark.parametrize("is_cut", [False, True])
async def test_what_has_a_number_was_taken_though_no_ok_comes(
    stick: Stick, gateway: Modem, home: Home, *, is_cut: bool
) -> None:
    stick.answers["PDU"] = [b"\r\n+CMGS: 42\r\n"]
    sending = asyncio.create_task(result(gateway))
    await stick.until(lambda: bool(stick.pdus))
    if is_cut:
        assert stick.writer is not None
        stick.writer.close()
    accepted = await sending
    assert isinstance(accepted, Accepted)
    assert "-42-" in (accepted.provider_message_id or "")


async def test_nothing_was_sent_where_no_prompt_comes(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["AT+CMGS"] = [None]
    found = await error(gateway)
    assert (found.kind, found.retryable, found.uncertain) == (ErrorKind.NETWORK, True, False)
    assert stick.pdus == []
    at = stick.heard.index("AT+CMGS=21")
    assert stick.heard[at + 1 : at + 3] == ["ESC", "AT"]
    assert isinstance(await result(gateway), Accepted)


async def test_what_hangs_after_ctrl_z_may_be_out_and_a_late_answer_is_nobodys(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [None]
    # It comes back to life as it is woken: first it answers what it was asked before.
    stick.answers["AT"] = [done("+CMGS: 9") + done()]
    found = await error(gateway)
    assert (found.kind, found.retryable, found.uncertain) == (ErrorKind.NETWORK, True, True)
    stick.answers["AT+CMGS"] = [b"\r\n+CMS ERROR: 38\r\n"]
    assert (await error(gateway)).code == "CMS 38"


async def test_a_critical_message_does_not_wait_for_what_hangs(
    stick: Stick, gateway: Modem, timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modem, "TIMING", replace(timing, submit=10.0))
    stick.answers["PDU"] = [None]
    async with at_home(Home(gateway)):
        hanging = asyncio.create_task(result(gateway))
        await stick.until(lambda: bool(stick.pdus))
        critical = [gateway.send([outgoing(critical=True)]) for _ in range(3)]
        for found in await asyncio.gather(*critical, return_exceptions=True):
            assert isinstance(found, GatewayError)
            assert (found.text, found.retryable, found.uncertain) == (BUSY, True, False)
        assert not hanging.done()
        stick.say(done("+CMGS: 1"))
        assert isinstance(await hanging, Accepted)
        (accepted,) = await gateway.send([outgoing(critical=True)])
        assert isinstance(accepted, Accepted)
    assert len(stick.pdus) == 2


async def test_nor_does_it_for_another_critical_one_that_hangs(
    stick: Stick, gateway: Modem, timing: Timing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modem, "TIMING", replace(timing, submit=10.0))
    stick.answers["PDU"] = [None]
    async with at_home(Home(gateway)):
        critical = [asyncio.create_task(gateway.send([outgoing(critical=True)])) for _ in range(3)]
        done_first, _ = await asyncio.wait(critical, return_when=asyncio.FIRST_COMPLETED)
        assert [str(one.exception()) for one in done_first] == [BUSY] * len(done_first)
        stick.say(done("+CMGS: 1"))
        results = await asyncio.gather(*critical, return_exceptions=True)
    assert len([one for one in results if isinstance(one, list)]) == len(stick.pdus) == 1


async def test_a_modem_that_talks_on_does_not_put_off_the_end(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [None]
    sending = asyncio.create_task(error(gateway))
    while not sending.done():
        stick.say(b"\r\n^BOOT:12345678,0,0,0,88\r\n\r\n^RSSI:20\r\n")
        await asyncio.sleep(0.02)
    assert sending.result().uncertain


async def test_one_that_stays_silent_three_times_is_lost(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.is_mute = True
    found = await error(gateway)
    assert (found.kind, found.uncertain) == (ErrorKind.NETWORK, False)
    await home.until(lambda: bool(home.errors))
    assert home.errors[0].kind is ErrorKind.NETWORK
    assert not gateway.is_connected
    assert stick.heard[-6:] == ["ESC", "AT"] * 3


@pytest.mark.parametrize(
    ("said", "kind", "retryable", "uncertain"),
    [
        (b"\r\n+CMS ERROR: 38\r\n", ErrorKind.SERVER, True, False),
        (b"\r\n+CMS ERROR: 331\r\n", ErrorKind.SERVER, True, False),
        (b"\r\n+CMS ERROR: 332\r\n", ErrorKind.SERVER, True, True),
        (b"\r\n+CMS ERROR: 500\r\n", ErrorKind.UNKNOWN, True, True),
        (b"\r\n+CMS ERROR: 28\r\n", ErrorKind.RECIPIENT, False, False),
        (b"\r\n+CME ERROR: 30\r\n", ErrorKind.SERVER, True, False),
        (b"\r\n+CME ERROR: 31\r\n", ErrorKind.SERVER, True, True),
        (b"\r\nERROR\r\n", ErrorKind.UNKNOWN, True, True),
        (b"\r\nCOMMAND NOT SUPPORT\r\r\n", ErrorKind.UNKNOWN, True, True),
    ],
)
async def test_an_error_after_ctrl_z(
    stick: Stick,
    gateway: Modem,
    home: Home,
    said: bytes,
    kind: ErrorKind,
    *,
    retryable: bool,
    uncertain: bool,
) -> None:
    stick.answers["PDU"] = [said]
    found = await error(gateway)
    assert (found.kind, found.retryable, found.uncertain) == (kind, retryable, uncertain)


@pytest.mark.parametrize("said", [b"\r\n+CMS ERROR: 332\r\n", b"\r\nERROR\r\n"])
async def test_an_error_before_the_prompt_is_certain(
    stick: Stick, gateway: Modem, home: Home, said: bytes
) -> None:
    stick.answers["AT+CMGS"] = [said]
    found = await error(gateway)
    assert (found.retryable, found.uncertain) == (True, False)
    assert stick.pdus == []


async def test_a_part_that_is_refused_ends_the_message_and_says_what_is_out(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [done("+CMGS: 1"), b"\r\n+CMS ERROR: 28\r\n"]
    found = await error(gateway, LONG)
    assert found.text.startswith("only some parts of the message were taken: ")
    assert (found.kind, found.retryable, found.uncertain) == (ErrorKind.RECIPIENT, False, False)
    assert len(stick.pdus) == 2


async def test_what_the_smsc_has_already_was_taken(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [b"\r\n+CMS ERROR: 197\r\n"]
    assert await result(gateway) == Accepted(None)


async def test_where_the_network_keeps_nothing_for_a_while_it_is_asked_once_without_that(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [b"\r\n+CMS ERROR: 199\r\n"]
    (accepted,) = await gateway.send([outgoing(lasts=300.0)])
    assert isinstance(accepted, Accepted)
    without, with_validity = (
        submit(ANNA, "door open", reference=0, lasts=lasts, wants_report=True)[0].hex().upper()
        for lasts in (None, 86_400.0)
    )
    assert stick.pdus == [with_validity, without]
    stick.answers["PDU"] = [b"\r\n+CMS ERROR: 199\r\n"] * 2
    (refused,) = await gateway.send([outgoing(lasts=300.0)])
    assert isinstance(refused, GatewayError)
    stick.answers["PDU"] = [b"\r\n+CMS ERROR: 199\r\n", b"\r\n+CMS ERROR: 197\r\n"]
    assert await gateway.send([outgoing(lasts=300.0)]) == [Accepted(None)]


async def test_one_goes_out_after_another_and_critical_ones_first(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [None]
    first = asyncio.create_task(gateway.send([outgoing(LONG)]))
    await stick.until(lambda: len(stick.pdus) == 1)
    others = [
        asyncio.create_task(gateway.send([outgoing(text, BEN, critical=text == "fire")]))
        for text in ("bell", "fire")
    ]
    await asyncio.sleep(0)
    stick.say(done("+CMGS: 1"))
    await asyncio.gather(first, *others)
    fire, bell = (
        submit(BEN, text, reference=0, lasts=None, wants_report=True)[0].hex().upper()
        for text in ("fire", "bell")
    )
    assert stick.pdus[1] == fire
    assert stick.pdus[4] == bell


async def test_what_waited_for_too_long_is_not_sent_any_more(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["PDU"] = [None]
    first = asyncio.create_task(gateway.send([outgoing()]))
    await stick.until(lambda: len(stick.pdus) == 1)
    second = asyncio.create_task(gateway.send([outgoing(lasts=0.01)]))
    await asyncio.sleep(0.02)
    stick.say(done("+CMGS: 1"))
    await first
    (found,) = await second
    assert isinstance(found, GatewayError)
    assert (found.kind, found.retryable, found.uncertain) == (ErrorKind.RATE, True, False)
    assert len(stick.pdus) == 1


@pytest.mark.parametrize(("at", "uncertain"), [("AT+CMGS", False), ("PDU", True)])
async def test_a_modem_that_is_pulled_out_is_missed_at_once(
    stick: Stick, gateway: Modem, home: Home, at: str, *, uncertain: bool
) -> None:
    stick.answers[at] = [lambda _asked: stick.cut()]
    found = await error(gateway)
    assert (found.kind, found.retryable, found.uncertain) == (ErrorKind.NETWORK, True, uncertain)
    await home.until(lambda: bool(home.errors))
    assert home.errors[0].kind is ErrorKind.NETWORK
    assert not gateway.is_connected


async def test_one_that_is_pulled_out_between_parts_leaves_a_message_in_part(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["AT+CMGS"] = [b"\r\n> ", lambda _asked: stick.cut()]
    found = await error(gateway, LONG)
    assert found.text.startswith("only some parts of the message were taken: ")
    assert (found.retryable, found.uncertain) == (True, False)


async def test_nothing_is_sent_to_what_is_no_number(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    (found,) = await gateway.send([outgoing(to="+1 not")])
    assert isinstance(found, GatewayError)
    assert (found.kind, found.retryable) == (ErrorKind.RECIPIENT, False)


async def test_a_message_waits_a_moment_for_a_modem_that_is_opened_meanwhile(
    stick: Stick, gateway: Modem
) -> None:
    sending = asyncio.create_task(result(gateway))
    await gateway.wanted()
    async with at_home(Home(gateway)):
        assert isinstance(await sending, Accepted)
    with pytest.raises(GatewayError) as raised:
        await result(gateway)
    assert (raised.value.kind, raised.value.uncertain) == (ErrorKind.NETWORK, False)


async def test_who_gives_up_sending_leaves_a_modem_that_is_woken_before_it_is_used(
    stick: Stick, gateway: Modem, home: Home
) -> None:
    stick.answers["AT+CMGS"] = [None]
    sending = asyncio.create_task(result(gateway))
    await stick.until(lambda: "AT+CMGS=21" in stick.heard)
    sending.cancel()
    await asyncio.wait([sending])
    assert isinstance(await result(gateway), Accepted)
    at = stick.heard.index("AT+CMGS=21")
    assert stick.heard[at + 1 : at + 3] == ["ESC", "AT"]
