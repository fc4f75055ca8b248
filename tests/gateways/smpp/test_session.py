"""A session: bound, alive, lost, left; and what comes in over it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from custom_components.sms_gateway.gateways import smpp
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Arrival,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.gateways.smpp import Smpp, connection, settings
from custom_components.sms_gateway.gateways.smpp.connection import Timing
from custom_components.sms_gateway.gateways.smpp.pdu import (
    Address,
    Bind,
    Command,
    Name,
    Pdu,
    ShortMessage,
    encode,
    response_to,
)

from ...roads import NO_SESSION
from ..home import Home, at_home
from . import vectors
from .conftest import CREDENTIALS, account, outgoing
from .smsc import BINDS, Answer, Smsc, from_phone, receipt


async def test_the_main_road(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    (result,) = await gateway.send([outgoing("Gate open @ 5€")])
    assert result == Accepted("id-1")
    assert smsc.texts == [b"Gate open \0 5\x1be"]
    smsc.say(receipt("id-1", sequence=77), from_phone(b"OK", 78))
    await home.until(lambda: len(home.arrivals) == 2)
    assert home.texts == ["OK"]
    assert [(one.provider_message_id, one.state) for one in home.reports] == [("id-1", "delivered")]
    await smsc.until(lambda: len(smsc.of(0x80000005)) == 2)
    assert smsc.of(0x80000005) == [Pdu(0x80000005, n, body=Name()) for n in (77, 78)]


async def test_a_connection_that_is_cut_leaves_what_has_no_response_uncertain(
    smsc: Smsc, gateway: Smpp, home: Home
) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    sending = asyncio.create_task(gateway.send([outgoing()]))
    await smsc.until(lambda: len(smsc.submitted) == 1)
    smsc.cut()
    (result,) = await sending
    assert isinstance(result, GatewayError)
    assert (result.kind, result.retryable, result.uncertain) == (ErrorKind.NETWORK, True, True)
    await home.until(lambda: bool(home.errors))
    assert not gateway.is_connected


async def outcome(gateway: Smpp, text: str = "door open") -> GatewayError:
    """Return why a message is not taken."""
    (result,) = await gateway.send([outgoing(text)])
    assert isinstance(result, GatewayError)
    return result


async def test_parts_go_out_in_their_order_and_have_their_ids(
    smsc: Smsc, gateway: Smpp, home: Home
) -> None:
    (result,) = await gateway.send([outgoing("x" * 400)])
    assert result == Accepted("id-1", ("id-2", "id-3"))
    assert [text[4:6] for text in smsc.texts] == [b"\3\1", b"\3\2", b"\3\3"]
    assert len({text[3] for text in smsc.texts}) == 1


async def test_a_part_that_is_refused_ends_the_message_and_says_what_is_out(
    smsc: Smsc, home: Home
) -> None:
    gateway = account(smsc, window="1")
    async with at_home(Home(gateway)):
        smsc.refuse(Command.SUBMIT_SM, 0, 0x0B, 0)
        error = await outcome(gateway, "x" * 400)
    assert str(error) == (
        "only some parts of the message were taken:"
        " invalid destination address, or no route to it (0x0B)"
    )
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.RECIPIENT, False, False)
    assert len(smsc.submitted) == 2


async def test_a_first_message_may_come_with_the_response_to_the_bind(
    smsc: Smsc, gateway: Smpp
) -> None:
    smsc.answers[Command.BIND_TRANSCEIVER] = lambda pdu: (
        encode(Pdu(Command.ENQUIRE_LINK, 9))
        + encode(response_to(pdu, body=Name(b"smsc")))
        + encode(from_phone(b"early", 0))
    )
    async with at_home(Home(gateway)) as home:
        await home.until(lambda: home.texts == ["early"])
        await smsc.until(lambda: len(smsc.heard) == 3)
    assert smsc.heard[1:3] == [Pdu(0x80000015, 9), Pdu(0x80000005, 0, body=Name())]


async def test_pdus_in_single_bytes(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    for octet in encode(from_phone(b"slow")):
        smsc.say(bytes((octet,)))
        await asyncio.sleep(0)
    await home.until(lambda: home.texts == ["slow"])


NO_TRANSCEIVER: list[Answer] = [
    lambda pdu: response_to(pdu, 3),
    lambda pdu: Pdu(Command.GENERIC_NACK, pdu.sequence, 3),
    lambda _pdu: None,
]


@pytest.mark.parametrize("answer", NO_TRANSCEIVER)
async def test_without_a_transceiver_there_are_two_sessions(
    smsc: Smsc, gateway: Smpp, answer: Answer
) -> None:
    smsc.answers[Command.BIND_TRANSCEIVER] = answer
    async with at_home(Home(gateway)) as home:
        assert await gateway.send([outgoing()]) == [Accepted("id-1")]
        smsc.say(from_phone(b"OK"))  # to the one that came last
        await home.until(lambda: home.texts == ["OK"])
    binds = [pdu.command for pdu in smsc.heard if pdu.command in BINDS]
    assert binds == [*BINDS]
    assert len(smsc.of(Command.UNBIND)) == 2


async def test_a_session_for_sending_alone(smsc: Smsc) -> None:
    gateway = account(smsc, bind="transmitter", system_type="1234567", address_range="^447")
    async with at_home(Home(gateway)):
        await gateway.send([outgoing()])
    (bind,) = smsc.of(Command.BIND_TRANSMITTER)
    assert bind.body == Bind(b"house", b"pass-777", b"1234567", range=Address(0, 0, b"^447"))


@pytest.mark.parametrize(
    ("status", "kind", "retryable"),
    [
        (0x05, ErrorKind.SERVER, True),
        (0x08, ErrorKind.SERVER, True),
        (0x0D, ErrorKind.SERVER, True),
        (0x0E, ErrorKind.AUTH, False),
        (0x0F, ErrorKind.AUTH, False),
        (0x53, ErrorKind.AUTH, False),
        (0x401, ErrorKind.SERVER, True),
    ],
)
async def test_a_bind_that_is_refused(
    smsc: Smsc, gateway: Smpp, status: int, kind: ErrorKind, retryable: bool
) -> None:
    smsc.refuse(Command.BIND_TRANSCEIVER, status, status)
    home = Home(gateway)
    await home.run()
    (error,) = home.errors
    assert (error.kind, error.retryable, error.uncertain) == (kind, retryable, False)
    assert error.code == f"0x{status:02X}"
    # Whoever wants to send is told the same at once.
    with pytest.raises(GatewayError) as caught:
        await gateway.send([outgoing()])
    assert caught.value.code == error.code
    # To whoever tries it, it is the credentials.
    if status == 0x0D:
        with pytest.raises(GatewayError) as caught:
            await gateway.try_out()
        assert caught.value.kind is ErrorKind.AUTH


async def test_trying_it_binds_and_unbinds(smsc: Smsc, gateway: Smpp) -> None:
    await gateway.try_out()
    assert [pdu.command for pdu in smsc.heard] == [Command.BIND_TRANSCEIVER, Command.UNBIND]


async def test_nobody_there(smsc: Smsc) -> None:
    gateway = Smpp(NO_SESSION, "smpp://127.0.0.1:1", CREDENTIALS)
    home = Home(gateway)
    await home.run()
    assert home.errors[0].kind is ErrorKind.NETWORK
    assert not home.errors[0].uncertain


async def test_a_message_waits_for_a_session_that_is_on_its_way(smsc: Smsc, gateway: Smpp) -> None:
    sending = asyncio.create_task(gateway.send([outgoing()]))
    await asyncio.wait_for(gateway.wanted(), 5)
    async with at_home(Home(gateway)):
        assert await sending == [Accepted("id-1")]


SUBMIT_ERRORS = {
    0x01: (ErrorKind.CONTENT, False),
    0x08: (ErrorKind.SERVER, True),
    0x0A: (ErrorKind.SENDER, False),
    0x14: (ErrorKind.SERVER, True),
    0x43: (ErrorKind.CONTENT, False),
    0x45: (ErrorKind.SERVER, True),
    0x65: (ErrorKind.CONTENT, False),
    0xC1: (ErrorKind.UNKNOWN, False),
    0xFE: (ErrorKind.SERVER, True),
    0x104: (ErrorKind.CONTENT, False),
    0x40B: (ErrorKind.FUNDS, True),
    0x4FF: (ErrorKind.UNKNOWN, True),
    0x777: (ErrorKind.UNKNOWN, True),
    0x02: (ErrorKind.UNKNOWN, False),
}


async def test_what_refusals_mean(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    for status, (kind, retryable) in SUBMIT_ERRORS.items():
        smsc.refuse(Command.SUBMIT_SM, status)
        error = await outcome(gateway)
        assert (error.kind, error.retryable, error.uncertain) == (kind, retryable, False), status
        assert error.code == f"0x{status:02X}"
    # The last of them leaves no way to go on.
    await home.until(lambda: bool(home.errors))


async def test_a_refusal_may_say_why(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda pdu: replace(
        response_to(pdu, 0x45, Name()), tlvs=((0x1D, b"no credit left\0"),)
    )
    assert str(await outcome(gateway)) == "no credit left (0x45)"
    smsc.answers[Command.SUBMIT_SM] = lambda pdu: Pdu(Command.GENERIC_NACK, pdu.sequence, 0x45)
    assert str(await outcome(gateway)) == "submission failed (0x45)"


async def test_throttling_slows_down_and_loses_nothing(
    smsc: Smsc, gateway: Smpp, home: Home
) -> None:
    smsc.refuse(Command.SUBMIT_SM, 0x58, 0x58, 0x58)
    assert await gateway.send([outgoing()]) == [Accepted("id-4")]
    smsc.refuse(Command.SUBMIT_SM, *[0x58] * 100)
    error = await outcome(gateway)
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.RATE, True, False)


async def test_an_smsc_that_forgot_the_session_gets_the_message_over_the_next(
    smsc: Smsc, gateway: Smpp
) -> None:
    home = Home(gateway)
    async with at_home(home):
        smsc.refuse(Command.SUBMIT_SM, 0x04)
        sending = asyncio.create_task(gateway.send([outgoing()]))
        await home.until(lambda: bool(home.errors))
    async with at_home(home):
        assert await sending == [Accepted("id-2")]


async def test_a_response_that_comes_late(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    assert (await outcome(gateway)).uncertain
    (submitted,) = smsc.submitted
    smsc.say(response_to(submitted, body=Name(b"late")))
    await home.until(lambda: bool(home.reports))
    (report,) = home.reports
    assert (report.message_id, report.provider_message_id) == ("m" * 32, "late")
    assert report.state is ReportedState.ACCEPTED
    # Once is enough, and what nobody asked for is nothing.
    smsc.say(response_to(submitted, body=Name(b"late")), Pdu(0x80000004, 777))
    smsc.say(from_phone(b"go on"))
    await home.until(lambda: home.texts == ["go on"])
    assert len(home.reports) == 1
    assert (await outcome(gateway)).uncertain
    smsc.say(response_to(smsc.submitted[-1], 0x0B))
    await home.until(lambda: len(home.reports) == 2)
    assert home.reports[-1].state is ReportedState.UNDELIVERED


async def test_what_can_not_be_stored_has_to_come_again(
    smsc: Smsc, gateway: Smpp, home: Home
) -> None:
    home.takes = False
    smsc.say(from_phone(b"one", 1), from_phone(b"two", 2))
    await smsc.until(lambda: len(smsc.of(0x80000005)) == 2)
    assert {pdu.status for pdu in smsc.of(0x80000005)} == {0x64}
    home.takes = True
    smsc.say(from_phone(b"one", 3))
    await home.until(lambda: home.texts == ["one"])


async def test_one_that_can_not_be_stored_keeps_no_other_from_it(
    smsc: Smsc, gateway: Smpp, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(gateway)
    stored: list[Arrival] = []

    async def deliver(arrivals: Sequence[Arrival]) -> bool:
        if "bad" in repr(arrivals):
            return False
        stored.extend(arrivals)
        return True

    monkeypatch.setattr(home, "deliver", deliver)
    async with at_home(home):
        smsc.say(*(from_phone(text, n) for n, text in enumerate([b"a", b"bad", b"b"])))
        await smsc.until(lambda: len(smsc.of(0x80000005)) == 3)
    assert [pdu.status for pdu in smsc.of(0x80000005)] == [0, 0x64, 0]
    assert len(stored) == 2


async def test_what_comes_while_leave_is_taken_has_to_come_again(smsc: Smsc, gateway: Smpp) -> None:
    smsc.answers[Command.UNBIND] = lambda pdu: (
        (encode(from_phone(b"late", 5)) + encode(Pdu(Command.ENQUIRE_LINK, 6)))
        + encode(response_to(pdu))
    )
    async with at_home(Home(gateway)) as home:
        pass
    await smsc.until(lambda: smsc.closed == 1)
    assert smsc.heard[2:] == [Pdu(0x80000005, 5, 0x64, Name()), Pdu(0x80000015, 6)]
    assert home.texts == []


async def test_an_smsc_that_takes_leave(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: encode(Pdu(Command.UNBIND, 7))
    error = await outcome(gateway)
    assert (error.kind, error.uncertain) == (ErrorKind.NETWORK, True)
    await home.until(lambda: bool(home.errors))
    await smsc.until(lambda: Pdu(0x80000006, 7) in smsc.heard)


async def test_what_it_does_not_know_it_says_so(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    alert = vectors.ALERT
    smsc.say(Pdu(0x777, 6), alert, Pdu(Command.OUTBIND, 8), Pdu(Command.SUBMIT_SM, 9))
    smsc.say(from_phone(b"go on"))
    await home.until(lambda: home.texts == ["go on"])
    await smsc.until(lambda: len(smsc.of(0x80000005)) == 1)
    assert [pdu.sequence for pdu in smsc.of(Command.GENERIC_NACK)] == [6, 9]


async def test_a_length_that_none_can_have_ends_it(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    smsc.say(bytes.fromhex("f0000011 00000005"))
    await home.until(lambda: bool(home.errors))
    await smsc.until(lambda: smsc.of(Command.GENERIC_NACK) == [Pdu(0x80000000, 0, 2)])


async def test_silence_is_asked_about(
    smsc: Smsc, monkeypatch: pytest.MonkeyPatch, timing: Timing
) -> None:
    monkeypatch.setattr(smpp, "TIMING", replace(timing, response=0.05))
    gateway = account(smsc)
    monkeypatch.setattr(settings, "_decimal", lambda _: 0.05)
    gateway = account(smsc, keep_alive="5")
    async with at_home(Home(gateway)) as home:
        await smsc.until(lambda: len(smsc.of(Command.ENQUIRE_LINK)) == 2)
        assert home.errors == []
        smsc.answers[Command.ENQUIRE_LINK] = lambda _pdu: None
        await home.until(lambda: bool(home.errors))
    assert home.errors[0].text == "the gateway did not answer"


async def test_numbers_begin_anew_after_the_last(
    smsc: Smsc, gateway: Smpp, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LAST_SEQUENCE", 3)
    for _ in range(3):
        assert isinstance((await gateway.send([outgoing()]))[0], Accepted)
    assert [pdu.sequence for pdu in smsc.heard] == [1, 2, 3, 1]


async def test_responses_in_any_order(smsc: Smsc, gateway: Smpp, home: Home) -> None:
    held: list[Pdu] = []
    smsc.answers[Command.SUBMIT_SM] = held.append
    texts = ["a", "b", "c"]
    sending = asyncio.create_task(gateway.send([outgoing(text) for text in texts]))
    await smsc.until(lambda: len(held) == 3)
    for pdu in reversed(held):
        assert isinstance(pdu.body, ShortMessage)
        smsc.say(response_to(pdu, body=Name(pdu.body.short_message)))
    assert await sending == [Accepted(text) for text in texts]


async def test_types_of_numbers(smsc: Smsc) -> None:
    gateway = account(smsc, source_type="5/1", destination_type="1/0")
    async with at_home(Home(gateway)):
        await gateway.send([outgoing()])
        (pdu,) = smsc.submitted
        assert isinstance(pdu.body, ShortMessage)
        assert pdu.body.source == Address(5, 1, b"15550100099")
        assert pdu.body.destination == Address(1, 0, b"15550100001")
