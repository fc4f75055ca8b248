"""What gateways write, read with care: any value may be missing, of another type, or hostile."""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from math import inf
import re
from urllib.parse import unquote_to_bytes

from .base import (
    Accepted,
    ErrorKind,
    InboundMessage,
    OutgoingMessage,
    Part,
    SendResult,
)
from .charset import as_text

# A stamp beyond what a clock can show says nothing; in seconds.
YEAR_10000 = 253_402_300_800
# How a user data header says that a message is a part: with a reference of 8 bits, or of 16
# (3GPP 23.040, 9.2.3.24.1 and 9.2.3.24.8).
_CONCATENATED, _CONCATENATED_16_BIT = 0x00, 0x08
# How many digits at the end of a number are the same however it is written.
_ENDING = 7
_CURRENCY = re.compile(r"\s*([A-Za-z]{3})\s*")
# Charsets that callbacks name (clickatell.md 3.2 and 5). All others, 8-BIT among them, are read as
# ISO-8859-1, which has a character for every byte: a message must not be lost to its charset.
_CODECS = {
    "UTF-8": "utf-8",
    "UTF-16BE": "utf-16-be",
    "UCS2-BE": "utf-16-be",
    "WINDOWS-1252": "cp1252",
}


def text(value: object) -> str | None:
    """Return a non-empty text; lone surrogates are replaced, for they can't be stored.

    Bytes are those of a form, in whatever charset they may be.
    """
    if isinstance(value, bytes):
        value = as_text(value)
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return None
    return str(value).encode("utf-8", "replace").decode()


def wording(value: object) -> str | None:
    """Return what a message says, which may be nothing; None where it is in no form of words."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None or value in ("", b"") else text(value)


def currency(value: object) -> str | None:
    """Return the three letters of a currency; whatever else is written there is none.

    It becomes a unit, which databases keep in a column of a certain width.
    """
    found = _CURRENCY.fullmatch(value) if isinstance(value, str) else None
    return found[1].upper() if found else None


def integer(value: object) -> int | None:
    """Return a whole number, also one that is written as a text."""
    try:
        return int(value) if isinstance(value, str | int) else None
    except ValueError:
        return None


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


def flag(value: object) -> bool | None:
    """Return a yes or a no, also one that is written as a text or a number."""
    if not isinstance(value, str | int):
        return None
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().lower())


def by_recipient(
    batch: Sequence[OutgoingMessage], told: Iterable[tuple[str | None, SendResult]]
) -> list[SendResult | None]:
    """Give each message what an answer tells of its number, None where it is not clear what."""
    numbers = [_digits(message.to) for message in batch]
    different = set(numbers)
    return by_name(numbers, [(_meant(written, different), result) for written, result in told])


def _meant(written: str | None, numbers: Collection[str]) -> str | None:
    """Return which of some numbers is meant, however it is written, or else what was written.

    It is known by its ending, if that of only one: in national form, or without the digit that
    Mexico, Argentina and Brazil have for mobiles.
    """
    digits = _digits(written or "")
    if len(digits) < _ENDING or digits in numbers:
        return digits or None
    alike = [number for number in numbers if number.endswith(digits[-_ENDING:])]
    return alike[0] if len(alike) == 1 else digits


def by_name[K](
    names: Sequence[K], told: Iterable[tuple[K | None, SendResult]]
) -> list[SendResult | None]:
    """Give each message what an answer tells under its name, None where it is not clear what.

    What stands under none of the names goes by its order among what is left over.
    """
    places: defaultdict[K | None, deque[int]] = defaultdict(deque)
    for place, wanted in enumerate(names):
        places[wanted].append(place)
    results: list[SendResult | None] = [None] * len(names)
    left: list[tuple[K | None, SendResult]] = []
    for name, result in told:
        if mine := places.get(name):
            results[mine.popleft()] = result
        else:
            left.append((name, result))
    if len(names) == 1:
        # It was taken, whatever else is told.
        left = [one for one in left if isinstance(one[1], Accepted)] or left
    open_places = [place for place, result in enumerate(results) if result is None]
    for place, result in zip(open_places, _in_order(left, len(open_places)), strict=False):
        results[place] = result
    return results


def _in_order[K](left: Sequence[tuple[K | None, SendResult]], count: int) -> list[SendResult]:
    """Return what is told of as many messages in their order, nothing where that is a guess.

    Where all fared alike it matters little which is which. Where they did not, and names are given
    that nobody asked about, a message that was refused could be taken for one that was not.
    """
    found = [result for _, result in left]
    if len(found) != count:
        # Some of it, such as a line above the others, is about no message.
        found = [one for one in found if isinstance(one, Accepted) or not one.uncertain]
    are_nameless = all(name is None for name, _ in left)
    if len(found) == count and are_nameless:
        return found
    is_one_verdict = len(set(map(_verdict, found))) == 1
    return found if len(found) >= count and is_one_verdict else []


def _verdict(result: SendResult) -> tuple[ErrorKind, bool, bool] | None:
    """Return what the outbox decides by; nothing where a message was taken."""
    if isinstance(result, Accepted):
        return None
    return result.kind, result.retryable, result.uncertain


def _digits(number: str) -> str:
    """Return a number to compare by, also one that is refused because it is none."""
    digits = "".join(character for character in number if character in "0123456789")
    return digits.removeprefix("00")
