"""Triggers as the automation editor offers them: ours for devices, Home Assistant's for events."""

from typing import Any

from homeassistant.components.device_automation import InvalidDeviceAutomationConfig
from homeassistant.components.device_automation.trigger import async_validate_trigger_config
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.device_trigger import TRIGGER_TYPES
from simulator import Simulator

from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, BEN, AddEntry, other_entry, send, until, until_state
from .test_bus import device_id
from .test_entities import STATUS, state_of
from .test_webhook import Client

# What an automation does here: it fires what triggered it.
RAN = "automation_ran"
ACTION = {
    "event": RAN,
    "event_data": {
        "id": "{{ trigger.id }}",
        "platform": "{{ trigger.platform }}",
        "data": "{{ dict(trigger.event.data if trigger.event else trigger.to_state.attributes) }}",
    },
}


@pytest.fixture
def runs(hass: HomeAssistant) -> list[Event]:
    """Return what the automation did, as it is done."""
    events: list[Event] = async_capture_events(hass, RAN)
    return events


def ids(runs: list[Event]) -> list[str]:
    """Return which triggers the automation ran for."""
    return [event.data["id"] for event in runs]


def trigger(hass: HomeAssistant, entity_id: str, trigger_type: str, **more: str) -> dict[str, Any]:
    """Return a trigger of an entity's device, named after what it is for."""
    return {
        "platform": "device",
        "id": f"{entity_id} {trigger_type}",
        "domain": DOMAIN,
        "device_id": device_id(hass, entity_id),
        "type": trigger_type,
        **more,
    }


async def automate(hass: HomeAssistant, *triggers: dict[str, Any], **more: object) -> None:
    """Set up an automation with these triggers."""
    what = {"triggers": list(triggers), "actions": [ACTION], **more}
    config = {"alias": "test", "mode": "queued", "max": 100, **what}
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()


async def test_the_editor_offers_the_triggers_for_recipients_and_accounts(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "device_automation", {})
    client = await hass_ws_client()

    async def ask(about: str, **question: object) -> Any:  # noqa: ANN401 - what the API answers
        await client.send_json_auto_id({"type": f"device_automation/trigger/{about}", **question})
        return (await client.receive_json())["result"]

    for entity_id in ("notify.anna", STATUS):
        offered = await ask("list", device_id=device_id(hass, entity_id))
        ours = [found for found in offered if found["domain"] == DOMAIN]
        assert [found["type"] for found in ours] == list(TRIGGER_TYPES)
        for found in ours:
            (field,) = (await ask("capabilities", trigger=found))["extra_fields"]
            assert (field["name"], field["type"], field["optional"]) == ("tag", "string", True)


async def test_each_trigger_fires_for_its_recipient_and_its_account_only(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    runs: list[Event],
) -> None:
    await add_entry(other_entry(simulator))
    devices = ("notify.anna", "notify.ben", STATUS, "sensor.holiday_home_status")
    await automate(hass, *(trigger(hass, one, kind) for one in devices for kind in TRIGGER_TYPES))
    for text in ("OK", "HELP", "STOP", "back again"):
        await simulator.reply(ANNA, text)
    await send(hass, entity_id="notify.anna", wait_for="delivered")
    simulator.network.set_unreachable(ANNA, unreachable=True)
    await send(hass, entity_id="notify.anna", wait_for="delivered")
    await until(hass, lambda: len(runs) >= 14)
    await hass.async_block_till_done()
    expected = [
        "message_received",
        "help_requested",
        "opt_out",
        "opt_in",
        "message_received",
        "message_delivered",
        "message_failed",
    ]
    assert ids(runs) == [f"{one} {kind}" for kind in expected for one in ("notify.anna", STATUS)]


async def test_the_account_s_triggers_fire_for_numbers_of_nobody(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
) -> None:
    await automate(
        hass,
        trigger(hass, "notify.anna", "message_received"),
        trigger(hass, STATUS, "message_received"),
        trigger(hass, STATUS, "message_delivered"),
    )
    await simulator.reply(NUMBER_OF_NOBODY, "who is this?")
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="delivered")
    await until(hass, lambda: len(runs) >= 2)
    assert ids(runs) == [f"{STATUS} message_received", f"{STATUS} message_delivered"]


