"""Tests of what is told: everything, in order, and at least once."""

import asyncio
from functools import partial
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import BlockLift, Channel
from custom_components.sms_gateway.messaging import inbound, retention
from custom_components.sms_gateway.messaging.inbound import Terms
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.message import (
    EngineEvent,
    MessageReceived,
    MessageState,
    ReceivedKind,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.publisher import Publisher
from custom_components.sms_gateway.messaging.wish import Vocabulary

from ..patience import patience
from .conftest import Engine, ScriptedGateway, StartEngine, draft, read, reply

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED


TERMS = Terms(BlockLift.ANY_MESSAGE, Vocabulary())


def untold(path: Path) -> int:
    """Return how many events the file still has."""
    return len(read(path, "SELECT 1 FROM event"))


def words(events: list[EngineEvent]) -> list[str]:
    """Return what was told, a word each."""
    return [
        event.message.state if isinstance(event, StatusChanged) else event.kind for event in events
    ]


async def test_events_are_told_in_order_and_forgotten(engine: Engine, path: Path) -> None:
    await engine.submit(draft())
    await engine.until(lambda: len(engine.told) == 3)
    await engine.inbox.receive([reply("STOP"), reply("hello")])
    await engine.until(lambda: len(engine.told) == 6)
    assert words(engine.told) == [
        "queued", "sending", "accepted", "opt_out", "opt_in", "message_received"
    ]  # fmt: skip
    sequences = [event.sequence for event in engine.told]
    assert sequences == sorted(set(sequences))
    while untold(path):
        await engine.journal.run(lambda _: None)


async def test_what_was_committed_and_not_told_is_told_at_the_next_start(
    start_engine: StartEngine, path: Path
) -> None:
    """A crash between the commit and the telling: nobody has begun to tell."""
    engine = await start_engine()
    await engine.submit(draft(tag="door"))
    await engine.turn()
    await engine.stop()
    engine = await start_engine(running=False)
    (message_id,) = await engine.submit(draft())
    await engine.inbox.receive([reply("HELP"), reply("STOP ALL", provider_message_id="a1")])
    await engine.kill()
    assert engine.told == []
    assert untold(path) == 4

    engine = await start_engine()
    await engine.until(lambda: len(engine.told) >= 4)
    queued, helped, ended, stopped = engine.told[:4]
    assert isinstance(queued, StatusChanged)
    assert (queued.message.message_id, queued.message.state) == (message_id, QUEUED)
    assert queued.previous is None
    assert isinstance(helped, MessageReceived)
    assert (helped.kind, helped.received.tag) == (ReceivedKind.HELP, "door")
    # STOP ends what waits at once.
    assert isinstance(ended, StatusChanged)
    assert (ended.message.message_id, ended.message.state) == (message_id, MessageState.REJECTED)
    assert isinstance(stopped, MessageReceived)
    assert (stopped.kind, stopped.scope) == (ReceivedKind.OPT_OUT, "all")
    assert stopped.received.message == reply("STOP ALL", provider_message_id="a1")


async def test_what_was_told_and_not_forgotten_is_told_again(
    start_engine: StartEngine, path: Path
) -> None:
    engine = await start_engine(running=False)
    await engine.inbox.receive([reply("hello", channel=Channel.WHATSAPP)])
    engine.journal.power = 0
    engine.start()
    await engine.until(lambda: len(engine.told) == 1)
    await engine.kill()
    assert untold(path) == 1

    again = await start_engine()
    await again.until(lambda: len(again.told) == 1)
    assert again.told == engine.told


async def test_a_clean_close_forgets_all_that_was_told(
    start_engine: StartEngine, path: Path
) -> None:
    engine = await start_engine()
    await engine.inbox.receive([reply("1"), reply("2"), reply("3")])
    await engine.until(lambda: len(engine.told) == 3)
    await engine.stop()
    assert untold(path) == 0
    again = await start_engine()
    await again.stop()
    assert again.told == []


async def test_what_was_told_is_forgotten_with_the_next_commit(
    start_engine: StartEngine, path: Path
) -> None:
    """It costs no transaction of its own where another one comes soon."""
    engine = await start_engine()
    await engine.inbox.receive([reply("1"), reply("2")])
    await engine.until(lambda: len(engine.told) == 2)
    assert untold(path) == 2
    await engine.journal.run(lambda _: None)
    assert untold(path) == 0


async def test_what_was_told_is_forgotten_soon_where_nothing_is_written(
    journal: Journal, path: Path
) -> None:
    """With a real clock, for half a second of it."""
    told: list[EngineEvent] = []
    publisher = Publisher(journal, told.append)
    await journal.run(lambda db: inbound.receive(db, reply("hello"), 1000.0, TERMS))
    telling = asyncio.create_task(publisher.run())
    async with patience(lambda: "what was told is forgotten"):
        while untold(path):  # noqa: ASYNC110 - the file can only be asked
            await asyncio.sleep(0.05)
    assert words(told) == ["message_received"]
    telling.cancel()


async def test_what_can_not_be_told_is_left_out_alone(
    start_engine: StartEngine, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Those before it are not told again, those behind it are told."""
    engine = await start_engine(running=False)
    told: list[str] = []

    def tell(event: EngineEvent) -> None:
        assert isinstance(event, MessageReceived)
        if event.received.message.text == "2":
            raise ValueError("broken listener")
        told.append(event.received.message.text)

    publisher = Publisher(engine.journal, tell)
    telling = asyncio.create_task(publisher.run())
    await engine.inbox.receive([reply("1"), reply("2"), reply("3")])
    async with patience(lambda: f"told was {told}"):
        while len(told) < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    telling.cancel()
    assert told == ["1", "3"]
    assert caplog.text.count("can't be told and is left out") == 1
    await engine.stop()
    assert untold(path) == 0


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET kind = 'nothing' WHERE sequence = 2",
        "UPDATE event SET message = 1000 WHERE sequence = 2",
        "UPDATE inbound SET channel = 'pigeon' WHERE text = '2'",
        "UPDATE inbound SET media = '[' WHERE text = '2'",
        "UPDATE inbound SET media = 5 WHERE text = '2'",
        "UPDATE event SET kind = 'status', state = 'vanished' WHERE sequence = 2",
        "UPDATE event SET kind = 'status', state = NULL WHERE sequence = 2",
    ],
)
async def test_an_event_that_is_damaged_is_left_out_alone(
    start_engine: StartEngine, path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    engine = await start_engine(running=False)
    await engine.submit(draft())
    await engine.journal.run(lambda db: db.execute("DELETE FROM event").rowcount)
    await engine.kill()
    # Three messages that came in, of which one is damaged.
    engine = await start_engine(running=False)
    await engine.inbox.receive([reply("1"), reply("2"), reply("3")])
    await engine.journal.run(lambda db: db.execute(damage).rowcount)
    await engine.kill()
    # It is not read once more, whether or not the others could be told.
    engine = await start_engine(running=False)
    await engine.kill()
    assert untold(path) == 2
    engine = await start_engine()
    received = await engine.received(2)
    assert [event.received.message.text for event in received] == ["1", "3"]
    assert "An event of message" in caplog.text
    await engine.stop()
    assert untold(path) == 0


async def test_a_state_of_the_past_is_told_as_it_was(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    outbox = asyncio.create_task(engine.outbox.run())
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    outbox.cancel()
    await engine.kill()

    engine = await start_engine()
    await engine.until(lambda: len(engine.told) == 3)
    assert engine.states_told(message_id) == [QUEUED, SENDING, ACCEPTED]
    assert [event.previous for event in engine.told if isinstance(event, StatusChanged)] == [
        None, QUEUED, SENDING
    ]  # fmt: skip
    assert len(gateway.requests) == 1


async def test_an_event_of_a_message_that_was_forgotten_goes_with_it(
    start_engine: StartEngine, path: Path, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(running=False)
    await engine.inbox.receive([reply("old")])
    freezer.tick(10)
    await engine.inbox.receive([reply("new")])
    await engine.journal.run(partial(retention.purge, before=freezer().timestamp()))
    await engine.kill()

    engine = await start_engine()
    await engine.until(lambda: len(engine.told) == 1)
    assert [
        event.received.message.text for event in engine.told if isinstance(event, MessageReceived)
    ] == ["new"]
    while untold(path):
        await engine.journal.run(lambda _: None)
