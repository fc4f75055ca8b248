"""Tests of what a reply answers: only what somebody can have seen, and the question it names."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import ReportedState
from custom_components.sms_gateway.messaging.message import MessageState, ReceivedKind

from .conftest import (
    BAD_NUMBER,
    DOWN,
    MINUTE,
    NO_ANSWER,
    OTHER,
    Engine,
    ScriptedGateway,
    accept,
    answer,
    draft,
    fail,
    reply,
)


@dataclass(slots=True)
class House:
    """An engine, its gateway and its clock; its alarms are named by their tags, and have a code."""

    engine: Engine
    gateway: ScriptedGateway
    clock: FrozenDateTimeFactory
    code: str | None = None

    async def submit(self, tag: str) -> str:
        """Submit an alarm."""
        (message_id,) = await self.engine.submit(draft(f"{tag}?", tag=tag, reply_code=self.code))
        return message_id

    async def alarm(self, tag: str) -> str:
        """Submit an alarm and wait until what can be done for it is done."""
        message_id = await self.submit(tag)
        await self.engine.turn()
        return message_id

    async def pass_time(self, seconds: float) -> None:
        """Let time pass, and what is due then be done."""
        self.clock.tick(seconds)
        await self.engine.turn()

    async def state(self, message_id: str) -> MessageState:
        """Return the state of a message as the journal has it."""
        return (await self.engine.message(message_id)).state

    async def answered(
        self, text: str = "OK", *, sent_at: float | None = None, related: str | None = None
    ) -> str | None:
        """Return the tag of what a reply answers."""
        before = len(self.engine.kinds_told())
        await self.engine.inbox.receive([reply(text, sent_at=sent_at, related=related)])
        return (await self.engine.received(before + 1))[-1].received.tag


@pytest.fixture
async def house(engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory) -> House:
    """Return an engine at work."""
    return House(engine, gateway, freezer)


async def rejected(house: House) -> None:
    house.gateway.script.append(answer(BAD_NUMBER))
    assert await house.state(await house.alarm("freezer")) is MessageState.REJECTED


async def cancelled(house: House) -> None:
    house.gateway.script.append(fail(DOWN))
    message_id = await house.alarm("freezer")
    assert await house.engine.outbox.cancel(message_id, None) == 1


async def queued_while_the_gateway_is_down(house: House) -> None:
    house.gateway.otherwise = fail(DOWN)
    assert await house.state(await house.alarm("freezer")) is MessageState.QUEUED


async def never_tried(house: House) -> None:
    house.gateway.script.append(fail(DOWN))
    await house.engine.submit(draft(number=OTHER))
    await house.engine.turn()
    message = await house.engine.message(await house.alarm("freezer"))
    assert (message.state, message.attempts) == (MessageState.QUEUED, 0)


async def expired(house: House) -> None:
    house.gateway.otherwise = fail(DOWN)
    message_id = await house.alarm("freezer")
    await house.pass_time(6 * MINUTE)
    assert await house.state(message_id) is MessageState.EXPIRED


async def queued_but_it_may_have_been_sent(house: House) -> None:
    house.gateway.otherwise = fail(NO_ANSWER)
    assert await house.state(await house.alarm("freezer")) is MessageState.QUEUED


async def expired_but_it_may_have_been_sent(house: House) -> None:
    house.gateway.otherwise = fail(NO_ANSWER)
    message_id = await house.alarm("freezer")
    await house.pass_time(6 * MINUTE)
    assert await house.state(message_id) is MessageState.EXPIRED


async def cancelled_but_it_may_have_been_sent(house: House) -> None:
    house.gateway.otherwise = fail(NO_ANSWER)
    message_id = await house.alarm("freezer")
    assert await house.engine.outbox.cancel(message_id, None) == 1


async def under_way(house: House) -> None:
    house.gateway.answers.clear()
    house.gateway.asked.clear()
    message_id = await house.submit("freezer")
    await house.gateway.asked.wait()
    assert await house.state(message_id) is MessageState.SENDING


async def accepted(house: House) -> None:
    assert await house.state(await house.alarm("freezer")) is MessageState.ACCEPTED


async def undelivered(house: House) -> None:
    """A gateway may be wrong about that, and who answers has seen it."""
    await house.engine.report(await house.alarm("freezer"), ReportedState.UNDELIVERED)


async def an_automatic_answer(house: House) -> None:
    house.engine.answer = lambda message, _: draft(
        "This is a house.", number=message.sender, automatic=True
    )
    await house.engine.inbox.receive([reply("INFO")])
    await house.engine.turn()
    assert house.gateway.texts[-1] == ["This is a house."]
    assert house.engine.kinds_told() == [ReceivedKind.HELP]


type Become = Callable[[House], Coroutine[None, None, None]]
CAN_NOT_HAVE_BEEN_SEEN: list[Become] = [
    rejected,
    cancelled,
    queued_while_the_gateway_is_down,
    never_tried,
    expired,
]
MAY_HAVE_BEEN_SEEN: list[Become] = [
    expired_but_it_may_have_been_sent,
    cancelled_but_it_may_have_been_sent,
    under_way,
    accepted,
    undelivered,
]


@pytest.mark.parametrize("become", [*CAN_NOT_HAVE_BEEN_SEEN, an_automatic_answer])
async def test_a_reply_passes_over_what_nobody_can_have_seen_and_what_nobody_asked(
    house: House, become: Become
) -> None:
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    await become(house)
    assert await house.answered() == "garage"


async def test_what_waits_to_be_sent_once_more_is_answered_where_nothing_else_is(
    house: House,
) -> None:
    """Both may be meant: the alarm that nobody may have seen yet must not fall silent."""
    await queued_but_it_may_have_been_sent(house)
    assert await house.answered() == "freezer"
    house.gateway.otherwise = accept
    await house.pass_time(MINUTE)
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    await queued_but_it_may_have_been_sent(house)
    assert await house.answered() == "garage"


@pytest.mark.parametrize("become", MAY_HAVE_BEEN_SEEN)
async def test_a_reply_answers_the_latest_message_that_may_have_arrived(
    house: House, become: Become
) -> None:
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    await become(house)
    assert await house.answered() == "freezer"


@pytest.mark.parametrize("become", [*CAN_NOT_HAVE_BEEN_SEEN, an_automatic_answer])
async def test_where_nothing_can_have_been_seen_a_reply_answers_nothing(
    house: House, become: Become
) -> None:
    await become(house)
    assert await house.answered() is None


@pytest.mark.parametrize("become", CAN_NOT_HAVE_BEEN_SEEN)
async def test_a_clock_that_is_behind_makes_no_answer_to_what_nobody_can_have_seen(
    house: House, become: Become
) -> None:
    """By the gateway's clock the reply was written before anything was sent."""
    written = house.clock().timestamp() - 5 * MINUTE
    await become(house)
    assert await house.answered(sent_at=written) is None


