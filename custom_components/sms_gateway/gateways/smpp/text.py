"""Texts as bytes and back: alphabets, parts, and what says that something is one (smpp.md 6, 7)."""

from dataclasses import dataclass
from enum import StrEnum
import re

from ..base import Part
from ..charset import as_text
from ..reading import part as part_of
from ..segments import cut, from_septets, from_utf_16, septets, utf_16
from .pdu import Pdu, ShortMessage, Tag, Tlvs

UDH_INDICATOR = 0x40
_LAST_SEPTET = 0x7F
_CONTROLS = re.compile(rb"[^\n\r\x20-\xff]")
_UCS_2 = 8
_CODECS = {3: "latin-1", 5: "shift_jis", 6: "iso8859-5", 7: "iso8859-8", 10: "iso2022_jp",
           13: "euc_jp", 14: "euc_kr"}  # fmt: skip
_BINARY = frozenset({2, 4, 9})


class Alphabet(StrEnum):
    """What the default alphabet of an SMSC is: data_coding 0 (smpp.md 6)."""

    GSM = "gsm"
    LATIN_1 = "latin1"
    ASCII = "ascii"


class LongMessages(StrEnum):
    """How a message says that it is a part of a long one, or is one as a whole (smpp.md 7)."""

    UDH = "udh"
    SAR = "sar"
    PAYLOAD = "payload"


@dataclass(frozen=True, slots=True)
class Piece:
    """What goes into one PDU."""

    data_coding: int
    esm_class: int = 0
    octets: bytes = b""
    tlvs: Tlvs = ()


def takes(text: str, alphabet: Alphabet) -> bool:
    """Tell whether a text within GSM 03.38 can be written in an SMSC's default alphabet."""
    match alphabet:
        case Alphabet.GSM:
            return True
        case Alphabet.ASCII:
            return text.isascii()
        case Alphabet.LATIN_1:
            return all(ord(character) <= 0xFF for character in text)  # noqa: PLR2004 - its last


def pieces(
    text: str, alphabet: Alphabet, method: LongMessages, reference: int, *, unicode: bool
) -> list[Piece]:
    """Return a text as it goes out; `reference` is what its parts have in common."""
    data_coding = _UCS_2 if unicode else 0
    octets = [_encoded(one, alphabet, unicode=unicode) for one in cut(text, unicode=unicode)]
    if method is LongMessages.PAYLOAD and len(octets) > 1:
        return [Piece(data_coding, tlvs=((Tag.MESSAGE_PAYLOAD, b"".join(octets)),))]
    if len(octets) == 1:
        return [Piece(data_coding, octets=octets[0])]
    total = len(octets)
    if method is LongMessages.SAR:
        return [
            Piece(data_coding, octets=one, tlvs=_sar(reference, total, number))
            for number, one in enumerate(octets, 1)
        ]
    return [
        Piece(data_coding, UDH_INDICATOR, bytes((5, 0, 3, reference % 256, total, number)) + one)
        for number, one in enumerate(octets, 1)
    ]


def _sar(reference: int, total: int, number: int) -> Tlvs:
    return (
        (Tag.SAR_MSG_REF_NUM, (reference % 0x10000).to_bytes(2)),
        (Tag.SAR_TOTAL_SEGMENTS, bytes((total,))),
        (Tag.SAR_SEGMENT_SEQNUM, bytes((number,))),
    )


def _encoded(text: str, alphabet: Alphabet, *, unicode: bool) -> bytes:
    if unicode:
        return utf_16(text)
    if alphabet is Alphabet.GSM:
        return septets(text)
    return text.encode("latin-1", "replace")


@dataclass(frozen=True, slots=True)
class Content:
    """What a message that came in says; `text` is None where it is no text, but `octets` alone."""

    text: str | None
    octets: bytes
    part: Part | None = None
    is_torn: bool = False


def content(pdu: Pdu, message: ShortMessage, alphabet: Alphabet) -> Content:
    """Read what a message says; `is_torn` tells that its header is longer than all of it."""
    octets = message.short_message or pdu.tlv(Tag.MESSAGE_PAYLOAD) or b""
    part, is_torn = _sar_part(pdu), False
    if message.esm_class & UDH_INDICATOR and octets:
        header, rest = octets[: octets[0] + 1], octets[octets[0] + 1 :]
        is_torn = len(header) <= octets[0]
        if not is_torn:
            part, octets = part_of(header.hex()) or part, rest
    return Content(decode(octets, message.data_coding, alphabet), octets, part, is_torn)


def _sar_part(pdu: Pdu) -> Part | None:
    tags = Tag.SAR_MSG_REF_NUM, Tag.SAR_TOTAL_SEGMENTS, Tag.SAR_SEGMENT_SEQNUM
    reference, total, number = (int.from_bytes(pdu.tlv(tag) or b"") for tag in tags)
    if not 1 <= number <= total or total == 1:
        return None
    return Part(reference, total, number)


def decode(octets: bytes, data_coding: int, alphabet: Alphabet) -> str | None:
    """Return bytes as text, whatever they are said to be; None for what is no text."""
    match _meant(data_coding):
        case 0:
            return _in_default_alphabet(octets, alphabet)
        case 1:
            is_gsm = _CONTROLS.search(octets) is not None
            return _gsm(octets) if is_gsm else as_text(octets, "utf-8")
        case 8:
            return _ucs_2(octets)
        case number if number in _BINARY:
            return None
        case number if number in _CODECS:
            return octets.decode(_CODECS[number], "replace")
        case _:
            return _in_default_alphabet(octets, alphabet)


def _meant(data_coding: int) -> int:
    """Return the number of the alphabet that is meant where it is written as a phone has it.

    3GPP 23.038, 4: general coding groups, message waiting, and that with a class alone.
    """
    high, low = data_coding >> 4, data_coding & 0xF
    if high == 0xF:  # noqa: PLR2004 - the group with a class alone
        return 4 if low & 4 else 0
    if high == 0xE:  # noqa: PLR2004 - message waiting, in UCS-2
        return _UCS_2
    if high == 1:
        return (0, 4, _UCS_2, 0)[low >> 2]
    return data_coding


def _in_default_alphabet(octets: bytes, alphabet: Alphabet) -> str:
    return _gsm(octets) if alphabet is Alphabet.GSM else as_text(octets, "utf-8")


def _gsm(octets: bytes) -> str:
    """Read one septet from each byte; where there are more than septets it is something else."""
    if max(octets, default=0) > _LAST_SEPTET:
        return as_text(octets, "utf-8")
    return from_septets(octets)


def _ucs_2(octets: bytes) -> str:
    """Read UTF-16, or what else it may be where that can't be."""
    if len(octets) % 2 and 0 not in octets:
        return as_text(octets, "utf-8")
    return from_utf_16(octets)
