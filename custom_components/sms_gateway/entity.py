"""What the entities of accounts and recipients have in common."""

from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity

from .account import Account, SmsGatewayConfigEntry
from .const import CONF_PHONE_NUMBER, DOMAIN
from .messaging.message import EngineEvent
from .signals import ACCOUNT_CHANGED, ENGINE_EVENT


class SmsGatewayEntity(Entity):
    """An entity that hears what its account tells."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, account: Account, key: str, owner_id: str) -> None:
        """Belong to the device of `owner_id`: an account's entry or a recipient's subentry."""
        self._account = account
        self._attr_translation_key = key
        self._attr_unique_id = f"{owner_id}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, owner_id)})

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the account."""
        await super().async_added_to_hass()
        entry_id = self._account.entry.entry_id
        self.async_on_remove(
            async_dispatcher_connect(
                self.hass, ACCOUNT_CHANGED.format(entry_id), self._account_changed
            )
        )
        self.async_on_remove(
            async_dispatcher_connect(self.hass, ENGINE_EVENT.format(entry_id), self._told)
        )

    @callback
    def _account_changed(self) -> None:
        """Show what may have changed."""
        self.async_write_ha_state()

    @callback
    def _told(self, event: EngineEvent) -> None:
        """Hear an event of the engine."""


class AccountEntity(SmsGatewayEntity):
    """An entity of an account's device."""

    def __init__(self, entry: SmsGatewayConfigEntry, key: str) -> None:
        """Belong to the account of an entry."""
        super().__init__(entry.runtime_data, key, entry.entry_id)


class RecipientEntity(SmsGatewayEntity):
    """An entity of a recipient's device."""

    def __init__(self, entry: SmsGatewayConfigEntry, subentry: ConfigSubentry, key: str) -> None:
        """Belong to the recipient of a subentry."""
        super().__init__(entry.runtime_data, key, subentry.subentry_id)
        self._recipient = self._account.recipients[subentry.data[CONF_PHONE_NUMBER]]
