"""PDUs as bytes: those of other programs, and what no program should send."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.smpp.pdu import (
    Address,
    Alert,
    BadLengthError,
    Bind,
    Command,
    Name,
    Pdu,
    ShortMessage,
    Tag,
    answers,
    check_length,
    decode,
    encode,
    refusal_of,
    response_to,
)

from . import vectors
from .vectors import VECTORS

ALICE = Address(1, 1, b"447999000001")
HOUSE = Address(1, 1, b"447999000002")
# What can't be written as it was read: it is not as it should be.
READ_ONLY = {"submitted_without_end", "receipt_with_lying_tlv"}


@pytest.mark.parametrize("name", sorted(VECTORS.keys() - READ_ONLY))
def test_a_pdu_of_another_program_is_written_as_it_was_read(name: str) -> None:
    assert encode(decode(VECTORS[name])) == VECTORS[name]


READ = {
    vectors.BIND: Pdu(9, 0x39951, body=Bind(b"ALL_TW", b"ALL_TW", b"", 0x34, Address(1, 2))),
    vectors.BIND_OF_KANNEL: Pdu(9, 1, body=Bind(b"kuser", b"kpass")),
    vectors.BIND_RESPONSE: Pdu(
        0x80000009, 0x39943, body=Name(b"Smsc GW"), tlvs=((0x210, b"\x34"),)
    ),
    vectors.BIND_REFUSED: Pdu(0x80000009, 0x4DB3, 0x0E, Name(b"SMSC")),
    vectors.BIND_REFUSED_WITHOUT_BODY: Pdu(0x80000009, 1, 0x0E),
    vectors.SUBMIT: Pdu(
        4,
        3,
        body=ShortMessage(
            HOUSE,
            ALICE,
            esm_class=3,
            registered_delivery=0x11,
            short_message=b"Gate open \x00 5\x1be",
        ),
    ),
    vectors.SUBMIT_UCS_2: Pdu(
        4,
        4,
        body=ShortMessage(
            Address(5, 0, b"HomeAlarm"),
            ALICE,
            esm_class=3,
            data_coding=8,
            short_message="Grüße ☺".encode("utf-16-be"),
        ),
    ),
    vectors.SUBMIT_SECOND_PART: Pdu(
        4,
        6,
        body=ShortMessage(
            Address(2, 1, b"7999"),
            ALICE,
            esm_class=0x43,
            short_message=b"\x05\x00\x03\x02\x02\x02" + b"x" * 47,
        ),
    ),
    vectors.SUBMITTED: Pdu(0x80000004, 0x0A342EE1, body=Name(b"94258431594")),
    vectors.SUBMIT_REFUSED: Pdu(0x80000004, 0x0A342EE1, 0x30),
    vectors.SUBMITTED_WITHOUT_END: Pdu(0x80000004, 0x0A342EE1, body=Name(b"9")),
    vectors.SUBMITTED_WITH_TLV: Pdu(
        0x80000004,
        1,
        body=Name(b"34f0ac1b-a11d-417b-870b-feb045cfdc33"),
        tlvs=((0x428, b"\0"),),
    ),
    vectors.IN_PAYLOAD: Pdu(
        5,
        0x657E4E,
        body=ShortMessage(Address(2, 1, b"4495136192"), Address(4, 9, b"40404")),
        tlvs=((0x0E, b"\1"), (0x06, b"\1"), (Tag.MESSAGE_PAYLOAD, b"Ok")),
    ),
    vectors.NUMBER_ZERO: Pdu(
        5,
        0,
        body=ShortMessage(Address(0, 0, b"456"), Address(0, 0, b"123"), short_message=b"1"),
        tlvs=((Tag.RECEIPTED_MESSAGE_ID, b"receipted_message_id\0"),),
    ),
    vectors.DATA: Pdu(
        0x103,
        0,
        body=ShortMessage(
            Address(1, 1, b"5552710000"), Address(0, 1, b"9695"), registered_delivery=1
        ),
        tlvs=((Tag.MESSAGE_PAYLOAD, b"Test"),),
    ),
    vectors.DATA_RESPONSE: Pdu(0x80000103, 0x116AC7, body=Name()),
    vectors.ENQUIRE_LINK: Pdu(0x15, 0x0A342EE7),
    vectors.UNBIND_RESPONSE: Pdu(0x80000006, 1),
    vectors.GENERIC_NACK: Pdu(0x80000000, 0x82A77, 1),
    vectors.ALERT: Pdu(
        0x102,
        0x4FE8,
        2,
        Alert(Address(1, 1, b"5552710000"), Address(1, 1, b"40404")),
    ),
    vectors.DELIVERED: Pdu(0x80000005, 0x64, body=Name()),
}


@pytest.mark.parametrize(("octets", "pdu"), READ.items())
def test_what_is_in_a_pdu(octets: bytes, pdu: Pdu) -> None:
    assert decode(octets) == pdu


def test_a_tlv_that_is_longer_than_the_rest_ends_them() -> None:
    pdu = decode(vectors.RECEIPT_WITH_LYING_TLV)
    assert pdu.tlvs == ((Tag.MESSAGE_STATE, b"\2"),)
    assert isinstance(pdu.body, ShortMessage)
    assert pdu.body.short_message.startswith(b"id:0000003005 ")
    assert pdu.body.short_message.endswith(b"err:000 te")


def test_of_a_body_that_ends_before_its_time_there_is_what_came() -> None:
    pdu = decode(bytes.fromhex("00000018 00000005 00000000 00000007 00 01 01 3435 00 0501"))
    assert pdu.body == ShortMessage(Address(1, 1, b"45"), Address(5, 1))
    assert decode(bytes.fromhex("00000010 00000005 00000000 00000007")).body == ShortMessage(
        Address(), Address()
    )


@pytest.mark.parametrize("length", [0, 4, 15, 70_001, 0xF0000011])
def test_a_length_that_none_can_have(length: int) -> None:
    with pytest.raises(BadLengthError):
        check_length(length)
    with pytest.raises(BadLengthError):
        decode(length.to_bytes(4) + bytes(12))


def test_half_a_pdu_is_none() -> None:
    for end in (0, 15, len(vectors.SUBMIT) - 1):
        with pytest.raises(BadLengthError):
            decode(vectors.SUBMIT[:end])


def test_answers_have_the_number_of_what_they_answer() -> None:
    request = decode(vectors.RECEIPT)
    assert encode(response_to(decode(vectors.NUMBER_ZERO), body=Name())) == bytes.fromhex(
        "00000011 80000005 00000000 00000000 00"
    )
    assert answers(response_to(request), request)
    assert answers(refusal_of(request, 3), request)
    assert not answers(Pdu(0x80000004, request.sequence), request)
    assert encode(refusal_of(Pdu(0x777, 6), 3)) == vectors.NACK_OF_SMPP34


def test_a_zero_can_not_end_a_string_before_its_time() -> None:
    pdu = decode(
        encode(Pdu(Command.SUBMIT_SM, 1, body=ShortMessage(Address(5, 0, b"a\0b"), ALICE)))
    )
    assert isinstance(pdu.body, ShortMessage)
    assert pdu.body.source.digits == b"ab"


def test_a_pdu_shows_nothing_of_what_is_in_it() -> None:
    assert repr(decode(vectors.BIND)) == "Pdu(0x9, 235857, 0x0)"


@given(st.binary(max_size=300), st.sampled_from(sorted(Command)), st.booleans())
def test_any_body_is_read(body: bytes, command: int, is_response: bool) -> None:
    command |= 0x80000000 * is_response
    header = (16 + len(body)).to_bytes(4) + command.to_bytes(4) + bytes(8)
    pdu = decode(header + body)
    assert (pdu.command, pdu.sequence) == (command, 0)
    assert decode(encode(pdu)).body == pdu.body
