"""An account at a gateway that can't be asked what is left."""

from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import Gateway, SessionGateway
from simulator import Simulator

from .conftest import ANNA, CREDENTIALS, AddEntry, new_entry, send, until_state
from .test_entities import BALANCE, CONNECTIVITY, state_of

OF_THE_BALANCE = {
    BALANCE,
    "binary_sensor.clickatell_low_balance",
    "button.clickatell_check_balance",
}


def without_balance() -> list[str]:
    """Return the gateways that have none."""
    return [name for name in CREDENTIALS if not GATEWAYS[name].capabilities.balance]


@pytest.mark.parametrize("gateway", [*without_balance(), "clickatell_one"])
async def test_what_is_about_the_balance_is_there_with_one_only(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    entry = await add_entry(new_entry(simulator, gateway, low_balance=50))
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    about = OF_THE_BALANCE & {entity.entity_id for entity in found}
    assert about == (OF_THE_BALANCE if gateway == "clickatell_one" else set())
    assert "sensor.clickatell_status" in {entity.entity_id for entity in found}


# A session tells it by itself.
OVER_HTTP = [name for name in without_balance() if not issubclass(GATEWAYS[name], SessionGateway)]


@pytest.mark.parametrize("gateway", OVER_HTTP)
async def test_nothing_is_asked_and_messages_tell_whether_the_gateway_is_there(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    monkeypatch: pytest.MonkeyPatch,
    gateway: str,
) -> None:
    asked: list[Gateway] = []

    async def balance(self: Gateway) -> None:
        asked.append(self)

    monkeypatch.setattr(GATEWAYS[gateway], "balance", balance)
    await add_entry(new_entry(simulator, gateway))
    assert state_of(hass, CONNECTIVITY) == STATE_UNKNOWN
    await send(hass, to=ANNA, wait_for="accepted")
    await until_state(hass, CONNECTIVITY, "on")
    assert asked == []


async def test_settings_decide_whether_there_is_a_balance(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = new_entry(simulator, "http")
    data = {name: value for name, value in entry.data.items() if name != "balance_path"}
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data=data)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.states.get(BALANCE) is None
    hass.config_entries.async_update_entry(entry, data=new_entry(simulator, "http").data)
    await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, BALANCE, "100.0")
    await hass.config_entries.async_unload(entry.entry_id)
