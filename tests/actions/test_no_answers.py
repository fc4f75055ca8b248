"""What comes in while a question is open, and is no answer to it: nothing, and reactions."""

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from ..blueprints.conftest import came
from ..conftest import ANNA, until, until_state
from ..test_webhook import Client
from .test_ask import QUESTION, ask, texts_in_the_end

REACTIONS = (
    f"Liked \u201c{QUESTION}\u201d",
    f"Removed a like from \u201c{QUESTION}\u201d",
    "Questioned \u201cAnna sees to it\u201d",
    f"\U0001f44d to \u201c{QUESTION}\u201d",
    f'Reacted \U0001f44d to "{QUESTION}"',
    f"Gef\u00e4llt \u201e{QUESTION}\u201c",
)


@pytest.fixture
async def account(
    callbacks: Client, entry: MockConfigEntry, simulator: Simulator
) -> MockConfigEntry:
    """Return an account that answers come in to."""
    simulator.faults.set(Fault.NO_RECEIPTS)
    return entry


async def test_empty_reply_is_no_answer_and_no_error(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    asking = await ask(hass, simulator)
    for count, reply in enumerate(("", " ", "\u200b", "\u00a0\n"), 1):
        await simulator.reply(ANNA, reply)
        await came(hass, received, count)
    await simulator.reply(ANNA, "no")
    answer = await asking
    assert (answer["reply"], answer["errors"]) == ("no", [])
    assert await texts_in_the_end(hass, simulator) == [QUESTION]


async def test_empty_reply_gets_the_hint_that_was_given(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, hint="Write something")
    await simulator.reply(ANNA, "")
    await simulator.reply(ANNA, "no")
    assert (await asking)["errors"] == []
    assert await texts_in_the_end(hass, simulator) == [QUESTION, "Write something"]


async def test_reaction_is_no_answer_and_told_as_a_message(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    asking = await ask(hass, simulator)
    for count, reaction in enumerate(REACTIONS, 1):
        await simulator.reply(ANNA, reaction)
        await came(hass, received, count)
    assert [event.data["text"] for event in received] == list(REACTIONS)
    await simulator.reply(ANNA, "no")
    assert (await asking)["reply"] == "no"
    assert await texts_in_the_end(hass, simulator) == [QUESTION]


async def test_reaction_gets_no_hint_and_chooses_no_option(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    asking = await ask(hass, simulator, options=["Liked", "no"])
    quoted = f"{QUESTION}\n1 Liked, 2 no"
    await simulator.reply(ANNA, f"Liked \u201c{quoted}\u201d")
    await simulator.reply(ANNA, f"Gef\u00e4llt \u201e{quoted}\u201c")
    await simulator.reply(ANNA, "2")
    assert (await asking)["option"] == "no"
    assert await texts_in_the_end(hass, simulator) == [quoted]


async def test_reaction_to_a_stop_is_none(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    for reaction in ("Liked \u201cSTOP\u201d", "\U0001f44d to \u201cSTOP\u201d"):
        await simulator.reply(ANNA, reaction)
    await until(hass, lambda: len(received) == 2)
    await until_state(hass, "binary_sensor.anna_subscribed", "on")
