"""A copy of a journal's files is one consistent state, whatever is written meanwhile."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
import shutil
import sqlite3
from sqlite3 import Connection
import threading

import pytest

from custom_components.sms_gateway.messaging import journal_file
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.journal_file import files

from .conftest import read
from .test_migration import old_journal

# Two rounds of so many fill the log up to where it is moved to the file.
ROWS = 700


def fill(round_number: int) -> Callable[[Connection], None]:
    """Return a unit that writes the rows of a round."""

    def unit(db: Connection) -> None:
        db.executemany(
            "INSERT INTO setting VALUES (?, ?)",
            ((f"{number:05} {round_number}", "x" * 3000) for number in range(ROWS)),
        )

    return unit


async def write(journal: Journal, rounds: Iterable[int]) -> None:
    """Write rounds, each in a transaction of its own."""
    for number in rounds:
        await journal.run(fill(number))


def rounds_in(path: Path) -> list[int]:
    """Return which rounds a copy holds as a whole; raises sqlite3.DatabaseError if damaged."""
    ((verdict, *_), *_) = read(path, "PRAGMA integrity_check")
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    rows = Counter(
        int(str(name).split()[1])
        for (name,) in read(path, "SELECT name FROM setting WHERE name <> 'schema'")
    )
    assert set(rows.values()) <= {ROWS}
    return sorted(rows)


async def copied(journal: Journal, path: Path, folder: Path, *, log_first: bool) -> Path:
    """Copy the two files with six rounds written before each, as an archive of the folder does."""
    folder.mkdir()
    file, log, _ = files(path)
    first, second = (log, file) if log_first else (file, log)
    await write(journal, range(4, 10))
    shutil.copy(first, folder)
    await write(journal, range(10, 16))
    shutil.copy(second, folder)
    return folder / path.name


@pytest.mark.parametrize("log_first", [False, True])
async def test_copy_made_while_messages_are_written(
    journal: Journal, path: Path, tmp_path: Path, log_first: bool
) -> None:
    await write(journal, [1, 2, 3])
    await journal.begin_backup()
    copy = await copied(journal, path, tmp_path / "copy", log_first=log_first)
    # What was committed before the log was copied.
    assert rounds_in(copy) == list(range(1, 10 if log_first else 16))
    await journal.end_backup()
    assert rounds_in(path) == list(range(1, 16))


async def test_copy_that_nobody_was_told_of_is_damaged(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    """What the test above would find if nothing were done about it."""
    await write(journal, [1, 2, 3])
    copy = await copied(journal, path, tmp_path / "copy", log_first=False)
    with pytest.raises(sqlite3.DatabaseError):
        rounds_in(copy)


async def test_closed_and_opened_anew_during_a_backup(path: Path, tmp_path: Path) -> None:
    journal = await Journal.open(path)
    await write(journal, [1])
    await journal.begin_backup()
    folder = tmp_path / "copy"
    folder.mkdir()
    before = path.read_bytes()
    await write(journal, [2])
    await journal.close()
    again = await Journal.open(path, in_backup=True)
    await write(again, [3, 4])
    assert path.read_bytes() == before
    for file in files(path):
        shutil.copy(file, folder)
    assert rounds_in(folder / path.name) == [1, 2, 3, 4]
    await again.end_backup()
    await again.close()
    assert [file.exists() for file in files(path)] == [True, False, False]
    assert rounds_in(path) == [1, 2, 3, 4]


async def test_log_does_not_grow_for_ever(journal: Journal, path: Path) -> None:
    await journal.begin_backup()
    await write(journal, [1, 2, 3])
    log = files(path)[1]
    await journal.end_backup()
    await write(journal, [4])
    grown = log.stat().st_size
    await write(journal, [5, 6])
    # What it took beyond four megabytes is given back.
    assert log.stat().st_size == 4 * 1024 * 1024 < grown
    assert await journal.size() == sum(file.stat().st_size for file in files(path))
    await journal.begin_backup()
    assert log.stat().st_size == 0


async def test_reader_that_is_in_the_way(journal: Journal, path: Path) -> None:
    await write(journal, [1])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM setting").fetchone()
    await write(journal, [2])
    await journal.run(lambda db: db.execute("PRAGMA busy_timeout = 1").fetchone())
    with pytest.raises(sqlite3.OperationalError, match="somebody else"):
        await journal.begin_backup()
    other.close()
    await journal.begin_backup()


def slow(looked: threading.Event, go_on: threading.Event) -> Callable[[Connection], int]:
    """Return a query that reads until it may go on."""

    def query(db: Connection) -> int:
        count = "SELECT count(*) FROM setting WHERE name <> 'schema'"
        rows = int(db.execute(count).fetchone()[0])
        looked.set()
        assert go_on.wait(10)
        return rows

    return query


async def test_a_backup_waits_for_our_own_reader(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    """And whoever writes does not wait for either."""
    await write(journal, [1])
    looked, go_on = threading.Event(), threading.Event()
    reading = asyncio.create_task(journal.read(slow(looked, go_on)))
    await asyncio.to_thread(looked.wait, 10)
    beginning = asyncio.create_task(journal.begin_backup())
    await write(journal, [2, 3])
    assert not beginning.done()
    go_on.set()
    assert await reading == ROWS
    await beginning
    copy = await copied(journal, path, tmp_path / "copy", log_first=False)
    assert rounds_in(copy) == [1, 2, 3, *range(4, 16)]
    # Reading and a backup that has begun are not in each other's way.
    assert await journal.read(slow(looked, go_on)) == 15 * ROWS
    await journal.end_backup()


async def test_reading_during_a_long_write(journal: Journal) -> None:
    """It has what was committed before, at once."""
    await write(journal, [1])
    begun, go_on = threading.Event(), threading.Event()

    def unit(db: Connection) -> None:
        fill(2)(db)
        begun.set()
        assert go_on.wait(10)

    writing = journal.run(unit)
    await asyncio.to_thread(begun.wait, 10)
    free = threading.Event()
    free.set()
    assert await journal.read(slow(threading.Event(), free)) == ROWS
    assert not writing.done()
    go_on.set()
    await writing
    assert await journal.read(slow(threading.Event(), free)) == 2 * ROWS


async def test_mending_during_a_backup_leaves_the_file(path: Path) -> None:
    """All of it stays in the log, like whatever else is written: also the longest of units."""
    journal = await Journal.open(path)
    await write(journal, [1])
    await journal.close()
    before = path.read_bytes()
    journal_file.mark(path).touch()
    journal = await Journal.open(path, in_backup=True)
    await write(journal, [2, 3])
    assert path.read_bytes() == before
    await journal.end_backup()
    await journal.close()
    assert rounds_in(path) == [1, 2, 3]
    assert [file.exists() for file in files(path)] == [True, False, False]


async def test_migrating_during_a_backup_leaves_the_file(path: Path) -> None:
    old_journal(path, 4, 1000.0)
    with closing(sqlite3.connect(path)) as db:
        db.executemany(
            "INSERT INTO inbound (message_id, sender, recipient, text, received_at)"
            " VALUES (?, '+27821234567', '+27600000001', ?, 1000)",
            [(f"{number}", "x" * 3000) for number in range(3000)],
        )
        db.commit()
    before = path.read_bytes()
    journal = await Journal.open(path, in_backup=True)
    assert path.read_bytes() == before
    await journal.end_backup()
    await journal.close()
    assert path.read_bytes() != before
