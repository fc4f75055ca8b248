"""A backup that Home Assistant makes while messages are sent holds a journal that can be used."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from decimal import Decimal
import json
from pathlib import Path
import sqlite3
import tarfile
from typing import Any
from unittest.mock import patch

from homeassistant.backup_restore import RESTORE_BACKUP_FILE, restore_backup
from homeassistant.components.backup import DOMAIN as BACKUP, BackupManagerError
from homeassistant.components.backup.const import DATA_MANAGER
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.backup import async_post_backup, async_pre_backup
from custom_components.sms_gateway.messaging.journal_file import files
from simulator import Simulator
from simulator.network import Message

from .conftest import ANNA, AddEntry, other_entry, send

LOCAL = "backup.local"


@pytest.fixture
async def with_backup(hass: HomeAssistant) -> None:
    """Set up what makes backups, before the account as Home Assistant does."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, BACKUP, {})
    await hass.async_block_till_done()


async def make_backup(hass: HomeAssistant) -> Path:
    """Have Home Assistant make a backup, as its page does; return the archive."""
    manager = hass.data[DATA_MANAGER]
    before = set(await hass.async_add_executor_job(archives, hass))
    await manager.async_create_backup(
        agent_ids=[LOCAL],
        include_addons=None,
        include_all_addons=False,
        include_database=True,
        include_folders=None,
        include_homeassistant=True,
        name="test",
        password=None,
    )
    (archive,) = set(await hass.async_add_executor_job(archives, hass)) - before
    return archive


def archives(hass: HomeAssistant) -> list[Path]:
    """Return the backups there are."""
    return list(Path(hass.config.path("backups")).glob("*.tar"))


def restore(archive: Path, folder: Path) -> None:
    """Put a backup into another configuration folder, the way Home Assistant does at its start."""
    folder.mkdir()
    order = {
        "path": str(archive),
        "password": None,
        "remove_after_restore": False,
        "restore_database": True,
        "restore_homeassistant": True,
    }
    (folder / RESTORE_BACKUP_FILE).write_text(json.dumps(order))
    assert restore_backup(str(folder))


def messages_in(path: Path) -> dict[str, str]:
    """Return the state of the message to each number; raises where the file is damaged."""
    db = sqlite3.connect(path)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return dict(db.execute("SELECT number, state FROM outbound").fetchall())
    finally:
        db.close()


def sent_to(simulator: Simulator) -> Counter[str]:
    """Return how often the gateway took a message to each phone."""
    return Counter(
        {
            f"+{number}": sum(isinstance(one, Message) for one in phone.conversation)
            for number, phone in simulator.network.phones.items()
        }
    )


def numbers(group: int) -> list[str]:
    """Return a thousand numbers."""
    return [f"+1555{group:04}{number:03}" for number in range(1000)]


@contextmanager
def packing_halts_for(work: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[list[str]]:
    """Do something after the first file of a journal is packed, and before the next is.

    Returns those that were packed.
    """
    loop, add = asyncio.get_running_loop(), tarfile.TarFile.add
    packed: list[str] = []

    def slowly(self: tarfile.TarFile, name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - whatever it takes
        add(self, name, *args, **kwargs)
        if name.endswith((".db", ".db-wal")):
            packed.append(Path(name).name)
            if len(packed) == 1:
                asyncio.run_coroutine_threadsafe(work(), loop).result(30)

    with patch.object(tarfile.TarFile, "add", slowly):
        yield packed


@pytest.mark.parametrize("reloads", [False, True], ids=["sending", "reload"])
async def test_restored_backup_was_made_while_messages_were_sent(
    hass: HomeAssistant,
    simulator: Simulator,
    with_backup: None,
    add_entry: AddEntry,
    tmp_path: Path,
    reloads: bool,
) -> None:
    entry = await add_entry(recipient_hourly_limit=0, daily_limit=0, keep_days=0)
    path = journal_path(hass, entry.entry_id)
    simulator.account.balance = Decimal(1_000_000)
    text = "x" * 400
    accepted = await send(hass, to=numbers(0), message=text, wait_for="accepted")
    assert {message["state"] for message in accepted} == {"accepted"}

    async def go_on() -> None:
        """Write so much that the log would be moved to the file, and begin anew, three times."""
        for group in (1, 2, 3):
            await send(hass, to=numbers(group), message=text, wait_for="accepted")
            if reloads:
                await hass.config_entries.async_reload(entry.entry_id)
        # The gateway is about to get these.
        await send(hass, to=numbers(4), message=text)

    with packing_halts_for(go_on) as packed:
        archive = await make_backup(hass)
    assert sorted(packed) == [path.name, f"{path.name}-wal"]
    await hass.config_entries.async_unload(entry.entry_id)

    folder = tmp_path / "restored"
    await hass.async_add_executor_job(restore, archive, folder)
    with patch.object(hass.config, "config_dir", str(folder)):
        restored = journal_path(hass, entry.entry_id)
        copied = await hass.async_add_executor_job(messages_in, restored)
        before = sent_to(simulator)
        assert await hass.config_entries.async_setup(entry.entry_id)
        await send(hass, to=ANNA, wait_for="accepted")
        again = {number for number, count in (sent_to(simulator) - before).items() if count}
        # What comes after a thousand that had been accepted: they are known, and left alone.
        done = {number for number, state in copied.items() if state not in ("queued", "sending")}
        assert done >= set(numbers(0))
        assert not done & again
        assert not list(restored.parent.glob("*.damaged-*"))
        await hass.config_entries.async_unload(entry.entry_id)


async def test_files_are_as_ever_after_a_backup(
    hass: HomeAssistant,
    simulator: Simulator,
    with_backup: None,
    entry: MockConfigEntry,
    add_entry: AddEntry,
) -> None:
    path = journal_path(hass, entry.entry_id)
    await make_backup(hass)
    await send(hass, to=ANNA, wait_for="accepted")
    await hass.config_entries.async_unload(entry.entry_id)
    assert [file.exists() for file in files(path)] == [True, False, False]
    # One account is closed, another one open: neither is in the way of the next backup.
    await add_entry(other_entry(simulator))
    await make_backup(hass)


async def test_account_that_is_added_during_a_backup(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await async_pre_backup(hass)
    entry = await add_entry()
    path = journal_path(hass, entry.entry_id)
    await send(hass, to=ANNA, wait_for="accepted")
    await hass.config_entries.async_unload(entry.entry_id)
    # What was written is in the log still.
    assert files(path)[1].stat().st_size > 0
    await async_post_backup(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.config_entries.async_unload(entry.entry_id)
    assert not files(path)[1].exists()


def read_on(path: Path) -> sqlite3.Connection:
    """Return a connection that is in the middle of reading."""
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    db.execute("BEGIN")
    db.execute("SELECT * FROM setting").fetchall()
    return db


async def test_backup_that_could_not_be_read_fails(
    hass: HomeAssistant, simulator: Simulator, with_backup: None, entry: MockConfigEntry
) -> None:
    path = journal_path(hass, entry.entry_id)
    other = await hass.async_add_executor_job(read_on, path)
    await send(hass, to=ANNA, wait_for="accepted")
    account = entry.runtime_data
    await account.journal.run(lambda db: db.execute("PRAGMA busy_timeout = 1").fetchone())
    with pytest.raises(BackupManagerError, match="somebody else is reading the file"):
        await hass.data[DATA_MANAGER].async_pre_backup_actions()
    await hass.data[DATA_MANAGER].async_post_backup_actions()
    other.close()
    await make_backup(hass)
