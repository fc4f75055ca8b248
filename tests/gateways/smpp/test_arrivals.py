"""What an SMSC brings: receipts in all their dialects, and messages from phones."""

from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Arrival,
    DeliveryReport,
    InboundMessage,
    ReportedState,
)
from custom_components.sms_gateway.gateways.smpp.arrivals import arrival
from custom_components.sms_gateway.gateways.smpp.pdu import (
    Address,
    Command,
    Pdu,
    ShortMessage,
    Tag,
    Tlvs,
    decode,
)
from custom_components.sms_gateway.gateways.smpp.text import Alphabet

from . import vectors
from .smsc import ALICE, HOUSE, from_phone

SENT, DELIVERED = ReportedState.SENT, ReportedState.DELIVERED
UNDELIVERED = ReportedState.UNDELIVERED


def report_of(pdu: Pdu) -> DeliveryReport:
    """Return the one report that comes of a PDU."""
    (report,) = arrival(pdu, Alphabet.GSM).events
    assert isinstance(report, DeliveryReport)
    return report


def message_of(pdu: Pdu) -> InboundMessage:
    """Return the one message that comes of a PDU."""
    (message,) = arrival(pdu, Alphabet.GSM).events
    assert isinstance(message, InboundMessage)
    return message


def said(text: str, tlvs: Tlvs = (), esm_class: int = 4) -> Pdu:
    """Return a receipt with a text of its own."""
    return replace(from_phone(text.encode("latin-1"), esm_class=esm_class), tlvs=tlvs)


@pytest.mark.parametrize(
    ("octets", "ids", "state", "to", "sender"),
    [
        (vectors.RECEIPT, ("38601fa", "0059113978"), DELIVERED, "+44951361920", "40404"),
        (
            vectors.RECEIPT_IN_PAYLOAD,
            ("1d305b4c", "0489708364"),
            DELIVERED,
            "+31600000000",
            "XXX YYYY",
        ),
        (vectors.RECEIPT_WITH_SECONDS, ("795920026",), DELIVERED, "+22500000001", ""),
        (vectors.RECEIPT_WITH_LYING_TLV, ("0000003005",), DELIVERED, "+2340000000001", "VANSO"),
        (vectors.RECEIPT_OF_NODE, ("a1b2c32",), DELIVERED, "+447999000001", "+447999000002"),
    ],
)
def test_receipts_of_other_programs(
    octets: bytes, ids: tuple[str, ...], state: ReportedState, to: str, sender: str
) -> None:
    report = report_of(decode(octets))
    found = report.provider_message_id, *report.other_ids
    assert found[: len(ids)] == ids
    assert (report.state, report.to, report.sender) == (state, to, sender)


FULL = (
    "id:77 sub:001 dlvrd:001 submit date:2611271800 done date:2611271801 stat:{} err:{} text:Gate"
)


@pytest.mark.parametrize(
    ("text", "state", "code"),
    [
        (FULL.format("DELIVRD", "000"), DELIVERED, None),
        (FULL.format("EXPIRED", "021"), UNDELIVERED, "021"),
        (FULL.format("UNDELIV", "21b"), UNDELIVERED, "21b"),
        (FULL.format("REJECTD", "0000"), UNDELIVERED, None),
        (FULL.format("DELETED", ""), UNDELIVERED, None),
        (FULL.format("FAILED", "1"), UNDELIVERED, "1"),
        (FULL.format("ENROUTE", "000"), SENT, None),
        (FULL.format("ACCEPTD", "000"), SENT, None),
        (FULL.format("BUFFRED", "000"), SENT, None),
        (FULL.format("BUFFERD", "000"), SENT, None),
        (FULL.format("ACKED", "000"), SENT, None),
        (FULL.format("UNKNOWN", "000"), UNDELIVERED, None),
        ("id:77 stat:UNKNOWN", SENT, None),
        (FULL.format("Undeliverable", "5"), UNDELIVERED, "5"),
        (FULL.format("DELIVERED", "5"), DELIVERED, None),
        (FULL.format("SOMETHING", "5"), SENT, None),
        ("id:77 submit date:2611271800 done date:2611271801 stat:DELIVRD err:000", DELIVERED, None),
        ("stat:DELIVRD text:id:9 stat:EXPIRED id:77 err:000 Text:", DELIVERED, None),
        ("ID:77 STAT:DELIVRD Text:        ", DELIVERED, None),
        ("DELIVRD,2611271800,2611271801,000,15550100001,15550100099,77", DELIVERED, None),
        ("UNDELIV,2611271800,2611271801,27,15550100001,HOUSE,77", UNDELIVERED, "27"),
    ],
)
def test_dialects_of_receipts(text: str, state: ReportedState, code: str | None) -> None:
    report = report_of(said(text))
    assert report.state is state
    assert report.error is None or report.error.code == code
    assert (report.error is not None) is (state is UNDELIVERED)
    if "text:id:9" not in text:
        assert report.provider_message_id == "77"


