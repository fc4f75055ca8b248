"""The inbox: what comes in is on disk before the gateway hears that it arrived."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from sqlite3 import Connection
import time

from ..gateways.base import BlockLift, InboundMessage
from . import consent, inbound, parts
from .events import Events
from .journal import Journal
from .message import MessageReceived, ReceivedKind


class Inbox:
    """Everything that comes in for one account.

    `blocked` holds the numbers that have written STOP; `changed` is called when it changes.
    """

    def __init__(
        self, journal: Journal, events: Events, lift: BlockLift, changed: Callable[[], None]
    ) -> None:
        """Work on an open journal; `lift` is how this gateway lifts a STOP."""
        self._journal = journal
        self._events = events
        self._lift = lift
        self._changed = changed
        self._wake = asyncio.Event()
        self.blocked: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Read who has written STOP in an earlier run."""
        self.blocked = await self._journal.run(consent.blocked_numbers)

    async def receive(self, messages: Sequence[InboundMessage]) -> int:
        """Write messages; once this returns, they are on disk. Returns how many were new."""

        def write(db: Connection) -> list[list[MessageReceived]]:
            now = time.time()
            results = (inbound.receive(db, message, now, self._lift) for message in messages)
            return [events for events in results if events is not None]

        def written(new: Sequence[Sequence[MessageReceived]]) -> None:
            self._received([event for events in new for event in events])
            if any(message.part for message in messages):
                self._wake.set()

        new = await self._journal.run(write, written)
        return len(new)

    async def run(self) -> None:
        """Give out the long messages of which parts never come, until cancelled."""
        while True:
            self._wake.clear()
            moment = await self._journal.persist(parts.next_overdue)
            delay = None if moment is None else max(0.0, moment - time.time())
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._wake.wait()
            self._received(await self._journal.persist(self._give_out))

    def _give_out(self, db: Connection) -> list[MessageReceived]:
        return inbound.give_out(db, time.time(), self._lift)

    def _received(self, events: Sequence[MessageReceived]) -> None:
        blocked = self.blocked
        for event in events:
            if event.kind is ReceivedKind.OPT_OUT:
                blocked |= {event.received.message.sender}
            elif event.kind is ReceivedKind.OPT_IN:
                blocked -= {event.received.message.sender}
        self._events.publish(events)
        if blocked != self.blocked:
            self.blocked = blocked
            self._changed()
