"""The action that looks back at messages that went out and came in."""

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import telling
from ..account.account import Account
from ..account.sending import response
from ..messaging.history import Direction, Found, Search
from ..messaging.message import Attempt, MessageState, OutboundMessage
from .addressing import account_of, all_accounts, async_parse_number, async_reloaded
from .fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_DIRECTION,
    ATTR_LIMIT,
    ATTR_NUMBER,
    ATTR_SINCE,
    ATTR_STATE,
    number_or_name,
)

FIELDS = vol.Schema(
    {
        vol.Optional(ATTR_DIRECTION, default=Direction.BOTH): vol.Coerce(Direction),
        vol.Optional(ATTR_STATE, default=list): vol.All(cv.ensure_list, [vol.Coerce(MessageState)]),
        vol.Optional(ATTR_NUMBER): number_or_name,
        vol.Optional(ATTR_SINCE): cv.datetime,
        vol.Optional(ATTR_LIMIT, default=50): vol.All(vol.Coerce(int), vol.Range(1, 1000)),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    }
)


async def async_get_messages(call: ServiceCall) -> ServiceResponse:
    """Return messages of one account or of all, the newest first."""
    await async_reloaded(call.hass)
    data = call.data
    written, since = data.get(ATTR_NUMBER), data.get(ATTR_SINCE)
    wanted = Search(
        direction=data[ATTR_DIRECTION],
        states=data[ATTR_STATE],
        number=await async_parse_number(call.hass, written) if written else None,
        since=dt_util.as_utc(since).timestamp() if since else 0.0,
        limit=data[ATTR_LIMIT],
    )
    entry_id = data.get(ATTR_CONFIG_ENTRY_ID)
    accounts = [account_of(call.hass, entry_id)] if entry_id else all_accounts(call.hass)
    with errors.journal_in_use():
        found = [(account, one) for account in accounts for one in await account.search(wanted)]
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
            "attempts": [_attempt(attempt) for attempt in found.attempts],
        }
    return {
        "direction": "incoming",
        **common,
        "provider_message_id": message.message.provider_message_id,
        **telling.message_data(account, message, message.received_at),
    }


def _attempt(attempt: Attempt) -> JsonObjectType:
    return {"at": telling.iso(attempt.at), "state": attempt.state.value, "error": attempt.error}
