"""Sensors: what an account has left and has to do, and how a recipient's last message did."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .account.account import Account, SmsGatewayConfigEntry
from .account.status import AccountStatus, status_of
from .coordinator import BalanceCoordinator
from .entity import AccountEntity, HearsRecipient, ShowsAccount, add_for_recipients
from .messaging import outbound
from .messaging.message import EngineEvent, MessageState, OutboundMessage, StatusChanged

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class AccountSensorDescription(SensorEntityDescription):
    """A number or a word that an account knows at any time."""

    value_fn: Callable[[Account], StateType]


ACCOUNT_SENSORS = (
    AccountSensorDescription(
        key="pending",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda account: account.outbox.pending,
    ),
    AccountSensorDescription(
        key="sent_today",
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda account: account.outbox.sent_today,
    ),
    AccountSensorDescription(
        key="ignored",
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        state_class=SensorStateClass.TOTAL_INCREASING,
        value_fn=lambda account: account.ignored,
    ),
    AccountSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=[status.value for status in AccountStatus],
        value_fn=lambda account: status_of(account).value,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    async_add_entities([AccountSensor(entry, description) for description in ACCOUNT_SENSORS])
    if entry.runtime_data.gateway.capabilities.balance:
        async_add_entities([BalanceSensor(entry)])
    add_for_recipients(
        hass, entry, async_add_entities, lambda subentry: [LastMessage(entry, subentry)]
    )


class AccountSensor(AccountEntity, ShowsAccount, SensorEntity):
    """A number or a word about an account."""

    entity_description: AccountSensorDescription

    def __init__(self, entry: SmsGatewayConfigEntry, description: AccountSensorDescription) -> None:
        """Show what the description says."""
        super().__init__(entry, description.key)
        self.entity_description = description

    @property
    @override
    def native_value(self) -> StateType:
        return self.entity_description.value_fn(self._account)


class BalanceSensor(CoordinatorEntity[BalanceCoordinator], AccountEntity, SensorEntity):
    """What is left on an account, in money or in credits."""

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Follow the balance poll."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        AccountEntity.__init__(self, entry, "balance")

    @property
    @override
    def native_value(self) -> StateType:
        balance = self.coordinator.balance
        return balance.value if balance else None

    @property
    @override
    def device_class(self) -> SensorDeviceClass | None:
        return SensorDeviceClass.MONETARY if self._currency else None

    @property
    @override
    def state_class(self) -> SensorStateClass:
        return SensorStateClass.TOTAL if self._currency else SensorStateClass.MEASUREMENT

    @property
    @override
    def native_unit_of_measurement(self) -> str | None:
        return (self._currency or "credits") if self.coordinator.balance else None

    @property
    def _currency(self) -> str | None:
        balance = self.coordinator.balance
        return balance.currency if balance else None


class LastMessage(HearsRecipient, SensorEntity):
    """What became of the last message to a recipient."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [state.value for state in MessageState]
    _unrecorded_attributes = frozenset({"message_id", "tag"})

    def __init__(self, entry: SmsGatewayConfigEntry, subentry: ConfigSubentry) -> None:
        """Show nothing until a message is known."""
        super().__init__(entry, subentry, "last_message")
        self._created_at = 0.0

    @override
    async def async_added_to_hass(self) -> None:
        """Show the last message that an earlier run sent."""
        await super().async_added_to_hass()
        latest = partial(outbound.latest_to, number=self._recipient.number)
        if (message := await self._account.journal.run(latest)) is not None:
            self._show(message)

    @override
    @callback
    def _told(self, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged) and event.message.created_at >= self._created_at:
            self._show(event.message)
            self.async_write_ha_state()

    def _show(self, message: OutboundMessage) -> None:
        self._created_at = message.created_at
        self._attr_native_value = message.state.value
        self._attr_extra_state_attributes = {
            "message_id": message.message_id,
            "tag": message.tag,
            "attempts": message.attempts,
            "parts": message.parts,
            "truncated": message.truncated,
            "error": message.error,
        }
