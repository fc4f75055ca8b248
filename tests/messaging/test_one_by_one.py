"""Tests of one error for a request to several people, and of reports on one of them."""

from collections.abc import Sequence
from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    BlockLift,
    Capabilities,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.messaging.message import (
    Change,
    ConsentChanged,
    MessageState,
    Priority,
)

from .conftest import (
    BAD_NUMBER,
    DOWN,
    MINUTE,
    NO_ANSWER,
    OPTED_OUT,
    OTHER,
    Engine,
    ScriptedGateway,
    accept,
    draft,
    fail,
    read,
)

FIVE = [f"+2782123456{digit}" for digit in range(5)]
BAD = FIVE[2]
QUEUED, ACCEPTED, REJECTED = MessageState.QUEUED, MessageState.ACCEPTED, MessageState.REJECTED
DELIVERED = MessageState.DELIVERED


@pytest.fixture(autouse=True)
def batches_of_five(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gateway take five messages in a request."""
    monkeypatch.setattr(
        ScriptedGateway, "capabilities", Capabilities(5, False, BlockLift.ANY_MESSAGE)
    )


class OneError:
    """Refuses a whole request for what is wrong with one person in it, as some gateways do."""

    def __init__(self, error: GatewayError) -> None:
        """Have nothing against anybody but the owner of BAD."""
        self._error = error

    def __call__(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Answer a request."""
        if any(message.to == BAD for message in batch):
            raise self._error
        return accept(batch)


async def states(engine: Engine, ids: Sequence[str]) -> list[MessageState]:
    """Return the states of messages in the journal."""
    return [(await engine.message(message_id)).state for message_id in ids]


async def submit_to_five(engine: Engine) -> list[str]:
    """Submit a message to each of five people."""
    return await engine.submit(*[draft(number=number) for number in FIVE])


def numbers_asked(gateway: ScriptedGateway) -> list[list[str]]:
    """Return to whom each request was."""
    return [[message.to for message in request] for request in gateway.requests]


@pytest.mark.parametrize(
    ("error", "blocked"), [(BAD_NUMBER, set[str]()), (OPTED_OUT, {BAD})], ids=["number", "stop"]
)
async def test_of_five_one_is_refused_and_four_are_accepted(
    engine: Engine, gateway: ScriptedGateway, error: GatewayError, blocked: set[str]
) -> None:
    heard: list[Change] = []
    engine.publisher.listen(heard.extend)
    gateway.otherwise = OneError(error)
    ids = await submit_to_five(engine)
    await engine.turn()
    assert numbers_asked(gateway) == [FIVE, *[[number] for number in FIVE]]
    expected = [ACCEPTED, ACCEPTED, REJECTED, ACCEPTED, ACCEPTED]
    assert await states(engine, ids) == expected
    # Nobody was blocked, or told to be rejected, without a verdict of their own.
    assert engine.inbox.blocked == blocked
    changed = {change.number for change in heard if isinstance(change, ConsentChanged)}
    assert changed == blocked
    await engine.until(lambda: [engine.states_told(one)[-1] for one in ids] == expected)
    for message_id, state in zip(ids, expected, strict=True):
        assert engine.states_told(message_id)[2:] == [QUEUED, MessageState.SENDING, state]


@pytest.mark.parametrize("error", [BAD_NUMBER, OPTED_OUT], ids=["number", "stop"])
async def test_until_each_was_tried_nothing_is_decided(
    engine: Engine, gateway: ScriptedGateway, path: Path, error: GatewayError
) -> None:
    def refuse_and_hang(_: Sequence[OutgoingMessage]) -> list[SendResult]:
        gateway.answers.clear()  # for what comes next
        raise error

    gateway.script.append(refuse_and_hang)
    ids = await submit_to_five(engine)
    await engine.until(lambda: len(gateway.requests) == 5)
    under_way = [MessageState.SENDING] * 4
    assert await states(engine, ids) == [*under_way, QUEUED]
    assert engine.inbox.blocked == set()
    assert engine.outbox.health.trouble is None
    attempts = read(path, "SELECT state, error_kind FROM attempt")
    assert attempts == [("queued", error.kind)] * 5


@pytest.mark.parametrize(
    ("error", "blocked"), [(BAD_NUMBER, set[str]()), (OPTED_OUT, {BAD})], ids=["number", "stop"]
)
async def test_an_error_for_a_request_to_one_is_a_verdict(
    engine: Engine, gateway: ScriptedGateway, error: GatewayError, blocked: set[str]
) -> None:
    gateway.otherwise = OneError(error)
    ids = await engine.submit(draft(number=BAD))
    await engine.turn()
    assert await states(engine, ids) == [REJECTED]
    assert engine.inbox.blocked == blocked
    assert len(gateway.requests) == 1


async def test_a_verdict_on_each_of_a_request_is_one(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    taken = Accepted("taken")
    gateway.script.append(lambda _: [taken, BAD_NUMBER, OPTED_OUT, taken, BAD_NUMBER])
    ids = await submit_to_five(engine)
    await engine.turn()
    assert await states(engine, ids) == [ACCEPTED, REJECTED, REJECTED, ACCEPTED, REJECTED]
    assert engine.inbox.blocked == {BAD}
    assert len(gateway.requests) == 1


async def test_what_has_to_go_alone_goes_alone_from_then_on(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    """Or the one who is wrong would spoil the request of the others at each turn."""
    gateway.script.append(OneError(BAD_NUMBER))
    gateway.otherwise = fail(DOWN)
    ids = await submit_to_five(engine)
    await engine.turn()
    gateway.requests.clear()
    gateway.otherwise = OneError(BAD_NUMBER)
    for _ in range(2):
        freezer.tick(MINUTE)
        await engine.turn()
    assert sorted(numbers_asked(gateway)) == [[number] for number in FIVE]
    assert await states(engine, ids) == [ACCEPTED, ACCEPTED, REJECTED, ACCEPTED, ACCEPTED]


async def test_what_has_to_go_alone_is_not_put_to_others(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(OneError(BAD_NUMBER))
    gateway.otherwise = fail(DOWN)
    await submit_to_five(engine)
    await engine.turn()
    gateway.requests.clear()
    gateway.otherwise = OneError(BAD_NUMBER)
    freezer.tick(MINUTE)
    await engine.submit(draft("fire", number=OTHER, priority=Priority.CRITICAL))
    await engine.turn()
    assert numbers_asked(gateway) == [[OTHER], *[[number] for number in FIVE]]


def permanent(kind: ErrorKind) -> GatewayError:
    """Return a refusal for good."""
    return GatewayError(kind, "no", code="7")


def passing(kind: ErrorKind) -> GatewayError:
    """Return a refusal for now."""
    return GatewayError(kind, "not now", code="8", retryable=True)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (permanent(ErrorKind.SENDER), REJECTED),
        (permanent(ErrorKind.CONTENT), REJECTED),
        (permanent(ErrorKind.FUNDS), REJECTED),
        (permanent(ErrorKind.UNKNOWN), REJECTED),
        (permanent(ErrorKind.AUTH), QUEUED),
        (passing(ErrorKind.ADDRESS), QUEUED),
        (passing(ErrorKind.FUNDS), QUEUED),
        (passing(ErrorKind.RATE), QUEUED),
        (passing(ErrorKind.SERVER), QUEUED),
        (DOWN, QUEUED),
        (NO_ANSWER, QUEUED),
    ],
    ids=lambda value: f"{value.kind}-{value.retryable}" if isinstance(value, GatewayError) else "",
)
async def test_any_other_error_is_about_the_whole_request(
    engine: Engine,
    gateway: ScriptedGateway,
    freezer: FrozenDateTimeFactory,
    error: GatewayError,
    state: MessageState,
) -> None:
    gateway.script.append(fail(error))
    ids = await submit_to_five(engine)
    await engine.turn()
    assert numbers_asked(gateway) == [FIVE]
    assert await states(engine, ids) == [state] * 5
    assert engine.inbox.blocked == set()
    freezer.tick(MINUTE)
    await engine.turn()
    again = [FIVE] if state is QUEUED else []
    if error.kind is ErrorKind.AUTH:
        again = [FIVE[:1], FIVE[1:]]  # the first one finds out that the key is good now
    assert numbers_asked(gateway)[1:] == again


@pytest.mark.parametrize("yesterdays", ["accepted", "without an answer"])
async def test_a_report_finds_the_message_of_the_request_that_it_names(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, yesterdays: str
) -> None:
    """Such a report has the id of the request's first message and the number of another one."""
    gateway.script.append(accept if yesterdays == "accepted" else fail(NO_ANSWER))
    yesterday = await submit_to_five(engine)
    await engine.turn()
    freezer.tick(MINUTE / 2)
    gateway.script.append(fail(NO_ANSWER))
    today = await submit_to_five(engine)
    await engine.turn()
    assert await states(engine, today) == [QUEUED] * 5
    before = await states(engine, yesterday)
    reports = [
        DeliveryReport(today[0], f"of {number}", ReportedState.DELIVERED, to=number)
        for number in reversed(FIVE)
    ]
    await engine.outbox.report(reports)
    assert await states(engine, today) == [DELIVERED] * 5
    assert await states(engine, yesterday) == before
    # What has arrived is not sent once more.
    gateway.requests.clear()
    freezer.tick(MINUTE / 2)
    await engine.turn()
    again = [message.message_id for request in gateway.requests for message in request]
    assert again == ([] if yesterdays == "accepted" else yesterday)


async def test_a_report_on_yesterdays_request_is_not_about_todays(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    yesterday = await submit_to_five(engine)
    await engine.turn()
    freezer.tick(24 * 60 * MINUTE)
    gateway.otherwise = fail(NO_ANSWER)
    today = await submit_to_five(engine)
    await engine.turn()
    reports = [
        DeliveryReport(yesterday[0], None, ReportedState.DELIVERED, to=number) for number in FIVE
    ]
    await engine.outbox.report(reports)
    assert await states(engine, yesterday) == [DELIVERED] * 5
    assert await states(engine, today) == [QUEUED] * 5
