"""Receipts and replies: how they are written, and that each comes until it is acknowledged."""

import pytest

from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.faults import Fault
from simulator.smpp_settings import Dialect, IdForm, LongReplies

from ...patience import soon
from .esme import (
    DATA,
    DELIVER,
    PHONE,
    RECEIVER,
    SENDER,
    SUBMIT,
    TRANSMITTER,
    Esme,
    address,
    id_of,
    submit,
    text_of,
)

ADDRESSES = f"00{address(PHONE)}{address(SENDER)}"


async def receipt(esme: Esme, **fields: str) -> tuple[str, str]:
    """Submit a message; return its id and its receipt."""
    message_id = await esme.submit(b"Gate open".hex(), registered="01", **fields)
    return message_id, await esme.take()


def is_receipt(brought: str) -> bool:
    """Say what esm_class says; the addresses are the usual ones."""
    return brought[32 + len(ADDRESSES) :][:2] == "04"


async def test_a_receipt(simulator: Simulator, esme: Esme) -> None:
    message_id, brought = await receipt(esme)
    assert brought[8:16] == DELIVER
    assert brought[32:].startswith(f"{ADDRESSES}04")
    text = text_of(brought).decode()
    assert text.startswith(f"id:{message_id} sub:001 dlvrd:001 submit date:")
    assert text.endswith(" stat:DELIVRD err:000 text:Gate open")
    assert brought.endswith(f"0427000102001e0009{message_id.encode().hex()}00")
    await soon(simulator.settled(), "the acknowledgement is heard")
    (callback,) = simulator.callbacks.sent
    assert callback.state is CallbackState.DONE
    assert [attempt.answer for attempt in callback.attempts] == [0]
    assert [each.callback for each in simulator.smpp.acknowledged] == [callback]


async def test_a_phone_that_is_off(simulator: Simulator, esme: Esme) -> None:
    simulator.network.set_unreachable(PHONE, unreachable=True)
    message_id, brought = await receipt(esme)
    assert b"dlvrd:000" in text_of(brought)
    assert b"stat:UNDELIV err:027 text:" in text_of(brought)
    assert f"0427000105001e0009{message_id.encode().hex()}00042300030300" in brought


async def test_a_phone_that_has_said_stop(simulator: Simulator, esme: Esme) -> None:
    simulator.network.opt_out(PHONE, SENDER, every_sender=False, confirmed=True)
    assert b"stat:REJECTD" in text_of((await receipt(esme))[1])
    simulator.network.opt_in(PHONE, SENDER)
    assert b"stat:DELIVRD" in text_of((await receipt(esme))[1])


@pytest.mark.parametrize(
    ("registered", "states", "states_when_off"),
    [
        ("00", [], []),
        ("01", ["DELIVRD"], ["UNDELIV"]),
        ("02", [], ["UNDELIV"]),
        ("03", ["DELIVRD"], []),
        ("11", ["ENROUTE", "DELIVRD"], ["ENROUTE", "UNDELIV"]),
    ],
)
async def test_receipts_that_are_asked_for(
    simulator: Simulator,
    esme: Esme,
    registered: str,
    states: list[str],
    states_when_off: list[str],
) -> None:
    for is_off, expected in ((False, states), (True, states_when_off)):
        simulator.network.set_unreachable(PHONE, unreachable=is_off)
        await esme.submit("41", registered=registered)
        for state in expected:
            assert f"stat:{state}".encode() in text_of(await esme.take())
        await soon(simulator.settled(), "all is told")
    assert len(simulator.smpp.acknowledged) == len(states) + len(states_when_off)


