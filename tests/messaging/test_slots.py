"""Tests of requests that hang: each holds its own slot, and nothing else waits for it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    BlockLift,
    Capabilities,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.messaging import outbox
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    Priority,
    Refusal,
    RefusalKind,
)

from ..patience import soon
from .conftest import (
    DOWN,
    MINUTE,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    accept,
    draft,
    reply,
)

CRITICAL = Priority.CRITICAL
QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED
GRACE = 3.0


class HangingGateway(ScriptedGateway):
    """A gateway whose requests hang until each is ended, until it is told to hang no more."""

    capabilities = Capabilities(1, False, BlockLift.ANY_MESSAGE)

    def __init__(self) -> None:
        """Hang."""
        super().__init__()
        self.open: dict[str, asyncio.Future[list[SendResult]]] = {}
        self.is_hanging = True

    @property
    def under_way(self) -> list[str]:
        """Return the first texts of the requests that hang, in the order they were made."""
        return list(self.open)

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        if not self.is_hanging:
            return await super().send(batch)
        self.requests.append(tuple(batch))
        first = batch[0].text
        ending: asyncio.Future[list[SendResult]] = asyncio.get_running_loop().create_future()
        self.open[first] = ending
        self.asked.set()
        try:
            return await ending
        finally:
            del self.open[first]

    def end(self, first: str, *results: SendResult) -> None:
        """End the request that begins with a text; all of it is accepted where nothing is given."""
        batch = next(batch for batch in self.requests if batch[0].text == first)
        self.open[first].set_result(list(results) or accept(batch))

    def hang_no_more(self) -> None:
        """Accept what hangs, and what comes."""
        self.is_hanging = False
        for first in self.under_way:
            self.end(first)


@pytest.fixture
async def gateway() -> HangingGateway:
    """Return a gateway of which every request hangs."""
    return HangingGateway()


@pytest.fixture
async def engine(start_engine: StartEngine, gateway: HangingGateway) -> AsyncIterator[Engine]:
    """Return the engine at work."""
    yield await start_engine()
    gateway.hang_no_more()


async def look(engine: Engine) -> None:
    """Let the outbox look at the queue, whatever is under way."""
    for _ in range(2):  # the first look may have begun before
        engine.journal.turned.clear()
        engine.outbox.look_again()
        await engine.journal.turned.wait()
    await engine.journal.run(lambda _: None)


async def states(engine: Engine, *message_ids: str) -> list[MessageState]:
    """Return the states of messages in the journal."""
    return [(await engine.message(message_id)).state for message_id in message_ids]


async def submit(engine: Engine, *texts: str, priority: Priority = Priority.NORMAL) -> list[str]:
    """Submit messages, and let all begin that can."""
    ids = await engine.submit(*[draft(text, priority=priority) for text in texts])
    await look(engine)
    return ids


async def test_a_critical_message_leaves_at_once_although_all_others_hang(
    engine: Engine, gateway: HangingGateway
) -> None:
    await submit(engine, *"123456")
    assert gateway.under_way == ["1", "2", "3", "4"]
    await submit(engine, "fire", priority=CRITICAL)
    assert gateway.under_way == ["1", "2", "3", "4", "fire"]


async def test_the_slot_for_critical_messages_is_theirs_alone(
    engine: Engine, gateway: HangingGateway
) -> None:
    await submit(engine, *"123456")
    await submit(engine, "fire", priority=CRITICAL)
    gateway.end("fire")
    await look(engine)
    assert gateway.under_way == ["1", "2", "3", "4"]
    await submit(engine, "flood", "theft", priority=CRITICAL)
    assert gateway.under_way == ["1", "2", "3", "4", "flood"]
    # The next slot that is free is for what is most urgent, then for what is oldest.
    gateway.end("2")
    await look(engine)
    assert gateway.under_way == ["1", "3", "4", "flood", "theft"]
    for ended in ("theft", "flood", "4"):
        gateway.end(ended)
        await look(engine)
    assert gateway.under_way == ["1", "3", "5", "6"]


async def test_there_are_never_more_requests_than_slots(
    engine: Engine, gateway: HangingGateway
) -> None:
    await submit(engine, "1", "2", "3", "4")
    # One ends in the same moment in which others come.
    gateway.end("1")
    await submit(engine, "a", "b", "c", priority=CRITICAL)
    assert sorted(gateway.under_way) == ["2", "3", "4", "a", "b"]


async def test_what_is_beyond_the_slots_waits_and_leaves_with_the_first_that_is_free(
    engine: Engine, gateway: HangingGateway
) -> None:
    ids = await submit(engine, *"123456")
    assert await states(engine, *ids) == [SENDING] * 4 + [QUEUED] * 2
    gateway.end("3")
    await look(engine)
    assert gateway.under_way == ["1", "2", "4", "5"]
    assert await states(engine, *ids) == [
        SENDING, SENDING, ACCEPTED, SENDING, SENDING, QUEUED
    ]  # fmt: skip


type Happen = Callable[[Engine, str, FrozenDateTimeFactory], Coroutine[None, None, None]]


async def its_time_passes(engine: Engine, _: str, clock: FrozenDateTimeFactory) -> None:
    clock.tick(6 * MINUTE)


async def its_recipient_writes_stop(engine: Engine, _: str, __: FrozenDateTimeFactory) -> None:
    await engine.inbox.receive([reply("STOP", sender=OTHER)])


async def it_is_cancelled(engine: Engine, message_id: str, _: FrozenDateTimeFactory) -> None:
    assert await engine.outbox.cancel(message_id, None) == 1


@pytest.mark.parametrize(
    ("happen", "end"),
    [
        (its_time_passes, MessageState.EXPIRED),
        (its_recipient_writes_stop, MessageState.REJECTED),
        (it_is_cancelled, MessageState.CANCELLED),
    ],
)
async def test_what_waits_ends_although_all_requests_hang(
    engine: Engine,
    gateway: HangingGateway,
    freezer: FrozenDateTimeFactory,
    happen: Happen,
    end: MessageState,
) -> None:
    hanging = await submit(engine, *"1234")
    (waiting,) = await engine.submit(draft("5", number=OTHER))
    await happen(engine, waiting, freezer)
    await look(engine)
    await engine.until(lambda: engine.states_told(waiting) == [QUEUED, end])
    assert await states(engine, *hanging) == [SENDING] * 4
    # What hangs is not touched by any of it: its answer still counts.
    gateway.hang_no_more()
    await engine.turn()
    assert await states(engine, *hanging, waiting) == [ACCEPTED] * 4 + [end]
    assert len(gateway.requests) == 4


async def test_sending_is_switched_although_all_requests_hang(
    engine: Engine, gateway: HangingGateway
) -> None:
    ids = await submit(engine, *"12345")
    await engine.outbox.switch(on=False)
    (refused,) = await engine.outbox.submit([draft("6")])
    assert isinstance(refused, Refusal)
    assert refused.kind is RefusalKind.SENDING_OFF
    gateway.end("1")
    await look(engine)
    # What was under way is over, and nothing takes its place.
    assert gateway.under_way == ["2", "3", "4"]
    assert await states(engine, ids[0], ids[4]) == [ACCEPTED, QUEUED]
    await engine.outbox.switch(on=True)
    await look(engine)
    assert gateway.under_way == ["2", "3", "4", "5"]


async def test_a_gateway_that_is_down_keeps_a_slot_for_what_is_critical(
    engine: Engine, gateway: HangingGateway, freezer: FrozenDateTimeFactory
) -> None:
    await submit(engine, "1")
    gateway.end("1", DOWN)
    await look(engine)
    freezer.tick(1)
    await submit(engine, "2", "3")
    assert gateway.under_way == ["2"]
    await submit(engine, "fire", priority=CRITICAL)
    assert gateway.under_way == ["2", "fire"]


class BrokenError(Exception):
    """Nothing that a gateway is supposed to raise."""


def it_raises(gateway: HangingGateway) -> None:
    gateway.open["2"].set_exception(BrokenError("a bug"))


def it_answers_for_nobody(gateway: HangingGateway) -> None:
    gateway.open["2"].set_result([])


def it_answers_for_too_many(gateway: HangingGateway) -> None:
    gateway.open["2"].set_result([Accepted("a"), Accepted("b")])


def it_is_cut_off(gateway: HangingGateway) -> None:
    """Whatever the provider's code waited for was cancelled, and not by the engine."""
    gateway.open["2"].cancel()


