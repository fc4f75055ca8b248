"""What a text costs: encoding and segments, and how it is made to fit.

GSM 03.38 and 3GPP 23.040: one segment holds 160 septets or 70 UTF-16 units, each of several holds
153 or 67.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
import unicodedata

from gsm0338 import Codec

ELLIPSIS = "..."  # "…" is not in GSM 03.38 and would more than halve the room

_GSM = Codec()
_ESCAPE = "\x1b"
# What people and templates write, and what says the same in GSM 03.38. NFKD finds the rest.
_PLAIN = {
    "‘": "'", "’": "'", "‚": ",", "‛": "'", "′": "'", "`": "'", "´": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"', "‹": "'", "›": "'",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "•": "-", "·": "-", "×": "x", "÷": "/", "⁄": "/",
    "€": "EUR", "°": "deg", "µ": "u", "→": "->", "←": "<-", "\t": " ", "\u200b": "", "\ufeff": "",
}  # fmt: skip
# "-5 °C" reads better as "-5 C" than as "-5 degC".
_PLAIN_PAIRS = (("°C", "C"), ("°F", "F"), ("° C", " C"), ("° F", " F"))


class Encoding(StrEnum):
    """How the characters of a message travel."""

    GSM_7 = "gsm_7"
    UCS_2 = "ucs_2"


# Tells whether a gateway takes a text within GSM 03.38 as such; what it does not goes as UCS-2.
type TakesPlainly = Callable[[str], bool]

_ROOM = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as it will be sent, its segments, and what was done to it."""

    text: str
    parts: int
    truncated: bool = False
    smart_encoded: bool = False


@lru_cache(maxsize=4096)
def _septets(character: str) -> int:
    """Return the septets a character takes in GSM 03.38, 0 if it is not in it."""
    if character == _ESCAPE:
        return 0
    try:
        return len(_GSM.encode(character)[0])
    except UnicodeEncodeError:
        return 0


def takes_all(_text: str) -> bool:
    """Say what most gateways do: they take all of GSM 03.38 as it is."""
    return True


def encoding(text: str, takes_plainly: TakesPlainly = takes_all) -> Encoding:
    """Return the encoding a text needs at a gateway."""
    is_plain = all(map(_septets, text)) and takes_plainly(text)
    return Encoding.GSM_7 if is_plain else Encoding.UCS_2


def count_parts(text: str, takes_plainly: TakesPlainly = takes_all) -> int:
    """Return the number of segments a text is sent in, at least 1."""
    needed = encoding(text, takes_plainly)
    single, room = _ROOM[needed]
    widths = [
        _septets(character) if needed is Encoding.GSM_7 else 1 + (character > "\uffff")
        for character in text
    ]
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        # An escape pair or a surrogate pair never straddles two segments.
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts


def fit(
    text: str,
    max_parts: int,
    takes_plainly: TakesPlainly = takes_all,
    *,
    smart_encoding: bool,
    ending: str = "",
) -> FittedText:
    """Return a text as it will be sent: cut if it takes more than max_parts segments (0: no limit).

    Smart encoding replaces characters that can't go plainly where that saves segments. The ending
    is not cut: it comes after what is left of the text.
    """

    def parts_of(text: str) -> int:
        return count_parts(text + ending, takes_plainly)

    smart_encoded = False
    if smart_encoding and parts_of(text) > parts_of(plain := _plain(text, takes_plainly)):
        text, smart_encoded = plain, True
    truncated = 0 < max_parts < parts_of(text)
    if truncated:
        text = _cut(text, max_parts, parts_of)
    return FittedText(text + ending, parts_of(text), truncated, smart_encoded)


def _cut(text: str, max_parts: int, parts_of: Callable[[str], int]) -> str:
    """Return the longest beginning that fits together with the ellipsis."""
    # The number of segments never falls as a text grows, so the place can be searched by halves.
    ends = range(1, min(len(text), 160 * max_parts) + 1)
    longest = bisect_right(ends, max_parts, key=lambda end: parts_of(text[:end] + ELLIPSIS))
    return text[:longest].rstrip() + ELLIPSIS


def _plain(text: str, takes_plainly: TakesPlainly) -> str:
    """Return a text with everything that has a plain equivalent in GSM 03.38 written so."""
    # An accent written as a character of its own may be half of one that GSM 03.38 has.
    text = unicodedata.normalize("NFC", text)
    for pair, plain in _PLAIN_PAIRS:
        text = text.replace(pair, plain)
    return "".join(
        character
        if _septets(character) and takes_plainly(character)
        else _plain_character(character)
        for character in text
    )


def _plain_character(character: str) -> str:
    if (plain := _PLAIN.get(character)) is not None:
        return plain
    bare = "".join(
        _PLAIN.get(piece, piece)
        for piece in unicodedata.normalize("NFKD", character)
        if not unicodedata.combining(piece)
    )
    return bare if all(map(_septets, bare)) else character
