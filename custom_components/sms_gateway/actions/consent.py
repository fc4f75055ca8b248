"""The action that says by hand who may be written to."""

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .. import errors
from .addressing import account_of, all_accounts, async_parse_number, async_reloaded
from .fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_NUMBER,
    ATTR_SCOPE,
    ATTR_SUBSCRIBED,
    number_or_name,
)

FIELDS = vol.Schema(
    {
        vol.Required(ATTR_NUMBER): number_or_name,
        vol.Required(ATTR_SUBSCRIBED): cv.boolean,
        vol.Optional(ATTR_SCOPE, default="sender"): vol.In(["sender", "all"]),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    }
)


async def async_set_consent(call: ServiceCall) -> ServiceResponse:
    """Say by hand who may be written to."""
    await async_reloaded(call.hass)
    data = call.data
    number = await async_parse_number(call.hass, data[ATTR_NUMBER])
    if data[ATTR_SCOPE] == "all":
        accounts = all_accounts(call.hass)
    else:
        accounts = [account_of(call.hass, data.get(ATTR_CONFIG_ENTRY_ID))]
    scope = None if data[ATTR_SUBSCRIBED] else data[ATTR_SCOPE]
    with errors.journal_in_use():
        for account in accounts:
            await account.inbox.set_consent(number, scope)
    return {"number": number, "subscribed": scope is None, "scope": data[ATTR_SCOPE]}
