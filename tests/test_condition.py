"""The condition of the automation editor, in automations, and as the editor is told of it."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
from homeassistant.helpers.condition import async_from_config, async_validate_condition_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import voluptuous as vol

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .conftest import ANNA, AddEntry, other_entry, until_state
from .test_entities import STATUS
from .test_trigger import device
from .test_webhook import Client

CONDITION = f"{DOMAIN}.is_subscribed"
SUBSCRIBED = "binary_sensor.anna_subscribed"
BEN_SUBSCRIBED = "binary_sensor.ben_subscribed"


@pytest.fixture
async def websocket_page(hass: HomeAssistant) -> None:
    """Set up the websocket's page; it must be there before the test's server starts."""
    assert await async_setup_component(hass, "websocket_api", {})


async def holds(hass: HomeAssistant, target: dict[str, Any], **options: object) -> bool | None:
    """Tell whether the condition holds for somebody."""
    config: Any = {"condition": CONDITION, "target": target, "options": options}
    condition = await async_from_config(hass, await async_validate_condition_config(hass, config))
    try:
        return condition.async_check()
    finally:
        condition.async_unload()


async def test_the_editor_is_told_of_the_condition(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "condition_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    told = (await client.receive_json())["event"]
    assert set(told[CONDITION]["fields"]) == {"behavior"}
    for entity_id in ("notify.anna", SUBSCRIBED):
        for target in ({"entity_id": [entity_id]}, {"device_id": [device(hass, entity_id)]}):
            await client.send_json_auto_id({"type": "get_conditions_for_target", "target": target})
            assert CONDITION in (await client.receive_json())["result"]


@pytest.mark.usefixtures("websocket_page")
async def test_the_editor_sees_it_change(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    client = await hass_ws_client()
    target = {"entity_id": ["notify.anna"]}
    await client.send_json_auto_id(
        {"type": "subscribe_condition", "condition": {"condition": CONDITION, "target": target}}
    )
    assert (await client.receive_json())["success"]
    assert (await client.receive_json())["event"] == {"result": True}
    await simulator.reply(ANNA, "STOP")
    assert (await client.receive_json())["event"] == {"result": False}


async def test_who_has_written_stop_is_not_subscribed(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    add_entry: AddEntry,
) -> None:
    await add_entry(other_entry(simulator))
    area = ar.async_get(hass).async_create("Family")
    dr.async_get(hass).async_update_device(device(hass, "notify.anna"), area_id=area.id)
    anna: list[dict[str, Any]] = [
        {"entity_id": "notify.anna"},
        {"entity_id": SUBSCRIBED},
        {"device_id": device(hass, "notify.anna")},
        {"area_id": area.id},
    ]
    account = {"device_id": device(hass, STATUS)}
    other = {"device_id": device(hass, "sensor.holiday_home_status")}
    assert all([await holds(hass, target) for target in anna])
    assert await holds(hass, account, behavior="all")
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, SUBSCRIBED, "off")
    assert not any([await holds(hass, target) for target in anna])
    assert await holds(hass, account)
    assert not await holds(hass, account, behavior="all")
    assert await holds(hass, other, behavior="all")
    await simulator.reply(ANNA, "START")
    await until_state(hass, SUBSCRIBED, "on")
    assert all([await holds(hass, target) for target in anna])


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_where_nothing_is_known_nobody_is_subscribed(
    hass: HomeAssistant, entry: MockConfigEntry, behavior: str
) -> None:
    target = {"entity_id": "notify.anna"}
    assert await holds(hass, target, behavior=behavior)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not await holds(hass, target, behavior=behavior)
    assert not await holds(hass, {"entity_id": "notify.nobody"}, behavior=behavior)
    assert not await holds(hass, {"entity_id": "sun.sun"}, behavior=behavior)


async def test_somebody_has_to_be_named(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    config: Any = {"condition": CONDITION}
    with pytest.raises(vol.Invalid, match="target"):
        await async_validate_condition_config(hass, config)
