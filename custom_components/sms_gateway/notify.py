"""Notify: an entity for each recipient."""

from typing import override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.account import SmsGatewayConfigEntry
from .account.sending import async_send_or_raise
from .entity import HearsRecipient, add_for_recipients
from .messaging.message import EngineEvent, StatusChanged

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a notify entity for each recipient."""
    add_for_recipients(
        hass,
        entry,
        async_add_entities,
        lambda subentry: [RecipientNotify(entry, subentry, "notify")],
    )


class RecipientNotify(HearsRecipient, NotifyEntity):
    """Sends to one recipient; always available, because the outbox takes messages offline too."""

    _attr_name = None
    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message to the recipient."""
        sent_by = self._context.user_id if self._context else None
        await async_send_or_raise(self._account, [self._recipient], message, title, sent_by=sent_by)

    @override
    @callback
    def _told(self, event: EngineEvent) -> None:
        if not isinstance(event, StatusChanged) or not event.message.state.is_taken:
            return
        if event.previous is None or not event.previous.is_taken:
            # The state is when the gateway last took a message, by whichever action.
            self._async_record_notification()
