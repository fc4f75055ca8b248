"""Lines of the logbook for what no entity's line tells: why a message failed, what strangers got.

The entities of a recipient have lines of their own, which Home Assistant writes: what came in, and
what became of the last message. Nothing is told beside them but a reason. No texts, no whole
numbers.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from homeassistant.components.logbook import (
    LOGBOOK_ENTRY_DOMAIN,
    LOGBOOK_ENTRY_MESSAGE,
    LOGBOOK_ENTRY_NAME,
)
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_DEVICE_ID, EVENT_LOGBOOK_ENTRY
from homeassistant.core import Event, HomeAssistant, callback

from .account.phrases import phrase
from .account.telling import EVENT_MESSAGE_STATUS
from .const import DOMAIN
from .gateways.base import mask_number, mask_numbers
from .messaging.message import MessageState

_ENDS = frozenset(state for state in MessageState if state.is_final)
_FAILURES = frozenset({MessageState.UNDELIVERED, MessageState.REJECTED, MessageState.EXPIRED})

type Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Write a line when a message has ended in a way that has none yet.

    No event is described: each would have a line then, beside those of the entities.
    """
    hass.bus.async_listen(EVENT_MESSAGE_STATUS, partial(_write, hass), event_filter=_needs_a_line)


@callback
def _needs_a_line(data: Mapping[str, Any]) -> bool:
    """Tell whether an event tells an end, and who it is about: anybody may fire one by hand."""
    told = _FAILURES if data.get("recipient") else _ENDS
    return str(data.get("state")) in told and bool(data.get("recipient") or data.get("to"))


@callback
def _write(hass: HomeAssistant, event: Event) -> None:
    data = event.data
    # What is read from right to left would have a number's ends change places.
    recipient = data.get("recipient") or f"\u2066{mask_number(str(data['to']))}\u2069"
    tag, error = data.get("tag"), data.get("error")
    ended = phrase(hass, f"log_{data['state']}")
    if error:
        ended = phrase(hass, "log_reason", ended=ended, reason=mask_numbers(str(error)))
    line = {
        LOGBOOK_ENTRY_NAME: phrase(hass, "log_tagged", tag=tag, recipient=recipient)
        if tag
        else phrase(hass, "log_message", recipient=recipient),
        LOGBOOK_ENTRY_MESSAGE: ended,
        LOGBOOK_ENTRY_DOMAIN: DOMAIN,
        # Not an entity: beside one, the frontend shows the entity's name in place of the line's.
        ATTR_DEVICE_ID: data.get("device_id"),
    }
    hass.bus.async_fire(EVENT_LOGBOOK_ENTRY, line)