async def test_a_message_failed_that_was_refused_or_given_up_and_not_one_called_back(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    runs: list[Event],
    statuses: list[Event],
) -> None:
    await automate(hass, trigger(hass, "notify.anna", "message_failed"))
    simulator.account.senders = ("15550100055",)
    await send(hass, to=ANNA, wait_for="delivered")
    await simulator.refuse()
    await send(hass, to=ANNA, stop_after=0.01, retry_rate=1, wait_for="delivered")
    await send(hass, to=ANNA, tag="late", stop_after=0)
    await until_state(hass, STATUS, "retrying")
    await hass.services.async_call(DOMAIN, "cancel_message", {"tag": "late"}, blocking=True)
    await until(hass, lambda: statuses[-1].data["state"] == "cancelled")
    await hass.async_block_till_done()
    assert [run.data["data"]["state"] for run in runs] == ["rejected", "expired"]


async def test_actions_see_the_event(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    await automate(hass, trigger(hass, "notify.anna", "message_received"))
    await simulator.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(runs))
    assert runs[0].data["platform"] == "device"
    assert runs[0].data["data"]["text"] == "OK, on my way"
    assert runs[0].context.parent_id == received[0].context.id


async def test_only_messages_with_a_tag_and_their_answers(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    kinds = ("message_received", "message_delivered")
    await automate(hass, *(trigger(hass, "notify.anna", kind, tag="freezer") for kind in kinds))
    for tag in ("door", "freezer"):
        await send(hass, to=ANNA, tag=tag, wait_for="delivered")
        await simulator.reply(ANNA, "OK")
    await until(hass, lambda: len(received) == 2)
    await hass.async_block_till_done()
    assert [run.data["data"]["tag"] for run in runs] == ["freezer", "freezer"]
    assert ids(runs) == ["notify.anna message_delivered", "notify.anna message_received"]


async def test_nothing_fires_once_the_automation_is_off(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    await automate(hass, trigger(hass, "notify.anna", "message_received"))
    await simulator.reply(ANNA, "OK")
    await until(hass, lambda: bool(runs))
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.test"}, blocking=True
    )
    await simulator.reply(ANNA, "again")
    await until(hass, lambda: len(received) == 2)
    await hass.async_block_till_done()
    assert len(runs) == 1


async def test_a_trigger_of_a_recipient_who_was_deleted_is_refused(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    config = trigger(hass, "notify.anna", "message_received")
    await async_validate_trigger_config(hass, config)
    hass.config_entries.async_remove_subentry(entry, "recipient-anna")
    await hass.async_block_till_done()
    await automate(hass, config)
    assert state_of(hass, "automation.test") == STATE_UNAVAILABLE
    with pytest.raises(InvalidDeviceAutomationConfig, match="Unknown device"):
        await async_validate_trigger_config(hass, config)


async def test_a_trigger_of_another_integration_s_device_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "1")}
    )
    config = trigger(hass, "notify.anna", "message_received") | {"device_id": device.id}
    with pytest.raises(InvalidDeviceAutomationConfig, match="no config entry from domain"):
        await async_validate_trigger_config(hass, config)


@pytest.mark.parametrize("target", ["entity_id", "device_id"])
async def test_home_assistant_s_own_trigger_for_event_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    target: str,
) -> None:
    reply = {"entity_id": "event.anna_reply", "device_id": device_id(hass, "event.anna_reply")}
    await automate(
        hass,
        {
            "trigger": "event.received",
            "id": "reply",
            "target": {target: reply[target]},
            "options": {"event_type": ["message_received", "opt_in"]},
        },
    )
    await talk(hass, simulator, entry)
    await until(hass, lambda: len(runs) >= 3)
    await hass.async_block_till_done()
    assert [(run.data["data"]["event_type"], run.data["data"]["text"]) for run in runs] == [
        ("message_received", "OK"),
        ("opt_in", "back again"),
        ("message_received", "back again"),
    ]


async def test_state_trigger_for_event_entities(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
) -> None:
    await automate(
        hass,
        {
            "trigger": "state",
            "id": "reply",
            "entity_id": "event.anna_reply",
            "not_from": "unavailable",
            "not_to": "unavailable",
        },
        conditions="{{ trigger.to_state.attributes.event_type == 'message_received' }}",
    )
    await talk(hass, simulator, entry)
    await until(hass, lambda: len(runs) >= 2)
    await hass.async_block_till_done()
    assert [run.data["data"]["text"] for run in runs] == ["OK", "back again"]


async def talk(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    """Let Anna write and Ben, too, with a reload between, which must not trigger anything."""
    await simulator.reply(ANNA, "OK")
    await simulator.reply(BEN, "not me")
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    await hass.async_block_till_done()
    await hass.config_entries.async_reload(entry.entry_id)
    await simulator.reply(ANNA, "back again")
