"""Tests of the inbox: what comes in, and what it does."""

from functools import partial
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import Accepted, BlockLift, Capabilities
from custom_components.sms_gateway.messaging import inbound, retention
from custom_components.sms_gateway.messaging.message import ReceivedKind

from .conftest import (
    HOME,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    answer,
    draft,
    read,
    reply,
)

MESSAGE, OPT_OUT = ReceivedKind.MESSAGE, ReceivedKind.OPT_OUT
OPT_IN, HELP = ReceivedKind.OPT_IN, ReceivedKind.HELP


async def test_what_came_in_is_on_disk(start_engine: StartEngine, path: Path) -> None:
    engine = await start_engine(running=False)
    await engine.inbox.receive([reply("disarm", provider_message_id="a1", sent_at=5.0)])
    assert read(
        path, "SELECT provider_message_id, sender, recipient, text, sent_at FROM inbound"
    ) == [("a1", NUMBER, HOME, "disarm", 5.0)]


async def test_messages_are_told_in_order(engine: Engine, freezer: FrozenDateTimeFactory) -> None:
    await engine.inbox.receive([reply("1", provider_message_id="a"), reply("2")])
    await engine.inbox.receive([reply("3", sender=OTHER)])
    events = await engine.received(3)
    assert [event.received.message.text for event in events] == ["1", "2", "3"]
    assert {event.kind for event in events} == {MESSAGE}
    assert {event.received.received_at for event in events} == {freezer().timestamp()}
    assert [event.sequence for event in events] == sorted(event.sequence for event in events)


async def test_the_gateways_id_tells_a_repetition(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("1", provider_message_id="a")] * 2)
    freezer.tick(4 * 24 * 3600)
    await engine.inbox.receive([reply("1", provider_message_id="a")])
    await engine.inbox.receive([reply("1", provider_message_id="b")])
    assert len(await engine.received(2)) == 2


async def test_without_an_id_the_content_tells_a_repetition_for_a_minute(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("yes")] * 2)
    freezer.tick(59)
    await engine.inbox.receive([reply("yes"), reply("yes", sender=OTHER), reply("no")])
    assert len(await engine.received(3)) == 3
    freezer.tick(1)
    await engine.inbox.receive([reply("yes")])
    assert len(await engine.received(4)) == 4


async def test_a_reply_answers_what_the_gateway_names(engine: Engine) -> None:
    first, second, _ = await engine.submit(
        draft("1", tag="one"), draft("2", tag="two"), draft("3", tag="three")
    )
    await engine.turn()
    await engine.inbox.receive(
        [
            reply("a", related=first),
            reply("b", related="unknown", related_provider=f"their-{second}"),
        ]
    )
    events = await engine.received(2)
    assert [(event.received.in_reply_to, event.received.tag) for event in events] == [
        (first, "one"),
        (second, "two"),
    ]


async def test_of_messages_under_one_id_a_reply_answers_the_one_to_its_sender(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(answer(Accepted("shared"), Accepted("shared")))
    first, second = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.inbox.receive(
        [reply("yes", sender=sender, related_provider="shared") for sender in (OTHER, NUMBER)]
    )
    events = await engine.received(2)
    assert [event.received.in_reply_to for event in events] == [second, first]


async def test_a_reply_answers_the_last_message_of_a_day(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft("1", tag="one"), draft("x", number=OTHER))
    (last,) = await engine.submit(draft("2", tag="two"))
    await engine.turn()
    freezer.tick(24 * 3600)
    await engine.inbox.receive([reply("a", related_provider="unknown")])
    freezer.tick(1)
    await engine.inbox.receive([reply("b")])
    events = await engine.received(2)
    assert [(event.received.in_reply_to, event.received.tag) for event in events] == [
        (last, "two"),
        (None, None),
    ]


@pytest.mark.parametrize(
    ("under_way", "late"),
    [(0.0, False), (600.0, False), (601.0, True), (86_400.0, True), (-3600.0, False)],
)
async def test_a_message_is_late_after_ten_minutes(
    engine: Engine, freezer: FrozenDateTimeFactory, under_way: float, late: bool
) -> None:
    sent_at = freezer().timestamp() - under_way
    await engine.inbox.receive([reply("disarm", sent_at=sent_at)])
    (event,) = await engine.received(1)
    assert event.received.is_late(freezer().timestamp()) is late


async def test_a_message_without_a_time_is_late_once_it_was_long_on_disk(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("disarm")])
    (event,) = await engine.received(1)
    now = freezer().timestamp()
    assert not event.received.is_late(now + 600)
    assert event.received.is_late(now + 601)


