"""What may be shown to whoever helps: figures and errors, no secret, number, text or name."""

from collections.abc import Collection
from dataclasses import asdict
import time
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .account import accounts, telling
from .account.account import Account
from .account.callback_address import async_callback_address
from .account.status import has_low_balance, is_connected, status_of
from .const import (
    CONF_ADVANCED,
    CONF_FALLBACK,
    CONF_GATEWAY,
    CONF_REPLIES_FROM,
    CONF_TOO_LONG,
    SUBENTRY_RECIPIENT,
)
from .gateways import GATEWAYS
from .gateways.base import FieldKind, GatewayError
from .gateways.masking import mask_logins, mask_numbers
from .gateways.reply_source import reply_source
from .messaging.history import Direction, Found, Search
from .messaging.message import Attempt, OutboundMessage
from .messaging.number import is_number
from .messaging.summary import Summary, summarise

# How many of the latest messages are shown.
_LATEST = 20
# Options that are words, and none that somebody wrote.
_PLAIN_OPTIONS = frozenset({CONF_FALLBACK, CONF_REPLIES_FROM, CONF_TOO_LONG})
# What is shorter would be found by chance in the words of an error.
_MIN_PRIVATE = 3


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: ConfigEntry
) -> dict[str, Any]:
    """Return how an account is set up, and how it does if it is open."""
    gateway = GATEWAYS[entry.data[CONF_GATEWAY]]
    advanced = entry.data[CONF_ADVANCED]
    found = {
        "gateway": entry.data[CONF_GATEWAY],
        "address": "default" if advanced[CONF_URL] == gateway.default_url else "own",
        "certificate_checked": advanced[CONF_VERIFY_SSL],
        "credentials": {
            field.name: _shown(field.kind, entry.data[field.name])
            for field in gateway.fields
            if field.name in entry.data
        },
        "options": {
            name: value if name in _PLAIN_OPTIONS or isinstance(value, int | float) else REDACTED
            for name, value in entry.options.items()
        },
        "recipients": len(entry.get_subentries_of_type(SUBENTRY_RECIPIENT)),
    }
    if (account := accounts.find(hass, entry.entry_id)) is not None:
        found |= await _account(hass, account)
    return found


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: ConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return how messages to one recipient did; the account's device shows the account."""
    account = accounts.find(hass, entry.entry_id)
    people = account.recipients.values() if account else ()
    person = next((one for one in people if one.device_id == device.id), None)
    if account is None or person is None:
        return await async_get_config_entry_diagnostics(hass, entry)
    block = await account.inbox.block_of(person.number)
    return {
        "gateway": account.gateway_key,
        "account_status": status_of(account),
        "sender": _sender(person.sender),
        "channel": person.channel or account.channel,
        "opted_out": None
        if block is None
        else {"scope": block.scope, "since": telling.iso(block.since)},
        **await _messages(account, person.number),
    }


async def _account(hass: HomeAssistant, account: Account) -> dict[str, Any]:
    outbox, coordinator = account.outbox, account.coordinator
    address = await async_callback_address(hass, account.entry.data[CONF_WEBHOOK_ID])
    callbacks = account.callbacks
    private = _private(account)
    return {
        "capabilities": asdict(account.gateway.capabilities)
        | {
            "asked_for_replies": reply_source(account.gateway) is not None,
            "only_to": account.gateway.capabilities.only_to is not None,
        },
        "status": status_of(account),
        "connected": is_connected(account),
        "sending": outbox.sending_on,
        "sender": _sender(account.sender),
        "trouble": _trouble(outbox.health.trouble, private),
        "pending": outbox.pending,
        "sent_today": outbox.sent_today,
        "ignored": account.ignored,
        "balance": {
            "known": coordinator.balance is not None and coordinator.balance.value is not None,
            "currency": coordinator.balance.currency if coordinator.balance else None,
            "low": has_low_balance(account),
            "trouble": _trouble(coordinator.trouble, private),
        },
        "callback": {
            "has_address": address.url is not None if address.is_certain else None,
            "last": None if callbacks.last is None else telling.iso(callbacks.last),
            "has_brought_reply": callbacks.has_brought_reply,
            "refused": callbacks.refused,
            "refusing": sorted(callbacks.refusals),
            "put_off": callbacks.times_put_off,
            "odd": {
                "count": callbacks.odd.count,
                "last": None if callbacks.odd.last is None else telling.iso(callbacks.odd.last),
                "why": callbacks.odd.oddity,
            },
        },
        "journal_size": await account.journal.size(),
        **await _messages(account, None),
    }


