"""The main road: an alert goes out, its report and its answer come back."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import Event, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .conftest import ANNA, SENDER


async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: TestClient[Any, Any],
    entry: MockConfigEntry,
    statuses: list[Event],
    received: list[Event],
) -> None:
    answer = await hass.services.async_call(
        "sms_gateway",
        "send_message",
        {"entity_id": "notify.anna", "message": "The freezer is at -5 °C", "tag": "freezer",
         "wait_for": "delivered"},
        blocking=True,
        return_response=True,
    )
    print(answer, [ (e.data["previous_state"], e.data["state"]) for e in statuses])
    await simulator.reply(ANNA, "OK, on my way")
    await hass.async_block_till_done()
    print(received)
    for s in hass.states.async_all(): print(s.entity_id, s.state)
    assert 0
