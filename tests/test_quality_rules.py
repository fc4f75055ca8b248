"""Rules of Home Assistant's quality scale that an account shows which is set up."""

from typing import Any
from unittest.mock import patch

from aiohttp import ClientSession
from homeassistant.const import CONF_URL, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.helpers.update_coordinator import CoordinatorEntity
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway import PLATFORMS, coordinator, entity
from custom_components.sms_gateway.account.account import Account
from custom_components.sms_gateway.const import CONF_ADVANCED, DOMAIN
from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.base import SessionGateway
from simulator import Simulator

from .conftest import CREDENTIALS, AddEntry, new_entry, send

CATEGORIES = {
    "binary_sensor.clickatell_connectivity": EntityCategory.DIAGNOSTIC,
    "binary_sensor.clickatell_low_balance": None,
    "button.anna_send_test_message": EntityCategory.DIAGNOSTIC,
    "button.clickatell_check_balance": EntityCategory.DIAGNOSTIC,
    "event.anna_reply": None,
    "event.clickatell_incoming_message": None,
    "notify.anna": None,
    "sensor.anna_last_error": EntityCategory.DIAGNOSTIC,
    "sensor.clickatell_balance": None,
    "switch.clickatell_sending": EntityCategory.CONFIG,
}


def entities(hass: HomeAssistant) -> list[Entity]:
    """Return the entities that are at work."""
    platforms = async_get_platforms(hass, DOMAIN)
    return [found for platform in platforms for found in platform.entities.values()]


def listeners(hass: HomeAssistant, signal: str) -> int:
    """Return how many listen to the signals that begin so."""
    heard: dict[Any, dict[Any, Any]] = hass.data.get(DATA_DISPATCHER, {})
    return sum(len(targets) for name, targets in heard.items() if str(name).startswith(signal))


async def test_what_is_common_is_in_its_place(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert all(isinstance(found, entity.SmsGatewayEntity) for found in entities(hass))
    for found in entities(hass):
        if isinstance(found, CoordinatorEntity):
            assert type(found.coordinator).__module__ == coordinator.__name__


async def test_entities_hear_only_while_they_are_there(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    hearing = listeners(hass, DOMAIN)
    assert hearing > len(PLATFORMS)
    registry = er.async_get(hass)
    for entity_id in ("event.anna_reply", "notify.anna", "switch.clickatell_sending"):
        registry.async_update_entity(entity_id, disabled_by=er.RegistryEntryDisabler.USER)
    await hass.async_block_till_done()
    # A disabled entity is made, and never added.
    await hass.config_entries.async_reload(entry.entry_id)
    assert 0 < listeners(hass, DOMAIN) < hearing
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
    assert listeners(hass, DOMAIN) == 0


async def test_every_entity_is_named_after_its_device(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert len(entities(hass)) > 10
    for found in entities(hass):
        assert found.has_entity_name, found.entity_id
        assert found.registry_entry is not None
        assert found.registry_entry.device_id is not None, found.entity_id


async def test_every_entity_has_an_id_of_its_own(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    ids = [(found.platform.domain, found.unique_id) for found in entities(hass)]
    assert all(unique_id for _, unique_id in ids)
    assert len(set(ids)) == len(ids)


async def test_what_runs_is_with_its_entry_and_nowhere_else(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    account = entry.runtime_data
    assert isinstance(account, Account)
    assert account.entry is entry
    kept = [value for key, value in hass.data.items() if str(key).startswith(DOMAIN)]
    assert not [value for value in kept if isinstance(value, Account)]


async def test_categories_of_the_entities(hass: HomeAssistant, add_entry: AddEntry) -> None:
    await add_entry(low_balance=50)
    registry = er.async_get(hass)
    found = {entity_id: registry.async_get(entity_id) for entity_id in CATEGORIES}
    assert {
        entity_id: entry.entity_category if entry else "missing"
        for entity_id, entry in found.items()
    } == CATEGORIES


async def test_nothing_waits_for_another_entity_s_turn(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    platforms = [one for one in async_get_platforms(hass, DOMAIN) if one.config_entry is entry]
    assert {one.domain for one in platforms} == {platform.value for platform in PLATFORMS}
    for one in platforms:
        # Said, and not left to Home Assistant's default.
        assert getattr(one.platform, "PARALLEL_UPDATES", None) == 0, one.domain
        assert one.parallel_updates is None, one.domain


# What has a session speaks no HTTP.
OVER_HTTP = [name for name, one in GATEWAYS.items() if not issubclass(one, SessionGateway)]


@pytest.mark.parametrize("gateway", sorted(OVER_HTTP))
async def test_every_request_goes_through_home_assistant_s_session(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    assert gateway in CREDENTIALS
    used: list[tuple[ClientSession, str]] = []
    plain = ClientSession.request

    def noted(self: ClientSession, method: str, url: Any, **more: Any) -> Any:  # noqa: ANN401
        used.append((self, str(url)))
        return plain(self, method, url, **more)

    with patch.object(ClientSession, "request", noted):
        entry = await add_entry(new_entry(simulator, gateway))
        await send(hass, entity_id="notify.anna", wait_for="accepted")
    address = entry.data[CONF_ADVANCED][CONF_URL]
    to_gateway = [session for session, url in used if url.startswith(address)]
    assert to_gateway
    assert {id(session) for session in to_gateway} == {id(async_get_clientsession(hass))}
