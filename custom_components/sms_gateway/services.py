"""The actions of the integration."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
import re
from typing import Any

from homeassistant.components.notify import (
    ATTR_MESSAGE,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
)
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.helpers.target import TargetSelection, async_extract_referenced_entity_ids
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from . import errors
from .account import Account, Recipient, SmsGatewayConfigEntry
from .const import (
    CONF_CHANNEL,
    CONF_PHONE_NUMBER,
    CONF_RETRY_RATE,
    CONF_SENDER,
    CONF_STOP_AFTER,
    DOMAIN,
)
from .gateways.base import Channel, mask_numbers
from .messaging.message import MessageState, OutboundMessage, Priority
from .messaging.number import InvalidNumberError, parse_recipient, parse_sender
from .sending import SendOptions, async_send, response

SERVICE_SEND_MESSAGE = "send_message"

ATTR_CONFIG_ENTRY_ID = "config_entry_id"
ATTR_PRIORITY = "priority"
ATTR_TAG = "tag"
ATTR_TIMEOUT = "timeout"
ATTR_TO = "to"
ATTR_WAIT_FOR = "wait_for"

_WAIT_FOR = {
    "nothing": MessageState.QUEUED,
    "accepted": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
}
_DEFAULT_TIMEOUT = timedelta(minutes=1)
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s()./-]+(?=\d)")


def _sender(value: object) -> str:
    try:
        return parse_sender(cv.string(value))
    except InvalidNumberError as error:
        raise vol.Invalid(
            "a sender is a number of 3 to 16 digits or a name of at most 11 letters and digits"
        ) from error


# What an action and the data of the legacy notify action say about sending.
OPTIONS_FIELDS: VolDictType = {
    vol.Optional(CONF_SENDER): _sender,
    vol.Optional(CONF_CHANNEL): vol.Coerce(Channel),
    vol.Optional(ATTR_PRIORITY, default="normal"): vol.In([p.name.lower() for p in Priority]),
    vol.Optional(CONF_RETRY_RATE): vol.All(vol.Coerce(float), vol.Range(min=0.01, max=1440)),
    vol.Optional(CONF_STOP_AFTER): vol.All(vol.Coerce(float), vol.Range(min=0, max=43200)),
    vol.Optional(ATTR_TAG): vol.All(cv.string, vol.Length(max=255)),
}
_SEND_MESSAGE_SCHEMA = vol.Schema(
    {
        **cv.TARGET_SERVICE_FIELDS,
        vol.Optional(ATTR_TO, default=list): vol.All(cv.ensure_list, [cv.string]),
        vol.Required(ATTR_MESSAGE): cv.string,
        vol.Optional(ATTR_TITLE): cv.string,
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
        vol.Optional(ATTR_WAIT_FOR, default="nothing"): vol.In(_WAIT_FOR),
        vol.Optional(ATTR_TIMEOUT, default=_DEFAULT_TIMEOUT): cv.positive_time_period,
        **OPTIONS_FIELDS,
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all accounts."""
    hass.services.async_register(
        DOMAIN,
        SERVICE_SEND_MESSAGE,
        _send_message,
        schema=_SEND_MESSAGE_SCHEMA,
        supports_response=SupportsResponse.OPTIONAL,
    )


def send_options(data: Mapping[str, Any]) -> SendOptions:
    """Return what validated action data say about sending."""
    return SendOptions(
        sender=data.get(CONF_SENDER),
        channel=data.get(CONF_CHANNEL),
        priority=Priority[data[ATTR_PRIORITY].upper()],
        retry_rate=_seconds(data.get(CONF_RETRY_RATE)),
        stop_after=_seconds(data.get(CONF_STOP_AFTER)),
        tag=data.get(ATTR_TAG),
    )


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
    addressed = Addressed()
    unknown: list[str] = []
    for item in written:
        found = list(_named(hass, item, config_entry_id))
        if len(found) == 1:
            addressed.add(*found[0])
        elif found:
            addressed.errors.append(errors.invalid("name_in_several_accounts", name=item))
        else:
            unknown.append(item)
    if unknown:
        try:
            account = _account(hass, config_entry_id)
        except ServiceValidationError as error:
            addressed.errors += [error] * len(unknown)
            return addressed
        for item, number in zip(unknown, await _parse(hass, unknown), strict=True):
            if number is None:
                addressed.errors.append(errors.invalid("invalid_number", value=_masked(item)))
            else:
                addressed.add(account, account.recipient(number))
    return addressed


