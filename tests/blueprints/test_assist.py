"""The automation that hands messages to Assist and its answers back."""

import asyncio

from homeassistant.core import (
    Event,
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
)
from homeassistant.setup import async_setup_component
import pytest

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, SENDER, AddEntry, new_entry, until
from ..test_webhook import PATH, Client, inbound
from .conftest import Use, calls, came, phone

STORY = "Once upon a time " * 30
CUT = STORY[:157] + "..."


@pytest.fixture
async def assist(hass: HomeAssistant) -> None:
    """Set up Assist, with a lamp and a long story."""
    assert await async_setup_component(hass, "homeassistant", {})
    sentences = {"conversation": {"intents": {"Story": ["tell me a story"]}}}
    assert await async_setup_component(hass, "conversation", sentences)
    story = {"intent_script": {"Story": {"speech": {"text": STORY}}}}
    assert await async_setup_component(hass, "intent_script", story)
    hass.states.async_set("light.kitchen", "off", {"friendly_name": "Kitchen lamp"})


@pytest.fixture(autouse=True)
async def account(
    assist: None, callbacks: Client, simulator: Simulator, add_entry: AddEntry
) -> None:
    """Set up an account that sends one part at most."""
    # Assist comes first: it has pages of its own, which must be there before the server starts.
    await add_entry(new_entry(simulator, max_parts=1))


async def write(
    hass: HomeAssistant, simulator: Simulator, received: list[Event], number: str, text: str
) -> None:
    """Send a text to the home, and let it do what it does."""
    count = len(received) + 1
    await simulator.reply(number, text, to=SENDER)
    await came(hass, received, count)
    await hass.async_block_till_done()


@pytest.mark.parametrize(
    "text",
    [
        "Home, turn on the kitchen lamp",
        "home turn on kitchen lamp",
        "\N{RIGHT-TO-LEFT MARK} HOME\nTurn on the kitchen lamp.",
    ],
)
async def test_assist_does_it_and_answers(
    hass: HomeAssistant, simulator: Simulator, use: Use, received: list[Event], text: str
) -> None:
    lamp = calls(hass, "light", "turn_on")
    await use("automation", "assist")
    await write(hass, simulator, received, ANNA, text)
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA) == ["Turned on the light"]
    assert lamp == [{"entity_id": ["light.kitchen"]}]


async def test_long_answer_is_cut_to_the_parts_of_the_account(
    hass: HomeAssistant, simulator: Simulator, use: Use, received: list[Event]
) -> None:
    await use("automation", "assist", beginning="Max")
    await write(hass, simulator, received, ANNA, "max: tell me a story")
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA) == [CUT]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (ANNA, "turn on the kitchen lamp"),
        (ANNA, "Homework: turn on the kitchen lamp"),
        (ANNA, "Home"),
        (BEN, "Home, turn on the kitchen lamp"),
        (CARLA, "Home, turn on the kitchen lamp"),
    ],
)
async def test_other_texts_and_other_people_are_left_alone(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    number: str,
    text: str,
) -> None:
    lamp = calls(hass, "light", "turn_on")
    await use("automation", "assist", people=["notify.anna"])
    await write(hass, simulator, received, number, text)
    # One after the other: this answer comes after what would have been.
    await write(hass, simulator, received, ANNA, "Home, tell me a story")
    await until(hass, lambda: CUT in phone(simulator, ANNA))
    assert [message.text for message in simulator.network.messages] == [CUT]
    assert lamp == []


async def test_late_message_is_left_alone(
    hass: HomeAssistant, use: Use, received: list[Event], callbacks: Client
) -> None:
    lamp = calls(hass, "light", "turn_on")
    await use("automation", "assist")
    await callbacks.post(PATH, json=inbound("Home, turn on the kitchen lamp"))
    await until(hass, lambda: bool(received))
    assert received[0].data["late"]
    await hass.async_block_till_done()
    assert lamp == []


async def test_what_assist_says_nothing_to_has_no_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    await use("automation", "assist")
    await write(hass, simulator, received, ANNA, "Home, never mind")
    await write(hass, simulator, received, ANNA, "Home, tell me a story")
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA) == [CUT]
    assert "Error" not in caplog.text


async def test_what_assist_does_not_understand_is_told_to_who_spoke_to_it(
    hass: HomeAssistant, simulator: Simulator, use: Use, received: list[Event]
) -> None:
    await use("automation", "assist")
    await write(hass, simulator, received, ANNA, "Home, dance with me")
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA)[0].startswith("Sorry, I couldn't understand that")


@pytest.mark.parametrize("beginning", ["", " "])
async def test_without_a_beginning_it_talks_with_no_phone_that_answers_by_itself(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
    beginning: str,
) -> None:
    await use("automation", "assist", beginning=beginning)
    await write(hass, simulator, received, ANNA, "I'm driving. I will answer later.")
    assert "Write a word into Beginning" in caplog.text
    await simulator.settled()
    assert simulator.network.messages == []


async def test_many_at_once_are_all_answered(
    hass: HomeAssistant, simulator: Simulator, use: Use, received: list[Event]
) -> None:
    # The first is not over when the last comes.
    go_on = asyncio.Event()

    async def think(_: ServiceCall) -> ServiceResponse:
        await go_on.wait()
        return {"response": {"speech": {"plain": {"speech": "Done"}}}}

    hass.services.async_register(
        "conversation", "process", think, supports_response=SupportsResponse.OPTIONAL
    )
    await use("automation", "assist")
    for count in range(1, 25):
        await simulator.reply(ANNA, "Home, tell me a story", to=SENDER)
        await came(hass, received, count)
    go_on.set()
    await until(hass, lambda: phone(simulator, ANNA) == ["Done"] * 24)
