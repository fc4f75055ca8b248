"""Events: every message that comes in for an account, and the replies of a recipient."""

from typing import override

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import telling
from .account.account import SmsGatewayConfigEntry
from .entity import AccountEntity, HearsEvents, HearsRecipient, add_for_recipients
from .messaging.message import EngineEvent, MessageReceived, ReceivedKind

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the event entities."""
    async_add_entities([IncomingMessage(entry, "incoming_message")])
    add_for_recipients(
        hass, entry, async_add_entities, lambda subentry: [Reply(entry, subentry, "reply")]
    )


class _ReceivedEvent(HearsEvents, EventEntity):
    """Shows the last message that came in, of those it hears of."""

    _attr_event_types = [kind.value for kind in ReceivedKind]
    # Who wrote what stays out of the recorder's database.
    _unrecorded_attributes = frozenset({"from", "to", "text", "recipient", "media"})

    @override
    @callback
    def _told(self, event: EngineEvent) -> None:
        if isinstance(event, MessageReceived):
            self._trigger_event(event.kind, telling.received_data(self._account, event))
            self.async_write_ha_state()


class IncomingMessage(AccountEntity, _ReceivedEvent):
    """Every message that comes in for an account."""


class Reply(HearsRecipient, _ReceivedEvent):
    """The messages of one recipient."""
