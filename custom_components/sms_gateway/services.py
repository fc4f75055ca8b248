"""The actions of the integration."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
import sqlite3
from typing import Any

from homeassistant.components.notify import (
    ATTR_MESSAGE,
    ATTR_TITLE,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from . import errors, log_import
from .account import Account
from .addressing import account_of, async_address, async_address_targets, async_reloaded
from .const import (
    CONF_CHANNEL,
    CONF_RETRY_RATE,
    CONF_SENDER,
    CONF_STOP_AFTER,
    DOMAIN,
)
from .gateways.base import Channel
from .messaging.message import MessageState, OutboundMessage, Priority
from .messaging.number import InvalidNumberError, parse_sender
from .sending import SendOptions, async_send, response

SERVICE_IMPORT_LOG = "import_log"
SERVICE_SEND_MESSAGE = "send_message"

ATTR_CONFIG_ENTRY_ID = "config_entry_id"
ATTR_PATH = "path"
ATTR_PRIORITY = "priority"
ATTR_TAG = "tag"
ATTR_TIMEOUT = "timeout"
ATTR_TO = "to"
ATTR_WAIT_FOR = "wait_for"

_WAIT_FOR = {
    "nothing": MessageState.QUEUED,
    "accepted": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
}
_DEFAULT_TIMEOUT = timedelta(minutes=1)


def _sender(value: object) -> str:
    try:
        return parse_sender(cv.string(value))
    except InvalidNumberError as error:
        raise vol.Invalid("not a sender") from error


# What an action and the data of the legacy notify action say about sending.
OPTIONS_FIELDS: VolDictType = {
    vol.Optional(CONF_SENDER): _sender,
    vol.Optional(CONF_CHANNEL): vol.Coerce(Channel),
    vol.Optional(ATTR_PRIORITY, default="normal"): vol.In([p.name.lower() for p in Priority]),
    vol.Optional(CONF_RETRY_RATE): vol.All(vol.Coerce(float), vol.Range(min=0.01, max=1440)),
    vol.Optional(CONF_STOP_AFTER): vol.All(vol.Coerce(float), vol.Range(min=0, max=43200)),
    vol.Optional(ATTR_TAG): vol.All(cv.string, vol.Length(max=255)),
}
_SEND_MESSAGE_FIELDS = vol.Schema(
    {
        **cv.TARGET_SERVICE_FIELDS,
        vol.Optional(ATTR_TO, default=list): vol.All(cv.ensure_list, [cv.string]),
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_TITLE): cv.string,
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_WAIT_FOR, default="nothing"): vol.In(_WAIT_FOR),
        vol.Optional(ATTR_TIMEOUT, default=_DEFAULT_TIMEOUT): cv.positive_time_period,
        **OPTIONS_FIELDS,
    }
)

_IMPORT_LOG_FIELDS = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_PATH): vol.All(cv.path, vol.Match("/")),
    }
)

# What may be wrong with a field is said in words of its own, under "invalid_" and its name.
_EXPLAINED = frozenset(map(str, OPTIONS_FIELDS)) | {
    ATTR_MESSAGE,
    ATTR_PATH,
    ATTR_TIMEOUT,
    ATTR_TO,
    ATTR_WAIT_FOR,
}


def validated(fields: vol.Schema, data: object) -> dict[str, Any]:
    """Return an action's data as the fields want them; raises a translated error."""
    try:
        found: dict[str, Any] = fields(data)
    except vol.Invalid as error:
        name = str(error.path[0]) if error.path else ""
        if name in _EXPLAINED:
            raise errors.invalid(f"invalid_{name}") from error
        raise errors.invalid("invalid_data", error=str(error)) from error
    return found


def _send_message_schema(data: object) -> dict[str, Any]:
    return validated(_SEND_MESSAGE_FIELDS, data)


def _import_log_schema(data: object) -> dict[str, Any]:
    return validated(_IMPORT_LOG_FIELDS, data)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all accounts."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_MESSAGE,
        _send_message,
        schema=vol.Schema(_send_message_schema),
        supports_response=SupportsResponse.OPTIONAL,
    )
    hass.services.async_register(
        DOMAIN,
        SERVICE_IMPORT_LOG,
        _import_log,
        schema=vol.Schema(_import_log_schema),
        supports_response=SupportsResponse.OPTIONAL,
    )


