"""The notify entities of recipients."""

import asyncio

from homeassistant.components.notify import NotifyEntityFeature
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import sent_to
from .conftest import ANNA, BEN, AddEntry, send, until


async def notify(hass: HomeAssistant, entity_id: str | list[str], **data: str) -> None:
    """Call the action that every notify entity has."""
    await hass.services.async_call(
        "notify",
        "send_message",
        {"entity_id": entity_id, "message": "door open", **data},
        blocking=True,
    )


async def texts_at_gateway(hass: HomeAssistant, simulator: Simulator, count: int) -> list[str]:
    """Return the texts that the gateway has got, once it has so many."""
    await until(hass, lambda: simulator.network.accepted >= count)
    return sorted(message.text for message in simulator.network.messages)


async def test_entity(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    before = hass.states.get("notify.anna")
    assert isinstance(before, State)
    assert before.attributes["supported_features"] == NotifyEntityFeature.TITLE
    await notify(hass, ["notify.anna", "notify.ben"])
    assert await texts_at_gateway(hass, simulator, 2) == ["door open", "door open"]
    assert sent_to(simulator) == [ANNA, BEN]
    assert hass.states.get("notify.anna") != before


async def test_title_stands_on_a_line_of_its_own(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(message_prefix="Home: ")
    await notify(hass, "notify.anna", title="Alarm")
    assert await texts_at_gateway(hass, simulator, 1) == ["Home: Alarm\ndoor open"]


async def test_entity_shows_messages_of_other_actions_too(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await send(hass, to=ANNA, wait_for="accepted")
    await until(
        hass, lambda: (s := hass.states.get("notify.anna")) is not None and s.state != "unknown"
    )
    ben = hass.states.get("notify.ben")
    assert ben is not None
    assert ben.state == "unknown"


async def test_entity_raises_what_is_wrong(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "STOP")
    with pytest.raises(HomeAssistantError, match="Anna has written STOP"):
        await notify(hass, "notify.anna")
    with pytest.raises(ServiceValidationError, match="the message is empty"):
        await notify(hass, "notify.ben", message=" ")


async def test_lone_surrogates_are_replaced(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await notify(hass, "notify.anna", message="door \ud83d open")
    assert await texts_at_gateway(hass, simulator, 1) == ["door � open"]


async def test_entity_takes_messages_while_an_unload_waits_for_a_request(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.faults.set(Fault.SLOW, 0.3, count=1)
    await notify(hass, "notify.anna")
    await until(hass, lambda: simulator.network.accepted == 1)
    reloading = hass.async_create_task(hass.config_entries.async_reload(entry.entry_id))
    await asyncio.sleep(0)
    await notify(hass, "notify.ben")
    assert await reloading
    await texts_at_gateway(hass, simulator, 2)
    assert sent_to(simulator) == [ANNA, BEN]
