"""What comes in over a session, in its order: on disk first, acknowledged then (smpp.md 10.9)."""

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from ..base import Arrival, Deliver
from ..under_way import UnderWay
from .arrivals import arrival
from .connection import Connection
from .pdu import Name, Pdu
from .status import Status
from .text import Alphabet

# How many are stored together.
_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class _Came:
    """What came, and where its acknowledgement goes; what we found out ourselves needs none."""

    arrival: Arrival
    connection: Connection | None = None
    pdu: Pdu | None = None

    def acknowledge(self, status: int) -> None:
        if self.connection is not None and self.pdu is not None:
            self.connection.respond(self.pdu, status, Name())


class Incoming:
    """What came in over one session and is not acknowledged yet."""

    def __init__(self, under_way: UnderWay, alphabet: Alphabet) -> None:
        """Begin with nothing."""
        self._under_way = under_way
        self._alphabet = alphabet
        self._waiting: deque[_Came] = deque()
        self._held: list[_Came] = []
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._is_closing = False

    def hear(self, connection: Connection, pdu: Pdu) -> None:
        """Take what the SMSC brings."""
        came = _Came(arrival(pdu, self._alphabet), connection, pdu)
        if self._is_closing:
            came.acknowledge(Status.TRY_LATER)
            return
        self._add(came)

    def add(self, told: Arrival) -> None:
        """Take what was found out otherwise."""
        self._add(_Came(told))

    async def run(self, deliver: Deliver) -> None:
        """Store and acknowledge, until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while batch := self._next(group):
                    self._idle.clear()
                    try:
                        await self._store(batch, deliver)
                    finally:
                        self._idle.set()

    async def close(self, seconds: float) -> None:
        """Take nothing more: what is being stored is acknowledged, all else has to come again."""
        self._is_closing = True
        for came in (*self._waiting, *self._held):
            came.acknowledge(Status.TRY_LATER)
        self._waiting.clear()
        self._held.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._idle.wait()

    def _add(self, came: _Came) -> None:
        self._waiting.append(came)
        self._wake.set()

    def _next(self, group: asyncio.TaskGroup) -> list[_Came]:
        """Return what can be stored now; what has to wait for something is held back meanwhile."""
        batch: list[_Came] = []
        while self._waiting and len(batch) < _AT_ONCE:
            came = self._waiting.popleft()
            if before := self._under_way.about(came.arrival):
                self._held.append(came)
                group.create_task(self._hold(came, before))
            else:
                batch.append(came)
        return batch

    async def _hold(self, came: _Came, before: Sequence[asyncio.Future[None]]) -> None:
        await asyncio.wait(before)
        if came in self._held:
            self._held.remove(came)
            self._waiting.appendleft(came)
            self._wake.set()

    async def _store(self, batch: Sequence[_Came], deliver: Deliver) -> None:
        """Store what came together, and where that fails each by itself: one may be to blame."""
        is_stored = await deliver([came.arrival for came in batch])
        failures = 0
        for came in batch:
            if not is_stored and len(batch) > 1 and failures <= 1:
                one_is_stored = await deliver([came.arrival])
                failures += not one_is_stored
            else:
                one_is_stored = is_stored
            came.acknowledge(Status.OK if one_is_stored else Status.TRY_LATER)
        for connection in {came.connection for came in batch if came.connection is not None}:
            await connection.drained()
