"""The lines of the logbook, asked for as the frontend does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import json
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.logbook import EVENT_LINE, async_describe_events
from custom_components.sms_gateway.messaging.message import MessageState
from demo.furniture import SAMPLE
from simulator import Simulator

from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, send, until, until_state
from .test_bus import device_id
from .test_dashboard import cards
from .test_entities import LAST, STATUS
from .test_webhook import Client
from .translations import COMPONENT, english

# In an isolate: where people read from right to left its ends stay where they are.
NOBODY = "\u2066+15•••••042\u2069"
REPLY = "event.anna_reply"
INCOMING = "event.clickatell_incoming_message"
SUBSCRIBED = "binary_sensor.anna_subscribed"

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
    """Return a way to read the lines about messages, all or those of an entity's device."""
    client = await hass_ws_client()
    since = dt_util.utcnow() - timedelta(minutes=1)

    async def read(entity_id: str | None = None) -> list[str]:
        await hass.async_block_till_done()
        await async_wait_recording_done(hass)
        request = {"type": "logbook/get_events", "start_time": since.isoformat()}
        await client.send_json_auto_id(request | device_page(hass, entity_id))
        return [
            written for line in (await client.receive_json())["result"] if (written := shown(line))
        ]

    return read


def shown(line: dict[str, Any]) -> str | None:
    """Return a line as it reads, if it is of ours or of an entity that tells of messages."""
    if line.get("domain") == DOMAIN:
        return f"{line['name']} {line['message']}"
    entity_id = str(line.get("entity_id"))
    if entity_id not in (REPLY, INCOMING, SUBSCRIBED, LAST):
        return None
    return f"{entity_id} {line.get('attributes', {}).get('event_type', line['state'])}"


def ours(found: list[str]) -> list[str]:
    """Return the lines that are not Home Assistant's own about an entity."""
    return [line for line in found if not line.startswith((REPLY, INCOMING, SUBSCRIBED, LAST))]


def device_page(hass: HomeAssistant, entity_id: str | None) -> dict[str, list[str]]:
    """Return what the page of an entity's device asks the logbook for."""
    device = entity_id and device_id(hass, entity_id)
    if not device:
        return {}
    entities = er.async_entries_for_device(er.async_get(hass), device)
    return {"device_ids": [device], "entity_ids": [entity.entity_id for entity in entities]}


