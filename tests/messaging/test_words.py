"""Tests of how texts are compared."""

import sys
import time
import unicodedata

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.messaging.words import comparable, seen

THUMB_UP, THUMB_DOWN, HEART, DARK = "\U0001f44d", "\U0001f44e", "\u2764", "\U0001f3ff"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

ALIKE = {
    "": [
        "", " ", "\n", "\u00a0", "\u200b", "\ufeff", "\x00", "\u2800", "\u3164", "\ufe0f",
        "\u200f \u200e",
    ],
    "yes": [
        "yes", "YES", "Yes", " yes ", "yes\n", "\r\nyes\r\n", "\tyes", "yes.", "yes!", "yes!!!",
        "yes...", "yes\u2026", "(yes)", "[yes]", "'yes'", '"yes"', "\u201cYes\u201d",
        "\u00abyes\u00bb", "\u2018yes\u2019", "\u201eyes\u201c", "\u00a1yes!", "yes,", "-yes-",
        "\u2013 yes", "* yes", "_yes_", "~yes~", "yes \u2713", f"yes {THUMB_UP}",
        f"{THUMB_UP}{DARK} yes!", f"yes {HEART}\ufe0f", "yes :-)", "yes^^", "#yes", "yes\u00a0",
        "yes\u202f!", "\u2003yes\u2003", "\u3000yes\u3000", "yes\u2028", "yes\u2029", "yes\u0085",
        "\u200fyes\u200f", "\u202ayes\u202c", "\u2068yes\u2069", "yes\u200b", "\ufeffyes",
        "yes\x00", "y\u00ades", "ye\u2060s", "yes\ufe0f", "y\u200des", "yes\u061c",
        "\uff39\uff25\uff33", "yes\uff01", "yes\u3002", "yes\uff1f", "\uff08yes\uff09",
        "\u3010yes\u3011", "\U0001d5d2\U0001d5f2\U0001d600", "\u24e8\u24d4\u24e2", "yes\u060c",
        "yes\u061f", "yes\u0964", "yes \U000e0041", "yes;\u037e",
    ],
    "1": ["1", "1.", "1)", "(1)", "1\ufe0f\u20e3", "\u2460", "\uff11", "#1", "1 \u20e3"],
    "1 yes": ["1 yes", "1  YES.", "1\nyes", "1\u00a0yes", "1\u3000yes", "1 \u200f yes"],
    "don't stop": [
        "don't stop", "don\u2019t stop", "DON\u2018T STOP", "don\u02bct stop", "don`t stop",
        "don\u00b4t stop", "don\uff07t stop", "don\u2032t stop",
    ],
    "hayir": ["hay\u0131r", "HAYIR", "hayir", "Hay\u0131r", "HAY\u0130R", "hayi\u0307r"],
    "ismail": [
        "ismail", "\u0130smail", "\u0130SMA\u0130L", "ISMAIL", "i\u0307smail", "I\u0307smail",
    ],
    "s\u00ed": ["s\u00ed", "si\u0301", "S\u00cd", "SI\u0301"],
    "zo\u00eb": ["zo\u00eb", "Zoe\u0308", "ZO\u00cb"],
    "strasse": ["stra\u00dfe", "STRASSE", "STRA\u1e9eE", "Strasse"],
    "\u03bb\u03cc\u03b3\u03bf\u03c3": [
        "\u03bb\u03cc\u03b3\u03bf\u03c2", "\u039b\u038c\u0393\u039f\u03a3",
    ],
    "\u0434\u0430": ["\u0434\u0430", "\u0414\u0410", "\u0414\u0430!"],
    # A vowel behind its letter is no punctuation; a mark without a letter is nothing.
    "\u0928\u0939\u0940\u0902": [
        "\u0928\u0939\u0940\u0902", "\u0928\u0939\u0940\u0902\u0964", " \u0928\u0939\u0940\u0902 !",
    ],
    "\u0e44\u0e21\u0e48": ["\u0e44\u0e21\u0e48", "\u0e44\u0e21\u0e48."],
    "\u0646\u0639\u0645": [
        "\u0646\u0639\u0645", "\u200f\u0646\u0639\u0645\u061f", "\u0646\u0639\u0645\u060c",
    ],
    "\u505c\u6b62": ["\u505c\u6b62", "\u505c\u6b62\u3002", "\u3000\u505c\u6b62\uff01"],
    "\u30c9\u30a2": ["\u30c9\u30a2", "\uff84\uff9e\uff71"],
    "stop": ["stop!\u0301", "\u0301stop", "STOP\u00b4"],
    # Signs alone are content: each only without its variation and what is around it.
    THUMB_UP: [
        THUMB_UP, f"{THUMB_UP}{DARK}", f" {THUMB_UP}!", f"({THUMB_UP})", f"{THUMB_UP}\ufe0f",
    ],
    HEART: [HEART, f"{HEART}\ufe0f", f"{HEART}\ufe0e", f"\u201c{HEART}\u201d"],
    FAMILY.replace("\u200d", ""): [FAMILY],
    "?": ["?", " ? ", "\uff1f", "?\u200b"],
    "!!!": ["!!!", "\uff01!!"],
    "...": ["...", "\u2026"],
    "+": ["+", "+.", "\uff0b"],
}  # fmt: skip

