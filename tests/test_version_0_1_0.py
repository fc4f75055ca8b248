"""An account that version 0.1.0 has left behind opens, and everything is where it was."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import STORAGE_KEY, ConfigEntry, ConfigEntryState
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .conftest import ANNA, BEN, WEBHOOK_ID, send
from .messaging.test_migration import BLOCKED, old_journal

ENTRY_ID = "01JD0000000000000000000000"
# As its flow made it: the sender's digits stand in the title, and an automation goes by it.
TITLE = "Clickatell Central +15•••••099"
OPTIONS = {
    "retry_rate": 0.5,
    "stop_after": 10,
    "retry_uncertain": False,
    "two_way": True,
    # Later forms refuse it; nothing takes over here, so that it does no harm.
    "fallback_after": 20,
    "message_prefix": "Home: ",
    "max_parts": 2,
    "too_long": "refuse",
    "smart_encoding": True,
    "replies_from": "recipients",
    "stop_reply": "Goodbye {{ recipient }}",
    "keyword": "fun",
    "balance_interval": 15.0,
    "low_balance": 12.5,
    "callback_username": "gateway",
    "callback_password": "pass word",
    "recipient_hourly_limit": 9,
    "daily_limit": 0,
    "keep_days": 0,
}
# Entity id, as somebody has changed it or not, and unique id.
ENTITIES = {
    "sensor.sms_credits": f"{ENTRY_ID}_balance",
    "sensor.clickatell_central_15_099_status": f"{ENTRY_ID}_status",
    "switch.clickatell_central_15_099_sending": f"{ENTRY_ID}_sending",
    "event.clickatell_central_15_099_incoming_message": f"{ENTRY_ID}_incoming_message",
    "binary_sensor.clickatell_central_15_099_connectivity": f"{ENTRY_ID}_connectivity",
    "button.clickatell_central_15_099_check_balance": f"{ENTRY_ID}_check_balance",
    "notify.mother": "01JD0000000000000000000001_notify",
    "event.anna_reply": "01JD0000000000000000000001_reply",
    "sensor.anna_last_message": "01JD0000000000000000000001_last_message",
    "binary_sensor.ben_subscribed": "01JD0000000000000000000002_subscribed",
}


def stored(simulator: Simulator) -> dict[str, Any]:
    """Return the file of config entries as Home Assistant has it on disk."""
    account = simulator.account
    people = [("1", "Anna", ANNA, {}), ("2", "Ben", BEN, {"sender": "Home"})]
    return {
        "version": 1,
        "minor_version": 5,
        "key": STORAGE_KEY,
        "data": {
            "entries": [
                {
                    "created_at": "2026-11-21T10:00:00+00:00",
                    "data": {
                        "advanced": {
                            "url": f"{simulator.url}/clickatell_central",
                            "verify_ssl": True,
                        },
                        "api_id": account.api_id,
                        "gateway": "clickatell_central",
                        "password": account.password,
                        "sender": "+15550100099",
                        "transport": "xml",
                        "username": account.user,
                        "webhook_id": WEBHOOK_ID,
                    },
                    "disabled_by": None,
                    "discovery_keys": {},
                    "domain": DOMAIN,
                    "entry_id": ENTRY_ID,
                    "minor_version": 1,
                    "modified_at": "2026-11-21T10:00:00+00:00",
                    "options": OPTIONS,
                    "pref_disable_new_entities": False,
                    "pref_disable_polling": False,
                    "source": "user",
                    "subentries": [
                        {
                            "data": {"name": name, "phone_number": number, **more},
                            "subentry_id": f"01JD000000000000000000000{place}",
                            "subentry_type": "recipient",
                            "title": name,
                            "unique_id": number,
                        }
                        for place, name, number, more in people
                    ],
                    "title": TITLE,
                    "unique_id": "3f" * 32,
                    "version": 1,
                }
            ]
        },
    }


@pytest.fixture
async def entry(
    hass: HomeAssistant, hass_storage: dict[str, Any], simulator: Simulator
) -> AsyncIterator[ConfigEntry]:
    """Return the account once it has opened."""
    hass_storage[STORAGE_KEY] = stored(simulator)
    await hass.config_entries.async_initialize()
    entry = hass.config_entries.async_get_entry(ENTRY_ID)
    assert entry is not None
    for entity_id, unique_id in ENTITIES.items():
        platform, _, object_id = entity_id.partition(".")
        owner = unique_id.partition("_")[0]
        er.async_get(hass).async_get_or_create(
            platform,
            DOMAIN,
            unique_id,
            suggested_object_id=object_id,
            config_entry=entry,
            config_subentry_id=owner if owner in entry.subentries else None,
        )
    journal = journal_path(hass, ENTRY_ID)
    now = dt_util.utcnow() - timedelta(seconds=30)

    def leave_journal() -> None:
        journal.parent.mkdir(exist_ok=True)
        old_journal(journal, 4, now.timestamp())

    await hass.async_add_executor_job(leave_journal)
    assert await hass.config_entries.async_setup(ENTRY_ID)
    await hass.async_block_till_done()
    yield entry
    await hass.config_entries.async_unload(ENTRY_ID)


async def test_it_opens_with_all_that_was_set(hass: HomeAssistant, entry: ConfigEntry) -> None:
    assert entry.state is ConfigEntryState.LOADED
    assert (entry.title, entry.unique_id) == (TITLE, "3f" * 32)
    assert entry.options == OPTIONS
    assert [subentry.title for subentry in entry.subentries.values()] == ["Anna", "Ben"]
    assert hass.services.has_service("notify", "clickatell_central_15_099")
    device = dr.async_get(hass).async_get_device_by_identifier((DOMAIN, ENTRY_ID), ENTRY_ID)
    assert device is not None
    assert device.name == TITLE


async def test_entities_are_those_that_there_were(hass: HomeAssistant, entry: ConfigEntry) -> None:
    registry = er.async_get(hass)
    known = {
        each.entity_id: each.unique_id
        for each in er.async_entries_for_config_entry(registry, entry.entry_id)
    }
    assert known.items() >= ENTITIES.items()
    # None came in the place of one of them.
    assert all(hass.states.get(entity_id) is not None for entity_id in ENTITIES)


async def test_the_journal_is_read_on(hass: HomeAssistant, entry: ConfigEntry) -> None:
    response: Any = await hass.services.async_call(
        DOMAIN, "get_messages", {"limit": 10}, blocking=True, return_response=True
    )
    texts = {message["text"] for message in response["messages"]}
    assert texts == {"one", "two", "three", "yes", "STOP"}
    # Sending was switched off, and BLOCKED had written STOP.
    assert hass.states.is_state("switch.clickatell_central_15_099_sending", "off")
    assert entry.runtime_data.inbox.blocked == {BLOCKED}


async def test_its_forms_show_what_is_set_and_save_it(
    hass: HomeAssistant, entry: ConfigEntry, simulator: Simulator, statuses: list[Event]
) -> None:
    flow = await hass.config_entries.options.async_init(ENTRY_ID)
    assert flow["data_schema"] is not None
    shown = {
        str(name): {
            str(option): (option.description or {}).get("suggested_value", option.default)
            for option in group.schema.schema
            if option.description
        }
        for name, group in flow["data_schema"].schema.items()
    }
    result = await hass.config_entries.options.async_configure(flow["flow_id"], shown)
    await hass.async_block_till_done()
    assert result["type"] == "create_entry", result["errors"]
    assert {k: v for k, v in entry.options.items() if k in OPTIONS} | {"two_way": True} == OPTIONS
    # Its title goes by nothing any more, and stays.
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": ENTRY_ID}
    )
    assert result["step_id"] == "clickatell_central"
    account = simulator.account
    url = f"{simulator.url}/clickatell_central"
    entered = {
        "username": account.user,
        "api_id": account.api_id,
        "sender": "Home",
        "advanced": {"url": url, "verify_ssl": True, "transport": "http"},
    }
    result = await hass.config_entries.flow.async_configure(result["flow_id"], entered)
    assert result["reason"] == "reconfigure_successful", result
    await hass.async_block_till_done()
    assert (entry.title, entry.data["sender"]) == (TITLE, "Home")
    await hass.services.async_call(
        "switch",
        "turn_on",
        {"entity_id": "switch.clickatell_central_15_099_sending"},
        blocking=True,
    )
    (message,) = await send(hass, to="Anna", wait_for="accepted")
    assert message["state"] == "accepted"
