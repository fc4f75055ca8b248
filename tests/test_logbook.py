"""The lines of the logbook, asked for as the frontend does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, send, until, until_state
from .test_bus import device_id
from .test_entities import BALANCE, LAST, STATUS
from .test_webhook import Client

NOBODY = "+15•••••042"

type Lines = Callable[..., Awaitable[list[str]]]


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: object) -> None:
    """Have the recorder's database ready before Home Assistant is."""


@pytest.fixture
async def _logbook(hass: HomeAssistant, recorder_mock: object) -> None:
    """Set up the logbook; it has pages, so it must be there before the test's server starts."""
    assert await async_setup_component(hass, "logbook", {})


@pytest.fixture
async def lines(
    hass: HomeAssistant, _logbook: None, callbacks: Client, hass_ws_client: WebSocketGenerator
) -> Lines:
    """Return a way to read our lines, all or those on the page of an entity's device."""
    client = await hass_ws_client()
    since = dt_util.utcnow() - timedelta(minutes=1)

    async def read(entity_id: str | None = None) -> list[str]:
        await async_wait_recording_done(hass)
        request = {"type": "logbook/get_events", "start_time": since.isoformat()}
        await client.send_json_auto_id(request | device_page(hass, entity_id))
        found = (await client.receive_json())["result"]
        ours = (line for line in found if line.get("domain") == DOMAIN)
        return [f"{line['name']} {line['message']}" for line in ours]

    return read


def device_page(hass: HomeAssistant, entity_id: str | None) -> dict[str, list[str]]:
    """Return what the page of an entity's device asks the logbook for."""
    device = entity_id and device_id(hass, entity_id)
    if not device:
        return {}
    entities = er.async_entries_for_device(er.async_get(hass), device)
    return {"device_ids": [device], "entity_ids": [entity.entity_id for entity in entities]}


async def test_a_message_has_one_line_on_the_page_of_its_recipient(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    # Else the fault might meet the first balance poll.
    await until_state(hass, BALANCE, "100.0")
    simulator.faults.set(Fault.HTTP_500, count=1)
    await send(hass, to=ANNA, tag="Freezer alert", retry_rate=0.01, wait_for="delivered")
    await send(hass, to=ANNA, wait_for="delivered")
    expected = ["Freezer alert to Anna delivered after 2 attempts", "Message to Anna delivered"]
    assert await lines() == expected
    assert await lines("notify.anna") == expected
    assert await lines("notify.ben") == []


async def test_messages_that_failed(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    simulator.network.set_unreachable(ANNA, unreachable=True)
    await send(hass, to=ANNA, wait_for="delivered")
    simulator.account.senders = ("15550100055",)
    await send(hass, to=ANNA, tag="Freezer alert", wait_for="delivered")
    await simulator.refuse()
    await send(hass, to=ANNA, stop_after=0.01, retry_rate=1, wait_for="delivered")
    await send(hass, to=ANNA, tag="late", stop_after=0)
    await until_state(hass, STATUS, "retrying")
    await hass.services.async_call(DOMAIN, "cancel_message", {"tag": "late"}, blocking=True)
    await until_state(hass, LAST, "cancelled")
    assert await lines("notify.anna") == [
        "Message to Anna undelivered",
        "Freezer alert to Anna rejected",
        "Message to Anna expired",
        "late to Anna cancelled",
    ]


async def test_what_a_recipient_writes(
    hass: HomeAssistant,
    simulator: Simulator,
    lines: Lines,
    entry: MockConfigEntry,
    received: list[Event],
) -> None:
    await simulator.reply(ANNA, "Hello")
    await send(hass, to=ANNA, wait_for="delivered")
    for text in ("OK", "HELP", "STOP", "back again"):
        await simulator.reply(ANNA, text)
    await until(hass, lambda: len(received) == 3)
    expected = [
        "Anna sent a message",
        "Message to Anna delivered",
        "Anna answered",
        "Anna asked for help",
        "Anna wrote STOP",
        "Anna may be written to again",
        "Anna answered",
    ]
    assert await lines() == expected
    assert await lines("notify.anna") == expected
    assert await lines(STATUS) == []


async def test_somebody_unknown_is_on_the_page_of_the_account_with_a_masked_number(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "who is this?")
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="delivered")
    assert await lines(STATUS) == [f"{NOBODY} sent a message", f"Message to {NOBODY} delivered"]
