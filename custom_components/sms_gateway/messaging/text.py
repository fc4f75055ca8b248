"""What a text costs: encoding and segments, and how it is made to fit.

GSM 03.38 and 3GPP 23.040: one segment holds 160 septets or 70 UTF-16 units, each of several holds
153 or 67.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from math import ceil
import re
import unicodedata

from gsm0338 import Codec

from .plain import letter
from .words import seen

ELLIPSIS = "..."  # "…" is not in GSM 03.38 and would more than halve the room
MOST_PARTS = 255  # each part says in one byte of how many it is one
# What is longer has more parts, whatever it is made of: there is no need to look at it.
MOST_CHARACTERS = MOST_PARTS * 153
# WhatsApp takes no longer text.
MOST_WITHOUT_PARTS = 4096

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")
_GSM = Codec()
_ESCAPE = "\x1b"
# What people and templates write, and what says the same in GSM 03.38. NFKD finds the rest, and
# the letters have plain forms of their own.
_PLAIN = {
    "ʼ": "'", "ʻ": "'", "ʾ": "'", "ʿ": "'", "ʹ": "'", "‘": "'", "’": "'", "‚": ",", "‛": "'",
    "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"',
    "»": '"', "‹": "'", "›": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-",
    "−": "-", "•": "-", "·": "-", "×": "x", "÷": "/", "⁄": "/",
    "€": "EUR", "°": "deg", "µ": "u", "→": "->", "←": "<-", "\t": " ",
}  # fmt: skip
# "-5 °C" reads better as "-5 C" than as "-5 degC".
_PLAIN_PAIRS = (("°C", "C"), ("°F", "F"), ("° C", " C"), ("° F", " F"))
# Where these stand nothing is seen, nor are the signs beside them others without them.
_NOTHING = re.compile("[\u00ad\u200b\u2060\ufeff]")


class Encoding(StrEnum):
    """How the characters of a message travel."""

    GSM_7 = "gsm_7"
    UCS_2 = "ucs_2"


# Tells whether a gateway takes a text within GSM 03.38 as such; what it does not goes as UCS-2.
type TakesPlainly = Callable[[str], bool]

_ROOM = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}


@dataclass(frozen=True, slots=True)
class FittedText:
    """A text as it will be sent, its segments, and what was done to it.

    All of it would have taken `whole` segments.
    """

    text: str
    parts: int
    truncated: bool = False
    smart_encoded: bool = False
    whole: int = field(default=1, compare=False)


def storable(text: str) -> str:
    """Return a text that can be stored and sent, whatever a template made.

    Halves of surrogate pairs can be neither; at a NUL some would take the text for ended.
    """
    text = text.replace("\0", "")
    if not _HALF.search(text):
        return text
    return _HALF.sub("\ufffd", _PAIR.sub(_joined, text))


def _joined(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


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
    is_plain = all(map(_septets, set(text))) and takes_plainly(text)
    return Encoding.GSM_7 if is_plain else Encoding.UCS_2


def count_parts(text: str, takes_plainly: TakesPlainly = takes_all) -> int:
    """Return the number of segments a text is sent in, at least 1.

    That is MOST_PARTS + 1 for every text that takes more than can be sent.
    """
    if len(text) > MOST_CHARACTERS:
        return MOST_PARTS + 1
    needed = encoding(text, takes_plainly)
    single, room = _ROOM[needed]
    width_of = {
        character: _septets(character) if needed is Encoding.GSM_7 else 1 + (character > "\uffff")
        for character in set(text)
    }
    if len(text) * max(width_of.values(), default=1) <= single:
        return 1
    if max(width_of.values()) == 1:
        return min(ceil(len(text) / room), MOST_PARTS + 1)
    widths = [width_of[character] for character in text]
    if sum(widths) <= single:
        return 1
    parts, used = 1, 0
    for width in widths:
        # An escape pair or a surrogate pair never straddles two segments.
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return min(parts, MOST_PARTS + 1)


def fit(
    text: str,
    max_parts: int,
    takes_plainly: TakesPlainly = takes_all,
    *,
    smart_encoding: bool,
    ending: str = "",
) -> FittedText:
    """Return a text as it will be sent: cut if it takes more than max_parts segments.

    With a limit of 0 that are as many as there can be. Smart encoding replaces characters that
    can't go plainly where that saves segments. The ending is not cut: it comes after what is left
    of the text. However long the text is, no more is looked at than could be sent.
    """
    most = min(max_parts or MOST_PARTS, MOST_PARTS)
    is_endless = len(text) > MOST_CHARACTERS
    text, ending = storable(text[:MOST_CHARACTERS]), storable(ending[: MOST_CHARACTERS + 1])

    def parts_of(text: str) -> int:
        return count_parts(text + ending, takes_plainly)

    smart_encoded = False
    if smart_encoding:
        written = _smartly((text, ending), takes_plainly)
        if count_parts("".join(written), takes_plainly) < parts_of(text):
            (text, ending), smart_encoded = written, True
    whole = MOST_PARTS + 1 if is_endless else parts_of(text)
    truncated = whole > most
    if truncated:
        text = _cut(text, most, parts_of)
    return FittedText(text + ending, parts_of(text), truncated, smart_encoded, whole)


def fit_without_parts(text: str, ending: str = "") -> FittedText:
    """Return a text for a channel that knows no parts, cut if it takes no text of that length."""
    ending = storable(ending[:MOST_WITHOUT_PARTS])
    room = max(0, MOST_WITHOUT_PARTS - len(ending))
    truncated = len(text) > room
    text = storable(text[:room])
    if truncated:
        text = text[: max(0, room - len(ELLIPSIS))].rstrip() + ELLIPSIS
    return FittedText(text + ending, 1, truncated)


def _cut(text: str, max_parts: int, parts_of: Callable[[str], int]) -> str:
    """Return the longest beginning that fits together with the ellipsis."""
    # The number of segments never falls as a text grows, so the place can be searched by halves.
    ends = range(1, min(len(text), 160 * max_parts) + 1)
    longest = bisect_right(ends, max_parts, key=lambda end: parts_of(text[:end] + ELLIPSIS))
    return text[:longest].rstrip() + ELLIPSIS


def _smartly(pieces: Sequence[str], takes_plainly: TakesPlainly) -> list[str]:
    """Return the pieces of a text as smart encoding writes them.

    Where a character has no plain form, such as an emoji, all of it needs UCS-2, in which a plain
    letter takes no less room than one with an accent: the letters stay as they are, and only what
    makes the text shorter is done.
    """
    plain = [_plain(piece, takes_plainly) for piece in pieces]
    if all(encoding(piece, takes_plainly) is Encoding.GSM_7 for piece in plain):
        return plain
    return [_shorter(piece) for piece in pieces]


def _plain(text: str, takes_plainly: TakesPlainly) -> str:
    """Return a text with everything that has a plain equivalent in GSM 03.38 written so."""
    text = seen(_shorter(text))
    plainly = {
        ord(character): _plain_character(character, takes_plainly)
        for character in set(text)
        if not (_septets(character) and takes_plainly(character))
    }
    return text.translate(plainly)


def _shorter(text: str) -> str:
    """Return a text without what takes room and says nothing."""
    # An accent written as a character of its own may be half of one that GSM 03.38 has.
    text = _NOTHING.sub("", unicodedata.normalize("NFC", text))
    for pair, plain in _PLAIN_PAIRS:
        text = text.replace(pair, plain)
    return text


def _plain_character(character: str, takes_plainly: TakesPlainly) -> str:
    """Return how a character is written plainly, itself where it has no plain form."""

    def plain(piece: str) -> str:
        if _septets(piece) and takes_plainly(piece):
            return piece
        return _PLAIN.get(piece) or letter(piece) or piece

    if character in _PLAIN:
        return _PLAIN[character]
    pieces = unicodedata.normalize("NFKD", character)
    bare = "".join(plain(piece) for piece in pieces if not unicodedata.combining(piece))
    return bare if bare and all(map(_septets, bare)) else character
