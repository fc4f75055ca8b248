"""Tests of asking a gateway for replies."""

import asyncio
from collections.abc import AsyncIterator, Sequence
import sqlite3
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import (
    ErrorKind,
    GatewayError,
    InboundMessage,
)
from custom_components.sms_gateway.messaging.journal import Unit
from custom_components.sms_gateway.messaging.polling import ReplyPoll

from .conftest import BAD_KEY, DOWN, MINUTE, Engine, StartEngine, reply

INTERVAL = 5 * MINUTE
REACH = 600.0
BUSY = GatewayError(ErrorKind.SERVER, "later", retryable=True, retry_after=900)
FULL = sqlite3.OperationalError("database or disk is full")


class Asked(ReplyReader):
    """A gateway that is asked: it gives all it has, however old, or fails."""

    def __init__(self) -> None:
        """Have nothing."""
        self.messages: list[InboundMessage] = []
        self.error: Exception | None = None
        self.since: list[float] = []
        self.stored_texts: list[list[str]] = []
        self.refusal: GatewayError | None = None
        self.was_asked = asyncio.Event()

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        self.since.append(since)
        self.was_asked.set()
        if isinstance(self.error, GatewayError):
            raise self.error
        return list(self.messages)

    @override
    async def stored(self, messages: Sequence[InboundMessage]) -> None:
        self.stored_texts.append([message.text for message in messages])
        if self.refusal is not None:
            raise self.refusal


class Home:
    """An engine and its poll."""

    def __init__(self, engine: Engine, reader: Asked, keep: float | None = None) -> None:
        """Put them together."""
        self.engine = engine
        self.reader = reader
        self.heard: list[GatewayError | None] = []
        self._poll = ReplyPoll(engine.journal, reader, self._receive, self._hear, keep)
        self._task: asyncio.Task[None] | None = None
        self._rested = asyncio.Event()

    async def ask(self, interval: float = INTERVAL) -> None:
        """Begin anew, and return once the first question is over."""
        await self.stop()
        self._rested.clear()
        self._task = asyncio.create_task(self._poll.run(interval))
        await self._rested.wait()
        # The moment is written after the messages.
        await self.engine.journal.run(lambda _db: None)

    async def stop(self) -> None:
        """End the poll."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more is asked."""
        return self._task is not None and self._task.done()

    def texts(self) -> list[str]:
        """Return what was told."""
        return [event.received.message.text for event in self.engine.told]  # type: ignore[union-attr]

    async def questions_within(self, seconds: float, clock: FrozenDateTimeFactory) -> int:
        """Let time go by; return how many questions were asked then."""
        asked = len(self.reader.since)
        # A timer goes off only behind its moment.
        clock.tick(seconds + 0.001)
        for _ in range(10):
            await asyncio.sleep(0)
            await self.engine.journal.run(lambda _db: None)
        return len(self.reader.since) - asked

    async def _receive(self, messages: Sequence[InboundMessage], also: Unit[None]) -> None:
        if isinstance(self.reader.error, sqlite3.Error):
            self._rested.set()
            raise self.reader.error
        await self.engine.inbox.receive(messages, also)

    def _hear(self, error: GatewayError | None) -> None:
        self.heard.append(error)
        self._rested.set()


@pytest.fixture
async def reader() -> Asked:
    """Return a gateway that has no replies."""
    return Asked()


@pytest.fixture
async def home(start_engine: StartEngine, reader: Asked) -> AsyncIterator[Home]:
    """Return an engine with a poll that has not begun."""
    home = Home(await start_engine(), reader)
    yield home
    await home.stop()


