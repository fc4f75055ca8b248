"""The action of the old kind that `alert:` calls."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.service import async_get_all_descriptions
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, AddEntry, other_entry, until, until_state
from ..test_notify import notify, texts_at_gateway
from .test_send import NUMBER_OF_NOBODY, sent_to


async def legacy(hass: HomeAssistant, name: str = "clickatell", **data: object) -> None:
    """Call the old action of an account."""
    await hass.services.async_call("notify", name, {"message": "door open", **data}, blocking=True)


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


@pytest.mark.parametrize(
    "data", [{"priority": "urgent"}, {"retry_rate": 0}, {"sender": "x" * 12}, {"colour": "red"}]
)
async def test_legacy_data_that_is_wrong(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, data: dict[str, Any]
) -> None:
    with pytest.raises(ServiceValidationError, match="can't be used"):
        await legacy(hass, data=data)
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


async def test_legacy_names_of_two_accounts_with_one_title(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    other = other_entry(simulator)
    await add_entry(
        MockConfigEntry(
            domain=other.domain,
            title="Clickatell",
            entry_id=other.entry_id,
            data=dict(other.data),
            subentries_data=[
                {
                    "data": dict(s.data),
                    "subentry_id": s.subentry_id,
                    "subentry_type": s.subentry_type,
                    "title": s.title,
                    "unique_id": s.unique_id,
                }
                for s in other.subentries.values()
            ],
        )
    )
    await legacy(hass, f"clickatell_{other.entry_id[-6:]}")
    await texts_at_gateway(hass, simulator, 1)
    assert [message.sender for message in simulator.network.messages] == ["15550100098"]


async def test_legacy_action_is_described(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    described = (await async_get_all_descriptions(hass))["notify"]["clickatell"]
    assert described["name"] == "Send an SMS with Clickatell"
    assert set(described["fields"]) == {"message", "title", "target", "data"}


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
