"""Asking a gateway what became of messages, where it may not report it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
import logging
import sqlite3
from sqlite3 import Connection
import time

from ..gateways.asking import StateReader
from ..gateways.base import DeliveryReport, GatewayError
from . import outbound
from .journal import Journal
from .message import MessageState, OutboundMessage
from .outbound import COLUMNS

# A message is asked for after so long, then after twice as long each time, up to the longest, for
# a day. In seconds.
FIRST_PAUSE, _LONGEST_PAUSE = 3.0, 300.0
_LONG_ENOUGH = 86400.0
# How many are asked for before a reply, or a message that has just left, has its turn.
_AT_ONCE = 10
# How long to wait where a question failed, in seconds.
_PAUSE = 30.0

_LOGGER = logging.getLogger(__name__)

_UNREPORTED = (
    f"SELECT {COLUMNS} FROM outbound INDEXED BY outbound_created"
    " WHERE created_at >= ? AND state IN ('accepted', 'sent')"
)


@dataclass(slots=True)
class _Open:
    """A message whose end is not known: until when to ask, when next, and how long after that."""

    until: float
    due_at: float
    pause: float


class StatePoll:
    """Asks for the messages of one account that a gateway has, and whose end it has not told.

    What is learned is on disk once `receive` returns; `heard` is told how the gateway does.
    """

    def __init__(
        self,
        journal: Journal,
        reader: StateReader,
        receive: Callable[[Sequence[DeliveryReport]], Awaitable[None]],
        heard: Callable[[GatewayError | None], None],
    ) -> None:
        """Ask nothing before `run`."""
        self._journal = journal
        self._reader = reader
        self._receive = receive
        self._heard = heard
        self._open: dict[str, _Open] = {}
        self._changed = asyncio.Event()

    def note(self, message: OutboundMessage) -> None:
        """Learn how far a message is."""
        theirs = message.provider_message_id
        if theirs is None:
            return
        is_open = message.state in (MessageState.ACCEPTED, MessageState.SENT)
        if message.fallback is not None or not is_open:
            self._open.pop(theirs, None)
        elif theirs not in self._open:
            now = time.monotonic()
            self._open[theirs] = _Open(now + _LONG_ENOUGH, now + FIRST_PAUSE, FIRST_PAUSE)
            self._changed.set()

    async def run(self) -> None:
        """Ask, for those of an earlier run as well, until cancelled."""
        since = time.time() - _LONG_ENOUGH
        for message in await self._journal.read(lambda db: _unreported(db, since)):
            self.note(message)
        while True:
            self._changed.clear()
            if due := self._due():
                await self._ask(due)
            else:
                await self._rest()

    def _due(self) -> list[str]:
        now = time.monotonic()
        self._open = {theirs: one for theirs, one in self._open.items() if one.until > now}
        return [theirs for theirs, one in self._open.items() if one.due_at <= now][:_AT_ONCE]

    async def _ask(self, due: Sequence[str]) -> None:
        try:
            reports = await self._reader.states(due)
            await self._receive(reports)
        except GatewayError as error:
            self._heard(error)
            await asyncio.sleep(max(_PAUSE, error.retry_after or 0.0))
            return
        except sqlite3.OperationalError:
            # Nothing is lost: the same is asked for again.
            _LOGGER.exception("What became of messages can't be stored; it is asked for again")
            await asyncio.sleep(_PAUSE)
            return
        self._heard(None)
        now = time.monotonic()
        for theirs in due:
            if (one := self._open.get(theirs)) is not None:
                one.pause = min(one.pause * 2, _LONGEST_PAUSE)
                one.due_at = now + one.pause

    async def _rest(self) -> None:
        """Wait until a message is due, or another one has left."""
        dues = [one.due_at for one in self._open.values()]
        pause = min(dues) - time.monotonic() if dues else None
        try:
            async with asyncio.timeout(pause):
                await self._changed.wait()
        except TimeoutError:
            return


def _unreported(db: Connection, since: float) -> list[OutboundMessage]:
    """Return the messages of the last day whose end nobody has told; once at the start."""
    return outbound.readable(db.execute(_UNREPORTED, (since,)))
