"""The people of an account: who has which number, and the devices that stand for them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import (
    CONF_CHANNEL,
    CONF_FALLBACK,
    CONF_PHONE_NUMBER,
    CONF_SENDER,
    DOMAIN,
    SUBENTRY_RECIPIENT,
)
from ..gateways.base import Channel
from ..gateways.masking import mask_number
from ..messaging.number import read_numbers


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to send to; those from a subentry have a name and a device."""

    number: str
    name: str | None = None
    subentry_id: str | None = None
    device_id: str | None = None
    sender: str | None = None
    channel: Channel | None = None

    @property
    def label(self) -> str:
        """Return what may be shown and logged."""
        return self.name or mask_number(self.number)


class Recipients(Mapping[str, Recipient]):
    """Those of an account's subentries, by number."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Know nobody before `read`."""
        self._hass = hass
        self._entry = entry
        self._by_number: dict[str, Recipient] = {}
        self._by_subentry: dict[str, Recipient] = {}

    @override
    def __getitem__(self, number: str) -> Recipient:
        return self._by_number[number]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._by_number)

    @override
    def __len__(self) -> int:
        return len(self._by_number)

    @callback
    def read(self, account_device_id: str) -> None:
        """Read the subentries; each recipient's device is made, or named as it is called now."""
        subentries = self._entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
        people = [_recipient(self._hass, self._entry, one, account_device_id) for one in subentries]
        self._by_number = {person.number: person for person in people}
        self._by_subentry = {
            subentry.subentry_id: person
            for subentry, person in zip(subentries, people, strict=True)
        }

    @property
    def numbers(self) -> dict[str, str]:
        """Return who has which number, by the subentry."""
        return {subentry_id: person.number for subentry_id, person in self._by_subentry.items()}

    def of_subentry(self, subentry_id: str) -> Recipient:
        """Return who is described by a subentry."""
        return self._by_subentry[subentry_id]

    def known(self, number: str) -> Recipient:
        """Return who has a number, be it nobody known.

        The people of accounts that hand over to this one are known here, too.
        """
        if number in self._by_number:
            return self._by_number[number]
        for entry in self._hass.config_entries.async_entries(DOMAIN, include_disabled=False):
            if entry.options.get(CONF_FALLBACK) != self._entry.entry_id:
                continue
            for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT):
                if subentry.data[CONF_PHONE_NUMBER] == number:
                    theirs = _described(subentry, _device_id(self._hass, entry, subentry))
                    return replace(theirs, sender=None, channel=None)
        return Recipient(number)


def own_numbers(hass: HomeAssistant, entry: ConfigEntry) -> frozenset[str]:
    """Return the numbers that messages of an account come from; reads numbering plans from disk."""
    recipients = entry.get_subentries_of_type(SUBENTRY_RECIPIENT)
    senders = {entry.data.get(CONF_SENDER), *(one.data.get(CONF_SENDER) for one in recipients)}
    written = {sender for sender in senders if sender}
    return frozenset(read_numbers(written, hass.config.country, ()).values())


@callback
def account_device(hass: HomeAssistant, entry: ConfigEntry, manufacturer: str) -> str:
    """Return the id of the device that stands for an account."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.entry_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer=manufacturer,
        name=entry.title,
    )
    return device.id


def _recipient(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry, account_device_id: str
) -> Recipient:
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        config_subentry_id=subentry.subentry_id,
        identifiers={(DOMAIN, subentry.subentry_id)},
        entry_type=dr.DeviceEntryType.SERVICE,
        # So that a wrong digit can be seen where the person is looked at.
        model=mask_number(subentry.data[CONF_PHONE_NUMBER]),
        name=subentry.title,
        via_device_id=account_device_id,
    )
    return _described(subentry, device.id)


def _described(subentry: ConfigSubentry, device_id: str | None) -> Recipient:
    data = subentry.data
    return Recipient(
        number=data[CONF_PHONE_NUMBER],
        name=data[CONF_NAME],
        subentry_id=subentry.subentry_id,
        device_id=device_id,
        sender=data.get(CONF_SENDER),
        channel=Channel(data[CONF_CHANNEL]) if CONF_CHANNEL in data else None,
    )


def _device_id(hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry) -> str | None:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, subentry.subentry_id), entry.entry_id
    )
    return device.id if device else None
