"""The actions that look at messages, call them back, and say who may be written to."""

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import telling
from ..account.account import Account, SmsGatewayConfigEntry
from ..account.sending import response
from ..const import DOMAIN
from ..messaging.history import Direction, Found, Search
from ..messaging.message import Attempt, MessageState, OutboundMessage
from .addressing import account_of, async_parse_number, async_reloaded
from .fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_DIRECTION,
    ATTR_LIMIT,
    ATTR_MESSAGE_ID,
    ATTR_NUMBER,
    ATTR_SCOPE,
    ATTR_SINCE,
    ATTR_STATE,
    ATTR_SUBSCRIBED,
    ATTR_TAG,
    TAG,
    number_or_name,
)

CANCEL_FIELDS = vol.Schema({vol.Optional(ATTR_MESSAGE_ID): cv.string, vol.Optional(ATTR_TAG): TAG})
SEARCH_FIELDS = vol.Schema(
    {
        vol.Optional(ATTR_DIRECTION, default=Direction.BOTH): vol.Coerce(Direction),
        vol.Optional(ATTR_STATE, default=list): vol.All(cv.ensure_list, [vol.Coerce(MessageState)]),
        vol.Optional(ATTR_NUMBER): number_or_name,
        vol.Optional(ATTR_SINCE): cv.datetime,
        vol.Optional(ATTR_LIMIT, default=50): vol.All(vol.Coerce(int), vol.Range(1, 1000)),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    }
)
CONSENT_FIELDS = vol.Schema(
    {
        vol.Required(ATTR_NUMBER): number_or_name,
        vol.Required(ATTR_SUBSCRIBED): cv.boolean,
        vol.Optional(ATTR_SCOPE, default="sender"): vol.In(["sender", "all"]),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    }
)


async def async_cancel(call: ServiceCall) -> ServiceResponse:
    """Call back what waits; what the gateway has, or is just being given, can't be."""
    if not call.data:
        raise errors.invalid("nothing_to_cancel")
    await async_reloaded(call.hass)
    cancelled = 0
    with errors.journal_in_use():
        for account in _accounts(call.hass):
            cancelled += await account.outbox.cancel(
                call.data.get(ATTR_MESSAGE_ID), call.data.get(ATTR_TAG)
            )
    return {"cancelled": cancelled}


async def async_search(call: ServiceCall) -> ServiceResponse:
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
    accounts = [account_of(call.hass, entry_id)] if entry_id else _accounts(call.hass)
    with errors.journal_in_use():
        found = [(account, one) for account in accounts for one in await account.search(wanted)]
    found.sort(key=lambda pair: pair[1].at, reverse=True)
    return {"messages": [_told(account, one) for account, one in found[: wanted.limit]]}


async def async_set_consent(call: ServiceCall) -> ServiceResponse:
    """Say by hand who may be written to."""
    await async_reloaded(call.hass)
    data = call.data
    number = await async_parse_number(call.hass, data[ATTR_NUMBER])
    if data[ATTR_SCOPE] == "all":
        accounts = _accounts(call.hass)
    else:
        accounts = [account_of(call.hass, data.get(ATTR_CONFIG_ENTRY_ID))]
    scope = None if data[ATTR_SUBSCRIBED] else data[ATTR_SCOPE]
    with errors.journal_in_use():
        for account in accounts:
            await account.inbox.set_consent(number, scope)
    return {"number": number, "subscribed": scope is None, "scope": data[ATTR_SCOPE]}


def _accounts(hass: HomeAssistant) -> list[Account]:
    entries: list[SmsGatewayConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data for entry in entries]


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
