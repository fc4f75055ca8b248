"""Backups: what a copy of the journals holds is consistent, while messages go on."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from . import errors
from .account import accounts
from .const import DOMAIN

_UNDER_WAY: HassKey[bool] = HassKey(f"{DOMAIN}_backup")


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let every journal be copied from here on.

    Those that are opened or closed meanwhile know of it; raises HomeAssistantError where one can't
    be copied, for a backup that can't be read is none.
    """
    hass.data[_UNDER_WAY] = True
    with errors.journal_in_use():
        for entry in hass.config_entries.async_entries(DOMAIN):
            # Not while it is being opened or closed.
            async with entry.setup_lock:
                if (account := accounts.find(hass, entry.entry_id)) is not None:
                    await account.journal.begin_backup()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the journals go on as ever."""
    hass.data[_UNDER_WAY] = False
    with errors.journal_in_use():
        for entry in hass.config_entries.async_entries(DOMAIN):
            async with entry.setup_lock:
                if (account := accounts.find(hass, entry.entry_id)) is not None:
                    await account.journal.end_backup()


@callback
def is_under_way(hass: HomeAssistant) -> bool:
    """Tell whether the files must stay as they are."""
    return hass.data.get(_UNDER_WAY, False)
