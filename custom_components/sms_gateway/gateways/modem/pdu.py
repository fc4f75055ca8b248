"""The PDUs of an SMS as a modem takes and gives them (own-sim.md 2.3, 2.4; 3GPP 23.040, 9.2)."""

from dataclasses import dataclass

from ..base import Part
from ..reading import part as part_of
from ..segments import cut, from_septets, from_utf_16, is_gsm, septets, utf_16
from . import address
from .coding import Alphabet, alphabet
from .octets import PduError, Rest
from .septets import packed, unpacked
from .times import stamp, validity

__all__ = ["Deliver", "PduError", "StatusReport", "decode", "submit"]

# What a PDU is, in the two lowest bits of its first octet.
_SUBMIT, _STATUS_REPORT = 1, 2
_RELATIVE_VALIDITY, _WANTS_REPORT, _HAS_HEADER = 0x10, 0x20, 0x40
_OWN_CENTRE = b"\0"
_SILENT = 0x40
_UCS_2 = 8
_MOST_PARTS = 255


@dataclass(frozen=True, slots=True)
class Deliver:
    """A message from a phone, or a part of one.

    A number is E.164 where the PDU says that it is international. With `is_data` the text is what
    came, in hexadecimal; with `is_torn` it says that it is longer. One that `is_silent` is to be
    thrown away unseen. Times are seconds since the epoch.
    """

    sender: str
    text: str
    sent_at: float | None
    part: Part | None
    smsc: str
    is_silent: bool = False
    is_data: bool = False
    is_torn: bool = False


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of one PDU; `reference` is the one that the modem gave when it took it."""

    reference: int
    to: str
    status: int
    sent_at: float | None
    discharged_at: float | None
    smsc: str


def submit(
    to: str, text: str, *, reference: int, lasts: float | None, wants_report: bool
) -> list[bytes]:
    """Return the SUBMITs of a message, one for each part; `reference` is what these have in common.

    Each has the octet of the SIM's own SMSC in front, which `AT+CMGS` does not count. The SMSC
    tries for at most `lasts` seconds, but not less than five minutes, and as long as it likes where
    that is None. Raises PduError for what is no number, and for a text of more than 255 parts.
    """
    unicode = not is_gsm(text)
    texts = cut(text, unicode=unicode)
    total = len(texts)
    if total > _MOST_PARTS:
        raise PduError("the text has more parts than can be counted")
    first = (
        _SUBMIT
        | (0 if lasts is None else _RELATIVE_VALIDITY)
        | (_WANTS_REPORT if wants_report else 0)
        | (_HAS_HEADER if total > 1 else 0)
    )
    beginning = _OWN_CENTRE + bytes((first, 0)) + address.written(to)
    beginning += bytes((0, _UCS_2 if unicode else 0))
    beginning += b"" if lasts is None else bytes((validity(lasts),))
    pdus = []
    for number, one in enumerate(texts, 1):
        header = bytes((5, 0, 3, reference & 0xFF, total, number)) if total > 1 else b""
        pdus.append(beginning + _user_data(header, one, unicode=unicode))
    return pdus


def decode(pdu: bytes) -> Deliver | StatusReport:
    """Read what came in, the SMSC in front of it; raises PduError.

    What was lost on the way from the modem is seen by the length that it gives, not here. Where
    that is the length of all of it, the modem has left the SMSC out: put a zero in front.
    """
    rest = Rest(pdu)
    smsc = address.read_centre(rest)
    first = rest.octet()
    kind = first & 3
    if kind == _SUBMIT:
        raise PduError("it is a message that goes out")
    return _status_report(rest, smsc) if kind == _STATUS_REPORT else _deliver(rest, first, smsc)


def _user_data(header: bytes, text: str, *, unicode: bool) -> bytes:
    """Return a text behind its header, with its length in front."""
    if unicode:
        data = header + utf_16(text)
        return bytes((len(data),)) + data
    used, fill = _in_septets(header)
    content = septets(text)
    return bytes((used + len(content),)) + header + packed(content, fill)


def _in_septets(header: bytes) -> tuple[int, int]:
    """Return the septets that a header takes, and the bits of filling before the text begins."""
    used = -(-8 * len(header) // 7)
    return used, 7 * used - 8 * len(header)


def _status_report(rest: Rest, smsc: str) -> StatusReport:
    reference = rest.octet()
    to = address.read(rest)
    sent_at, discharged_at = stamp(rest.take(7)), stamp(rest.take(7))
    return StatusReport(reference, to, rest.octet(), sent_at, discharged_at, smsc)


def _deliver(rest: Rest, first: int, smsc: str) -> Deliver:
    sender = address.read(rest)
    protocol, scheme = rest.octet(), alphabet(rest.octet())
    sent_at = stamp(rest.take(7))
    length = rest.octet()
    expected = -(-7 * length // 8) if scheme is Alphabet.GSM else length
    data = rest.at_most(expected)
    has_header = bool(first & _HAS_HEADER)
    header = _header(data) if has_header else b""
    return Deliver(
        sender,
        _text(header, data[len(header) :], length, scheme),
        sent_at,
        part_of(header.hex()),
        smsc,
        is_silent=protocol == _SILENT,
        is_data=scheme is Alphabet.DATA,
        is_torn=len(data) < expected or (has_header and not header),
    )


def _header(data: bytes) -> bytes:
    """Return the header of a text, its length in front; one that is longer than it is text."""
    length = data[0] + 1 if data else 0
    return data[:length] if length <= len(data) else b""


def _text(header: bytes, octets: bytes, length: int, scheme: Alphabet) -> str:
    """Read a text; `length` is that of the user data as the PDU has it."""
    match scheme:
        case Alphabet.DATA:
            return octets.hex()
        case Alphabet.UCS_2:
            return from_utf_16(octets)
        case Alphabet.GSM:
            used, fill = _in_septets(header)
            return from_septets(unpacked(octets, length - used, fill))
