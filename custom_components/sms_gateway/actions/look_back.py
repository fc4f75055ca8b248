"""The action that looks back at messages that went out and came in."""

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import accounts, telling
from ..account.account import Account
from ..account.phrases import explained
from ..account.sending import response
from ..messaging.history import Direction, Found, Search
from ..messaging.message import Attempt, MessageState, OutboundMessage
from .addressing import async_read_sender
from .fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_DIRECTION,
    ATTR_LIMIT,
    ATTR_NUMBER,
    ATTR_SINCE,
    ATTR_STATE,
    ActionSchema,
    moment,
    number_or_name,
    short_text,
    whole_number,
)
from .permission import Deed, async_permitted, must_be_of
from .which_account import account_named

FIELDS = ActionSchema(
    {
        vol.Optional(ATTR_DIRECTION, default=Direction.BOTH): vol.Coerce(Direction),
        vol.Optional(ATTR_STATE, default=list): vol.All(cv.ensure_list, [vol.Coerce(MessageState)]),
        vol.Optional(ATTR_NUMBER): number_or_name,
        vol.Optional(ATTR_SINCE): moment,
        vol.Optional(ATTR_LIMIT, default=50): whole_number(1, 1000),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): short_text,
    }
)


async def async_get_messages(call: ServiceCall) -> ServiceResponse:
    """Return messages of one account or of all that the caller may read, the newest first."""
    await accounts.settled(call.hass)
    data = call.data
    chosen = await async_permitted(call, Deed.READ)
    if (entry_id := data.get(ATTR_CONFIG_ENTRY_ID)) is not None:
        chosen = [must_be_of(chosen, account_named(call.hass, entry_id))]
    written = data.get(ATTR_NUMBER)
    wanted = Search(
        direction=data[ATTR_DIRECTION],
        states=data[ATTR_STATE],
        number=None if written is None else await async_read_sender(call.hass, written, chosen),
        since=data.get(ATTR_SINCE, 0.0),
        limit=data[ATTR_LIMIT],
    )
    with errors.journal_in_use():
        found = [(account, one) for account in chosen for one in await account.search(wanted)]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    return {"messages": [_told(account, one) for account, one in found[: wanted.limit]]}


def _told(account: Account, found: Found) -> JsonObjectType:
    message = found.message
    common = {"config_entry_id": account.entry.entry_id, "at": telling.iso(found.at)}
    if isinstance(message, OutboundMessage):
        return {
            "direction": "outgoing",
            **common,
            **response(account, message),
            "text": message.text,
            "from": message.sender,
            "tag": message.tag,
            "cost": message.cost,
            "attempts": [_attempt(account, attempt) for attempt in found.attempts],
        }
    return {
        "direction": "incoming",
        **common,
        "provider_message_id": message.message.provider_message_id,
        **telling.message_data(account, message, message.received_at),
    }


def _attempt(account: Account, attempt: Attempt) -> JsonObjectType:
    error = explained(account.hass, attempt.error)
    return {"at": telling.iso(attempt.at), "state": attempt.state.value, "error": error}
