"""Tests of a journal with damage in it: what is damaged is set apart, and the rest goes on."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
import logging
from pathlib import Path
import random
import sqlite3
from sqlite3 import Connection
from tempfile import TemporaryDirectory

import pytest

from custom_components.sms_gateway.gateways.base import BlockLift
from custom_components.sms_gateway.messaging import (
    claims,
    inbound,
    journal as journal_module,
    journal_file,
    outbound,
    setting,
    waiting,
)
from custom_components.sms_gateway.messaging.claims import Room
from custom_components.sms_gateway.messaging.inbound import Terms
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.journal_file import (
    JournalTooNewError,
    mark,
    successor,
)
from custom_components.sms_gateway.messaging.message import MessageState, OutboundMessage
from custom_components.sms_gateway.messaging.schema import MIGRATIONS
from custom_components.sms_gateway.messaging.wish import Vocabulary
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import (
    ScriptedGateway,
    StartEngine,
    draft,
    read,
    reply,
)

TERMS = Terms(BlockLift.ANY_MESSAGE, Vocabulary())
NOW = 1_800_000_000.0

type Damage = Callable[[bytearray], None]


def take(*texts: str) -> Callable[[Writer], list[OutboundMessage]]:
    """Return a unit that takes messages, each to somebody else."""

    def unit(db: Writer) -> list[OutboundMessage]:
        drafts = [draft(text, number=f"+2782{place:07}") for place, text in enumerate(texts)]
        return claims.insert(db, drafts, NOW)

    return unit


def find(message_id: str) -> Callable[[Connection], OutboundMessage | None]:
    """Return a unit that finds a message."""
    return partial(outbound.find, message_id=message_id)


async def written(path: Path, *texts: str) -> list[OutboundMessage]:
    """Leave a journal with messages that wait, closed as it should be."""
    journal = await Journal.open(path)
    messages = await journal.run(take(*texts))
    await journal.close()
    return messages


def page_of(path: Path, name: str) -> slice:
    """Return where in a file the first page of a table or an index is."""
    ((number,),) = read(path, f"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'")  # noqa: S608
    ((size,),) = read(path, "PRAGMA page_size")
    assert isinstance(number, int)
    assert isinstance(size, int)
    return slice((number - 1) * size, number * size)


def flip(path: Path, place: int, bits: int) -> None:
    """Flip bits of one byte of a file."""
    content = bytearray(path.read_bytes())
    content[place] ^= bits
    path.write_bytes(content)


def flip_in_index(path: Path, index: str, key: bytes) -> None:
    """Flip the lowest bit of the last byte of a key in an index, and nowhere else."""
    page = page_of(path, index)
    content = path.read_bytes()[page]
    assert content.count(key) == 1
    flip(path, page.start + content.index(key) + len(key) - 1, 1)


# An index that lost an entry


async def test_an_index_that_lost_an_entry_is_made_anew(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = await written(path, "one", "two", "three")
    flip_in_index(path, "queue_number", second.number.encode())
    # Nobody sees that by looking at the tables.
    assert read(path, "PRAGMA quick_check") == [("ok",)]

    told = []
    journal = await Journal.open(path)
    journal.on_damage = lambda: told.append(mark(path).exists())
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        await journal.run(partial(waiting.cancel, message_id=second.message_id, tag=None))
    assert told == [True]
    await journal.close()

    journal = await Journal.open(path)
    assert journal.set_aside is None
    assert not mark(path).exists()
    assert "is checked" in caplog.text
    for message in (first, second, third):
        assert await journal.run(find(message.message_id)) == message
    assert await journal.run(partial(waiting.cancel, message_id=second.message_id, tag=None)) == (
        1,
        [],
    )
    await journal.close()
    assert read(path, "PRAGMA integrity_check") == [("ok",)]
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_a_table_that_is_damaged_is_set_aside(path: Path) -> None:
    """As before, but making the indexes anew does not help."""
    texts = [f"{number:03} {'x' * 200}" for number in range(30)]
    messages = await written(path, *texts)
    content = bytearray(path.read_bytes())
    place = content.index(b"015 xxx")
    ((size,),) = read(path, "PRAGMA page_size")
    assert isinstance(size, int)
    page = place // size * size
    content[page : page + size] = bytes(size)
    path.write_bytes(content)

    told = []
    journal = await Journal.open(path)
    assert journal.set_aside is None
    journal.on_damage = lambda: told.append(True)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        await journal.run(lambda db: db.execute("SELECT text FROM outbound").fetchall())
    await journal.close()
    assert told == [True]
    assert mark(path).exists()

    journal = await Journal.open(path)
    assert journal.set_aside is not None
    # With the events of the messages that are lost.
    assert journal.set_aside.lost == ["queue", "event"]
    found = [await journal.run(find(message.message_id)) for message in messages]
    await journal.close()
    lost = [number for number, message in enumerate(found) if message is None]
    # Those of one page, and no others.
    assert 15 in lost
    assert 1 <= len(lost) <= 5
    assert not mark(path).exists()


async def test_damage_that_a_query_meets_is_told(path: Path) -> None:
    """Also one that only looks back."""
    (message,) = await written(path, "one")
    page = page_of(path, "outbound")
    content = bytearray(path.read_bytes())
    content[page] = b"\xa5" * (page.stop - page.start)
    path.write_bytes(content)
    told = []
    journal = await Journal.open(path)
    journal.on_damage = lambda: told.append(True)
    with pytest.raises(sqlite3.DatabaseError):
        await journal.read(find(message.message_id))
    assert told == [True]
    assert mark(path).exists()
    await journal.close()


async def test_a_look_finds_damage_that_nobody_has_met(path: Path) -> None:
    await written(path, *[f"{number:03} {'x' * 200}" for number in range(30)])
    told = []
    journal = await Journal.open(path)
    journal.on_damage = lambda: told.append(True)
    await journal.check()
    assert told == []
    await journal.close()
    content = bytearray(path.read_bytes())
    place = content.index(b"015 xxx") // 1024 * 1024
    content[place : place + 8] = bytes(8)
    path.write_bytes(content)
    journal = await Journal.open(path)
    journal.on_damage = lambda: told.append(True)
    await journal.check()
    assert told == [True]
    await journal.close()
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    await journal.close()


async def test_damage_is_told_where_it_can_not_be_marked(
    journal: Journal, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mark(path).mkdir()  # touching a folder is fine, and a folder is a mark, too
    mark(path).rmdir()
    told = []
    journal.on_damage = lambda: told.append(True)

    def damaged(_: Connection) -> None:
        error = sqlite3.DatabaseError("malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    mark(path).symlink_to(path.parent / "missing" / "file")
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        await journal.run(damaged)
    assert told == [True]
    mark(path).unlink()
    # What is no damage is not told.
    with pytest.raises(sqlite3.OperationalError):
        await journal.run(lambda db: db.execute("SELECT nothing"))
    assert told == [True]
    assert not mark(path).exists()


# A row that is damaged


async def test_a_text_that_is_no_text_goes_out_as_far_as_it_can_be_read(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(draft("first"), draft("door open"), draft("last"))
    await engine.stop()
    flip(path, path.read_bytes().index(b"door open") + 2, 0x80)

    engine = await start_engine()
    await engine.turn()
    assert gateway.texts == [["first", "do\ufffdr open", "last"]]
    assert caplog.text.count("A text in the message journal is damaged") == 1
    assert engine.outbox.pending == 0


async def test_a_damaged_text_does_not_hide_damage_of_the_file(path: Path) -> None:
    """A unit that meets both is done again, and what that meets is marked."""
    journal = await Journal.open(path)
    await journal.run(lambda db: setting.write(db, "a", "word"))
    await journal.close()
    flip(path, path.read_bytes().index(b"word") + 2, 0x80)

    def unit(db: Connection) -> None:
        setting.read(db, "a")
        error = sqlite3.DatabaseError("malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    journal = await Journal.open(path)
    with pytest.raises(sqlite3.DatabaseError, match="malformed"):
        await journal.run(unit)
    await journal.close()
    assert mark(path).exists()


@pytest.mark.parametrize(
    "damage",
    [
        "channel = 'pigeon'",
        "state = 'vanished'",
        "priority = 7",
    ],
)
@pytest.mark.parametrize("one_text", [False, True])
async def test_a_message_that_is_damaged_is_set_apart_by_itself(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    caplog: pytest.LogCaptureFixture,
    damage: str,
    one_text: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateway, "capabilities", replace(gateway.capabilities, one_text=one_text))
    engine = await start_engine(running=False)
    await engine.submit(draft("first"), draft("second"), draft("third"))
    await engine.journal.run(
        lambda db: db.execute(f"UPDATE outbound SET {damage} WHERE text = 'second'").rowcount  # noqa: S608
    )
    engine.start()
    await engine.turn()
    assert [text for request in gateway.texts for text in request] == ["first", "third"]
    assert caplog.text.count("is damaged and can't be sent") == 1
    ((state,),) = await engine.journal.run(
        lambda db: db.execute("SELECT state FROM outbound WHERE text = 'second'").fetchall()
    )
    assert state == MessageState.REJECTED
    waits = "SELECT count(*) FROM queue"
    assert await engine.journal.run(lambda db: db.execute(waits).fetchone()[0]) == 0
    assert engine.outbox.pending == 0


@pytest.mark.parametrize(
    "code",
    [
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    ],
)
async def test_what_time_may_mend_is_tried_again(
    journal: Journal, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(journal_module, "_DISK_PAUSE", 0.0)
    tries = []

    def unit(_: Connection) -> str:
        tries.append(True)
        if len(tries) < 3:
            error = sqlite3.OperationalError("not now")
            error.sqlite_errorcode = code
            raise error
        return "done"

    assert await journal.persist(unit) == "done"
    assert len(tries) == 3


@pytest.mark.parametrize(
    "statement", ["SELECT nothing", "SELECT * FROM outbound INDEXED BY nothing", "SELEKT"]
)
async def test_what_time_does_not_mend_is_not(journal: Journal, statement: str) -> None:
    tries = []

    def unit(db: Connection) -> None:
        tries.append(True)
        db.execute(statement)

    with pytest.raises(sqlite3.OperationalError):
        await journal.persist(unit)
    assert len(tries) == 1


# A file that is damaged anywhere


async def test_a_damaged_version_is_not_believed(path: Path) -> None:
    """The tables know better, and the file is neither too new nor migrated once more."""
    messages = await written(path, "one", "two")
    ((version,),) = read(path, "PRAGMA user_version")
    assert isinstance(version, int)
    for told in (0, 1, version - 1, version + 1, version ^ 0x40, 2**31 - 1, -1):
        db = sqlite3.connect(path)
        db.execute(f"PRAGMA user_version = {told}")
        db.close()
        journal = await Journal.open(path)
        assert journal.set_aside is None
        assert await journal.run(find(messages[1].message_id)) == messages[1]
        await journal.close()
        assert read(path, "PRAGMA user_version") == [(version,)]


@pytest.mark.parametrize("is_newer", [True, False])
async def test_a_file_is_newer_where_both_its_versions_say_so(path: Path, is_newer: bool) -> None:
    current = len(MIGRATIONS)
    in_table = str(current + 1 if is_newer else current)
    await written(path, "one")
    db = sqlite3.connect(path)
    db.execute("UPDATE setting SET value = ? WHERE name = 'schema'", (in_table,))
    db.commit()
    db.execute(f"PRAGMA user_version = {current + 1}")
    db.close()
    if is_newer:
        with pytest.raises(JournalTooNewError):
            await Journal.open(path)
    else:
        await (await Journal.open(path)).close()
        assert read(path, "PRAGMA user_version") == [(current,)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("smart_encoded INTEGER", "smart_encodee INTEGER"),
        ("number TEXT NOT NULL", "number TEXU NOT NULL"),
        ("WHERE stage = 'ready'", "WHERE stage = 'reacy'"),
        ("CREATE TABLE block", "CREATE TABLE blocj"),
        ("CREATE TABLE queue", "CREATE TABLE qu\xf5ue"),
        ("cost REAL", "co\xf3t REAL"),
    ],
)
async def test_tables_that_are_not_ours_any_more_are_set_aside(
    path: Path, old: str, new: str
) -> None:
    """Each unit would fail, or find nothing, and no look at the pages would tell why."""
    messages = await written(path, "one", "two")
    content = path.read_bytes()
    place = content.index(old.encode())
    path.write_bytes(content[:place] + new.encode("latin-1") + content[place + len(old) :])
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert await journal.run(take("new"))
    # What waits is read all the same: the columns are known by their places.
    assert await journal.run(find(messages[0].message_id)) == messages[0]
    await journal.close()


async def test_a_file_that_says_it_can_not_be_written_is_set_aside(path: Path) -> None:
    """A disk that can't be is another thing, see above."""
    await written(path, "one")
    flip(path, 18, 0x10)
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    await journal.close()


