"""Tests of what is told: everything, in order, and at least once."""

import asyncio
from functools import partial
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory

from custom_components.sms_gateway.gateways.base import Channel
from custom_components.sms_gateway.messaging import inbound
from custom_components.sms_gateway.messaging.message import (
    EngineEvent,
    MessageReceived,
    MessageState,
    ReceivedKind,
    StatusChanged,
)

from .conftest import Engine, ScriptedGateway, StartEngine, draft, read, reply

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED


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
    engine = await start_engine(running=False)
    (message_id,) = await engine.submit(draft(tag="door"))
    await engine.inbox.receive([reply("HELP"), reply("STOP ALL", provider_message_id="a1")])
    await engine.kill()
    assert engine.told == []
    assert untold(path) == 3

    engine = await start_engine()
    await engine.until(lambda: len(engine.told) >= 3)
    queued, helped, stopped = engine.told[:3]
    assert isinstance(queued, StatusChanged)
    assert (queued.message.message_id, queued.message.state) == (message_id, QUEUED)
    assert queued.previous is None
    assert isinstance(helped, MessageReceived)
    assert (helped.kind, helped.received.tag) == (ReceivedKind.HELP, "door")
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
    await engine.journal.run(partial(inbound.purge, before=freezer().timestamp()))
    await engine.kill()

    engine = await start_engine()
    await engine.until(lambda: len(engine.told) == 1)
    assert [
        event.received.message.text for event in engine.told if isinstance(event, MessageReceived)
    ] == ["new"]
    while untold(path):
        await engine.journal.run(lambda _: None)
