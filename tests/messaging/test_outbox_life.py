"""Tests of the outbox: limits, who waits, and what a crash or an end leaves behind."""

import asyncio
from functools import partial
from itertools import pairwise
from pathlib import Path
import tempfile

from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import Accepted, DeliveryReport, ReportedState
from custom_components.sms_gateway.messaging import retention
from custom_components.sms_gateway.messaging.journal import Unit
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    OutboundMessage,
    Priority,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from custom_components.sms_gateway.messaging.outbox import OutboxSettings

from .conftest import (
    BAD_KEY,
    BAD_NUMBER,
    CAREFUL,
    DOWN,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    SetClock,
    StartEngine,
    WatchedJournal,
    accept,
    answer,
    draft,
    fail,
    read,
    reply,
)

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED
WAITING = {QUEUED, SENDING}


async def test_stop_while_waiting_rejects(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(DOWN))
    blocked, other = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.inbox.receive([reply("STOP")])
    await engine.turn()
    message = await engine.message(blocked)
    assert (message.state, message.error_kind) == (MessageState.REJECTED, "opted_out")
    (refusal,) = await engine.outbox.submit([draft(priority=Priority.CRITICAL)])
    assert isinstance(refusal, Refusal)
    assert (refusal.number, refusal.kind) == (NUMBER, RefusalKind.OPTED_OUT)
    assert refusal.since is not None
    freezer.tick(MINUTE)
    await engine.turn()
    assert (await engine.message(other)).state is ACCEPTED
    assert [message.to for message in gateway.requests[-1]] == [OTHER]


async def test_the_hourly_limit(start_engine: StartEngine, freezer: FrozenDateTimeFactory) -> None:
    engine = await start_engine(
        OutboxSettings(retry_uncertain=True, hourly_messages=2, daily_parts=0)
    )
    results = await engine.outbox.submit(
        [
            draft("1"),
            draft("2"),
            draft("3"),
            draft("4", priority=Priority.CRITICAL),
            draft("5", number=OTHER),
        ]
    )
    hourly = Refusal(NUMBER, RefusalKind.HOURLY_LIMIT)
    assert [isinstance(result, OutboundMessage) for result in results] == [
        True, True, False, True, True
    ]  # fmt: skip
    assert results[2] == hourly
    freezer.tick(3599)
    assert await engine.outbox.submit([draft("6")]) == [hourly]
    freezer.tick(1)
    await engine.submit(draft("7"))


async def test_the_daily_limit(start_engine: StartEngine, freezer: FrozenDateTimeFactory) -> None:
    engine = await start_engine(
        OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=5)
    )
    await engine.submit(draft("1", parts=3))
    (refusal,) = await engine.outbox.submit([draft("2", parts=3, priority=Priority.CRITICAL)])
    assert refusal == Refusal(NUMBER, RefusalKind.DAILY_LIMIT)
    await engine.submit(draft("3", parts=2))
    assert await engine.outbox.submit([draft("4")]) == [refusal]
    freezer.move_to("2026-11-21 00:00:00+00:00")
    engine.midnight = freezer().timestamp()
    await engine.submit(draft("5", parts=5))


async def test_what_was_refused_by_the_gateway_is_not_on_the_bill(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(
        OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=1)
    )
    gateway.script.append(fail(BAD_NUMBER))
    await engine.submit(draft("1"))
    await engine.turn()
    await engine.submit(draft("2"))


