"""What the page of the system's health says of all accounts together."""

from typing import Any
from unittest.mock import patch

from homeassistant.components import system_health
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import CONF_ADVANCED, DOMAIN
from custom_components.sms_gateway.messaging.journal import Journal
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, other_entry, send, until_state
from .translations import english

REACHABLE = "Clickatell (1)"


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is told, once all questions are answered."""
    assert await async_setup_component(hass, "system_health", {})
    info: dict[str, Any] = (await system_health.get_info(hass))[DOMAIN]
    return info


async def test_sums_and_gateways(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, add_entry: AddEntry
) -> None:
    assert (await health(hass))["last_accepted"] == "-"
    await add_entry(other_entry(simulator))
    await send(hass, to=ANNA, config_entry_id=entry.entry_id, wait_for="accepted")
    # As long as a test takes they don't grow.
    with patch.object(Journal, "size", return_value=700 * 1024**2):
        info = await health(hass)
    assert info.pop("journal_size") == "1400.00 MiB"
    assert info.pop("last_accepted").startswith("20")
    assert info == {
        "accounts": "2 / 2",
        "waiting": 0,
        REACHABLE: "ok",
        "Holiday home (2)": "ok",
    }


async def test_gateway_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.refuse()
    await send(hass, to=ANNA)
    info = await health(hass)
    assert info[REACHABLE] == "Failed: unreachable"
    assert info["waiting"] == 1


async def test_account_that_is_not_loaded_is_only_counted(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    info = await health(hass)
    assert info["accounts"] == "0 / 1"
    assert REACHABLE not in info


async def test_certificate_of_ones_own(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    """Home Assistant's own question checks certificates: the account says how its own went."""
    entry = new_entry(simulator, "peerless")
    advanced = {**entry.data[CONF_ADVANCED], "verify_ssl": False}
    entry = MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        entry_id=entry.entry_id,
        data={**entry.data, CONF_ADVANCED: advanced},
        subentries_data=[],
    )
    await add_entry(entry)
    assert (await health(hass))[REACHABLE] == "-"
    await send(hass, to=ANNA, wait_for="accepted")
    assert (await health(hass))[REACHABLE] == "ok"
    await simulator.refuse()
    await send(hass, to=ANNA)
    await until_state(hass, "binary_sensor.clickatell_connectivity", "off")
    assert (await health(hass))[REACHABLE] == "Failed: unreachable"


@pytest.mark.parametrize("gateway", ["modem", "smpp"])
async def test_what_keeps_a_connection_is_there_while_that_is(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    await add_entry(new_entry(simulator, gateway))
    await until_state(hass, "binary_sensor.clickatell_connectivity", "on")
    assert (await health(hass))[REACHABLE] == "ok"
    await simulator.refuse()
    await until_state(hass, "binary_sensor.clickatell_connectivity", "off")
    assert (await health(hass))[REACHABLE] == "Failed: unreachable"


async def test_everything_that_is_told_has_a_name(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    told = (await health(hass)).keys() - {REACHABLE}
    assert set(english()["system_health"]["info"]) == told
