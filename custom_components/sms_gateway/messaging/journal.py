"""The journal: one SQLite file per account, written by one thread, in shared transactions.

Measured against aiosqlite in benchmarks/journal.py: a hop to the thread for each transaction
instead of one for each statement, which is what makes a burst of callbacks cheap.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future as ThreadFuture, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
import logging
from pathlib import Path
import sqlite3
from typing import Any, Self

from . import events, journal_file, salvage, waiting
from .clock import Clock
from .journal_file import DamagedFileError
from .message import Change
from .writer import Writer

_LOGGER = logging.getLogger(__name__)

# How long to wait before writing again what the disk refused, in seconds.
_DISK_PAUSE = 5.0
# How long a query may go on that was told to end, in seconds, until it is told once more.
_INTERRUPTION = 0.05
# How many units share a transaction at the most: what comes next waits for all of them.
_GROUP = 100

type Unit[T] = Callable[[Writer], T]
type Query[T] = Callable[[sqlite3.Connection], T]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A damaged file that was renamed, and what of it could not be carried over."""

    path: Path
    lost: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Work[T]:
    """A unit of work, and who waits for its result."""

    unit: Unit[T]
    future: asyncio.Future[T]

    def succeed(self, result: T) -> None:
        if not self.future.cancelled():
            self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.future.cancelled():
            self.future.set_exception(error)


@dataclass(frozen=True, slots=True)
class _Committed:
    """What the units of a transaction returned, and what they changed."""

    results: Sequence[object]
    changes: Sequence[Change]


def _hear_nothing(_changes: Sequence[Change]) -> None:
    """Stand in for a publisher, where nobody wants to hear."""


