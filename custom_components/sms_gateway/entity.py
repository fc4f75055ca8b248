"""What the entities of accounts and recipients have in common."""

from collections.abc import Callable, Iterable
from typing import override

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util.signal_type import SignalType

from .account.account import Account, SmsGatewayConfigEntry
from .account.recipients import Recipient
from .account.signals import ACCOUNT_APPLIED, ACCOUNT_CHANGED, ENGINE_EVENT, RECIPIENT_EVENT
from .const import DOMAIN, SUBENTRY_RECIPIENT
from .messaging.message import EngineEvent


@callback
def add_for_recipients(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities: Callable[[ConfigSubentry], Iterable[Entity]],
) -> None:
    """Add the entities of each recipient, also of those who come later.

    Those of who has left are removed by Home Assistant, with the subentry.
    """
    added: set[str] = set()

    @callback
    def add() -> None:
        subentries = entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        for subentry in subentries:
            if subentry.subentry_id not in added:
                async_add_entities(entities(subentry), config_subentry_id=subentry.subentry_id)
        added.clear()
        added.update(subentry.subentry_id for subentry in subentries)

    add()
    signal = ACCOUNT_APPLIED.format(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, add))


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
        self._subentry_id = subentry.subentry_id

    @property
    def _recipient(self) -> Recipient:
        """Return who that is now: the number may be put right at any time."""
        return self._account.recipients.of_subentry(self._subentry_id)


class HearsRecipient(RecipientEntity, HearsEvents):
    """An entity that hears what goes to its recipient and comes from there."""

    @property
    @override
    def _signal(self) -> SignalType[EngineEvent]:
        return RECIPIENT_EVENT.format(self._subentry_id)
