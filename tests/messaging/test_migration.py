"""Tests of a journal that an older version wrote: nothing of it is lost."""

from functools import partial
from pathlib import Path
import sqlite3

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.messaging import history
from custom_components.sms_gateway.messaging.history import Direction, Search
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    OutboundMessage,
    Refusal,
    RefusalKind,
    StatusChanged,
)

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


@pytest.fixture(params=[1, 2, 3])
def began(request: pytest.FixtureRequest, path: Path, freezer: FrozenDateTimeFactory) -> float:
    """Leave a journal of an older version as a crash left it; return when that was."""
    freezer.move_to("2026-11-20 12:00:00+00:00")
    now = freezer().timestamp()
    values = {"now": now, "number": NUMBER, "home": HOME, "blocked": BLOCKED}
    db = sqlite3.connect(path)
    db.executescript(VERSION_1)
    for statement in CONTENT.split(";"):
        db.execute(statement, values)
    db.commit()
    for script in (VERSION_2, VERSION_3)[: request.param - 1]:
        db.executescript(script)
    db.close()
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


async def test_what_is_looked_for_is_found(engine: Engine, freezer: FrozenDateTimeFactory) -> None:
    wanted = Search(Direction.BOTH, (), None, 0.0, 10)
    found = await engine.journal.run(partial(history.search, wanted=wanted))
    texts = [
        one.message.text if isinstance(one.message, OutboundMessage) else one.message.message.text
        for one in found
    ]
    assert texts == ["three", "two", "one", "yes", "STOP"]
    # Attempts were not noted then; the one that the crash ended is, now.
    assert [len(one.attempts) for one in found] == [0, 1, 0, 0, 0]
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
