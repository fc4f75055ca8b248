"""Binary sensors: does the gateway answer, is the balance low, may a recipient be written to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account.account import Account, SmsGatewayConfigEntry
from .account.signals import ACCOUNT_APPLIED, RECIPIENT_CHANGED
from .account.status import has_low_balance, is_connected
from .const import DOMAIN
from .entity import AccountEntity, RecipientEntity, ShowsAccount, add_for_recipients

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class AccountBinarySensorDescription(BinarySensorEntityDescription):
    """A yes or no that an account knows, or None where it does not know yet."""

    is_on_fn: Callable[[Account], bool | None]


CONNECTIVITY = AccountBinarySensorDescription(
    key="connectivity",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
    is_on_fn=is_connected,
)
LOW_BALANCE = AccountBinarySensorDescription(
    key="low_balance",
    device_class=BinarySensorDeviceClass.PROBLEM,
    is_on_fn=has_low_balance,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors."""
    async_add_entities([AccountBinarySensor(entry, CONNECTIVITY)])
    _follow_threshold(hass, entry, async_add_entities)
    add_for_recipients(
        hass,
        entry,
        async_add_entities,
        lambda subentry: [Subscribed(entry, subentry, "subscribed")],
    )


@callback
def _follow_threshold(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Have a sensor for a low balance as long as the options say what is low."""
    account, registry = entry.runtime_data, er.async_get(hass)
    unique_id = f"{entry.entry_id}_{LOW_BALANCE.key}"
    is_there = False

    @callback
    def follow() -> None:
        nonlocal is_there
        is_wanted = account.gateway.capabilities.balance and account.options.low_balance is not None
        if is_wanted and not is_there:
            async_add_entities([AccountBinarySensor(entry, LOW_BALANCE)])
        elif not is_wanted and (
            # Also that of an earlier version, which was there in any case.
            known := registry.async_get_entity_id(Platform.BINARY_SENSOR, DOMAIN, unique_id)
        ):
            registry.async_remove(known)
        is_there = is_wanted

    follow()
    signal = ACCOUNT_APPLIED.format(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, signal, follow))


class AccountBinarySensor(AccountEntity, ShowsAccount, BinarySensorEntity):
    """A yes or no about an account."""

    entity_description: AccountBinarySensorDescription

    def __init__(
        self, entry: SmsGatewayConfigEntry, description: AccountBinarySensorDescription
    ) -> None:
        """Show what the description says."""
        super().__init__(entry, description.key)
        self.entity_description = description

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.is_on_fn(self._account)


class Subscribed(RecipientEntity, BinarySensorEntity):
    """Off once the recipient has written STOP."""

    @override
    async def async_added_to_hass(self) -> None:
        """Show what changes."""
        await super().async_added_to_hass()
        signal = RECIPIENT_CHANGED.format(self._subentry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self.async_write_ha_state))

    @property
    @override
    def is_on(self) -> bool:
        return self._recipient.number not in self._account.inbox.blocked
