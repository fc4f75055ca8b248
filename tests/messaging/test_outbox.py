"""Tests of the outbox: what leaves, when, and what becomes of an attempt."""

from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    BlockLift,
    Capabilities,
    ErrorKind,
    GatewayError,
)
from custom_components.sms_gateway.messaging.message import MessageState, Priority

from .conftest import (
    BAD_ADDRESS,
    BAD_KEY,
    BAD_NUMBER,
    CAREFUL,
    DOWN,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    Engine,
    ScriptedGateway,
    StartEngine,
    WatchedJournal,
    answer,
    draft,
    fail,
    read,
)

QUEUED, SENDING, ACCEPTED = MessageState.QUEUED, MessageState.SENDING, MessageState.ACCEPTED


async def test_what_was_submitted_is_on_disk(start_engine: StartEngine, path: Path) -> None:
    engine = await start_engine(running=False)
    (message_id,) = await engine.submit(draft("door open", tag="door"))
    assert read(path, "SELECT message_id, number, text, tag, state FROM outbound") == [
        (message_id, NUMBER, "door open", "door", "queued")
    ]


async def test_a_message_is_handed_over_and_told(engine: Engine, gateway: ScriptedGateway) -> None:
    (message_id,) = await engine.submit(draft("door open", tag="door"))
    await engine.until(lambda: len(engine.told) == 3)
    assert engine.states_told(message_id) == [QUEUED, SENDING, ACCEPTED]
    ((sent,),) = gateway.requests
    assert (sent.message_id, sent.to, sent.text) == (message_id, NUMBER, "door open")
    message = await engine.message(message_id)
    assert message.provider_message_id == f"their-{message_id}"
    assert (message.attempts, message.tag, message.error) == (1, "door", None)
    assert NUMBER not in repr(message)


