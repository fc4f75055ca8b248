"""Tests of reading a gateway's log on."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
import sqlite3
from typing import override
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import GatewayError, InboundMessage
from custom_components.sms_gateway.gateways.reply_source import LogPiece, ReplyLog, WrongLogField
from custom_components.sms_gateway.messaging.journal import Unit
from custom_components.sms_gateway.messaging.log_poll import LogPoll, LogWatch

from ..patience import Awaited
from .conftest import DOWN, MINUTE, Engine, SetClock, StartEngine, reply
from .test_polling import REACH

HOUR = 3600.0
DAY = 24 * HOUR
INTERVAL = 5 * MINUTE


class Shelf(ReplyLog):
    """A log that is given out a line at a time; `name` tells one file from another."""

    kept = 2 * DAY

    def __init__(self) -> None:
        """Have an empty file."""
        self.name: str | None = "first"
        self.lines: list[InboundMessage] = []
        self.error: GatewayError | None = None
        self.unreadable = 0
        self.asked: list[tuple[str | None, float]] = []

    def put(self, *texts: str) -> None:
        """Write lines."""
        self.lines += [reply(text, provider_message_id=text) for text in texts]

    @override
    async def pieces(self, place: str | None, since: float) -> AsyncGenerator[LogPiece]:
        self.asked.append((place, since))
        if self.name is None:
            return
        name, _, taken = (place or "").partition(" ")
        follows = name == self.name
        begin = int(taken) if follows else 0
        for number in range(begin, len(self.lines)):
            yield LogPiece([self.lines[number]], f"{self.name} {number + 1}", follows)
        if self.error is not None:
            raise self.error
        end = f"{self.name} {len(self.lines)}"
        yield LogPiece([], end, follows, self.unreadable, "why" if self.unreadable else "")

    @override
    async def try_out(self) -> WrongLogField | None:
        raise NotImplementedError


class Home(LogWatch):
    """An engine, and somebody who is told how it goes with the log."""

    def __init__(self, engine: Engine, shelf: Shelf, keep: float | None = None) -> None:
        """Put them together."""
        self.engine = engine
        self.told: list[str] = []
        self._rested = Awaited("the log was read, or could not be")
        self._poll = LogPoll(engine.journal, shelf, self._receive, self, keep)

    async def ask(self) -> list[str]:
        """Begin to read; return what is told until it was read or has failed."""
        self.told.clear()
        self._rested.clear()
        asking = asyncio.create_task(self._poll.run(INTERVAL))
        try:
            await self._rested.wait()
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        return list(self.told)

    async def _receive(self, messages: Sequence[InboundMessage], also: Unit[None]) -> None:
        await self.engine.inbox.receive(messages, also)

    @override
    def read(self) -> None:
        self.told.append("read")
        self._rested.set()

    @override
    def failed(self, error: GatewayError, read_at: float) -> None:
        self.told.append(f"failed at {read_at:.0f}: {error}")
        self._rested.set()

    @override
    def lost(self, since: float, until: float) -> None:
        self.told.append(f"lost {(until - since) / HOUR:.0f} h")

    @override
    def left_out(self, lines: int, why: str) -> None:
        self.told.append(f"left out {lines} ({why})")


@pytest.fixture
async def shelf() -> Shelf:
    """Return a log without lines."""
    return Shelf()


@pytest.fixture
async def home(engine: Engine, shelf: Shelf) -> Home:
    """Return an engine that has read nothing."""
    return Home(engine, shelf)


async def texts(engine: Engine, count: int) -> list[str]:
    """Return what was told, once there is so much."""
    return [event.received.message.text for event in await engine.received(count)]


async def test_it_is_read_on_from_where_it_was_read_to(
    home: Home, shelf: Shelf, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    shelf.put("one", "two")
    assert await home.ask() == ["read"]
    freezer.tick(DAY)
    shelf.put("three")
    assert await home.ask() == ["read"]
    assert await texts(home.engine, 3) == ["one", "two", "three"]
    # However long that goes on, nobody wants to hear what was said before the first time.
    assert shelf.asked == [(None, began - REACH), ("first 2", began - REACH)]


async def test_what_is_forgotten_does_not_come_anew(
    engine: Engine, shelf: Shelf, freezer: FrozenDateTimeFactory
) -> None:
    home = Home(engine, shelf, keep=DAY)
    await home.ask()
    freezer.tick(10 * DAY)
    await home.ask()
    assert shelf.asked[-1][1] == freezer().timestamp() - DAY


async def test_lines_and_place_are_one_whenever_the_power_fails(
    start_engine: StartEngine, shelf: Shelf
) -> None:
    shelf.put("one", "two", "three")
    told: list[str] = []
    for power in (1, 0, 2, 1, 3, 9):
        engine = await start_engine()
        home = Home(engine, shelf)
        engine.journal.power = power
        asking = asyncio.create_task(home.ask())
        dead = asyncio.create_task(engine.journal.dead.wait())
        await asyncio.wait([asking, dead], return_when=asyncio.FIRST_COMPLETED)
        for task in (asking, dead):
            task.cancel()
        await asyncio.gather(asking, dead, return_exceptions=True)
        engine.journal.power = 1000
        place = await engine.journal.run(
            lambda db: db.execute("SELECT value FROM setting WHERE name = 'log_place'").fetchone()
        )
        count = await engine.journal.run(
            lambda db: db.execute("SELECT count(*) FROM inbound").fetchone()
        )
        assert place is None or place[0] == f"first {count[0]}"
        told.append(str(count[0]))
        await engine.kill()
    assert told[-1] == "3"


async def test_what_can_not_be_stored_is_read_again(home: Home, shelf: Shelf) -> None:
    shelf.put("one")
    refused = Awaited("the journal refuses a line")

    def refuse(*_: object) -> int:
        refused.set()
        raise sqlite3.OperationalError("database or disk is full")

    with patch.object(home.engine.inbox, "receive", side_effect=refuse):
        asking = asyncio.create_task(home.ask())
        await refused.wait()
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert home.told == []
    assert await home.ask() == ["read"]
    assert await texts(home.engine, 1) == ["one"]
    assert [place for place, _ in shelf.asked] == [None, None]


async def test_what_had_come_when_it_broke_is_kept(
    home: Home, shelf: Shelf, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    await home.ask()
    shelf.put("one", "two")
    shelf.error = DOWN
    freezer.tick(MINUTE)
    assert await home.ask() == [f"failed at {began:.0f}: {DOWN}"]
    shelf.error = None
    shelf.put("three")
    assert await home.ask() == ["read"]
    assert await texts(home.engine, 3) == ["one", "two", "three"]
    assert [place for place, _ in shelf.asked] == [None, "first 0", "first 2"]


async def test_another_file_brings_what_is_new_in_it(home: Home, shelf: Shelf) -> None:
    shelf.put("one", "two")
    await home.ask()
    shelf.name = "second"
    shelf.put("three")
    assert await home.ask() == ["read"]
    assert await texts(home.engine, 3) == ["one", "two", "three"]


async def test_lines_may_be_lost_where_nobody_read_for_long_and_the_file_is_another(
    home: Home, shelf: Shelf, freezer: FrozenDateTimeFactory
) -> None:
    shelf.put("one")
    for hours, name, told in (
        (0, "first", ["read"]),
        (47, "second", ["read"]),
        (48, "second", ["read"]),  # as long as it is the same, nothing was deleted
        (48, "third", ["lost 48 h", "read"]),
        (47, None, ["read"]),
        (49, None, ["lost 49 h", "read"]),
        (1, "fourth", ["read"]),
    ):
        freezer.tick(hours * HOUR)
        shelf.name = name
        assert await home.ask() == told


async def test_a_failure_tells_when_it_was_last_read(
    home: Home, shelf: Shelf, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    shelf.error = DOWN
    for _ in range(3):
        assert await home.ask() == [f"failed at {began:.0f}: {DOWN}"]
        freezer.tick(DAY)
    shelf.error, shelf.name = None, "second"
    assert await home.ask() == ["lost 72 h", "read"]


async def test_lines_that_can_not_be_read_are_told(home: Home, shelf: Shelf) -> None:
    shelf.unreadable = 2
    assert await home.ask() == ["left out 2 (why)", "read"]


async def test_a_clock_that_was_ahead_at_first_keeps_nothing_back(
    home: Home, shelf: Shelf, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    right = freezer().timestamp()
    set_clock(10 * DAY)
    await home.ask()
    set_clock(-10 * DAY)
    assert await home.ask() == ["read"]
    assert shelf.asked[-1][1] == right - DAY - REACH
