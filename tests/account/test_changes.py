"""Options and recipients change while everything goes on."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.const import CONF_PHONE_NUMBER, DOMAIN, SUBENTRY_RECIPIENT
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, AddEntry, new_entry, recipient, send, until, until_state

type Change = Callable[..., Awaitable[None]]


@pytest.fixture
def unloaded(hass: HomeAssistant, entry: MockConfigEntry) -> list[object]:
    """Return the states that the account goes through; it should go through none."""
    states: list[object] = []
    entry.async_on_state_change(callback(lambda: states.append(entry.state)))
    return states


@pytest.fixture
def change(hass: HomeAssistant, entry: MockConfigEntry) -> Change:
    """Return a way to change options as their form does."""

    async def change(**options: Any) -> None:  # noqa: ANN401 - a test's own
        hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
        await hass.async_block_till_done()

    return change


def add(hass: HomeAssistant, entry: MockConfigEntry, name: str, number: str) -> None:
    """Add a recipient."""
    new = recipient(name, number)
    subentry = ConfigSubentry(
        data=MappingProxyType(new["data"]),
        subentry_type=new["subentry_type"],
        subentry_id=new["subentry_id"],
        title=new["title"],
        unique_id=new["unique_id"],
    )
    hass.config_entries.async_add_subentry(entry, subentry)


def correct(hass: HomeAssistant, entry: MockConfigEntry, name: str, number: str) -> None:
    """Put the number of a recipient right."""
    subentry = entry.subentries[f"recipient-{name.lower()}"]
    data = {**subentry.data, CONF_PHONE_NUMBER: number}
    hass.config_entries.async_update_subentry(entry, subentry, data=data, unique_id=number)


async def test_options_change_without_unloading(
    hass: HomeAssistant, entry: MockConfigEntry, change: Change, unloaded: list[object]
) -> None:
    await until_state(hass, "binary_sensor.clickatell_connectivity", "on")
    changed = async_capture_events(hass, "state_changed")
    await change(message_prefix="House: ", daily_limit=1, retry_rate=2)
    assert unloaded == []
    assert changed == []
    (message,) = await send(hass, to=ANNA)
    assert message["state"] == "queued"
    with pytest.raises(Exception, match="daily limit"):
        await send(hass, to=ANNA)


async def test_options_that_are_read_at_once(
    hass: HomeAssistant, entry: MockConfigEntry, change: Change, simulator: Simulator
) -> None:
    await change(message_prefix="House: ")
    await send(hass, to=ANNA)
    await until(hass, lambda: len(simulator.network.messages) == 1)
    assert simulator.network.messages[0].text == "House: door open"


async def test_a_notify_entity_takes_messages_through_a_change(
    hass: HomeAssistant, entry: MockConfigEntry, change: Change, simulator: Simulator
) -> None:
    for n in range(5):
        hass.config_entries.async_update_entry(entry, options={"keep_days": 10 + n})
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": "notify.anna", "message": f"text {n}"},
            blocking=True,
        )
        add(hass, entry, f"Person{n}", f"+1555010020{n}")
        await hass.services.async_call(
            "notify",
            "send_message",
            {"entity_id": "notify.anna", "message": f"again {n}"},
            blocking=True,
        )
    await until(hass, lambda: len(simulator.network.messages) == 10)


async def test_a_recipient_is_added(
    hass: HomeAssistant, entry: MockConfigEntry, unloaded: list[object], simulator: Simulator
) -> None:
    add(hass, entry, "Carla", CARLA)
    await hass.async_block_till_done()
    assert unloaded == []
    (message,) = await send(hass, entity_id="notify.carla")
    assert message["to"] == CARLA
    await until_state(hass, "sensor.carla_last_message", "accepted")


async def test_a_recipient_is_removed(
    hass: HomeAssistant, entry: MockConfigEntry, unloaded: list[object]
) -> None:
    hass.config_entries.async_remove_subentry(entry, "recipient-ben")
    await hass.async_block_till_done()
    assert unloaded == []
    assert hass.states.get("notify.ben") is None
    assert er.async_get(hass).async_get("notify.ben") is None
    assert (
        dr.async_get(hass).async_get_device_by_identifier((DOMAIN, "recipient-ben"), entry.entry_id)
        is None
    )
    (message,) = await send(hass, to=BEN)
    assert message["recipient"] is None


async def test_a_recipient_is_renamed(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    subentry = entry.subentries["recipient-ben"]
    hass.config_entries.async_update_subentry(
        entry, subentry, title="Benjamin", data={**subentry.data, "name": "Benjamin"}
    )
    await hass.async_block_till_done()
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, "recipient-ben"), entry.entry_id
    )
    assert device is not None
    assert device.name == "Benjamin"
    (message,) = await send(hass, to="Benjamin")
    assert message["to"] == BEN


async def test_what_waits_for_who_was_removed_is_called_back(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    await simulator.refuse()
    await send(hass, to=[ANNA, BEN])
    await until(
        hass, lambda: [event.data["previous_state"] for event in statuses].count("sending") == 2
    )
    hass.config_entries.async_remove_subentry(entry, "recipient-ben")
    await until(hass, lambda: "cancelled" in {event.data["state"] for event in statuses})
    (ended,) = [event.data for event in statuses if event.data["state"] == "cancelled"]
    assert ended["to"] == BEN
    assert "removed" in ended["error"]
    await until_state(hass, "sensor.clickatell_pending", "1")


async def test_what_waits_for_a_wrong_number_is_called_back(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    await simulator.refuse()
    await send(hass, entity_id="notify.ben")
    await until_state(hass, "sensor.clickatell_status", "retrying")
    correct(hass, entry, "Ben", CARLA)
    await until(hass, lambda: "cancelled" in {event.data["state"] for event in statuses})
    await simulator.accept()
    (message,) = await send(hass, entity_id="notify.ben")
    assert message["to"] == CARLA
    await until(hass, lambda: bool(simulator.network.messages))
    assert {message.to for message in simulator.network.messages} == {CARLA.removeprefix("+")}
    await until_state(hass, "sensor.ben_last_message", "accepted")


async def test_what_is_under_way_to_a_wrong_number_is_not_tried_again(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    simulator.faults.set(Fault.SLOW, 1.0)
    await send(hass, entity_id="notify.ben")
    await until(hass, lambda: "sending" in {event.data["state"] for event in statuses})
    correct(hass, entry, "Ben", CARLA)
    await hass.async_block_till_done()
    await simulator.refuse()
    await until(hass, lambda: statuses[-1].data["state"] == "cancelled")


async def test_who_was_removed_while_the_account_was_not_open(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    await simulator.refuse()
    await send(hass, to=BEN)
    await until_state(hass, "sensor.clickatell_status", "retrying")
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_remove_subentry(entry, "recipient-ben")
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: "cancelled" in {event.data["state"] for event in statuses})


async def test_a_person_of_no_account_is_written_to_all_the_same(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    await simulator.refuse()
    (message,) = await send(hass, to=CARLA, retry_rate=0.02)
    add(hass, entry, "Ben2", "+15550100777")
    hass.config_entries.async_remove_subentry(entry, "recipient-ben")
    await hass.async_block_till_done()
    await simulator.accept()
    await until(hass, lambda: bool(simulator.network.messages))
    assert simulator.network.messages[0].to == message["to"].removeprefix("+")


async def test_a_new_name_of_the_account_loads_it_anew(
    hass: HomeAssistant, entry: MockConfigEntry, unloaded: list[object]
) -> None:
    hass.config_entries.async_update_entry(entry, title="Sea house")
    await hass.async_block_till_done()
    assert unloaded
    assert hass.services.has_service("notify", "sea_house")
    assert not hass.services.has_service("notify", "clickatell")
    assert entry.get_subentries_of_type(SUBENTRY_RECIPIENT)


async def test_consent_is_that_of_the_number_that_somebody_has_now(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    data = {"number": BEN, "subscribed": False}
    await hass.services.async_call(DOMAIN, "set_consent", data, blocking=True)
    await until_state(hass, "binary_sensor.ben_subscribed", "off")
    correct(hass, entry, "Ben", CARLA)
    await until_state(hass, "binary_sensor.ben_subscribed", "on")
    correct(hass, entry, "Ben", BEN)
    await until_state(hass, "binary_sensor.ben_subscribed", "off")


async def test_the_last_message_is_that_to_the_number_that_somebody_has_now(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator
) -> None:
    await simulator.refuse()
    await send(hass, entity_id="notify.ben")
    await until_state(hass, "sensor.clickatell_status", "retrying")
    correct(hass, entry, "Ben", CARLA)
    await until_state(hass, "sensor.ben_last_message", "none")
    assert (shown := hass.states.get("sensor.ben_last_message"))
    assert "message_id" not in shown.attributes
    correct(hass, entry, "Ben", BEN)
    await until_state(hass, "sensor.ben_last_message", "cancelled")


async def test_what_changes_while_an_account_is_opened_counts(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = new_entry(simulator)

    @callback
    def save(_event: Event[Any]) -> None:
        hass.config_entries.async_update_entry(entry, options={"message_prefix": "House: "})
        correct(hass, entry, "Ben", CARLA)

    # The account's device is the first thing that is made of it.
    hass.bus.async_listen_once(dr.EVENT_DEVICE_REGISTRY_UPDATED, save)
    await add_entry(entry)
    (message,) = await send(hass, entity_id="notify.ben")
    assert message["recipient"] == "Ben"
    assert message["to"] == CARLA
    await until(hass, lambda: len(simulator.network.messages) == 1)
    assert simulator.network.messages[0].text == "House: door open"


async def test_two_exchange_their_numbers_while_the_account_is_not_open(
    hass: HomeAssistant, entry: MockConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    await simulator.refuse()
    await send(hass, entity_id="notify.anna")
    await until_state(hass, "sensor.clickatell_status", "retrying")
    await hass.config_entries.async_unload(entry.entry_id)
    correct(hass, entry, "Anna", CARLA)
    correct(hass, entry, "Ben", ANNA)
    correct(hass, entry, "Anna", BEN)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: "cancelled" in {event.data["state"] for event in statuses})
