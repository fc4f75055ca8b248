"""Whoever knows the callback address can make up numbers: how much that can do, and to whom."""

from datetime import timedelta
from functools import partial

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import InboundMessage
from custom_components.sms_gateway.messaging import retention
from custom_components.sms_gateway.messaging.inflow import Inflow, TooManyMessagesError

from .conftest import NUMBER, OTHER, Engine, draft, reply

YEAR = timedelta(days=366)


def made_up(count: int, first: int = 0, text: str = "hello") -> list[InboundMessage]:
    """Return messages from as many numbers."""
    return [reply(text, sender=f"+1555{number:07}") for number in range(first, first + count)]


async def forget(engine: Engine, freezer: FrozenDateTimeFactory) -> None:
    """Forget what is a month old."""
    before = freezer().timestamp() - 30 * 86400
    while await engine.journal.run(partial(retention.purge, before=before)):
        pass


def test_so_much_a_minute_is_taken() -> None:
    inflow = Inflow()
    for _ in range(120):
        inflow.take(1, 1000.0)
    with pytest.raises(TooManyMessagesError) as caught:
        inflow.take(1, 1000.0)
    assert caught.value.retry_after == 1
    inflow.take(1, 1000.5)
    with pytest.raises(TooManyMessagesError):
        inflow.take(1, 1000.5)
    inflow.take(0, 1000.5)
    inflow.take(120, 1061.0)


def test_one_callback_is_taken_whole_and_the_next_ones_wait_for_it() -> None:
    inflow = Inflow()
    inflow.take(1320, 1000.0)
    with pytest.raises(TooManyMessagesError) as caught:
        inflow.take(1, 1000.0)
    assert caught.value.retry_after == 601
    with pytest.raises(TooManyMessagesError):
        inflow.take(1, 1600.0)
    inflow.take(1, 1601.0)


async def test_a_hundred_at_once_are_brought_by_a_gateway(engine: Engine) -> None:
    messages = made_up(100)
    assert await engine.inbox.admit(messages) == (messages, None)
    assert await engine.inbox.receive(messages) == 100


async def test_a_flood_of_strangers_holds_up_nobody_who_is_known(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft())
    await engine.inbox.admit(made_up(1000))
    messages = [*made_up(2, 1000), reply("yes"), reply("?", sender=OTHER)]
    taken, refused = await engine.inbox.admit(messages)
    assert taken == [messages[2]]
    assert refused is not None
    freezer.tick(refused.retry_after)
    assert await engine.inbox.admit(messages) == (messages, None)


async def test_a_stop_of_a_stranger_holds_at_once_and_for_a_year(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive(made_up(60, text="STOP"))
    assert len(engine.inbox.blocked) == 60
    freezer.tick(YEAR - timedelta(days=1))
    await forget(engine, freezer)
    assert len(engine.inbox.blocked) == 60
    freezer.tick(timedelta(days=1, seconds=1))
    await forget(engine, freezer)
    assert engine.inbox.blocked == set()


async def test_whom_we_have_written_to_is_left_alone_for_ever(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.submit(draft())
    await engine.turn()
    await engine.inbox.receive([reply("STOP")])
    freezer.tick(10 * YEAR)
    await forget(engine, freezer)
    assert engine.inbox.blocked == {NUMBER}


async def test_whom_we_wanted_to_write_to_later_is_left_alone_for_ever(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive([reply("STOP"), reply("STOP", sender=OTHER)])
    await engine.outbox.submit([draft()])
    freezer.tick(10 * YEAR)
    await forget(engine, freezer)
    assert engine.inbox.blocked == {NUMBER}


async def test_a_block_by_hand_is_for_ever(engine: Engine, freezer: FrozenDateTimeFactory) -> None:
    await engine.inbox.receive([reply("STOP")])
    await engine.inbox.set_consent(NUMBER, "sender")
    await engine.inbox.set_consent(OTHER, "sender")
    freezer.tick(10 * YEAR)
    await forget(engine, freezer)
    assert engine.inbox.blocked == {NUMBER, OTHER}


async def test_what_another_account_knows_of_a_stranger_is_kept_no_longer_there(
    engine: Engine, freezer: FrozenDateTimeFactory
) -> None:
    await engine.inbox.receive(made_up(450, text="STOP ALL"))
    blocks = await engine.inbox.blocked_everywhere()
    assert {block.forget_at for block in blocks} == {freezer().timestamp() + YEAR.total_seconds()}
