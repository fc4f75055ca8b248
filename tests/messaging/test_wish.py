"""Tests of STOP, START and HELP."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import BlockLift
from custom_components.sms_gateway.messaging.wish import Vocabulary, Wish, lifts, read_wish

COMMON = Vocabulary()


def with_keyword(keyword: str) -> Vocabulary:
    return Vocabulary(keyword=keyword)


WISHES = {
    Wish.STOP: [
        "STOP", "stop", "Stop", "sToP", " Stop. ", "STOP!", "stop?", "stop...", "Stop…", "STOP\n",
        "\r\nstop\r\n", "stop ;", "stop:", "stop,", "STOP !!!", "\tstop\t", "\u00a0stop\u00a0",
        "END", "end.", "CANCEL", "cancel!", "UNSUBSCRIBE", "unsubscribe", "Unsubscribe.",
        "QUIT", "QUIT\n", "quit !", "STOP 🛑", "!stop", "(stop)", "'stop'",
    ],
    Wish.STOP_ALL: [
        "STOP ALL", "stop all", "Stop  all.", "STOPALL", "stopall!", "STOP STOP", "Stop  stop",
        "stop\nstop", " stop all ", "stop, all", "STOP. STOP!",
    ],
    Wish.START: ["START", "start", "Start!", " unstop ", "UNSTOP."],
    Wish.HELP: ["HELP", "help", "HELP?", "Help!!", "INFO", "info", " info. "],
    Wish.NONE: [
        "", " ", ".", "!!!", "please stop", "Please stop the heating", "Stop the heating", "stopp",
        "stopped", "unsubscribe me", "don't stop", "stop it", "nonstop", "STOP ALL NOW",
        "STOP STOP STOP", "all", "stop-all", "s t o p", "st op", "the end",
        "end of day", "cancel the alarm", "cancelled", "quit it",
        "help me", "help desk", "information",
        "start the pump", "restart", "yes", "1", "OK", "🛑",
    ],
}  # fmt: skip


def test_there_are_enough_texts() -> None:
    assert sum(map(len, WISHES.values())) >= 60


@pytest.mark.parametrize(
    ("text", "wish"), [(text, wish) for wish, texts in WISHES.items() for text in texts]
)
def test_what_a_message_says(text: str, wish: Wish) -> None:
    assert read_wish(text, COMMON) is wish


WISHES_WITH_FUN = {
    Wish.STOP: [
        "STOP fun", "fun stop", "Fun STOP.", "stop FUN!", " fun  stop ", "quit fun", "fun end",
        "fun\ncancel", "Unsubscribe fun", "STOP",
    ],
    Wish.STOP_ALL: ["stop all fun", "fun stop all", "FUN stopall", "stop stop fun", "STOP ALL"],
    Wish.START: ["start fun", "Fun unstop", "START"],
    Wish.HELP: ["HELP fun", "fun info?", "HELP"],
    Wish.NONE: [
        "fun", "fun fun", "fun stop now", "stop the fun", "stop funny", "funny stop", "stopfun",
        "funstop", "nofun stop", "fun please stop", "help me fun", "more fun", "stop fun all",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wish"), [(text, wish) for wish, texts in WISHES_WITH_FUN.items() for text in texts]
)
def test_what_a_message_to_a_shared_short_code_says(text: str, wish: Wish) -> None:
    assert read_wish(text, with_keyword("fun")) is wish
    assert read_wish(text, with_keyword(" Fun ")) is wish
    assert read_wish(text, with_keyword("FUN")) is wish


@pytest.mark.parametrize(
    "text",
    [
        text
        for wish, texts in WISHES_WITH_FUN.items()
        if wish is not Wish.NONE
        for text in texts
        if "fun" in text.casefold()
    ],
)
def test_without_the_keyword_set_it_is_a_word_as_any_other(text: str) -> None:
    assert read_wish(text, COMMON) is Wish.NONE
    assert read_wish(text, with_keyword("joy")) is Wish.NONE


@pytest.mark.parametrize("keyword", ["stop", "help", "all"])
def test_a_keyword_that_is_such_a_word_takes_nothing_from_it(keyword: str) -> None:
    assert read_wish("STOP", with_keyword(keyword)) is Wish.STOP
    assert read_wish("STOP ALL", with_keyword(keyword)) is Wish.STOP_ALL
    assert read_wish("HELP", with_keyword(keyword)) is Wish.HELP


@given(st.text(max_size=40))
def test_any_text_says_something(text: str) -> None:
    assert read_wish(text, COMMON) in Wish


@given(
    st.sampled_from(["STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"]),
    st.text("abcxyz0", min_size=1, max_size=5),
    st.booleans(),
)
def test_a_stop_word_in_a_sentence_says_nothing(word: str, other: str, first: bool) -> None:
    assert read_wish(f"{word} {other}" if first else f"{other} {word}", COMMON) is Wish.NONE


@pytest.mark.parametrize(
    ("text", "at_any_message", "at_start_word"),
    [
        ("STOP", False, False),
        ("STOP ALL", False, False),
        ("HELP", False, False),
        ("START", True, True),
        ("good morning", True, False),
    ],
)
def test_what_lifts_a_block(text: str, at_any_message: bool, at_start_word: bool) -> None:
    assert lifts(text, BlockLift.ANY_MESSAGE, COMMON) is at_any_message
    assert lifts(text, BlockLift.START_WORD, COMMON) is at_start_word


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("fun", True),
        ("more FUN please", True),
        ("Fun!", True),
        ("start fun", True),
        ("fun stop now", True),
        ("good morning", False),
        ("funny", False),
        ("START", False),
        ("STOP fun", False),
        ("fun stop all", False),
        ("HELP fun", False),
        ("help", False),
    ],
)
def test_on_a_shared_short_code_a_block_is_lifted_with_the_keyword(text: str, does: bool) -> None:
    assert lifts(text, BlockLift.ANY_MESSAGE, with_keyword("fun")) is does


def test_a_long_message_is_read_in_no_time() -> None:
    """A pattern that tries every place would take minutes for these."""
    assert read_wish("a" + " " * 60_000 + "x", COMMON) is Wish.NONE
    assert read_wish("stop" + " ." * 30_000, COMMON) is Wish.STOP
