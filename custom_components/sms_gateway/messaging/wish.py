"""STOP, START and HELP: what a message says about consent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
import re
from types import MappingProxyType

from ..gateways.base import BlockLift, InboundMessage, Verdict
from .words import comparable

# Nothing that is longer than a message of one part is a word.
_LONGEST = 160


class Wish(StrEnum):
    """What a whole message says about consent."""

    STOP = "stop"
    STOP_ALL = "stop_all"
    START = "start"
    HELP = "help"
    NONE = "none"


_WORDS = {
    Wish.STOP: ("STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"),
    Wish.STOP_ALL: ("STOP ALL", "STOPALL", "STOP STOP"),
    Wish.START: ("START", "UNSTOP"),
    Wish.HELP: ("HELP", "INFO"),
}


_VERDICTS = {Verdict.STOP: Wish.STOP, Verdict.START: Wish.START, Verdict.HELP: Wish.HELP}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that count at an account, beside those that count at all of them.

    `stop_words` and `start_words` are the gateway's own, the latter lift a STOP and are ordinary
    answers to somebody who has not written it. `further_stop_words` are the user's.
    On a shared short code `keyword` is the word before or after which ours stand.
    """

    stop_words: tuple[str, ...] = ()
    start_words: tuple[str, ...] = ()
    keyword: str | None = None
    further_stop_words: tuple[str, ...] = ()


def read_wish(text: str, vocabulary: Vocabulary, verdict: Verdict | None = None) -> Wish:
    """Return what a message says: only a whole message counts, never a word in a sentence.

    What its gateway has taken it for counts whatever it says. No gateway knows of other accounts.
    """
    wishes = _wishes(vocabulary)
    said = next((wishes[said] for said in _said(text, vocabulary) if said in wishes), Wish.NONE)
    if verdict is None or (verdict is Verdict.STOP and said is Wish.STOP_ALL):
        return said
    return _VERDICTS[verdict]


def wish_of(message: InboundMessage, vocabulary: Vocabulary) -> Wish:
    """Return what a message says about consent, or what its gateway has taken it for."""
    return read_wish(message.text, vocabulary, message.verdict)


def lifting_words(lift: BlockLift, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words that lift a block, none where any message does (see `lifts`)."""
    if lift is BlockLift.ANY_MESSAGE:
        return ()
    return (*_WORDS[Wish.START], *vocabulary.start_words)


def lifts(
    text: str, lift: BlockLift, vocabulary: Vocabulary, verdict: Verdict | None = None
) -> bool:
    """Tell whether a message lifts a block at a gateway that lifts it this way.

    On a shared short code any message has to hold the keyword to be one for us.
    """
    if verdict is Verdict.START:
        return True
    wish = read_wish(text, vocabulary, verdict)
    if wish not in (Wish.START, Wish.NONE):
        return False
    if lift is BlockLift.START_WORD:
        own = {comparable(word) for word in vocabulary.start_words}
        return wish is Wish.START or not own.isdisjoint(_said(text, vocabulary))
    if not (keyword := comparable(vocabulary.keyword or "")):
        return True
    return re.search(rf"(?<!\w){re.escape(keyword)}(?!\w)", comparable(text)) is not None


@lru_cache(maxsize=64)
def _wishes(vocabulary: Vocabulary) -> Mapping[str, Wish]:
    """Return what each word says; no word of a gateway or a user takes the place of the common."""
    own = (*vocabulary.stop_words, *vocabulary.further_stop_words)
    wishes = {said: Wish.STOP for word in own if (said := _words(word))}
    for wish, words in _WORDS.items():
        wishes |= {comparable(word): wish for word in words}
    return MappingProxyType(wishes)


def _said(text: str, vocabulary: Vocabulary) -> list[str]:
    """Return what a message may say in short: by itself, and without the keyword beside it.

    The keyword may stand before or after (two-way guide, 7.1.2).
    """
    said = comparable(text)
    if len(said) > _LONGEST:
        return []
    keyword = re.escape(comparable(vocabulary.keyword or ""))
    beside = re.sub(rf"\A{keyword}(?!\w)|(?<!\w){keyword}\Z", "", said) if keyword else said
    return [_words(said), _words(beside)]


def _words(text: str) -> str:
    """Return a text without the punctuation between its words: "STOP. STOP!" is STOP STOP."""
    return " ".join(comparable(word) for word in comparable(text).split())
