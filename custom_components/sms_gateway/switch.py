"""The switch that stops an account from sending."""

from typing import Any, override

from homeassistant.components.switch import SwitchEntity
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import errors
from .account.account import SmsGatewayConfigEntry
from .entity import AccountEntity, ShowsAccount

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switch."""
    async_add_entities([Sending(entry, "sending")])


class Sending(AccountEntity, ShowsAccount, SwitchEntity):
    """Off: new messages are refused, those that wait stay until their time has passed."""

    _attr_entity_category = EntityCategory.CONFIG

    @property
    @override
    def is_on(self) -> bool:
        return self._account.outbox.sending_on

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Send again."""
        with errors.journal_in_use():
            await self._account.outbox.switch(on=True)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Send nothing more."""
        with errors.journal_in_use():
            await self._account.outbox.switch(on=False)
