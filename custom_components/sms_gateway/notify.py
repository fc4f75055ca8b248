"""Notify: an entity for each recipient, and an action of the old kind for each account."""

from typing import override

from homeassistant.components.notify import NotifyEntity, NotifyEntityFeature
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.account import SmsGatewayConfigEntry
from .account.sending import async_send_or_raise
from .actions import legacy_notify
from .entity import HearsRecipient, add_for_recipients
from .messaging.message import EngineEvent, StatusChanged

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a notify entity for each recipient, and the account's legacy action."""
    add_for_recipients(
        hass,
        entry,
        async_add_entities,
        lambda subentry: [RecipientNotify(entry, subentry, "notify")],
    )
    legacy_notify.async_register(hass, entry)


class RecipientNotify(HearsRecipient, NotifyEntity):
    """Sends to one recipient; always available, because the outbox takes messages offline too."""

    _attr_name = None
    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message to the recipient."""
        await async_send_or_raise(self._account, [self._recipient], message, title)

    @override
    @callback
    def _told(self, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged) and event.previous is None:
            # The state is when the recipient was last written to, by whichever action.
            self._async_record_notification()
