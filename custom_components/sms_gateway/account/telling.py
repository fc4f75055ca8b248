"""The events on Home Assistant's bus."""

import time
from typing import TYPE_CHECKING, Any

from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..messaging.message import EngineEvent, MessageReceived, ReceivedMessage, StatusChanged

if TYPE_CHECKING:
    from .account import Account

EVENT_MESSAGE_STATUS = f"{DOMAIN}_message_status"


@callback
def fire(hass: HomeAssistant, account: Account, event: EngineEvent) -> None:
    """Fire what the engine tells."""
    if isinstance(event, StatusChanged):
        hass.bus.async_fire(EVENT_MESSAGE_STATUS, status_data(account, event))
    else:
        hass.bus.async_fire(f"{DOMAIN}_{event.kind}", received_data(account, event))


def status_data(account: Account, event: StatusChanged) -> dict[str, Any]:
    """Return the data of a sms_gateway_message_status event."""
    message = event.message
    recipient = account.recipient(message.number)
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
        "error": message.error,
    }
    if message.smart_encoded:
        data["smart_encoded"] = True
    if message.fallback:
        data["fallback"] = message.fallback
    return data


def received_data(account: Account, event: MessageReceived) -> dict[str, Any]:
    """Return the data of an event about an inbound message."""
    received = event.received
    recipient = account.recipient(received.message.sender)
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
        "recipient": account.recipient(message.sender).name,
        "in_reply_to": received.in_reply_to,
        "tag": received.tag,
        "parts": received.parts,
        "complete": received.complete,
        "late": received.is_late(now),
        "sent_at": None if message.sent_at is None else iso(message.sent_at),
    }
    if message.media:
        data["media"] = list(message.media)
    return data


def iso(moment: float) -> str:
    """Return seconds since the epoch as events and responses write them."""
    return dt_util.utc_from_timestamp(moment).isoformat()
