"""What Home Assistant is to hear: on disk with what caused it, told in order, then forgotten.

An event that was committed and not yet told when the power went is told at the next start.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
import json
from sqlite3 import Connection

from . import inbound, outbound
from .journal import Journal
from .message import EngineEvent, MessageReceived, MessageState, ReceivedKind, StatusChanged


class Events:
    """The queue between the engine and those who listen to it."""

    def __init__(self, journal: Journal, tell: Callable[[EngineEvent], None]) -> None:
        """Tell each event to `tell`."""
        self._journal = journal
        self._tell = tell
        self._waiting: list[EngineEvent] = []
        self._wake = asyncio.Event()

    async def load(self) -> None:
        """Take up what an earlier run committed and did not tell; to be done before anything."""
        self._waiting = await self._journal.run(_load)
        self._wake.set()

    def publish(self, events: Iterable[EngineEvent]) -> None:
        """Queue events that were committed."""
        self._waiting.extend(events)
        self._wake.set()

    async def run(self) -> None:
        """Tell what waits and what comes, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            told, self._waiting = self._waiting, []
            for event in told:
                self._tell(event)
            await self._journal.persist(partial(_forget, told=told))


def _forget(db: Connection, told: list[EngineEvent]) -> None:
    sequences = json.dumps([event.sequence for event in told])
    db.execute("DELETE FROM event WHERE sequence IN (SELECT value FROM json_each(?))", (sequences,))


def _load(db: Connection) -> list[EngineEvent]:
    # What was purged before it could be told can't be told any more.
    db.execute(
        "DELETE FROM event WHERE message_id NOT IN"
        " (SELECT message_id FROM outbound UNION ALL SELECT message_id FROM inbound)"
    )
    rows = db.execute(
        "SELECT sequence, kind, message_id, state, previous_state, scope FROM event"
        " ORDER BY sequence"
    ).fetchall()
    events: list[EngineEvent] = []
    for sequence, kind, message_id, state, previous, scope in rows:
        if kind == "status":
            if (message := outbound.find(db, message_id)) is not None:
                then = replace(message, state=MessageState(state))
                known = MessageState(previous) if previous else None
                events.append(StatusChanged(sequence, then, known))
        elif (received := inbound.find(db, message_id)) is not None:
            events.append(MessageReceived(sequence, ReceivedKind(kind), received, scope))
    return events
