"""Tests of STOP, START and HELP."""

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import BlockLift, InboundMessage, Verdict
from custom_components.sms_gateway.gateways.twilio import Twilio
from custom_components.sms_gateway.messaging.wish import (
    Vocabulary,
    Wish,
    lifts,
    read_wish,
    wish_of,
)

COMMON = Vocabulary()
TWILIO = Vocabulary(Twilio.capabilities.stop_words, Twilio.capabilities.start_words)
FURTHER = Vocabulary(
    further_stop_words=("ARR\u00caT", "arret", "STOPP", "baja", "\u505c\u6b62", " ", "start")
)


def with_keyword(keyword: str) -> Vocabulary:
    return Vocabulary(keyword=keyword)


WISHES = {
    Wish.STOP: [
        "STOP", "stop", "Stop", "sToP", " Stop. ", "STOP!", "stop?", "stop...", "Stop…", "STOP\n",
        "\r\nstop\r\n", "stop ;", "stop:", "stop,", "STOP !!!", "\tstop\t", "\u00a0stop\u00a0",
        "END", "end.", "CANCEL", "cancel!", "UNSUBSCRIBE", "unsubscribe", "Unsubscribe.",
        "QUIT", "QUIT\n", "quit !", "STOP 🛑", "!stop", "(stop)", "'stop'",
        "STOP\u00a0", "Stop.\u00a0", "STOP\u200b", "STOP\u200f", "\ufeffSTOP", "STOP\x00",
        "STOP\ufe0f",
        "STOP\uff01", "\uff33\uff34\uff2f\uff30", "STOP\u3002", "\u201cstop\u201d",
        "\u00abSTOP\u00bb", "st\u00adop",
        "STOP \U0001f620\U0001f620", "\u202aSTOP\u202c", "UNSUBSCR\u0130BE", "qu\u0131t", "*STOP*",
        "STOP\u2028",
    ],
    Wish.STOP_ALL: [
        "STOP ALL", "stop all", "Stop  all.", "STOPALL", "stopall!", "STOP STOP", "Stop  stop",
        "stop\nstop", " stop all ", "stop, all", "STOP. STOP!", "stop\u00a0all", "stop \u200ball",
        "STOP\uff01 STOP",
    ],
    Wish.START: ["START", "start", "Start!", " unstop ", "UNSTOP.", "START\u200b", "Start.\u00a0"],
    Wish.HELP: ["HELP", "help", "HELP?", "Help!!", "INFO", "info", " info. "],
    Wish.NONE: [
        "", " ", ".", "!!!", "please stop", "Please stop the heating", "Stop the heating", "stopp",
        "stopped", "unsubscribe me", "don't stop", "stop it", "nonstop", "STOP ALL NOW",
        "STOP STOP STOP", "all", "stop-all", "s t o p", "st op", "the end",
        "end of day", "cancel the alarm", "cancelled", "quit it",
        "help me", "help desk", "information",
        "STOP\n\nSent from my phone", "revoke", "optout", "arret", "\u0441\u0442\u043e\u043f",
        "stop?!x", "sto p",
        "Stop \U0001f6d1 now", "I said stop", "stop; all good", "start the pump", "restart", "yes",
        "1", "OK", "🛑",
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
        "FUN: STOP", "fun:stop", "fun - stop", "FUN, STOP!", "stop (fun)", "\u201cfun\u201d stop",
        "stop, fun",
    ],
    Wish.STOP_ALL: [
        "stop all fun", "fun stop all", "FUN stopall", "stop stop fun", "STOP ALL", "Fun: stop all",
    ],
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


@pytest.mark.parametrize("text", ["REVOKE", "revoke!", "OptOut", "OPTOUT\u200b", "stop", "END"])
def test_the_words_of_a_gateway_stop(text: str) -> None:
    assert read_wish(text, TWILIO) is Wish.STOP


@pytest.mark.parametrize("text", ["revoke the key", "opt out", "YES", "yes, revoke"])
def test_what_a_gateway_takes_for_no_stop(text: str) -> None:
    assert read_wish(text, TWILIO) is Wish.NONE


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Arr\u00eat !", Wish.STOP),
        ("ARRE\u0302T", Wish.STOP),
        ("ARRET", Wish.STOP),
        ("stopp.", Wish.STOP),
        ("\u505c\u6b62\u3002", Wish.STOP),
        ("STOP", Wish.STOP),
        # One of the words that count everywhere can't be made another.
        ("START", Wish.START),
        ("", Wish.NONE),
        ("\u505c", Wish.NONE),
        ("baja la luz", Wish.NONE),
    ],
)
def test_the_further_words_of_an_account(text: str, wish: Wish) -> None:
    assert read_wish(text, FURTHER) is wish