@pytest.mark.parametrize("become", CAN_NOT_HAVE_BEEN_SEEN)
async def test_a_code_stands_for_the_question_that_can_have_been_seen(
    house: House, become: Become
) -> None:
    """A code is free again once its question is over, and the next one may never have left."""
    house.code = "B"
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    await become(house)
    assert await house.answered("B yes") == "garage"


@pytest.mark.parametrize("become", [*MAY_HAVE_BEEN_SEEN, queued_but_it_may_have_been_sent])
async def test_a_code_stands_for_the_latest_question_that_may_have_arrived(
    house: House, become: Become
) -> None:
    house.code = "B"
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    await become(house)
    house.gateway.answers.set()
    house.gateway.otherwise = accept
    house.code = None
    await house.alarm("news")
    assert await house.answered("B yes") == "freezer"


async def test_a_late_report_makes_an_older_message_one_that_is_answered(house: House) -> None:
    house.gateway.otherwise = fail(DOWN)
    older = await house.alarm("garage")
    await house.pass_time(6 * MINUTE)
    await rejected(house)
    assert await house.answered() is None
    await house.engine.report(older, ReportedState.DELIVERED)
    assert await house.answered("Coming") == "garage"


async def test_a_late_report_makes_the_latest_message_the_one_that_is_answered(
    house: House,
) -> None:
    await house.alarm("garage")
    await house.pass_time(MINUTE)
    house.gateway.otherwise = fail(DOWN)
    latest = await house.alarm("freezer")
    await house.pass_time(6 * MINUTE)
    assert await house.answered() == "garage"
    await house.engine.report(latest, ReportedState.DELIVERED)
    assert await house.answered("Coming") == "freezer"


@pytest.mark.parametrize(
    ("text", "guess", "meant"),
    [
        # Some gateways name the latest message, whatever is answered.
        ("A yes", "alarm", "garage"),
        ("a. yes", "alarm", "garage"),
        ("B yes", "garage", "alarm"),
        # Without a code, or with one of no question, the gateway knows better than we do,
        ("yes", "door", "door"),
        ("C yes", "door", "door"),
        # but for what is answered with its code alone.
        ("yes", "garage", "news"),
        ("C yes", "garage", "news"),
        # Where it names nothing, or what is not ours, the latest is meant.
        ("yes", None, "news"),
        ("yes", "somebody else's", "news"),
    ],
)
async def test_the_code_goes_before_the_gateways_guess_and_that_before_the_latest(
    house: House, text: str, guess: str | None, meant: str
) -> None:
    ids = {}
    for tag, house.code in (("door", None), ("garage", "A"), ("alarm", "B"), ("news", None)):
        ids[tag] = await house.alarm(tag)
        await house.pass_time(1)
    related = None if guess is None else ids.get(guess, "0" * 32)
    assert await house.answered(text, related=related) == meant
