"""Every language says what the English texts say: the same keys, placeholders and code words."""

from collections.abc import Iterator, Mapping
from functools import cache
import json
import re
from typing import Any

import pytest

from .translations import COMPONENT, english

LANGUAGES = ["af", "de", "es", "fr", "nl", "pt"]

# Names of gateways, the only texts of any length that are the same in all languages.
NAMES = {
    "Burst SMS (Transmit SMS, Kudosity)",
    "Peerless Communications",
    "SMS Gammu Gateway (add-on)",
    "SMS Gateway for Android",
}

PLACEHOLDER = re.compile(r"{\w+}")
# What is typed or read by a machine: the words of replies, placeholders of a request, code,
# names of fields, paths into JSON, file names, and numbers.
CODE_WORD = re.compile(
    r"\b(?:STOP|START|HELP|INFO|GET|POST)\b|%[A-Z][A-Z0-9:]*%|=%\w|`[^`]*`"
    r"|\$\.[\w.\[\]]*\w|\b[a-z]+(?:_[a-z]+)+\b|\b\w+\.(?:log|yaml)\b|\d+"
)
EMPHASIS = re.compile(r"\*+([^*]+)\*+")

every_language = pytest.mark.parametrize("language", LANGUAGES)


def flat(texts: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its path."""
    for key, value in texts.items():
        if isinstance(value, dict):
            yield from flat(value, f"{above}{key}.")
        else:
            yield above + key, value


@cache
def source() -> dict[str, str]:
    """Return the English texts by their paths."""
    return dict(flat(english()))


def content(language: str) -> str:
    """Return the file of a language."""
    return (COMPONENT / "translations" / f"{language}.json").read_text(encoding="utf-8")


@cache
def texts_in(language: str) -> dict[str, str]:
    """Return the texts of a language by their paths."""
    return dict(flat(json.loads(content(language))))


def differing(language: str, pattern: re.Pattern[str]) -> list[str]:
    """Return the paths where a language has other matches than English."""
    texts = texts_in(language)
    return [
        path
        for path, text in source().items()
        if set(pattern.findall(text)) != set(pattern.findall(texts[path]))
    ]


def test_these_languages_are_there() -> None:
    files = {path.stem for path in (COMPONENT / "translations").glob("*.json")}
    assert files == {"en", *LANGUAGES}


@every_language
def test_keys_are_those_of_english_in_their_order(language: str) -> None:
    assert list(texts_in(language)) == list(source())


@every_language
def test_file_is_written_plainly_and_has_no_key_twice(language: str) -> None:
    found = content(language)
    assert found == json.dumps(json.loads(found), ensure_ascii=False, indent=2) + "\n"


@every_language
def test_placeholders_are_those_of_english(language: str) -> None:
    assert differing(language, PLACEHOLDER) == []


@every_language
def test_code_words_and_numbers_are_kept(language: str) -> None:
    assert differing(language, CODE_WORD) == []


@every_language
def test_no_text_is_empty_or_has_stray_space(language: str) -> None:
    texts = texts_in(language)
    assert [path for path, text in texts.items() if not text or text != text.strip()] == []


@every_language
def test_nothing_is_left_in_english(language: str) -> None:
    texts = texts_in(language)
    same = {text for path, text in source().items() if len(text) > 20 and texts[path] == text}
    assert same <= NAMES


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_no_apostrophe_hides_a_placeholder(language: str) -> None:
    # The frontend takes an apostrophe right before a brace for a quote: the placeholder stays.
    assert [path for path, text in texts_in(language).items() if "'{" in text] == []


@every_language
def test_fields_are_referred_to_by_the_names_they_have(language: str) -> None:
    texts = texts_in(language)
    names: dict[str, set[str]] = {}
    for path, text in source().items():
        names.setdefault(text.lower(), set()).add(texts[path].lower())
    for path, text in source().items():
        told = {word.lower() for word in EMPHASIS.findall(texts[path])}
        for word in EMPHASIS.findall(text):
            own = names.get(word.lower())
            assert own is None or own & told, f"{path} names {word} otherwise"
