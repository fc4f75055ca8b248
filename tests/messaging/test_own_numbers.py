"""Tests of loops: nothing is sent to a number that would only come back to us."""

from custom_components.sms_gateway.messaging.limits import Numbers
from custom_components.sms_gateway.messaging.message import (
    OutboundMessage,
    Priority,
    Refusal,
    RefusalKind,
)
from custom_components.sms_gateway.messaging.outbox import OutboxSettings

from .conftest import HOME, NUMBER, OTHER, Engine, ScriptedGateway, StartEngine, draft, reply

OURS = Refusal(HOME, RefusalKind.OWN_NUMBER)


async def test_a_number_that_is_named_as_ours_is_refused_and_others_are_taken(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    taken, refused, also_taken = await engine.outbox.submit(
        [draft("1"), draft("2", number=HOME, priority=Priority.CRITICAL), draft("3", number=OTHER)],
        Numbers(own={HOME, "+27600000009"}),
    )
    assert refused == OURS
    assert isinstance(taken, OutboundMessage)
    assert isinstance(also_taken, OutboundMessage)
    await engine.turn()
    assert [message.to for message in gateway.requests[0]] == [NUMBER, OTHER]


async def test_a_number_that_messages_came_in_to_is_ours(start_engine: StartEngine) -> None:
    engine = await start_engine()
    await engine.submit(draft(number=HOME))
    await engine.inbox.receive([reply("hello")])
    assert await engine.outbox.submit([draft(number=HOME)]) == [OURS]
    await engine.submit(draft())
    await engine.stop()
    engine = await start_engine()
    assert await engine.outbox.submit([draft(number=HOME)]) == [OURS]


async def test_somebody_who_is_known_is_not_ours_whatever_a_callback_says(engine: Engine) -> None:
    await engine.inbox.receive([reply("odd", sender=OTHER, to=NUMBER)])
    (taken,) = await engine.outbox.submit([draft()], Numbers(people={NUMBER}))
    assert isinstance(taken, OutboundMessage)


async def test_a_number_that_wrote_to_us_is_not_ours(engine: Engine) -> None:
    await engine.inbox.receive([reply("hello"), reply("hello", sender=OTHER, to="31234")])
    await engine.submit(draft(), draft(number=OTHER))


async def test_what_is_refused_as_ours_uses_up_no_limit(start_engine: StartEngine) -> None:
    engine = await start_engine(
        OutboxSettings(retry_uncertain=True, hourly_messages=1, daily_parts=1)
    )
    refused, taken = await engine.outbox.submit([draft(number=HOME), draft()], Numbers(own={HOME}))
    assert refused == OURS
    assert isinstance(taken, OutboundMessage)
