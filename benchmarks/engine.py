"""The engine alone, without Home Assistant or a network, beside PyPI's `litequeue`.

A message is taken, handed to a gateway that answers at once, and settled; there, a text is put,
popped and done. The engine waits for the disk before it says that a message is taken, `litequeue`
does not (`synchronous = NORMAL`).
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median
import tempfile
import time
from typing import cast, override

from aiohttp import ClientSession
from litequeue import LiteQueue  # type: ignore[import-untyped]

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackRequest,
    Capabilities,
    Channel,
    Gateway,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
)
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.message import (
    Draft,
    EngineEvent,
    MessageState,
    Priority,
    Refusal,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.outbox import Outbox, OutboxSettings
from custom_components.sms_gateway.messaging.publisher import Publisher

from .figure import REPEATS, Figure
from .filling import HOME

SHOWN = (1, 3, 10, 30, 100)
"""Which thousands are shown, counted from 1."""
_BATCH = 100

type Rates = list[float]


class ReadyGateway(Gateway):
    """A gateway that takes everything at once."""

    name = "Ready"
    default_url = "http://gateway.invalid"
    capabilities = Capabilities(_BATCH, idempotent=False, block_lift=BlockLift.ANY_MESSAGE)
    fields = ()

    def __init__(self) -> None:
        """Need no session: nothing is asked over HTTP."""
        super().__init__(cast("ClientSession", None), self.default_url, {})

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        raise NotImplementedError

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        return [Accepted(f"their-{message.message_id}") for message in batch]

    @override
    async def balance(self) -> Balance:
        raise NotImplementedError

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        raise NotImplementedError


@asynccontextmanager
async def running(path: Path, tell: Callable[[EngineEvent], None]) -> AsyncIterator[Outbox]:
    """Put together on a journal what sends and tells, and let it run."""
    journal = await Journal.open(path)
    publisher = Publisher(journal, tell)
    settings = OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=0)
    outbox = Outbox(journal, publisher, ReadyGateway(), settings, lambda: 0.0, lambda: None)
    await publisher.load()
    await outbox.load()
    tasks = [asyncio.create_task(work) for work in (outbox.run(), publisher.run())]
    try:
        yield outbox
    finally:
        await outbox.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await journal.close()


async def measure() -> list[Figure]:
    """Measure a hundred thousand messages in both, thousand by thousand."""
    pairs = [(await _ours(), await asyncio.to_thread(_beside)) for _ in range(REPEATS)]
    ours = [median(rates) for rates in zip(*(pair[0] for pair in pairs), strict=True)]
    beside = [median(rates) for rates in zip(*(pair[1] for pair in pairs), strict=True)]
    figures = [
        Figure(
            f"the engine alone, thousand number {number}, messages per second; beside `litequeue`",
            f"{ours[number - 1]:.0f}",
            f"{beside[number - 1]:.0f}",
            f"{ours[number - 1] / beside[number - 1]:.2f}",
            "at least 20000 per second",
        )
        for number in SHOWN
    ]
    return [*figures, _growth(ours)]


def _growth(ours: Rates) -> Figure:
    """Compare the last ten thousand with the first: a single thousand is over in a moment."""
    first, last = median(ours[:10]), median(ours[-10:])
    return Figure(
        "the engine alone, the last ten thousands; beside the first ten",
        f"{last:.0f}",
        f"{first:.0f}",
        f"{last / first:.2f}",
        "at least 1",
    )


async def _ours() -> Rates:
    settled = _Settled()
    with _folder() as folder:
        async with running(folder / "journal.db", settled.hear) as outbox:
            return [await _send_thousand(outbox, settled) for _ in range(SHOWN[-1])]


class _Settled:
    """Counts the messages that the gateway has taken, and that are known to be taken."""

    def __init__(self) -> None:
        self._left = 0
        self._done = asyncio.Event()

    def hear(self, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged) and event.message.state is MessageState.ACCEPTED:
            self._left -= 1
            if not self._left:
                self._done.set()

    def expect(self, count: int) -> None:
        self._left = count
        self._done.clear()

    async def wait(self) -> None:
        await self._done.wait()


async def _send_thousand(outbox: Outbox, settled: _Settled) -> float:
    drafts = [_draft(text) for text in _texts()]
    settled.expect(len(drafts))
    began = time.perf_counter()
    results = await outbox.submit(drafts)
    await settled.wait()
    rate = len(drafts) / (time.perf_counter() - began)
    assert not any(isinstance(result, Refusal) for result in results)
    return rate


def _draft(text: str) -> Draft:
    number = f"+1555{2_000_000 + int(text.rpartition(' ')[2])}"
    return Draft(number, text, 1, 60.0, 300.0, HOME, Channel.SMS, Priority.NORMAL, None)


def _beside() -> Rates:
    with _folder() as folder:
        queue = LiteQueue(folder / "queue.db")
        rates = [_queue_thousand(queue) for _ in range(SHOWN[-1])]
        queue.close()
        return rates


def _queue_thousand(queue: LiteQueue) -> float:
    texts = _texts()
    began = time.perf_counter()
    for text in texts:
        queue.put(text)
    for _ in texts:
        message = queue.pop()
        assert message is not None
        queue.done(message.message_id, claim_id=message.claim_id)
    return len(texts) / (time.perf_counter() - began)


def _texts() -> list[str]:
    return [f"The freezer is warm {number}" for number in range(1000)]


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        yield Path(folder)