def scribble(content: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice([1, 1, 3, 20])):
        content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)


def scribble_in_header(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(100)] = dice.randrange(256)


def scribble_in_schema(content: bytearray, dice: random.Random) -> None:
    content[dice.randrange(100, 10 * 1024)] |= 0x80


def cut(content: bytearray, dice: random.Random) -> None:
    del content[dice.randrange(len(content)) :]


def empty_pages(content: bytearray, dice: random.Random) -> None:
    begin = dice.randrange(len(content) // 1024) * 1024
    end = min(begin + dice.choice([1, 1, 2, 8]) * 1024, len(content))
    content[begin:end] = bytes(end - begin)


def overwrite_page(content: bytearray, dice: random.Random) -> None:
    begin = dice.randrange(len(content) // 1024) * 1024
    content[begin : begin + 1024] = dice.randbytes(1024)


@pytest.fixture
def in_memory(path: Path) -> Iterator[Path]:
    """Return where a journal is that no disk slows down, if there is such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - for a folder of its own
    if not memory.is_dir():
        yield path
        return
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder) / path.name


async def a_little_of_everything(path: Path) -> bytes:
    """Return the content of a journal that has something in each table."""
    journal = await Journal.open(path)
    await journal.run(take(*[f"{number} {'x' * (number % 50)}" for number in range(80)]))

    def receive(db: Writer) -> None:
        claims.claim(db, Room(2, 0, 3, one_text=False))
        for number in range(40):
            said = reply(f"hello {number}", sender=f"+2783{number:07}")
            inbound.receive(db, said, NOW + number, TERMS)
        for number in range(10):
            stop = reply("STOP", sender=f"+2784{number:07}", provider_message_id=f"{number}")
            inbound.receive(db, stop, NOW + number, TERMS)

    await journal.run(receive)
    await journal.close()
    return path.read_bytes()


@pytest.mark.parametrize(
    "damage",
    [scribble, scribble_in_header, scribble_in_schema, cut, empty_pages, overwrite_page],
    ids=lambda damage: damage.__name__,
)
async def test_whatever_is_damaged_it_opens_and_works(
    in_memory: Path,
    damage: Callable[[bytearray, random.Random], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At the latest when opened anew after the damage was met."""
    path = in_memory
    caplog.set_level(logging.CRITICAL, logger="custom_components.sms_gateway")
    whole = await a_little_of_everything(path)
    dice = random.Random(damage.__name__)  # noqa: S311 - chance that can be repeated
    for number in range(50):
        for file in path.parent.iterdir():
            file.unlink()
        content = bytearray(whole)
        damage(content, dice)
        path.write_bytes(content)
        for _ in range(2):
            journal = await Journal.open(path)
            try:
                (message,) = await journal.run(take("new"))
                assert await journal.run(find(message.message_id)) == message
                await journal.run(lambda db: inbound.receive(db, reply("new"), NOW + 999, TERMS))
                break
            except sqlite3.Error as error:
                if not (journal_file.is_damage(error) and mark(path).exists()):
                    raise
            finally:
                await journal.close()
        else:
            pytest.fail(f"damage {number} is not mended")


# A power cut while a file is set aside


async def test_a_power_cut_before_all_is_carried_over_changes_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = await written(path, "one", "two")
    mark(path).touch()
    page = page_of(path, "inbound")
    content = bytearray(path.read_bytes())
    content[page] = b"\xa5" * (page.stop - page.start)
    path.write_bytes(content)

    def no_power(_: Path) -> Path:
        raise OSError("no power")

    with monkeypatch.context() as patch:
        patch.setattr(journal_file, "replace", no_power)
        with pytest.raises(OSError, match="no power"):
            await Journal.open(path)
    assert path.read_bytes() == content
    assert successor(path).exists()

    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert await journal.run(find(messages[1].message_id)) == messages[1]
    await journal.close()
    assert not successor(path).exists()


@pytest.mark.parametrize("renamed", [1, 2, 3])
async def test_a_power_cut_while_files_are_renamed_loses_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    """Least of all must the log of the old file get into the new one."""
    messages = await written(path, "one", "two")
    mark(path).touch()
    page = page_of(path, "inbound")
    content = bytearray(path.read_bytes())
    content[page] = b"\xa5" * (page.stop - page.start)
    path.write_bytes(content)
    Path(f"{path}-wal").write_bytes(b"log")
    Path(f"{path}-shm").write_bytes(b"index")
    done: list[str] = []
    rename = Path.rename

    def until_the_power_goes(self: Path, target: Path | str) -> Path:
        if len(done) == renamed:
            raise OSError("no power")
        done.append(self.name)
        return rename(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", until_the_power_goes)
        with pytest.raises(OSError, match="no power"):
            await Journal.open(path)
    assert done[0] == path.name
    assert not path.exists()

    journal = await Journal.open(path)
    assert await journal.run(find(messages[1].message_id)) == messages[1]
    await journal.close()
    assert not successor(path).exists()
    (aside,) = (
        file for file in path.parent.glob("*.damaged-*") if not file.name.endswith(("-wal", "-shm"))
    )
    assert aside.read_bytes() == content


async def test_a_full_disk_sets_nothing_aside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no damage; and what can't be carried over must not be lost for that."""
    await written(path, "one", "2" * 5000)
    mark(path).touch()
    page = page_of(path, "inbound")
    content = bytearray(path.read_bytes())
    content[page] = b"\xa5" * (page.stop - page.start)
    path.write_bytes(content)
    connect = journal_file.connect

    def small(path: Path, *, in_backup: bool) -> Writer:
        db = connect(path, in_backup=in_backup)
        db.execute("PRAGMA max_page_count = 1").fetchone()
        return db

    with monkeypatch.context() as patch:
        patch.setattr(journal_file, "connect", small)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            await Journal.open(path)
    assert path.read_bytes() == content
    assert not list(path.parent.glob("*.damaged-*"))
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    await journal.close()


async def test_what_is_not_damaged_is_not_set_aside(path: Path) -> None:
    """A mark may be left although nothing is wrong: then a close look costs a moment, no more."""
    await written(path, "one")
    mark(path).touch()
    journal = await Journal.open(path)
    assert journal.set_aside is None
    await journal.close()
    assert not mark(path).exists()


@pytest.mark.parametrize("value", ["x", "1x", "", "\ufffd"])
async def test_a_damaged_setting_of_our_own_keeps_nothing_from_opening(
    path: Path, value: str
) -> None:
    (message,) = await written(path, "one")
    db = sqlite3.connect(path)
    for name in ("schema", "last_told"):
        db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
    db.commit()
    db.close()
    journal = await Journal.open(path)
    assert await journal.run(find(message.message_id)) == message
    await journal.close()
