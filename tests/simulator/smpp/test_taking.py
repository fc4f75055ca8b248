"""What is submitted: what the phone shows, what is refused, what goes wrong with answers."""

from decimal import Decimal

import pytest

from simulator import Simulator
from simulator.faults import Fault
from simulator.smpp_settings import Alphabet, IdForm

from ...patience import soon
from .esme import DATA, PHONE, SENDER, SUBMIT, Esme, address, submit

PHONES = "34343739393930303030303100"
OTHERS = f"""
00000048 00000004 00000000 00000003 00 01 01 34343739393930303030303200 01 01 {PHONES} 03
    00 00 00 00 11 00 00 00 0f 47617465206f70656e20 00 2035 1b65
00000044 00000004 00000000 00000004 00 05 00 486f6d65416c61726d00 01 01 {PHONES} 03
    00 00 00 00 00 00 08 00 0e 0047007200fc00df00650020263a
000000d5 00000004 00000000 00000005 00 02 01 3739393900 01 01 {PHONES} 43
    00 00 00 00 00 00 00 00 9f 050003020201 {"78" * 153} 0426 0001 01
00000066 00000004 00000000 00000006 00 02 01 3739393900 01 01 {PHONES} 43
    00 00 00 00 00 00 00 00 35 050003020202 {"78" * 47}
00000048 00000004 00000000 00000002 00 00 00 34343739393930303030303200 00 00 {PHONES} 00
    00 00 00 00 01 00 01 00 0f 47617465206f70656e2000 20351b65
00000039 00000004 00000000 00004fe8 00 01 01 343034303400 01 01 343439353133363139323000 00
    00 00 00 00 01 00 01 00 08 4024232125262f3a
"""
"""smpp.md 14, 5 to 9: four of Kannel's; node-smpp's, GSM under data_coding 1; Cloudhopper's."""


async def test_what_others_submit(simulator: Simulator, esme: Esme) -> None:
    esme.write(OTHERS)
    for _ in range(6):
        assert (await esme.read())[8:24] == "8000000400000000"
    assert [(m.sender, m.to, m.text, m.segments) for m in simulator.network.messages] == [
        ("447999000002", "447999000001", "Gate open @ 5€", 1),
        ("HomeAlarm", "447999000001", "Grüße ☺", 1),
        ("7999", "447999000001", "x" * 200, 2),
        ("447999000002", "447999000001", "Gate open @ 5€", 1),
        ("40404", "44951361920", "@$#!%&/:", 1),
    ]


async def test_data_sm(simulator: Simulator, esme: Esme) -> None:
    """The PDU of smpp.md 14, 19, with numbers of ours: to a phone there is no short code."""
    body = f"00{address('9695', '0001')}{address(PHONE)}000100 04240004 54657374"
    answer = await esme.ask(DATA, body.replace(" ", ""))
    assert answer[8:24] == "8000010300000000"
    assert simulator.network.messages[0].text == "Test"


@pytest.mark.parametrize(
    ("coding", "octets", "text"),
    [
        ("03", "c7e0", "Çà"),
        ("08", "d83ddc4d", "👍"),
        # Half a surrogate pair, and half an escape pair (smpp.md 6).
        ("08", "d83d", "�"),
        ("00", "411b", "A "),
        ("04", "0a0b", "0a0b"),
        ("f0", "0041", "@A"),
        ("f4", "0041", "0041"),
        ("18", "0041", "A"),
        ("06", "b0", "А"),  # noqa: RUF001 - a Cyrillic letter
    ],
)
async def test_codings(
    simulator: Simulator, esme: Esme, coding: str, octets: str, text: str
) -> None:
    assert len(await esme.submit(octets, coding=coding)) == 8
    assert simulator.network.messages[0].text == text


async def test_the_default_alphabet(simulator: Simulator, esme: Esme) -> None:
    simulator.account.smpp.alphabet = Alphabet.LATIN1
    await esme.submit("c740")
    simulator.account.smpp.alphabet = Alphabet.ASCII
    await esme.submit("c740")
    assert [message.text for message in simulator.network.messages] == ["Ç@", "�@"]