async def test_switched_off_refuses_what_is_new_and_holds_what_waits(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(running=False)
    (waiting,) = await engine.submit(draft("1", stop_after=None))
    (ending,) = await engine.submit(draft("2"))
    await engine.outbox.switch(on=False)
    engine.start()
    assert await engine.outbox.submit([draft()]) == [Refusal(NUMBER, RefusalKind.SENDING_OFF)]
    freezer.tick(5 * MINUTE)
    await engine.turn()
    message = await engine.message(ending)
    assert (message.state, message.error) == (MessageState.EXPIRED, "sending is switched off")
    await engine.stop()

    engine = await start_engine()
    await engine.turn()
    assert not engine.outbox.sending_on
    assert gateway.requests == []
    await engine.outbox.switch(on=True)
    await engine.turn()
    assert (await engine.message(waiting)).state is ACCEPTED
    await engine.stop()

    engine = await start_engine()
    assert engine.outbox.sending_on


async def test_the_counts(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(running=False)
    first, _ = await engine.submit(draft("1"), draft("2"))
    assert (engine.outbox.pending, engine.outbox.sent_today) == (2, 0)
    gateway.script.append(answer(Accepted("a"), DOWN))
    engine.start()
    await engine.turn()
    assert (engine.outbox.pending, engine.outbox.sent_today) == (1, 1)
    await engine.report(first, ReportedState.UNDELIVERED)
    assert (engine.outbox.pending, engine.outbox.sent_today) == (1, 1)
    assert engine.changes > 0
    await engine.stop()

    engine = await start_engine(running=False)
    assert (engine.outbox.pending, engine.outbox.sent_today) == (1, 1)
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 1
    engine.midnight = freezer().timestamp() + 1
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 0
    await engine.stop()

    freezer.tick(1)
    engine = await start_engine(running=False)
    engine.midnight = freezer().timestamp()
    await engine.outbox.load()
    assert engine.outbox.sent_today == 0


async def test_waiting_for_accepted(engine: Engine, gateway: ScriptedGateway) -> None:
    ids = await engine.submit(draft("1"), draft("2"))
    messages = await engine.outbox.wait(ids, ACCEPTED, 60)
    assert [message.message_id for message in messages] == ids
    assert {message.state for message in messages} == {ACCEPTED}


async def test_waiting_for_delivered(engine: Engine) -> None:
    first, second = await engine.submit(draft("1"), draft("2"))
    waiting = asyncio.create_task(engine.outbox.wait([first, second], MessageState.DELIVERED, 60))
    await engine.turn()
    await engine.report(first, ReportedState.DELIVERED)
    await engine.turn()
    assert not waiting.done()
    await engine.report(second, ReportedState.UNDELIVERED)
    assert [message.state for message in await waiting] == ["delivered", "undelivered"]


async def test_waiting_ends_with_a_refusal(engine: Engine, gateway: ScriptedGateway) -> None:
    gateway.script.append(fail(BAD_NUMBER))
    ids = await engine.submit(draft())
    (message,) = await engine.outbox.wait(ids, MessageState.DELIVERED, 60)
    assert message.state is MessageState.REJECTED


async def test_waiting_ends_with_its_time(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    ids = await engine.submit(draft())
    await engine.turn()
    waiting = asyncio.create_task(engine.outbox.wait(ids, MessageState.DELIVERED, 60))
    await engine.turn()
    freezer.tick(61)
    (message,) = await waiting
    assert message.state is ACCEPTED


async def test_waiting_for_nothing_is_over_at_once(engine: Engine) -> None:
    waiting = asyncio.create_task(engine.outbox.wait([], ACCEPTED, 60))
    for _ in range(3):
        await engine.turn()
    was_done = waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    assert was_done


async def test_closing_lets_a_request_end(
    engine: Engine, gateway: ScriptedGateway, path: Path
) -> None:
    gateway.answers.clear()
    await engine.submit(draft("1"))
    await gateway.asked.wait()
    stopping = asyncio.create_task(engine.stop())
    await asyncio.sleep(0)
    await engine.submit(draft("2"))
    assert not stopping.done()
    gateway.answers.set()
    await stopping
    assert read(path, "SELECT text, state FROM outbound ORDER BY sequence") == [
        ("1", "accepted"), ("2", "queued")
    ]  # fmt: skip
    assert gateway.texts == [["1"]]


async def test_closing_while_messages_are_claimed_leaves_nothing_uncertain(
    start_engine: StartEngine, gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch, path: Path
) -> None:
    """What no request was made for must be queued, or be sent before the end."""
    engine = await start_engine(running=False)
    claiming = asyncio.Event()
    persist = engine.journal.persist

    async def watched[T](unit: Unit[T]) -> T:
        if getattr(unit, "__name__", None) == "turn":
            claiming.set()
        return await persist(unit)

    monkeypatch.setattr(engine.journal, "persist", watched)
    await engine.submit(draft())
    engine.start()
    await claiming.wait()
    await engine.stop()
    ((state,),) = read(path, "SELECT state FROM outbound")
    assert (state, len(gateway.requests)) in (("queued", 0), ("accepted", 1))


async def test_a_caller_that_gives_up_leaves_a_message_that_is_sent(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    """An automation that is restarted cancels its call: what is on disk by then must go out."""
    await engine.turn()
    calling = asyncio.create_task(engine.outbox.submit([draft()]))
    await asyncio.sleep(0)
    calling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await calling
    await engine.journal.run(lambda _: None)
    for _ in range(20):
        await asyncio.sleep(0)
    on_disk = await engine.journal.run(
        lambda db: db.execute("SELECT count(*) FROM outbound").fetchone()[0]
    )
    assert engine.outbox.pending + engine.outbox.sent_today == on_disk
    assert len(gateway.requests) == on_disk


def chains(engines: list[Engine]) -> None:
    """Check that every message was told from its beginning on, without a gap."""
    told = {
        event.sequence: event
        for engine in engines
        for event in engine.told
        if isinstance(event, StatusChanged)
    }
    ids = {event.message.message_id for event in told.values()}
    for message_id in ids:
        events = [
            event for _, event in sorted(told.items()) if event.message.message_id == message_id
        ]
        assert events[0].previous is None
        for before, after in pairwise(events):
            assert after.previous == before.message.state


@pytest.mark.parametrize("power", range(32))
async def test_a_crash_between_any_two_steps_loses_nothing(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    path: Path,
    power: int,
) -> None:
    """The first life ends after so many transactions, the second finishes the work."""
    first = await start_engine()
    gateway.script.append(answer(Accepted("theirs"), DOWN))
    first.journal.power = power

    async def life() -> None:
        await first.submit(draft("1"), draft("2"))
        await first.turn()
        await first.outbox.report([DeliveryReport(None, "theirs", ReportedState.DELIVERED)])
        freezer.tick(MINUTE)
        await first.turn()

    living = asyncio.create_task(life())
    dying = asyncio.create_task(first.journal.dead.wait())
    await asyncio.wait({living, dying}, return_when=asyncio.FIRST_COMPLETED)
    for task in (living, dying):
        task.cancel()
    await asyncio.gather(living, dying, return_exceptions=True)
    await first.kill()

    known = read(path, "SELECT message_id, text, state FROM outbound ORDER BY sequence")
    requests = len(gateway.requests)
    gateway.script.clear()
    second = await start_engine()
    for _ in range(3):
        await second.turn()
        freezer.tick(MINUTE)
    assert [text for _, text, _ in known] in ([], ["1", "2"])
    again = [text for texts in gateway.texts[requests:] for text in texts]
    for message_id, text, state in known:
        assert (await second.message(str(message_id))).state.is_taken
        assert again.count(str(text)) == (str(state) in WAITING)
    await second.stop()
    chains([first, second])


async def test_a_crash_during_a_request_is_uncertain(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(CAREFUL)
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    await engine.kill()
    gateway.answers.set()

    engine = await start_engine(CAREFUL)
    freezer.tick(MINUTE)
    await engine.turn()
    message = await engine.message(message_id)
    assert message.state is QUEUED
    assert message.error == "Home Assistant stopped before the gateway's answer came"
    assert len(gateway.requests) == 1
    await engine.report(message_id, ReportedState.SENT)
    assert (await engine.message(message_id)).state is MessageState.SENT


async def test_what_is_old_is_forgotten_but_not_what_waits(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory, path: Path
) -> None:
    engine = await start_engine()
    await engine.submit(draft("old"))
    await engine.turn()
    await engine.outbox.switch(on=False)
    await engine.stop()
    engine = await start_engine(running=False)
    await engine.outbox.switch(on=True)
    await engine.submit(draft("waiting"))
    freezer.tick(10)
    await engine.submit(draft("new"))
    await engine.journal.run(partial(retention.purge, before=freezer().timestamp()))
    assert read(path, "SELECT text FROM outbound ORDER BY sequence") == [("waiting",), ("new",)]


STEPS = st.lists(
    st.one_of(
        st.sampled_from([accept, fail(DOWN), fail(NO_ANSWER), fail(BAD_NUMBER), fail(BAD_KEY)]),
        st.sampled_from(list(ReportedState)),
        st.sampled_from(["tick", "mend", "stop", "hello", "crash"]),
    ),
    max_size=15,
)


@given(STEPS, st.booleans())
@settings(deadline=None, max_examples=60)
async def test_no_message_ever_goes_back(steps: list[object], repeat: bool) -> None:
    """Any order of answers, reports and time: only a failed attempt leads back to the queue."""
    with (
        tempfile.TemporaryDirectory() as folder,
        freeze_time("2026-11-20 12:00:00+00:00") as freezer,
    ):
        path = Path(folder) / "journal.db"
        gateway = ScriptedGateway()
        gateway.otherwise = fail(DOWN)
        options = OutboxSettings(retry_uncertain=repeat, hourly_messages=0, daily_parts=0)
        engines = [Engine(await WatchedJournal.open(path), gateway, options)]
        await engines[-1].load()
        engines[-1].start()
        (message_id,) = await engines[-1].submit(draft())
        taken_after: int | None = None
        for step in steps:
            engine = engines[-1]
            match step:
                case ReportedState():
                    await engine.report(message_id, step)
                case "tick":
                    freezer.tick(MINUTE)
                case "mend":
                    engine.outbox.hear(None)
                case "stop" | "hello":
                    await engine.inbox.receive([reply(step)])
                case "crash":
                    await engine.kill()
                    engines.append(Engine(await WatchedJournal.open(path), gateway, options))
                    await engines[-1].load()
                    engines[-1].start()
                case _:
                    gateway.script.clear()
                    gateway.script.append(step)  # type: ignore[arg-type]
            await engines[-1].turn()
            message = await engines[-1].message(message_id)
            if message.state not in WAITING and taken_after is None:
                taken_after = len(gateway.requests)
        await engines[-1].turn()
        assert taken_after in (None, len(gateway.requests))
        assert (engines[-1].outbox.pending == 1) == (
            (await engines[-1].message(message_id)).state in WAITING
        )
        await engines[-1].stop()
        chains(engines)
        told = {
            (life, event.sequence): event
            for life, engine in enumerate(engines)
            for event in engine.told
            if isinstance(event, StatusChanged)
        }
        for event in told.values():
            if event.previous is not None and event.message.state.rank <= event.previous.rank:
                assert (event.previous, event.message.state) in (
                    (SENDING, QUEUED),
                    (MessageState.EXPIRED, MessageState.DELIVERED),
                )


async def test_a_stop_ends_what_waits_at_once(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(running=False)
    (message_id,) = await engine.submit(draft())
    await engine.inbox.receive([reply("STOP")])
    assert (await engine.message(message_id)).state is MessageState.REJECTED
    engine.start()
    await engine.turn()
    assert gateway.requests == []


async def test_a_clock_that_is_set_back_does_not_stop_the_queue(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    gateway.script.append(fail(DOWN))
    await engine.submit(draft("1"))
    await engine.turn()
    set_clock(-6 * 60 * MINUTE)
    freezer.tick(1)
    await engine.submit(draft("2"))
    await engine.turn()
    assert gateway.texts[-1] == ["2"]
    freezer.tick(MINUTE)
    await engine.turn()
    assert gateway.texts[-1] == ["1"]


async def test_a_switch_whose_caller_gives_up_is_switched_all_the_same(engine: Engine) -> None:
    switching = asyncio.create_task(engine.outbox.switch(on=False))
    await asyncio.sleep(0)
    switching.cancel()
    await asyncio.gather(switching, return_exceptions=True)
    await engine.journal.run(lambda _: None)
    assert not engine.outbox.sending_on


async def test_an_outbox_that_was_closed_can_go_on(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.outbox.close()
    await engine.submit(draft("1"))
    await engine.turn()
    assert gateway.requests == []
    engine.outbox.reopen()
    await engine.turn()
    assert gateway.texts == [["1"]]
