"""The accounts that are open: those that are just being set up, too."""

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

if TYPE_CHECKING:
    from .account import Account

_OPEN: HassKey[dict[str, Account]] = HassKey(f"{DOMAIN}_open")


@callback
def join(hass: HomeAssistant, account: Account) -> None:
    """Let others find an account."""
    hass.data.setdefault(_OPEN, {})[account.entry.entry_id] = account


@callback
def leave(hass: HomeAssistant, entry_id: str) -> None:
    """Let nobody find the account of an entry any more."""
    hass.data.get(_OPEN, {}).pop(entry_id, None)


@callback
def find(hass: HomeAssistant, entry_id: str) -> Account | None:
    """Return the account of an entry, if it is open."""
    return hass.data.get(_OPEN, {}).get(entry_id)


@callback
def all_but(hass: HomeAssistant, entry_id: str) -> list[Account]:
    """Return all open accounts but that of one entry."""
    return [
        account
        for account in hass.data.get(_OPEN, {}).values()
        if account.entry.entry_id != entry_id
    ]


@callback
def relying_on(hass: HomeAssistant, account: Account) -> list[Account]:
    """Return the open accounts that hand over to this one what they can't get rid of."""
    entry_id = account.entry.entry_id
    return [other for other in all_but(hass, entry_id) if other.options.fallback == entry_id]