class Journal:
    """An open journal. What writes is a unit of work given to `run`, what may read long to `read`.

    `on_commit` hears what each transaction changed, in the order in which they were written, and
    before those who gave the units. `on_damage` is called when a unit finds the file damaged:
    opening it anew mends it, or sets it aside.

    While a backup is under way the file does not change, and its log only grows: copies of the two,
    made in any order while messages are written, are one consistent state.
    """

    def __init__(self, path: Path, *, in_backup: bool = False) -> None:
        """Prepare for a file; `open` opens it."""
        self._path = path
        self._in_backup = in_backup
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sms_gateway_journal")
        self._reader_thread = ThreadPoolExecutor(1, thread_name_prefix="sms_gateway_reader")
        self._reader: sqlite3.Connection | None = None
        self._reading = asyncio.Lock()
        self._db: Writer | None = None
        self._clock = Clock()
        self._waiting: list[_Work[Any]] = []
        self._busy = False
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._told = self._forgotten = 0
        self._forgetting: asyncio.TimerHandle | None = None
        self.set_aside: SetAside | None = None
        self.on_commit: Callable[[Sequence[Change]], None] = _hear_nothing
        self.on_damage: Callable[[], None] | None = None

    @classmethod
    async def open(cls, path: Path, *, in_backup: bool = False) -> Self:
        """Open a journal, and make or migrate it where needed; a backup may be under way.

        A damaged file is renamed, never deleted, and what it still gives is carried over:
        `set_aside` tells of it. Raises JournalTooNewError, OSError and sqlite3.Error.
        """
        journal = cls(path, in_backup=in_backup)
        try:
            await journal._loop.run_in_executor(journal._thread, journal._open)
        except BaseException as error:
            # After a failure the thread has ended its work; if cancelled, it still opens the file.
            journal._thread.shutdown(wait=isinstance(error, Exception))
            raise
        return journal

    def run[T](self, unit: Unit[T]) -> asyncio.Future[T]:
        """Do a unit of work in a transaction; once its result is there, it is on disk.

        Units given in the same moment share a transaction. Where one of them fails, each is done
        again in a transaction of its own: a unit must do nothing but read and write the database,
        and note what it changes there. That is published even if whoever waits for the result is
        cancelled meanwhile, as an automation may be.
        """
        work = _Work(unit, self._loop.create_future())
        if self._db is None:
            work.fail(sqlite3.ProgrammingError("the journal is not open"))
            return work.future
        self._waiting.append(work)
        if not self._busy:
            self._busy = True
            self._idle.clear()
            self._loop.call_soon(self._start)
        return work.future

    async def persist[T](self, unit: Unit[T]) -> T:
        """Do a unit of work as `run` does, however long the disk refuses it.

        For what must not be forgotten and nobody waits for who could be told instead: what an
        attempt came to, for one, or the message would go out once more. What time does not mend is
        raised: opening the file anew may.
        """
        refused = False
        while True:
            try:
                return await self.run(unit)
            except sqlite3.OperationalError as error:
                if not journal_file.is_passing(error):
                    raise
                if not refused:
                    _LOGGER.exception("The message journal can't be written; trying on")
                refused = True
                await asyncio.sleep(_DISK_PAUSE)

    async def read[T](self, query: Query[T]) -> T:
        """Read what is committed, over a connection of its own: nobody waits for it."""
        async with self._reading:
            _ = self._connection  # raises what `run` does if there is none
            reading = self._loop.run_in_executor(self._reader_thread, self._read, query)
            try:
                await asyncio.wait([reading])
            finally:
                if not reading.done():
                    await self._break_off(reading)
        error = reading.exception()
        if error is not None and journal_file.is_damage(error):
            self._tell_damage(error)
        return reading.result()

    async def check(self) -> None:
        """Look whether the file is whole; where it is not, opening it anew is asked for."""
        try:
            await self.read(journal_file.check)
        except sqlite3.Error as error:
            if not journal_file.is_damage(error):
                raise

    def forget(self, told: int, *, within: float | None = None) -> None:
        """Forget what was told up to an event with the next commit, or `within` some seconds."""
        self._told = max(self._told, told)
        if within is not None and self._forgetting is None and self._db is not None:
            self._forgetting = self._loop.call_later(within, self._forget_now)

    async def begin_backup(self) -> None:
        """Put everything into the file, and leave it as it is from here on.

        Raises OSError and sqlite3.Error.
        """
        # Whoever reads would keep the log from being emptied.
        async with self._reading:
            await self._loop.run_in_executor(self._thread, self._begin_backup)

    async def end_backup(self) -> None:
        """Let the log be moved to the file again, now and then."""
        leave = partial(journal_file.leave_file, self._connection, is_left=False)
        await self._loop.run_in_executor(self._thread, leave)

    async def size(self) -> int:
        """Return how much the files take on the disk, in bytes."""
        return await self._loop.run_in_executor(None, journal_file.size, self._path)

    async def close(self) -> None:
        """Finish what was given, forget what was told, and close the file."""
        self._forget_now()
        await self._idle.wait()
        db, self._db = self._connection, None
        async with self._reading:
            await self._loop.run_in_executor(self._reader_thread, self._close_reader)
        await self._loop.run_in_executor(self._thread, db.close)
        self._thread.shutdown()
        self._reader_thread.shutdown()

    @property
    def _connection(self) -> Writer:
        if self._db is None:
            raise sqlite3.ProgrammingError("the journal is not open")
        return self._db

    def _start(self) -> None:
        if self._under_way:
            return
        if not self._waiting:
            self._busy = False
            self._idle.set()
            return
        group, self._waiting = self._waiting[:_GROUP], self._waiting[_GROUP:]
        self._submit(group)

    def _submit(self, group: list[_Work[Any]]) -> None:
        self._under_way += 1
        done = self._thread.submit(self._commit, [work.unit for work in group])
        done.add_done_callback(
            lambda done: self._loop.call_soon_threadsafe(partial(self._finish, group, done))
        )

    def _finish(self, group: list[_Work[Any]], done: ThreadFuture[_Committed]) -> None:
        """Publish what a transaction changed, and give those who wait their results."""
        self._under_way -= 1
        error = done.exception()
        if error is not None and len(group) > 1:
            for work in group:
                self._submit([work])
            return
        try:
            if error is not None:
                group[0].fail(error)
                if journal_file.is_damage(error):
                    self._tell_damage(error)
            else:
                self._succeed(group, done.result())
        finally:
            self._start()

    def _succeed(self, group: list[_Work[Any]], committed: _Committed) -> None:
        try:
            self.on_commit(committed.changes)
        finally:
            for work, result in zip(group, committed.results, strict=True):
                work.succeed(result)

    def _commit(self, units: list[Unit[object]]) -> _Committed:
        """Do the work of a transaction, on the thread of the journal."""
        with self._marking_damage():
            try:
                return self._transact(units)
            except sqlite3.OperationalError as error:
                if not journal_file.is_unreadable_text(error):
                    raise
            # A flipped bit in a text: SQLite does not mind, and whoever reads it must not stand
            # still for ever.
            _LOGGER.warning("A text in the message journal is damaged; what is left of it is used")
            self._connection.text_factory = journal_file.readable_text
            return self._transact(units)

    def _transact(self, units: list[Unit[object]]) -> _Committed:
        db, told = self._connection, self._told
        db.execute("BEGIN IMMEDIATE")
        try:
            # Before anything goes by the time: what waits moves along with the clock.
            if step := self._clock.step():
                waiting.shift(db, step)
            results = [unit(db) for unit in units]
            if told > self._forgotten:
                events.forget(db, told)
            db.execute("COMMIT")
            self._clock.follow(step)
        except BaseException:
            db.take_changes()
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self._forgotten = max(told, self._forgotten)
        return _Committed(results, db.take_changes())

    def _forget_now(self) -> None:
        if self._forgetting is not None:
            self._forgetting.cancel()
            self._forgetting = None
        if self._told > self._forgotten and self._db is not None:
            # Whether it goes well is nobody's question: what is told twice was not lost.
            self.run(lambda _: None).add_done_callback(_note_failure)

    def _read[T](self, query: Query[T]) -> T:
        if self._reader is None:
            self._reader = journal_file.connect_reader(self._path)
        reader = self._reader
        with self._marking_damage():
            # One state of the file, however many statements look at it.
            reader.execute("BEGIN")
            try:
                found = query(reader)
                if reader.in_transaction:
                    reader.execute("ROLLBACK")
            except BaseException:
                # What broke the query off may break the end of its transaction off as well.
                self._close_reader()
                raise
            return found

    async def _break_off(self, reading: asyncio.Future[Any]) -> None:
        """End a query that nobody waits for any more: others do."""
        while not reading.done():
            # Between two of its statements it would not hear.
            if (reader := self._reader) is not None:
                with suppress(sqlite3.ProgrammingError):  # it has just been closed
                    reader.interrupt()
            await asyncio.wait([reading], timeout=_INTERRUPTION)
        reading.exception()  # nobody's

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    @contextmanager
    def _marking_damage(self) -> Iterator[None]:
        """Leave a mark where damage is met: opening the file anew looks closer then."""
        try:
            yield
        except sqlite3.Error as error:
            if journal_file.is_damage(error):
                with suppress(OSError):
                    journal_file.mark(self._path).touch()
            raise

    def _tell_damage(self, error: BaseException) -> None:
        _LOGGER.error("The message journal is damaged", exc_info=error)
        if self.on_damage is not None:
            self.on_damage()

    def _open(self) -> None:
        journal_file.finish(self._path)
        try:
            self._db = journal_file.connect(self._path, in_backup=self._in_backup)
        except DamagedFileError as error:
            _LOGGER.warning("A message journal is damaged and begun anew: %s", error)
            self.set_aside = SetAside(*salvage.begin_anew(self._path))
            self._db = journal_file.connect(self._path, in_backup=self._in_backup)

    def _begin_backup(self) -> None:
        db = self._connection
        # A log that begins anew would overwrite its frames while they are copied: it has to be
        # empty, and then only grow.
        (is_busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise sqlite3.OperationalError("somebody else is reading the file")
        journal_file.leave_file(db, is_left=True)


def _note_failure(done: asyncio.Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        _LOGGER.warning("What was told may be told once more: %s", error)
