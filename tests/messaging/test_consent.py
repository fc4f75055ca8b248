"""Tests of who may be written to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from custom_components.sms_gateway.messaging import consent, journal_file
from custom_components.sms_gateway.messaging.consent import Block
from custom_components.sms_gateway.messaging.message import ConsentChanged
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import NUMBER, OTHER

NOW = 1000.0


@pytest.fixture
def db(path: Path) -> Iterator[Writer]:
    """Return a connection to a fresh journal."""
    connection = journal_file.connect(path, in_backup=False)
    yield connection
    connection.close()


def test_a_blocked_number_is_found(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.blocks(db, {NUMBER, OTHER}) == {NUMBER: Block(NUMBER, "sender", 100.0)}
    assert consent.blocked_numbers(db) == {NUMBER}


def test_a_second_stop_may_widen_the_scope_but_not_narrow_it(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, NUMBER, "all", 200.0)
    assert consent.blocks(db, [NUMBER])[NUMBER] == Block(NUMBER, "all", 200.0)
    consent.block(db, NUMBER, "sender", 300.0)
    assert consent.blocks(db, [NUMBER])[NUMBER] == Block(NUMBER, "all", 300.0)


def test_blocks_for_all_accounts_are_found(db: Writer) -> None:
    assert consent.blocked_everywhere(db) == []
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, OTHER, "all", 200.0)
    assert consent.blocked_everywhere(db) == [Block(OTHER, "all", 200.0)]


def test_a_later_message_lifts_a_block(db: Writer) -> None:
    consent.block(db, NUMBER, "all", 100.0)
    assert consent.lift(db, NUMBER, 101.0, NOW) == "all"
    assert not consent.blocked_numbers(db)


def test_a_message_from_before_the_stop_does_not_lift_it(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.lift(db, NUMBER, 99.0, NOW) is None
    assert consent.blocked_numbers(db) == {NUMBER}


def test_an_older_stop_that_comes_late_does_not_make_a_block_older(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    consent.block(db, NUMBER, "sender", 50.0)
    assert consent.lift(db, NUMBER, 60.0, NOW) is None
    assert consent.blocks(db, [NUMBER])[NUMBER].since == 100.0


def test_nobody_else_is_lifted(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.lift(db, OTHER, 200.0, NOW) is None
    assert consent.blocked_numbers(db) == {NUMBER}


def test_a_lift_is_remembered_so_that_an_older_stop_does_not_count(db: Writer) -> None:
    """It may come late, or from another account that had not heard of the lift."""
    assert consent.block(db, NUMBER, "all", 100.0)
    assert consent.lift(db, NUMBER, 200.0, NOW) == "all"
    assert not consent.block(db, NUMBER, "all", 150.0)
    assert consent.blocked_numbers(db) == set()
    assert consent.block(db, NUMBER, "sender", 250.0)
    assert consent.blocks(db, [NUMBER])[NUMBER] == Block(NUMBER, "sender", 250.0)


def test_what_is_lifted_everywhere_is_told_to_whom_it_concerns(db: Writer) -> None:
    stop_all = [Block(NUMBER, "all", 100.0), Block(OTHER, "all", 300.0)]
    assert consent.lifted_everywhere(db, stop_all, NOW) == {}
    consent.remember_lift(db, NUMBER, 200.0, NOW, everywhere=False)
    assert consent.lifted_everywhere(db, stop_all, NOW) == {}
    consent.remember_lift(db, NUMBER, 150.0, NOW)
    consent.remember_lift(db, OTHER, 200.0, NOW)
    assert consent.lifted_everywhere(db, stop_all, NOW) == {NUMBER: 150.0}
    consent.remember_lift(db, NUMBER, 250.0, NOW, everywhere=False)
    consent.remember_lift(db, NUMBER, 120.0, NOW)
    assert consent.lifted_everywhere(db, stop_all, NOW) == {NUMBER: 150.0}
    # Neither does what was lifted in the future, by a wrong clock, hold until then.
    assert consent.lifted_everywhere(db, stop_all, 140.0) == {}


def test_a_lift_from_elsewhere_lifts_what_holds_everywhere_and_is_older(db: Writer) -> None:
    consent.block(db, NUMBER, "all", 100.0)
    consent.block(db, OTHER, "sender", 100.0)
    for number, at in ((NUMBER, 50.0), (OTHER, 200.0), ("+27841234567", 200.0)):
        consent.lift_everywhere(db, number, at, NOW)
    assert consent.blocked_numbers(db) == {NUMBER, OTHER}
    db.take_changes()
    consent.lift_everywhere(db, NUMBER, 200.0, NOW)
    assert consent.blocked_numbers(db) == {OTHER}
    assert db.take_changes() == [ConsentChanged(NUMBER, is_blocked=False)]
    assert not consent.block(db, "+27841234567", "all", 150.0)
    # A plain STOP holds, whenever it was written.
    assert consent.block(db, "+27841234567", "sender", 0.0)
    # It is passed on to whoever still has the old block.
    assert consent.lifted_everywhere(db, [Block(NUMBER, "all", 100.0)], NOW) == {NUMBER: 200.0}


def test_what_strangers_said_is_forgotten_and_nothing_else(db: Writer) -> None:
    consent.block(db, NUMBER, "all", 100.0)
    consent.block(db, OTHER, "all", 100.0, forget_at=500.0)
    consent.remember_lift(db, "+27841234567", 100.0, NOW, forget_at=500.0)
    db.take_changes()
    assert consent.purge(db, 499.0, 10) == 0
    assert consent.purge(db, 501.0, 1) == 2
    assert db.take_changes() == [ConsentChanged(OTHER, is_blocked=False)]
    assert consent.purge(db, 501.0, 10) == 0
    assert consent.blocked_numbers(db) == {NUMBER}


@pytest.mark.parametrize(
    ("first", "second", "kept"), [(None, 500.0, True), (500.0, None, True), (500.0, 400.0, False)]
)
def test_whose_block_was_ever_to_be_kept_for_ever_is_kept(
    db: Writer, first: float | None, second: float | None, kept: bool
) -> None:
    for forget_at in (first, second):
        consent.block(db, NUMBER, "sender", 100.0, forget_at=forget_at)
        consent.remember_lift(db, OTHER, 100.0, NOW, forget_at=forget_at)
    assert consent.purge(db, 450.0, 10) == 0
    consent.purge(db, 501.0, 10)
    assert consent.blocked_numbers(db) == ({NUMBER} if kept else set())
    assert consent.block(db, OTHER, "sender", 50.0) is not kept


def test_whom_somebody_here_wants_to_write_to_is_kept(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0, forget_at=500.0)
    consent.keep(db, [NUMBER, OTHER])
    assert consent.purge(db, NOW, 10) == 0
    assert consent.blocked_numbers(db) == {NUMBER}


def test_a_stop_of_the_future_can_be_lifted_today(db: Writer) -> None:
    """It was written by a wrong clock; and the lift does not hold until then."""
    assert consent.block(db, NUMBER, "sender", NOW + 500)
    assert consent.lift(db, NUMBER, NOW, NOW) == "sender"
    assert consent.block(db, NUMBER, "sender", NOW + 1)


def test_what_changes_is_noted_for_those_who_listen(db: Writer) -> None:
    consent.block(db, NUMBER, "sender", 100.0)
    assert consent.lift(db, OTHER, 200.0, NOW) is None
    consent.lift(db, NUMBER, 200.0, NOW)
    assert not consent.block(db, NUMBER, "sender", 150.0)
    assert db.take_changes() == [
        ConsentChanged(NUMBER, is_blocked=True),
        ConsentChanged(NUMBER, is_blocked=False),
    ]
