"""The automation that ends the repetitions of an alert when somebody replies."""

from collections.abc import AsyncIterator

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, AddEntry, new_entry, send, until
from ..test_retry import START, elapse
from ..test_webhook import PATH, Client, inbound
from .conftest import Use, phone

ALERT = "alert.freezer"


@pytest.fixture(autouse=True)
async def alert(
    hass: HomeAssistant,
    callbacks: Client,
    simulator: Simulator,
    add_entry: AddEntry,
    use: Use,
    freezer: FrozenDateTimeFactory,
) -> AsyncIterator[None]:
    """Have an alert on, that has told everybody once and does so again every half hour."""
    freezer.move_to(START)
    await add_entry(new_entry(simulator, balance_interval=10080))
    freezer_alert = {
        "name": "Freezer is warm",
        "entity_id": "binary_sensor.freezer",
        "repeat": 30,
        "notifiers": ["clickatell"],
        "data": {"tag": "freezer"},
    }
    assert await async_setup_component(hass, "alert", {"alert": {"freezer": freezer_alert}})
    await use("automation", "acknowledge_alert", alert=ALERT, tag="freezer")
    hass.states.async_set("binary_sensor.freezer", "on")
    await told(hass, simulator, 1)
    yield
    hass.states.async_set("binary_sensor.freezer", "off")
    await hass.async_block_till_done()


async def told(hass: HomeAssistant, simulator: Simulator, count: int) -> None:
    """Wait until everybody has been told so often."""
    text = ["Freezer is warm"] * count
    await until(hass, lambda: phone(simulator, ANNA) == phone(simulator, BEN) == text)
    await simulator.settled()
    assert hass.states.is_state(ALERT, "on")


@pytest.mark.parametrize("text", ["OK", " ok! ", "Ok \N{THUMBS UP SIGN}"])
async def test_reply_ends_the_repetitions(
    hass: HomeAssistant, simulator: Simulator, freezer: FrozenDateTimeFactory, text: str
) -> None:
    elapse(hass, freezer, 1800)
    await told(hass, simulator, 2)
    await simulator.reply(BEN, text)
    await until(hass, lambda: hass.states.is_state(ALERT, "off"))
    elapse(hass, freezer, 1800)
    # By then the alert would have been sent, too.
    await send(hass, to=CARLA, wait_for="delivered")
    assert len(phone(simulator, ANNA)) == len(phone(simulator, BEN)) == 2


@pytest.mark.parametrize("text", ["OK?? no, who is this", "not ok", "o k", "!"])
async def test_other_words_leave_it_on(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    received: list[Event],
    text: str,
) -> None:
    await simulator.reply(BEN, text)
    await until(hass, lambda: bool(received))
    assert received[0].data["tag"] == "freezer"
    elapse(hass, freezer, 1800)
    await told(hass, simulator, 2)


async def test_reply_to_another_message_leaves_it_on(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    received: list[Event],
) -> None:
    await send(hass, to=BEN, message="Dinner?", tag="dinner", wait_for="delivered")
    await simulator.reply(BEN, "OK")
    await until(hass, lambda: bool(received))
    await hass.async_block_till_done()
    assert hass.states.is_state(ALERT, "on")


async def test_late_reply_leaves_it_on(
    hass: HomeAssistant,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
    received: list[Event],
    callbacks: Client,
) -> None:
    reply = inbound("OK")
    (alert, *_) = simulator.network.messages
    reply["event"]["moText"][0]["relatedMessageId"] = alert.id
    await callbacks.post(PATH, json=reply)
    await until(hass, lambda: bool(received))
    assert (received[0].data["tag"], received[0].data["late"]) == ("freezer", True)
    await hass.async_block_till_done()
    assert hass.states.is_state(ALERT, "on")
