"""Tests of the answers to STOP and HELP: to whom they go, and how often."""

from pathlib import Path

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import InboundMessage, Part
from custom_components.sms_gateway.messaging.message import Draft, MessageState, StatusChanged
from custom_components.sms_gateway.messaging.wish import Wish

from .conftest import (
    DOWN,
    HOME,
    MINUTE,
    NUMBER,
    OTHER,
    Engine,
    ScriptedGateway,
    StartEngine,
    draft,
    fail,
    read,
    reply,
)

GOODBYE, ADVICE = "you will not hear from us again", "this is the house, write STOP to end"


def write_answer(message: InboundMessage, wish: Wish) -> Draft:
    """Write the answer that the options hold."""
    text = ADVICE if wish is Wish.HELP else GOODBYE
    return draft(text, number=message.sender, stop_after=360 * MINUTE, automatic=True)


@pytest.fixture
async def engine(engine: Engine) -> Engine:
    """Return the engine at work, with an answer to STOP and one to HELP."""
    engine.answer = write_answer
    return engine


async def answers(
    engine: Engine, gateway: ScriptedGateway, *messages: InboundMessage
) -> list[tuple[str, str]]:
    """Return who is answered what when these messages come in."""
    gateway.requests.clear()
    await engine.inbox.receive(messages)
    await engine.turn()
    return [(sent.to, sent.text) for request in gateway.requests for sent in request]


def states(engine: Engine) -> list[MessageState]:
    """Return the states that were told of any message."""
    return [event.message.state for event in engine.told if isinstance(event, StatusChanged)]


@pytest.mark.parametrize("text", ["STOP", "stop all", "Unsubscribe."])
async def test_a_stop_is_confirmed_to_the_number_it_blocks(
    engine: Engine, gateway: ScriptedGateway, text: str
) -> None:
    assert await answers(engine, gateway, reply(text)) == [(NUMBER, GOODBYE)]
    assert engine.inbox.blocked == {NUMBER}


@pytest.mark.parametrize("text", ["START", "good morning", "please stop", "help me"])
async def test_nothing_else_is_answered(
    engine: Engine, gateway: ScriptedGateway, text: str
) -> None:
    assert await answers(engine, gateway, reply(text)) == []


async def test_without_a_text_nothing_is_answered(engine: Engine, gateway: ScriptedGateway) -> None:
    engine.answer = lambda _message, _wish: None
    assert await answers(engine, gateway, reply("STOP"), reply("HELP", sender=OTHER)) == []
    assert engine.inbox.blocked == {NUMBER}


async def test_the_confirmation_is_on_disk_with_the_stop(
    start_engine: StartEngine, gateway: ScriptedGateway, path: Path
) -> None:
    engine = await start_engine(running=False)
    engine.answer = write_answer
    engine.journal.power = 1
    stop = reply("STOP", provider_message_id="a")
    assert await engine.inbox.receive([stop]) == 1
    await engine.kill()
    assert read(path, "SELECT number FROM block") == [(NUMBER,)]
    assert read(path, "SELECT number, text, state FROM outbound") == [(NUMBER, GOODBYE, "queued")]

    engine = await start_engine()
    engine.answer = write_answer
    await engine.inbox.receive([stop])  # the gateway had not heard that it arrived
    await engine.turn()
    assert gateway.texts == [[GOODBYE]]


