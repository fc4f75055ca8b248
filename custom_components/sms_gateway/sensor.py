"""Sensors: what an account has left and has to do, and how a recipient's last message did."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from typing import override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import SIGNAL_STRENGTH_DECIBELS_MILLIWATT, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .account.account import Account, SmsGatewayConfigEntry
from .account.phrases import explained
from .account.signals import RECIPIENT_CHANGED
from .account.status import AccountStatus, condition, is_connected, status_of
from .coordinator import BalanceCoordinator
from .entity import AccountEntity, HearsRecipient, ShowsAccount, add_for_recipients
from .gateways.masking import mask_numbers
from .messaging import outbound
from .messaging.message import EngineEvent, MessageState, OutboundMessage, StatusChanged

PARALLEL_UPDATES = 0

_CREDITS = "credits"
# What the last message is while there is none, and its error while it has none.
_NONE = "none"
# Longer states are none to Home Assistant.
_LONGEST = 255


@dataclass(frozen=True, kw_only=True)
class AccountSensorDescription(SensorEntityDescription):
    """A number or a word that an account knows at any time."""

    value_fn: Callable[[Account], StateType]
    about_fn: Callable[[Account], Mapping[str, StateType]] = lambda _account: {}


def _takes(account: Account) -> Mapping[str, StateType]:
    """Return how long what waits will take, where a gateway is slow enough for that to be told."""
    per_minute = account.gateway.capabilities.per_minute
    return {} if per_minute is None else {"minutes": ceil(account.outbox.pending / per_minute)}


def _own_condition(account: Account) -> Mapping[str, StateType]:
    """Return what the other side tells of itself and has no sensor."""
    return {} if account.gateway.capabilities.radio else condition(account)


def _of_radio(account: Account, name: str) -> StateType:
    """Return what a modem tells of its network, None while it is not there."""
    return condition(account).get(name) if is_connected(account) else None


ACCOUNT_SENSORS = (
    AccountSensorDescription(
        key="pending",
        entity_category=EntityCategory.DIAGNOSTIC,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda account: account.outbox.pending,
        about_fn=_takes,
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
        about_fn=_own_condition,
    ),
)
# Those of a gateway that is in a mobile network itself.
RADIO_SENSORS = (
    AccountSensorDescription(
        key="signal",
        device_class=SensorDeviceClass.SIGNAL_STRENGTH,
        entity_category=EntityCategory.DIAGNOSTIC,
        native_unit_of_measurement=SIGNAL_STRENGTH_DECIBELS_MILLIWATT,
        state_class=SensorStateClass.MEASUREMENT,
        value_fn=lambda account: _of_radio(account, "signal"),
    ),
    AccountSensorDescription(
        key="network",
        device_class=SensorDeviceClass.ENUM,
        entity_category=EntityCategory.DIAGNOSTIC,
        options=["home", "roaming", "searching", "denied", "off", "sms_only"],
        value_fn=lambda account: _of_radio(account, "network"),
        about_fn=lambda account: {"operator": _of_radio(account, "operator")},
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: SmsGatewayConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    capabilities = entry.runtime_data.gateway.capabilities
    descriptions = (*ACCOUNT_SENSORS, *(RADIO_SENSORS if capabilities.radio else ()))
    async_add_entities([AccountSensor(entry, description) for description in descriptions])
    if capabilities.balance:
        async_add_entities([BalanceSensor(entry)])
    add_for_recipients(
        hass,
        entry,
        async_add_entities,
        lambda subentry: [LastMessage(entry, subentry), LastError(entry, subentry)],
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

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, StateType]:
        return self.entity_description.about_fn(self._account)


class BalanceSensor(CoordinatorEntity[BalanceCoordinator], AccountEntity, RestoreSensor):
    """What is left on an account, in money or in credits.

    Which of the two never depends on what is known at present: long-term statistics would begin
    anew. For the same reason the currency is kept from run to run.
    """

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Follow the balance poll."""
        CoordinatorEntity.__init__(self, entry.runtime_data.coordinator)
        AccountEntity.__init__(self, entry, "balance")
        self._is_money = entry.runtime_data.gateway.capabilities.money
        if self._is_money:
            self._attr_device_class = SensorDeviceClass.MONETARY
            self._attr_state_class = SensorStateClass.TOTAL
        else:
            self._attr_state_class = SensorStateClass.MEASUREMENT
            self._attr_native_unit_of_measurement = _CREDITS

    @override
    async def async_added_to_hass(self) -> None:
        """Take up the currency of an earlier run, until the gateway names it again."""
        await super().async_added_to_hass()
        last = await self.async_get_last_sensor_data()
        if self._is_money and last is not None and last.native_unit_of_measurement != _CREDITS:
            self._attr_native_unit_of_measurement = last.native_unit_of_measurement
        self._show()

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        self._show()
        super()._handle_coordinator_update()

    def _show(self) -> None:
        if (balance := self.coordinator.balance) is None:
            return
        self._attr_native_value = balance.value
        if self._is_money and balance.currency is not None:
            self._attr_native_unit_of_measurement = balance.currency


