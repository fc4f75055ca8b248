"""What a modem says, cut into lines, and what kinds of lines there are (own-sim.md 2.1, 2.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
import re

# What stands at the beginning of a line that has no end: the modem waits for a PDU.
PROMPT = ">"
OK = "OK"
# More than the longest line: what goes on after that is no modem, or speaks at another rate.
_LONGEST = 2048
_END = re.compile(rb"[\r\n]")
# Echoed with a PDU, or sent by ports that are switched on.
_INVISIBLE = " \t\x00\x1a\x1b"
_HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_ERROR = re.compile(r"\+(CM[ES]) ERROR:\s*([0-9]+)?")
# Huawei's for ERROR.
_PLAIN_ERRORS = frozenset({"ERROR", "COMMAND NOT SUPPORT", "TOO MANY PARAMETERS"})
# What never answers anything that is asked here. A PDU follows these, in a line of its own ...
_BROUGHT = ("+CMT:", "+CDS:", "+CBM:")
# ... and none these.
_TOLD = ("+CMTI:", "+CDSI:", "+CUSD:", "+CRING:", "+CLIP:", "+CCWA:", "+CSSU:", "+CSSI:", "+CIEV:")
# It was switched on, or is being switched off: what it was told is forgotten.
_SWITCHED = ("RDY", "^SYSSTART", "NORMAL POWER DOWN", "POWERED DOWN")
_WITH_PDU = (*_BROUGHT, "+CMGR:", "+CMGL:")
_SPOKEN = re.compile(
    r"RING|NO CARRIER|BUSY|NO ANSWER|(?:SMS|PB|CALL) (?:READY|DONE)", re.IGNORECASE
)
_NAMED = re.compile(r"[+^*%$#&][A-Z0-9]+(?::|$)", re.IGNORECASE)
# A comma that no quotation mark is open before.
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
_USSD = "+CUSD:"
# A USSD text may go over so many lines.
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line, and the PDU that came behind it, where one belongs there."""

    text: str
    pdu: bytes | None = None

    @property
    def fields(self) -> list[str]:
        """What stands behind the colon, without quotation marks."""
        _, _, told = self.text.partition(":")
        return [one.strip().strip('"') for one in _COMMA.split(told)]

    def number(self, place: int) -> int | None:
        """Return a field that is a whole number."""
        fields = self.fields
        is_there = -len(fields) <= place < len(fields)
        return int(fields[place]) if is_there and fields[place].isdecimal() else None


class Refused(Exception):  # noqa: N818 - a modem's answer, and no fault of anybody
    """A modem's ERROR; `table` is CMS or CME, or empty where it has no number.

    `is_handed_over` tells whether that was after a PDU and Ctrl-Z.
    """

    def __init__(self, table: str = "", code: int | None = None) -> None:
        """Keep what is known."""
        super().__init__(table, code)
        self.table = table
        self.code = code
        self.is_handed_over = False


class Lines:
    """Cuts what comes into lines, whatever pieces it comes in."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._rest = b""
        self._open: list[str] = []

    def feed(self, octets: bytes, *, wants_prompt: bool) -> Iterator[str]:
        """Yield the lines that are whole, and the prompt where it is waited for."""
        *whole, self._rest = _END.split(self._rest + octets)
        for line in whole:
            if text := _text(line[:_LONGEST]):
                for one in _without_prompt(text, wants_prompt=wants_prompt):
                    yield from self._closed(one)
        if wants_prompt and _text(self._rest) == PROMPT:
            self._rest = b""
            yield PROMPT
        self._rest = self._rest[-_LONGEST:]

    def _closed(self, text: str) -> Iterator[str]:
        """Yield a line, and one that goes over several once all of it is there."""
        # An OK in the midst of a text is the network's, and would end what is asked meanwhile.
        is_apart = not self._open or refusal(text) is not None or _NAMED.match(text)
        if is_apart and not (text.startswith(_USSD) and text.count('"') == 1):
            yield text
            return
        self._open.append(text)
        if (len(self._open) > 1 and '"' in text) or len(self._open) > _MOST_LINES:
            yield "\n".join(self._open)
            self._open = []


def refusal(text: str) -> Refused | None:
    """Return what a line refuses with, None where it refuses nothing."""
    if text.upper() in _PLAIN_ERRORS:
        return Refused()
    if (found := _ERROR.match(text)) is None:
        return None
    return Refused(found[1], int(found[2]) if found[2] else None)


def brings_pdu(text: str) -> bool:
    """Tell whether a PDU comes in the next line."""
    return text.startswith(_WITH_PDU)


def is_unasked(text: str) -> bool:
    """Tell whether a line is a message's, a report's or the like, and no answer to anything."""
    return text.startswith((*_BROUGHT, *_TOLD)) or is_switched(text)


def is_switched(text: str) -> bool:
    """Tell whether a modem says that it was switched on or off."""
    return text.upper() in _SWITCHED


def answers(text: str, prefix: str | None) -> bool:
    """Tell whether a line belongs to an answer whose lines begin so, or have no name."""
    if prefix is not None:
        return text.startswith(prefix)
    return _NAMED.match(text) is None and _SPOKEN.fullmatch(text) is None


def as_pdu(text: str) -> bytes | None:
    """Return the PDU that a line is, None where it is none."""
    return bytes.fromhex(text) if _HEXADECIMAL.fullmatch(text) else None


def fits(head: str, pdu: bytes) -> bool:
    """Tell whether a PDU is as long as the line in front of it says; some count the SMSC, too."""
    length = Line(head).number(-1)
    return length in (len(pdu) - 1 - pdu[0], len(pdu))


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace").strip(_INVISIBLE)


def _without_prompt(text: str, *, wants_prompt: bool) -> Iterator[str]:
    """Yield a line without the prompt that may stand before it."""
    rest = text.lstrip(f"{PROMPT} ")
    if rest != text and wants_prompt:
        yield PROMPT
    if rest:
        yield rest
