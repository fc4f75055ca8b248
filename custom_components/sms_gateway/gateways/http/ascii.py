"""A text in the letters of ASCII, for gateways that lose all others without a word."""

import unicodedata

# What comes apart into no letter and its accent.
_WRITTEN = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "\u0131": "i", "€": "EUR", "£": "GBP", "°": "", "→": "->", "\u00d7": "x", "¿": "", "¡": "",
    "\u2018": "'", "\u2019": "'", "\u201a": ",", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "\u2013": "-", "—": "-", "\u2212": "-",
}  # fmt: skip


def ascii_only(text: str) -> str:
    """Return a text as it is read without accents; what has no such form is a question mark."""
    return "".join(map(_written, unicodedata.normalize("NFC", text)))


def _written(character: str) -> str:
    if character.isascii():
        return character
    if character in _WRITTEN:
        return _WRITTEN[character]
    # What it consists of: a letter and its accent, or a half.
    pieces = unicodedata.normalize("NFKD", character).replace("\u2044", "/")
    kept = [one for one in pieces if unicodedata.category(one) not in ("Mn", "Cf")]
    return "".join(one if one.isascii() else _WRITTEN.get(one, "?") for one in kept)
