"""Lines of the logbook for what no entity's line tells: why a message failed, what strangers got.

The entities of a recipient have lines of their own, which Home Assistant writes: what came in, and
what became of the last message. Nothing is told beside them but a reason. No texts, no whole
numbers.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from homeassistant.components.event import DOMAIN as EVENT_DOMAIN
from homeassistant.components.logbook import LOGBOOK_ENTRY_MESSAGE, LOGBOOK_ENTRY_NAME
from homeassistant.components.logbook.models import LazyEventPartialState
from homeassistant.const import ATTR_DEVICE_ID, ATTR_ENTITY_ID
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .account.phrases import phrase
from .account.telling import EVENT_MESSAGE_STATUS
from .const import DOMAIN
from .gateways.masking import mask_number, mask_numbers
from .messaging.message import MessageState

_LINE = "logbook_line"
EVENT_LINE = f"{DOMAIN}_{_LINE}"
_SHOWN = (LOGBOOK_ENTRY_NAME, LOGBOOK_ENTRY_MESSAGE)

_ENDS = frozenset(state for state in MessageState if state.is_final)
_FAILURES = frozenset({MessageState.UNDELIVERED, MessageState.REJECTED, MessageState.EXPIRED})

type Describe = Callable[[LazyEventPartialState], dict[str, Any]]


@callback
def async_describe_events(
    hass: HomeAssistant, async_describe_event: Callable[[str, str, Describe], None]
) -> None:
    """Write a line when a message has ended in a way that has none yet.

    No other event is described: each would have a line then, beside those of the entities.
    """
    async_describe_event(DOMAIN, EVENT_LINE, _describe)
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
        # The pages of a device ask for its lines, and cards for those of the entities they name.
        ATTR_DEVICE_ID: data.get("device_id"),
        ATTR_ENTITY_ID: _incoming_message(hass, data.get("config_entry_id")),
    }
    hass.bus.async_fire(EVENT_LINE, line)


@callback
def _describe(event: LazyEventPartialState) -> dict[str, Any]:
    """Return a line without the entity: the frontend would show that one's name in its place."""
    return {name: event.data.get(name) for name in _SHOWN}


def _incoming_message(hass: HomeAssistant, entry_id: object) -> str | None:
    """Return the account's own entity that tells of messages, by which a card finds the lines."""
    unique_id = f"{entry_id}_incoming_message"
    return er.async_get(hass).async_get_entity_id(EVENT_DOMAIN, DOMAIN, unique_id)