def test_yes_is_an_answer_and_lifts_where_the_gateway_says_so() -> None:
    start_word = BlockLift.START_WORD
    assert read_wish("Yes!", TWILIO) is Wish.NONE
    assert lifts("Yes!", start_word, TWILIO)
    assert not lifts("Yes!", start_word, COMMON)
    assert not lifts("yes please", start_word, TWILIO)
    assert not lifts("REVOKE", start_word, TWILIO)
    assert all(
        lifts(text, start_word, TWILIO) for text in ("START\u200b", "unstop", "Start.\u00a0")
    )
    with_fun = Vocabulary(start_words=TWILIO.start_words, keyword="fun")
    assert lifts("FUN: YES", start_word, with_fun)


def message(text: str, verdict: Verdict | None) -> InboundMessage:
    return InboundMessage(None, "+27821234567", "", text, None, verdict=verdict)


@pytest.mark.parametrize(
    ("text", "verdict", "wish"),
    [
        ("BASTA", Verdict.STOP, Wish.STOP),
        ("", Verdict.STOP, Wish.STOP),
        ("START", Verdict.STOP, Wish.STOP),
        ("HELP", Verdict.STOP, Wish.STOP),
        # No gateway knows of other accounts.
        ("stop all", Verdict.STOP, Wish.STOP_ALL),
        ("JOIN", Verdict.START, Wish.START),
        ("INFO", Verdict.START, Wish.START),
        ("AYUDA", Verdict.HELP, Wish.HELP),
        ("CANCEL", Verdict.HELP, Wish.HELP),
    ],
)
def test_a_gateway_knows_best_what_it_took_a_message_for(
    text: str, verdict: Verdict, wish: Wish
) -> None:
    for vocabulary in (COMMON, TWILIO, FURTHER, with_keyword("fun")):
        assert wish_of(message(text, verdict), vocabulary) is wish
        assert wish_of(message(text, None), vocabulary) is read_wish(text, vocabulary)


@pytest.mark.parametrize("lift", BlockLift)
@pytest.mark.parametrize("vocabulary", [COMMON, TWILIO, with_keyword("fun")])
def test_what_a_gateway_took_for_a_start_lifts(lift: BlockLift, vocabulary: Vocabulary) -> None:
    for text in ("JOIN", "", "START", "STOP"):
        assert lifts(text, lift, vocabulary, Verdict.START)
        assert not lifts(text, lift, vocabulary, Verdict.STOP)
        assert not lifts(text, lift, vocabulary, Verdict.HELP)


@given(st.text(max_size=60), st.text(max_size=8))
def test_any_text_can_be_read_with_any_keyword(text: str, keyword: str) -> None:
    vocabulary = with_keyword(keyword)
    assert read_wish(text, vocabulary) in Wish
    assert lifts(text, BlockLift.ANY_MESSAGE, vocabulary) in (True, False)


@pytest.mark.parametrize("keyword", ["", " ", "\u200b"])
def test_a_keyword_of_nothing_is_none(keyword: str) -> None:
    assert lifts("good morning", BlockLift.ANY_MESSAGE, with_keyword(keyword))
    assert read_wish("STOP", with_keyword(keyword)) is Wish.STOP
