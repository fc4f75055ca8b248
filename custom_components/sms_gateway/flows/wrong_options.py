"""What is wrong with options, by themselves and together."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..account.options import DEFAULTS
from ..const import (
    CONF_FALLBACK,
    CONF_FALLBACK_AFTER,
    CONF_HELP_REPLY,
    CONF_KEYWORD,
    CONF_MESSAGE_PREFIX,
    CONF_STOP_AFTER,
    CONF_STOP_REPLY,
    CONF_STOP_WORDS,
    DOMAIN,
)
from ..messaging.wish import Vocabulary, Wish, read_wish
from ..messaging.words import comparable
from .entered import Trouble, wrong_text

# A prefix stands before every message, and all of it is paid for; in characters.
_LONGEST_PREFIX = 100
_LONGEST_REPLY = 2000
_LONGEST_WORD = 40
_MOST_WORDS = 50


def wrong_option(
    hass: HomeAssistant, entry: ConfigEntry, options: Mapping[str, Any]
) -> Trouble | None:
    """Return the first option that can't be as it is, and why."""
    return (
        _wrong_number(options)
        or _wrong_text(options)
        or _wrong_keyword(options)
        or _wrong_stop_words(options)
        or _wrong_fallback(hass, entry, options)
    )


def _wrong_number(options: Mapping[str, Any]) -> Trouble | None:
    for name, value in options.items():
        # Home Assistant's own control takes the text "nan" for a number.
        if isinstance(value, float) and not isfinite(value):
            return Trouble(name, "not_a_number")
    return None


def _wrong_text(options: Mapping[str, Any]) -> Trouble | None:
    longest = {
        CONF_MESSAGE_PREFIX: _LONGEST_PREFIX,
        CONF_STOP_REPLY: _LONGEST_REPLY,
        CONF_HELP_REPLY: _LONGEST_REPLY,
        CONF_KEYWORD: _LONGEST_WORD,
    }
    short = ({name: options[name]} for name in longest if name in options)
    for each in short:
        (name,) = each
        if trouble := wrong_text(each, longest[name]):
            return trouble
    return wrong_text(options)


def _wrong_keyword(options: Mapping[str, Any]) -> Trouble | None:
    if read_wish(options.get(CONF_KEYWORD, ""), Vocabulary()) is not Wish.NONE:
        return Trouble(CONF_KEYWORD, "invalid_keyword")
    return None


def _wrong_stop_words(options: Mapping[str, Any]) -> Trouble | None:
    """Return a word that can't mean STOP: it means something else, or it is none."""
    words: list[str] = options.get(CONF_STOP_WORDS, [])
    if len(words) > _MOST_WORDS:
        return Trouble(CONF_STOP_WORDS, "too_many_words")
    keyword = comparable(options.get(CONF_KEYWORD, ""))
    for word in words:
        if trouble := wrong_text({CONF_STOP_WORDS: word}, _LONGEST_WORD):
            return trouble
        said = comparable(word)
        is_taken = said == keyword or read_wish(word, Vocabulary()) in (Wish.START, Wish.HELP)
        if is_taken or not any(map(str.isalpha, said)):
            return Trouble(CONF_STOP_WORDS, "invalid_stop_word", word)
    return None


def _wrong_fallback(
    hass: HomeAssistant, entry: ConfigEntry, options: Mapping[str, Any]
) -> Trouble | None:
    """Return what is wrong with the account that takes over, if one does."""
    if (fallback := options.get(CONF_FALLBACK)) is None:
        return None
    if fallback == entry.entry_id:
        return Trouble(CONF_FALLBACK, "fallback_is_itself")
    other = hass.config_entries.async_get_entry(fallback)
    if other is None or other.domain != DOMAIN:
        return Trouble(CONF_FALLBACK, "fallback_unknown")
    after, stop_after = (
        options.get(name, DEFAULTS[name]) for name in (CONF_FALLBACK_AFTER, CONF_STOP_AFTER)
    )
    # Without a time after which it stops there is always one left.
    if stop_after and after >= stop_after:
        return Trouble(CONF_FALLBACK_AFTER, "fallback_too_late")
    return None
