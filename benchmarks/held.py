"""The longest time for which nothing can be stored, because the journal is busy with something.

Asked for nothing every few milliseconds, in Home Assistant, whose event loop may be late by itself:
hence beside the same with nothing going on.
"""

import asyncio
from pathlib import Path
import time

from custom_components.sms_gateway.messaging.journal import Journal

from .figure import Figure
from .filling import fill
from .stage import Stage

OLD_MESSAGES = 500_000
WORK = {
    "health": "the system's health is looked at",
    "backup": "a backup, 50 alerts meanwhile",
    "purge": "the account is set up anew and purges",
}


async def measure(stage: Stage) -> list[Figure]:
    """Measure with a full journal; the purge comes last, for it leaves an empty one."""
    await stage.house.stop()
    await asyncio.to_thread(fill, stage.journal, OLD_MESSAGES, OLD_MESSAGES // 4)
    opening = await _open(stage.journal)
    await stage.house.start()
    idle = await _held(stage, "nothing")
    return [
        _figure("a start: the journal is opened", opening, idle),
        *[_figure(what, await _held(stage, work), idle) for work, what in WORK.items()],
    ]


async def _held(stage: Stage, work: str) -> float:
    answer = await stage.house.call("bench", "writer_held", entry_id=stage.entry_id, work=work)
    return float(answer["seconds"])


async def _open(path: Path) -> float:
    """Return how long it takes until something can be stored."""
    began = time.perf_counter()
    journal = await Journal.open(path)
    await journal.run(lambda _db: None)
    seconds = time.perf_counter() - began
    await journal.close()
    return seconds


def _figure(what: str, ours: float, idle: float) -> Figure:
    return Figure(
        f"longest wait for the journal, {OLD_MESSAGES} old messages, {what}; beside nothing",
        f"{ours * 1000:.0f} ms",
        f"{idle * 1000:.0f} ms",
        f"{ours / idle:.1f}",
        "at most 50 ms",
    )