@pytest.mark.parametrize(
    "break_down", [it_raises, it_answers_for_nobody, it_answers_for_too_many, it_is_cut_off]
)
async def test_a_gateway_that_breaks_down_ends_one_attempt_and_no_other(
    engine: Engine,
    gateway: HangingGateway,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
    break_down: Callable[[HangingGateway], None],
) -> None:
    ids = await submit(engine, *"1234")
    break_down(gateway)
    await engine.until(lambda: engine.states_told(ids[1])[-1] is QUEUED)
    broken = await engine.message(ids[1])
    assert broken.uncertain
    assert (
        broken.error
        == "the gateway's answer could not be understood; please report it with the log"
    )
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert await states(engine, ids[0], *ids[2:]) == [SENDING] * 3
    gateway.hang_no_more()
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    assert await states(engine, *ids) == [ACCEPTED] * 4
    assert gateway.texts == [["1"], ["2"], ["3"], ["4"], ["2"]]


async def test_what_a_gateway_that_breaks_down_was_given_may_have_been_sent_to_all(
    engine: Engine, gateway: HangingGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "capabilities", Capabilities(3, False, BlockLift.ANY_MESSAGE))
    ids = await submit(engine, "2", "3", "4")
    gateway.open["2"].set_result([Accepted("a"), Accepted("b")])
    await engine.until(lambda: all(engine.states_told(one)[-1] is QUEUED for one in ids))
    assert [(await engine.message(one)).uncertain for one in ids] == [True] * 3


