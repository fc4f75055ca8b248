"""Whom targets reach: groups, who is muted, what is gone, and YAML as it always was."""

from homeassistant.const import CONF_ENTITIES
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..conftest import ANNA, BEN, AddEntry, other_entry, send, until
from .test_send import device_of_anna, sent_to
from .test_send_errors import refusal


async def notify_group(hass: HomeAssistant, *entity_ids: str, name: str = "Family") -> None:
    """Make a group of notify entities, as its helper does."""
    group = MockConfigEntry(
        domain="group",
        title=name,
        options={
            "group_type": "notify",
            "name": name,
            CONF_ENTITIES: list(entity_ids),
            "hide_members": False,
        },
    )
    group.add_to_hass(hass)
    assert await hass.config_entries.async_setup(group.entry_id)
    await hass.async_block_till_done()


def mute(hass: HomeAssistant, entity_id: str = "notify.anna") -> None:
    """Disable an entity, as one does in its settings."""
    er.async_get(hass).async_update_entity(entity_id, disabled_by=er.RegistryEntryDisabler.USER)


async def test_notify_group_reaches_its_members(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await notify_group(hass, "notify.anna", "notify.ben")
    await notify_group(hass, "notify.family", name="House")
    await send(hass, entity_id="notify.house", wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]


async def test_members_of_a_group_that_are_no_recipients_are_named(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await notify_group(hass, "notify.ben", "notify.phone")
    await notify_group(hass, "notify.anna", "notify.family", "notify.tv", name="House")
    error = await refusal(hass, entity_id="notify.house")
    await until(hass, lambda: sent_to(simulator) == [ANNA, BEN])
    assert error.translation_key == "some_failed"
    assert "2 of 4" in str(error)
    assert "notify.phone is not" in str(error)
    assert "notify.tv is not" in str(error)


async def test_group_of_any_kind_and_one_with_others_in_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    group = {"group": {"all": {"entities": ["notify.anna", "light.hall"]}}}
    assert await async_setup_component(hass, "group", group)
    await send(hass, entity_id="group.all", wait_for="accepted")
    assert sent_to(simulator) == [ANNA]


async def test_group_without_a_recipient_is_named(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await notify_group(hass, "notify.phone")
    error = await refusal(hass, entity_id="notify.family")
    assert error.translation_key == "not_a_recipient"
    assert "notify.family" in str(error)


async def test_all_of_them(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(hass, entity_id="all", wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]


@pytest.mark.parametrize("how", ["device", "area", "floor", "label", "group", "all"])
async def test_who_is_muted_is_left_out_where_something_stands_for_all(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, how: str
) -> None:
    floor = fr.async_get(hass).async_create("Upstairs")
    area = ar.async_get(hass).async_create("Office", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("On call")
    entities, devices = er.async_get(hass), dr.async_get(hass)
    anna = device_of_anna(hass)
    for entity_id in ("notify.anna", "notify.ben"):
        entity = entities.async_get(entity_id)
        assert entity is not None
        assert entity.device_id is not None
        devices.async_update_device(entity.device_id, area_id=area.id)
        entities.async_update_entity(entity_id, labels={label.label_id})
    ben = entities.async_get("notify.ben")
    assert ben is not None
    await notify_group(hass, "notify.anna", "notify.ben")
    mute(hass)
    targets: dict[str, dict[str, object]] = {
        "device": {"device_id": [anna, ben.device_id]},
        "area": {"area_id": area.id},
        "floor": {"floor_id": floor.floor_id},
        "label": {"label_id": label.label_id},
        "group": {"entity_id": "notify.family"},
        "all": {"entity_id": "all"},
    }
    await send(hass, **targets[how], wait_for="accepted")
    assert sent_to(simulator) == [BEN]


async def test_who_is_muted_is_refused_by_name(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    other = await add_entry(other_entry(simulator))
    mute(hass)
    for named in (
        {"entity_id": "notify.anna"},
        {"to": "anna"},
        {"to": ANNA},
        {"to": int(ANNA)},
        # Nor through another account.
        {"to": ANNA, "config_entry_id": other.entry_id},
    ):
        error = await refusal(hass, **named)
        assert error.translation_key == "recipient_muted"
        assert str(error).startswith("Anna is muted")
    assert sent_to(simulator) == []


async def test_who_is_muted_gets_nothing_by_the_old_action(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    mute(hass)
    await hass.services.async_call("notify", "clickatell", {"message": "x"}, blocking=True)
    await until(hass, lambda: sent_to(simulator) == [BEN])
    with pytest.raises(HomeAssistantError, match="Anna is muted"):
        await hass.services.async_call(
            "notify", "clickatell", {"message": "x", "target": ["Anna"]}, blocking=True
        )
    mute(hass, "notify.ben")
    with pytest.raises(HomeAssistantError, match="nobody to send to"):
        await hass.services.async_call("notify", "clickatell", {"message": "x"}, blocking=True)
    assert sent_to(simulator) == [BEN]


async def test_target_of_an_automation_that_exists(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    actions = [
        {
            "action": "sms_gateway.send_message",
            "target": {"entity_id": ["notify.anna"], "device_id": []},
            "data": {"message": "door open"},
            "metadata": {},
        }
    ]
    script = {"script": {"tell": {"sequence": actions}}}
    assert await async_setup_component(hass, "script", script)
    await hass.services.async_call("script", "tell", blocking=True)
    await until(hass, lambda: sent_to(simulator) == [ANNA])


async def test_entity_by_the_id_that_the_editor_may_store(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entity = er.async_get(hass).async_get("notify.anna")
    assert entity is not None
    await send(hass, entity_id=entity.id, wait_for="accepted")
    assert sent_to(simulator) == [ANNA]