async def test_dialects(simulator: Simulator, esme: Esme) -> None:
    """The forms of smpp.md 8.3 and 14, 12 to 15."""
    found = {}
    for dialect in Dialect:
        simulator.account.smpp.receipts = dialect
        found[dialect] = (await receipt(esme))[1]
    texts = {
        dialect: text_of(brought).decode("latin-1")
        for dialect, brought in found.items()
        if dialect is not Dialect.DATA_SM
    }
    assert "0427" not in found[Dialect.TEXT][-60:]
    assert texts[Dialect.TLVS] == ""
    assert found[Dialect.TLVS][-44:].startswith("000000000427000102001e0009")
    assert found[Dialect.DATA_SM][8:16] == DATA
    assert "0427000102001e0009" in found[Dialect.DATA_SM]
    assert "sub:" not in texts[Dialect.SHORT]
    assert texts[Dialect.SHORT].endswith("stat:DELIVRD err:000")
    assert len(texts[Dialect.SECONDS]) == len(texts[Dialect.FULL]) + 4
    assert "err:000 text:Gate open done date:" in texts[Dialect.SHUFFLED]
    assert texts[Dialect.CAPITAL].endswith(" Text:Gate open           ")
    assert "err:21b" in texts[Dialect.ODD_ERROR]
    assert texts[Dialect.PAYLOAD] == ""
    assert found[Dialect.PAYLOAD].endswith("Gate open".encode("utf-16-be").hex())
    assert len(texts[Dialect.CUT]) == 99
    assert found[Dialect.CUT].endswith("0427000102001e00413330303500")
    assert texts[Dialect.COMMAS].startswith("DELIVRD,")
    assert f",000,{PHONE},{SENDER}," in texts[Dialect.COMMAS]


async def test_ids_that_differ(simulator: Simulator, esme: Esme) -> None:
    """As smpp.md 14, 12 and 13: decimal in the text, hexadecimal in the TLV, or the reverse."""
    simulator.account.smpp.ids = IdForm.HEX_DECIMAL
    message_id, brought = await receipt(esme)
    assert text_of(brought).startswith(f"id:{int(message_id, 16):010} ".encode())
    simulator.account.smpp.ids = IdForm.DECIMAL_HEX
    message_id, brought = await receipt(esme)
    assert text_of(brought).startswith(f"id:{int(message_id):x} ".encode())
    simulator.account.smpp.ids = IdForm.UPPER
    message_id, brought = await receipt(esme)
    assert text_of(brought).startswith(f"id:{message_id.upper()} ".encode())


async def test_a_receipt_for_each_part(simulator: Simulator, esme: Esme) -> None:
    for number in (1, 2):
        part = {"esm_class": "40", "registered": "01"}
        message_id = await esme.submit(f"0500030102{number:02x}41", **part)
        # Networks know nothing of wholes: that the other part is not there makes no difference.
        assert text_of(await esme.take()).split()[0] == f"id:{message_id}".encode()
    await soon(simulator.settled(), "all is told")
    assert [(m.text, m.status) for m in simulator.network.messages] == [("AA", "delivered")]
    simulator.network.set_unreachable(PHONE, unreachable=True)
    for number in (1, 2):
        await esme.submit(f"0500030202{number:02x}41", esm_class="40")
    await soon(simulator.settled(), "all is told")
    assert simulator.network.messages[-1].status == "failed"


async def test_receipts_before_the_answer(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.REPORTS_FIRST)
    first = await esme.ask(SUBMIT, submit("41", registered="01"))
    assert first[8:16] == DELIVER
    message_id = id_of(await esme.read())
    assert text_of(first).startswith(f"id:{message_id} ".encode())


async def test_receipts_that_are_lost_or_come_twice(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.NO_RECEIPTS, count=1)
    await esme.submit("41", registered="01")
    await soon(simulator.settled(), "all is told")
    simulator.faults.set(Fault.DUPLICATE_CALLBACKS, count=1)
    _, first = await receipt(esme)
    second = await esme.take()
    assert (first[32:], first[24:32] == second[24:32]) == (second[32:], False)


@pytest.mark.parametrize(
    ("text", "coding", "octets"),
    [
        ("OK @ 5€", "00", "4f4b200020351b65"),
        ("grün", "00", "67727e6e"),
        ("Щ 👍", "08", "04290020d83ddc4d"),
    ],
)
async def test_what_is_typed(
    simulator: Simulator, esme: Esme, text: str, coding: str, octets: str
) -> None:
    simulator.post_reply(PHONE, text)
    brought = await esme.take()
    fields = f"00 00 00 00 00 00 00 {coding} 00 {len(octets) // 2:02x}".replace(" ", "")
    assert brought[32:] == f"{ADDRESSES}{fields}{octets}"