# All but those that stand for whole words and syllables, and those that are nobody's.
SIGNS = [chr(code) for codes in (range(0x3400), range(0xA000, 0xAC00)) for code in codes]
SIGNS += [
    chr(code) for codes in (range(0xF900, 0x17000), range(0x1B000, 0x20000)) for code in codes
]


def test_there_are_enough_texts() -> None:
    assert sum(map(len, ALIKE.values())) >= 120


@pytest.mark.parametrize(
    ("text", "word"), [(text, word) for word, texts in ALIKE.items() for text in texts]
)
def test_what_is_compared(text: str, word: str) -> None:
    assert comparable(text) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (THUMB_UP, THUMB_DOWN),
        (THUMB_UP, THUMB_UP * 2),
        (THUMB_UP, ""),
        ("?", ""),
        ("?", "!"),
        ("...", ""),
        ("1", "11"),
        ("yes", "ye s"),
        ("o'clock", "oclock"),
        ("a-b", "ab"),
        ("1.5", "15"),
        ("caf\u00e9", "cafe"),
        ("\u0915\u0940", "\u0915\u093f"),
    ],
)
def test_what_stays_apart(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


def test_what_nobody_sees_is_all_that_unicode_ignores() -> None:
    """Marks of format that do show something: Arabic's of numbers, hieroglyphs', and the like."""
    shown = set("\u06dd\u070f\u08e2\U000110bd\U000110cd") | {
        chr(code)
        for first, last in ((0x600, 0x605), (0x890, 0x891), (0x13430, 0x1343F))
        for code in range(first, last + 1)
    }
    signs = (chr(code) for code in range(sys.maxunicode + 1))
    left = {
        sign
        for sign in signs
        if unicodedata.category(sign) in ("Cc", "Cf") and seen(sign) and not sign.isspace()
    }
    assert left == shown


def test_no_letter_needs_to_be_read_twice() -> None:
    assert [sign for sign in SIGNS if comparable(comparable(sign)) != comparable(sign)] == []


def test_capitals_and_small_letters_are_alike() -> None:
    letters = [sign for sign in SIGNS if sign.isalpha()]
    assert [each for each in letters if comparable(each.upper()) != comparable(each)] == []
    assert [each for each in letters if comparable(each.lower()) != comparable(each)] == []


@given(st.text(max_size=60))
def test_what_is_comparable_stays_so(text: str) -> None:
    word = comparable(text)
    assert comparable(word) == word
    assert comparable(f" \u200b{text}\u00a0") == word


MARKS = (
    "iI\u0130\u0131\u0307\u0301\u0323\u0345\u0390\u03b1\u1fb3e'\u2019\u00b4 .\u200d\ufe0f\U0001f44d"
)


@given(st.text(MARKS, max_size=12))
def test_marks_in_any_order_are_read_once(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text)


@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000,
        "." * 200_000,
        "x" + "." * 200_000,
        "x" + " ." * 100_000 + "x",
        "\u200b" * 200_000,
        "a" + "\u0301\u0316" * 100_000,
        THUMB_UP * 200_000,
        "\u0130" * 200_000,
    ],
)
def test_a_long_text_is_read_in_no_time(text: str) -> None:
    start = time.perf_counter()
    comparable(text)
    assert time.perf_counter() - start < 2