async def test_a_refused_message_is_told_once_with_its_reason(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    simulator.account.senders = ("15550100055",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    told = await lines("notify.anna")
    reason = message["error"]
    assert ours(told) == [f"Message to Anna refused: {reason}"]
    assert told.count(f"{LAST} rejected") == 1
    assert await lines() == told
    assert await lines("notify.ben") == []


async def test_a_delivered_message_is_told_once(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    await send(hass, to=ANNA, wait_for="delivered")
    told = await lines("notify.anna")
    assert ours(told) == []
    assert told.count(f"{LAST} delivered") == 1
    assert await lines() == told


async def test_why_messages_failed(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    simulator.network.set_unreachable(ANNA, unreachable=True)
    (lost,) = await send(hass, to=ANNA, tag="Freezer alert", wait_for="delivered")
    await simulator.refuse()
    (late,) = await send(hass, to=ANNA, stop_after=0.01, retry_rate=1, wait_for="delivered")
    await send(hass, to=ANNA, tag="late", stop_after=0)
    await until_state(hass, STATUS, "retrying")
    await hass.services.async_call(DOMAIN, "cancel_message", {"tag": "late"}, blocking=True)
    await until_state(hass, LAST, "cancelled")
    why = f": {lost['error']}" if lost["error"] else ""
    assert late["error"]
    assert ours(await lines("notify.anna")) == [
        f"Freezer alert to Anna not delivered{why}",
        f"Message to Anna given up: {late['error']}",
    ]


async def test_a_reply_is_told_once_by_each_entity_that_shows_it(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "OK")
    await until(hass, lambda: not hass.states.is_state(REPLY, "unknown"))
    assert await lines("notify.anna") == [f"{REPLY} message_received"]
    assert await lines(STATUS) == [f"{INCOMING} message_received"]
    assert sorted(await lines()) == [f"{REPLY} message_received", f"{INCOMING} message_received"]


async def test_a_stop_and_a_start(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    for text, state in (("STOP", "off"), ("START", "on")):
        await simulator.reply(ANNA, text)
        await until_state(hass, SUBSCRIBED, state)
    told = await lines("notify.anna")
    assert told.count(f"{REPLY} opt_out") == told.count(f"{REPLY} opt_in") == 1
    assert told.count(f"{SUBSCRIBED} off") == told.count(f"{SUBSCRIBED} on") == 1
    # A START is a message, too, which somebody may wait for.
    assert {line for line in told if line.startswith(REPLY)} <= {
        *(f"{REPLY} opt_out", f"{REPLY} opt_in", f"{REPLY} message_received")
    }
    assert ours(told) == ours(await lines()) == []


async def test_somebody_unknown_is_on_the_page_of_the_account_with_a_masked_number(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "who is this?")
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="delivered")
    await send(hass, to=NUMBER_OF_NOBODY, tag="Alert", wait_for="delivered")
    assert await lines(STATUS) == [
        f"{INCOMING} message_received",
        f"Message to {NOBODY} delivered",
        f"Alert to {NOBODY} delivered",
    ]


async def test_who_looks_on_sees_the_lines_come(
    hass: HomeAssistant,
    simulator: Simulator,
    lines: Lines,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    client = await hass_ws_client()
    request = {"type": "logbook/event_stream", "start_time": dt_util.utcnow().isoformat()}
    await client.send_json_auto_id(request | device_page(hass, "notify.anna"))
    assert (await client.receive_json())["success"]
    simulator.account.senders = ("15550100055",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    line = f"Message to Anna refused: {message['error']}"
    seen: list[str | None] = []
    while line not in seen:
        seen += map(shown, (await client.receive_json())["event"]["events"])
    assert seen.count(f"{LAST} rejected") == 1


async def test_events_that_say_little_have_no_line_and_do_no_harm(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    fired: list[dict[str, Any]] = [
        {},
        {"state": "rejected"},
        {"state": ["rejected"], "to": ANNA},
        {"state": "delivered", "recipient": "Anna"},
        {"state": "rejected", "recipient": "Anna", "device_id": None, "error": f"no {ANNA}"},
        {"state": "expired", "to": 15550100042, "error": 7},
    ]
    for data in fired:
        hass.bus.async_fire(f"{DOMAIN}_message_status", data)
    for kind in ("message_received", "opt_out", "opt_in", "help_requested"):
        hass.bus.async_fire(f"{DOMAIN}_{kind}", {})
    assert await lines() == [
        "Message to Anna refused: no +15•••••001",
        "Message to \u2066155•••••042\u2069 given up: 7",
    ]


async def test_lines_are_in_the_home_s_language(
    hass: HomeAssistant, simulator: Simulator, lines: Lines, entry: MockConfigEntry
) -> None:
    await hass.config.async_update(language="de")
    await hass.async_block_till_done()
    simulator.account.senders = ("15550100055",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    (line,) = ours(await lines())
    german = json.loads((COMPONENT / "translations" / "de.json").read_text()).get("common", {})
    said = english()["common"] | german
    name = said["log_message"].format(recipient="Anna")
    reason = said["log_reason"].format(ended=said["log_rejected"], reason=message["error"])
    assert line == f"{name} {reason}"


def test_the_words_are_the_sensor_s() -> None:
    states = english()["entity"]["sensor"]["last_message"]["state"]
    phrases = english()["common"]
    ends = [state for state in MessageState if state.is_final]
    assert {end: phrases[f"log_{end}"] for end in ends} == {
        end: states[end].lower() for end in ends
    }


async def test_no_event_has_a_line_beside_those_of_the_entities(hass: HomeAssistant) -> None:
    described: list[str] = []
    async_describe_events(hass, lambda _domain, event_type, _describe: described.append(event_type))
    assert described == [EVENT_LINE]


async def test_the_dashboard_s_card_shows_why_a_message_failed(
    hass: HomeAssistant,
    simulator: Simulator,
    lines: Lines,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
) -> None:
    """A card asks for entities alone: for those of its target, before and while it is shown."""
    sample: Any = parse_yaml(await hass.async_add_executor_job(SAMPLE.read_text))
    (card,) = (each for each in cards(sample) if each["type"] == "logbook")
    since = dt_util.utcnow().isoformat()
    request = {"start_time": since, "entity_ids": card["target"]["entity_id"]}
    live = await hass_ws_client()
    await live.send_json_auto_id({"type": "logbook/event_stream", **request})
    assert (await live.receive_json())["success"]
    simulator.account.senders = ("15550100055",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    line = f"Message to Anna refused: {message['error']}"
    seen: list[str | None] = []
    while line not in seen:
        seen += map(shown, (await live.receive_json())["event"]["events"])
    assert (await lines()).count(line) == 1
    await live.send_json_auto_id({"type": "logbook/get_events", **request})
    answer = await live.receive_json()
    while answer["type"] != "result":
        answer = await live.receive_json()
    (found,) = (one for one in answer["result"] if one.get("domain") == DOMAIN)
    # Beside an entity, the frontend would show its name.
    assert (shown(found), found.get("entity_id")) == (line, None)