async def _messages(account: Account, number: str | None) -> dict[str, Any]:
    summary = await account.journal.read(lambda db: summarise(db, number))
    latest = await account.search(Search(Direction.BOTH, (), number, 0.0, _LATEST))
    private = _private(account)
    return {"journal": _figures(summary), "latest": [_told(found, private) for found in latest]}


def _figures(summary: Summary) -> dict[str, Any]:
    oldest, accepted, received = (
        None if at is None else telling.iso(at)
        for at in (summary.oldest_waiting, summary.last_accepted, summary.last_received)
    )
    waits = summary.oldest_waiting
    return asdict(summary) | {
        "oldest_waiting": oldest,
        "oldest_waiting_seconds": None if waits is None else round(time.time() - waits),
        "last_accepted": accepted,
        "last_received": received,
    }


def _told(found: Found, private: Collection[str]) -> dict[str, Any]:
    message = found.message
    if isinstance(message, OutboundMessage):
        private = {*private, *filter(None, (message.text, message.tag, message.sender))}
        return {
            "direction": "outgoing",
            "at": telling.iso(found.at),
            "state": message.state,
            "priority": message.priority.name.lower(),
            "channel": message.channel,
            "parts": message.parts,
            "truncated": message.truncated,
            "taken_over": message.fallback is not None,
            "attempts": [_attempt(attempt, private) for attempt in found.attempts],
        }
    return {
        "direction": "incoming",
        "at": telling.iso(found.at),
        "parts": message.parts,
        "complete": message.complete,
        "answers_a_message": message.in_reply_to is not None,
    }


def _attempt(attempt: Attempt, private: Collection[str]) -> dict[str, Any]:
    return {
        "at": telling.iso(attempt.at),
        "state": attempt.state,
        "error_kind": attempt.error_kind,
        "error_code": _hidden(attempt.error_code, private),
        "error_text": _hidden(attempt.error_text, private),
    }


def _trouble(error: GatewayError | None, private: Collection[str]) -> dict[str, Any] | None:
    if error is None:
        return None
    return {
        "kind": error.kind,
        "code": _hidden(error.code, private),
        "text": _hidden(error.text, private),
    }


def _private(account: Account) -> set[str]:
    """Return what a gateway may repeat in the words of an error, besides what a message says."""
    entry = account.entry
    plain = (FieldKind.CHOICE, FieldKind.PORT)
    fields = [field.name for field in account.gateway.fields if field.kind not in plain]
    values = [entry.data.get(name) for name in (*fields, CONF_WEBHOOK_ID)]
    values += [value for name, value in entry.options.items() if name not in _PLAIN_OPTIONS]
    for recipient in account.recipients.values():
        values += [recipient.name, recipient.number, recipient.sender]
    return {value for value in values if isinstance(value, str)}


def _hidden(text: str | None, private: Collection[str]) -> str | None:
    """Return the words of an error without what is private.

    What may be a number is masked in them already, be it in the middle of a key.
    """
    if text is None:
        return None
    for value in sorted(private, key=len, reverse=True):
        if len(value) >= _MIN_PRIVATE:
            text = text.replace(value, REDACTED).replace(mask_numbers(value), REDACTED)
    return text


def _shown(kind: FieldKind, value: str) -> str:
    """Return what may be seen of a credential: choices, and a port without what it is opened by."""
    if kind is FieldKind.PORT:
        return mask_logins(value.partition("?")[0])
    return value if kind is FieldKind.CHOICE else REDACTED


def _sender(sender: str | None) -> str | None:
    """Return of which sort a sender is."""
    if sender is None:
        return None
    return "number" if is_number(sender) else "name"
