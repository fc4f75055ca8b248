"""The action of the old kind that `alert:` calls."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.sms_gateway.account.phrases import phrase
from custom_components.sms_gateway.const import CONF_SENDER
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, AddEntry, other_entry, until, until_state
from ..test_notify import notify, texts_at_gateway
from .test_send import NUMBER_OF_NOBODY, sent_to


async def legacy(hass: HomeAssistant, name: str = "clickatell", **data: object) -> None:
    """Call the old action of an account."""
    await hass.services.async_call("notify", name, {"message": "door open", **data}, blocking=True)


def names(hass: HomeAssistant) -> list[str]:
    """Return the names of accounts' actions."""
    ours = {"send_message", "notify", "persistent_notification"}
    return [name for name in hass.services.async_services_for_domain("notify") if name not in ours]


async def test_legacy_without_a_target_reaches_all(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await legacy(hass, title="Alarm")
    assert await texts_at_gateway(hass, simulator, 2) == ["Alarm\ndoor open"] * 2
    assert sent_to(simulator) == [ANNA, BEN]


async def test_legacy_targets(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await legacy(hass, target=["Anna", NUMBER_OF_NOBODY, ANNA])
    await texts_at_gateway(hass, simulator, 2)
    assert sent_to(simulator) == [ANNA, NUMBER_OF_NOBODY]


async def test_legacy_target_that_is_one_text(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await legacy(hass, target="ben")
    await texts_at_gateway(hass, simulator, 1)
    assert sent_to(simulator) == [BEN]


async def test_legacy_data(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    data = {"sender": "Home", "channel": "whatsapp", "priority": "critical", "tag": "freezer"}
    await legacy(hass, target="Anna", data=data)
    await texts_at_gateway(hass, simulator, 1)
    (message,) = simulator.network.messages
    assert (message.sender, message.channel) == ("Home", "whatsapp")
    await until_state(hass, "sensor.anna_last_message", "accepted")
    state = hass.states.get("sensor.anna_last_message")
    assert state is not None
    assert state.attributes["tag"] == "freezer"


async def test_data_that_is_for_other_notifiers_is_left_out(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """`alert:` gives the same data to all its notifiers."""
    data = {
        "push": {"sound": "siren"},
        "url": "/lovelace/0",
        "priority": "high",
        "channel": "alarms",
        "retry_rate": 0,
        "sender": "x" * 12,
        7: [],
        "tag": "freezer",
    }
    for _ in range(2):
        await legacy(hass, target="Anna", data=data)
    await legacy(hass, target="Anna", data={"ttl": 0})
    await until_state(hass, "sensor.anna_last_message", "accepted")
    assert await texts_at_gateway(hass, simulator, 3) == ["door open"] * 3
    assert {(m.sender, m.channel) for m in simulator.network.messages} == {("15550100099", "sms")}
    lines = [line for line in caplog.messages if "leaves out" in line]
    line = "The notify action of Clickatell leaves out what it can't use in data: "
    first = "7, channel, priority, push, retry_rate, sender, url"
    assert lines == [f"{line}{first}", f"{line}ttl"]


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"target": [True]}, "not_quoted"),
        ({"target": [{}]}, "invalid_target"),
        ({"data": "critical"}, "invalid_data"),
        ({"message": None}, "invalid_message"),
        ({"colour": "red"}, "unknown_field"),
    ],
)
async def test_fields_that_are_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    wrong: dict[str, Any],
    key: str,
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await legacy(hass, **wrong)
    assert raised.value.translation_key == key
    assert sent_to(simulator) == []


async def test_legacy_names_all_that_failed(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    await simulator.reply(BEN, "STOP")
    with pytest.raises(HomeAssistantError) as raised:
        await legacy(hass, target=["Anna", "Ben", "nobody"])
    assert str(raised.value).startswith("2 of 3 messages failed: ")
    assert "Ben has written STOP" in str(raised.value)
    assert '"nobody" is neither' in str(raised.value)
    await texts_at_gateway(hass, simulator, 1)
    assert sent_to(simulator) == [ANNA]


async def test_legacy_without_recipients(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    for subentry_id in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    with pytest.raises(ServiceValidationError, match="There is nobody to send to"):
        await legacy(hass)
    await legacy(hass, target=ANNA)
    await texts_at_gateway(hass, simulator, 1)


async def test_legacy_action_is_described(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    described = (await async_get_all_descriptions(hass))["notify"]["clickatell"]
    assert described["name"] == "Notify with Clickatell"
    assert "the recipients of Clickatell" in described["description"]
    assert set(described["fields"]) == {"message", "title", "target", "data"}


async def test_legacy_action_is_described_in_the_homes_language(
    hass: HomeAssistant, add_entry: AddEntry
) -> None:
    hass.config.language = "de"
    await add_entry()
    described = (await async_get_all_descriptions(hass))["notify"]["clickatell"]
    assert described["name"] == phrase(hass, "legacy_action", account="Clickatell")


async def test_name_follows_the_accounts_name(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    data = {**entry.data, CONF_SENDER: "+15550100055"}
    hass.config_entries.async_update_entry(entry, data=data)
    await hass.async_block_till_done()
    assert set(names(hass)) == {"clickatell"}
    hass.config_entries.async_update_entry(entry, title="Our SMS")
    await hass.async_block_till_done()
    assert set(names(hass)) == {"our_sms"}
    await legacy(hass, "our_sms", target="Anna")
    await texts_at_gateway(hass, simulator, 1)


async def test_two_accounts_of_one_name(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    first, second = await add_entry(), await add_entry(other_entry(simulator))
    hass.config_entries.async_update_entry(second, title="Clickatell")
    await hass.async_block_till_done()
    longer = f"clickatell_{second.entry_id[-6:]}"
    assert set(names(hass)) == {"clickatell", longer}
    await legacy(hass, longer)
    await texts_at_gateway(hass, simulator, 1)
    assert sent_to(simulator) == [CARLA]
    # One that is disabled has no name.
    await hass.config_entries.async_set_disabled_by(first.entry_id, ConfigEntryDisabler.USER)
    await hass.async_block_till_done()
    assert set(names(hass)) == {"clickatell"}
    await legacy(hass)
    await texts_at_gateway(hass, simulator, 2)
    assert sent_to(simulator) == [CARLA, CARLA]
    await hass.config_entries.async_set_disabled_by(first.entry_id, None)
    await hass.async_block_till_done()
    assert set(names(hass)) == {"clickatell", longer}
    await legacy(hass, target="Anna")
    await texts_at_gateway(hass, simulator, 3)
    await hass.config_entries.async_remove(first.entry_id)
    await hass.config_entries.async_remove(second.entry_id)
    assert set(names(hass)) == set()


async def test_name_that_is_somebody_elses(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    calls = async_mock_service(hass, "notify", "clickatell")
    entry = await add_entry()
    await legacy(hass, f"clickatell_{entry.entry_id[-6:]}", target="Anna")
    await texts_at_gateway(hass, simulator, 1)
    assert calls == []


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError, match="The account Clickatell is not loaded"):
        await legacy(hass)


async def test_alert(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    hass.states.async_set("binary_sensor.freezer", "off")
    alert = {
        "name": "Freezer",
        "entity_id": "binary_sensor.freezer",
        "repeat": 30,
        "notifiers": ["clickatell"],
        "title": "Alarm",
        "message": "The freezer is warm",
        "done_message": "The freezer is cold again",
        "data": {"priority": "critical", "tag": "freezer"},
    }
    assert await async_setup_component(hass, "alert", {"alert": {"freezer": alert}})
    hass.states.async_set("binary_sensor.freezer", "on")
    texts = await texts_at_gateway(hass, simulator, 2)
    assert texts == ["Alarm\nThe freezer is warm"] * 2
    hass.states.async_set("binary_sensor.freezer", "off")
    texts = await texts_at_gateway(hass, simulator, 4)
    assert texts[2:] == ["Alarm\nThe freezer is warm"] * 2
    assert texts[:2] == ["Alarm\nThe freezer is cold again"] * 2


async def test_legacy_target_during_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.faults.set(Fault.SLOW, 0.3, count=1)
    await notify(hass, "notify.anna")
    await until(hass, lambda: simulator.network.accepted == 1)
    reloading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(0)
    await legacy(hass, target=["Ben"])
    assert reloading.done()
    await texts_at_gateway(hass, simulator, 2)
    assert sent_to(simulator) == [ANNA, BEN]


async def test_legacy_name_belongs_to_the_first_account_whoever_is_set_up_first(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    other = other_entry(simulator)
    await add_entry(other)
    hass.config_entries.async_update_entry(other, title="Clickatell")
    await hass.async_block_till_done()
    for first, second in ((other, entry), (entry, other)):
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.config_entries.async_unload(other.entry_id)
        await hass.config_entries.async_setup(first.entry_id)
        await hass.config_entries.async_setup(second.entry_id)
        sent = len(simulator.network.messages)
        await legacy(hass)
        await texts_at_gateway(hass, simulator, sent + 2)
        reached = {f"+{message.to}" for message in simulator.network.messages[sent:]}
        assert reached == {ANNA, BEN}
