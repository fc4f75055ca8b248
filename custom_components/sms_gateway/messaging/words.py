"""Words that people type, made comparable: STOP, answers, PINs, commands, names."""

import re
import unicodedata

# What nobody sees: soft hyphens, marks of width, direction and variation, fillers, tags.
# With them what only varies an emoji: the frame of a key, the tones of skin.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20e3\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u201b\u02bc\u2032`", "'"))
_DOTTED = re.compile("i\u0307+")
# From the first letter or digit to the last.
_WORDS = re.compile(r"[^\W_](?:.*[^\W_])?", re.DOTALL)


def comparable(text: str) -> str:
    """Return a text as it is compared with another one that people would call the same.

    Around words and digits all else goes, emoji too: "Yes! \U0001f44d" is "yes". A text without any
    is what it shows: a thumb up is not a thumb down, "?" is not an empty text. Only what shows
    nothing is empty.
    """
    text = seen(text)
    text = text.lower() if text.isascii() else _folded(text)
    text = " ".join(text.split()).translate(_APOSTROPHES)
    words = _WORDS.search(text)
    if words is None:
        return _bare_signs(text)
    end = words.end()
    # Vowels of Hindi, Thai and others are marks on the letter before them.
    while end < len(text) and unicodedata.category(text[end])[0] == "M":
        end += 1
    return text[words.start() : end]


def seen(text: str) -> str:
    """Return a text without what nobody sees."""
    return _UNSEEN.sub("", text)


def _folded(text: str) -> str:
    """Return a text in one way of writing each letter, capital or small.

    Turkish has an i with and without a dot, in both cases; elsewhere they are one letter.
    """
    # The accent that is typed for an apostrophe would become a space with an accent on it.
    text = text.replace("\u00b4", "'").replace("\u2800", " ")
    text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", _DOTTED.sub("i", text.replace("\u0131", "i")))


def _bare_signs(text: str) -> str:
    """Return a text without letters and digits: its emoji without the punctuation around them."""
    signs = [n for n, sign in enumerate(text) if unicodedata.category(sign)[0] not in "PZM"]
    return text[signs[0] : signs[-1] + 1] if signs else text
