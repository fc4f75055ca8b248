"""Who may do what with an account: one answer for actions, the legacy action and the panel."""

from collections.abc import Sequence
from enum import StrEnum

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_CONTROL
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.core import Context, HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er

from ..account.account import Account
from ..account.muting import notify_entity
from ..account.options import Access
from ..const import DOMAIN
from .which_account import all_accounts, people


class Deed(StrEnum):
    """What somebody may want to do."""

    SEND = "send"
    READ = "read"
    WRITE = "write"


async def async_user(hass: HomeAssistant, context: Context) -> User | None:
    """Return who is behind a call, None where that is an automation or Home Assistant itself."""
    if context.user_id is None:
        return None
    user = await hass.auth.async_get_user(context.user_id)
    if user is None:
        raise UnknownUser(context=context)
    return user


@callback
def may(
    hass: HomeAssistant, user: User | None, deed: Deed, account: Account, number: str | None = None
) -> bool:
    """Tell whether a user may do something with an account, or send through it to a number.

    An automation and an admin may do everything. To send takes the right to control the person's
    notify entity, or for a bare number the account's switch; to read what others wrote, or to
    speak for them, takes a place in the account's option `people`.
    """
    if user is None or user.is_admin:
        return True
    match deed:
        case Deed.READ:
            return user.id in account.options.people
        case Deed.WRITE:
            return account.options.people.get(user.id) is Access.WRITE
        case Deed.SEND:
            entity_id = _door(hass, account, number)
            return entity_id is not None and user.permissions.check_entity(
                entity_id, POLICY_CONTROL
            )


@callback
def require_send(hass: HomeAssistant, user: User | None, account: Account, number: str) -> None:
    """Raise Unauthorized for somebody whom a user may not write to."""
    if not may(hass, user, Deed.SEND, account, number):
        raise Unauthorized(
            user_id=user.id if user else None,
            entity_id=_door(hass, account, number),
            permission=POLICY_CONTROL,
        )


async def async_permitted(call: ServiceCall, deed: Deed) -> list[Account]:
    """Return the accounts in which the caller may do something; raises if that is none."""
    user = await async_user(call.hass, call.context)
    permitted = [one for one in all_accounts(call.hass) if may(call.hass, user, deed, one)]
    if not permitted and user is not None and not user.is_admin:
        raise Unauthorized(context=call.context)
    return permitted


def must_be_of(permitted: Sequence[Account], account: Account) -> Account:
    """Return an account that was asked for; raises Unauthorized if it is none of those."""
    if account not in permitted:
        raise Unauthorized(config_entry_id=account.entry.entry_id)
    return account


async def async_owner(call: ServiceCall) -> str | None:
    """Return whose messages the caller may call back, None for everybody's.

    Raises Unauthorized for who may write to nobody, and so has none.
    """
    user = await async_user(call.hass, call.context)
    if user is None or user.is_admin:
        return None
    numbers: list[str | None] = [None, *(person.number for person in people(call.hass))]
    for account in all_accounts(call.hass):
        if any(may(call.hass, user, Deed.SEND, account, number) for number in numbers):
            return user.id
    raise Unauthorized(context=call.context)


def _door(hass: HomeAssistant, account: Account, number: str | None) -> str | None:
    """Return the entity that whoever sends to a number has to control."""
    theirs = [person for person in people(hass) if person.number == number]
    # Whoever has the number in this account comes first.
    theirs.sort(key=lambda person: person.entry is not account.entry)
    for person in theirs:
        if (entity := notify_entity(hass, person.subentry_id)) is not None:
            return entity.entity_id
    return er.async_get(hass).async_get_entity_id(
        SWITCH_DOMAIN, DOMAIN, f"{account.entry.entry_id}_sending"
    )
