"""Who may see which account's messages on the page, and write from it."""

from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import Unauthorized

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..actions.permission import Deed, may


@callback
def readable(hass: HomeAssistant, user: User) -> list[Account]:
    """Return the accounts whose messages a user may read; raises Unauthorized if that is none.

    An admin may read all, be there any or not.
    """
    found = [one for one in accounts.all_open(hass) if may(hass, user, Deed.READ, one)]
    if not found and not user.is_admin:
        raise Unauthorized(user_id=user.id)
    return found


@callback
def readable_account(hass: HomeAssistant, user: User, entry_id: str) -> Account:
    """Return an account whose messages a user may read."""
    return _named(readable(hass, user), user, entry_id)


@callback
def writable_account(hass: HomeAssistant, user: User, entry_id: str) -> Account:
    """Return an account that a user may write from."""
    account = readable_account(hass, user, entry_id)
    if not may(hass, user, Deed.WRITE, account):
        raise Unauthorized(user_id=user.id, config_entry_id=entry_id)
    return account


@callback
def require_admin(user: User) -> None:
    """Raise Unauthorized for somebody who is no admin."""
    if not user.is_admin:
        raise Unauthorized(user_id=user.id)


def _named(found: list[Account], user: User, entry_id: str) -> Account:
    for account in found:
        if account.entry.entry_id == entry_id:
            return account
    if not user.is_admin:
        # Whether there is such an account is nobody's business who may not see it.
        raise Unauthorized(user_id=user.id, config_entry_id=entry_id)
    raise errors.invalid("account_not_open")
