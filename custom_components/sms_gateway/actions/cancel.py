"""The action that calls back messages that wait."""

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .. import errors
from .addressing import all_accounts, async_reloaded
from .fields import ATTR_MESSAGE_ID, ATTR_TAG, TAG

FIELDS = vol.Schema({vol.Optional(ATTR_MESSAGE_ID): cv.string, vol.Optional(ATTR_TAG): TAG})


async def async_cancel(call: ServiceCall) -> ServiceResponse:
    """Call back what waits; what the gateway has, or is just being given, can't be."""
    if not call.data:
        raise errors.invalid("nothing_to_cancel")
    await async_reloaded(call.hass)
    cancelled = 0
    with errors.journal_in_use():
        for account in all_accounts(call.hass):
            cancelled += await account.outbox.cancel(
                call.data.get(ATTR_MESSAGE_ID), call.data.get(ATTR_TAG)
            )
    return {"cancelled": cancelled}
