"""Tests of asking a gateway what became of messages."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
import sqlite3
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.asking import StateReader
from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.messaging.message import MessageState
from custom_components.sms_gateway.messaging.state_poll import StatePoll

from .conftest import DOWN, Engine, StartEngine, draft

# In seconds, as everything here.
DAY = 86400
# After a message left, and after each question: longer each time, but never than five minutes.
PAUSES = (3, 6, 12, 24, 48, 96, 192, 300, 300)
AFTER_FAILURE = 30
BUSY = GatewayError(ErrorKind.SERVER, "later", retryable=True, retry_after=90)
FULL = sqlite3.OperationalError("database or disk is full")


class Home(StateReader):
    """An engine, its poll, and a gateway that tells what it is told to, or fails."""

    def __init__(self, engine: Engine, clock: FrozenDateTimeFactory) -> None:
        """Put them together."""
        self.engine = engine
        self.questions: list[list[str]] = []
        self.reports: list[DeliveryReport] = []
        self.error: Exception | None = None
        self.heard: list[GatewayError | None] = []
        self._clock = clock
        self._poll = StatePoll(engine.journal, self, self._receive, self.heard.append)
        self._task: asyncio.Task[None] | None = None

    @override
    async def states(self, provider_message_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        self.questions.append(list(provider_message_ids))
        if isinstance(self.error, GatewayError):
            raise self.error
        return self.reports

    async def _receive(self, reports: Sequence[DeliveryReport]) -> None:
        if isinstance(self.error, sqlite3.Error):
            raise self.error
        await self.engine.outbox.report(reports)

    async def begin(self) -> None:
        """Begin to ask."""
        self._task = asyncio.create_task(self._poll.run())
        await asyncio.sleep(0)
        await self.engine.journal.read(lambda _db: None)
        await self.questions_within(0)

    async def end(self) -> None:
        """Ask no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def questions_within(self, seconds: float) -> int:
        """Let time go by; return how many questions were asked then."""
        asked = len(self.questions)
        # A timer goes off only behind its moment.
        self._clock.tick(seconds + 0.001)
        for _ in range(10):
            await asyncio.sleep(0)
            # What the last answer brought is written by now.
            await self.engine.journal.run(lambda _db: None)
        return len(self.questions) - asked

    async def send(self, text: str = "door open") -> str:
        """Send a message, which the gateway takes; return its id."""
        (message_id,) = await self.engine.submit(draft(text))
        await self.engine.turn()
        return message_id

    async def note(self, message_id: str, fallback: str | None = None) -> None:
        """Let the poll learn how far a message is, and who sees to it."""
        self._poll.note(replace(await self.engine.message(message_id), fallback=fallback))


@pytest.fixture
async def home(start_engine: StartEngine, freezer: FrozenDateTimeFactory) -> AsyncIterator[Home]:
    """Return an engine with a poll that has not begun."""
    home = Home(await start_engine(), freezer)
    yield home
    await home.end()


async def test_it_asks_less_and_less_often(home: Home) -> None:
    message_id = await home.send()
    await home.begin()
    assert home.questions == []
    for pause in PAUSES:
        assert await home.questions_within(pause - 0.5) == 0, pause
        assert await home.questions_within(0.5) == 1, pause
    assert home.questions == [[f"their-{message_id}"]] * len(PAUSES)
    assert home.heard == [None] * len(PAUSES)


async def test_a_message_that_leaves_meanwhile_has_its_own_pauses(home: Home) -> None:
    await home.begin()
    first = await home.send()
    await home.note(first)
    assert await home.questions_within(3) == 1
    second = await home.send()
    await home.note(second)
    await home.note(first)  # heard of again, it is not asked for any sooner
    assert await home.questions_within(3) == 1
    assert await home.questions_within(3) == 1
    assert home.questions == [[f"their-{first}"], [f"their-{second}"], [f"their-{first}"]]


async def test_nothing_is_asked_for_whose_end_is_known(home: Home) -> None:
    await home.begin()
    message_id = await home.send()
    await home.note(message_id)
    home.reports = [DeliveryReport(message_id, None, ReportedState.SENT)]
    assert await home.questions_within(3) == 1
    await home.note(message_id)
    home.reports = [DeliveryReport(message_id, None, ReportedState.DELIVERED)]
    assert await home.questions_within(6) == 1
    assert (await home.engine.message(message_id)).state is MessageState.DELIVERED
    await home.note(message_id)
    assert await home.questions_within(max(PAUSES)) == 0


async def test_what_another_account_sees_to_is_asked_for_there(home: Home) -> None:
    await home.begin()
    message_id = await home.send()
    await home.note(message_id)
    await home.note(message_id, fallback="neighbour")
    assert await home.questions_within(max(PAUSES)) == 0


async def test_a_message_is_asked_for_for_a_day(home: Home, freezer: FrozenDateTimeFactory) -> None:
    await home.begin()
    await home.note(await home.send())
    assert await home.questions_within(DAY - 1) == 1
    assert await home.questions_within(300) == 0


async def test_what_an_earlier_run_left_is_asked_for_if_it_is_of_the_last_day(
    home: Home, freezer: FrozenDateTimeFactory
) -> None:
    await home.send("long ago")
    freezer.tick(1)
    yesterday = await home.send("yesterday")
    freezer.tick(DAY)
    await home.begin()
    assert await home.questions_within(3) == 1
    assert home.questions == [[f"their-{yesterday}"]]


async def test_of_many_some_are_asked_for_at_a_time(home: Home) -> None:
    ids = [f"their-{await home.send(str(number))}" for number in range(11)]
    await home.begin()
    assert await home.questions_within(3) == 2
    assert home.questions == [ids[:10], ids[10:]]


@pytest.mark.parametrize(
    ("error", "pause", "heard"),
    [(DOWN, AFTER_FAILURE, [DOWN]), (BUSY, 90, [BUSY]), (FULL, AFTER_FAILURE, [])],
)
async def test_after_a_failure_it_waits_and_asks_for_the_same(
    home: Home, error: Exception, pause: float, heard: list[GatewayError]
) -> None:
    message_id = await home.send()
    home.reports = [DeliveryReport(message_id, None, ReportedState.DELIVERED)]
    await home.begin()
    home.error = error
    assert await home.questions_within(3) == 1
    home.error = None
    assert await home.questions_within(pause - 0.5) == 0
    assert await home.questions_within(0.5) == 1
    assert home.questions == [[f"their-{message_id}"]] * 2
    assert home.heard == [*heard, None]
    assert (await home.engine.message(message_id)).state is MessageState.DELIVERED
