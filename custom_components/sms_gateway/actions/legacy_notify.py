"""The action of the old kind, notify.<account>, which `alert:` and old automations call."""

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TARGET,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
    NOTIFY_SERVICE_SCHEMA,
)
from homeassistant.const import CONF_DESCRIPTION, CONF_NAME
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.util import slugify
import voluptuous as vol

from .. import errors
from ..account.account import SmsGatewayConfigEntry
from ..account.sending import async_send
from ..const import DOMAIN
from .addressing import async_address
from .fields import OPTIONS_FIELDS, number_or_name, send_options, validated

_LEGACY_DATA = vol.Schema(OPTIONS_FIELDS)


@callback
def async_register(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Register notify.<account>, which `alert:` and old automations call.

    Registered here and not through the notify platform's discovery, which would do so in a task of
    its own, some time later, and keep a reference after the account is unloaded.
    """
    name = slugify(entry.title)
    namesakes = [
        other for other in hass.config_entries.async_entries(DOMAIN) if slugify(other.title) == name
    ]
    # The order of set-up may differ from start to start; whose name it is must not.
    if namesakes[0] is not entry or hass.services.has_service(NOTIFY_DOMAIN, name):
        name = f"{name}_{entry.entry_id[-6:].lower()}"

    async def notify(call: ServiceCall) -> None:
        targets = call.data.get(ATTR_TARGET)
        options = send_options(validated(_LEGACY_DATA, call.data.get(ATTR_DATA) or {}))
        addressed = await async_address(hass, targets or [], entry.entry_id)
        # Not before: the account may just have been reloaded.
        account = entry.runtime_data
        recipients = list(account.recipients.values())
        failed: list[HomeAssistantError] = []
        if targets is not None:
            recipients = list(addressed.by_account.get(account, {}).values())
            failed = addressed.errors
        count = len(recipients) + len(failed)
        if not count:
            raise errors.invalid("no_recipient")
        if recipients:
            sent = await async_send(
                account, recipients, call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE), options
            )
            failed += sent.errors
        if failed:
            raise errors.joined(failed, count)

    schema = NOTIFY_SERVICE_SCHEMA.extend(
        {vol.Optional(ATTR_TARGET): vol.All(cv.ensure_list, [number_or_name])}
    )
    hass.services.async_register(NOTIFY_DOMAIN, name, notify, schema=schema)
    async_set_service_schema(
        hass,
        NOTIFY_DOMAIN,
        name,
        {
            CONF_NAME: f"Send an SMS with {entry.title}",
            CONF_DESCRIPTION: "Sends an SMS to the account's recipients, or to the targets given.",
            "fields": {
                ATTR_MESSAGE: {"required": True, "selector": {"text": {"multiline": True}}},
                ATTR_TITLE: {"selector": {"text": None}},
                ATTR_TARGET: {"selector": {"object": None}},
                ATTR_DATA: {"selector": {"object": None}},
            },
        },
    )
    entry.async_on_unload(lambda: hass.services.async_remove(NOTIFY_DOMAIN, name))