async def test_parts_by_any_means(simulator: Simulator, esme: Esme) -> None:
    # UDH with a reference of 16 bits and an element before it, the last part first.
    for number, octet in (("02", "62"), ("01", "61")):
        header = f"09 240103 0804 0102 02{number}".replace(" ", "")
        await esme.submit(header + octet, esm_class="40")
    # SAR.
    for number, octet in (("01", "63"), ("02", "64")):
        await esme.submit(octet, tlvs=f"020c00020007 020e000102 020f0001{number}".replace(" ", ""))
    # message_payload: one PDU, three SMS.
    await esme.submit("", tlvs=f"0424{400:04x}{'65' * 400}")
    messages = simulator.network.messages
    assert [(m.text, m.segments) for m in messages] == [("ab", 1), ("cd", 1), ("e" * 400, 3)]
    assert len(simulator.smpp.taking.submissions) == 5
    assert simulator.network.send_requests == 5


@pytest.mark.parametrize(
    ("status", "text", "fields"),
    [
        ("b", "41", {"to": "12345"}),
        ("b", "41", {"to": "+15550100001"}),
        ("b", "41", {"to": "1" * 21}),
        ("a", "41", {"sender": address("NotANumber")}),
        ("a", "41", {"sender": address("TwelveLetter", "0500")}),
        ("1", "41" * 161, {}),
        ("1", "0041" * 71, {"coding": "08"}),
        ("1", "050003010201" + "41" * 154, {"esm_class": "40"}),
        ("1", "050003012401" + "41", {"esm_class": "40"}),
        ("1", "41", {"tlvs": "0424000142"}),
        ("1", "", {}),
        ("43", "0541", {"esm_class": "40"}),
        ("43", "05000301020341", {"esm_class": "40"}),
        ("c1", "41", {"tlvs": "020c00020007"}),
        ("2", "41", {"tlvs": "020c"}),
        ("104", "41", {"coding": "0d"}),
        ("6", "41", {"priority": "04"}),
        ("62", "41", {"validity": "000000000500R"}),
        ("62", "41", {"validity": "000000000500004R"}),
    ],
)
async def test_refusals(
    simulator: Simulator, esme: Esme, status: str, text: str, fields: dict[str, str]
) -> None:
    assert await esme.submit(text, **fields) == status
    assert (simulator.network.messages, simulator.smpp.taking.submissions) == ([], [])
    assert await esme.submit("41")


@pytest.mark.parametrize("validity", ["000000000500000R", "261128120000000+", "261128120000004-"])
async def test_both_forms_of_times(esme: Esme, validity: str) -> None:
    assert len(await esme.submit("41", validity=validity, priority="03")) == 8


async def test_senders_and_money(simulator: Simulator, esme: Esme) -> None:
    simulator.account.senders = (SENDER,)
    assert await esme.submit("41", sender=address("15550100098")) == "a"
    await esme.submit("41", sender="000000")
    assert simulator.network.messages[0].sender == SENDER
    simulator.faults.set(Fault.NO_FUNDS, count=1)
    assert await esme.submit("41") == "40b"
    simulator.account.balance = Decimal(0)
    assert await esme.submit("41") == "40b"


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Fault.CODE_43, "58"),
        (Fault.RATE_429, "58"),
        (Fault.HTTP_503, "8"),
        (Fault.HTTP_500, "ff"),
    ],
)
async def test_trouble_that_passes(
    simulator: Simulator, esme: Esme, fault: Fault, status: str
) -> None:
    simulator.faults.set(fault, count=1)
    assert await esme.submit("41") == status
    assert simulator.network.messages == []
    assert len(await esme.submit("41")) == 8


@pytest.mark.parametrize("fault", [Fault.BAD_KEY, Fault.ADDRESS])
async def test_a_customer_who_is_one_no_longer(
    simulator: Simulator, esme: Esme, fault: Fault
) -> None:
    simulator.faults.set(fault, count=1)
    assert await esme.submit("41") == "4"
    assert await esme.rest() == ""
    assert simulator.network.messages == []