def send_options(data: Mapping[str, Any]) -> SendOptions:
    """Return what validated action data say about sending."""
    return SendOptions(
        sender=data.get(CONF_SENDER),
        channel=data.get(CONF_CHANNEL),
        priority=Priority[data[ATTR_PRIORITY].upper()],
        retry_rate=_seconds(data.get(CONF_RETRY_RATE)),
        stop_after=_seconds(data.get(CONF_STOP_AFTER)),
        tag=data.get(ATTR_TAG),
    )


async def _send_message(call: ServiceCall) -> ServiceResponse:
    """Send a text to everybody addressed; whoever fails does not stop the others."""
    data = call.data
    addressed = await async_address(call.hass, data[ATTR_TO], data.get(ATTR_CONFIG_ENTRY_ID))
    async_address_targets(call, addressed)
    if not addressed.count:
        raise errors.invalid("no_recipient")
    count, failed = addressed.count, addressed.errors
    sent: list[tuple[Account, OutboundMessage]] = []
    for account, recipients in addressed.by_account.items():
        try:
            result = await async_send(
                account,
                list(recipients.values()),
                data[ATTR_MESSAGE],
                data.get(ATTR_TITLE),
                send_options(data),
            )
        except HomeAssistantError as error:
            # It covers all of this account's; those of another one are tried all the same.
            failed += [error] * len(recipients)
            continue
        sent += [(account, message) for message in result.messages]
        failed += result.errors
    if failed:
        raise errors.joined(failed, count)
    if (until := _WAIT_FOR[data[ATTR_WAIT_FOR]]) is not MessageState.QUEUED:
        sent = await _wait(call.hass, sent, until, data[ATTR_TIMEOUT])
    if call.return_response:
        return {"messages": [response(account, message) for account, message in sent]}
    _raise_for_ended(sent)
    return None


async def _import_log(call: ServiceCall) -> ServiceResponse:
    """Take in what a gateway has written to a file; a bad line does not stop the others."""
    await async_reloaded(call.hass)
    account = account_of(call.hass, call.data.get(ATTR_CONFIG_ENTRY_ID))
    result = await log_import.async_import(call.hass, account, call.data[ATTR_PATH])
    if call.return_response:
        return result.response
    if result.bad_lines:
        raise result.error
    return None


async def _wait(
    hass: HomeAssistant,
    sent: list[tuple[Account, OutboundMessage]],
    until: MessageState,
    at_most: timedelta,
) -> list[tuple[Account, OutboundMessage]]:
    """Return the messages as they are once all are as far as that, or the time is up."""
    ids: dict[str, list[str]] = {}
    for account, message in sent:
        ids.setdefault(account.entry.entry_id, []).append(message.message_id)
    deadline = asyncio.get_running_loop().time() + at_most.total_seconds()
    waited = []
    for entry_id, message_ids in ids.items():
        waited += await _wait_at(hass, entry_id, message_ids, until, deadline)
    return waited


async def _wait_at(
    hass: HomeAssistant,
    entry_id: str,
    message_ids: list[str],
    until: MessageState,
    deadline: float,
) -> list[tuple[Account, OutboundMessage]]:
    """Wait at one account, across reloads: each makes another outbox of the same messages."""
    while True:
        await async_reloaded(hass)
        account = account_of(hass, entry_id)
        left = max(0.0, deadline - asyncio.get_running_loop().time())
        try:
            messages = await account.outbox.wait(message_ids, until, left)
        except sqlite3.ProgrammingError:
            continue  # the journal was closed: the account is just being reloaded
        except sqlite3.Error as error:
            raise errors.failure("journal_failed", error=str(error)) from error
        if account.entry.state is ConfigEntryState.LOADED:
            return [(account, message) for message in messages]


def _raise_for_ended(sent: list[tuple[Account, OutboundMessage]]) -> None:
    """Raise for what is known to have failed, where no response tells it."""
    failed = [
        errors.failure(
            "not_delivered",
            recipient=account.recipient(message.number).label,
            state=message.state.value,
            error=message.error or message.state.value,
        )
        for account, message in sent
        if message.state.is_final and message.state is not MessageState.DELIVERED
    ]
    if failed:
        raise errors.joined(failed, len(sent))


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60
