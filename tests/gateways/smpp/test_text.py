"""Texts as bytes: alphabets, and parts in three ways."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import Part
from custom_components.sms_gateway.gateways.smpp.pdu import Command, Pdu, ShortMessage, Tag, Tlvs
from custom_components.sms_gateway.gateways.smpp.text import (
    Alphabet,
    LongMessages,
    content,
    decode,
    pieces,
    takes,
)
from custom_components.sms_gateway.messaging.text import Encoding, count_parts, encoding

from .smsc import ALICE, HOUSE

GSM, LATIN_1, ASCII = Alphabet.GSM, Alphabet.LATIN_1, Alphabet.ASCII


@pytest.mark.parametrize(
    ("octets", "data_coding", "alphabet", "text"),
    [
        (b"Gate open \0 5\x1be", 0, GSM, "Gate open @ 5€"),
        (b"5\x1b", 0, GSM, "5 "),
        (b"\x1bA\x1b\x1be", 0, GSM, "A €"),
        # Of a national table, without which it is the plain letter.
        (b"ye\x1bsil", 0, GSM, "yesil"),
        # More than septets: what else it may be.
        ("grün".encode(), 0, GSM, "grün"),
        ("grün".encode("latin-1"), 0, GSM, "grün"),
        ("grün {".encode("latin-1"), 0, LATIN_1, "grün {"),
        (b"plain", 0, ASCII, "plain"),
        (b"Gate \0 5\x1be", 1, GSM, "Gate @ 5€"),
        (b"a\nb@", 1, GSM, "a\nb@"),
        ("naïve".encode("latin-1"), 3, GSM, "naïve"),
        ("Щ 👍".encode("utf-16-be"), 8, GSM, "Щ 👍"),
        (b"\xfe\xff\0a", 8, GSM, "a"),
        (b"\0a\0b\0", 8, GSM, "ab"),
        ("Grün!".encode("latin-1"), 8, GSM, "Grün!"),
        (bytes.fromhex("c1e1e9edf3faf1fc"), 8, GSM, "쇡\ue9ed\uf3fa\uf1fc"),
        ("дверь".encode("iso8859-5"), 6, GSM, "дверь"),
        ("דלת".encode("iso8859-8"), 7, GSM, "דלת"),
        ("ドア".encode("shift_jis"), 5, GSM, "ドア"),
        ("문".encode("euc_kr"), 14, GSM, "문"),
        (b"flash\0", 0xF0, GSM, "flash@"),
        (b"flash\0", 0x10, GSM, "flash@"),
        ("Щ".encode("utf-16-be"), 0x18, GSM, "Щ"),
        ("Щ".encode("utf-16-be"), 0xE0, GSM, "Щ"),
        (b"wait\0", 0xC8, GSM, "wait@"),
        (b"what\0", 0x7F, GSM, "what@"),
        (b"", 0, GSM, ""),
        (b"\1\2", 4, GSM, None),
        (b"\1\2", 2, GSM, None),
        (b"\1\2", 0xF4, GSM, None),
        (b"\1\2", 0x14, GSM, None),
    ],
)
def test_what_bytes_say(
    octets: bytes, data_coding: int, alphabet: Alphabet, text: str | None
) -> None:
    assert decode(octets, data_coding, alphabet) == text


@given(st.binary(max_size=40), st.integers(0, 255), st.sampled_from(Alphabet))
def test_any_bytes_are_read(octets: bytes, data_coding: int, alphabet: Alphabet) -> None:
    decode(octets, data_coding, alphabet)


def test_which_texts_an_alphabet_has() -> None:
    assert takes("Ω€", GSM)
    assert not takes("€", LATIN_1)
    assert takes("ü{", LATIN_1)
    assert takes("{", ASCII)
    assert not takes("ü", ASCII)


TEXTS = st.text(st.sampled_from("abz @{}€ΩüЩ👍\n"), min_size=1, max_size=900)


@given(TEXTS, st.sampled_from(Alphabet), st.sampled_from(LongMessages))
def test_what_is_cut_comes_together_again(
    text: str, alphabet: Alphabet, method: LongMessages
) -> None:
    unicode = encoding(text, lambda one: takes(one, alphabet)) is Encoding.UCS_2
    cut = pieces(text, alphabet, method, 0xABCD, unicode=unicode)
    expected = count_parts(text, lambda one: takes(one, alphabet))
    assert len(cut) == (1 if method is LongMessages.PAYLOAD else expected)
    read = []
    for number, piece in enumerate(cut, 1):
        assert len(piece.octets) <= 160
        message = ShortMessage(
            HOUSE,
            ALICE,
            esm_class=piece.esm_class,
            data_coding=piece.data_coding,
            short_message=piece.octets,
        )
        pdu = Pdu(Command.SUBMIT_SM, number, body=message, tlvs=piece.tlvs)
        found = content(pdu, message, alphabet)
        reference = 0xCD if method is LongMessages.UDH else 0xABCD
        assert found.part == (Part(reference, len(cut), number) if len(cut) > 1 else None)
        read.append(found.text or "")
    assert "".join(read) == text


def test_parts_say_so_in_three_ways() -> None:
    first, second = pieces("x" * 200, GSM, LongMessages.UDH, 2, unicode=False)
    assert (first.esm_class, first.octets[:6]) == (0x40, bytes.fromhex("050003020201"))
    assert (len(first.octets), len(second.octets)) == (159, 53)
    first, second = pieces("x" * 200, GSM, LongMessages.SAR, 2, unicode=False)
    assert second.tlvs == ((0x20C, b"\0\2"), (0x20E, b"\2"), (0x20F, b"\2"))
    assert (first.esm_class, first.octets) == (0, b"x" * 153)
    (whole,) = pieces("x" * 200, GSM, LongMessages.PAYLOAD, 2, unicode=False)
    assert (whole.octets, whole.tlvs) == (b"", ((Tag.MESSAGE_PAYLOAD, b"x" * 200),))


@pytest.mark.parametrize(
    ("octets", "tlvs", "text", "part"),
    [
        # The port of an application beside it, and a national table.
        ("0b0504158a158a0003c80302", (), "hi", Part(0xC8, 3, 2)),
        ("08240101000312 0201", (), "hi", Part(0x12, 2, 1)),
        ("060804abcd0201", (), "hi", Part(0xABCD, 2, 1)),
        ("050003330201", (), "hi", Part(0x33, 2, 1)),
        # A part of one, and one that is none.
        ("050003330101", (), "hi", None),
        ("050003330300", (), "hi", None),
        ("03240101", (), "hi", None),
        ("", ((0x20C, b"\0\7"), (0x20E, b"\2"), (0x20F, b"\1")), None, Part(7, 2, 1)),
        ("", ((0x20C, b"\0\7"), (0x20E, b"\2")), None, None),
    ],
)
def test_which_part_something_is(
    octets: str, tlvs: Tlvs, text: str | None, part: Part | None
) -> None:
    header = bytes.fromhex(octets.replace(" ", ""))
    message = ShortMessage(
        ALICE, HOUSE, esm_class=0x40 if header else 0, short_message=header + b"hi"
    )
    found = content(Pdu(Command.DELIVER_SM, 1, body=message, tlvs=tlvs), message, GSM)
    assert (found.text, found.part) == (text or "hi", part)
    # The same in a TLV.
    payload = ShortMessage(ALICE, HOUSE, esm_class=message.esm_class)
    tlvs = (*tlvs, (Tag.MESSAGE_PAYLOAD, message.short_message))
    assert content(Pdu(Command.DATA_SM, 1, body=payload, tlvs=tlvs), payload, GSM) == found


def test_a_header_that_is_longer_than_the_text_is_text() -> None:
    message = ShortMessage(ALICE, HOUSE, esm_class=0x40, short_message=b"Hello")
    found = content(Pdu(Command.DELIVER_SM, 1, body=message), message, GSM)
    assert (found.text, found.is_torn) == ("Hello", True)
