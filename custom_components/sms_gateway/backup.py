"""Backups: what a copy of the journals holds is consistent, while messages go on."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from . import errors
from .account import accounts


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let every journal be copied from here on.

    Those that are opened or closed meanwhile know of it; raises HomeAssistantError where one can't
    be copied, for a backup that can't be read is none.
    """
    accounts.note_backup(hass, is_under_way=True)
    # What is opened from here on knows of it.
    await accounts.settled(hass)
    with errors.journal_in_use():
        for account in accounts.all_open(hass):
            if account.is_open:
                await account.journal.begin_backup()


async def async_post_backup(hass: HomeAssistant) -> None:
    """Let the journals go on as ever."""
    accounts.note_backup(hass, is_under_way=False)
    await accounts.settled(hass)
    failed: list[HomeAssistantError] = []
    for account in accounts.all_open(hass):
        try:
            with errors.journal_in_use():
                if account.is_open:
                    await account.journal.end_backup()
        except HomeAssistantError as error:
            failed.append(error)  # the others' logs must not grow for that
    if failed:
        raise failed[0]