async def test_each_question_reaches_a_little_beyond_the_last_one(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    await home.ask()
    freezer.tick(INTERVAL)
    await home.ask()
    freezer.tick(7 * 24 * 60 * MINUTE)
    await home.ask()
    now = freezer().timestamp()
    await home.ask()
    assert reader.since == [
        began - REACH, began - REACH, began + INTERVAL - REACH, now - REACH
    ]  # fmt: skip
    assert home.heard == [None] * 4


async def test_a_reply_that_is_shown_twice_comes_in_once(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    reader.messages = [reply("yes", provider_message_id="a", sent_at=now)]
    await home.ask()
    freezer.tick(MINUTE)
    reader.messages.append(reply("no", provider_message_id="b", sent_at=now + 30))
    await home.ask()
    await home.engine.received(2)
    assert home.texts() == ["yes", "no"]


async def test_what_was_said_long_before_the_first_question_is_left_out(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    reader.messages = [
        reply("open the gate", provider_message_id="old", sent_at=now - 24 * 60 * MINUTE),
        reply("hello", provider_message_id="new", sent_at=now),
        reply("when?", provider_message_id="undated", sent_at=None),
    ]
    await home.ask()
    await home.engine.received(2)
    assert home.texts() == ["hello", "when?"]


async def test_what_comes_late_is_asked_for_but_never_beyond_the_first_question(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    reader.late = 60 * MINUTE
    for _ in range(2):
        await home.ask()
        freezer.tick(120 * MINUTE)
    await home.ask()
    assert reader.since == [began - REACH, began - REACH, began + reader.late]


async def test_what_came_while_nobody_asked_is_fetched(
    home: Home, start_engine: StartEngine, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    began = freezer().timestamp()
    await home.ask()
    await home.stop()
    await home.engine.stop()
    freezer.tick(24 * 60 * MINUTE)
    reader.messages = [reply("yes", provider_message_id="a", sent_at=began + 60)]
    again = Home(await start_engine(), reader)
    await again.ask()
    (event,) = await again.engine.received(1)
    assert event.received.message.text == "yes"
    await again.stop()


async def test_a_failed_question_is_asked_again_from_the_same_moment(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    await home.ask()
    freezer.tick(INTERVAL)
    reader.error = DOWN
    await home.ask()
    freezer.tick(INTERVAL)
    reader.error = BAD_KEY
    await home.ask()
    freezer.tick(INTERVAL)
    reader.error = None
    await home.ask()
    assert len(set(reader.since)) == 1
    assert home.heard == [None, DOWN, BAD_KEY, None]


async def test_nothing_is_fetched_that_has_been_forgotten_since(
    start_engine: StartEngine, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    home = Home(await start_engine(), reader, keep=24 * 60 * MINUTE)
    await home.ask()
    freezer.tick(10 * 24 * 60 * MINUTE)
    now = freezer().timestamp()
    reader.messages = [reply("told long ago", provider_message_id="a", sent_at=now - 25 * 3600)]
    await home.ask()
    assert reader.since[-1] == now - 24 * 60 * MINUTE
    assert home.texts() == []
    await home.stop()


async def test_without_an_interval_one_answer_is_enough(home: Home, reader: Asked) -> None:
    await home.ask(0)
    await asyncio.sleep(0)
    assert home.is_over
    reader.error = GatewayError(ErrorKind.SERVER, "later", retryable=True)
    await home.ask(0)
    await asyncio.sleep(0)
    assert not home.is_over


async def test_a_gateway_learns_what_is_on_disk_and_that_alone(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    await home.ask()
    now = freezer().timestamp()
    reader.messages = [
        reply("of before", provider_message_id="a", sent_at=now - 24 * 60 * MINUTE),
        reply("one", provider_message_id="b", sent_at=now),
        reply("two", provider_message_id="c", sent_at=None),
    ]
    await home.ask()
    # Also what it has been told of before: it may not have been able to do anything about it.
    await home.ask()
    assert reader.stored_texts == [[], ["one", "two"], ["one", "two"]]
    reader.refusal = DOWN
    await home.ask()
    assert home.heard[-1] is DOWN
    assert home.texts() == ["one", "two"]


async def test_a_gateway_does_not_learn_of_what_could_not_be_stored(
    home: Home, reader: Asked, freezer: FrozenDateTimeFactory
) -> None:
    await home.ask()
    reader.stored_texts.clear()
    reader.messages = [reply("one", provider_message_id="a", sent_at=freezer().timestamp())]
    reader.error = FULL
    await home.ask()
    assert reader.stored_texts == []
    reader.error = None
    await home.ask()
    assert reader.stored_texts == [["one"]]


@pytest.mark.parametrize(
    ("error", "interval", "pause"),
    [
        (DOWN, INTERVAL, INTERVAL),
        (DOWN, 0, MINUTE),
        (BUSY, INTERVAL, BUSY.retry_after),
        (BUSY, 0, BUSY.retry_after),
        (FULL, INTERVAL, INTERVAL),
        (FULL, 0, MINUTE),
    ],
)
async def test_after_a_failure_it_waits_and_asks_again(
    home: Home,
    reader: Asked,
    freezer: FrozenDateTimeFactory,
    error: Exception,
    interval: float,
    pause: float,
) -> None:
    reader.error = error
    reader.messages = [reply("yes", provider_message_id="a")]
    await home.ask(interval)
    assert await home.questions_within(pause - 0.5, freezer) == 0
    reader.error = None
    assert await home.questions_within(0.5, freezer) == 1
    await home.engine.received(1)
    assert home.texts() == ["yes"]
    # Then it is asked at its interval, if there is one.
    assert await home.questions_within(INTERVAL, freezer) == (1 if interval else 0)
