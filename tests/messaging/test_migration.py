"""Tests of a journal that an older version wrote: nothing of it is lost."""

from collections.abc import Iterable
from contextlib import closing
from functools import partial
import logging
import os
from pathlib import Path
import shutil
import sqlite3
import time
from typing import Any, override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.messaging import consent, history, journal_file, tally
from custom_components.sms_gateway.messaging.consent import Block
from custom_components.sms_gateway.messaging.history import Direction, Search
from custom_components.sms_gateway.messaging.message import (
    Attempt,
    MessageState,
    OutboundMessage,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.schema import MIGRATIONS
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import (
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

# The schema as version 1 made it; never to be edited.
VERSION_1 = """
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

    PRAGMA user_version = 1;
"""

# What version 2 made of it; never to be edited.
VERSION_2 = """
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

    PRAGMA user_version = 2;
"""

# What version 3 added; never to be edited.
VERSION_3 = """
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

    PRAGMA user_version = 3;
"""

# What version 4 added; never to be edited.
VERSION_4 = """
    ALTER TABLE outbound ADD COLUMN uncertain INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE outbound ADD COLUMN offer_at REAL;
    ALTER TABLE outbound ADD COLUMN fallback TEXT;
    ALTER TABLE outbound ADD COLUMN origin TEXT;
    CREATE INDEX outbound_offer ON outbound (offer_at) WHERE offer_at IS NOT NULL;
    CREATE INDEX outbound_handed_over ON outbound (sequence) WHERE fallback IS NOT NULL;

    PRAGMA user_version = 4;
"""

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED
BLOCKED = "+27841234567"


CONTENT = """
    INSERT INTO outbound (message_id, number, text, channel, priority, tag, parts, truncated,
        smart_encoded, retry_rate, created_at, expires_at, due_at, state, attempts, accepted_at,
        provider_message_id)
    VALUES
        ('queued-id', :number, 'one', 'sms', 0, 'door', 1, 0, 0, 60, :now, :now + 300, :now,
            'queued', 0, NULL, NULL),
        ('sending-id', :number, 'two', 'sms', 0, NULL, 1, 0, 0, 60, :now, :now + 300, NULL,
            'sending', 1, NULL, NULL),
        ('accepted-id', :number, 'three', 'sms', 0, NULL, 1, 0, 0, 60, :now, :now + 300, NULL,
            'accepted', 1, :now, 'their-id');
    INSERT INTO inbound (message_id, provider_message_id, sender, recipient, text, sent_at,
        received_at, in_reply_to)
    VALUES
        ('stop-id', 'a1', :blocked, :home, 'STOP', :now - 9, :now, NULL),
        ('plain-id', NULL, :number, :home, 'yes', NULL, :now, 'accepted-id');
    INSERT INTO block VALUES (:blocked, 'sender', :now - 9);
    INSERT INTO setting VALUES ('sending', 'off');
    INSERT INTO event (kind, message_id, state, previous_state, scope)
    VALUES
        ('status', 'queued-id', 'queued', NULL, NULL),
        ('opt_out', 'stop-id', NULL, NULL, 'sender'),
        ('message_received', 'plain-id', NULL, NULL, NULL)
"""


def old_journal(path: Path, version: int, now: float) -> None:
    """Write a journal of an older version, as a crash left it."""
    values = {"now": now, "number": NUMBER, "home": HOME, "blocked": BLOCKED}
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(VERSION_1)
        for statement in CONTENT.split(";"):
            db.execute(statement, values)
        db.commit()
        for script in (VERSION_2, VERSION_3, VERSION_4)[: version - 1]:
            db.executescript(script)


@pytest.fixture(params=[1, 2, 3, 4])
def began(request: pytest.FixtureRequest, path: Path, freezer: FrozenDateTimeFactory) -> float:
    """Leave a journal of an older version as a crash left it; return when that was."""
    freezer.move_to("2026-11-20 12:00:00+00:00")
    now = freezer().timestamp()
    old_journal(path, request.param, now)
    return now


@pytest.fixture
async def engine(began: float, start_engine: StartEngine) -> Engine:
    """Return the engine at work on the old journal."""
    return await start_engine()


async def test_waiting_messages_go_on_where_they_were(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    await engine.turn()
    assert not engine.outbox.sending_on
    assert engine.outbox.pending == 2
    freezer.tick(MINUTE)
    await engine.outbox.switch(on=True)
    await engine.turn()
    assert gateway.texts == [["one", "two"]]
    for message_id, attempts in (("queued-id", 1), ("sending-id", 2)):
        message = await engine.message(message_id)
        assert (message.state, message.attempts, message.cost) == (ACCEPTED, attempts, None)
    assert (await engine.message("queued-id")).tag == "door"


async def test_what_was_not_told_is_told(engine: Engine, began: float) -> None:
    await engine.until(lambda: len(engine.told) == 4)
    assert [event.sequence for event in engine.told] == [1, 2, 3, 4]
    queued, recovered = (event for event in engine.told if isinstance(event, StatusChanged))
    assert (queued.message.message_id, queued.message.state) == ("queued-id", QUEUED)
    assert (recovered.message.message_id, recovered.previous) == ("sending-id", SENDING)
    stop, plain = await engine.received(2)
    assert (stop.received.message_id, stop.scope) == ("stop-id", "sender")
    assert stop.received.message == reply(
        "STOP", provider_message_id="a1", sender=BLOCKED, sent_at=began - 9
    )
    assert (plain.received.message_id, plain.received.in_reply_to) == ("plain-id", "accepted-id")
    assert (plain.received.parts, plain.received.complete) == (1, True)


async def test_duplicates_are_still_known(engine: Engine) -> None:
    repeated = [reply("STOP", provider_message_id="a1", sender=BLOCKED), reply("yes")]
    assert await engine.inbox.receive(repeated) == 0


async def test_who_wrote_stop_is_still_blocked(engine: Engine, began: float) -> None:
    assert engine.inbox.blocked == {BLOCKED}
    await engine.outbox.switch(on=True)
    refused, *_ = await engine.outbox.submit([draft(number=BLOCKED), draft(number=OTHER)])
    assert refused == Refusal(BLOCKED, RefusalKind.OPTED_OUT, began - 9)


async def test_reports_and_answers_find_what_was_sent(engine: Engine) -> None:
    await engine.inbox.receive([reply("open", related_provider="their-id")])
    *_, answer = await engine.received(3)
    assert answer.received.in_reply_to == "accepted-id"


async def test_who_wrote_to_us_is_answered_from_the_number_written_to(engine: Engine) -> None:
    await engine.outbox.switch(on=True)
    (message_id,) = await engine.submit(draft(sender="+27600000009", sender_follows=True))
    assert (await engine.message(message_id)).sender == HOME


async def test_what_is_looked_for_is_found(engine: Engine, began: float) -> None:
    wanted = Search(Direction.BOTH, (), None, 0.0, 10)
    found = await engine.journal.run(partial(history.search, wanted=wanted))
    texts = [
        one.message.text if isinstance(one.message, OutboundMessage) else one.message.message.text
        for one in found
    ]
    assert texts == ["three", "two", "one", "yes", "STOP"]
    # Attempts were not noted then; the one that the crash ended is, now, and the one that got
    # through is known by its message.
    assert [len(one.attempts) for one in found] == [1, 1, 0, 0, 0]
    assert found[0].attempts == [Attempt(began, ACCEPTED)]
    assert await engine.outbox.cancel(None, "door") == 1


async def test_what_waits_is_no_automatic_answer(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("end")])
    freezer.tick(MINUTE)
    await engine.outbox.switch(on=True)
    await engine.turn()
    assert gateway.requests == []
    assert (await engine.message("queued-id")).state is MessageState.REJECTED


async def test_a_migrated_journal_is_like_a_new_one(
    engine: Engine, start_engine: StartEngine, path: Path
) -> None:
    await engine.stop()
    query = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    migrated = read(path, query)
    path.unlink()
    await (await start_engine()).stop()
    assert read(path, query) == migrated
    await (await start_engine()).stop()


# A journal of version 4 with everything that can wait in it


OLD: list[tuple[str, str, dict[str, Any]]] = [
    # id, state, the rest
    ("plain", "queued", {"due_at": 10.0, "expires_at": 300.0, "tag": "door"}),
    ("offered", "queued", {"due_at": 20.0, "expires_at": 300.0, "offer_at": 120.0}),
    ("critical", "queued", {"due_at": 30.0, "priority": 1}),
    ("answer", "queued", {"due_at": 0.0, "automatic": 1}),
    ("doubted", "queued", {"expires_at": 300.0, "uncertain": 1, "attempts": 1}),
    ("under way", "sending", {"expires_at": 300.0, "attempts": 1, "tag": "gate"}),
    ("away", "queued", {"expires_at": 300.0, "fallback": "other"}),
    ("away there", "sending", {"expires_at": 300.0, "fallback": "other"}),
    ("taken there", "accepted", {"expires_at": 300.0, "fallback": "other", "accepted_at": 5.0}),
    ("done there", "delivered", {"expires_at": 300.0, "fallback": "other", "accepted_at": 5.0}),
    ("taken", "accepted", {"expires_at": 300.0, "accepted_at": 5.0}),
    ("given up", "expired", {"uncertain": 1, "parts": 4}),
    ("refused", "rejected", {"parts": 50}),
    ("of the day before", "delivered", {"created_at": -100_000.0, "parts": 7}),
    ("old", "delivered", {"created_at": -1_000_000.0, "parts": 9}),
]  # fmt: skip
MOMENTS = ("created_at", "due_at", "expires_at", "offer_at", "accepted_at")


def write_old(path: Path, now: float) -> None:
    """Write what can wait into a journal of version 4; times are given from now."""
    with closing(sqlite3.connect(path)) as db:
        for script in (VERSION_1, VERSION_2, VERSION_3, VERSION_4):
            db.executescript(script)
        for message_id, state, rest in OLD:
            row: dict[str, Any] = {
                "message_id": message_id, "number": NUMBER, "text": message_id, "channel": "sms",
                "priority": 0, "parts": 1, "truncated": 0, "smart_encoded": 0, "retry_rate": 60,
                "created_at": 0.0, "state": state, **rest,
            }  # fmt: skip
            for moment in MOMENTS:
                if moment in row:
                    row[moment] += now
            db.execute(
                f"INSERT INTO outbound ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",  # noqa: S608
                tuple(row.values()),
            )
        db.commit()


async def test_what_waits_comes_into_the_queue(path: Path, freezer: FrozenDateTimeFactory) -> None:
    # The tally counts from now as SQLite has it, which nobody can freeze.
    now = float(int(read(path.with_name("none"), "SELECT unixepoch()")[0][0]))  # type: ignore[call-overload]
    write_old(path, now)
    db = journal_file.connect(path, in_backup=False)
    rows = db.execute(
        "SELECT message_id, stage, queue.priority, queue.number, queue.tag,"
        " queue.due_at - :now, queue.expires_at - :now, queue.offer_at - :now, single, called_back"
        " FROM queue JOIN outbound USING (sequence) ORDER BY sequence",
        {"now": now},
    )
    assert [tuple(row) for row in rows] == [
        ("plain", "later", 0, NUMBER, "door", 10.0, 300.0, None, 0, 0),
        ("offered", "later", 0, NUMBER, None, 20.0, 300.0, 120.0, 0, 0),
        ("critical", "later", 1, NUMBER, None, 30.0, None, None, 0, 0),
        ("answer", "later", 0, None, None, 0.0, None, None, 0, 0),
        # Only a report can settle it, until its time has passed.
        ("doubted", "later", 0, NUMBER, None, None, 300.0, None, 0, 0),
        # Nothing ends it while it is under way.
        ("under way", "sending", 0, None, "gate", None, None, None, 0, 0),
        # Another account may keep silent for a minute longer.
        ("away", "away", 0, NUMBER, None, None, 360.0, None, 0, 0),
        ("away there", "away", 0, NUMBER, None, None, 360.0, None, 0, 0),
        ("taken there", "away", 0, None, None, None, None, None, 0, 0),
    ]
    # What was not sent for certain does not count; an answer counts by itself.
    sent = [row for row in OLD if row[1] not in ("expired", "rejected") or row[2].get("uncertain")]
    today = [row for row in sent if "created_at" not in row[2] and not row[2].get("automatic")]
    assert tally.parts_since(db, now) == sum(int(row[2].get("parts", 1)) for row in today) == 14
    assert tally.parts_since(db, now - 150_000) == 14 + 7
    assert tally.answers_between(db, now - 1, now + 1) == 1
    # What is from before that is of no day that is still counted.
    assert tally.parts_since(db, 0) == 14 + 7
    db.close()


async def test_of_many_attempts_the_first_and_the_last_are_kept(path: Path) -> None:
    """Of what still waits; what is over has as many as ever until it is forgotten."""
    write_old(path, 1000.0)
    with closing(sqlite3.connect(path)) as db:
        for message_id in ("plain", "taken"):
            db.execute("UPDATE outbound SET attempts = 500 WHERE message_id = ?", (message_id,))
            db.executemany(
                "INSERT INTO attempt (message_id, at, state) VALUES (?, ?, 'queued')",
                [(message_id, number) for number in range(1, 501)],
            )
        db.commit()
    journal_file.connect(path, in_backup=False).close()
    kept = read(path, "SELECT at FROM attempt WHERE message_id = 'plain' ORDER BY sequence")
    assert [at for (at,) in kept] == [1.0, *map(float, range(481, 501))]
    assert read(path, "SELECT count(*) FROM attempt WHERE message_id = 'taken'") == [(500,)]


class WatchedWriter(Writer):
    """A connection whose power may go at each of its statements: the files are copied there."""

    folder: Path
    statements = 0
    path: Path

    @override
    def executescript(self, sql_script: str, /) -> sqlite3.Cursor:
        # Pages that the cache can't hold get into the log before the commit.
        self.execute("PRAGMA cache_size = 10")
        self.set_trace_callback(self._copy)
        try:
            return super().executescript(sql_script)
        finally:
            self.set_trace_callback(None)

    def _copy(self, _: str) -> None:
        WatchedWriter.statements += 1
        if WatchedWriter.statements % 3:
            return
        folder = WatchedWriter.folder / f"{WatchedWriter.statements:03}"
        folder.mkdir(parents=True)
        for file in journal_file.files(WatchedWriter.path)[:2]:
            if file.exists():
                shutil.copy(file, folder)


def all_of(path: Path) -> list[object]:
    """Return everything that a journal has."""
    names = read(path, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    return [(name, read(path, f"SELECT * FROM {name} ORDER BY 1")) for (name,) in names]  # noqa: S608


@pytest.mark.parametrize("version", [1, 4])
def test_a_power_cut_in_the_middle_changes_nothing(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    old_journal(path, version, 1000.0)
    with closing(sqlite3.connect(path)) as db:
        db.executemany(
            "INSERT INTO inbound (message_id, sender, recipient, text, received_at)"
            " VALUES (?, '+27821234567', '+27600000001', ?, 1000)"
            if version == 1
            else "INSERT INTO inbound (message_id, sender, recipient, text, received_at, said_at)"
            " VALUES (?, '+27821234567', '+27600000001', ?, 1000, 1000)",
            [(f"{number}", "x" * 500) for number in range(100)],
        )
        db.commit()
    WatchedWriter.path, WatchedWriter.folder = path, tmp_path / "cut"
    WatchedWriter.statements = 0
    with monkeypatch.context() as patch:
        patch.setattr(journal_file, "Writer", WatchedWriter)
        journal_file.connect(path, in_backup=False).close()
    migrated = all_of(path)
    versions = set()
    for folder in sorted(WatchedWriter.folder.iterdir()):
        copy = folder / path.name
        ((at,),) = read(copy, "PRAGMA user_version")
        versions.add(at)
        journal_file.connect(copy, in_backup=False).close()
        assert all_of(copy) == migrated
    assert versions == {version}
    assert WatchedWriter.statements > 50


def test_who_wrote_stop_is_blocked_for_ever_as_before(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        for script in MIGRATIONS[:5]:
            db.executescript(script)
        db.execute("INSERT INTO block VALUES (?, 'all', 100.0)", (NUMBER,))
        db.execute("INSERT INTO lifted VALUES (?, 200.0)", (OTHER,))
        db.execute("PRAGMA user_version = 5")
        db.commit()
    with closing(journal_file.connect(path, in_backup=False)) as writer:
        assert consent.purge(writer, 1e12, 10) == 0
        assert consent.blocks(writer, [NUMBER]) == {NUMBER: Block(NUMBER, "all", 100.0)}
        assert not consent.block(writer, OTHER, "all", 150.0)
        # Whether that was taken back for all accounts was not kept.
        assert consent.lifted_everywhere(writer, [Block(OTHER, "all", 150.0)], 300.0) == {}


# How long it takes: 1,000,000 with SMS_GATEWAY_ROWS=1000000 and --log-cli-level=INFO
ROWS = int(os.environ.get("SMS_GATEWAY_ROWS", "20000"))


def test_many_messages_are_migrated(path: Path) -> None:
    now = time.time()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for script in (VERSION_1, VERSION_2, VERSION_3, VERSION_4):
            db.executescript(script)
        db.executemany(
            "INSERT INTO outbound (message_id, number, text, channel, priority, parts, truncated,"
            " smart_encoded, retry_rate, created_at, expires_at, due_at, state, attempts,"
            " accepted_at, provider_message_id) VALUES (?, ?, ?, 'sms', 0, 1, 0, 0, 60, ?, ?, ?,"
            " ?, 1, ?, ?)",
            many_outbound(now),
        )
        db.executemany(
            "INSERT INTO inbound (message_id, provider_message_id, sender, recipient, text,"
            " sent_at, said_at, received_at) VALUES (?, ?, ?, ?, 'on my way', ?, ?, ?)",
            (
                (f"in-{number}", f"their-in-{number}", f"+2782{number % 5000:07}", HOME, at, at, at)
                for number in range(ROWS // 10)
                for at in (now - (ROWS // 10 - number),)
            ),
        )
        db.execute("INSERT INTO attempt (message_id, at, state) SELECT message_id, accepted_at,"
                   " 'accepted' FROM outbound WHERE accepted_at IS NOT NULL")  # fmt: skip
        db.commit()
    began = time.perf_counter()
    db = journal_file.connect(path, in_backup=False)
    took = time.perf_counter() - began
    logging.getLogger(__name__).info("%s outbound messages: %.1f s", ROWS, took)
    assert db.execute("SELECT count(*) FROM outbound").fetchone()[0] == ROWS
    assert db.execute("SELECT count(*) FROM inbound").fetchone()[0] == ROWS // 10
    assert db.execute("SELECT count(*) FROM queue WHERE stage = 'later'").fetchone()[0] == 50
    db.close()


def many_outbound(now: float) -> Iterable[tuple[object, ...]]:
    """Yield a year of messages, of which the last fifty wait."""
    for number in range(ROWS):
        at = now - (ROWS - number) * 30
        is_over = number < ROWS - 50
        yield (
            f"{number:032x}", f"+2782{number % 5000:07}", f"freezer {number} is at -5 degrees",
            at, at + 300, None if is_over else at, "delivered" if is_over else "queued",
            at if is_over else None, f"their-{number}" if is_over else None,
        )  # fmt: skip
