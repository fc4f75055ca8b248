"""The action that sends: whom it reaches, what it returns."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, AddEntry, other_entry, send, until_state

NUMBER_OF_NOBODY = "+15550100042"


def sent_to(simulator: Simulator) -> list[str]:
    """Return whom the gateway has got messages for, sorted."""
    return sorted(f"+{message.to}" for message in simulator.network.messages)


def device_of_anna(hass: HomeAssistant) -> str:
    """Return the id of a recipient's device."""
    entity = er.async_get(hass).async_get("notify.anna")
    assert entity is not None
    assert entity.device_id is not None
    return entity.device_id


async def test_response_has_the_fields_of_the_contract(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    answer: Any = await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"entity_id": "notify.anna", "message": "door open", "wait_for": "accepted"},
        blocking=True,
        return_response=True,
    )
    (message,) = answer["messages"]
    (at_gateway,) = simulator.network.messages
    assert answer == {
        "messages": [
            {
                "message_id": at_gateway.client_message_id,
                "provider_message_id": at_gateway.id,
                "to": ANNA,
                "recipient": "Anna",
                "state": "accepted",
                "parts": 1,
                "truncated": False,
                "error": None,
            }
        ]
    }
    assert len(message["message_id"]) == 32


async def test_response_says_what_is_known_when_it_returns(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    (message,) = await send(hass, to=NUMBER_OF_NOBODY)
    assert message["state"] == "queued"
    assert message["provider_message_id"] is None
    assert message["recipient"] is None


async def test_response_tells_that_a_message_was_cut(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(max_parts=1)
    (message,) = await send(hass, to=ANNA, message="x" * 161, wait_for="accepted")
    assert (message["parts"], message["truncated"]) == (1, True)
    assert simulator.network.messages[0].text == "x" * 157 + "..."


async def test_response_tells_that_characters_were_replaced(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(smart_encoding=True)
    (message,) = await send(hass, to=ANNA, message="“" + "x" * 100, wait_for="accepted")
    assert message["smart_encoded"] is True
    assert message["parts"] == 1
    (plain,) = await send(hass, to=BEN)
    assert "smart_encoded" not in plain


async def test_target_entities(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(hass, entity_id=["notify.anna", "notify.ben"], wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]
    assert simulator.network.send_requests == 1


async def test_target_device(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(hass, device_id=device_of_anna(hass), wait_for="accepted")
    assert sent_to(simulator) == [ANNA]


async def test_target_area(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    area = ar.async_get(hass).async_create("Office")
    dr.async_get(hass).async_update_device(device_of_anna(hass), area_id=area.id)
    await send(hass, area_id=area.id, wait_for="accepted")
    assert sent_to(simulator) == [ANNA]


async def test_target_label(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    label = lr.async_get(hass).async_create("On call")
    for entity_id in ("notify.ben", "notify.anna"):
        er.async_get(hass).async_update_entity(entity_id, labels={label.label_id})
    await send(hass, label_id=label.label_id, wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]


async def test_names_and_numbers(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    hass.config.country = "GB"
    messages = await send(
        hass, to=[" anna ", "07700 900123", "+1 (555) 010-0042"], wait_for="accepted"
    )
    assert [message["to"] for message in messages] == [ANNA, "+447700900123", NUMBER_OF_NOBODY]
    assert sent_to(simulator) == sorted([ANNA, "+447700900123", NUMBER_OF_NOBODY])


async def test_who_is_named_twice_gets_one_message(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    messages = await send(
        hass,
        to=["Anna", ANNA, "+1 555 010 0001"],
        entity_id="notify.anna",
        device_id=device_of_anna(hass),
        wait_for="accepted",
    )
    assert len(messages) == 1
    assert sent_to(simulator) == [ANNA]


async def test_recipients_of_several_accounts(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    await add_entry(other_entry(simulator))
    messages = await send(
        hass, entity_id=["notify.anna", "notify.carla"], to=["Ben"], wait_for="accepted"
    )
    assert sorted(message["recipient"] for message in messages) == ["Anna", "Ben", "Carla"]
    senders = {message.to: message.sender for message in simulator.network.messages}
    assert senders[ANNA.removeprefix("+")] == "15550100099"
    assert senders[CARLA.removeprefix("+")] == "15550100098"


async def test_number_through_the_account_that_is_named(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry()
    other = await add_entry(other_entry(simulator))
    await send(hass, to=NUMBER_OF_NOBODY, config_entry_id=other.entry_id, wait_for="accepted")
    assert [message.sender for message in simulator.network.messages] == ["15550100098"]


async def test_fields_of_delivery_reach_the_gateway(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(
        hass,
        to=ANNA,
        title="Alarm",
        sender="+1 555 010 0077",
        channel="whatsapp",
        priority="critical",
        retry_rate=0.5,
        stop_after=2,
        tag="freezer",
        wait_for="accepted",
    )
    (message,) = simulator.network.messages
    assert (message.sender, message.channel) == ("15550100077", "whatsapp")
    assert message.text == "Alarm\ndoor open"


async def test_wait_for_delivery(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "delivered"


async def test_waiting_ends_when_the_time_is_up(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout={"milliseconds": 300})
    assert message["state"] != "delivered"
    simulator.faults.set(Fault.HTTP_503)
    (message,) = await send(hass, to=BEN, wait_for="accepted", timeout={"milliseconds": 300})
    assert message["state"] in ("queued", "sending")


async def test_waiting_ends_when_the_gateway_refuses(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.senders = ("15550100001",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    assert message["state"] == "rejected"
    assert message["error"] == "The FROM number is not related to this integration. (45)"


async def test_refused_while_waiting_raises_where_nobody_reads_a_response(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.senders = ("15550100001",)
    with pytest.raises(HomeAssistantError) as raised:
        await hass.services.async_call(
            DOMAIN,
            "send_message",
            {"to": ANNA, "message": "door open", "wait_for": "accepted"},
            blocking=True,
        )
    assert str(raised.value) == (
        "The message to Anna was not delivered (rejected):"
        " The FROM number is not related to this integration. (45)"
    )


async def test_delivered_raises_nothing(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    await hass.services.async_call(
        DOMAIN,
        "send_message",
        {"to": ANNA, "message": "door open", "wait_for": "delivered"},
        blocking=True,
    )
    await until_state(hass, "sensor.anna_last_message", "delivered")


async def test_critical_passes_the_hourly_limit(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(recipient_hourly_limit=1)
    await send(hass, to=ANNA, wait_for="accepted")
    await send(hass, to=ANNA, priority="critical", wait_for="accepted")
    assert sent_to(simulator) == [ANNA, ANNA]


async def test_an_alert_during_a_reload_waits_for_its_end(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    reloading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(0)
    assert entry.state is not ConfigEntryState.LOADED
    await send(hass, to=["Anna", BEN], wait_for="accepted")
    assert sent_to(simulator) == [ANNA, BEN]
    assert await reloading


async def test_waiting_goes_on_across_a_reload(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    simulator.faults.set(Fault.HTTP_503)
    calling = hass.async_create_task(
        send(hass, to=ANNA, wait_for="delivered", retry_rate=0.01, timeout=20)
    )
    await until_state(hass, "sensor.anna_last_message", "queued")
    simulator.faults.clear()
    assert await hass.config_entries.async_reload(entry.entry_id)
    (message,) = await calling
    assert message["state"] == "delivered"
