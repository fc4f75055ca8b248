"""Tests of what comes in late: it counts as of when it was written, not of when it came."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    DeliveryReport,
    InboundMessage,
    ReportedState,
)
from custom_components.sms_gateway.messaging.message import (
    MessageState,
    OutboundMessage,
    ReceivedKind,
    Refusal,
)

from .conftest import (
    HOME,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    draft,
    fail,
    reply,
)


async def test_a_stop_that_comes_after_a_later_message_is_told_and_lifted(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    written = freezer().timestamp()
    freezer.tick(5 * MINUTE)
    await engine.inbox.receive([reply("go on", sent_at=written + MINUTE)])
    await engine.inbox.receive([reply("STOP", sent_at=written)])
    events = await engine.received(3)
    assert [event.kind for event in events] == [
        ReceivedKind.MESSAGE,
        ReceivedKind.OPT_OUT,
        ReceivedKind.OPT_IN,
    ]
    assert engine.inbox.blocked == frozenset()
    await engine.submit(draft())


async def test_of_what_was_written_in_one_second_the_order_it_came_in_counts(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    """Gateways tell the second and no less."""
    second = freezer().timestamp()
    await engine.inbox.receive([reply("go on", sent_at=second), reply("STOP", sent_at=second)])
    assert engine.inbox.blocked == {NUMBER}
    await engine.inbox.receive([reply("I am back", sent_at=second)])
    assert engine.inbox.blocked == frozenset()


@pytest.mark.parametrize("later", ["STOP", "HELP"])
async def test_a_late_stop_holds_where_nothing_since_has_lifted_it(
    engine: Engine, freezer: FrozenDateTimeFactory, later: str
) -> None:
    written = freezer().timestamp()
    freezer.tick(5 * MINUTE)
    await engine.inbox.receive([reply(later, sent_at=written + MINUTE)])
    await engine.inbox.receive([reply("stop", sent_at=written)])
    assert engine.inbox.blocked == {NUMBER}


async def test_a_reply_answers_what_had_been_sent_when_it_was_written(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    (garage,) = await engine.submit(draft("Open?", tag="garage"))
    await engine.turn()
    freezer.tick(MINUTE)
    written = freezer().timestamp()
    freezer.tick(4 * MINUTE)
    await engine.submit(draft("Disarm?", tag="alarm"))
    await engine.inbox.receive([reply("yes", sent_at=written)])
    (event,) = await engine.received(1)
    assert (event.received.in_reply_to, event.received.tag) == (garage, "garage")


async def test_a_clock_that_is_seconds_behind_makes_no_other_answer(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft("Open?", tag="garage"))
    freezer.tick(MINUTE)
    await engine.submit(draft("Disarm?", tag="alarm"))
    await engine.inbox.receive([reply("yes", sent_at=freezer().timestamp() - 20)])
    (event,) = await engine.received(1)
    assert event.received.tag == "alarm"


async def test_a_clock_that_is_behind_leaves_the_first_message_after(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    written = freezer().timestamp() - 5 * MINUTE
    (message_id,) = await engine.submit(draft("Open?"))
    await engine.inbox.receive([reply("yes", sent_at=written)])
    (event,) = await engine.received(1)
    assert event.received.in_reply_to == message_id


async def test_the_number_last_written_to_is_that_of_the_latest_writing(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    new = InboundMessage("1", NUMBER, "+27600000002", "hello", now)
    old = InboundMessage("2", NUMBER, "+27600000003", "hello", now - MINUTE)
    ancient = InboundMessage("3", OTHER, "+27600000004", "hello", now - 30 * 24 * 60 * MINUTE)
    await engine.inbox.receive([new, old, ancient])
    results = await engine.outbox.submit(
        [
            draft(sender=HOME, sender_follows=True),
            draft(sender=HOME, sender_follows=True, number=OTHER),
        ]
    )
    senders = [result.sender for result in results if isinstance(result, OutboundMessage)]
    assert senders == ["+27600000002", HOME]


async def test_a_late_report_says_nothing_of_a_message_that_was_never_tried(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    first, second = await engine.submit(draft("alarm"), draft("alarm", number=OTHER))
    await engine.turn()
    freezer.tick(MINUTE)
    await engine.turn()
    await engine.outbox.switch(on=False)
    await engine.outbox.switch(on=True)
    gateway.answers.clear()
    (again,) = await engine.submit(draft("alarm", number=OTHER))
    delivered = ReportedState.DELIVERED
    await engine.outbox.report([DeliveryReport(first, "of the first try", delivered, to=OTHER)])
    assert (await engine.message(second)).state is MessageState.DELIVERED
    assert (await engine.message(again)).state is not MessageState.DELIVERED


async def test_every_message_of_a_request_may_have_arrived_after_it_was_given_up(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.otherwise = fail(NO_ANSWER)
    first, second = await engine.submit(draft("alarm"), draft("alarm", number=OTHER))
    await engine.turn()
    freezer.tick(6 * MINUTE)
    await engine.turn()
    delivered = ReportedState.DELIVERED
    await engine.outbox.report([DeliveryReport(first, None, delivered, to=OTHER)])
    assert (await engine.message(first)).state is MessageState.EXPIRED
    assert (await engine.message(second)).state is MessageState.DELIVERED


async def test_somebody_who_stopped_late_is_not_written_to(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    freezer.tick(5 * MINUTE)
    await engine.inbox.receive([reply("STOP", sent_at=freezer().timestamp() - MINUTE)])
    (refused,) = await engine.outbox.submit([draft()])
    assert isinstance(refused, Refusal)
