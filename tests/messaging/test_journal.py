"""Tests of the journal: what is on disk, and what becomes of a file that can't be read."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
import sqlite3
from sqlite3 import Connection
import stat
import threading

import pytest

from custom_components.sms_gateway.messaging import journal as module, journal_file
from custom_components.sms_gateway.messaging.journal import Journal, Unit
from custom_components.sms_gateway.messaging.journal_file import (
    JournalTooNewError,
    files,
    remove,
)
from custom_components.sms_gateway.messaging.message import Change, ConsentChanged
from custom_components.sms_gateway.messaging.schema import MIGRATIONS
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import read


def keep(name: str) -> Unit[str]:
    """Return a unit that writes a setting."""

    def unit(db: Connection) -> str:
        db.execute("INSERT INTO setting VALUES (?, '')", (name,))
        return name

    return unit


def kept(path: Path) -> list[object]:
    """Return what the file has, asked over another connection."""
    names = read(path, "SELECT name FROM setting WHERE name <> 'schema' ORDER BY name")
    return [name for (name,) in names]


def tell(name: str) -> Unit[str]:
    """Return a unit that writes a setting, and notes it as a change."""

    def unit(db: Writer) -> str:
        db.note([ConsentChanged(name, is_blocked=True)])
        return keep(name)(db)

    return unit


def names(changes: Sequence[Change]) -> list[str]:
    """Return what such units noted."""
    return [change.number for change in changes if isinstance(change, ConsentChanged)]


def pragma(name: str) -> Unit[object]:
    """Return a unit that asks for a pragma's value."""

    def unit(db: Connection) -> object:
        (value,) = db.execute(f"PRAGMA {name}").fetchone()
        return value

    return unit


async def test_it_survives_a_power_cut(journal: Journal) -> None:
    """WAL and FULL (2): each commit is on the disk and not in some cache."""
    assert await journal.run(pragma("journal_mode")) == "wal"
    assert await journal.run(pragma("synchronous")) == 2


