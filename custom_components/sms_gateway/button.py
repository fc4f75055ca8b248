"""Buttons: ask for the balance now, send a test message."""

from typing import override

from homeassistant.components.button import ButtonEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import UpdateFailed

from . import errors
from .account.account import SmsGatewayConfigEntry
from .account.phrases import explained, phrase
from .account.sending import async_send_or_raise
from .entity import AccountEntity, RecipientEntity, add_for_recipients
from .gateways.base import ErrorKind

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the buttons."""
    if entry.runtime_data.gateway.capabilities.balance:
        async_add_entities([CheckBalance(entry, "check_balance")])
    add_for_recipients(
        hass,
        entry,
        async_add_entities,
        lambda subentry: [SendTestMessage(entry, subentry, "send_test_message")],
    )


class CheckBalance(AccountEntity, ButtonEntity):
    """Asks the gateway for the balance."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    async def async_press(self) -> None:
        """Ask now; the answer shows in the balance sensor, a failure is raised."""
        coordinator = self._account.coordinator
        await coordinator.async_refresh()
        if coordinator.last_update_success:
            return
        failure, trouble = coordinator.last_exception, coordinator.trouble
        # Of what nobody foresaw there is no trouble, only that of an earlier question.
        is_foreseen = isinstance(failure, UpdateFailed)
        if is_foreseen and trouble is not None and trouble.kind is not ErrorKind.AUTH:
            error = explained(self.hass, str(trouble))
            raise errors.failure("balance_failed", error=error) from failure
        if failure is not None:
            raise failure


class SendTestMessage(RecipientEntity, ButtonEntity):
    """Sends a test message to a recipient."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC

    @override
    async def async_press(self) -> None:
        """Send a message that says where it is from, of two parts where those may be cut."""
        key = "test_message_long" if self._shows_cut() else "test_message"
        text = phrase(self.hass, key, home=self.hass.config.location_name)
        sent_by = self._context.user_id if self._context else None
        await async_send_or_raise(self._account, [self._recipient], text, sent_by=sent_by)

    def _shows_cut(self) -> bool:
        """Tell whether a long message would show what the gateway does, and not what we do."""
        account = self._account
        return account.gateway.capabilities.may_cut and account.options.max_parts != 1
