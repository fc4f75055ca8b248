"""Tests of a journal that is set aside: who wrote STOP, what is set and what waits come over."""

from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
import sqlite3
from sqlite3 import Connection

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.messaging import (
    claims,
    consent,
    journal_file,
    outbound,
    salvage,
    setting,
)
from custom_components.sms_gateway.messaging.consent import Block
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.journal_file import mark
from custom_components.sms_gateway.messaging.message import (
    MessageReceived,
    MessageState,
    OutboundMessage,
    Priority,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import (
    CAREFUL,
    HOME,
    MINUTE,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    draft,
    read,
    reply,
)
from .test_migration import BLOCKED, old_journal

EVERYTHING = [
    *("block", "setting", "lifted", "own_number", "tally", "consent_note"),
    *("bridge", "bridge_contact", "bridge_message"),
    *("queue", "part", "event", "bridge_waiting", "figure"),
]
# The gateway has them, so nothing waits for them.
OLD = 2000


def grow_old(db: Connection) -> None:
    """Write old messages that nobody waits for, before what is there and behind it."""
    db.execute("UPDATE outbound SET sequence = sequence + ?", (OLD,))
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if "queue" in tables:
        db.execute("UPDATE queue SET sequence = sequence + ?", (OLD,))
        db.execute("UPDATE event SET message = message + ? WHERE kind = 'status'", (OLD,))
    for name, first in (("before", 1), ("behind", OLD + 1000)):
        db.executemany(
            "INSERT INTO outbound (sequence, message_id, number, text, channel, priority, parts,"
            " truncated, smart_encoded, retry_rate, created_at, state)"
            " VALUES (?, ?, ?, ?, 'sms', 0, 1, 0, 0, 60, 1000, 'delivered')",
            [
                (place, f"{name}-{place}", NUMBER, f"{name} {place - first:05} {'x' * 100}")
                for place in range(first, first + OLD)
            ],
        )


def empty_page_with(path: Path, text: str) -> None:
    """Write zeros over the page of a file that has a text in it."""
    ((size,),) = read(path, "PRAGMA page_size")
    assert isinstance(size, int)
    content = bytearray(path.read_bytes())
    page = content.index(text.encode()) // size * size
    assert page
    content[page : page + size] = bytes(size)
    path.write_bytes(content)


def empty_table(path: Path, name: str) -> None:
    """Write zeros over the first page of a table."""
    ((number,),) = read(path, f"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'")  # noqa: S608
    ((size,),) = read(path, "PRAGMA page_size")
    assert isinstance(number, int)
    assert isinstance(size, int)
    content = bytearray(path.read_bytes())
    content[(number - 1) * size : number * size] = bytes(size)
    path.write_bytes(content)


def unlost(engine: Engine) -> list[str]:
    """Return what was lost, of a journal that was set aside."""
    assert engine.journal.set_aside is not None
    assert engine.journal.set_aside.path.exists()
    return list(engine.journal.set_aside.lost)


@pytest.fixture
async def full(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    path: Path,
    freezer: FrozenDateTimeFactory,
) -> float:
    """Leave a journal with a little of all that must not be lost; return when that was."""
    now = freezer().timestamp()
    engine = await start_engine()
    await engine.inbox.receive([reply("STOP", sender=BLOCKED), reply("STOP ALL", sender=OTHER)])
    freezer.tick(1)
    await engine.inbox.receive([reply("START", sender=OTHER)])
    gateway.answers.clear()
    await engine.submit(draft("under way", tag="gate"))
    await gateway.asked.wait()
    await engine.kill()
    gateway.answers.set()
    gateway.requests.clear()
    engine = await start_engine(running=False)
    # An earlier run would have noted it as interrupted: let it be under way once more.
    await engine.journal.run(under_way)
    await engine.submit(draft("first", tag="door"), draft("fire", priority=Priority.CRITICAL))
    await engine.submit(draft("forever", stop_after=None))
    await engine.inbox.receive([reply("untold", provider_message_id="a1")])
    await engine.journal.run(lambda db: setting.write(db, "word", "kept"))
    await engine.kill()
    with closing(sqlite3.connect(path)) as db:
        grow_old(db)
        db.commit()
    mark(path).touch()
    return now


def under_way(db: Writer) -> None:
    """Leave a message as it was when the power went."""
    db.execute("UPDATE outbound SET state = 'sending', uncertain = 0")
    db.execute(
        "UPDATE queue SET stage = 'sending', number = NULL, expires_at = NULL, due_at = NULL"
    )
    db.execute("DELETE FROM event")


async def test_one_damaged_page_of_old_messages_loses_nothing_that_matters(
    full: float,
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    path: Path,
    freezer: FrozenDateTimeFactory,
) -> None:
    empty_page_with(path, "before 01900")
    engine = await start_engine()
    assert unlost(engine) == ["queue"]  # nobody can know what was on that page
    await engine.turn()
    texts = [text for request in gateway.texts for text in request]
    assert texts[0] == "fire"
    assert sorted(texts) == ["fire", "first", "forever"]
    # What was under way may have been sent: it is due in a minute.
    freezer.tick(MINUTE)
    await engine.turn()
    assert gateway.texts[-1] == ["under way"]
    (found,) = await engine.journal.run(
        lambda db: db.execute(
            "SELECT uncertain, tag FROM outbound WHERE text = 'under way'"
        ).fetchall()
    )
    assert tuple(found) == (1, "gate")
    # Who wrote STOP is left alone, who took it back is not.
    assert engine.inbox.blocked == {BLOCKED}
    refused, taken = await engine.outbox.submit([draft(number=BLOCKED), draft(number=OTHER)])
    assert refused == Refusal(BLOCKED, RefusalKind.OPTED_OUT, full)
    assert isinstance(taken, OutboundMessage)
    assert await engine.journal.run(lambda db: setting.read(db, "word")) == "kept"
    assert await engine.journal.run(lambda db: consent.block(db, OTHER, "all", full)) is False
    # What nobody was told of is told.
    await engine.until(lambda: any(isinstance(event, MessageReceived) for event in engine.told))
    (untold,) = (event for event in engine.told if isinstance(event, MessageReceived))
    assert untold.received.message.text == "untold"
    assert [
        event.message.text for event in engine.told
        if isinstance(event, StatusChanged) and event.previous is None
    ][:3] == ["first", "fire", "forever"]  # fmt: skip
    # Our own number, and what was sent today.
    ours = "SELECT number FROM own_number"
    assert await engine.journal.run(lambda db: db.execute(ours).fetchone()[0]) == HOME


async def test_what_was_counted_is_counted_once(
    full: float, start_engine: StartEngine, path: Path
) -> None:
    figures = "SELECT * FROM figure ORDER BY 1, 2"
    counted = read(path, figures)
    empty_page_with(path, "before 01900")
    await start_engine(running=False)
    assert read(path, figures) == counted != []


async def test_what_may_have_been_sent_is_not_repeated_where_that_is_not_wanted(
    full: float, start_engine: StartEngine, gateway: ScriptedGateway, path: Path,
    freezer: FrozenDateTimeFactory,
) -> None:  # fmt: skip
    """Neither what was under way, nor what waits for a report already, if the queue is lost."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE outbound SET uncertain = 1 WHERE text = 'first'")
        db.commit()
    empty_table(path, "queue")
    engine = await start_engine(CAREFUL)
    assert unlost(engine) == ["queue"]
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    assert sorted(text for request in gateway.texts for text in request) == ["fire", "forever"]


async def test_what_the_queue_knew_is_known(
    start_engine: StartEngine, gateway: ScriptedGateway, path: Path
) -> None:
    """That a message was called back while it was under way, for one."""
    engine = await start_engine()
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    await engine.outbox.cancel(message_id, None)
    await engine.kill()
    gateway.answers.set()
    mark(path).touch()
    empty_table(path, "part")
    engine = await start_engine()
    assert unlost(engine) == ["part"]
    await engine.turn()
    assert (await engine.message(message_id)).state is MessageState.CANCELLED


@pytest.mark.parametrize("table", EVERYTHING)
async def test_what_can_not_be_read_is_named(
    full: float, start_engine: StartEngine, path: Path, table: str
) -> None:
    empty_table(path, table)
    engine = await start_engine(running=False)
    assert unlost(engine) == [table]
    waiting = "SELECT text FROM outbound WHERE state IN ('queued', 'sending') ORDER BY text"
    rows = await engine.journal.run(lambda db: db.execute(waiting).fetchall())
    assert [row[0] for row in rows] == ["fire", "first", "forever", "under way"]
    blocked = set() if table == "block" else {BLOCKED}
    assert engine.inbox.blocked == blocked


async def test_a_damaged_root_is_not_looked_through_for_ever(
    full: float, start_engine: StartEngine, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(salvage, "_MOST_LOOKS", 100)
    empty_table(path, "outbound")
    engine = await start_engine(running=False)
    assert "queue" in unlost(engine)
    assert engine.outbox.pending == 0
    assert engine.inbox.blocked == {BLOCKED}


async def test_each_damaged_row_is_left_out_alone(path: Path) -> None:
    """A text may go on over pages of its own: with one of them only its message is lost."""
    journal = await Journal.open(path)
    drafts = [
        draft(f"{number:03} " + "y" * 1500 + f" {number:03} " + "y" * 1500) for number in range(20)
    ]
    messages = await journal.run(lambda db: claims.insert(db, drafts, 1000.0))
    await journal.run(lambda db: db.execute("DELETE FROM event").rowcount)
    await journal.close()
    for number in (7, 13):
        empty_page_with(path, f"yy {number:03}")
    mark(path).touch()
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert journal.set_aside.lost == ["queue"]
    for number, message in enumerate(messages):
        there = await journal.run(partial(outbound.find, message_id=message.message_id))
        assert there == (None if number in (7, 13) else message)
    ((waiting,),) = await journal.run(
        lambda db: db.execute("SELECT count(*) FROM queue").fetchall()
    )
    assert waiting == 18
    await journal.close()


async def test_of_many_who_wrote_stop_only_those_of_a_damaged_page_are_lost(path: Path) -> None:
    journal = await Journal.open(path)

    def block_all(db: Writer) -> None:
        for number in range(500):
            consent.block(db, f"+2784{number:07}", "all", 900.0)

    await journal.run(block_all)
    await journal.close()
    empty_page_with(path, "+27840000250")
    mark(path).touch()
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert journal.set_aside.lost == ["block"]
    known = await journal.run(consent.blocked_numbers)
    assert len(known) > 450
    assert {"+27840000000", "+27840000499"} <= known
    blocks = await journal.run(lambda db: consent.blocks(db, ["+27840000499"]))
    assert blocks == {"+27840000499": Block("+27840000499", "all", 900.0)}
    await journal.close()


async def test_a_number_that_can_not_be_read_is_a_loss(path: Path) -> None:
    """It was somebody's who wrote STOP."""
    journal = await Journal.open(path)
    await journal.run(lambda db: consent.block(db, "+27840000250", "all", 900.0))
    await journal.close()
    content = bytearray(path.read_bytes())
    content[content.index(b"+27840000250") + 3] |= 0x80
    path.write_bytes(content)
    empty_table(path, "part")
    mark(path).touch()
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert journal.set_aside.lost == ["block", "part"]
    await journal.close()


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("version", [1, 2, 3, 4])
async def test_files_of_older_versions_are_saved_as_well(
    start_engine: StartEngine, gateway: ScriptedGateway, path: Path,
    freezer: FrozenDateTimeFactory, version: int, marked: bool,
) -> None:  # fmt: skip
    now = freezer().timestamp()
    old_journal(path, version, now)
    with closing(sqlite3.connect(path)) as db:
        grow_old(db)
        db.commit()
        # Nothing may be left that makes the migration stumble by itself: the page is found then.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    empty_page_with(path, "before 01900" if marked else "stop-id")
    if marked:
        mark(path).touch()
    engine = await start_engine()
    assert unlost(engine) == (["queue"] if marked else ["event"])
    assert engine.inbox.blocked == {BLOCKED}
    assert not engine.outbox.sending_on
    freezer.tick(MINUTE)
    await engine.outbox.switch(on=True)
    await engine.turn()
    assert sorted(text for request in gateway.texts for text in request) == ["one", "two"]
    told = [event for event in engine.told if isinstance(event, StatusChanged)]
    assert (told[0].message.message_id, told[0].message.state) == ("queued-id", MessageState.QUEUED)
    if marked:
        stop, plain = await engine.received(2)
        assert (stop.received.message_id, stop.scope) == ("stop-id", "sender")
        assert (plain.received.message.text, plain.received.parts) == ("yes", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"not a database" * 1000,
        b"SQLite format 3\0" + b"\xa5" * 8000,
        b"SQLite format 3\0" + bytes(8000),
        b"SQLite format 3\0" + b"\4\0" * 100,
        b"\0" * 4096,
    ],
    ids=["garbage", "a name alone", "a name and zeros", "half a header", "zeros"],
)
async def test_a_file_that_gives_nothing_is_a_loss_of_everything(
    path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    journal = await Journal.open(path)
    assert journal.set_aside is not None
    assert journal.set_aside.lost == EVERYTHING
    assert journal.set_aside.path.read_bytes() == content
    await journal.close()


def nothing_there(_: Path) -> None:
    """Leave no file at all."""


def a_folder(path: Path) -> None:
    """Leave something that is no file."""
    path.mkdir()


@pytest.mark.parametrize("leave", [nothing_there, a_folder])
def test_what_is_no_file_is_a_loss_of_everything(
    path: Path, tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    new = journal_file.connect(tmp_path / "new", in_backup=False)
    leave(path)
    assert salvage.carry_over(path, new) == EVERYTHING
    new.close()