async def test_a_confirmation_that_failed_is_tried_again(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    gateway.script.append(fail(DOWN))
    await answers(engine, gateway, reply("STOP"))
    freezer.tick(MINUTE)
    await engine.turn()
    assert gateway.texts == [[GOODBYE]] * 2
    await engine.until(lambda: MessageState.ACCEPTED in states(engine))


async def test_a_stop_is_confirmed_once(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    twice = [reply("STOP", provider_message_id="a"), reply("STOP", provider_message_id="a")]
    assert await answers(engine, gateway, *twice) == [(NUMBER, GOODBYE)]
    again = [reply("STOP", provider_message_id="b"), reply("STOP ALL", provider_message_id="c")]
    assert await answers(engine, gateway, *again) == []
    freezer.tick(120 * MINUTE)
    assert await answers(engine, gateway, reply("quit")) == []


async def test_a_stop_after_coming_back_is_confirmed_again(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    await answers(engine, gateway, reply("STOP"))
    freezer.tick(1)
    assert await answers(engine, gateway, reply("here again"), reply("end")) == [(NUMBER, GOODBYE)]


async def test_help_is_answered_also_to_who_has_written_stop(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    assert await answers(engine, gateway, reply("HELP")) == [(NUMBER, ADVICE)]
    await answers(engine, gateway, reply("STOP"))
    assert await answers(engine, gateway, reply("info")) == [(NUMBER, ADVICE)]
    assert engine.inbox.blocked == {NUMBER}


async def test_a_number_is_answered_three_times_an_hour(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    for number in range(3):
        help_ = reply("HELP", provider_message_id=str(number))
        assert await answers(engine, gateway, help_) == [(NUMBER, ADVICE)]
        freezer.tick(MINUTE)
    assert await answers(engine, gateway, reply("info"), reply("HELP", sender=OTHER)) == [
        (OTHER, ADVICE)
    ]
    assert await answers(engine, gateway, reply("STOP")) == []
    assert engine.inbox.blocked == {NUMBER}
    freezer.tick(57 * MINUTE - 1)
    assert await answers(engine, gateway, reply("help.")) == []
    freezer.tick(1)
    assert await answers(engine, gateway, reply("help!"), reply("help?")) == [(NUMBER, ADVICE)]


async def test_three_answers_an_hour_also_where_they_come_at_once(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    many = [reply("HELP", provider_message_id=str(number)) for number in range(5)]
    assert await answers(engine, gateway, *many) == [(NUMBER, ADVICE)] * 3


async def test_a_hundred_answers_a_day_to_all_together(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    many = [reply("HELP", sender=f"+2783123{n:04}", provider_message_id=f"{n}") for n in range(101)]
    assert len(await answers(engine, gateway, *many)) == 100
    freezer.tick(23 * 60 * MINUTE)
    assert await answers(engine, gateway, reply("HELP")) == []
    freezer.tick(2 * 60 * MINUTE)
    assert await answers(engine, gateway, reply("HELP")) == [(NUMBER, ADVICE)]


async def test_messages_that_are_no_answers_do_not_count(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    await engine.submit(*[draft()] * 5)
    await engine.turn()
    assert await answers(engine, gateway, reply("HELP")) == [(NUMBER, ADVICE)]


@pytest.mark.parametrize("sender", ["Bank", "12345", HOME])
async def test_a_name_a_short_code_and_our_own_number_are_not_answered(
    engine: Engine, gateway: ScriptedGateway, sender: str
) -> None:
    both = [reply("HELP", sender=sender), reply("STOP", sender=sender)]
    assert await answers(engine, gateway, *both) == []
    assert engine.inbox.blocked == {sender}


async def test_a_number_that_messages_came_in_to_is_not_answered(
    engine: Engine, gateway: ScriptedGateway
) -> None:
    assert await answers(engine, gateway, reply("hello", to=OTHER)) == []
    assert await answers(engine, gateway, reply("HELP", sender=OTHER)) == []


@pytest.mark.parametrize("text", ["STOP", "HELP"])
@pytest.mark.parametrize("number", [1, 2])
async def test_a_word_in_a_part_of_a_long_message_is_not_answered(
    engine: Engine, gateway: ScriptedGateway, text: str, number: int
) -> None:
    parts = [
        reply(text if here == number else "the pump", part=Part(7, 2, here)) for here in (1, 2)
    ]
    assert await answers(engine, gateway, *parts) == []
    assert engine.inbox.blocked == frozenset()


async def test_a_stop_that_came_after_what_lifts_it_is_not_confirmed(
    engine: Engine, gateway: ScriptedGateway, freezer: FrozenDateTimeFactory
) -> None:
    now = freezer().timestamp()
    late = [reply("here again", sent_at=now - 10), reply("STOP", sent_at=now - 20)]
    assert await answers(engine, gateway, *late) == []
    assert engine.inbox.blocked == frozenset()
