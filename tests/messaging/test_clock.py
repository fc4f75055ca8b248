"""Tests of a wall clock that is set: what waits goes on waiting as long as it would have."""

from collections.abc import Sequence
from typing import override

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import GatewayError, InboundMessage
from custom_components.sms_gateway.messaging.journal import Unit
from custom_components.sms_gateway.messaging.message import MessageState, ReceivedKind, Refusal
from custom_components.sms_gateway.messaging.outbox import OutboxSettings
from custom_components.sms_gateway.messaging.polling import ReplyPoll

from .conftest import (
    DOWN,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    SetClock,
    StartEngine,
    draft,
    fail,
    reply,
)

HOUR = 60 * MINUTE
DAY = 24 * HOUR
# Two hours; no whole number of retry rates; what a bare board starts with; a slip of the hand.
STEPS = [2 * HOUR, -2 * HOUR - 20, 400 * DAY, -90.0]
QUEUED, ACCEPTED = MessageState.QUEUED, MessageState.ACCEPTED
EXPIRED, CANCELLED = MessageState.EXPIRED, MessageState.CANCELLED

by_step = pytest.mark.parametrize("step", STEPS)


async def tries_in(
    engine: Engine, gateway: ScriptedGateway, clock: FrozenDateTimeFactory, seconds: int
) -> int:
    """Return how many tries are made in so many seconds, looking every ten."""
    before = len(gateway.requests)
    for _ in range(0, seconds, 10):
        clock.tick(10)
        await engine.turn()
    return len(gateway.requests) - before


@by_step
async def test_what_waits_is_tried_at_its_rate_and_for_the_rest_of_its_time(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
) -> None:
    gateway.otherwise = fail(DOWN)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    assert await tries_in(engine, gateway, freezer, 90) == 1
    set_clock(step)
    await engine.turn()
    assert (await engine.message(message_id)).state is QUEUED
    # Of its five minutes three and a half are left.
    assert 3 <= await tries_in(engine, gateway, freezer, 200) <= 4
    assert (await engine.message(message_id)).state is QUEUED
    await tries_in(engine, gateway, freezer, 20)
    assert (await engine.message(message_id)).state is EXPIRED


@by_step
async def test_what_waits_is_sent_once_the_gateway_is_back(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
) -> None:
    """The power is back, then the internet, and with it the time."""
    gateway.script.append(fail(DOWN))
    (tried,) = await engine.submit(draft("tried"))
    await engine.turn()
    (untried,) = await engine.submit(draft("untried"))
    set_clock(step)
    freezer.tick(MINUTE)
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    for message_id in (tried, untried):
        assert (await engine.message(message_id)).state is ACCEPTED
    assert sorted(text for texts in gateway.texts for text in texts) == [
        "tried",
        "tried",
        "untried",
    ]


@by_step
@pytest.mark.parametrize("error", [DOWN, NO_ANSWER], ids=["down", "no answer"])
async def test_what_is_under_way_when_the_clock_is_set_goes_on_for_the_rest_of_its_time(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
    error: GatewayError,
) -> None:
    gateway.otherwise = fail(error)
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    freezer.tick(90)
    set_clock(step)
    gateway.answers.set()
    await engine.turn()
    assert (await engine.message(message_id)).state is QUEUED
    assert 3 <= await tries_in(engine, gateway, freezer, 200) <= 4
    assert (await engine.message(message_id)).state is QUEUED
    await tries_in(engine, gateway, freezer, 20)
    assert (await engine.message(message_id)).state is EXPIRED


@by_step
async def test_a_clock_that_is_set_twice_moves_what_waits_twice(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
) -> None:
    gateway.otherwise = fail(DOWN)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    before = await engine.message(message_id)
    set_clock(step)
    await engine.turn()
    set_clock(-step)
    await engine.turn()
    after = await engine.message(message_id)
    assert before.expires_at is not None
    assert after.expires_at == pytest.approx(before.expires_at)
    assert await tries_in(engine, gateway, freezer, 60) == 1


