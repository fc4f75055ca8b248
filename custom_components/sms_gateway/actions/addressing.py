"""Whom an action is for: numbers, recipients' names, targets."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.util.hass_dict import HassKey

from .. import errors
from ..account.account import Account, SmsGatewayConfigEntry
from ..account.recipients import Recipient
from ..const import CONF_PHONE_NUMBER, DOMAIN
from ..gateways.base import mask_numbers
from ..messaging.number import InvalidNumberError, parse_recipient
from .fields import ATTR_CONFIG_ENTRY_ID, ATTR_TO

# What numbers in actions were read as, by country, and how many of them are kept.
_READ_NUMBERS: HassKey[dict[tuple[str, str | None], str | None]] = HassKey(f"{DOMAIN}_numbers")
_KEPT_NUMBERS = 5000


@dataclass(slots=True)
class Addressed:
    """Whom a call is for, by account, and what of it could not be understood."""

    by_account: dict[Account, dict[str, Recipient]] = field(default_factory=dict)
    errors: list[HomeAssistantError] = field(default_factory=list)

    def add(self, account: Account, recipient: Recipient) -> None:
        """Add somebody; who is named twice gets one message."""
        self.by_account.setdefault(account, {})[recipient.number] = recipient

    @property
    def count(self) -> int:
        """Return how many were named, understood or not."""
        return sum(map(len, self.by_account.values())) + len(self.errors)


async def async_address(
    hass: HomeAssistant, written: list[str], config_entry_id: str | None
) -> Addressed:
    """Find out whom numbers and recipients' names stand for.

    Without a config entry, a name is looked for in all accounts; a number needs the only account.
    """
    await async_reloaded(hass)
    addressed = Addressed()
    unknown: list[str] = []
    for item in written:
        found = list(_named(hass, item, config_entry_id))
        if len(found) == 1:
            addressed.add(*found[0])
        elif found:
            addressed.errors.append(errors.invalid("name_not_unique", name=item))
        else:
            unknown.append(item)
    if unknown:
        try:
            account = account_of(hass, config_entry_id)
        except ServiceValidationError as error:
            addressed.errors += [error] * len(unknown)
            return addressed
        for item, number in zip(unknown, await _parse(hass, unknown), strict=True):
            if number is None:
                addressed.errors.append(errors.invalid("invalid_number", value=mask_numbers(item)))
            else:
                addressed.add(account, account.recipients.known(number))
    return addressed


async def async_address_call(call: ServiceCall) -> Addressed:
    """Find out whom an action is for; raises where that is nobody at all."""
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    addressed = await async_address(call.hass, call.data[ATTR_TO], entry_id)
    _add_targets(call, addressed)
    if not addressed.count:
        raise errors.invalid("no_recipient")
    return addressed


@callback
def _add_targets(call: ServiceCall, addressed: Addressed) -> None:
    """Add the recipients whose notify entities a call targets, by themselves or by their area."""
    selected = async_extract_referenced_entity_ids(call.hass, TargetSelection(call.data))
    registry = er.async_get(call.hass)
    missing = selected.missing_floors | selected.missing_areas | selected.missing_devices
    addressed.errors += [
        errors.invalid("not_a_recipient", entity_id=name)
        for name in sorted(missing | selected.missing_labels)
    ]
    for entity_id in sorted(selected.referenced | selected.indirectly_referenced):
        entity = registry.async_get(entity_id)
        if (
            entity is not None
            and entity.platform == DOMAIN
            and entity.domain == NOTIFY_DOMAIN
            and entity.config_subentry_id is not None
        ):
            try:
                account = account_of(call.hass, entity.config_entry_id)
            except ServiceValidationError as error:
                addressed.errors.append(error)
                continue
            subentry = account.entry.subentries[entity.config_subentry_id]
            addressed.add(account, account.recipients[subentry.data[CONF_PHONE_NUMBER]])
        elif entity_id in selected.referenced:
            addressed.errors.append(errors.invalid("not_a_recipient", entity_id=entity_id))


async def async_reloaded(hass: HomeAssistant) -> None:
    """Wait for accounts that are just being set up: an alert is late then, and not refused."""
    for entry in hass.config_entries.async_entries(DOMAIN):
        async with entry.setup_lock:
            continue


def _named(
    hass: HomeAssistant, name: str, config_entry_id: str | None
) -> Iterator[tuple[Account, Recipient]]:
    entries: list[SmsGatewayConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        if config_entry_id in (None, entry.entry_id):
            account = entry.runtime_data
            for recipient in account.recipients.values():
                if (
                    recipient.name is not None
                    and recipient.name.casefold() == name.strip().casefold()
                ):
                    yield account, recipient


async def async_parse_number(hass: HomeAssistant, written: str) -> str:
    """Return the number that is meant by one that is written, or by a recipient's name."""
    named = {recipient.number for _, recipient in _named(hass, written, None)}
    if len(named) > 1:
        raise errors.invalid("name_not_unique", name=written)
    (number,) = named or await _parse(hass, [written])
    if number is None:
        raise errors.invalid("invalid_number", value=mask_numbers(written))
    return number


def account_of(hass: HomeAssistant, config_entry_id: str | None) -> Account:
    """Return the account of an entry, or the only one; raises where that can't be told."""
    entry: SmsGatewayConfigEntry = async_get_config_entry(hass, DOMAIN, config_entry_id)
    return entry.runtime_data


def all_accounts(hass: HomeAssistant) -> list[Account]:
    """Return all accounts that are loaded."""
    entries: list[SmsGatewayConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data for entry in entries]


async def _parse(hass: HomeAssistant, written: list[str]) -> list[str | None]:
    """Read numbers; in a thread, because a country's numbering plan is loaded from disk.

    What was read before is known: an alarm goes to the same people each time.
    """
    country = hass.config.country
    known = hass.data.setdefault(_READ_NUMBERS, {})
    unread = [item for item in written if (item, country) not in known]

    def parse(item: str) -> str | None:
        try:
            return parse_recipient(item, country)
        except InvalidNumberError:
            return None

    numbers = {item: known[item, country] for item in written if (item, country) in known}
    if unread:
        read = await hass.async_add_executor_job(lambda: [parse(item) for item in unread])
        numbers |= dict(zip(unread, read, strict=True))
        if len(known) > _KEPT_NUMBERS:
            known.clear()
        known.update({(item, country): numbers[item] for item in unread})
    return [numbers[item] for item in written]
