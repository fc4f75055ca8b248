"""Tests of looking back: what is found, what came of each attempt, what was called off."""

import asyncio
from functools import partial
from pathlib import Path
from sqlite3 import Connection
import threading

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import Accepted, Part
from custom_components.sms_gateway.messaging import history, retention
from custom_components.sms_gateway.messaging.history import Direction, Found, Search
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.message import (
    Attempt,
    MessageState,
    OutboundMessage,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.writer import Writer

from .conftest import (
    BAD_NUMBER,
    DOWN,
    MINUTE,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    accept,
    answer,
    draft,
    fail,
    read,
    reply,
)

QUEUED, ACCEPTED = MessageState.QUEUED, MessageState.ACCEPTED
REJECTED, CANCELLED = MessageState.REJECTED, MessageState.CANCELLED


async def search(
    engine: Engine,
    direction: Direction = Direction.BOTH,
    *,
    states: tuple[MessageState, ...] = (),
    number: str | None = None,
    since: float = 0.0,
    limit: int = 100,
) -> list[Found]:
    """Look back."""
    wanted = Search(direction, states, number, since, limit)
    return await engine.journal.run(partial(history.search, wanted=wanted))


def texts(found: list[Found]) -> list[str]:
    """Return the texts of what was found."""
    return [
        one.message.text if isinstance(one.message, OutboundMessage) else one.message.message.text
        for one in found
    ]


@pytest.fixture
async def engine(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> Engine:
    """Return the engine after a conversation: a message a minute, from 12:00 on."""
    await engine.submit(draft("freezer warm"))
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.inbox.receive([reply("on my way")])
    freezer.tick(MINUTE)
    gateway.script.append(answer(BAD_NUMBER))
    await engine.submit(draft("anybody?", number=OTHER))
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.inbox.receive([reply("who is it", sender=OTHER)])
    return engine


ALL = ["who is it", "anybody?", "on my way", "freezer warm"]


@pytest.mark.parametrize(
    ("direction", "expected"),
    [
        (Direction.BOTH, ALL),
        (Direction.OUTGOING, ["anybody?", "freezer warm"]),
        (Direction.INCOMING, ["who is it", "on my way"]),
    ],
)
async def test_the_newest_comes_first(
    engine: Engine, direction: Direction, expected: list[str]
) -> None:
    found = await search(engine, direction)
    assert texts(found) == expected
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)


async def test_of_one_moment_the_last_comes_first(engine: Engine) -> None:
    await engine.submit(draft("1"), draft("2"), draft("3"))
    assert texts(await search(engine, limit=3)) == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((ACCEPTED,), ["freezer warm"]),
        ((REJECTED,), ["anybody?"]),
        ((ACCEPTED, REJECTED), ["anybody?", "freezer warm"]),
        ((QUEUED,), []),
    ],
)
async def test_a_state_is_that_of_a_message_that_went_out(
    engine: Engine, states: tuple[MessageState, ...], expected: list[str]
) -> None:
    assert texts(await search(engine, states=states)) == expected
    assert await search(engine, Direction.INCOMING, states=states) == []


async def test_a_number_is_the_other_end(engine: Engine) -> None:
    assert texts(await search(engine, number=NUMBER)) == ["on my way", "freezer warm"]
    assert texts(await search(engine, number=OTHER)) == ["who is it", "anybody?"]
    assert await search(engine, number="+27841234567") == []


@pytest.mark.parametrize(("ago", "count"), [(0, 1), (1, 2), (2, 3), (3, 4)])
async def test_since_a_moment(
    engine: Engine, freezer: FrozenDateTimeFactory, ago: int, count: int
) -> None:
    since = freezer().timestamp() - ago * MINUTE
    assert texts(await search(engine, since=since)) == ALL[:count]
    assert texts(await search(engine, since=since + 1)) == ALL[: count - 1]


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
async def test_no_more_than_the_limit(engine: Engine, limit: int) -> None:
    assert texts(await search(engine, limit=limit)) == ALL[:limit]


