"""Tests of delivery reports: which message one is about, and what it changes."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    BlockLift,
    Capabilities,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
)
from custom_components.sms_gateway.messaging.message import MessageState, StatusChanged

from .conftest import (
    CAREFUL,
    HOME,
    MINUTE,
    NO_ANSWER,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    answer,
    draft,
    fail,
)

QUEUED, ACCEPTED = MessageState.QUEUED, MessageState.ACCEPTED
SENT, DELIVERED = ReportedState.SENT, ReportedState.DELIVERED
THIRD = "+27841234567"


async def states(engine: Engine, *message_ids: str) -> list[MessageState]:
    """Return how far messages have come."""
    return [(await engine.message(message_id)).state for message_id in message_ids]


async def test_what_was_given_up_and_arrived_all_the_same_is_told(
    start_engine: StartEngine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    engine = await start_engine(CAREFUL)
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    freezer.tick(5 * MINUTE)
    await engine.turn()
    assert (await engine.message(message_id)).state is MessageState.EXPIRED
    for reported, state in (
        (ReportedState.SENT, MessageState.EXPIRED),
        (ReportedState.UNDELIVERED, MessageState.EXPIRED),
        (ReportedState.DELIVERED, MessageState.DELIVERED),
        (ReportedState.UNDELIVERED, MessageState.DELIVERED),
    ):
        await engine.outbox.report([DeliveryReport(message_id, None, reported)])
        assert (await engine.message(message_id)).state is state


@pytest.mark.parametrize(
    "state", [ReportedState.ACCEPTED, ReportedState.SENT, ReportedState.DELIVERED]
)
async def test_a_delivery_report_settles_what_is_uncertain(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, state: ReportedState
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    await engine.outbox.report([DeliveryReport(message_id, "theirs", state)])
    freezer.tick(MINUTE)
    await engine.turn()
    assert len(gateway.requests) == 1
    message = await engine.message(message_id)
    assert (message.state, message.provider_message_id) == (state.value, "theirs")
    assert message.error is None
    assert (engine.outbox.pending, engine.outbox.sent_today) == (0, 1)


async def test_a_delivery_report_may_be_quicker_than_the_answer(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.answers.clear()
    (message_id,) = await engine.submit(draft())
    await gateway.asked.wait()
    await engine.report(message_id, ReportedState.DELIVERED)
    gateway.answers.set()
    await engine.turn()
    message = await engine.message(message_id)
    assert message.state is MessageState.DELIVERED
    assert message.provider_message_id == f"their-{message_id}"
    assert (engine.outbox.pending, engine.outbox.sent_today) == (0, 1)


async def test_a_report_is_found_by_the_gateways_id(engine: Engine) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    why = GatewayError(ErrorKind.RECIPIENT, "no such number", code="29")
    theirs = f"their-{message_id}"
    await engine.outbox.report([DeliveryReport("unknown", theirs, ReportedState.UNDELIVERED, why)])
    message = await engine.message(message_id)
    assert (message.state, message.error) == (MessageState.UNDELIVERED, "no such number (29)")


async def test_a_report_for_nothing_is_nothing(engine: Engine) -> None:
    await engine.outbox.report([DeliveryReport("a", "b", ReportedState.SENT)])
    await engine.outbox.report([DeliveryReport(None, None, ReportedState.SENT)])
    assert engine.told == []


async def test_late_and_repeated_reports_tell_nothing(engine: Engine) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    for state in ("sent", "delivered", "sent", "accepted", "undelivered", "delivered"):
        await engine.report(message_id, ReportedState(state))
    await engine.until(lambda: len(engine.told) == 5)
    await engine.turn()
    assert engine.states_told(message_id)[2:] == [
        ACCEPTED, MessageState.SENT, MessageState.DELIVERED
    ]  # fmt: skip


async def test_the_gateways_id_goes_before_ours(engine: Engine) -> None:
    first, second = await engine.submit(draft("1"), draft("2"))
    await engine.turn()
    await engine.outbox.report([DeliveryReport(first, f"their-{second}", DELIVERED)])
    assert await states(engine, first, second) == [ACCEPTED, MessageState.DELIVERED]


async def test_messages_under_one_id_are_told_apart_by_their_number(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(answer(Accepted("shared"), Accepted("shared"), Accepted("shared")))
    ids = await engine.submit(*[draft(number=number) for number in (NUMBER, OTHER, THIRD)])
    await engine.turn()
    await engine.outbox.report([DeliveryReport(ids[0], "shared", SENT, to=OTHER)])
    assert await states(engine, *ids) == [ACCEPTED, MessageState.SENT, ACCEPTED]
    await engine.outbox.report(
        [
            DeliveryReport(None, "shared", DELIVERED, to=THIRD),
            DeliveryReport(ids[0], "shared", SENT, to=NUMBER),
            DeliveryReport(None, "shared", DELIVERED, to="+27851234567"),
            DeliveryReport(None, "shared", DELIVERED),
        ]
    )
    assert await states(engine, *ids) == [
        MessageState.SENT,
        MessageState.SENT,
        MessageState.DELIVERED,
    ]


async def test_where_no_number_is_reported_our_id_tells_them_apart(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(answer(Accepted("shared"), Accepted("shared")))
    first, second = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.outbox.report([DeliveryReport(second, "shared", DELIVERED)])
    assert await states(engine, first, second) == [ACCEPTED, MessageState.DELIVERED]


@pytest.mark.parametrize("to", [None, "0821234567", THIRD])
async def test_a_known_id_is_enough_whatever_number_is_reported(
    engine: Engine, to: str | None
) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    await engine.outbox.report([DeliveryReport(None, f"their-{message_id}", DELIVERED, to=to)])
    assert await states(engine, message_id) == [MessageState.DELIVERED]


@pytest.mark.parametrize("to", [None, "0821234567"])
async def test_our_id_is_enough_where_the_number_says_nothing(
    engine: Engine, to: str | None
) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    await engine.outbox.report([DeliveryReport(message_id, None, DELIVERED, to=to)])
    assert await states(engine, message_id) == [MessageState.DELIVERED]


@pytest.mark.parametrize("theirs", [("a", "b"), ("shared", "shared"), (None, None)])
async def test_reports_settle_each_message_of_a_request_without_an_answer(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    theirs: tuple[str | None, str | None],
) -> None:
    """Our id is that of the first message of the request, the numbers are those of each."""
    gateway.capabilities = Capabilities(3, False, BlockLift.ANY_MESSAGE, one_text=True)
    gateway.script.extend([fail(NO_ANSWER), fail(NO_ANSWER), fail(NO_ANSWER)])
    other_text, other_sender, first, second = await engine.submit(
        draft("another", number=OTHER),
        draft(number=OTHER, sender=HOME),
        draft(),
        draft(number=OTHER),
    )
    await engine.turn()
    await engine.outbox.report(
        [
            DeliveryReport(first, theirs[0], SENT, to=NUMBER),
            DeliveryReport(first, theirs[1], DELIVERED, to=OTHER),
        ]
    )
    assert await states(engine, first, second) == [MessageState.SENT, MessageState.DELIVERED]
    assert await states(engine, other_text, other_sender) == [QUEUED, QUEUED]
    assert [(await engine.message(each)).provider_message_id for each in (first, second)] == [
        *theirs
    ]
    freezer.tick(MINUTE)
    await engine.turn()
    again = [message.message_id for request in gateway.requests[3:] for message in request]
    assert again == [other_text, other_sender]


async def test_a_repeated_report_is_not_about_a_message_that_was_never_tried(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    first, second = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    (untried,) = await engine.submit(draft(number=OTHER))
    report = DeliveryReport(first, None, DELIVERED, to=OTHER)
    await engine.outbox.report([report, report])
    assert await states(engine, second, untried) == [MessageState.DELIVERED, QUEUED]


async def test_a_report_for_one_message_of_a_request_leaves_the_others_to_be_retried(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    first, _ = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.outbox.report([DeliveryReport(first, "b", SENT, to=OTHER)])
    freezer.tick(MINUTE)
    await engine.turn()
    assert [[message.to for message in request] for request in gateway.requests] == [
        [NUMBER, OTHER],
        [NUMBER],
    ]


async def test_our_id_with_a_number_that_nobody_waits_for_settles_nothing(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    gateway.script.append(fail(NO_ANSWER))
    first, second = await engine.submit(draft(), draft(number=OTHER))
    await engine.turn()
    await engine.outbox.report([DeliveryReport(first, "c", SENT, to=THIRD)])
    assert await states(engine, first, second) == [QUEUED, QUEUED]


async def test_the_cost_is_kept_and_told(start_engine: StartEngine) -> None:
    engine = await start_engine()
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    assert (await engine.message(message_id)).cost is None
    await engine.outbox.report([DeliveryReport(message_id, None, SENT, cost=0.8)])
    await engine.report(message_id, DELIVERED)
    await engine.until(lambda: len(engine.told) == 5)
    costs = [event.message.cost for event in engine.told if isinstance(event, StatusChanged)]
    assert costs == [None, None, None, 0.8, 0.8]
    await engine.stop()
    engine = await start_engine()
    assert (await engine.message(message_id)).cost == 0.8


async def test_the_cost_is_that_of_the_last_report(engine: Engine) -> None:
    (message_id,) = await engine.submit(draft())
    await engine.turn()
    for state, cost in ((SENT, 0.8), (DELIVERED, 0.0)):
        await engine.outbox.report([DeliveryReport(message_id, None, state, cost=cost)])
    assert (await engine.message(message_id)).cost == 0.0