async def test_a_late_reply_answers_what_was_the_latest_when_it_was_said(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    (first,) = await engine.submit(draft("open?", tag="door"))
    await engine.turn()
    freezer.tick(3600)
    said_at = freezer().timestamp()
    freezer.tick(3600)
    (second,) = await engine.submit(draft("and now?", tag="window"))
    await engine.turn()
    freezer.tick(30 * 3600)
    await engine.inbox.receive([reply("yes", sent_at=said_at), reply("no", sent_at=said_at + 7200)])
    events = await engine.received(2)
    assert [(event.received.in_reply_to, event.received.tag) for event in events] == [
        (first, "door"),
        (second, "window"),
    ]


async def test_clocks_that_differ_by_minutes_make_no_other_answer(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    (asked,) = await engine.submit(draft("open?"))
    now = freezer().timestamp()
    await engine.inbox.receive([reply("yes", sent_at=now - 600), reply("no", sent_at=now + 600)])
    events = await engine.received(2)
    assert [event.received.in_reply_to for event in events] == [asked, asked]


@pytest.mark.parametrize(("text", "scope"), [("Stop.", "sender"), ("STOP ALL", "all")])
async def test_stop_blocks_and_tells_nothing_else(engine: Engine, text: str, scope: str) -> None:
    before = engine.changes
    await engine.inbox.receive([reply(text)])
    (event,) = await engine.received(1)
    assert (event.kind, event.scope) == (OPT_OUT, scope)
    assert engine.inbox.blocked == {NUMBER}
    assert engine.changes == before + 1


async def test_help_asks_for_help_and_lifts_nothing(engine: Engine) -> None:
    await engine.inbox.receive([reply("STOP"), reply("help?")])
    await engine.received(2)
    assert engine.kinds_told() == [OPT_OUT, HELP]
    assert engine.inbox.blocked == {NUMBER}


async def test_any_message_lifts_a_block_and_is_a_message(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("STOP ALL"), reply("STOP", sender=OTHER)])
    freezer.tick(1)
    await engine.inbox.receive([reply("it's me again"), reply("and again")])
    events = await engine.received(5)
    assert [event.kind for event in events] == [OPT_OUT, OPT_OUT, OPT_IN, MESSAGE, MESSAGE]
    assert events[2].scope == "all"
    assert events[2].received == events[3].received
    assert engine.inbox.blocked == {OTHER}


async def test_elsewhere_only_start_lifts_a_block(
    start_engine: StartEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ScriptedGateway, "capabilities", Capabilities(3, False, BlockLift.START_WORD)
    )
    engine = await start_engine()
    await engine.inbox.receive([reply("STOP"), reply("hello")])
    assert engine.inbox.blocked == {NUMBER}
    await engine.inbox.receive([reply("start"), reply("unstop")])
    await engine.received(5)
    assert engine.kinds_told() == [OPT_OUT, MESSAGE, OPT_IN, MESSAGE, MESSAGE]
    assert engine.inbox.blocked == frozenset()


async def test_the_time_of_writing_counts_and_not_that_of_arrival(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    await engine.inbox.receive([reply("STOP", sent_at=now - 10)])
    await engine.inbox.receive([reply("hello", sent_at=now - 20)])
    assert engine.inbox.blocked == {NUMBER}
    await engine.inbox.receive([reply("hello again", sent_at=now - 5)])
    assert engine.inbox.blocked == frozenset()


async def test_a_stop_from_the_future_can_be_lifted(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """A gateway's clock may be wrong; a block that nothing lifts must not come of it."""
    await engine.inbox.receive([reply("STOP", sent_at=freezer().timestamp() + 1e9)])
    freezer.tick(1)
    await engine.inbox.receive([reply("hello")])
    assert engine.inbox.blocked == frozenset()


async def test_who_wrote_stop_is_known_after_a_restart(start_engine: StartEngine) -> None:
    engine = await start_engine()
    await engine.inbox.receive([reply("STOP")])
    await engine.stop()
    engine = await start_engine()
    assert engine.inbox.blocked == {NUMBER}


async def test_what_is_old_is_forgotten(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    engine = await start_engine()
    await engine.inbox.receive([reply("old")])
    freezer.tick(10)
    await engine.inbox.receive([reply("new")])
    await engine.journal.run(partial(retention.purge, before=freezer().timestamp()))
    assert read(path, "SELECT text FROM inbound") == [("new",)]
    assert await engine.journal.run(lambda db: inbound.at(db, 1)) is None
