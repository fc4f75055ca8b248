"""Reading a gateway's log on, from where an earlier run left it."""

from abc import ABC, abstractmethod
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from sqlite3 import Connection
import time

from ..gateways.base import GatewayError
from ..gateways.reply_source import LogPiece, ReplyLog
from . import setting
from .journal import Journal
from .polling import FAR_BACK, OVERLAP, Receive, keep_asking

_BEGAN_AT = "log_read_first"
_READ_AT = "log_read_at"
_PLACE = "log_place"


class LogWatch(ABC):
    """Who is told how it goes with a log."""

    @abstractmethod
    def read(self) -> None:
        """It was read to its end."""

    @abstractmethod
    def failed(self, error: GatewayError, read_at: float) -> None:
        """It could not be read, and last was at a moment."""

    @abstractmethod
    def lost(self, since: float, until: float) -> None:
        """It was not read for longer than it is kept, and is another one, or none, by now."""

    @abstractmethod
    def left_out(self, lines: int, why: str) -> None:
        """Lines could not be read; `why` is that of the first."""


@dataclass(frozen=True, slots=True)
class _State:
    """When reading began, when the end was last reached, and the place to go on from."""

    began_at: float
    read_at: float
    place: str | None


class LogPoll:
    """The reading of one account's log.

    What lines hold and the place behind them are one transaction. What was sent before the first
    reading is left out, and what is older than `keep` seconds: forgotten since, it would come in
    anew.
    """

    def __init__(
        self, journal: Journal, log: ReplyLog, receive: Receive, watch: LogWatch, keep: float | None
    ) -> None:
        """Read nothing before `run`."""
        self._journal = journal
        self._log = log
        self._receive = receive
        self._watch = watch
        self._keep = keep
        self._read_at = 0.0

    async def run(self, interval: float) -> None:
        """Read at once, and again every `interval` seconds (`keep_asking`)."""
        await keep_asking(self._read_on, self._heard, interval)

    async def _read_on(self) -> None:
        """Take what stands behind the last line that was taken."""
        now = time.time()
        state = await self._journal.persist(partial(_begin, now=now))
        self._read_at = state.read_at
        since = state.began_at - OVERLAP
        if self._keep is not None:
            since = max(since, now - self._keep)
        follows = False
        async with aclosing(self._log.pieces(state.place, since)) as pieces:
            async for piece in pieces:
                follows = piece.follows
                await self._receive(piece.messages, partial(_note_place, place=piece.place))
                self._tell_left_out(piece)
        await self._journal.persist(lambda db: setting.write(db, _READ_AT, str(now)))
        if not follows and now - state.read_at >= self._log.kept:
            self._watch.lost(state.read_at, now)

    def _heard(self, error: GatewayError | None) -> None:
        if error is None:
            self._watch.read()
        else:
            self._watch.failed(error, self._read_at)

    def _tell_left_out(self, piece: LogPiece) -> None:
        if piece.unreadable:
            self._watch.left_out(piece.unreadable, piece.why)


def _begin(db: Connection, now: float) -> _State:
    """Return where reading stands; it begins now if it never has."""
    began_at = setting.read(db, _BEGAN_AT)
    if began_at is None:
        began_at = str(now)
        setting.write(db, _BEGAN_AT, began_at)
    read_at = setting.read(db, _READ_AT) or began_at
    # The clock was ahead: what has come in since is older than it said.
    first = float(began_at) if float(began_at) <= now else now - FAR_BACK
    return _State(first, float(read_at), setting.read(db, _PLACE))


def _note_place(db: Connection, place: str) -> None:
    setting.write(db, _PLACE, place)
