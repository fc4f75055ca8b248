"""The hour from its beginning to its end."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import gc
import json
import logging
from pathlib import Path
import random
import sys
import threading
import time
import tracemalloc
from typing import override
from unittest.mock import patch

from custom_components.sms_gateway.gateways.base import InboundMessage
from simulator import Simulator
from simulator.faults import Fault, Faults, Setting

from .clock import FastLoop
from .judgement import judge
from .people import (
    PEOPLE,
    POSSIBLE,
    answer,
    ask_for_balance,
    at_the_gateway,
    cancel,
    trouble,
    with_callbacks,
    with_time,
    write,
)
from .records import Records
from .stage import HOME, Stage, opened

# What an account keeps in memory may differ by this, in bytes: a full request may be under way.
MARGIN = 150_000
SHOWN = 20
# Seconds after which connections are closed that nobody uses: each takes memory.
UNUSED = 60.0
MINUTE = 60.0
# Where memory is the engine's, or taken on its behalf.
_OURS = ("*/custom_components/sms_gateway/*", "*/asyncio/*", "*/aiohttp/*", "*/concurrent/*")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to happen; `careful` leaves alone what may have been sent."""

    folder: Path
    messages: int
    seconds: float
    seed: int
    careful: bool


class Lines(logging.Handler):
    """Counts what is logged, and keeps what must not be."""

    def __init__(self) -> None:
        """Hear warnings and worse."""
        super().__init__(logging.WARNING)
        self.counts: Counter[str] = Counter()
        self.errors: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self.counts[record.levelname] += 1
        if record.levelno >= logging.ERROR:
            self.errors.append(logging.Formatter().format(record))


def main(arguments: Sequence[str]) -> None:
    """Live through the hour that the command line asks for."""
    folder, messages, minutes, seed, manner = arguments
    seconds = float(minutes) * MINUTE
    plan = Plan(Path(folder), int(messages), seconds, int(seed), manner == "careful")
    random.seed(plan.seed)  # what the simulator's faults draw from
    lines = Lines()
    logging.getLogger().addHandler(lines)
    began = time.perf_counter()
    tracemalloc.start()
    with asyncio.Runner(loop_factory=FastLoop) as runner:
        figures, faults = runner.run(_live(plan))
    figures["real seconds"] = round(time.perf_counter() - began, 1)
    figures["log"] = dict(lines.counts)
    if left := [thread.name for thread in threading.enumerate()[1:]]:
        faults.append(f"threads are left: {left}")
    faults += lines.errors
    print(json.dumps(figures))
    print(*faults[:SHOWN], f"{len(faults)} promises were not kept", sep="\n")
    sys.exit(bool(faults))


async def _live(plan: Plan) -> tuple[dict[str, object], list[str]]:
    """Live through everything; return figures, and what was not as promised."""
    simulator, records = Simulator(), Records(plan.seed)
    path = plan.folder / "journal.db"
    await simulator.start(port=0)
    simulator.account.balance *= 1_000_000
    simulator.account.callback_retries = 12
    simulator.account.callback_timeout = MINUTE
    began = time.time()
    with _counted(records.struck):
        async with opened(path, simulator, records, careful=plan.careful) as stage:
            await stage.inbox.as_sent([_hello(number) for number in PEOPLE])  # it remembers them
            before = await _part_of_it(stage, plan.messages // 10, plan.seconds / 10)
            rest = plan.messages - plan.messages // 10
            after = await _part_of_it(stage, rest, plan.seconds * 9 / 10)
            is_counted = await _counts_right(stage)
        await simulator.stop()
    faults = [*judge(path, simulator.network, records), *is_counted]
    faults += [f"{fault} never happened" for fault in POSSIBLE if not records.struck[fault]]
    if left := asyncio.all_tasks() - {asyncio.current_task()}:
        faults.append(f"tasks are left: {left}")
    faults += _grown(before, after)
    figures: dict[str, object] = {
        "simulated seconds": round(time.time() - began),
        "memory": [before[0], after[0]],
        "struck": dict(records.struck),
        **_figures(simulator, records),
    }
    return figures, faults


async def _part_of_it(
    stage: Stage, messages: int, seconds: float
) -> tuple[int, tracemalloc.Snapshot]:
    """Let everything happen for a time; return the memory in use once it has come to rest."""
    async with asyncio.TaskGroup() as group:
        works = (
            trouble(stage, at_the_gateway(stage)),
            trouble(stage, with_callbacks(stage)),
            trouble(stage, with_time(stage)),
            answer(stage),
            cancel(stage),
            ask_for_balance(stage),
        )
        tasks = [group.create_task(work) for work in works]
        await write(stage, messages, seconds)
        for task in tasks:
            task.cancel()
    await stage.is_quiet()
    await asyncio.sleep(UNUSED)
    stage.simulator.callbacks.sent.clear()
    gc.collect()
    snapshot = tracemalloc.take_snapshot().filter_traces(
        [tracemalloc.Filter(inclusive=True, filename_pattern=where) for where in _OURS]
    )
    return sum(one.size for one in snapshot.traces), snapshot


def _grown(
    before: tuple[int, tracemalloc.Snapshot], after: tuple[int, tracemalloc.Snapshot]
) -> list[str]:
    if after[0] <= before[0] + MARGIN:
        return []
    most = after[1].compare_to(before[1], "lineno")[:SHOWN]
    return [f"{after[0] - before[0]} bytes more in memory:", *map(str, most)]


async def _counts_right(stage: Stage) -> list[str]:
    """Look whether the counts that are kept in memory are those on disk."""
    counted = stage.outbox.pending, stage.outbox.sent_today
    await stage.outbox.begin_day()
    on_disk = 0, stage.outbox.sent_today
    return [] if counted == on_disk else [f"counted {counted}, on disk are {on_disk}"]


def _hello(number: str) -> InboundMessage:
    return InboundMessage(None, number, HOME, "Hello", None)


@contextmanager
def _counted(struck: Counter[Fault]) -> Iterator[None]:
    """Count how often each fault happens."""
    take = Faults.take

    def counted(faults: Faults, fault: Fault) -> Setting | None:
        setting = take(faults, fault)
        struck[fault] += setting is not None
        return setting

    with patch.object(Faults, "take", counted):
        yield


def _figures(simulator: Simulator, records: Records) -> dict[str, object]:
    network = simulator.network
    ends = Counter(story[-1].state.value for story in records.stories.values())
    return {
        "taken": len(records.taken),
        "refused": dict(records.refused),
        "automatic": len(records.automatic),
        "ends": dict(ends),
        "events": records.told,
        "send requests": network.send_requests,
        "at the gateway": network.accepted,
        "sent twice": network.duplicates,
        "replies": len(network.replies),
        "cancels": len(records.cancelled),
    }