async def test_what_is_typed_and_long(simulator: Simulator, esme: Esme) -> None:
    text = "x" * 160 + "yz"
    simulator.post_reply(PHONE, text)
    parts = [text_of(await esme.take()) for _ in range(2)]
    assert [part[:6].hex() for part in parts] == ["050003010201", "050003010202"]
    assert b"".join(part[6:] for part in parts) == text.encode()
    simulator.account.smpp.long_replies = LongReplies.SAR
    simulator.post_reply(PHONE, text)
    assert (await esme.take()).endswith("020c00020002020e000102020f000101")
    assert (await esme.take()).endswith("020c00020002020e000102020f000102")
    simulator.account.smpp.long_replies = LongReplies.PAYLOAD
    simulator.post_reply(PHONE, text)
    assert (await esme.take()).endswith(f"0000042400a2{text.encode().hex()}")
    simulator.account.smpp.long_replies = LongReplies.UDH
    simulator.account.wide_references = True
    simulator.faults.set(Fault.CALLBACKS_OUT_OF_ORDER)
    simulator.post_reply(PHONE, "Щ" * 71)
    parts = [text_of(await esme.take()) for _ in range(2)]
    assert [part[:7].hex() for part in parts] == ["06080400040202", "06080400040201"]


async def test_what_is_refused_comes_again(simulator: Simulator, esme: Esme) -> None:
    simulator.account.callback_retry_delay = 0
    simulator.post_reply(PHONE, "OK")
    first = await esme.take(0x64)
    second = await esme.take()
    assert first[32:] == second[32:]
    await soon(simulator.settled(), "the acknowledgement is heard")
    (callback,) = simulator.callbacks.sent
    assert [attempt.answer for attempt in callback.attempts] == [0x64, 0]


async def test_what_waits_for_a_bind(simulator: Simulator) -> None:
    """What nobody could be brought, and what nobody has acknowledged."""
    simulator.account.gateway = "smpp"
    await simulator.reply(PHONE, "one")
    sender = await Esme.bound(simulator, TRANSMITTER)
    await sender.submit("41", registered="01")
    await soon(simulator.settled(), "all is told")
    assert len(simulator.smpp.waiting) == 2
    receiver = await Esme.bound(simulator, RECEIVER)
    assert text_of(await receiver.take()) == b"one"
    assert is_receipt(await receiver.read())
    receiver.close()
    again = await Esme.bound(simulator, RECEIVER)
    assert is_receipt(await again.take())
    await soon(simulator.settled(), "the acknowledgement is heard")
    simulator.faults.set(Fault.ACKNOWLEDGEMENT_LOST, count=1)
    simulator.post_reply(PHONE, "two")
    assert text_of(await again.take()) == b"two"
    await soon(simulator.settled(), "the acknowledgement is lost")
    await simulator.smpp.drop()
    last = await Esme.bound(simulator, RECEIVER)
    assert text_of(await last.take()) == b"two"
    await soon(simulator.settled(), "the acknowledgement is heard")
    assert simulator.smpp.figures() == {
        "bound": 1,
        "bind_attempts": 4,
        "unbinds": 0,
        "enquiries": 0,
        "most_unanswered": 1,
        "waiting": 0,
        "acknowledged": 3,
    }
    texts = [each.callback.request.fields.get("text") for each in simulator.smpp.acknowledged]
    assert texts == ["one", None, "two"]
    for each in (sender, last):
        each.close()


async def test_a_bind_and_the_first_delivery_in_one_segment(simulator: Simulator) -> None:
    """As smpp.md 1, 3."""
    simulator.account.gateway = "smpp"
    await simulator.reply(PHONE, "OK")
    simulator.faults.set(Fault.JOINED_PDUS, count=1)
    esme = await Esme.connect(simulator)
    esme.send("00000009", b"simulator\0simulat\0\0\x34\0\0\0".hex())
    octets = await soon(esme.reader.read(1000), "the SMSC answers")
    assert octets.hex()[8:16] == "80000009"
    assert octets.endswith(b"\x02OK")
    esme.close()
