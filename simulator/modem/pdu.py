"""TPDUs from the network's side: SUBMIT is read, DELIVER and STATUS-REPORT are written.

Written from own-sim.md 2.3 and 2.4; each with the SMSC's address in front, as modems have them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from gsm0338 import Codec

from ..network import is_international
from ..place import Place, by_header
from ..smpp.text import read_gsm

_CODEC = Codec()
_SUBMIT, _DELIVER, _REPORT = 0x01, 0x04, 0x06
"""First octets; the latter two say that nothing more is waiting."""
_WANTS_REPORT, _HAS_HEADER = 0x20, 0x40
_VALIDITY = (0, 7, 1, 7)
"""Octets of the validity period, by the bits that tell its form."""
_SEPTETS, _OCTETS = 160, 140
_INTERNATIONAL, _UNKNOWN = 0x91, 0x81
_ALPHANUMERIC = 5
_COMPRESSED = 0x20
_DIGITS = "0123456789*#abc"
_NEGATIVE = 0x08


class PduError(ValueError):
    """These octets are no PDU that the network takes."""


class Alphabet(Enum):
    """What a text is written in."""

    GSM = auto()
    OCTETS = auto()
    UCS2 = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Submit:
    """A message to a phone, or a part of one."""

    smsc: str
    """Empty: the SIM's own."""
    to: str
    """Digits."""
    is_international: bool
    text: str
    is_ucs2: bool
    place: Place
    wants_report: bool


def tpdu_length(pdu: bytes) -> int:
    """Return what CMGS and CMGR call the length: all but the SMSC's address."""
    return len(pdu) - 1 - pdu[0]


def read_submit(pdu: bytes) -> Submit:
    """Read an SMS-SUBMIT; raise PduError if it is none."""
    octets = _Octets(pdu)
    smsc = octets.smsc()
    first = octets.one()
    if first & 0x03 != _SUBMIT:
        raise PduError("no SMS-SUBMIT")
    octets.one()  # The reference is for the modem to give.
    to, kind = octets.address()
    octets.one()
    alphabet = alphabet_of(octets.one())
    octets.take(_VALIDITY[first >> 3 & 0x03])
    header, text = _user_data(octets, alphabet, has_header=bool(first & _HAS_HEADER))
    return Submit(
        smsc=smsc,
        to=to,
        is_international=kind == _INTERNATIONAL,
        text=text,
        is_ucs2=alphabet is Alphabet.UCS2,
        place=_place(header),
        wants_report=bool(first & _WANTS_REPORT),
    )


def write_deliver(
    smsc: str, sender: str, text: str, header: bytes, *, plain: bool, at: str
) -> bytes:
    """Write an SMS-DELIVER; `plain` says that its alphabet is GSM's, `at` is a `timestamp`."""
    first = _DELIVER | (_HAS_HEADER if header else 0)
    start = _smsc(smsc) + bytes((first,)) + _address(sender)
    return start + bytes((0, 0 if plain else 8)) + bytes.fromhex(at) + _written(text, header, plain)


def write_report(
    smsc: str, reference: int, to: str, *, submitted: str, done: str, status: int
) -> bytes:
    """Write an SMS-STATUS-REPORT; `submitted` and `done` are a `timestamp` each."""
    start = _smsc(smsc) + bytes((_REPORT, reference)) + _address(to)
    return start + bytes.fromhex(submitted + done) + bytes((status,))


def timestamp(seconds: float, quarters: int) -> str:
    """Return a time as PDUs have it, in hex, in a zone so many quarters of an hour off."""
    local = datetime.fromtimestamp(seconds, UTC) + timedelta(minutes=15 * quarters)
    zone = int(_swapped(f"{abs(quarters):02}"), 16) | (_NEGATIVE if quarters < 0 else 0)
    return f"{_swapped(f'{local:%y%m%d%H%M%S}')}{zone:02X}"


def alphabet_of(coding: int) -> Alphabet:
    """Return the alphabet that a data coding scheme names (23.038 4)."""
    match coding >> 4:
        case 0xF:
            return Alphabet.OCTETS if coding & 0x04 else Alphabet.GSM
        case 0xE:
            return Alphabet.UCS2
        case group if group < 0x4:  # noqa: PLR2004 - the first two bits are 0
            if coding & _COMPRESSED:
                raise PduError("a compressed text")
            return (Alphabet.GSM, Alphabet.OCTETS, Alphabet.UCS2, Alphabet.GSM)[coding >> 2 & 3]
    return Alphabet.GSM


