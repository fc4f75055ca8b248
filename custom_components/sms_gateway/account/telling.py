"""What happened, told: as events on Home Assistant's bus, and to the entities."""

from collections.abc import Collection
import time
from typing import Any, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..messaging.message import EngineEvent, MessageReceived, ReceivedMessage, StatusChanged
from . import accounts, signals
from .account import Account
from .follower import Follower
from .phrases import explained

EVENT_MESSAGE_STATUS = f"{DOMAIN}_message_status"


class Telling(Follower):
    """Tells what becomes of an account's messages, and what comes in for it."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Tell of an account."""
        self._hass = hass
        self._account = account
        self._entry_id = account.entry.entry_id

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        account = self._account
        if isinstance(event, StatusChanged):
            if self._is_told_by_origin(event):
                return
            self._hass.bus.async_fire(EVENT_MESSAGE_STATUS, status_data(account, event))
        else:
            origin = accounts.find(self._hass, event.received.origin or "")
            if origin is not None:
                # Who asked through another account waits for the answer there.
                signals.send_event(self._hass, origin.entry.entry_id, origin.recipients, event)
            self._hass.bus.async_fire(f"{DOMAIN}_{event.kind}", received_data(account, event))
        signals.send_event(self._hass, self._entry_id, account.recipients, event)

    @override
    @callback
    def changed(self) -> None:
        async_dispatcher_send(self._hass, signals.ACCOUNT_CHANGED.format(self._entry_id))
        async_dispatcher_send(self._hass, signals.ANY_ACCOUNT)

    @override
    @callback
    def applied(self) -> None:
        async_dispatcher_send(self._hass, signals.ACCOUNT_APPLIED.format(self._entry_id))
        self.consent_changed(self._account.recipients.keys())

    @override
    @callback
    def consent_changed(self, numbers: Collection[str]) -> None:
        async_dispatcher_send(self._hass, signals.ANY_CONSENT, numbers)
        for number in set(numbers) & self._account.recipients.keys():
            subentry_id = self._account.recipients[number].subentry_id
            async_dispatcher_send(self._hass, signals.RECIPIENT_CHANGED.format(subentry_id))

    def _is_told_by_origin(self, event: StatusChanged) -> bool:
        """Let the account that a message was taken over from tell what becomes of it.

        One that is not open asks for it when it is opened again.
        """
        message = event.message
        if message.origin is None:
            return False
        if (origin := accounts.find(self._hass, message.origin)) is not None:
            origin.handover.note(message)
        return self._hass.config_entries.async_get_entry(message.origin) is not None


def status_data(account: Account, event: StatusChanged) -> dict[str, Any]:
    """Return the data of a sms_gateway_message_status event."""
    message = event.message
    recipient = account.recipients.known(message.number)
    data = {
        "config_entry_id": account.entry.entry_id,
        "gateway": account.gateway_key,
        "message_id": message.message_id,
        "provider_message_id": message.provider_message_id,
        "to": message.number,
        "recipient": recipient.name,
        "device_id": recipient.device_id or account.device_id,
        "tag": message.tag,
        "state": message.state.value,
        "previous_state": event.previous.value if event.previous else None,
        "attempts": message.attempts,
        "parts": message.parts,
        "truncated": message.truncated,
        "cost": message.cost,
        "error": explained(account.hass, message.error),
    }
    if message.smart_encoded:
        data["smart_encoded"] = True
    if message.fallback:
        data["fallback"] = message.fallback
    return data


def received_data(account: Account, event: MessageReceived) -> dict[str, Any]:
    """Return the data of an event about an inbound message."""
    received = event.received
    recipient = account.recipients.known(received.message.sender)
    return {
        "config_entry_id": account.entry.entry_id,
        "gateway": account.gateway_key,
        "known_sender": recipient.name is not None,
        "device_id": recipient.device_id or account.device_id,
        "scope": event.scope,
        "received_at": iso(received.received_at),
        # Told now: it may have been on disk while there was no power.
        **message_data(account, received, max(time.time(), received.received_at)),
    }


def message_data(account: Account, received: ReceivedMessage, now: float) -> dict[str, Any]:
    """Return what is told of an inbound message, be it as an event or on looking back."""
    message = received.message
    data: dict[str, Any] = {
        "message_id": received.message_id,
        "from": message.sender,
        "to": message.to,
        "text": message.text,
        "recipient": account.recipients.known(message.sender).name,
        "in_reply_to": received.in_reply_to,
        "tag": received.tag,
        "parts": received.parts,
        "complete": received.complete,
        "late": received.is_late(now),
        "sent_at": None if message.sent_at is None else iso(message.sent_at),
    }
    if message.media:
        data["media"] = [media.address for media in message.media]
        data["media_types"] = [media.media_type for media in message.media]
    return data


def iso(moment: float) -> str:
    """Return seconds since the epoch as events and responses write them."""
    return dt_util.utc_from_timestamp(moment).isoformat()
