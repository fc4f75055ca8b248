"""STOP ALL, and taking it back, while one of the accounts is closed."""

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from ..actions.test_consent import SUBSCRIBED, is_blocked, set_consent
from ..conftest import ANNA, AddEntry, other_entry, until_state
from ..test_webhook import Client, inbound


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about who is written to."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def two(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    add_entry: AddEntry,
) -> tuple[MockConfigEntry, MockConfigEntry]:
    """Return an account that messages come in to, and one that was closed after a STOP ALL."""
    other = await add_entry(other_entry(simulator))
    await simulator.reply(ANNA, "STOP ALL")
    await until_state(hass, SUBSCRIBED, "off")
    assert await is_blocked(hass, other)
    await hass.config_entries.async_unload(other.entry_id)
    return entry, other


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("how", ["START", "hello again", "by hand"])
async def test_stop_all_that_was_taken_back_meanwhile_does_not_come_back(
    hass: HomeAssistant,
    simulator: Simulator,
    two: tuple[MockConfigEntry, MockConfigEntry],
    how: str,
    first: int,
) -> None:
    home, other = two
    if how == "by hand":
        await set_consent(hass, number="Anna", subscribed=True, scope="all")
    else:
        await simulator.reply(ANNA, how)
    await until_state(hass, SUBSCRIBED, "on")
    if first:
        # The one that has not heard of it is there first, and may not give its block away.
        await hass.config_entries.async_unload(home.entry_id)
        await hass.config_entries.async_setup(other.entry_id)
        await hass.config_entries.async_setup(home.entry_id)
    else:
        await hass.config_entries.async_setup(other.entry_id)
    assert not await is_blocked(hass, home)
    assert not await is_blocked(hass, other)
    # Nor when only the other one is left to tell.
    await hass.config_entries.async_reload(home.entry_id)
    assert not await is_blocked(hass, home)


async def test_what_is_lifted_for_one_account_alone_holds_at_the_other(
    hass: HomeAssistant, two: tuple[MockConfigEntry, MockConfigEntry]
) -> None:
    home, other = two
    await set_consent(hass, number="Anna", subscribed=True, config_entry_id=home.entry_id)
    await hass.config_entries.async_setup(other.entry_id)
    assert not await is_blocked(hass, home)
    assert await is_blocked(hass, other)


@pytest.mark.usefixtures("entry")
async def test_start_at_an_account_that_stop_all_was_not_written_to(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    said = inbound("STOP ALL")
    del said["event"]["moText"][0]["timestamp"]
    await callbacks.post(f"/api/sms_gateway/{other.data['webhook_id']}", json=said)
    await until_state(hass, SUBSCRIBED, "off")
    assert await is_blocked(hass, other)
    await simulator.reply(ANNA, "START")
    await until_state(hass, SUBSCRIBED, "on")
    assert not await is_blocked(hass, other)