async def test_nobody_else_reads_it(journal: Journal, path: Path) -> None:
    await journal.run(keep("a"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in files(path)}
    assert modes == dict.fromkeys(("journal.db", "journal.db-wal", "journal.db-shm"), 0o600)


async def test_a_result_means_it_is_on_disk(journal: Journal, path: Path) -> None:
    assert await journal.run(keep("a")) == "a"
    assert kept(path) == ["a"]


@pytest.mark.parametrize(("count", "transactions"), [(100, 2), (101, 3), (250, 4)])
async def test_units_of_one_moment_share_a_transaction(
    journal: Journal, count: int, transactions: int
) -> None:
    """A hundred of them at the most, so that what comes next does not wait for all."""
    statements: list[str] = []
    await journal.run(lambda db: db.set_trace_callback(statements.append))
    written = [f"{number:03}" for number in range(count)]
    assert await asyncio.gather(*[journal.run(keep(name)) for name in written]) == written
    await journal.run(lambda db: db.set_trace_callback(None))
    # The first is of the unit that began to listen, the last of the one that ended it.
    assert statements.count("BEGIN IMMEDIATE") == transactions
    assert statements.count("COMMIT") == transactions
    assert len([text for text in statements if text.startswith("INSERT")]) == count


async def test_units_given_while_it_writes_share_the_next(journal: Journal) -> None:
    statements: list[str] = []
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(db: Connection) -> None:
        db.set_trace_callback(statements.append)
        loop.call_soon_threadsafe(begun.set)
        go_on.wait(10)

    first = journal.run(slow)
    await begun.wait()
    others = [journal.run(keep(name)) for name in "abc"]
    go_on.set()
    await asyncio.gather(first, *others)
    await journal.run(lambda db: db.set_trace_callback(None))
    assert statements.count("COMMIT") == 2


async def test_a_failing_unit_fails_alone(journal: Journal, path: Path) -> None:
    units = [keep("a"), keep("b"), keep("a"), keep("c")]
    results = await asyncio.gather(*map(journal.run, units), return_exceptions=True)
    assert isinstance(results[2], sqlite3.IntegrityError)
    assert [results[0], results[1], results[3]] == ["a", "b", "c"]
    assert kept(path) == ["a", "b", "c"]
    # Two are a group as well.
    units = [keep("d"), keep("a")]
    taken, refused = await asyncio.gather(*map(journal.run, units), return_exceptions=True)
    assert taken == "d"
    assert isinstance(refused, sqlite3.IntegrityError)


async def test_a_failing_unit_leaves_nothing_half_done(journal: Journal, path: Path) -> None:
    def half(db: Writer) -> None:
        keep("half")(db)
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        await journal.run(half)
    assert kept(path) == []


async def test_units_given_while_others_are_repeated_keep_their_order(
    journal: Journal, path: Path
) -> None:
    results = [journal.run(unit) for unit in (keep("a"), keep("a"), keep("b"))]
    await asyncio.wait(results, return_when=asyncio.FIRST_COMPLETED)
    later = journal.run(lambda db: db.execute("SELECT count(*) FROM setting").fetchone()[0])
    assert await later == 3  # with that of the version
    assert isinstance(results[1].exception(), sqlite3.IntegrityError)
    assert kept(path) == ["a", "b"]


async def test_who_stops_waiting_loses_nothing(journal: Journal, path: Path) -> None:
    waiting = journal.run(keep("a"))
    waiting.cancel()
    await journal.run(keep("b"))
    assert kept(path) == ["a", "b"]


async def test_what_follows_a_commit_follows_without_who_waited(
    journal: Journal, path: Path
) -> None:
    followed: list[str] = []
    journal.on_commit = lambda changes: followed.extend(names(changes))
    waiting = [journal.run(tell(name)) for name in "aab"]
    for each in waiting:
        each.cancel()
    await journal.run(tell("c"))
    assert followed == kept(path) == ["a", "b", "c"]


async def test_what_a_commit_changed_is_heard_before_those_who_gave_the_units(
    journal: Journal,
) -> None:
    """And of each transaction at once, in the order in which it was written."""
    heard: list[object] = []
    journal.on_commit = lambda changes: heard.append(names(changes))
    waiting = [journal.run(tell(name)) for name in "abc"]
    for each in waiting:
        each.add_done_callback(lambda done: heard.append(done.result()))
    await asyncio.gather(*waiting)
    await asyncio.sleep(0)
    assert heard == [["a", "b", "c"], "a", "b", "c"]


async def test_what_a_unit_noted_that_failed_is_not_heard(journal: Journal) -> None:
    heard: list[str] = []
    journal.on_commit = lambda changes: heard.extend(names(changes))

    def half(db: Writer) -> None:
        tell("half")(db)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await journal.run(half)
    await journal.run(tell("a"))
    assert heard == ["a"]


async def test_closing_finishes_what_was_given(path: Path) -> None:
    journal = await Journal.open(path)
    results = [journal.run(keep(name)) for name in "abca"]
    before = {thread.name for thread in threading.enumerate()}
    assert any(name.startswith("sms_gateway_journal") for name in before)
    await journal.close()
    assert [result.done() for result in results] == [True] * 4
    assert results[3].exception() is not None
    assert kept(path) == ["a", "b", "c"]
    after = {thread.name for thread in threading.enumerate()}
    assert not any(name.startswith("sms_gateway_journal") for name in after)


async def test_it_must_be_open(path: Path) -> None:
    journal = Journal(path)
    with pytest.raises(sqlite3.ProgrammingError, match="not open"):
        await journal.run(keep("a"))
    with pytest.raises(sqlite3.ProgrammingError, match="not open"):
        await journal.close()


async def set_aside(path: Path) -> list[Path]:
    """Open and close a damaged file; return what was set aside."""
    journal = await Journal.open(path)
    aside = journal.set_aside
    assert await journal.run(keep("new")) == "new"
    await journal.close()
    assert aside is not None
    assert "new" in kept(path)
    found = sorted(path.parent.glob("journal.db.damaged-*"))
    assert found[0] == aside.path
    return found


async def test_garbage_is_set_aside_and_a_new_file_begun(path: Path) -> None:
    path.write_bytes(b"not a database" * 1000)
    Path(f"{path}-wal").write_bytes(b"log")
    Path(f"{path}-shm").write_bytes(b"index")
    aside, *sides = await set_aside(path)
    assert aside.read_bytes() == b"not a database" * 1000
    assert {side.name.removeprefix(aside.name) for side in sides} == {"-wal", "-shm"}
    assert Path(f"{aside}-wal").read_bytes() == b"log"


async def test_a_file_with_overwritten_pages_is_set_aside(path: Path) -> None:
    journal = await Journal.open(path)
    await asyncio.gather(*[journal.run(keep(f"{number:0500}")) for number in range(200)])
    await journal.close()
    damaged = bytearray(path.read_bytes())
    damaged[4096 * 10 : 4096 * 30] = b"\xa5" * (4096 * 20)
    path.write_bytes(damaged)
    aside = (await set_aside(path))[0]
    assert aside.read_bytes()[4096 * 10 : 4096 * 30] == b"\xa5" * (4096 * 20)


async def test_the_log_of_a_damaged_file_is_set_aside_with_it(path: Path) -> None:
    """What a crash left: a file that is then damaged, and a log that is sound."""
    journal = await Journal.open(path)
    await asyncio.gather(*[journal.run(keep(f"{number:0500}")) for number in range(200)])
    left = {file: file.read_bytes() for file in files(path)}
    await journal.close()
    for file, content in left.items():
        file.write_bytes(content)
    path.write_bytes(b"not a database" * 1000)
    log = left[Path(f"{path}-wal")]
    # Without the first page of the file in it the log makes nothing whole.
    Path(f"{path}-wal").write_bytes(b"\0" * 32 + log[32:])
    aside = await set_aside(path)
    assert Path(f"{aside[0]}-wal").read_bytes() == b"\0" * 32 + log[32:]


async def test_a_cut_off_file_is_set_aside(path: Path) -> None:
    journal = await Journal.open(path)
    await asyncio.gather(*[journal.run(keep(f"{number:0500}")) for number in range(200)])
    await journal.close()
    path.write_bytes(path.read_bytes()[: 4096 * 7])
    assert await set_aside(path)


async def test_an_empty_file_is_a_new_one(path: Path) -> None:
    path.touch()
    journal = await Journal.open(path)
    assert journal.set_aside is None
    assert await journal.run(keep("a")) == "a"
    await journal.close()


async def test_a_file_is_taken_up_again(path: Path) -> None:
    for name in "ab":
        journal = await Journal.open(path)
        await journal.run(keep(name))
        assert journal.set_aside is None
        await journal.close()
    assert kept(path) == ["a", "b"]


async def test_opening_writes_nothing(path: Path) -> None:
    """At each start of each account, and on a card that wears out."""
    await (await Journal.open(path)).close()
    before = path.read_bytes()
    journal = await Journal.open(path)
    assert files(path)[1].stat().st_size == 0
    await journal.close()
    assert path.read_bytes() == before


async def test_a_file_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.run(keep("a"))
    await journal.run(lambda db: db.execute("PRAGMA user_version = 1000").rowcount)
    await journal.run(
        lambda db: db.execute("UPDATE setting SET value = '1000' WHERE name = 'schema'").rowcount
    )
    await journal.close()
    before = path.read_bytes()
    with pytest.raises(JournalTooNewError):
        await Journal.open(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]


async def test_versions_are_migrated_one_after_another(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = await Journal.open(path)
    await journal.run(keep("a"))
    await journal.close()
    newer = (*MIGRATIONS, "ALTER TABLE setting ADD COLUMN since REAL;")
    monkeypatch.setattr(journal_file, "MIGRATIONS", newer)
    journal = await Journal.open(path)
    await journal.close()
    assert read(path, "PRAGMA user_version") == [(len(newer),)]
    assert read(path, "SELECT name, since FROM setting") == [("a", None), ("schema", None)]


async def test_what_else_is_in_a_file_that_is_no_journal_yet_stays(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE foreign_one (a); INSERT INTO foreign_one VALUES (1);")
    journal = await Journal.open(path)
    assert await journal.run(keep("a")) == "a"
    await journal.close()
    assert read(path, "SELECT a FROM foreign_one") == [(1,)]


async def test_a_migration_that_fails_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = await Journal.open(path)
    await journal.close()
    before = read(path, "PRAGMA user_version")
    broken = (*MIGRATIONS, "CREATE TABLE half (a); ALTER TABLE missing ADD b;")
    monkeypatch.setattr(journal_file, "MIGRATIONS", broken)
    with pytest.raises(sqlite3.OperationalError, match="missing"):
        await Journal.open(path)
    assert read(path, "SELECT name FROM sqlite_schema WHERE name = 'half'") == []
    assert read(path, "PRAGMA user_version") == before


async def test_a_folder_that_can_not_be_written_raises(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="File exists"):
        await Journal.open(tmp_path / "file" / "journal.db")


async def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "missing" / "journal.db")
    assert await journal.run(keep("a")) == "a"
    await journal.close()


async def test_what_is_no_damage_raises_and_stays(path: Path) -> None:
    path.mkdir()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await Journal.open(path)
    assert path.is_dir()


async def test_removing_leaves_what_was_set_aside(path: Path) -> None:
    path.write_bytes(b"not a database")
    aside = await set_aside(path)
    Path(f"{path}-wal").touch()
    remove(path)
    assert sorted(path.parent.iterdir()) == aside
    remove(path)


async def test_persisting_goes_on_until_the_disk_has_room(
    journal: Journal,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A file that must not grow is a full disk: SQLITE_FULL, for real."""
    monkeypatch.setattr(module, "_DISK_PAUSE", 0.01)
    pages = await journal.run(pragma("page_count"))
    await journal.run(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    long = "a" * 10_000
    with pytest.raises(sqlite3.OperationalError, match="full"):
        await journal.run(keep(long))

    tries = 0

    def write(db: Writer) -> str:
        nonlocal tries
        tries += 1
        return keep(long)(db)

    waiting = asyncio.create_task(journal.persist(write))
    refused = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, refused.set)
    await refused.wait()
    assert not waiting.done()
    assert tries <= 0.1 / 0.01 + 1
    await journal.run(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())
    assert await waiting == long
    assert kept(path) == [long]
    assert caplog.text.count("can't be written") == 1


@pytest.mark.parametrize("error", [ValueError, sqlite3.DatabaseError, sqlite3.IntegrityError])
async def test_persisting_raises_what_trying_again_does_not_mend(
    journal: Journal, error: type[Exception]
) -> None:
    def broken(_: Connection) -> None:
        raise error("broken")

    with pytest.raises(error, match="broken"):
        await journal.persist(broken)


async def test_a_closed_journal_says_so(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.close()
    with pytest.raises(sqlite3.ProgrammingError, match="not open"):
        await journal.run(lambda _: None)


async def test_what_a_follower_does_wrong_holds_up_nobody(
    journal: Journal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def follow(_: object) -> None:
        raise ValueError("broken follower")

    journal.on_commit = follow
    first = journal.run(keep("a"))
    second = journal.run(keep("b"))
    await asyncio.gather(first, second)
    await journal.run(keep("c"))
    assert kept(path) == ["a", "b", "c"]
    assert "broken follower" in caplog.text


async def test_what_is_read_is_committed_and_one_state(journal: Journal, path: Path) -> None:
    """However many statements a query is made of, and whatever is written meanwhile."""
    looked, go_on = threading.Event(), threading.Event()

    def query(db: Connection) -> list[int]:
        count = "SELECT count(*) FROM setting WHERE name <> 'schema'"
        before: int = db.execute(count).fetchone()[0]
        looked.set()
        assert go_on.wait(10)
        return [before, db.execute(count).fetchone()[0]]

    await journal.run(keep("a"))
    reading = asyncio.create_task(journal.read(query))
    await asyncio.to_thread(looked.wait, 10)
    # Nobody who writes waits for a query.
    await journal.run(keep("b"))
    assert kept(path) == ["a", "b"]
    go_on.set()
    assert await reading == [1, 1]
    assert await journal.read(lambda db: db.execute("SELECT count(*) FROM setting").fetchone()[0])


async def test_who_reads_can_not_write(journal: Journal) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await journal.read(lambda db: db.execute("DELETE FROM setting").rowcount)


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


@pytest.mark.parametrize("is_within_another", [False, True])
async def test_a_query_that_nobody_waits_for_ends(
    journal: Journal, is_within_another: bool
) -> None:
    """Those behind it, a backup and closing would wait for it."""
    begun = threading.Event()

    def query(db: Connection) -> object:
        # While its rows are not all read, SQLite takes every statement for broken off.
        others = db.execute("SELECT 1 UNION ALL SELECT 2") if is_within_another else iter(())
        next(others, None)
        begun.set()
        return db.execute(ENDLESS).fetchone()

    reading = asyncio.create_task(journal.read(query))
    await asyncio.to_thread(begun.wait, 10)
    reading.cancel()
    await asyncio.wait([reading])
    assert reading.cancelled()
    assert await journal.read(lambda db: db.execute("SELECT 1").fetchone()[0]) == 1


async def test_closing_waits_for_nobody_who_stopped_reading(path: Path) -> None:
    journal = await Journal.open(path)
    await journal.read(lambda db: db.execute("SELECT 1").fetchone())
    await journal.close()
    with pytest.raises(sqlite3.ProgrammingError, match="not open"):
        await journal.read(lambda _: None)
    names_of_threads = {thread.name for thread in threading.enumerate()}
    assert not any(name.startswith("sms_gateway_reader") for name in names_of_threads)