async def _send_message(call: ServiceCall) -> ServiceResponse:
    """Send a text to everybody addressed; whoever fails does not stop the others."""
    data = call.data
    addressed = await async_address(call.hass, data[ATTR_TO], data.get(ATTR_CONFIG_ENTRY_ID))
    _address_targets(call, addressed)
    if not addressed.count:
        raise errors.invalid("no_recipient")
    count, failed = addressed.count, addressed.errors
    sent: list[tuple[Account, OutboundMessage]] = []
    for account, recipients in addressed.by_account.items():
        try:
            result = await async_send(
                account,
                list(recipients.values()),
                data[ATTR_MESSAGE],
                data.get(ATTR_TITLE),
                send_options(data),
            )
        except HomeAssistantError as error:
            # It covers all of this account's; those of another one are tried all the same.
            failed += [error] * len(recipients)
            continue
        sent += [(account, message) for message in result.messages]
        failed += result.errors
    if failed:
        raise errors.joined(failed, count)
    if (until := _WAIT_FOR[data[ATTR_WAIT_FOR]]) is not MessageState.QUEUED:
        sent = await _wait(sent, until, data[ATTR_TIMEOUT])
    if call.return_response:
        return {"messages": [response(account, message) for account, message in sent]}
    _raise_for_ended(sent)
    return None


async def _wait(
    sent: list[tuple[Account, OutboundMessage]], until: MessageState, at_most: timedelta
) -> list[tuple[Account, OutboundMessage]]:
    """Return the messages as they are once all are as far as that, or the time is up."""
    ids: dict[Account, list[str]] = {}
    for account, message in sent:
        ids.setdefault(account, []).append(message.message_id)
    deadline = asyncio.get_running_loop().time() + at_most.total_seconds()
    waited = []
    for account, message_ids in ids.items():
        left = max(0.0, deadline - asyncio.get_running_loop().time())
        messages = await account.outbox.wait(message_ids, until, left)
        waited += [(account, message) for message in messages]
    return waited


def _raise_for_ended(sent: list[tuple[Account, OutboundMessage]]) -> None:
    """Raise for what is known to have failed, where no response tells it."""
    failed = [
        errors.failure(
            "not_delivered",
            recipient=account.recipient(message.number).label,
            state=message.state.value,
            error=message.error or message.state.value,
        )
        for account, message in sent
        if message.state.is_final and message.state is not MessageState.DELIVERED
    ]
    if failed:
        raise errors.joined(failed, len(sent))


def _address_targets(call: ServiceCall, addressed: Addressed) -> None:
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
                account = _account(call.hass, entity.config_entry_id)
            except ServiceValidationError as error:
                addressed.errors.append(error)
                continue
            subentry = account.entry.subentries[entity.config_subentry_id]
            addressed.add(account, account.recipients[subentry.data[CONF_PHONE_NUMBER]])
        elif entity_id in selected.referenced:
            addressed.errors.append(errors.invalid("not_a_recipient", entity_id=entity_id))


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


def _account(hass: HomeAssistant, config_entry_id: str | None) -> Account:
    entry: SmsGatewayConfigEntry = async_get_config_entry(hass, DOMAIN, config_entry_id)
    return entry.runtime_data


async def _parse(hass: HomeAssistant, written: list[str]) -> list[str | None]:
    """Read numbers; in a thread, because a country's numbering plan is loaded from disk."""
    country = hass.config.country

    def parse(item: str) -> str | None:
        try:
            return parse_recipient(item, country)
        except InvalidNumberError:
            return None

    return await hass.async_add_executor_job(lambda: [parse(item) for item in written])


def _masked(written: str) -> str:
    """Mask what may be a number, also where it is written in groups."""
    return mask_numbers(_BETWEEN_DIGITS.sub("", written))


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60
