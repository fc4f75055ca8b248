"""Asking a gateway for what came in, for a home that no callback can reach."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
import logging
import sqlite3
from sqlite3 import Connection
import time

from ..gateways.asking import ReplyReader
from ..gateways.base import GatewayError, InboundMessage
from . import setting
from .journal import Journal, Unit

# How far back each question reaches beyond the last one: gateways show what came in late, and their
# clock and ours need not agree. What comes twice is dropped by its id. In seconds.
OVERLAP = 600.0
_ASKED_AT = "replies_asked_at"
_BEGAN_AT = "replies_asked_first"
# How far back to ask where the clock had been wrong, in seconds.
FAR_BACK = 24 * 3600.0
# How long it may be unknown when replies were last asked for: far less than the overlap. Seconds.
_UNTOLD = 120.0
# How long to wait where the only question failed, in seconds.
_PAUSE = 60.0

_LOGGER = logging.getLogger(__name__)

# Takes what came in, and what is to be kept with it: one transaction, on disk once it returns.
type Receive = Callable[[Sequence[InboundMessage], Unit[None]], Awaitable[None]]


async def keep_asking(
    ask: Callable[[], Awaitable[None]],
    heard: Callable[[GatewayError | None], None],
    interval: float,
) -> None:
    """Ask at once, and again every `interval` seconds, until cancelled; tell how it went.

    With an interval of 0 one answer is enough: it has what came while nobody listened.
    """
    while True:
        try:
            await ask()
        except sqlite3.OperationalError:
            # Nothing is lost: the same is asked for again.
            _LOGGER.exception("What came in can't be stored; it is asked for again")
            await asyncio.sleep(interval or _PAUSE)
            continue
        except GatewayError as error:
            heard(error)
            await asyncio.sleep(max(interval or _PAUSE, error.retry_after or 0.0))
            continue
        heard(None)
        if not interval:
            return
        await asyncio.sleep(interval)


class ReplyPoll:
    """The poll of one account, from where an earlier run left it.

    `heard` is told how the gateway does. What is older than `keep` seconds is left out: forgotten
    since, it would come in anew.
    """

    def __init__(
        self,
        journal: Journal,
        reader: ReplyReader,
        receive: Receive,
        heard: Callable[[GatewayError | None], None],
        keep: float | None,
    ) -> None:
        """Ask nothing before `run`."""
        self._journal = journal
        self._reader = reader
        self._receive = receive
        self._heard = heard
        self._keep = keep
        self._taken: frozenset[str | None] = frozenset()

    async def run(self, interval: float) -> None:
        """Ask at once, and again every `interval` seconds (`keep_asking`)."""
        await keep_asking(self._ask, self._heard, interval)

    async def _ask(self) -> None:
        """Take what came in since the last time; with it that time is over."""
        now = time.time()
        asked_at = await self._journal.persist(lambda db: _asked_at(db, now))
        began_at = await self._journal.persist(lambda db: _began_at(db, now))
        # What somebody said before anybody asked is nobody's business, however late it comes.
        since = max(asked_at - (self._reader.late or OVERLAP), began_at - OVERLAP)
        if self._keep is not None:
            since = max(since, now - self._keep)
        found = await self._reader.replies(since)
        recent = [one for one in found if one.sent_at is None or one.sent_at >= since]
        new = [one for one in recent if one.provider_message_id not in self._taken]
        # Where it is asked often, not each time is worth a write.
        if new or now - asked_at >= _UNTOLD:
            await self._receive(new, lambda db: setting.write(db, _ASKED_AT, str(now)))
        self._taken = frozenset(one.provider_message_id for one in recent) - {None}
        await self._reader.stored(recent)


def _asked_at(db: Connection, now: float) -> float:
    """Return when replies were last asked for.

    Nobody who has just begun to ask wants to hear what was said before.
    """
    asked_at = setting.read(db, _ASKED_AT)
    if asked_at is None:
        setting.write(db, _BEGAN_AT, str(now))
        setting.write(db, _ASKED_AT, str(now))
        return now
    if float(asked_at) <= now:
        return float(asked_at)
    # The clock was ahead: what came in then is older than it said. What is known is dropped.
    return max(now - FAR_BACK, _began_at(db, now))


def _began_at(db: Connection, now: float) -> float:
    """Return when replies were asked for first, 0 where the clock was wrong then."""
    began_at = float(setting.read(db, _BEGAN_AT) or 0.0)
    return began_at if began_at <= now else 0.0
