"""The accounts that are open: those that are just being set up, too."""

import asyncio
from collections.abc import Collection

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .account import Account, SmsGatewayConfigEntry

# Whether a backup is under way: a journal that is opened meanwhile must stay as it is, too.
_IN_BACKUP: HassKey[bool] = HassKey(f"{DOMAIN}_backup")
_IN_BETWEEN = (ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.UNLOAD_IN_PROGRESS)


@callback
def find(hass: HomeAssistant, entry_id: str) -> Account | None:
    """Return the account of an entry, if it is open."""
    return next((one for one in all_open(hass) if one.entry.entry_id == entry_id), None)


@callback
def all_open(hass: HomeAssistant) -> list[Account]:
    """Return all open accounts, the oldest first."""
    entries: list[SmsGatewayConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    # An entry has no account before it is first set up.
    accounts = [entry.runtime_data for entry in entries if hasattr(entry, "runtime_data")]
    return [account for account in accounts if account.is_open]


@callback
def all_but(hass: HomeAssistant, entry_id: str) -> list[Account]:
    """Return all open accounts but that of one entry."""
    return [account for account in all_open(hass) if account.entry.entry_id != entry_id]


@callback
def relying_on(hass: HomeAssistant, entry_id: str) -> list[Account]:
    """Return the open accounts that hand over to one what they can't get rid of."""
    return [other for other in all_but(hass, entry_id) if other.options.fallback == entry_id]


async def settled(hass: HomeAssistant, entry_ids: Collection[str] | None = None) -> None:
    """Wait for accounts that are just being set up or unloaded: for all, or for some.

    What goes through one account need not wait for another one's disk.
    """
    for entry in hass.config_entries.async_entries(DOMAIN):
        if entry_ids is None or entry.entry_id in entry_ids:
            await _settled(hass, entry)


async def _settled(hass: HomeAssistant, entry: ConfigEntry) -> None:
    has_changed = asyncio.Event()

    @callback
    def note(_change: ConfigEntryChange, _entry: ConfigEntry) -> None:
        has_changed.set()

    stop_listening = async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, note)
    try:
        while entry.state in _IN_BETWEEN:
            has_changed.clear()
            await has_changed.wait()
    finally:
        stop_listening()


@callback
def is_in_backup(hass: HomeAssistant) -> bool:
    """Tell whether the journals must stay as they are."""
    return hass.data.get(_IN_BACKUP, False)


@callback
def note_backup(hass: HomeAssistant, *, is_under_way: bool) -> None:
    """Let journals that are opened from here on know whether a backup is under way."""
    hass.data[_IN_BACKUP] = is_under_way
