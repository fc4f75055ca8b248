"""A text as segments of an SMS: its alphabet, its parts, and back (3GPP 23.038, 23.040)."""

from functools import lru_cache
import re

from gsm0338 import Codec

_GSM = Codec()
_ESCAPE = "\x1b"
# An escape before another one, or before nothing, is shown as a space; what comes after one and is
# no sign of the extension table, as in the main table (23.038, 6.2.1.1).
_ESCAPED_NOTHING = re.compile(rb"\x1b(?=\x1b|\Z)")
_LONE_ESCAPE = re.compile(rb"\x1b(?![\n\x14()/<=>@e])")
# What one message holds, and each of several: septets, or bytes of UTF-16.
_ROOM = {False: (160, 153), True: (140, 134)}


def is_gsm(text: str) -> bool:
    """Tell whether all of a text is in GSM 03.38; where it is not it goes as UCS-2."""
    return all(map(_is_gsm, set(text)))


def cut(text: str, *, unicode: bool) -> list[str]:
    """Cut a text into parts; neither an escape pair nor a surrogate pair is torn apart."""
    single, room = _ROOM[unicode]
    octets_of = utf_16 if unicode else _septets
    widths = [len(octets_of(character)) for character in text]
    if sum(widths) <= single:
        return [text]
    parts, begin, used = [], 0, 0
    for place, width in enumerate(widths):
        if used + width > room:
            parts.append(text[begin:place])
            begin, used = place, 0
        used += width
    return [*parts, text[begin:]]


def septets(text: str) -> bytes:
    """Return a text in GSM 03.38, one septet in each byte; what is not in it becomes `?`."""
    return b"".join(map(_septets, text))


def utf_16(text: str) -> bytes:
    """Return a text in UTF-16, most significant byte first."""
    return text.encode("utf-16-be", "surrogatepass")


def from_septets(octets: bytes) -> str:
    """Read one septet from each byte, none of which is more than one."""
    known = _LONE_ESCAPE.sub(b"", _ESCAPED_NOTHING.sub(b" ", octets))
    found: str = _GSM.decode(known)[0]
    return found


def from_utf_16(octets: bytes) -> str:
    """Read UTF-16, of which a part may begin or end amid a pair; half a unit is left out."""
    whole = octets[: len(octets) // 2 * 2]
    return whole.decode("utf-16-be", "surrogatepass").removeprefix("\ufeff")


@lru_cache(maxsize=4096)
def _septets(character: str) -> bytes:
    """Return a character in GSM 03.38; one by one, because each is looked up anew."""
    found: bytes = _GSM.encode(character, "replace")[0]
    return found


@lru_cache(maxsize=4096)
def _is_gsm(character: str) -> bool:
    return character != _ESCAPE and (character == "?" or _septets(character) != b"?")
