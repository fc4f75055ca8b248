"""Tests of whom a message comes from: an answer comes from the number that was written to."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import Channel, Part

from .conftest import HOME, OTHER, Engine, ScriptedGateway, draft, reply

SECOND = "+27600000002"
DAY = 24 * 3600.0


async def sender_of(
    engine: Engine,
    gateway: ScriptedGateway,
    *,
    sender: str | None = HOME,
    follows: bool = True,
    channel: Channel = Channel.SMS,
) -> str | None:
    """Submit a message and return the sender that the gateway gets."""
    (message_id,) = await engine.submit(
        draft(sender=sender, sender_follows=follows, channel=channel)
    )
    await engine.turn()
    (message,) = gateway.requests[-1]
    assert message.sender == (await engine.message(message_id)).sender
    return message.sender


@pytest.mark.parametrize("sender", [HOME, "Home", None])
async def test_the_number_that_was_written_to_takes_the_place_of_the_sender(
    engine: Engine, gateway: ScriptedGateway, sender: str | None
) -> None:
    assert await sender_of(engine, gateway, sender=sender) == sender
    await engine.inbox.receive([reply("hello", to=SECOND)])
    assert await sender_of(engine, gateway, sender=sender) == SECOND


@pytest.mark.parametrize("pause", [0.0, 1.0])
async def test_the_number_that_was_written_to_last_counts(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory, pause: float
) -> None:
    for to in (HOME, SECOND):
        await engine.inbox.receive([reply(f"hello {to}", to=to)])
        freezer.tick(pause)
    assert await sender_of(engine, gateway) == SECOND
    await engine.inbox.receive([reply("and again", to=HOME)])
    assert await sender_of(engine, gateway, sender=None) == HOME


async def test_what_somebody_else_wrote_to_does_not_count(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.inbox.receive([reply("hello", sender=OTHER, to=SECOND)])
    assert await sender_of(engine, gateway) == HOME


async def test_what_was_written_to_more_than_a_day_ago_does_not_count(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("hello", to=SECOND)])
    freezer.tick(DAY)
    assert await sender_of(engine, gateway) == SECOND
    freezer.tick(1)
    assert await sender_of(engine, gateway) == HOME


async def test_each_channel_has_numbers_of_its_own(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.inbox.receive([reply("hello", to=SECOND, channel=Channel.WHATSAPP)])
    assert await sender_of(engine, gateway) == HOME
    assert await sender_of(engine, gateway, channel=Channel.WHATSAPP) == SECOND


@pytest.mark.parametrize("to", ["31234", "Home", ""])
async def test_a_short_code_or_a_name_never_becomes_a_sender(
    engine: Engine, gateway: ScriptedGateway, to: str
) -> None:
    await engine.inbox.receive([reply("hello", to=to)])
    assert await sender_of(engine, gateway) == HOME
    await engine.inbox.receive([reply("hello", to=SECOND), reply("once more", to=to)])
    assert await sender_of(engine, gateway) == SECOND


async def test_a_sender_that_was_asked_for_stays(engine: Engine, gateway: ScriptedGateway) -> None:
    await engine.inbox.receive([reply("hello", to=SECOND)])
    assert await sender_of(engine, gateway, follows=False) == HOME
    assert await sender_of(engine, gateway, sender=None, follows=False) is None


async def test_a_long_reply_counts_once_it_is_whole(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    first, second = (reply("hello", to=SECOND, part=Part(1, 2, number)) for number in (1, 2))
    await engine.inbox.receive([first])
    assert await sender_of(engine, gateway) == HOME
    await engine.inbox.receive([second])
    assert await sender_of(engine, gateway) == SECOND