class _OfLastMessage(HearsRecipient, SensorEntity):
    """Something about the last message to a recipient, as long as the number stays the same."""

    _created_at = 0.0
    _number = ""

    @override
    async def async_added_to_hass(self) -> None:
        """Show the last message that an earlier run sent."""
        await super().async_added_to_hass()
        signal = RECIPIENT_CHANGED.format(self._subentry_id)
        self.async_on_remove(async_dispatcher_connect(self.hass, signal, self._follow_number))
        await self._read()

    async def _read(self) -> None:
        self._number = self._recipient.number
        latest = partial(outbound.latest_to, number=self._number)
        message = await self._account.journal.run(latest)
        self._created_at = message.created_at if message else 0.0
        self._show(message)

    async def _follow_number(self) -> None:
        """Show what was sent to another number than before, once somebody has another one."""
        if self._number != self._recipient.number:
            await self._read()
            self.async_write_ha_state()

    @override
    @callback
    def _told(self, event: EngineEvent) -> None:
        if isinstance(event, StatusChanged) and event.message.created_at >= self._created_at:
            self._created_at = event.message.created_at
            self._show(event.message)
            self.async_write_ha_state()

    def _show(self, message: OutboundMessage | None) -> None:
        raise NotImplementedError


class LastMessage(_OfLastMessage):
    """What became of the last message to a recipient."""

    _attr_device_class = SensorDeviceClass.ENUM
    _attr_options = [_NONE, *(state.value for state in MessageState)]
    _attr_native_value = _NONE
    _unrecorded_attributes = frozenset({"message_id", "tag"})

    def __init__(self, entry: SmsGatewayConfigEntry, subentry: ConfigSubentry) -> None:
        """Show none until a message is known."""
        super().__init__(entry, subentry, "last_message")

    @override
    def _show(self, message: OutboundMessage | None) -> None:
        self._attr_native_value, self._attr_extra_state_attributes = _NONE, {}
        if message is None:
            return
        self._attr_native_value = message.state.value
        self._attr_extra_state_attributes = {
            "message_id": message.message_id,
            "tag": message.tag,
            "attempts": message.attempts,
            "parts": message.parts,
            "truncated": message.truncated,
            "error": explained(self.hass, message.error),
        }


class LastError(_OfLastMessage):
    """Why the last message to a recipient failed, or still waits, in the gateway's words."""

    _attr_entity_category = EntityCategory.DIAGNOSTIC
    # The logbook has a line with the reason already.
    _attr_entity_registry_enabled_default = False
    _attr_native_value = _NONE

    def __init__(self, entry: SmsGatewayConfigEntry, subentry: ConfigSubentry) -> None:
        """Show none until there is one."""
        super().__init__(entry, subentry, "last_error")

    @override
    def _show(self, message: OutboundMessage | None) -> None:
        error = explained(self.hass, message.error) if message else None
        self._attr_native_value = mask_numbers(error or _NONE)[:_LONGEST]
