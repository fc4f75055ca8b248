"""Tests of STOP and HELP, and of who may be written to."""

from collections.abc import AsyncIterator
from pathlib import Path
from sqlite3 import Connection

from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import BlockLift
from custom_components.sms_gateway.messaging import consent
from custom_components.sms_gateway.messaging.consent import Block, Wish
from custom_components.sms_gateway.messaging.journal import Journal

NUMBER = "+27821234567"
OTHER = "+27831234567"

WISHES = {
    Wish.STOP: [
        "STOP", "stop", "Stop", "sToP", " Stop. ", "STOP!", "stop?", "stop...", "Stop…", "STOP\n",
        "\r\nstop\r\n", "stop ;", "stop:", "stop,", "STOP !!!", "\tstop\t", "\u00a0stop\u00a0",
        "END", "end.", "CANCEL", "cancel!", "UNSUBSCRIBE", "unsubscribe", "Unsubscribe.",
        "QUIT", "QUIT\n", "quit !",
    ],
    Wish.STOP_ALL: [
        "STOP ALL", "stop all", "Stop  all.", "STOPALL", "stopall!", "STOP STOP", "Stop  stop",
        "stop\nstop", " stop all ",
    ],
    Wish.START: ["START", "start", "Start!", " unstop ", "UNSTOP."],
    Wish.HELP: ["HELP", "help", "HELP?", "Help!!", "INFO", "info", " info. "],
    Wish.NONE: [
        "", " ", ".", "!!!", "please stop", "Please stop the heating", "Stop the heating", "stopp",
        "stopped", "unsubscribe me", "don't stop", "stop it", "nonstop", "STOP ALL NOW",
        "STOP STOP STOP", "all", "stop, all", "stop-all", "s t o p", "st op", "the end",
        "end of day", "cancel the alarm", "cancelled", "quit it",
        "help me", "help desk", "information",
        "start the pump", "restart", "yes", "1", "OK", "STOP 🛑", "🛑", "!stop", "(stop)", "'stop'",
    ],
}  # fmt: skip


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Connection]:
    """Return a connection to a fresh journal."""
    journal = await Journal.open(tmp_path / "journal")
    await journal.close()
    connection = Connection(tmp_path / "journal", isolation_level=None)
    yield connection
    connection.close()


def test_there_are_enough_texts() -> None:
    assert sum(map(len, WISHES.values())) >= 60


@pytest.mark.parametrize(
    ("text", "wish"), [(text, wish) for wish, texts in WISHES.items() for text in texts]
)
def test_what_a_message_says(text: str, wish: Wish) -> None:
    assert consent.read_wish(text) is wish


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
    assert consent.read_wish(text, "fun") is wish
    assert consent.read_wish(text, " Fun ") is wish
    assert consent.read_wish(text, "FUN") is wish


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
    assert consent.read_wish(text) is Wish.NONE
    assert consent.read_wish(text, "joy") is Wish.NONE


@pytest.mark.parametrize("keyword", ["stop", "help", "all"])
def test_a_keyword_that_is_such_a_word_takes_nothing_from_it(keyword: str) -> None:
    assert consent.read_wish("STOP", keyword) is Wish.STOP
    assert consent.read_wish("STOP ALL", keyword) is Wish.STOP_ALL
    assert consent.read_wish("HELP", keyword) is Wish.HELP


@given(st.text(max_size=40))
def test_any_text_says_something(text: str) -> None:
    assert consent.read_wish(text) in Wish


@given(
    st.sampled_from(["STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"]),
    st.text("abcxyz0", min_size=1, max_size=5),
    st.booleans(),
)
def test_a_stop_word_in_a_sentence_says_nothing(word: str, other: str, first: bool) -> None:
    assert consent.read_wish(f"{word} {other}" if first else f"{other} {word}") is Wish.NONE


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
    assert consent.lifts(text, BlockLift.ANY_MESSAGE) is at_any_message
    assert consent.lifts(text, BlockLift.START_WORD) is at_start_word


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
    assert consent.lifts(text, BlockLift.ANY_MESSAGE, "fun") is does


def test_a_blocked_number_is_found(db: Connection) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.blocks(db, {NUMBER, OTHER}) == {NUMBER: Block(NUMBER, "sender", 100.0)}
    assert consent.blocked_numbers(db) == {NUMBER}


def test_a_second_stop_may_widen_the_scope_but_not_narrow_it(db: Connection) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, NUMBER, "all", 200.0)
    assert consent.blocks(db, [NUMBER])[NUMBER] == Block(NUMBER, "all", 200.0)
    consent.block(db, NUMBER, "sender", 300.0)
    assert consent.blocks(db, [NUMBER])[NUMBER] == Block(NUMBER, "all", 300.0)


def test_blocks_for_all_accounts_are_found(db: Connection) -> None:
    assert consent.blocked_everywhere(db) == []
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, OTHER, "all", 200.0)
    assert consent.blocked_everywhere(db) == [Block(OTHER, "all", 200.0)]


def test_a_later_message_lifts_a_block(db: Connection) -> None:
    consent.block(db, NUMBER, "all", 100.0)
    assert consent.lift(db, NUMBER, 101.0) == "all"
    assert not consent.blocked_numbers(db)


def test_a_message_from_before_the_stop_does_not_lift_it(db: Connection) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.lift(db, NUMBER, 99.0) is None
    assert consent.blocked_numbers(db) == {NUMBER}


def test_an_older_stop_that_comes_late_does_not_make_a_block_older(db: Connection) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, NUMBER, "sender", 50.0)
    assert consent.lift(db, NUMBER, 60.0) is None
    assert consent.blocks(db, [NUMBER])[NUMBER].since == 100.0


def test_nobody_else_is_lifted(db: Connection) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.lift(db, OTHER, 200.0) is None
    assert consent.blocked_numbers(db) == {NUMBER}


def test_a_long_message_is_read_in_no_time() -> None:
    """A pattern that tries every place would take minutes for these."""
    assert consent.read_wish("a" + " " * 60_000 + "x") is consent.Wish.NONE
    assert consent.read_wish("stop" + " ." * 30_000) is consent.Wish.STOP
