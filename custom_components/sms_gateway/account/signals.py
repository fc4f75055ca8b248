"""What an account tells its entities and the page."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util.signal_type import SignalType, SignalTypeFormat

from ..const import DOMAIN
from ..messaging.message import EngineEvent, StatusChanged
from .recipients import Recipients

# An event of the engine, as it is told: all those of an account, by its entry, and those of one
# recipient, by the subentry.
ENGINE_EVENT: SignalTypeFormat[EngineEvent] = SignalTypeFormat(f"{DOMAIN}_event_{{}}")
RECIPIENT_EVENT: SignalTypeFormat[EngineEvent] = SignalTypeFormat(f"{DOMAIN}_recipient_{{}}")
# Counts, status or balance of an account may have changed.
ACCOUNT_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_changed_{{}}")
# Options or recipients of an account are not what they were.
ACCOUNT_APPLIED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_applied_{{}}")
# A recipient wrote STOP, or took it back, or may have another number now; by the subentry.
RECIPIENT_CHANGED: SignalTypeFormat[()] = SignalTypeFormat(f"{DOMAIN}_recipient_changed_{{}}")

# Of whatever account, by its entry: an event of the engine; somebody who may be written to no more,
# or again; counts, status, balance or people that are not what they were.
ANY_EVENT: SignalType[str, EngineEvent] = SignalType(f"{DOMAIN}_any_event")
ANY_CONSENT: SignalType[Collection[str]] = SignalType(f"{DOMAIN}_any_consent")
ANY_ACCOUNT: SignalType[()] = SignalType(f"{DOMAIN}_any_account")


@callback
def send_event(
    hass: HomeAssistant, entry_id: str, recipients: Recipients, event: EngineEvent
) -> None:
    """Tell an event to who listens to an account, and to who listens to one of its recipients."""
    async_dispatcher_send(hass, ENGINE_EVENT.format(entry_id), event)
    async_dispatcher_send(hass, ANY_EVENT, entry_id, event)
    if isinstance(event, StatusChanged):
        number = event.message.number
    else:
        number = event.received.message.sender
    if (person := recipients.get(number)) is not None:
        async_dispatcher_send(hass, RECIPIENT_EVENT.format(person.subentry_id), event)
