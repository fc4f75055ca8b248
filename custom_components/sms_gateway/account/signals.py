"""What an account tells its entities."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalTypeFormat

from ..const import DOMAIN
from ..messaging.message import EngineEvent, StatusChanged

# An event of the engine, as it is told: all those of an account, and those of one number.
ENGINE_EVENT: SignalTypeFormat[EngineEvent] = SignalTypeFormat(f"{DOMAIN}_event_{{}}")
NUMBER_EVENT: SignalTypeFormat[EngineEvent] = SignalTypeFormat(f"{DOMAIN}_event_{{}}_{{}}")
# Counts, status or balance may have changed.
ACCOUNT_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_changed_{{}}")
# A number wrote STOP, or took it back.
CONSENT_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_consent_{{}}_{{}}")


@callback
def send_event(hass: HomeAssistant, entry_id: str, event: EngineEvent) -> None:
    """Tell an event to who listens to an account, and to who listens to a number there."""
    async_dispatcher_send(hass, ENGINE_EVENT.format(entry_id), event)
    if isinstance(event, StatusChanged):
        number = event.message.number
    else:
        number = event.received.message.sender
    async_dispatcher_send(hass, NUMBER_EVENT.format(entry_id, number), event)


@callback
def send_consent(hass: HomeAssistant, entry_id: str, number: str) -> None:
    """Tell that a number wrote STOP at an account, or took it back."""
    async_dispatcher_send(hass, CONSENT_CHANGED.format(entry_id, number))