async def test_each_attempt_is_there_in_the_gateways_words(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine()
    began = freezer().timestamp()
    gateway.script += [fail(DOWN), fail(BAD_NUMBER)]
    await engine.submit(draft())
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    (found,) = await search(engine)
    assert found.at == began
    assert found.attempts == [
        Attempt(began, QUEUED, "network", None, "the gateway could not be reached"),
        Attempt(began + MINUTE, REJECTED, "recipient", "25", "not a valid address"),
    ]


async def test_an_attempt_that_a_crash_ended_is_there(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine()
    gateway.answers.clear()
    await engine.submit(draft())
    await gateway.asked.wait()
    await engine.kill()
    gateway.answers.set()
    engine = await start_engine()
    freezer.tick(MINUTE)
    await engine.turn()
    (found,) = await search(engine)
    assert [(attempt.state, attempt.error_text) for attempt in found.attempts] == [
        (QUEUED, "Home Assistant stopped before the gateway's answer came"),
        (ACCEPTED, None),
    ]


async def test_a_waiting_message_is_cancelled_by_its_id(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    cancelled, other = await engine.submit(draft("1"), draft("2"))
    assert await engine.outbox.cancel(cancelled, None) == 1
    assert engine.outbox.pending == 1
    assert await engine.outbox.cancel(cancelled, None) == 0
    engine.start()
    await engine.turn()
    assert gateway.texts == [["2"]]
    assert (await engine.message(cancelled)).state is CANCELLED
    assert (await engine.message(other)).state is ACCEPTED
    await engine.until(lambda: engine.states_told(cancelled) == [QUEUED, CANCELLED])
    told = [event for event in engine.told if isinstance(event, StatusChanged)]
    assert [event.previous for event in told if event.message.state is CANCELLED] == [QUEUED]


async def test_waiting_messages_are_cancelled_by_their_tag(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(
        draft("1", tag="door"), draft("2", tag="door", number=OTHER), draft("3", tag="gate"),
        draft("4"),
    )  # fmt: skip
    assert await engine.outbox.cancel(None, "door") == 2
    assert await engine.outbox.cancel(None, "unknown") == 0
    assert await engine.outbox.cancel("unknown", None) == 0
    assert await engine.outbox.cancel(None, None) == 0
    engine.start()
    await engine.turn()
    assert gateway.texts == [["3", "4"]]


async def test_a_message_that_failed_is_cancelled_before_its_next_attempt(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine()
    gateway.script.append(fail(DOWN))
    (message_id,) = await engine.submit(draft(tag="door"))
    await engine.turn()
    assert await engine.outbox.cancel(None, "door") == 1
    freezer.tick(MINUTE)
    await engine.turn()
    assert len(gateway.requests) == 1
    assert (await engine.message(message_id)).state is CANCELLED
    await engine.kill()
    engine = await start_engine()
    await engine.turn()
    assert len(gateway.requests) == 1


async def test_what_is_under_way_or_with_the_gateway_is_not_cancelled(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine()
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft(tag="door"))
    await gateway.asked.wait()
    assert await engine.outbox.cancel(message_id, None) == 0
    gateway.answers.set()
    await engine.turn()
    assert await engine.outbox.cancel(None, "door") == 0
    assert (await engine.message(message_id)).state is ACCEPTED


async def test_who_waits_for_a_message_hears_that_it_was_cancelled(
    start_engine: StartEngine,
) -> None:
    engine = await start_engine(running=False)
    (message_id,) = await engine.submit(draft())
    await engine.outbox.cancel(message_id, None)
    (message,) = await engine.outbox.wait([message_id], ACCEPTED, 3600)
    assert message.state is CANCELLED


async def test_what_is_old_is_forgotten_with_its_attempts_but_not_who_is_blocked(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(MINUTE)
    gateway.script.append(fail(DOWN))
    await engine.submit(draft("waiting", number=OTHER, stop_after=None))
    await engine.turn()
    freezer.tick(1)
    now = freezer().timestamp()
    while await engine.journal.run(partial(retention.purge, before=now)):
        pass
    (found,) = await search(engine)
    assert texts([found]) == ["waiting"]
    assert len(found.attempts) == 1
    assert read(path, "SELECT count(*) FROM attempt") == [(1,)]
    assert read(path, "SELECT number FROM block") == [(NUMBER,)]


async def test_a_purge_holds_up_nobody(journal: Journal) -> None:
    """Whatever is given meanwhile is done between two slices of it, and not behind the last."""
    rows = 20_000

    def fill(db: Writer) -> None:
        db.executemany(
            "INSERT INTO outbound (message_id, number, text, channel, priority, parts, truncated,"
            " smart_encoded, retry_rate, created_at, state)"
            " VALUES (?, ?, 'old', 'sms', 0, 1, 0, 0, 60, ?, 'delivered')",
            [(f"{number}", NUMBER, float(number)) for number in range(rows)],
        )

    await journal.run(fill)
    slices: list[int] = []
    came: list[int] = []

    def purge(db: Writer) -> int:
        gone = retention.purge(db, before=rows - 10.0)
        slices.append(gone)
        return gone

    async def purge_all() -> None:
        while await journal.persist(purge):
            if len(slices) % 10 == 3:
                # A STOP, in the middle of it.
                journal.run(lambda _: None).add_done_callback(lambda _: came.append(len(slices)))

    await purge_all()
    assert sum(slices) == rows - 10
    assert max(slices) == retention.SLICE
    assert slices[-1] == 0
    # Given behind the third slice it came before the fourth had begun, or with it.
    assert came[:3] == [4, 14, 24]
    assert len(came) == len(slices) // 10
    left = "SELECT count(*) FROM outbound"
    assert await journal.run(lambda db: db.execute(left).fetchone()[0]) == 10


async def test_a_purge_takes_all_that_belongs_to_a_message(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    """Its attempts and the ids of its parts; what is still told of, counted or joined as well."""
    gateway.script += [
        fail(DOWN),
        answer(Accepted("their-a", further_ids=("their-b", "their-c"))),
    ]
    await engine.submit(draft("long", parts=3))
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    await engine.inbox.receive([reply("a part", part=Part(7, 1, 1))])
    assert read(path, "SELECT count(*) FROM part_id") == [(3,)]
    freezer.tick(3 * 24 * 3600)
    now = freezer().timestamp()
    while await engine.journal.run(partial(retention.purge, before=now)):
        pass
    tables = ("outbound", "inbound", "attempt", "part_id", "part", "queue", "own_number", "tally")
    assert {table: read(path, f"SELECT count(*) FROM {table}")[0][0] for table in tables} == (  # noqa: S608
        dict.fromkeys(tables, 0)
    )
    assert await search(engine) == []


async def test_of_many_attempts_the_first_and_the_last_are_kept(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    path: Path,
) -> None:
    """Those of a message that waits for months would fill the disk."""
    engine = await start_engine()
    began = freezer().timestamp()
    gateway.otherwise = fail(DOWN)
    await engine.submit(draft(stop_after=None))
    await engine.turn()
    for _ in range(29):
        freezer.tick(MINUTE)
        await engine.turn()
    (found,) = await search(engine)
    assert isinstance(found.message, OutboundMessage)
    assert found.message.attempts == 30
    minutes = [(attempt.at - began) / MINUTE for attempt in found.attempts]
    assert minutes == [0, *range(10, 30)]
    assert read(path, "SELECT count(*) FROM attempt") == [(21,)]
    # The one that gets through is one more.
    gateway.otherwise = accept
    freezer.tick(MINUTE)
    await engine.turn()
    (found,) = await search(engine)
    assert len(found.attempts) == 22
    assert found.attempts[-1] == Attempt(began + 30 * MINUTE, ACCEPTED)
    assert read(path, "SELECT count(*) FROM attempt") == [(21,)]


async def test_looking_back_is_one_state_of_the_journal(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """A message that is forgotten meanwhile is found whole, or not at all."""
    freezer.tick(MINUTE)
    now = freezer().timestamp()
    everything = Search(Direction.BOTH, (), None, 0.0, 100)
    looked, go_on = threading.Event(), threading.Event()

    def look(db: Connection) -> list[list[Found]]:
        found = [history.search(db, everything)]
        looked.set()
        assert go_on.wait(10)
        return [*found, history.search(db, everything)]

    looking = asyncio.create_task(engine.journal.read(look))
    await asyncio.to_thread(looked.wait, 10)
    while await engine.journal.run(partial(retention.purge, before=now)):
        pass
    go_on.set()
    first, second = await looking
    assert texts(first) == texts(second) == ALL
    assert await engine.journal.read(partial(history.search, wanted=everything)) == []