async def test_five_attempts_then_the_end(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.otherwise = fail(DOWN)
    (message_id,) = await engine.submit(draft())
    made = []
    for _ in range(30):  # five minutes in steps of ten seconds
        await engine.turn()
        assert (await engine.message(message_id)).state is QUEUED
        made.append(len(gateway.requests))
        freezer.tick(10)
    assert made == [1] * 6 + [2] * 6 + [3] * 6 + [4] * 6 + [5] * 6
    await engine.turn()
    message = await engine.message(message_id)
    assert (message.state, message.attempts) == (MessageState.EXPIRED, 5)
    assert message.error_kind == ErrorKind.NETWORK
    assert message.error == DOWN.text
    assert len(gateway.requests) == 5
    assert engine.outbox.pending == 0


async def test_it_wakes_by_itself_when_an_attempt_is_due(
    path: Path, gateway: ScriptedGateway
) -> None:
    """On the clock on the wall: nobody looks again."""
    engine = Engine(await WatchedJournal.open(path), gateway, CAREFUL)
    await engine.load()
    engine.start()
    gateway.script.extend([fail(DOWN), fail(DOWN)])
    ids = await engine.submit(draft(rate=0.05, stop_after=None))
    (message,) = await engine.outbox.wait(ids, ACCEPTED, 30)
    assert (message.state, message.attempts) == (ACCEPTED, 3)
    await engine.stop()


async def test_a_permanent_refusal_is_not_retried(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(answer(BAD_NUMBER, Accepted("a")))
    refused, taken = await engine.submit(draft("1"), draft("2"))
    await engine.turn()
    message = await engine.message(refused)
    assert (message.state, message.error) == (MessageState.REJECTED, "not a valid address (25)")
    assert (message.error_kind, message.error_code) == ("recipient", "25")
    assert (await engine.message(taken)).state is ACCEPTED
    assert engine.outbox.health.trouble is None
    freezer.tick(2 * MINUTE)
    await engine.turn()
    assert len(gateway.requests) == 1


async def test_a_refused_key_is_tried_again_with_one_message_each_retry_rate(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    """A hiccup of a proxy must not silence the house."""
    gateway.script.append(fail(BAD_KEY))
    (first,) = await engine.submit(draft("1"))
    await engine.turn()
    (second,) = await engine.submit(draft("2"))
    freezer.tick(MINUTE - 1)
    await engine.turn()
    assert engine.outbox.health.trouble is BAD_KEY
    assert gateway.texts == [["1"]]
    freezer.tick(1)
    await engine.turn()
    assert gateway.texts == [["1"], ["1"], ["2"]]
    assert (await engine.message(first)).state is (await engine.message(second)).state is ACCEPTED
    assert engine.outbox.health.trouble is None


async def test_an_alarm_is_tried_although_the_key_was_refused(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(fail(BAD_KEY))
    await engine.submit(draft("1"))
    await engine.turn()
    await engine.submit(draft("FIRE", priority=Priority.CRITICAL))
    await engine.turn()
    assert gateway.texts == [["1"], ["FIRE"]]


async def test_a_refused_key_that_is_mended_holds_nothing_any_more(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(fail(BAD_KEY))
    await engine.submit(draft("1"))
    await engine.turn()
    await engine.submit(draft("2"))
    engine.outbox.hear(None)
    await engine.turn()
    assert gateway.texts == [["1"], ["2"]]


async def test_what_the_balance_call_meets_holds_nothing(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    """It may be asked over another road than messages go."""
    engine.outbox.hear(BAD_KEY)
    assert engine.outbox.health.trouble is BAD_KEY
    await engine.submit(draft("1"))
    await engine.turn()
    assert gateway.texts == [["1"]]
    assert engine.outbox.health.trouble is None


async def test_what_a_refused_key_holds_ends_with_its_time(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.otherwise = fail(BAD_KEY)
    (tried,) = await engine.submit(draft("1"))
    await engine.turn()
    (untried,) = await engine.submit(draft("2"))
    for _ in range(5):
        freezer.tick(MINUTE - 0.2)
        await engine.turn()
    assert (await engine.message(tried)).state is QUEUED
    freezer.tick(1)
    await engine.turn()
    for message_id in (tried, untried):
        message = await engine.message(message_id)
        assert message.state is MessageState.EXPIRED
        assert message.error == "the key is wrong (1)"


async def test_a_refused_address_is_retried(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(BAD_ADDRESS))
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    assert engine.outbox.health.trouble is BAD_ADDRESS
    freezer.tick(MINUTE)
    await engine.turn()
    assert (await engine.message(message_id)).state is ACCEPTED
    assert engine.outbox.health.trouble is None


async def test_retry_after_holds_what_was_refused_and_all_else_for_a_retry_rate(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(
        fail(GatewayError(ErrorKind.RATE, "too fast", retryable=True, retry_after=100))
    )
    await engine.submit(draft("1"))
    await engine.turn()
    freezer.tick(MINUTE - 1)
    await engine.submit(draft("2", priority=Priority.CRITICAL))
    await engine.turn()
    assert gateway.texts == [["1"]]
    freezer.tick(1)
    await engine.turn()
    assert gateway.texts == [["1"], ["2"]]
    freezer.tick(39)
    await engine.turn()
    assert len(gateway.requests) == 2
    freezer.tick(1)
    await engine.turn()
    assert gateway.texts == [["1"], ["2"], ["1"]]


async def test_what_retry_after_holds_ends_with_its_time(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(
        fail(GatewayError(ErrorKind.RATE, "too fast", retryable=True, retry_after=3600))
    )
    (tried,) = await engine.submit(draft("1"))
    await engine.turn()
    (untried,) = await engine.submit(draft("2"))
    freezer.tick(5 * MINUTE)
    await engine.turn()
    assert (await engine.message(tried)).state is MessageState.EXPIRED
    assert (await engine.message(untried)).state is MessageState.EXPIRED
    assert (await engine.message(untried)).error == "too fast"
    assert len(gateway.requests) == 1


async def test_what_is_uncertain_is_retried(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    assert (await engine.message(message_id)).state is ACCEPTED
    first, second = gateway.requests
    assert first[0].message_id == second[0].message_id == message_id


async def test_what_is_uncertain_is_not_retried_where_that_is_switched_off(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(CAREFUL)
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft())
    for _ in range(5):
        await engine.turn()
        assert (await engine.message(message_id)).state is QUEUED
        freezer.tick(MINUTE)
    await engine.turn()
    message = await engine.message(message_id)
    assert (message.state, message.attempts) == (MessageState.EXPIRED, 1)
    assert message.error == NO_ANSWER.text


async def test_what_is_uncertain_for_ever_ends_at_once(
    start_engine: StartEngine, gateway: ScriptedGateway
) -> None:
    engine = await start_engine(CAREFUL)
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft(stop_after=None))
    await engine.turn()
    assert (await engine.message(message_id)).state is MessageState.EXPIRED


async def test_what_is_uncertain_is_retried_where_the_gateway_tells_doubles(
    start_engine: StartEngine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        ScriptedGateway, "capabilities", Capabilities(3, True, BlockLift.ANY_MESSAGE)
    )
    engine = await start_engine(CAREFUL)
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    assert (await engine.message(message_id)).state is ACCEPTED