async def test_something_else_answers(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.HTML, count=1)
    esme.send(SUBMIT, submit("41"))
    assert bytes.fromhex(await esme.rest()).startswith(b"<!DOCTYPE html>")
    assert simulator.network.messages == []


@pytest.mark.parametrize(
    ("fault", "rest"), [(Fault.DROP_ANSWER, 0), (Fault.TRUNCATED, 12), (Fault.SESSION_DROPPED, 0)]
)
async def test_sessions_that_end(simulator: Simulator, esme: Esme, fault: Fault, rest: int) -> None:
    simulator.faults.set(fault, count=1)
    esme.send(SUBMIT, submit("41"))
    try:
        assert len(await esme.rest()) == rest * 2
    except ConnectionResetError:
        assert rest == 0
    assert len(simulator.network.messages) == (fault is not Fault.SESSION_DROPPED)


async def test_answers_that_do_not_come(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.NO_RESPONSE, count=1)
    esme.send(SUBMIT, submit("41"), 1)
    esme.send(SUBMIT, submit("42"), 2)
    assert (await esme.read())[24:32] == "00000002"
    assert [message.text for message in simulator.network.messages] == ["A", "B"]
    assert simulator.smpp.taking.most_unanswered == 2


async def test_answers_that_come_late(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.SLOW, 0.01, count=1)
    esme.send(SUBMIT, submit("41"), 1)
    esme.send(SUBMIT, submit("42"), 2)
    assert [(await esme.read())[24:32] for _ in range(2)] == ["00000002", "00000001"]


async def test_answers_out_of_order(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.RESPONSES_OUT_OF_ORDER)
    for number in (1, 2, 3):
        esme.send(SUBMIT, submit("41"), number)
    # Nothing overtakes the last one.
    assert [(await esme.read())[31:32] for _ in range(3)] == ["2", "1", "3"]


async def test_a_window(simulator: Simulator, esme: Esme) -> None:
    simulator.account.smpp.window = 2
    simulator.faults.set(Fault.SLOW, 0.05)
    for number in (1, 2, 3):
        esme.send(SUBMIT, submit("41"), number)
    answers = [await esme.read() for _ in range(3)]
    assert [(answer[31:32], answer[16:24]) for answer in answers] == [
        ("3", "00000058"),
        ("1", "00000000"),
        ("2", "00000000"),
    ]


async def test_pieces(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.HALF_PDUS)
    assert len(await esme.submit("41")) == 8
    simulator.faults.clear()
    simulator.faults.set(Fault.JOINED_PDUS)
    for number in (1, 2, 3):
        esme.send(SUBMIT, submit("41"), number)
    assert [(await esme.read())[31:32] for _ in range(3)] == ["1", "2", "3"]


async def test_unknown_tlvs(simulator: Simulator, esme: Esme) -> None:
    simulator.faults.set(Fault.UNKNOWN_TLVS)
    answer = await esme.ask(SUBMIT, submit("41"))
    assert "14030007286e756c6c2900" in answer
    assert answer.endswith("1502004133303035")


@pytest.mark.parametrize(
    ("form", "length", "base"), [(IdForm.HEX, 8, 16), (IdForm.DECIMAL, 9, 10), (IdForm.UUID, 36, 0)]
)
async def test_ids(simulator: Simulator, esme: Esme, form: IdForm, length: int, base: int) -> None:
    simulator.account.smpp.ids = form
    first, second = [await esme.submit("41") for _ in range(2)]
    assert len(first) in (length, length + (form is IdForm.DECIMAL))
    assert not base or int(second, base) == int(first, base) + 1


async def test_settled(simulator: Simulator, esme: Esme) -> None:
    """What is on its way is waited for, and what nobody acknowledges is not waited for forever."""
    simulator.account.callback_timeout = 0.01
    simulator.account.callback_retries = 0
    await esme.submit("41", registered="01")
    await soon(simulator.settled(), "the receipt is given up")
    assert len(simulator.smpp.waiting) == 1
