"""Tests of how what was committed gets to whoever listens: in turns, and without a caller."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from functools import partial
import logging

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    InboundMessage,
    ReportedState,
)
from custom_components.sms_gateway.messaging import claims
from custom_components.sms_gateway.messaging.journal import Journal
from custom_components.sms_gateway.messaging.message import EngineEvent, StatusChanged
from custom_components.sms_gateway.messaging.publisher import Publisher

from ..patience import Awaited
from .conftest import (
    NUMBER,
    OPTED_OUT,
    OTHER,
    Engine,
    ScriptedGateway,
    answer,
    draft,
    reply,
)

MANY = 2000
# How long the teller takes for one event, and how long the loop is held at a time, in seconds.
A_WHILE = 0.001
A_TURN = 0.002


class Teller:
    """Tells events, each for A_WHILE, and notes in which turn of the loop that was."""

    def __init__(self, clock: FrozenDateTimeFactory, count: int) -> None:
        """Expect so many events."""
        self._clock = clock
        self._left = count
        self.over = Awaited("all is told")
        self.turn = 0
        self.told: list[int] = []
        self.turns: list[int] = []
        self.untellable: set[int] = set()

    def tell(self, event: EngineEvent) -> None:
        """Tell one event."""
        self._clock.tick(A_WHILE)
        self._left -= 1
        if not self._left:
            self.over.set()
        if event.sequence in self.untellable:
            raise RuntimeError("nobody could be told")
        self.told.append(event.sequence)
        self.turns.append(self.turn)

    async def count_turns(self) -> None:
        """Be one of the others who want a turn."""
        while True:
            self.turn += 1
            await asyncio.sleep(0)


async def tell(journal: Journal, teller: Teller, *counts: int) -> None:
    """Write events in so many transactions and wait until they are told, with others beside."""
    publisher = Publisher(journal, teller.tell)
    others = asyncio.create_task(teller.count_turns())
    telling = asyncio.create_task(publisher.run())
    for count in counts:
        await journal.run(partial(claims.insert, drafts=[draft()] * count, now=0.0))
    await teller.over.wait()
    for task in (telling, others):
        task.cancel()
    await asyncio.gather(telling, others, return_exceptions=True)


async def test_many_events_leave_turns_to_others_and_keep_their_order(
    journal: Journal, freezer: FrozenDateTimeFactory
) -> None:
    teller = Teller(freezer, MANY)
    await tell(journal, teller, MANY)
    assert teller.told == list(range(1, MANY + 1))
    told_in_a_turn = Counter(teller.turns)
    assert max(told_in_a_turn.values()) <= A_TURN / A_WHILE + 1


async def test_a_few_events_are_told_in_one_turn(
    journal: Journal, freezer: FrozenDateTimeFactory
) -> None:
    """An alert to a family does not wait for the rest of the house."""
    teller = Teller(freezer, 2)
    await tell(journal, teller, 2)
    assert len(set(teller.turns)) == 1


async def test_what_can_not_be_told_is_left_out_and_named_and_keeps_nothing_back(
    journal: Journal, freezer: FrozenDateTimeFactory, caplog: pytest.LogCaptureFixture
) -> None:
    teller = Teller(freezer, 100)
    teller.untellable = {1, 50, 51, 100}
    await tell(journal, teller, 100)
    assert teller.told == [each for each in range(1, 101) if each not in teller.untellable]
    lines = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert lines == [
        f"Event {each} can't be told and is left out" for each in sorted(teller.untellable)
    ]
    # Nor is any of it told at the next start.
    await journal.run(lambda _: None)
    await journal.run(lambda _: None)
    again = Publisher(journal, teller.tell)
    await again.load()
    left = await journal.run(lambda db: db.execute("SELECT count(*) FROM event").fetchone()[0])
    assert left == 0


async def test_what_comes_while_much_is_told_is_told_after_it(
    journal: Journal, freezer: FrozenDateTimeFactory
) -> None:
    teller = Teller(freezer, 150)
    await tell(journal, teller, 50, 50, 50)
    assert teller.told == list(range(1, 151))


# Consent reaches those who ask for it although nobody waits for the call.


async def stop(engine: Engine) -> None:
    await engine.inbox.receive([reply("STOP")])


async def start(engine: Engine) -> None:
    await engine.inbox.receive([reply("START")])


async def block_by_hand(engine: Engine) -> None:
    await engine.inbox.set_consent(NUMBER, "all")


async def lift_by_hand(engine: Engine) -> None:
    await engine.inbox.set_consent(NUMBER, "all", subscribed=True)


async def report_opted_out(engine: Engine) -> None:
    (message,) = [
        event.message
        for event in engine.told
        if isinstance(event, StatusChanged) and event.previous is None
    ]
    report = DeliveryReport(message.message_id, None, ReportedState.UNDELIVERED, OPTED_OUT)
    await engine.outbox.report([report])


type Call = Callable[[Engine], Coroutine[None, None, None]]


async def give_up(engine: Engine, call: Call) -> None:
    """Make a call and give it up as soon as it is on its way, as an automation that is stopped."""
    calling = asyncio.create_task(call(engine))
    await asyncio.sleep(0)
    calling.cancel()
    (result,) = await asyncio.gather(calling, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError)
    await engine.journal.run(lambda _: None)


@pytest.mark.parametrize("call", [stop, block_by_hand, report_opted_out])
async def test_a_block_reaches_the_inbox_although_nobody_waits_for_the_call(
    engine: Engine, call: Call
) -> None:
    await engine.submit(draft())
    await engine.inbox.receive([reply("hello"), reply("hello", sender=OTHER)])
    await engine.turn()
    await engine.received(2)
    before = engine.changes
    await give_up(engine, call)
    assert engine.inbox.blocked == {NUMBER}
    assert engine.changes > before


@pytest.mark.parametrize("call", [start, lift_by_hand])
async def test_a_lift_reaches_the_inbox_although_nobody_waits_for_the_call(
    engine: Engine, call: Call
) -> None:
    await engine.inbox.receive([reply("STOP"), reply("STOP", sender=OTHER)])
    assert engine.inbox.blocked == {NUMBER, OTHER}
    before = engine.changes
    await give_up(engine, call)
    assert engine.inbox.blocked == {OTHER}
    assert engine.changes > before


async def test_a_gateways_own_opt_out_reaches_the_inbox(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(answer(OPTED_OUT))
    await give_up(engine, submit_one)
    await engine.turn()
    assert engine.inbox.blocked == {NUMBER}


async def submit_one(engine: Engine) -> None:
    await engine.outbox.submit([draft()])


async def test_each_change_of_a_commit_is_heard_in_its_order(engine: Engine) -> None:
    def said(place: int, text: str, sender: str) -> InboundMessage:
        return reply(text, provider_message_id=str(place), sender=sender)

    await engine.inbox.receive(
        [said(1, "STOP", NUMBER), said(2, "START", NUMBER), said(3, "STOP", OTHER)]
    )
    assert engine.inbox.blocked == {OTHER}
    await engine.inbox.receive([said(4, "START", OTHER), said(5, "STOP", NUMBER)])
    assert engine.inbox.blocked == {NUMBER}