async def test_one_batch_that_hangs_does_not_keep_the_messages_of_another(
    engine: Engine, gateway: HangingGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "capabilities", Capabilities(3, False, BlockLift.ANY_MESSAGE))
    hanging = await submit(engine, "a", "b", "c")
    gateway.is_hanging = False
    others = await submit(engine, *map(str, range(20)))
    await engine.until(lambda: all(engine.states_told(one)[-1] is ACCEPTED for one in others))
    assert gateway.under_way == ["a"]
    assert await states(engine, *hanging) == [SENDING] * 3
    assert [len(request) for request in gateway.requests] == [3] * 7 + [2]


async def test_an_unload_waits_for_what_hangs_no_longer_than_the_grace(
    engine: Engine,
    gateway: HangingGateway,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    start_engine: StartEngine,
) -> None:
    monkeypatch.setattr(outbox, "_GRACE", GRACE)
    ids = await submit(engine, *"123456")
    stopping = asyncio.create_task(engine.stop())
    await asyncio.sleep(0)
    # What ends within the grace is written, and nothing new begins.
    gateway.end("1")
    await engine.until(lambda: engine.states_told(ids[0])[-1] is ACCEPTED)
    freezer.tick(GRACE - 1)
    await asyncio.sleep(0)
    assert not stopping.done()
    freezer.tick(1.1)
    await soon(stopping, "the engine stops although requests hang")
    assert len(gateway.requests) == 4
    # The others are tried again: they may have been sent, or never were.
    gateway.is_hanging = False
    again = await start_engine()
    assert [(await again.message(one)).uncertain for one in ids] == [
        False, True, True, True, False, False
    ]  # fmt: skip
    freezer.tick(MINUTE)
    await again.turn()
    assert await states(again, *ids) == [ACCEPTED] * 6


async def test_who_waits_for_a_message_that_hangs_is_let_go_by_an_unload(
    engine: Engine, gateway: HangingGateway
) -> None:
    ids = await submit(engine, "1")
    waiting = asyncio.create_task(engine.outbox.wait(ids, ACCEPTED, 60 * MINUTE))
    await look(engine)
    stopping = asyncio.create_task(engine.stop())
    (message,) = await soon(waiting, "who waits hears that the outbox closes")
    assert message.state is SENDING
    gateway.hang_no_more()
    await stopping


async def test_nothing_is_written_for_a_request_that_hangs(
    engine: Engine, gateway: HangingGateway
) -> None:
    """Looking at the queue once more finds nothing to do, however often that is."""
    await submit(engine, *"123456")
    before = await engine.journal.run(lambda db: db.total_changes)
    for _ in range(10):
        await look(engine)
    assert await engine.journal.run(lambda db: db.total_changes) == before
