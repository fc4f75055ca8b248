"""The same work with a journal that is empty and with one that is full of old messages."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from statistics import median
import time
from typing import Any

from aiohttp import ClientSession

from . import alert, receiving, sending
from .figure import REPEATS, Figure
from .stage import Stage, stage

OLD_MESSAGES = (100_000, 1_000_000)
REPLIES = 50

type Measure = Callable[[Stage], Awaitable[float]]


async def measure() -> list[Figure]:
    """Measure in several Home Assistants by turns: while one works, the others rest."""
    async with _stages() as stages:
        return [
            *await _compare(stages, "an alert, action to gateway", _alert, "ms"),
            *await _compare(stages, "a reply, callback to event", _reply, "ms"),
            *await _compare(stages, "callbacks", _callbacks, "a second"),
            *await _compare(stages, "1,000 numbers", sending.rate, "a second"),
        ]


@asynccontextmanager
async def _stages() -> AsyncIterator[list[Stage]]:
    """Run a Home Assistant with an empty journal, and one for each number of old messages."""
    async with AsyncExitStack() as stack:
        stages = [await stack.enter_async_context(stage()) for _ in range(1 + len(OLD_MESSAGES))]
        for place, count in zip(stages[1:], OLD_MESSAGES, strict=True):
            await place.fill(count, count // 4)
        yield stages


async def _compare(
    stages: Sequence[Stage], what: str, measure_at: Measure, unit: str
) -> list[Figure]:
    """Compare each full journal with the empty one; ratios say how many times as long it takes."""
    for place in stages:
        await measure_at(place)
    rounds = [[await measure_at(place) for place in stages] for _ in range(REPEATS)]
    empty, *full = [median(found) for found in zip(*rounds, strict=True)]
    return [
        Figure(
            f"{what}, {count} old messages in the journal; beside none",
            f"{found:.1f} {unit}",
            f"{empty:.1f} {unit}",
            f"{found / empty if unit == 'ms' else empty / found:.2f}",
            "at most 1.2" if count == OLD_MESSAGES[-1] else "",
        )
        for count, found in zip(OLD_MESSAGES, full, strict=True)
    ]


async def _alert(place: Stage) -> float:
    return 1000 * await alert.seconds(place, alert.in_automation(place))


async def _callbacks(place: Stage) -> float:
    return await receiving.rate(place.callback_url)


async def _reply(place: Stage) -> float:
    """Return the milliseconds until a reply is told, which is after it was stored."""
    kind = "sms_gateway_message_received"
    async with ClientSession() as session, place.house.events(kind) as events:
        return median([await _told(place, session, events) for _ in range(REPLIES)])


async def _told(
    place: Stage, session: ClientSession, events: asyncio.Queue[dict[str, Any]]
) -> float:
    began = time.perf_counter()
    async with session.post(place.callback_url, data=receiving.callback()) as response:
        response.raise_for_status()
    await events.get()
    return 1000 * (time.perf_counter() - began)
