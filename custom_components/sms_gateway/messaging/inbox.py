"""The inbox: what comes in is on disk before the gateway hears that it arrived."""

from collections.abc import Callable, Sequence
from sqlite3 import Connection
import time

from ..gateways.base import BlockLift, InboundMessage
from . import consent, inbound
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
        self.blocked: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Read who has written STOP in an earlier run."""
        self.blocked = await self._journal.run(consent.blocked_numbers)

    async def receive(self, messages: Sequence[InboundMessage]) -> None:
        """Write messages; once this returns, they are on disk."""

        def write(db: Connection) -> list[MessageReceived]:
            now = time.time()
            return [
                event
                for message in messages
                for event in inbound.receive(db, message, now, self._lift)
            ]

        await self._journal.run(write, self._received)

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
