"""Which option of a question an answer chooses."""

from collections.abc import Callable, Sequence
import re

from .plain import bare
from .words import comparable

# There are at most 20 options.
_NUMBER = r"\d{1,2}"
# As on the list, "1 yes", also "1. yes" and "1yes"; or turned round, "yes (1)".
_LISTED = re.compile(rf"(?P<number>{_NUMBER})[\W_]*(?P<word>\D.*)", re.DOTALL)
_TURNED = re.compile(rf"(?P<word>.*\D)[\W_]+(?P<number>{_NUMBER})", re.DOTALL)
# A thumb is what the list has of these, if it has one of them only.
_THUMBS = {
    "👍": [
        "yes", "y", "ok", "okay", "ja", "oui", "si", "sí", "sì", "sim", "jo", "da", "tak", "ano",
        "áno", "igen", "evet", "kyllä", "jah", "jā", "taip", "да", "так", "ναι", "نعم", "כן",
        "हाँ", "हां", "ใช่", "có", "vâng", "ya", "はい", "是", "好", "네", "예",
    ],
    "👎": [
        "no", "n", "nee", "nein", "non", "não", "nej", "nei", "ne", "nie", "nem", "hayır", "ei",
        "nē", "нет", "не", "ні", "όχι", "لا", "לא", "नहीं", "ไม่", "không", "tidak", "いいえ",
        "不", "否", "아니요", "아니오",
    ],
}  # fmt: skip
_MEANT = {
    thumb: frozenset(bare(comparable(word)) for word in words) for thumb, words in _THUMBS.items()
}


def match(options: Sequence[str], text: str) -> str | None:
    """Return the option that a text means, None where it means none or could mean two.

    That is by its word, its number, both as they stand on the list, its word without accents, a
    beginning of its own, or a thumb where one option only says yes, or no.
    """
    said = comparable(text)
    words = [comparable(option) for option in options]
    found = _meant(said, words)
    return None if found is None else options[found]


def _meant(said: str, words: Sequence[str]) -> int | None:
    """Return the place of the option that is meant."""
    if said in words:
        return words.index(said)
    if (place := _place(said, words)) is not None:
        # It may as well be what another option begins with: "1 hour".
        others = (word for n, word in enumerate(words) if n != place)
        return None if said in (word.split()[0] for word in others if word) else place
    if (named := _named(said, words)) is not None:
        return named
    found = _LISTED.fullmatch(said) or _TURNED.fullmatch(said)
    if found is None or (place := _place(found["number"], words)) is None:
        return None
    return place if _named(comparable(found["word"]), words) == place else None


def _place(number: str, words: Sequence[str]) -> int | None:
    """Return the place of the option that has a number on the list."""
    if not re.fullmatch(_NUMBER, number):
        return None
    place = int(number) - 1
    return place if 0 <= place < len(words) else None


def _named(said: str, words: Sequence[str]) -> int | None:
    """Return the option whose word it is, or the word's beginning; accents may be left out."""
    if not said:
        return None
    if said in words:
        return words.index(said)
    if (meant := _MEANT.get(said)) is not None:
        return _only(words, lambda word: bare(word) in meant)
    if said != bare(said):
        return _only(words, lambda word: word.startswith(said))
    whole = _only(words, lambda word: bare(word) == said)
    return _only(words, lambda word: bare(word).startswith(said)) if whole is None else whole


def _only(words: Sequence[str], is_meant: Callable[[str], bool]) -> int | None:
    """Return the place of the only word that is meant."""
    places = [place for place, word in enumerate(words) if is_meant(word)]
    return places[0] if len(places) == 1 else None
