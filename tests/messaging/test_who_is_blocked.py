"""Tests of what blocks a number and what lifts that: replies, gateways, people."""

from datetime import timedelta
from pathlib import Path
import tempfile

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import Accepted, DeliveryReport, ReportedState
from custom_components.sms_gateway.messaging.consent import Block
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    ReceivedKind,
    Refusal,
    RefusalKind,
)

from .conftest import (
    BAD_NUMBER,
    NUMBER,
    OPTED_OUT,
    OTHER,
    UNLIMITED,
    Engine,
    ScriptedGateway,
    StartEngine,
    WatchedJournal,
    answer,
    draft,
    fail,
    read,
    reply,
)

OPT_OUT, OPT_IN = ReceivedKind.OPT_OUT, ReceivedKind.OPT_IN
UNDELIVERED = ReportedState.UNDELIVERED


async def until_inbox_knows(engine: Engine, blocked: set[str]) -> None:
    """Wait until the inbox has heard that a gateway says so."""
    while engine.inbox.blocked != blocked:
        await engine.journal.run(lambda _: None)


async def test_who_has_opted_out_at_the_gateway_is_blocked(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(answer(OPTED_OUT, Accepted("b")))
    refused, taken = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    assert (await engine.message(refused)).state is MessageState.REJECTED
    assert (await engine.message(taken)).state is MessageState.ACCEPTED
    now = freezer().timestamp()
    assert await engine.outbox.submit([draft()]) == [Refusal(NUMBER, RefusalKind.OPTED_OUT, now)]
    assert await engine.inbox.block_of(NUMBER) == Block(NUMBER, "sender", now)
    assert await engine.inbox.block_of(OTHER) is None
    assert engine.inbox.blocked == {NUMBER}
    assert engine.changes > 0


async def test_a_report_that_says_opted_out_blocks(engine: Engine) -> None:
    first, second = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.outbox.report(
        [
            DeliveryReport(first, None, UNDELIVERED, OPTED_OUT),
            DeliveryReport(second, None, UNDELIVERED, BAD_NUMBER),
        ]
    )
    await until_inbox_knows(engine, {NUMBER})
    refusal, taken = await engine.outbox.submit([draft(), draft(number=OTHER)])
    assert isinstance(refusal, Refusal)
    assert not isinstance(taken, Refusal)


async def test_a_repeated_report_does_not_block_who_came_back(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    found = DeliveryReport(message_id, None, UNDELIVERED, OPTED_OUT)
    await engine.outbox.report([found])
    freezer.tick(1)
    await engine.inbox.receive([reply("here again")])
    await engine.outbox.report([found])
    assert await engine.inbox.block_of(NUMBER) is None
    await engine.received(2)
    assert engine.kinds_told() == [OPT_IN, ReceivedKind.MESSAGE]


async def test_a_block_by_hand_ends_what_waits_and_is_lifted_by_hand(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    (waiting,) = await engine.submit(draft())
    await engine.inbox.set_consent(NUMBER, "all")
    assert engine.inbox.blocked == {NUMBER}
    engine.start()
    await engine.turn()
    assert (await engine.message(waiting)).state is MessageState.REJECTED
    assert [block.number for block in await engine.inbox.blocked_everywhere()] == [NUMBER]
    await engine.inbox.set_consent(NUMBER, "all", subscribed=True)
    assert engine.inbox.blocked == frozenset()
    assert await engine.inbox.blocked_everywhere() == []
    await engine.submit(draft("welcome back"))
    await engine.turn()
    assert gateway.texts == [["welcome back"]]
    assert engine.kinds_told() == []


async def test_a_stop_ends_what_waits_in_the_same_transaction(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    engine.answer = lambda message, _wish: draft("bye", number=message.sender, automatic=True)
    await engine.submit(draft("1"), draft("2", number=OTHER))
    await engine.inbox.receive([reply("STOP")])
    engine.start()
    await engine.turn()
    assert gateway.texts == [["2", "bye"]]


async def test_a_block_by_hand_is_known_after_a_crash(start_engine: StartEngine) -> None:
    engine = await start_engine()
    await engine.inbox.set_consent(NUMBER, "sender")
    await engine.kill()
    assert (await start_engine()).inbox.blocked == {NUMBER}


async def test_a_block_is_lifted_by_hand_also_when_the_clock_was_set_back(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(timedelta(hours=-1))
    await engine.inbox.set_consent(NUMBER, "all", subscribed=True)
    assert engine.inbox.blocked == frozenset()


async def test_a_keyword_blocks_and_lifts(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(keyword="Fun")
    await engine.inbox.receive([reply("stop fun"), reply("fun stop all", sender=OTHER)])
    assert engine.inbox.blocked == {NUMBER, OTHER}
    freezer.tick(1)
    await engine.inbox.receive([reply("here again"), reply("START")])
    assert engine.inbox.blocked == {NUMBER, OTHER}
    await engine.inbox.receive([reply("more fun")])
    assert engine.inbox.blocked == {OTHER}


MOMENTS = st.one_of(st.none(), st.integers(0, 60).map(float))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["STOP", "STOP ALL", "HELP", "START", "hello"]), MOMENTS),
        st.tuples(st.just("consent"), st.sampled_from(["sender", "all", None])),
        st.just(("restart", None)),
        st.just(("time", None)),
    ),
    max_size=12,
)


@given(STEPS)
@example([("STOP", 10.0), ("hello", 20.0), ("STOP", 30.0)])
@settings(deadline=None, max_examples=60)
async def test_what_is_shown_and_told_is_what_holds(
    steps: list[tuple[str, float | str | None]],
) -> None:
    """Messages come in any order, up to a minute late."""
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time("2026-11-20 12:00:00+00:00") as freezer,
    ):
        path = Path(folder) / "journal.db"
        gateway = ScriptedGateway()

        async def begin() -> Engine:
            engine = Engine(await WatchedJournal.open(path), gateway, UNLIMITED)
            await engine.load()
            engine.start()
            return engine

        engine = await begin()
        is_blocked = False
        for number, (what, detail) in enumerate(steps):
            match what, detail:
                case "consent", (str() | None) as scope:
                    await engine.inbox.set_consent(NUMBER, scope or "all", subscribed=scope is None)
                    is_blocked = scope is not None
                case "restart", _:
                    await engine.stop()
                    engine = await begin()
                case "time", _:
                    freezer.tick(5)
                case text, (float() | None) as ago:
                    before = len(engine.kinds_told())
                    sent_at = None if ago is None else freezer().timestamp() - ago
                    await engine.inbox.receive(
                        [reply(text, provider_message_id=str(number), sent_at=sent_at)]
                    )
                    await engine.received(before + 1)
                    for kind in engine.kinds_told()[before:]:
                        is_blocked = kind is OPT_OUT or (is_blocked and kind is not OPT_IN)
            on_disk = {number for (number,) in read(path, "SELECT number FROM block")}
            assert engine.inbox.blocked == on_disk
            assert is_blocked == bool(on_disk)
        await engine.stop()


@pytest.mark.parametrize("scope", ["sender", "all"])
async def test_how_far_a_block_by_hand_reaches(engine: Engine, scope: str) -> None:
    await engine.inbox.set_consent(NUMBER, scope)
    block = await engine.inbox.block_of(NUMBER)
    assert block is not None
    assert block.scope == scope


async def test_what_the_gateway_says_of_before_a_start_does_not_outlive_it(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    """A STOP that comes late, and an answer that took long, are older than the START between."""
    gateway.answers.clear()
    gateway.script.append(fail(OPTED_OUT))
    stopped_at = freezer().timestamp() - 1
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    freezer.tick(5)
    await engine.inbox.receive([reply("START")])
    freezer.tick(15)
    gateway.answers.set()
    await engine.turn()
    assert (await engine.message(message_id)).state is MessageState.REJECTED
    await engine.inbox.receive([reply("STOP", sent_at=stopped_at)])
    assert engine.inbox.blocked == set()
    freezer.tick(1)
    await engine.inbox.receive([reply("STOP", provider_message_id="later")])
    assert engine.inbox.blocked == {NUMBER}
