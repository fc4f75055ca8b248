"""What octets under a data_coding say, and which octets say a text (smpp.md 6)."""

from gsm0338 import Codec

from ..segments import is_gsm7
from ..smpp_settings import Alphabet
from .pdu import PduError, Status

UCS_2 = 8
_CODEC = Codec()
_ESCAPE = 0x1B
_PLAIN = [_CODEC.decode(bytes((octet,)), "replace")[0] for octet in range(0x100)]
_BINARY = (2, 4)
_CHARSETS = {3: "latin-1", 6: "iso8859-5", 7: "iso8859-8", UCS_2: "utf-16-be", 0x18: "utf-16-be"}
_DEFAULTS = {Alphabet.LATIN1: "latin-1", Alphabet.ASCII: "ascii"}
_LINE_ENDS, _BLANK = b"\n\r", 0x20
_WITH_CLASS, _OCTETS = (0x10, *range(0xF0, 0x100)), 0x04
"""Codings that are those of GSM, with a message class; one bit says that it is no text."""


def read_text(octets: bytes, coding: int, alphabet: Alphabet) -> str:
    """Return what a phone shows; what it has no character for is shown as such."""
    if coding == 0:
        charset = _DEFAULTS.get(alphabet)
        return octets.decode(charset, "replace") if charset else read_gsm(octets)
    if coding == 1:
        is_gsm = any(octet < _BLANK and octet not in _LINE_ENDS for octet in octets)
        return read_gsm(octets) if is_gsm else octets.decode("ascii", "replace")
    if coding in _BINARY:
        return octets.hex()
    if charset := _CHARSETS.get(coding):
        return octets.decode(charset, "replace")
    if coding in _WITH_CLASS:
        return octets.hex() if coding & _OCTETS else read_gsm(octets)
    raise PduError(Status.INVALID_CODING)


def read_gsm(octets: bytes) -> str:
    """Read septets that have an octet each; an escape that nothing follows is a blank."""
    if _ESCAPE not in octets:
        return "".join(map(_PLAIN.__getitem__, octets))
    characters, rest = [], iter(octets)
    for octet in rest:
        if octet != _ESCAPE:
            characters.append(_PLAIN[octet])
        elif (following := next(rest, None)) is None:
            characters.append(" ")
        else:
            characters.append(_CODEC.decode(bytes((octet, following)), "replace")[0])
    return "".join(characters)


def write_text(text: str, alphabet: Alphabet, *, plain: bool) -> tuple[int, bytes]:
    """Return the data_coding and the octets of a text; `plain` says that GSM-7 has all of it."""
    if not plain:
        return UCS_2, text.encode("utf-16-be")
    charset = _DEFAULTS.get(alphabet)
    if charset is None:
        return 0, _CODEC.encode(text)[0]
    try:
        return 0, text.encode(charset)
    except UnicodeEncodeError:
        return UCS_2, text.encode("utf-16-be")


def is_plain(text: str) -> bool:
    """Say whether a text needs no more than GSM-7."""
    return is_gsm7(text)
