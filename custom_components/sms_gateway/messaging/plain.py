"""Latin letters written plainly: without accents, strokes and hooks, as a keyboard has them."""

from functools import lru_cache
import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]")
# Unicode names each letter after the plain one that it is a form of, before what it is with:
# "LATIN SMALL LETTER L WITH STROKE", "LATIN LETTER SMALL CAPITAL OE".
_NAME = re.compile(r"\bLATIN (.*?)(?: WITH .*| WITHOUT .*| PRECEDED .*)?")
# What is named by a word of its own. Of names of one or two letters all are what they say.
_NAMED = {
    "AIN": "'", "ALEF": "'", "ALPHA": "a", "BETA": "b", "CHI": "ch", "CON": "con", "CROSS": "+",
    "CUATRILLO": "k", "DELTA": "d", "DEZH": "dzh", "DOT": ".", "DUM": "dum", "ENG": "n",
    "ESH": "sh", "ETH": "d", "EZH": "zh", "FENG": "fn", "FIVE": "q", "FRICATIVE": "'",
    "GAMMA": "g", "HENG": "h", "HORN": "o", "HWAIR": "hw", "IOTA": "i", "KRA": "q",
    "LAMBDA": "l", "LEZH": "lzh", "LUM": "lum", "MUM": "mum", "NUM": "num", "OMEGA": "o",
    "PHI": "f", "RUM": "rum", "SALTILLO": "'", "SCHWA": "e", "SIX": "h", "STOP": "'",
    "TESH": "tsh", "THORN": "th", "TRESILLO": "q", "TUM": "tum", "TWO": "z", "UPSILON": "u",
    "VEND": "v", "WYNN": "w", "YAT": "ia", "YOGH": "gh",
}  # fmt: skip
# The names of these say how they sound, or look.
_ODD = {
    "\u00df": "ss", "\u0149": "'n", "\u01a6": "R", "\u01aa": "sh", "\u01bb": "dz",
    "\u01c0": "/", "\u01c1": "//", "\u01c2": "=", "\u01c3": "!", "\u1e9e": "SS",
    "\uab31": "a", "\uab43": "o", "\uab44": "o", "\U0001df0a": "!",
}  # fmt: skip


@lru_cache(maxsize=4096)
def letter(character: str) -> str | None:
    """Return how a letter of the Latin script is written plainly, None if it is none."""
    if character.isascii():
        return None
    found = _NAME.fullmatch(_name(character))
    written = _ODD.get(character) or (found and _of_name(found[1]))
    return written or None


def bare(word: str) -> str:
    """Return a comparable word without accents, as who is in a hurry types it."""
    if word.isascii():
        return word
    unaccented = _ACCENTS.sub("", unicodedata.normalize("NFD", word))
    letters = "".join((letter(one) or one).lower() for one in unaccented)
    return unicodedata.normalize("NFC", letters)


def _name(character: str) -> str:
    """Return the name of a letter; that of a sign with a letter in it is the letter's."""
    name = unicodedata.name(character, "")
    return name[name.index("LATIN") :] if "LATIN" in name else ""


def _of_name(name: str) -> str:
    """Return the letter, or letters, that a name tells, by the last of its words that is one."""
    words = name.replace("-", " ").split()
    for word in reversed(words):
        plain = _NAMED.get(word) or (word.lower() if len(word) <= 2 else "")  # noqa: PLR2004
        if plain:
            return plain.capitalize() if "CAPITAL" in words else plain
    return ""