async def test_a_message_that_is_taken_when_the_clock_was_set_has_its_whole_time(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    """It is written by the new time: it must not be moved as well."""
    gateway.otherwise = fail(DOWN)
    set_clock(2 * HOUR)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    message = await engine.message(message_id)
    assert message.expires_at == freezer().timestamp() + 5 * MINUTE


async def test_seconds_that_a_clock_drifts_are_no_step(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    gateway.otherwise = fail(DOWN)
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    before = await engine.message(message_id)
    set_clock(0.9)
    await engine.turn()
    assert await engine.message(message_id) == before


# Consent.


async def consent_after(engine: Engine, *texts: str) -> list[ReceivedKind]:
    """Return what is told of messages without a stamp of their own."""
    before = len(engine.kinds_told())
    for text in texts:
        await engine.inbox.receive([reply(text)])
    await engine.journal.run(lambda _: None)
    await engine.received(before + len(texts))
    return engine.kinds_told()[before:]


async def test_a_stop_from_while_the_clock_was_ahead_is_lifted_once_it_is_right(
    engine: Engine, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    set_clock(DAY)
    await consent_after(engine, "STOP")
    set_clock(-DAY)
    freezer.tick(HOUR)
    assert engine.inbox.blocked == {NUMBER}
    assert await consent_after(engine, "START") == [ReceivedKind.OPT_IN, ReceivedKind.MESSAGE]
    assert engine.inbox.blocked == set()
    await engine.submit(draft())


@pytest.mark.parametrize(
    "said_before",
    [["hello"], ["STOP", "START"], ["STOP", "hello"]],
    ids=["said", "taken back", "written"],
)
async def test_a_stop_holds_whatever_was_said_while_the_clock_was_ahead(
    engine: Engine, freezer: FrozenDateTimeFactory, set_clock: SetClock, said_before: Sequence[str]
) -> None:
    """What was said then is not said after it, although it bears a later time."""
    set_clock(DAY)
    await consent_after(engine, *said_before)
    set_clock(-DAY)
    freezer.tick(HOUR)
    assert await consent_after(engine, "STOP") == [ReceivedKind.OPT_OUT]
    assert engine.inbox.blocked == {NUMBER}
    (refused,) = await engine.outbox.submit([draft()])
    assert isinstance(refused, Refusal)
    # And it is not lost when the day is over.
    freezer.tick(2 * DAY)
    await consent_after(engine, "HELP")
    assert engine.inbox.blocked == {NUMBER}


async def test_a_block_by_hand_holds_whatever_was_lifted_while_the_clock_was_ahead(
    engine: Engine, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    await engine.inbox.set_consent(NUMBER, "sender")
    set_clock(DAY)
    await engine.inbox.set_consent(NUMBER, "all", subscribed=True)
    set_clock(-DAY)
    freezer.tick(HOUR)
    await engine.inbox.set_consent(NUMBER, "sender")
    assert engine.inbox.blocked == {NUMBER}


# Limits and counts.


async def test_what_was_sent_while_the_clock_was_ahead_uses_up_no_hour(
    start_engine: StartEngine, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    settings = OutboxSettings(retry_uncertain=True, hourly_messages=2, daily_parts=0)
    engine = await start_engine(settings)
    set_clock(DAY)
    await engine.submit(draft(), draft())
    (refused,) = await engine.outbox.submit([draft()])
    assert isinstance(refused, Refusal)
    set_clock(-DAY)
    freezer.tick(1)
    await engine.submit(draft(), draft())
    (refused,) = await engine.outbox.submit([draft()])
    assert isinstance(refused, Refusal)


@by_step
async def test_what_waits_counts_today_however_the_clock_is_set(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
) -> None:
    settings = OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=3)
    gateway.otherwise = fail(DOWN)
    engine = await start_engine(settings)
    await engine.submit(draft(parts=2))
    set_clock(step)
    engine.midnight = freezer().timestamp()
    await engine.turn()
    (refused,) = await engine.outbox.submit([draft(parts=2)])
    assert isinstance(refused, Refusal)
    await engine.submit(draft())


async def test_what_was_answered_while_the_clock_was_ahead_uses_up_no_answer(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    engine.answer = lambda message, _: draft("a house", number=message.sender, automatic=True)
    set_clock(DAY)
    await engine.inbox.receive([reply("HELP", provider_message_id=each) for each in "1234"])
    await engine.turn()
    assert gateway.texts == [["a house"] * 3]  # in an hour
    set_clock(-DAY)
    freezer.tick(1)
    await engine.turn()
    await engine.inbox.receive([reply("HELP", provider_message_id="5")])
    await engine.turn()
    assert gateway.texts[1:] == [["a house"]]


async def test_a_day_begins_with_what_the_journal_has_of_it(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft(), draft())
    await engine.turn()
    freezer.tick(HOUR)
    engine.midnight = freezer().timestamp()
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 0
    freezer.tick(MINUTE)
    await engine.submit(draft(), draft(), draft())
    await engine.turn()
    await engine.until(lambda: engine.outbox.sent_today == 3)
    # Where the clock goes back at midnight, that comes twice: the day does not begin anew.
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 3
    # Where it goes forward then, that never comes: told an hour late, the day has begun at one.
    engine.midnight = freezer().timestamp() - 2 * HOUR
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 5


async def test_a_message_of_yesterday_that_is_taken_today_counts_today(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(DOWN))
    await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    freezer.tick(MINUTE)
    engine.midnight = freezer().timestamp() - 1
    await engine.outbox.begin_day()
    await engine.turn()
    await engine.until(lambda: engine.outbox.sent_today == 2)
    await engine.outbox.begin_day()
    assert engine.outbox.sent_today == 2


# Asking for replies.


class Shelf(ReplyReader):
    """A gateway that gives what came in from a moment on, by a clock that is right."""

    def __init__(self) -> None:
        """Have nothing."""
        self.messages: list[InboundMessage] = []

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        return [one for one in self.messages if one.sent_at is not None and one.sent_at >= since]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("step", [DAY, 7 * DAY, HOUR])
async def test_replies_from_while_the_clock_was_ahead_are_asked_for_once_it_is_right(
    start_engine: StartEngine,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
    restarts: bool,
) -> None:
    engine = await start_engine()
    shelf = Shelf()

    async def receive(messages: Sequence[InboundMessage], also: Unit[None]) -> None:
        await engine.inbox.receive(messages, also)

    async def ask() -> None:
        """Ask once; what is asked for again and again begins where that ended."""
        await ReplyPoll(engine.journal, shelf, receive, lambda _: None, None).run(0)

    def put(text: str) -> None:
        """Let the gateway, whose clock is right, take a reply."""
        sent_at = freezer().timestamp() - ahead
        shelf.messages.append(reply(text, provider_message_id=text, sent_at=sent_at))

    ahead = 0.0
    await ask()
    freezer.tick(MINUTE)
    put("before")
    await ask()
    ahead = step
    set_clock(step)
    for minute in range(0, 60, 5):
        put(f"after {minute} minutes")
        await ask()
        freezer.tick(5 * MINUTE)
    ahead = 0.0
    set_clock(-step)
    if restarts:
        await engine.kill()
        told = list(engine.told)
        engine = await start_engine()
        engine.told[:0] = told
    put("now")
    for _ in range(2):
        await ask()
        freezer.tick(5 * MINUTE)
    events = await engine.received(len(shelf.messages))
    texts = [event.received.message.text for event in events]
    assert sorted(texts) == sorted(message.text for message in shelf.messages)


async def test_who_has_just_begun_to_ask_hears_nothing_from_before_however_the_clock_is_set(
    engine: Engine, freezer: FrozenDateTimeFactory, set_clock: SetClock
) -> None:
    shelf = Shelf()
    freezer.tick(DAY)
    old = freezer().timestamp() - 2 * HOUR
    shelf.messages.append(reply("long ago", provider_message_id="1", sent_at=old))

    async def receive(messages: Sequence[InboundMessage], also: Unit[None]) -> None:
        await engine.inbox.receive(messages, also)

    poll = ReplyPoll(engine.journal, shelf, receive, lambda _: None, None)
    await poll.run(0)
    set_clock(DAY)
    await poll.run(0)
    set_clock(-DAY)
    await poll.run(0)
    await engine.inbox.receive([reply("hello")])
    (event,) = await engine.received(1)
    assert event.received.message.text == "hello"


@pytest.mark.parametrize("step", [-2 * 60 * MINUTE, -90.0, 2 * 60 * MINUTE, 2 * 24 * 60 * MINUTE])
async def test_what_waited_while_the_clock_was_set_is_answered(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    set_clock: SetClock,
    step: float,
) -> None:
    gateway.script.append(fail(DOWN))
    await engine.submit(draft(tag="freezer"))
    await engine.turn()
    set_clock(step)
    freezer.tick(MINUTE)
    await engine.turn()
    await engine.inbox.receive([reply("OK")])
    (event,) = await engine.received(1)
    assert event.received.tag == "freezer"


@pytest.mark.parametrize("step", [-10 * MINUTE, 10 * MINUTE])
async def test_an_automatic_answer_goes_out_right_after_the_clock_was_set(
    engine: Engine, gateway: ScriptedGateway, set_clock: SetClock, step: float
) -> None:
    engine.answer = lambda message, _wish: draft(
        "This is a house.", number=message.sender, automatic=True
    )
    set_clock(step)
    await engine.inbox.receive([reply("HELP")])
    await engine.turn()
    assert gateway.texts == [["This is a house."]]
