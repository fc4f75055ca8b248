"""Setting up, unloading, reloading and removing an account."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
import sqlite3
from sqlite3 import Connection
import threading
from typing import Any
from unittest.mock import patch

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.cloud import CloudNotAvailable
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.messaging.journal_file import files
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, WEBHOOK_ID, AddEntry, new_entry, other_entry, send, until, until_state
from .patience import patience
from .test_webhook import CLOUD_PATH, PATH, Client


async def test_set_up_does_not_wait_for_the_gateway(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await simulator.refuse()
    entry = await add_entry()
    assert entry.state is ConfigEntryState.LOADED
    await until_state(hass, "binary_sensor.clickatell_connectivity", "off")
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    unavailable = {
        entity.entity_id
        for entity in entities
        if (state := hass.states.get(entity.entity_id)) and state.state == STATE_UNAVAILABLE
    }
    # What is not known can't be shown; everything else works offline.
    assert unavailable == {"sensor.clickatell_balance"}
    await send(hass, entity_id="notify.anna")
    await until_state(hass, "sensor.clickatell_pending", "1")


async def test_what_waits_goes_out_after_a_reload(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.refuse()
    await send(hass, to=ANNA, retry_rate=0.01)
    await until_state(hass, "sensor.clickatell_status", "retrying")
    await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    await simulator.accept()
    await hass.config_entries.async_setup(entry.entry_id)
    await until_state(hass, "sensor.anna_last_message", "accepted")
    assert simulator.network.accepted == 1


async def test_disabled_account_takes_the_legacy_action_along(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    assert hass.services.has_service("notify", "clickatell")
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert not hass.services.has_service("notify", "clickatell")
    with pytest.raises(HomeAssistantError):
        await send(hass, to=ANNA)


async def test_journal_is_for_the_owner_only(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    path = journal_path(hass, entry.entry_id)
    assert path.parent == Path(hass.config.path(".storage"))
    assert path.stat().st_mode & 0o777 == 0o600


async def test_remove(hass: HomeAssistant, callbacks: Client, entry: MockConfigEntry) -> None:
    path = journal_path(hass, entry.entry_id)
    assert path.exists()
    assert (await callbacks.put(CLOUD_PATH)).status == 405
    await hass.config_entries.async_remove(entry.entry_id)
    assert not any(file.exists() for file in files(path))
    # Home Assistant answers so for a webhook that it does not know.
    assert (await callbacks.put(CLOUD_PATH)).status == 200
    assert (await callbacks.post(PATH)).status == 404


async def test_remove_one_of_two(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    other = await add_entry(other_entry(simulator))
    await hass.config_entries.async_remove(entry.entry_id)
    assert journal_path(hass, other.entry_id).exists()
    await send(hass, to="Carla", wait_for="accepted")
    assert simulator.network.accepted == 1


async def test_remove_leaves_nothing_whatever_another_accounts_disk_does(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    other = await add_entry(other_entry(simulator))

    def lock(db: Connection) -> None:
        db.execute("ALTER TABLE setting RENAME TO setting_elsewhere")

    await other.runtime_data.journal.run(lock)
    await hass.config_entries.async_remove(entry.entry_id)
    assert not any(file.exists() for file in files(journal_path(hass, entry.entry_id)))


@pytest.mark.parametrize("error", [None, CloudNotAvailable(), ValueError("not enabled")])
async def test_remove_takes_the_cloudhook_back(
    hass: HomeAssistant, entry: MockConfigEntry, error: Exception | None
) -> None:
    hass.config.components.add("cloud")
    # Home Assistant Cloud itself can't be had in a test.
    with patch(
        "homeassistant.components.cloud.async_delete_cloudhook", side_effect=error
    ) as delete:
        await hass.config_entries.async_remove(entry.entry_id)
    delete.assert_awaited_once_with(hass, WEBHOOK_ID)
    assert not journal_path(hass, entry.entry_id).exists()


def execute(path: Path, statement: str) -> None:
    """Change a journal behind its back."""
    db = sqlite3.connect(path)
    db.execute(statement)
    db.commit()
    db.close()


async def test_journal_of_a_newer_version_is_left_alone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await send(hass, to=ANNA, wait_for="accepted")
    await hass.config_entries.async_unload(entry.entry_id)
    path = journal_path(hass, entry.entry_id)
    await hass.async_add_executor_job(
        execute, path, "UPDATE setting SET value = 99 WHERE name = 'schema'"
    )
    await hass.async_add_executor_job(execute, path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.error_reason_translation_key == "journal_too_new"
    assert path.read_bytes() == before


async def test_damaged_journal_is_set_aside(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    hass_client: Callable[[], Awaitable[TestClient[Any, Any]]],
) -> None:
    entry = new_entry(simulator)
    path = journal_path(hass, entry.entry_id)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"this is no database" * 1000)
    await add_entry(entry)
    assert entry.state is ConfigEntryState.LOADED
    (aside,) = path.parent.glob("*.damaged-*")
    assert aside.read_bytes() == b"this is no database" * 1000
    await send(hass, to=ANNA, wait_for="accepted")
    assert simulator.network.accepted == 1
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"journal_set_aside_{entry.entry_id}")
    assert issue is not None
    assert issue.is_persistent
    assert issue.translation_placeholders == {
        "account": "Clickatell",
        "file": str(aside),
        "lost": "block, setting, lifted, own_number, tally, consent_note,"
        " bridge, bridge_contact, bridge_message, queue, part, event, bridge_waiting, figure",
    }
    await _confirm(hass, await hass_client(), issue.issue_id)
    assert ir.async_get(hass).async_get_issue(DOMAIN, issue.issue_id) is None
    await hass.config_entries.async_remove(entry.entry_id)
    assert aside.exists()


async def _confirm(hass: HomeAssistant, client: TestClient[Any, Any], issue_id: str) -> None:
    """Go through the flow that mends an issue, as the page of the repairs does."""
    response = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    form = await response.json()
    assert form["step_id"] == "confirm"
    assert form["description_placeholders"]["account"] == "Clickatell"
    response = await client.post(f"/api/repairs/issues/fix/{form['flow_id']}", json={})
    assert (await response.json())["type"] == "create_entry"


async def test_issue_goes_with_the_account(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = new_entry(simulator)
    path = journal_path(hass, entry.entry_id)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"this is no database" * 1000)
    await add_entry(entry)
    await hass.config_entries.async_remove(entry.entry_id)
    issues = ir.async_get(hass).issues
    assert not [key for key in issues if key[0] == DOMAIN]


async def test_journal_that_can_not_be_written_is_tried_again(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = new_entry(simulator)
    entry.add_to_hass(hass)
    path = journal_path(hass, entry.entry_id)
    # Nobody, not even root, can open a folder as a file.
    path.mkdir(parents=True)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "journal_failed"
    path.rmdir()
    await hass.config_entries.async_reload(entry.entry_id)
    assert hass.states.get("notify.anna") is not None


async def test_folder_that_is_none(hass: HomeAssistant, simulator: Simulator) -> None:
    entry = new_entry(simulator)
    entry.add_to_hass(hass)
    folder = journal_path(hass, entry.entry_id).parent
    assert not folder.exists()
    folder.touch()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    folder.unlink()


def states_on_disk(path: Path) -> list[tuple[str, str]]:
    """Return each message of a journal with its state."""
    db = sqlite3.connect(path)
    found = db.execute("SELECT message_id, state FROM outbound").fetchall()
    db.close()
    return found


async def test_home_assistant_stops_while_a_request_is_under_way(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, statuses: list[Event]
) -> None:
    simulator.faults.set(Fault.SLOW, 0.2)
    (message,) = await send(hass, to=ANNA)
    await until(hass, lambda: "sending" in [event.data["state"] for event in statuses])
    await hass.async_stop(force=True)
    # The answer was waited for and is on disk: nothing is left in doubt.
    assert states_on_disk(journal_path(hass, entry.entry_id)) == [
        (message["message_id"], "accepted")
    ]
    assert simulator.network.accepted == 1


async def test_unload_while_a_request_is_under_way(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, statuses: list[Event]
) -> None:
    simulator.faults.set(Fault.SLOW, 0.2)
    (message,) = await send(hass, to=ANNA)
    await until(hass, lambda: "sending" in [event.data["state"] for event in statuses])
    await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.async_add_executor_job(
        states_on_disk, journal_path(hass, entry.entry_id)
    ) == [(message["message_id"], "accepted")]
    # What was not told any more is told by the next run.
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: statuses[-1].data["state"] == "accepted")
    assert simulator.network.accepted == 1


async def test_journal_that_lacks_a_table_is_set_aside_with_what_it_has(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await entry.runtime_data.inbox.set_consent(ANNA, "sender")
    await hass.config_entries.async_unload(entry.entry_id)
    path = journal_path(hass, entry.entry_id)
    await hass.async_add_executor_job(execute, path, "DROP TABLE event")
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.runtime_data.inbox.blocked == {ANNA}
    issue = ir.async_get(hass).async_get_issue(DOMAIN, f"journal_set_aside_{entry.entry_id}")
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["lost"] == "event"


async def test_task_that_fails_starts_the_account_anew(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # A queue must not stand still because of a bug: here, one in what follows a commit.
    account = entry.runtime_data
    said = "sms_gateway Clickatell outbox failed; the account is reloaded"
    with patch(
        "custom_components.sms_gateway.messaging.claims.claim", side_effect=KeyError("a bug")
    ):
        await send(hass, to=ANNA)
        async with patience(lambda: said):
            while said not in caplog.text:  # noqa: ASYNC110 - nobody tells when a log has a line
                await asyncio.sleep(0)
    assert entry.runtime_data is account
    freezer.tick(11)
    async_fire_time_changed(hass)
    await until(hass, lambda: entry.state is ConfigEntryState.LOADED)
    await hass.async_block_till_done()
    assert entry.runtime_data is not account
    await until_state(hass, "sensor.anna_last_message", "accepted")


async def test_failed_set_up_leaves_nothing_open(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.sms_gateway.PLATFORMS", ["no_such_platform"])
    entry = new_entry(simulator)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert not [thread for thread in threading.enumerate() if "sms_gateway" in thread.name]


async def test_journal_that_meets_damage_is_opened_anew(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    def damaged(_db: Connection) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    account = entry.runtime_data
    with pytest.raises(sqlite3.DatabaseError):
        await account.journal.run(damaged)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data is not account