@pytest.mark.parametrize(
    ("tlvs", "state", "code"),
    [
        (((0x1E, b"77\0"), (0x427, b"\2")), DELIVERED, None),
        (((0x1E, b"77\0"), (0x427, b"\3"), (0x423, b"\3\0\x15")), UNDELIVERED, "21"),
        (((0x1E, b"77\0"), (0x427, b"\5"), (0x423, b"027")), UNDELIVERED, "027"),
        (((0x1E, b"77\0"), (0x427, b"\1")), SENT, None),
        (((0x1E, b"77"), (0x427, b"\x09"), (0x1D, b"no route\0")), UNDELIVERED, None),
        (((0x1E, b"77"), (0x427, b"\x99")), SENT, None),
    ],
)
def test_receipts_without_a_text(tlvs: Tlvs, state: ReportedState, code: str | None) -> None:
    message = ShortMessage(ALICE, HOUSE)
    for command in (Command.DELIVER_SM, Command.DATA_SM):
        report = report_of(Pdu(command, 1, body=message, tlvs=tlvs))
        assert (report.provider_message_id, report.state) == ("77", state)
        assert report.error is None or report.error.code == code
    if (0x1D, b"no route\0") in tlvs:
        assert report.error
        assert report.error.text == "no route"


def test_what_a_tlv_says_is_more_than_words() -> None:
    tlvs = ((Tag.RECEIPTED_MESSAGE_ID, b"88\0"), (Tag.MESSAGE_STATE, b"\5"))
    report = report_of(said(FULL.format("DELIVRD", "000"), tlvs))
    assert (report.provider_message_id, report.state) == ("88", UNDELIVERED)
    assert report.other_ids[0] == "77"


def test_forms_of_an_id() -> None:
    report = report_of(said("id:0489708364 stat:DELIVRD"))
    assert {"489708364", "1d305b4c", "1D305B4C"} <= set(report.other_ids)
    assert "489708364" in report_of(said("id:1D305B4C stat:DELIVRD")).other_ids
    assert report_of(said(f"id:{'9' * 5000} stat:DELIVRD")).to == "+15550100001"


@pytest.mark.parametrize("esm_class", [0x04, 0x44, 0x08, 0x20, 0x07])
def test_what_says_that_it_is_a_receipt(esm_class: int) -> None:
    assert report_of(said("id:77 stat:DELIVRD", esm_class=esm_class)).state is DELIVERED


@pytest.mark.parametrize("text", ["", "id:77", "hello", "\0\xff"])
def test_a_receipt_that_says_nothing_is_odd(text: str) -> None:
    found = arrival(said(text), Alphabet.GSM)
    assert not found.events
    assert found.oddity


@pytest.mark.parametrize(
    ("source", "number"),
    [
        (Address(1, 1, b"447999000001"), "+447999000001"),
        (Address(1, 1, b"+447999000001"), "+447999000001"),
        (Address(1, 1, b"00447999000001"), "+447999000001"),
        (Address(0, 0, b"447999000001"), "+447999000001"),
        (Address(0, 1, b"07999000001"), "07999000001"),
        (Address(2, 1, b"7999000001"), "7999000001"),
        (Address(3, 0, b"40404"), "40404"),
        (Address(5, 0, b"Gate"), "Gate"),
    ],
)
def test_who_has_written(source: Address, number: str) -> None:
    message = ShortMessage(source, HOUSE, short_message=b"OK")
    assert message_of(Pdu(Command.DELIVER_SM, 1, body=message)) == InboundMessage(
        None, number, "+15550100099", "OK", None
    )


def test_messages_from_phones() -> None:
    assert message_of(decode(vectors.IN_PAYLOAD)).text == "Ok"
    assert message_of(decode(vectors.NUMBER_ZERO)).text == "1"
    assert message_of(decode(vectors.DATA)).text == "Test"
    assert message_of(from_phone(b"")).text == ""
    own = replace(from_phone(b"OK"), tlvs=((0x1502, b"uuid-7\0"),))
    assert message_of(own).provider_message_id == "uuid-7"


def test_what_is_no_text_is_kept_in_hexadecimal_and_odd() -> None:
    found = arrival(from_phone(b"\1\2", data_coding=4), Alphabet.GSM)
    assert [event.text for event in found.events if isinstance(event, InboundMessage)] == ["0102"]
    assert found.oddity


def test_who_is_nobody_is_odd() -> None:
    pdu = Pdu(Command.DELIVER_SM, 1, body=ShortMessage(Address(), HOUSE, short_message=b"OK"))
    assert arrival(pdu, Alphabet.GSM) == Arrival((), "it has no sender", 2)


@given(
    st.binary(max_size=60),
    st.integers(0, 255),
    st.integers(0, 255),
    st.lists(st.tuples(st.sampled_from([*Tag, 0x1502]), st.binary(max_size=9)), max_size=4),
)
def test_anything_is_read(
    text: bytes, esm_class: int, data_coding: int, tlvs: list[tuple[int, bytes]]
) -> None:
    pdu = replace(from_phone(text, esm_class=esm_class, data_coding=data_coding), tlvs=tuple(tlvs))
    found = arrival(pdu, Alphabet.GSM)
    assert found.events or found.oddity