def unpacked(octets: bytes, count: int) -> bytes:
    """Return so many septets, an octet each."""
    bits = int.from_bytes(octets, "little")
    return bytes(bits >> 7 * place & 0x7F for place in range(count))


def packed(septets: bytes, skip: int = 0) -> bytes:
    """Return the octets that septets take, after so many that are left 0."""
    bits = sum(septet << 7 * place for place, septet in enumerate(septets, start=skip))
    return bits.to_bytes(((skip + len(septets)) * 7 + 7) // 8, "little")


class _Octets:
    """The octets of a PDU, taken from the front."""

    def __init__(self, octets: bytes) -> None:
        self.rest = octets

    def take(self, count: int) -> bytes:
        if len(self.rest) < count:
            raise PduError("it ends too early")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken

    def one(self) -> int:
        return self.take(1)[0]

    def smsc(self) -> str:
        octets = self.take(self.one())
        return _digits(octets[1:]) if octets else ""

    def address(self) -> tuple[str, int]:
        """Return the digits of an address and what kind of number it is."""
        count, kind = self.one(), self.one()
        octets = self.take((count + 1) // 2)
        if kind >> 4 & 0x07 == _ALPHANUMERIC:
            raise PduError("a name is no number")
        digits = _digits(octets)
        if len(digits) != count:
            raise PduError("another number of digits")
        return digits, kind


def _user_data(octets: _Octets, alphabet: Alphabet, *, has_header: bool) -> tuple[bytes, str]:
    """Return header and text of what a PDU ends with."""
    length = octets.one()
    if length > (_SEPTETS if alphabet is Alphabet.GSM else _OCTETS):
        raise PduError("too long for one SMS")
    size = (length * 7 + 7) // 8 if alphabet is Alphabet.GSM else length
    data = octets.take(size)
    if octets.rest:
        raise PduError("something follows")
    end = data[0] + 1 if has_header and data else 0
    if end > len(data):
        raise PduError("the header ends too late")
    if alphabet is Alphabet.GSM:
        text = read_gsm(unpacked(data, length)[(end * 8 + 6) // 7 :])
    elif alphabet is Alphabet.UCS2:
        text = data[end:].decode("utf-16-be", "replace")
    else:
        text = data[end:].hex()
    return data[:end], text


def _place(header: bytes) -> Place:
    place = by_header(header)
    if not place.is_possible:
        raise PduError("a part that is none")
    return place


def _written(text: str, header: bytes, plain: bool) -> bytes:
    """Return user data and their length."""
    if not plain:
        octets = header + text.encode("utf-16-be")
        return bytes((len(octets),)) + octets
    skip = (len(header) * 8 + 6) // 7
    septets = _CODEC.encode(text)[0]
    octets = packed(septets, skip)
    return bytes((skip + len(septets),)) + header + octets[len(header) :]


def _smsc(number: str) -> bytes:
    if not number:
        return b"\0"
    octets = bytes((_INTERNATIONAL,)) + bytes.fromhex(_swapped(number))
    return bytes((len(octets),)) + octets


def _address(number: str) -> bytes:
    kind = _INTERNATIONAL if is_international(number) else _UNKNOWN
    return bytes((len(number), kind)) + bytes.fromhex(_swapped(number))


def _swapped(digits: str) -> str:
    """Return digits in pairs, each the other way round, with an F where one lacks its other."""
    even = digits if len(digits) % 2 == 0 else f"{digits}F"
    return "".join(even[place + 1] + even[place] for place in range(0, len(even), 2))


def _digits(octets: bytes) -> str:
    nibbles = [nibble for octet in octets for nibble in (octet & 0x0F, octet >> 4)]
    if nibbles and nibbles[-1] == 0x0F:  # noqa: PLR2004 - what an odd number is filled up with
        nibbles.pop()
    if any(nibble == 0x0F for nibble in nibbles):  # noqa: PLR2004 - as above
        raise PduError("what is no digit")
    return "".join(_DIGITS[nibble] for nibble in nibbles)
