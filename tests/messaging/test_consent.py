"""Tests of who may be written to."""

from collections.abc import AsyncIterator
from pathlib import Path
from sqlite3 import Connection

import pytest

from custom_components.sms_gateway.messaging import consent
from custom_components.sms_gateway.messaging.consent import Block
from custom_components.sms_gateway.messaging.journal import Journal

NUMBER = "+27821234567"
OTHER = "+27831234567"


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Connection]:
    """Return a connection to a fresh journal."""
    journal = await Journal.open(tmp_path / "journal")
    await journal.close()
    connection = Connection(tmp_path / "journal", isolation_level=None)
    yield connection
    connection.close()


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
