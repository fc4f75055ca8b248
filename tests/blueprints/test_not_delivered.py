"""The automation that tells when a message has not reached the phone."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, SENDER, AddEntry, new_entry, send, until
from ..test_retry import START, elapse
from ..test_webhook import Client
from .conftest import Use, calls

TEXT = "{{ recipient }}/{{ tag }}/{{ state }}/{{ error }}"
ACTIONS = [{"action": "test.tell", "data": {"text": TEXT}}]
WATCHED = {"tags": ["freezer", "fire"], "minutes": 10}


@pytest.fixture(autouse=True)
async def account(
    callbacks: Client, simulator: Simulator, add_entry: AddEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Set up an account, with a clock that only goes when it is told to."""
    freezer.move_to(START)
    await add_entry(new_entry(simulator, balance_interval=10080))


@pytest.fixture
async def told(hass: HomeAssistant, use: Use) -> list[dict[str, object]]:
    """Make the automation; return what it tells."""
    told = calls(hass, "test", "tell")
    await use("automation", "not_delivered", **WATCHED, failed_actions=ACTIONS)
    return told


async def ended(hass: HomeAssistant, count: int = 0) -> None:
    """Wait until no more than so many messages are watched."""

    def is_so() -> bool:
        state = hass.states.get("automation.not_delivered")
        return state is not None and state.attributes["current"] == count

    await until(hass, is_so)


async def test_message_that_is_delivered_is_not_told(
    hass: HomeAssistant,
    told: list[dict[str, object]],
    freezer: FrozenDateTimeFactory,
) -> None:
    await send(hass, to=ANNA, tag="fire", wait_for="delivered")
    await ended(hass)
    elapse(hass, freezer, 600)
    await hass.async_block_till_done()
    assert told == []


async def test_message_that_is_on_its_way_for_too_long_is_told(
    hass: HomeAssistant,
    simulator: Simulator,
    told: list[dict[str, object]],
    freezer: FrozenDateTimeFactory,
) -> None:
    simulator.faults.set(Fault.NO_RECEIPTS)
    await send(hass, to=ANNA, tag="fire", wait_for="accepted")
    await send(hass, to=ANNA, tag="dinner", wait_for="accepted")
    elapse(hass, freezer, 599)
    await ended(hass, 1)
    assert told == []
    elapse(hass, freezer, 1)
    await ended(hass)
    assert told == [{"text": "Anna/fire/accepted/None"}]


async def test_message_that_is_refused_is_told_at_once(
    hass: HomeAssistant, simulator: Simulator, told: list[dict[str, object]]
) -> None:
    for number in (ANNA, BEN):
        simulator.network.opt_out(number, SENDER, every_sender=False, confirmed=True)
    await send(hass, to=BEN, tag="dinner")
    await send(hass, to=ANNA, tag="freezer")
    await until(hass, lambda: bool(told))
    await ended(hass)
    (data,) = told
    assert str(data["text"]).startswith("Anna/freezer/rejected/")


async def test_without_actions_of_ones_own_it_is_on_the_dashboard(
    hass: HomeAssistant, simulator: Simulator, use: Use, statuses: list[Event]
) -> None:
    assert await async_setup_component(hass, "persistent_notification", {})
    shown: list[str] = []
    persistent_notification.async_register_callback(
        hass, lambda _, all_: shown.extend(str(one["message"]) for one in all_.values())
    )
    await use("automation", "not_delivered", **WATCHED)
    simulator.network.opt_out(ANNA, SENDER, every_sender=False, confirmed=True)
    await send(hass, to=ANNA, tag="freezer")
    await until(hass, lambda: bool(statuses) and statuses[-1].data["state"] == "rejected")
    await hass.async_block_till_done()
    await ended(hass)
    (message,) = shown
    assert message.startswith("The message to Anna (freezer) is rejected after at most 10 minutes.")
