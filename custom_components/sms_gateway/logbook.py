"""Lines of the logbook, in words: who wrote, and how messages ended. No texts, no whole numbers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_DOMAIN,
    LOGBOOK_ENTRY_ICON,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_DEVICE_ID, EVENT_LOGBOOK_ENTRY
from homeassistant.core import Event, HomeAssistant, callback

from .account.telling import EVENT_MESSAGE_STATUS
from .const import DOMAIN
from .gateways.base import mask_number
from .messaging.message import MessageState, ReceivedKind

_WORDS = {
    ReceivedKind.MESSAGE: "sent a message",
    ReceivedKind.OPT_OUT: "wrote STOP",
    ReceivedKind.OPT_IN: "may be written to again",
    ReceivedKind.HELP: "asked for help",
}
_ENDS = frozenset(state for state in MessageState if state.is_final)

type Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Describe what comes in, and write a line when a message has ended."""
    for kind in ReceivedKind:
        async_describe_event(DOMAIN, f"{DOMAIN}_{kind}", partial(_describe, kind))
    # Every event that is described has a line, and a message goes through up to five states.
    hass.bus.async_listen(EVENT_MESSAGE_STATUS, partial(_write_end, hass), event_filter=_is_end)


@callback
def _describe(kind: ReceivedKind, event: LazyEventPartialState) -> dict[str, Any]:
    data = event.data
    is_answer = kind is ReceivedKind.MESSAGE and data["in_reply_to"]
    return {
        LOGBOOK_ENTRY_NAME: data["recipient"] or mask_number(data["from"]),
        LOGBOOK_ENTRY_MESSAGE: "answered" if is_answer else _WORDS[kind],
        # Without one the frontend shows an empty square.
        LOGBOOK_ENTRY_ICON: "mdi:message-reply-text",
    }


@callback
def _is_end(data: Mapping[str, Any]) -> bool:
    return data.get("state") in _ENDS


@callback
def _write_end(hass: HomeAssistant, event: Event) -> None:
    data = event.data
    recipient = data["recipient"] or mask_number(data["to"])
    attempts = data["attempts"]
    ended = f"{data['state']} after {attempts} attempts" if attempts > 1 else data["state"]
    line = {
        LOGBOOK_ENTRY_NAME: f"{data['tag'] or 'Message'} to {recipient}",
        LOGBOOK_ENTRY_MESSAGE: ended,
        LOGBOOK_ENTRY_DOMAIN: DOMAIN,
        # Not an entity: beside one, the frontend shows the entity's name in place of the line's.
        ATTR_DEVICE_ID: data["device_id"],
    }
    hass.bus.async_fire(EVENT_LOGBOOK_ENTRY, line)
