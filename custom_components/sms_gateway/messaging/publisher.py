"""The one door out: what was committed is told by it, in the order in which it was written."""

import asyncio
from collections.abc import Callable, Sequence
import logging

from . import untold
from .journal import Journal
from .message import Change, EngineEvent, MessageReceived, StatusChanged

_LOGGER = logging.getLogger(__name__)

# For how long events are told before everybody else has a turn, in seconds.
_TURN = 0.002
# How long what was told is kept, in case nothing is written that could forget it, in seconds.
_KEEP = 0.5

type Listener = Callable[[Sequence[Change]], None]


class Publisher:
    """Hears of each commit, and hands on what it changed.

    The engine's own parts listen: they hear at once, and of everything. What is to be told is told
    in turns of the event loop, and forgotten with the next commit. What was not told when the power
    went is told at the next start.
    """

    def __init__(self, journal: Journal, tell: Callable[[EngineEvent], None]) -> None:
        """Tell each event to `tell`, once `run` runs."""
        self._journal = journal
        self._tell = tell
        self._listeners: list[Listener] = []
        self._waiting: list[EngineEvent] = []
        self._wake = asyncio.Event()
        journal.on_commit = self._publish

    async def load(self) -> None:
        """Take up what an earlier run committed and did not tell; to be done before anything."""
        self._waiting = await self._journal.run(untold.load)
        self._wake.set()

    def listen(self, listener: Listener) -> None:
        """Let a part of the engine hear of each commit, before anybody else does."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Tell what waits and what comes, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            told, self._waiting = self._waiting, []
            await self._tell_all(told)

    def _publish(self, changes: Sequence[Change]) -> None:
        if not changes:
            return  # somebody has only read
        for listener in self._listeners:
            listener(changes)
        self._waiting += [
            change for change in changes if isinstance(change, (StatusChanged, MessageReceived))
        ]
        if self._waiting:
            self._wake.set()

    async def _tell_all(self, told: Sequence[EngineEvent]) -> None:
        loop = asyncio.get_running_loop()
        turn_ends = loop.time() + _TURN
        for event in told:
            try:
                self._tell(event)
            except Exception:
                # The edge to whoever listens: what can't be told must not keep back the rest.
                _LOGGER.exception("Event %s can't be told and is left out", event.sequence)
            if loop.time() > turn_ends:
                self._journal.forget(event.sequence)
                await asyncio.sleep(0)
                turn_ends = loop.time() + _TURN
        if told:
            self._journal.forget(told[-1].sequence, within=_KEEP)
