"""The events on Home Assistant's bus: their fields, and what fires which."""

from datetime import datetime

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, SENDER, AddEntry, send, until
from .test_webhook import PATH, Client, inbound

KINDS = ("message_received", "opt_out", "opt_in", "help_requested")


@pytest.fixture
def heard(hass: HomeAssistant) -> dict[str, list[Event]]:
    """Return the events about what came in, by kind."""
    return {kind: async_capture_events(hass, f"sms_gateway_{kind}") for kind in KINDS}


def counts(heard: dict[str, list[Event]]) -> dict[str, int]:
    """Return how many events of each kind there were, if any."""
    return {kind: len(events) for kind, events in heard.items() if events}


def device_id(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the device of an entity."""
    entity = er.async_get(hass).async_get(entity_id)
    assert entity is not None
    return entity.device_id


async def test_status_has_the_fields_of_the_contract(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    statuses: list[Event],
) -> None:
    simulator.faults.set(Fault.NO_RECEIPTS)
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="accepted")
    for code, status in ((4, "SENT_TO_SUPPLIER"), (5, "DEVICE_ACK")):
        report = {
            "clientMessageId": message["message_id"],
            "statusCode": code,
            "status": status,
        }
        await callbacks.post(PATH, json={"event": {"messageStatusUpdate": [report]}})
    await until(hass, lambda: len(statuses) >= 5)
    common = {
        "config_entry_id": entry.entry_id,
        "gateway": "clickatell_one",
        "message_id": message["message_id"],
        "to": ANNA,
        "recipient": "Anna",
        "device_id": device_id(hass, "notify.anna"),
        "tag": "freezer",
        "parts": 1,
        "truncated": False,
        "cost": None,
        "error": None,
    }
    after = message["provider_message_id"]
    assert [event.data for event in statuses] == [
        {
            **common,
            "provider_message_id": known,
            "previous_state": previous,
            "state": state,
            "attempts": attempts,
        }
        for previous, state, attempts, known in [
            (None, "queued", 0, None),
            ("queued", "sending", 1, None),
            ("sending", "accepted", 1, after),
            ("accepted", "sent", 1, after),
            ("sent", "delivered", 1, after),
        ]
    ]


async def test_status_of_a_number_and_of_a_refusal(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, statuses: list[Event]
) -> None:
    simulator.account.senders = ("15550100001",)
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="accepted")
    await until(hass, lambda: len(statuses) >= 3)
    data = statuses[-1].data
    assert data["state"] == "rejected"
    assert data["error"] == "The FROM number is not related to this integration. (45)"
    assert data["recipient"] is None
    assert data["device_id"] == device_id(hass, "sensor.clickatell_status")


async def test_status_tells_that_characters_were_replaced(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, statuses: list[Event]
) -> None:
    await add_entry(smart_encoding=True)
    await send(hass, to=ANNA, message="“" + "x" * 100, wait_for="accepted")
    await until(hass, lambda: bool(statuses))
    assert statuses[0].data["smart_encoded"] is True


async def test_reply_has_the_fields_of_the_contract(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
) -> None:
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="delivered")
    reply = await simulator.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(heard["message_received"]))
    assert counts(heard) == {"message_received": 1}
    data = dict(heard["message_received"][0].data)
    received_at = datetime.fromisoformat(data.pop("received_at"))
    sent_at = datetime.fromisoformat(data.pop("sent_at"))
    assert sent_at.timestamp() == pytest.approx(reply.sent_at / 1000)
    assert received_at.utcoffset() is not None
    assert len(data.pop("message_id")) == 32
    assert data == {
        "config_entry_id": entry.entry_id,
        "gateway": "clickatell_one",
        "from": ANNA,
        "to": SENDER,
        "text": "OK, on my way",
        "recipient": "Anna",
        "known_sender": True,
        "device_id": device_id(hass, "notify.anna"),
        "in_reply_to": message["message_id"],
        "tag": "freezer",
        "scope": None,
        "parts": 1,
        "complete": True,
        "late": False,
    }


async def test_message_of_somebody_unknown(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "who is this?")
    await until(hass, lambda: bool(heard["message_received"]))
    data = heard["message_received"][0].data
    assert data["recipient"] is None
    assert data["in_reply_to"] is None
    assert data["tag"] is None
    assert data["device_id"] == device_id(hass, "sensor.clickatell_status")


async def test_message_without_a_time(
    hass: HomeAssistant,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
) -> None:
    body = inbound()
    del body["event"]["moText"][0]["timestamp"]
    await callbacks.post(PATH, json=body)
    await until(hass, lambda: bool(heard["message_received"]))
    assert heard["message_received"][0].data["sent_at"] is None


@pytest.mark.parametrize(("text", "scope"), [("Stop.", "sender"), ("STOP ALL", "all")])
async def test_stop_and_what_lifts_it(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
    text: str,
    scope: str,
) -> None:
    await simulator.reply(ANNA, text)
    await until(hass, lambda: bool(heard["opt_out"]))
    assert counts(heard) == {"opt_out": 1}
    assert heard["opt_out"][0].data["scope"] == scope
    await simulator.reply(ANNA, "I am back")
    await until(hass, lambda: bool(heard["message_received"]))
    assert counts(heard) == {"opt_out": 1, "opt_in": 1, "message_received": 1}
    assert heard["opt_in"][0].data["text"] == "I am back"
    assert heard["opt_in"][0].data["scope"] == scope
    assert heard["message_received"][0].data["scope"] is None


async def test_help_is_no_message_and_lifts_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
) -> None:
    await simulator.reply(ANNA, "stop")
    await simulator.reply(ANNA, "help")
    await until(hass, lambda: bool(heard["help_requested"]))
    assert counts(heard) == {"opt_out": 1, "help_requested": 1}


async def test_stop_within_a_sentence_is_a_message(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    heard: dict[str, list[Event]],
) -> None:
    await simulator.reply(ANNA, "Please stop the heating")
    await until(hass, lambda: bool(heard["message_received"]))
    assert counts(heard) == {"message_received": 1}


async def test_events_wait_until_home_assistant_has_started(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    heard: dict[str, list[Event]],
    statuses: list[Event],
) -> None:
    hass.set_state(CoreState.starting)
    await add_entry()
    await simulator.reply(ANNA, "the first")
    await simulator.reply(ANNA, "STOP")
    await simulator.reply(ANNA, "the last")
    await send(hass, to="Ben", wait_for="accepted")
    await hass.async_block_till_done()
    assert counts(heard) == {}
    assert statuses == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(hass, lambda: len(heard["message_received"]) == 2 and len(statuses) >= 3)
    assert counts(heard) == {"message_received": 2, "opt_out": 1, "opt_in": 1}
    assert [event.data["text"] for event in heard["message_received"]] == ["the first", "the last"]


async def test_events_that_were_not_told_are_told_by_the_next_run(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    heard: dict[str, list[Event]],
) -> None:
    hass.set_state(CoreState.starting)
    entry = await add_entry()
    await simulator.reply(ANNA, "help me")
    await hass.config_entries.async_unload(entry.entry_id)
    hass.set_state(CoreState.running)
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: bool(heard["message_received"]))
    assert [event.data["text"] for event in heard["message_received"]] == ["help me"]
