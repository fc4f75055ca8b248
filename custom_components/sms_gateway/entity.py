"""What the entities of accounts and recipients have in common."""

from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.util.signal_type import SignalType

from .account.account import Account, SmsGatewayConfigEntry
from .account.signals import ACCOUNT_CHANGED, ENGINE_EVENT, NUMBER_EVENT
from .const import CONF_PHONE_NUMBER, DOMAIN
from .messaging.message import EngineEvent


class SmsGatewayEntity(Entity):
    """An entity of an account or of a recipient; it hears nothing by itself."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, account: Account, key: str, owner_id: str) -> None:
        """Belong to the device of `owner_id`: an account's entry or a recipient's subentry."""
        self._account = account
        self._attr_translation_key = key
        self._attr_unique_id = f"{owner_id}_{key}"
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, owner_id)})


class ShowsAccount(SmsGatewayEntity):
    """An entity whose state is derived from its account's."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show what changes."""
        await super().async_added_to_hass()
        signal = ACCOUNT_CHANGED.format(self._account.entry.entry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self.async_write_ha_state))


class HearsEvents(SmsGatewayEntity):
    """An entity that hears the events of the engine that are its own."""

    @override
    async def async_added_to_hass(self) -> None:
        """Hear what is told."""
        await super().async_added_to_hass()
        self.async_on_remove(async_dispatcher_connect(self.hass, self._signal, self._told))

    @property
    def _signal(self) -> SignalType[EngineEvent]:
        return ENGINE_EVENT.format(self._account.entry.entry_id)

    @callback
    def _told(self, event: EngineEvent) -> None:
        raise NotImplementedError


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


class HearsRecipient(RecipientEntity, HearsEvents):
    """An entity that hears what goes to its recipient and comes from there."""

    @property
    @override
    def _signal(self) -> SignalType[EngineEvent]:
        return NUMBER_EVENT.format(self._account.entry.entry_id, self._recipient.number)
