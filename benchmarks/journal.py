"""The journal's own thread beside aiosqlite, with the same work in the same shared transactions."""

import asyncio
from pathlib import Path
from sqlite3 import Connection
import tempfile
import time
from typing import Protocol, Self
from uuid import uuid4

import aiosqlite

from custom_components.sms_gateway.messaging.journal import Journal

from .figure import Figure, medians

UNITS = 2000
# Tables of its own, like the journal's: what is compared are two ways to the file.
INBOUND = (
    "CREATE TABLE bench_inbound (sequence INTEGER PRIMARY KEY, message_id TEXT NOT NULL UNIQUE,"
    " provider_message_id TEXT UNIQUE, sender TEXT NOT NULL, text TEXT NOT NULL)"
)
EVENTS = "CREATE TABLE bench_event (sequence INTEGER PRIMARY KEY, message_id TEXT NOT NULL)"
INSERT = (
    "INSERT INTO bench_inbound (message_id, provider_message_id, sender, text)"
    " VALUES (?, ?, '+15550100001', 'OK')"
)
LOOK_UP = "SELECT sequence FROM bench_inbound WHERE provider_message_id = ?"
EVENT = "INSERT INTO bench_event (message_id) VALUES (?)"


class Side(Protocol):
    """One side of the comparison: stores one inbound message, and what is to be told of it."""

    async def store(self, message_id: str) -> None:
        """Return once the message is on disk."""

    async def close(self) -> None:
        """Close the file."""


class Own:
    """The journal as it is."""

    def __init__(self, journal: Journal) -> None:
        """Work on an open journal."""
        self._journal = journal

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open a journal."""

        def make(db: Connection) -> None:
            db.execute(INBOUND)
            db.execute(EVENTS)

        journal = await Journal.open(path)
        await journal.run(make)
        return cls(journal)

    async def store(self, message_id: str) -> None:
        """Store a message in a unit of work."""

        def unit(db: Connection) -> None:
            db.execute(LOOK_UP, (message_id,)).fetchone()
            db.execute(INSERT, (message_id, message_id))
            db.execute(EVENT, (message_id,))

        await self._journal.run(unit)

    async def close(self) -> None:
        """Close the journal."""
        await self._journal.close()


class Aiosqlite:
    """The same on aiosqlite: whoever comes while a transaction runs shares the next one."""

    def __init__(self, db: aiosqlite.Connection) -> None:
        """Work on an open connection."""
        self._db = db
        self._waiting: list[tuple[str, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open a file with the journal's tables and settings."""
        await (await Own.open(path)).close()
        db = await aiosqlite.connect(path, isolation_level=None)
        await db.execute("PRAGMA synchronous = FULL")
        return cls(db)

    async def store(self, message_id: str) -> None:
        """Store a message."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((message_id, done))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        await done

    async def close(self) -> None:
        """Close the connection."""
        await self._db.close()

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            await self._db.execute("BEGIN IMMEDIATE")
            for message_id, _ in batch:
                async with self._db.execute(LOOK_UP, (message_id,)) as cursor:
                    await cursor.fetchone()
                await self._db.execute(INSERT, (message_id, message_id))
                await self._db.execute(EVENT, (message_id,))
            await self._db.execute("COMMIT")
            for _, done in batch:
                done.set_result(None)
        self._task = None


async def measure() -> list[Figure]:
    """Measure for 1, 16 and 64 callers at once."""
    return [await _measure(callers) for callers in (1, 16, 64)]


async def _measure(callers: int) -> Figure:
    async def own() -> float:
        return await _rate(Own, callers)

    async def with_aiosqlite() -> float:
        return await _rate(Aiosqlite, callers)

    rate, beside = await medians(own, with_aiosqlite)
    return Figure(
        f"messages stored per second by {callers} at once; beside aiosqlite",
        f"{rate:.0f}",
        f"{beside:.0f}",
        f"{rate / beside:.1f}",
    )


async def _rate(kind: type[Own | Aiosqlite], callers: int) -> float:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        side: Side = await kind.open(Path(folder) / "journal.db")
        ids = iter([uuid4().hex for _ in range(UNITS)])

        async def store() -> None:
            for message_id in ids:
                await side.store(message_id)

        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(callers):
                tasks.create_task(store())
        rate = UNITS / (time.perf_counter() - began)
        await side.close()
        return rate
