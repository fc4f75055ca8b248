"""The entities: what they are, and what they show."""

from sqlite3 import Connection
from unittest.mock import patch

from homeassistant.const import STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.sms_gateway import PLATFORMS
from simulator import Simulator

from .conftest import ANNA, API_KEY, SENDER, AddEntry, new_entry, send, until_state
from .test_webhook import PATH, Client, inbound

STATUS = "sensor.clickatell_status"
CONNECTIVITY = "binary_sensor.clickatell_connectivity"
BALANCE = "sensor.clickatell_balance"
LAST = "sensor.anna_last_message"


async def press(hass: HomeAssistant, entity_id: str) -> None:
    """Press a button."""
    await hass.services.async_call("button", "press", {"entity_id": entity_id}, blocking=True)


async def switch(hass: HomeAssistant, action: str) -> None:
    """Switch sending on or off."""
    await hass.services.async_call(
        "switch", action, {"entity_id": "switch.clickatell_sending"}, blocking=True
    )


def state_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return what an entity shows."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


def attributes_of(hass: HomeAssistant, entity_id: str) -> dict[str, object]:
    """Return the attributes of an entity."""
    state = hass.states.get(entity_id)
    assert state is not None
    return dict(state.attributes)


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_entities_as_they_are_at_first(
    hass: HomeAssistant,
    simulator: Simulator,
    snapshot: SnapshotAssertion,
    platform: Platform,
) -> None:
    entry = new_entry(simulator, low_balance=50)
    entry.add_to_hass(hass)
    with (
        patch("custom_components.sms_gateway.PLATFORMS", [platform]),
        # Also those that are off until somebody wants them.
        patch("homeassistant.helpers.entity.Entity.entity_registry_enabled_default", new=True),
    ):
        await hass.config_entries.async_setup(entry.entry_id)
        if platform is Platform.SENSOR:
            await until_state(hass, BALANCE, "100.0")
        if platform is Platform.BINARY_SENSOR:
            await until_state(hass, CONNECTIVITY, "on")
        await snapshot_platform(hass, er.async_get(hass), snapshot, entry.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)


async def test_switch_survives_a_restart(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    assert state_of(hass, "switch.clickatell_sending") == "on"
    await switch(hass, "turn_off")
    assert state_of(hass, "switch.clickatell_sending") == "off"
    assert state_of(hass, STATUS) == "off"
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, "switch.clickatell_sending") == "off"
    assert state_of(hass, STATUS) == "off"
    await switch(hass, "turn_on")
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, "switch.clickatell_sending") == "on"
    await send(hass, to=ANNA, wait_for="accepted")


async def test_what_waited_goes_out_when_sending_is_switched_on(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.refuse()
    await send(hass, to=ANNA, retry_rate=0.01)
    await until_state(hass, STATUS, "retrying")
    await switch(hass, "turn_off")
    await simulator.accept()
    await switch(hass, "turn_on")
    await until_state(hass, LAST, "accepted")


async def test_send_test_message(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await press(hass, "button.anna_send_test_message")
    await until_state(hass, LAST, "accepted")
    (message,) = simulator.network.messages
    assert f"+{message.to}" == ANNA
    assert message.text == "Test message from test home: SMS alerts reach this phone."
    await switch(hass, "turn_off")
    with pytest.raises(HomeAssistantError, match="sending is switched off"):
        await press(hass, "button.anna_send_test_message")


async def test_event_entities_show_what_came_in(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "on my way")
    await until_state(hass, "sensor.clickatell_pending", "0")
    await hass.async_block_till_done()
    for entity_id in ("event.clickatell_incoming_message", "event.anna_reply"):
        attributes = attributes_of(hass, entity_id)
        assert attributes["event_type"] == "message_received"
        assert attributes["text"] == "on my way"
        assert attributes["from"] == ANNA
        assert attributes["to"] == SENDER
        assert attributes["recipient"] == "Anna"
    assert state_of(hass, "event.ben_reply") == STATE_UNKNOWN
    await simulator.reply(ANNA, "help")
    await hass.async_block_till_done()
    assert attributes_of(hass, "event.anna_reply")["event_type"] == "help_requested"


async def test_subscribed(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    assert state_of(hass, "binary_sensor.ben_subscribed") == "on"
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, "binary_sensor.anna_subscribed") == "off"
    await simulator.reply(ANNA, "I am back")
    await until_state(hass, "binary_sensor.anna_subscribed", "on")


async def test_last_message(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    assert state_of(hass, LAST) == "none"
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="delivered")
    await until_state(hass, LAST, "delivered")
    expected = {
        "message_id": message["message_id"],
        "tag": "freezer",
        "attempts": 1,
        "parts": 1,
        "truncated": False,
        "error": None,
    }
    assert expected.items() <= attributes_of(hass, LAST).items()
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, LAST) == "delivered"
    assert expected.items() <= attributes_of(hass, LAST).items()


async def test_last_message_is_not_an_older_one(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    """A report about an older message that comes late does not push away the latest one."""
    simulator.account.callback_url = None
    (first,) = await send(hass, to=ANNA, wait_for="accepted")
    (second,) = await send(hass, to=ANNA, wait_for="accepted")
    report = {"clientMessageId": first["message_id"], "statusCode": 5, "status": "DEVICE_ACK"}
    assert (
        await callbacks.post(PATH, json={"event": {"messageStatusUpdate": [report]}})
    ).status == 200
    await callbacks.post(PATH, json=inbound())
    await hass.async_block_till_done()
    await until_state(hass, LAST, "accepted")
    assert attributes_of(hass, LAST)["message_id"] == second["message_id"]


async def test_undelivered(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    simulator.network.set_unreachable(ANNA, unreachable=True)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "undelivered"
    await until_state(hass, LAST, "undelivered")
    assert attributes_of(hass, LAST)["error"] == "DELIVERY_FAILURE (23)"


@pytest.mark.parametrize("plural", [False, True])
@pytest.mark.parametrize("transport", ["http", "xml"])
async def test_balance_of_central_counts_credits(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    transport: str,
    plural: bool,
) -> None:
    simulator.account.credits_plural = plural
    await add_entry(new_entry(simulator, "clickatell_central", {"transport": transport}))
    await until_state(hass, BALANCE, "100.0")
    attributes = attributes_of(hass, BALANCE)
    assert attributes["unit_of_measurement"] == "credits"
    assert "device_class" not in attributes
    await send(hass, to=ANNA, message="x" * 161, wait_for="accepted")
    await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, BALANCE) == "99.92"


async def test_no_credentials_in_any_state(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(hass, to=ANNA, wait_for="accepted")
    assert API_KEY not in str([state.as_dict() for state in hass.states.async_all()])


async def test_switch_that_can_not_be_kept(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    def lock(db: Connection) -> None:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON setting"
            " BEGIN SELECT raise(ABORT, 'database or disk is full'); END"
        )

    await entry.runtime_data.journal.run(lock)
    for action in ("turn_off", "turn_on"):
        with pytest.raises(HomeAssistantError, match="database or disk is full"):
            await switch(hass, action)
    assert state_of(hass, "switch.clickatell_sending") == "on"
