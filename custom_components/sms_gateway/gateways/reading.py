"""What gateways write, read with care: any value may be missing, of another type, or hostile."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from math import inf, isfinite
from urllib.parse import unquote_to_bytes

from .base import InboundMessage, OutgoingMessage, Part, normalise_number

# A stamp beyond what a clock can show says nothing; in seconds.
YEAR_10000 = 253_402_300_800
# How a user data header says that a message is a part: with a reference of 8 bits, or of 16
# (3GPP 23.040, 9.2.3.24.1 and 9.2.3.24.8).
_CONCATENATED, _CONCATENATED_16_BIT = 0x00, 0x08
# Charsets that callbacks name (clickatell.md 3.2 and 5). All others, 8-BIT among them, are read as
# ISO-8859-1, which has a character for every byte: a message must not be lost to its charset.
_CODECS = {
    "UTF-8": "utf-8",
    "UTF-16BE": "utf-16-be",
    "UCS2-BE": "utf-16-be",
    "WINDOWS-1252": "cp1252",
}


def text(value: object) -> str | None:
    """Return a non-empty text; lone surrogates are replaced, for they can't be stored."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return None
    return str(value).encode("utf-8", "replace").decode()


def integer(value: object) -> int | None:
    """Return a whole number, also one that is written as a text."""
    try:
        return int(value) if isinstance(value, str | int) else None
    except ValueError:
        return None


def decimal(value: object) -> float | None:
    """Return a number, also one that is written as a text; neither an infinity nor NaN."""
    try:
        number = float(value) if isinstance(value, str | int | float) else None
    except OverflowError, ValueError:
        return None
    return number if number is not None and isfinite(number) else None


def milliseconds(value: object) -> float | None:
    """Return a stamp in milliseconds since the epoch as seconds."""
    number = integer(value)
    return number / 1000 if number is not None and 0 < number < YEAR_10000 * 1000 else None


def moment(value: object) -> float | None:
    """Return an ISO 8601 date and time as seconds since the epoch; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    if found is None:
        return None
    stamp = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    return stamp if 0 < stamp < YEAR_10000 else None


def oldest_first(newest_first: Sequence[InboundMessage]) -> list[InboundMessage]:
    """Return replies in the order in which they were sent; in the same second, as they came."""
    replies = list(newest_first)
    replies.reverse()
    replies.sort(key=lambda one: one.sent_at or inf)
    return replies


def form(encoded: bytes) -> dict[str, bytes]:
    """Return the fields of a query or a form, names in lower case, values as they were encoded.

    Values are bytes: they may be in any charset.
    """
    fields = {}
    for pair in encoded.split(b"&"):
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        fields[unquote_to_bytes(name).decode("ascii", "replace").lower()] = unquote_to_bytes(value)
    return fields


def decode(encoded: bytes, charset: str) -> str:
    """Return bytes in a charset as text; half a surrogate pair at an end of it stays."""
    codec = _CODECS.get(charset.strip().upper(), "latin-1")
    if codec == "utf-16-be":
        whole = encoded[: len(encoded) // 2 * 2]
        return whole.decode(codec, "surrogatepass").removeprefix("\ufeff")
    return encoded.decode(codec, "replace").removeprefix("\ufeff")


def part(header: str) -> Part | None:
    """Return what a user data header, in hexadecimal, says about concatenation."""
    try:
        octets = bytes.fromhex(header)
    except ValueError:
        return None
    if not octets or octets[0] != len(octets) - 1:
        return None
    rest = octets[1:]
    while len(rest) > 1:
        element, length = rest[:2]
        data, rest = rest[2 : 2 + length], rest[2 + length :]
        if len(data) < length:
            return None
        if (element, length) in ((_CONCATENATED, 3), (_CONCATENATED_16_BIT, 4)):
            found = Part(int.from_bytes(data[:-2]), *data[-2:])
            return found if 1 <= found.number <= found.total > 1 else None
    return None


def by_recipient[T](
    batch: Sequence[OutgoingMessage], entries: Iterable[tuple[str | None, T]]
) -> list[T | None]:
    """Give each message of a batch its own entry of an answer, None where there is none for it.

    Entries go by their number, or in their order where they name none.
    """
    by_number: defaultdict[str, deque[T]] = defaultdict(deque)
    for number, entry in entries:
        by_number[_bare(number or "")].append(entry)
    return [
        mine.popleft() if (mine := by_number[_bare(message.to)] or by_number[""]) else None
        for message in batch
    ]


def _bare(number: str) -> str:
    """Return a number to compare by, also one that is refused because it is none."""
    return normalise_number(number).removeprefix("+")
