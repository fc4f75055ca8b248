"""The journal: one SQLite file per account, written by one thread, in shared transactions.

Measured against aiosqlite in benchmarks/journal.py: a hop to the thread for each transaction
instead of one for each statement, which is what makes a burst of callbacks cheap.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
import logging
from pathlib import Path
import sqlite3
from typing import Any, Self

# One script per schema version, applied in order; a released one is never edited.
_MIGRATIONS = (
    """
    CREATE TABLE outbound (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        number TEXT NOT NULL,
        text TEXT NOT NULL,
        sender TEXT,
        channel TEXT NOT NULL,
        priority INTEGER NOT NULL,
        tag TEXT,
        parts INTEGER NOT NULL,
        truncated INTEGER NOT NULL,
        smart_encoded INTEGER NOT NULL,
        retry_rate REAL NOT NULL,
        created_at REAL NOT NULL,
        expires_at REAL,
        due_at REAL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        accepted_at REAL,
        provider_message_id TEXT,
        error_kind TEXT,
        error_code TEXT,
        error_text TEXT
    );
    CREATE INDEX outbound_waiting ON outbound (priority DESC, sequence, due_at)
        WHERE state = 'queued';
    CREATE INDEX outbound_due ON outbound (due_at) WHERE state = 'queued';
    CREATE INDEX outbound_expiring ON outbound (expires_at) WHERE state = 'queued';
    CREATE INDEX outbound_sending ON outbound (sequence) WHERE state = 'sending';
    CREATE INDEX outbound_number ON outbound (number, created_at);
    CREATE INDEX outbound_created ON outbound (created_at);
    CREATE INDEX outbound_accepted ON outbound (accepted_at) WHERE accepted_at IS NOT NULL;
    CREATE INDEX outbound_provider ON outbound (provider_message_id)
        WHERE provider_message_id IS NOT NULL;

    CREATE TABLE inbound (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL UNIQUE,
        provider_message_id TEXT UNIQUE,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        text TEXT NOT NULL,
        sent_at REAL,
        received_at REAL NOT NULL,
        in_reply_to TEXT
    );
    CREATE INDEX inbound_without_id ON inbound (sender, received_at)
        WHERE provider_message_id IS NULL;

    CREATE TABLE block (number TEXT PRIMARY KEY, scope TEXT NOT NULL, since REAL NOT NULL)
        WITHOUT ROWID;

    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE event (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        message_id TEXT NOT NULL,
        state TEXT,
        previous_state TEXT,
        scope TEXT
    );
    """,
    """
    ALTER TABLE outbound ADD COLUMN cost REAL;

    ALTER TABLE inbound ADD COLUMN channel TEXT NOT NULL DEFAULT 'sms';
    ALTER TABLE inbound ADD COLUMN parts INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE inbound ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE inbound ADD COLUMN said_at REAL NOT NULL DEFAULT 0;
    UPDATE inbound SET said_at = min(coalesce(sent_at, received_at), received_at);
    CREATE INDEX inbound_sender ON inbound (sender, said_at);
    CREATE INDEX inbound_recipient ON inbound (recipient);

    CREATE TABLE part (
        sequence INTEGER PRIMARY KEY,
        provider_message_id TEXT UNIQUE,
        sender TEXT NOT NULL,
        recipient TEXT NOT NULL,
        channel TEXT NOT NULL,
        reference INTEGER NOT NULL,
        total INTEGER NOT NULL,
        number INTEGER NOT NULL,
        text BLOB NOT NULL,
        sent_at REAL,
        received_at REAL NOT NULL,
        related_message_id TEXT,
        related_provider_message_id TEXT,
        joined INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX part_message ON part (sender, recipient, reference, total);
    CREATE INDEX part_waiting ON part (received_at) WHERE NOT joined;
    """,
    """
    ALTER TABLE outbound ADD COLUMN automatic INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbound ADD COLUMN reply_code TEXT;
    CREATE INDEX outbound_tag ON outbound (tag) WHERE tag IS NOT NULL;
    CREATE INDEX inbound_received ON inbound (received_at);

    CREATE TABLE attempt (
        sequence INTEGER PRIMARY KEY,
        message_id TEXT NOT NULL,
        at REAL NOT NULL,
        state TEXT NOT NULL,
        error_kind TEXT,
        error_code TEXT,
        error_text TEXT
    );
    CREATE INDEX attempt_message ON attempt (message_id);
    """,
    """
    ALTER TABLE outbound ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbound ADD COLUMN offer_at REAL;
    ALTER TABLE outbound ADD COLUMN fallback TEXT;
    ALTER TABLE outbound ADD COLUMN origin TEXT;
    CREATE INDEX outbound_offer ON outbound (offer_at) WHERE offer_at IS NOT NULL;
    CREATE INDEX outbound_handed_over ON outbound (sequence) WHERE fallback IS NOT NULL;
    """,
)

_LOGGER = logging.getLogger(__name__)

# How long to wait before writing again what the disk refused, in seconds.
_DISK_PAUSE = 5.0
# How many pages the log may hold before they are moved to the file: SQLite's own default.
_CHECKPOINT_PAGES = 1000

type Unit[T] = Callable[[sqlite3.Connection], T]


class JournalTooNewError(Exception):
    """The file was written by a newer version of this integration."""


@dataclass(frozen=True, slots=True)
class _Work[T]:
    """A unit of work, who waits for its result, and what follows from it in any case."""

    unit: Unit[T]
    future: asyncio.Future[T]
    then: Callable[[T], None] | None

    def succeed(self, result: T) -> None:
        try:
            if self.then is not None:
                self.then(result)
        finally:
            if not self.future.cancelled():
                self.future.set_result(result)

    def fail(self, error: BaseException) -> None:
        if not self.future.cancelled():
            self.future.set_exception(error)


class Journal:
    """An open journal. Everything that touches the database is a unit of work given to `run`.

    `on_damage` is called when a unit finds the file damaged: opening it anew sets it aside.

    While a backup is under way the file does not change, and its log only grows: copies of the two,
    made in any order while messages are written, are one consistent state.
    """

    def __init__(self, path: Path, *, in_backup: bool = False) -> None:
        """Prepare for a file; `open` opens it."""
        self._path = path
        self._in_backup = in_backup
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sms_gateway_journal")
        self._db: sqlite3.Connection | None = None
        self._waiting: list[_Work[Any]] = []
        self._busy = False
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.set_aside: Path | None = None
        self.on_damage: Callable[[], None] | None = None

    @classmethod
    async def open(cls, path: Path, *, in_backup: bool = False) -> Self:
        """Open a journal, and make or migrate it where needed; a backup may be under way.

        A damaged file is renamed, never deleted: `set_aside` tells its new name. Raises
        JournalTooNewError, OSError and sqlite3.Error.
        """
        journal = cls(path, in_backup=in_backup)
        try:
            await journal._loop.run_in_executor(journal._thread, journal._open)
        except BaseException as error:
            # After a failure the thread has ended its work; if cancelled, it still opens the file.
            journal._thread.shutdown(wait=isinstance(error, Exception))
            raise
        return journal

    def run[T](self, unit: Unit[T], then: Callable[[T], None] | None = None) -> asyncio.Future[T]:
        """Do a unit of work in a transaction; once its result is there, it is on disk.

        Units given in the same moment share a transaction. Where one of them fails, each is done
        again in a transaction of its own: a unit must do nothing but read and write the database.
        What has to follow a commit even if whoever waits for it is cancelled meanwhile, as an
        automation may be, is done by `then`.
        """
        work = _Work(unit, self._loop.create_future(), then)
        if self._db is None:
            work.fail(sqlite3.ProgrammingError("the journal is not open"))
            return work.future
        self._waiting.append(work)
        if not self._busy:
            self._busy = True
            self._idle.clear()
            self._loop.call_soon(self._start)
        return work.future

    async def persist[T](self, unit: Unit[T], then: Callable[[T], None] | None = None) -> T:
        """Do a unit of work as `run` does, however long the disk refuses it.

        For what must not be forgotten and nobody waits for who could be told instead: what an
        attempt came to, for one, or the message would go out once more. Damage is raised: trying
        again does not mend it, opening the file anew does.
        """
        refused = False
        while True:
            try:
                return await self.run(unit, then)
            except sqlite3.OperationalError:
                if not refused:
                    _LOGGER.exception("The message journal can't be written; trying on")
                refused = True
                await asyncio.sleep(_DISK_PAUSE)

    async def begin_backup(self) -> None:
        """Put everything into the file, and leave it as it is from here on.

        Raises OSError and sqlite3.Error.
        """
        await self._loop.run_in_executor(self._thread, self._begin_backup)

    async def end_backup(self) -> None:
        """Let the log be moved to the file again, now and then."""
        await self._loop.run_in_executor(self._thread, _leave_file, self._connection, False)

    async def size(self) -> int:
        """Return how much the files take on the disk, in bytes."""
        return await self._loop.run_in_executor(None, _size, self._path)

    async def close(self) -> None:
        """Finish what was given and close the file."""
        await self._idle.wait()
        db, self._db = self._connection, None
        await self._loop.run_in_executor(self._thread, db.close)
        self._thread.shutdown()

    @property
    def _connection(self) -> sqlite3.Connection:
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
        group, self._waiting = self._waiting, []
        self._submit(group)

    def _submit(self, group: list[_Work[Any]]) -> None:
        self._under_way += 1
        done = self._thread.submit(self._commit, [work.unit for work in group])
        done.add_done_callback(
            lambda done: self._loop.call_soon_threadsafe(partial(self._settle, group, done))
        )

    def _settle(self, group: list[_Work[Any]], done: ThreadFuture[list[object]]) -> None:
        self._under_way -= 1
        error = done.exception()
        if error is not None and len(group) > 1:
            for work in group:
                self._submit([work])
            return
        if error is not None:
            group[0].fail(error)
            if _is_damage(error) and self.on_damage is not None:
                self.on_damage()
        else:
            for work, result in zip(group, done.result(), strict=True):
                # Each by itself: what one of them does wrong must not hold up the others.
                self._loop.call_soon(work.succeed, result)
        self._start()

    def _commit(self, units: list[Unit[object]]) -> list[object]:
        db = self._connection
        db.execute("BEGIN IMMEDIATE")
        try:
            results = [unit(db) for unit in units]
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        return results

    def _open(self) -> None:
        try:
            self._db = _connect(self._path, in_backup=self._in_backup)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            self.set_aside = _set_aside(self._path)
            self._db = _connect(self._path, in_backup=self._in_backup)

    def _begin_backup(self) -> None:
        db = self._connection
        # A log that begins anew would overwrite its frames while they are copied: it has to be
        # empty, and then only grow.
        (is_busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise sqlite3.OperationalError("somebody else is reading the file")
        _leave_file(db, True)


def _connect(path: Path, *, in_backup: bool) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Texts and numbers are nobody else's business on a shared machine.
    path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        # Closing a damaged file would delete its log, and with it what may still be read.
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        (verdict,) = db.execute("PRAGMA quick_check(1)").fetchone()
        _check(verdict)
        _leave_file(db, in_backup)
        _migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def _leave_file(db: sqlite3.Connection, is_left: bool) -> None:
    """Say whether what is written stays in the log, also when the file is closed."""
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_left)
    db.execute(f"PRAGMA wal_autocheckpoint = {0 if is_left else _CHECKPOINT_PAGES}")


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in files(path) if file.exists())


def _migrate(db: sqlite3.Connection) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise JournalTooNewError(version)
    for number, script in enumerate(_MIGRATIONS[version:], version + 1):
        db.executescript(f"BEGIN; {script} PRAGMA user_version = {number}; COMMIT;")


def _check(verdict: str) -> None:
    if verdict != "ok":
        error = sqlite3.DatabaseError(verdict)
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error


def _is_damage(error: BaseException) -> bool:
    # The low byte is the primary code; the rest tells variants apart.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _set_aside(path: Path) -> Path:
    """Rename a damaged file and its side files, so that somebody may still read them."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for file in files(path):
        if file.exists():
            file.rename(f"{aside}{file.name.removeprefix(path.name)}")
    return aside


def files(path: Path) -> tuple[Path, Path, Path]:
    """Return the files that a journal consists of."""
    return path, Path(f"{path}-wal"), Path(f"{path}-shm")


def remove(path: Path) -> None:
    """Delete a journal's files; what was set aside stays."""
    for file in files(path):
        file.unlink(missing_ok=True)
