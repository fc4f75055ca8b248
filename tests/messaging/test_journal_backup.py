"""A copy of a journal's files is one consistent state, whatever is written meanwhile."""

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
import shutil
import sqlite3
from sqlite3 import Connection

import pytest

from custom_components.sms_gateway.messaging.journal import Journal, files

from .conftest import read

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
    rows = Counter(int(str(name).split()[1]) for (name,) in read(path, "SELECT name FROM setting"))
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
    assert log.stat().st_size == grown
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
