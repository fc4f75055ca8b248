"""The action that sends a text to everybody addressed."""

import asyncio
from datetime import timedelta
import sqlite3

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
import voluptuous as vol

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..account.phrases import explained
from ..account.sending import async_send, response
from ..messaging.message import MessageState, OutboundMessage
from .addressing import async_address_call
from .fields import (
    ATTR_TIMEOUT,
    ATTR_WAIT_FOR,
    MESSAGE_FIELDS,
    ActionSchema,
    send_options,
    wait,
)
from .which_account import account_named

_WAIT_FOR = {
    "nothing": MessageState.QUEUED,
    "accepted": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
}
_DEFAULT_TIMEOUT = timedelta(minutes=1)

FIELDS = ActionSchema(
    {
        **MESSAGE_FIELDS,
        vol.Optional(ATTR_WAIT_FOR, default="nothing"): vol.In(list(_WAIT_FOR)),
        vol.Optional(ATTR_TIMEOUT, default=_DEFAULT_TIMEOUT): wait,
    }
)


async def async_send_message(call: ServiceCall) -> ServiceResponse:
    """Send a text to everybody addressed; whoever fails does not stop the others."""
    data = call.data
    options = send_options(data, call.context.user_id)
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
                options,
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
        await accounts.settled(hass, [entry_id])
        account = account_named(hass, entry_id)
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
            recipient=account.recipients.known(message.number).label,
            state=message.state.value,
            error=explained(account.hass, message.error) or message.state.value,
        )
        for account, message in sent
        if message.state.is_final and message.state is not MessageState.DELIVERED
    ]
    if failed:
        raise errors.joined(failed, len(sent))
