"""The actions of the integration."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
import sqlite3
from typing import Any

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
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
import voluptuous as vol

from . import errors
from .account.account import Account
from .account.sending import async_send, response
from .actions import ask, import_log, look_back
from .actions.addressing import account_of, async_address_call, async_reloaded
from .actions.fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_PATH,
    ATTR_TIMEOUT,
    ATTR_WAIT_FOR,
    MESSAGE_FIELDS,
    send_options,
    validated,
)
from .const import DOMAIN
from .messaging.message import MessageState, OutboundMessage

_WAIT_FOR = {
    "nothing": MessageState.QUEUED,
    "accepted": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
}
_DEFAULT_TIMEOUT = timedelta(minutes=1)

_SEND_MESSAGE_FIELDS = vol.Schema(
    {
        **MESSAGE_FIELDS,
        vol.Optional(ATTR_WAIT_FOR, default="nothing"): vol.In(_WAIT_FOR),
        vol.Optional(ATTR_TIMEOUT, default=_DEFAULT_TIMEOUT): cv.positive_time_period,
    }
)
_IMPORT_LOG_FIELDS = vol.Schema(
    {
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Required(ATTR_PATH): vol.All(cv.path, vol.Match("/")),
    }
)

type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all accounts."""
    for name, (fields, handler, supports_response) in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            handler,
            schema=vol.Schema(partial(validated, fields)),
            supports_response=supports_response,
        )


async def _send_message(call: ServiceCall) -> ServiceResponse:
    """Send a text to everybody addressed; whoever fails does not stop the others."""
    data = call.data
    addressed = await async_address_call(call)
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
    result = await import_log.async_import(call.hass, account, call.data[ATTR_PATH])
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


# Name -> the fields, what is done, and whether there is a response.
ACTIONS: dict[str, tuple[vol.Schema, Handler, SupportsResponse]] = {
    "send_message": (_SEND_MESSAGE_FIELDS, _send_message, SupportsResponse.OPTIONAL),
    "ask": (ask.FIELDS, ask.async_ask, SupportsResponse.OPTIONAL),
    "cancel_message": (
        look_back.CANCEL_FIELDS,
        look_back.async_cancel,
        SupportsResponse.OPTIONAL,
    ),
    "get_messages": (
        look_back.SEARCH_FIELDS,
        look_back.async_search,
        SupportsResponse.ONLY,
    ),
    "set_consent": (
        look_back.CONSENT_FIELDS,
        look_back.async_set_consent,
        SupportsResponse.OPTIONAL,
    ),
    "import_log": (_IMPORT_LOG_FIELDS, _import_log, SupportsResponse.OPTIONAL),
}
