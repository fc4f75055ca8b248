"""Tests of how Latin letters are written plainly."""

import sys
import unicodedata

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.messaging.plain import bare, letter
from custom_components.sms_gateway.messaging.text import Encoding, encoding, fit
from custom_components.sms_gateway.messaging.words import comparable

# Signs for sounds that no language writes: a kiss, two noises of lips and teeth, a breath.
WITHOUT = {
    "ʘ": "LATIN LETTER BILABIAL CLICK",
    "ʬ": "LATIN LETTER BILABIAL PERCUSSIVE",
    "ʭ": "LATIN LETTER BIDENTAL PERCUSSIVE",
    "ᴤ": "LATIN LETTER VOICED LARYNGEAL SPIRANT",
}
LATIN = [
    character
    for character in map(chr, range(sys.maxunicode + 1))
    if unicodedata.name(character, "").startswith("LATIN ")
]


def in_full(character: str) -> str:
    """Return what smart encoding makes of a character where that saves a segment."""
    return fit(f"{character}{'-' * 99}“", 0, smart_encoding=True).text.partition("-")[0]


def test_every_latin_letter_has_a_plain_form() -> None:
    assert len(LATIN) > 1200
    written = {character: in_full(character) for character in LATIN}
    left = {one for one, plain in written.items() if encoding(plain) is not Encoding.GSM_7}
    assert {one: unicodedata.name(one) for one in left} == WITHOUT
    assert not [one for one, plain in written.items() if not plain.strip()]


def test_a_small_letter_stays_small_and_a_capital_one_capital() -> None:
    for character in LATIN:
        plain = letter(character) or ""
        name, _, _ = unicodedata.name(character).partition(" WITH ")
        if "SMALL LETTER" in name:
            assert plain == plain.lower(), name
        if "CAPITAL LETTER" in name and plain.isalpha():
            assert plain[:1].isupper(), name


@pytest.mark.parametrize(
    ("letters", "plain"),
    [
        ("ł đ ø ı ħ ŧ ŋ ð ĸ ƒ ə ɛ", "l d o i h t n d q f e e"),
        ("Ł Đ Ø Ħ Ŧ Ŋ Ð Ə Ɛ", "L D O H T N D E E"),
        ("œ æ þ ß Œ Æ Þ ẞ", "oe ae th ss Oe Ae Th SS"),
        ("ɓ ɗ ƙ ƴ ŋ ɔ", "b d k y n o"),
        ("ȷ ƀ ɨ ʉ ɵ ɯ ɐ ǝ", "j b i u o m a e"),
        ("ʜ ᴇ ʟ ᴏ ʀ ɢ ʏ", "H E L O R G Y"),
        ("ǃ ǀ ǁ ǂ ʔ ꞌ", "! / // = ' '"),
        ("ƨ ƽ ƅ ƿ ȝ ʒ ʃ", "z q h w gh zh sh"),
        ("🅰 🄱 ⒞", "A B c"),
    ],
)
def test_letters(letters: str, plain: str) -> None:
    assert [letter(one) for one in letters.split()] == plain.split()


@pytest.mark.parametrize("character", [*WITHOUT, *"aZ1 é'.жλ漢न👍★", "\u0301", "\ud800"])
def test_what_is_no_letter_or_needs_no_other_form(character: str) -> None:
    assert letter(character) is None or character == "é"


@pytest.mark.parametrize(
    ("word", "without"),
    [
        ("sí", "si"), ("déjà", "deja"), ("łódź", "lodz"), ("straße", "strasse"), ("đồng", "dong"),
        ("cœur", "coeur"), ("smørrebrød", "smorrebrod"), ("ναί", "ναι"), ("всё", "все"),
        ("yes", "yes"), ("हाँ", "हाँ"), ("が", "が"), ("각", "각"), ("ไม่", "ไม่"), ("نعم", "نعم"),
        ("ʏᴇꜱ", "yes"), ("", ""),
    ],
)  # fmt: skip
def test_a_word_without_accents(word: str, without: str) -> None:
    assert bare(comparable(word)) == without


@given(st.text(max_size=20))
def test_what_is_bare_stays_so(text: str) -> None:
    word = bare(comparable(text))
    assert bare(word) == word
