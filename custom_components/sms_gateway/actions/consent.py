"""The action that says by hand who may be written to."""

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .. import errors
from ..account import accounts
from .addressing import async_read_sender
from .fields import (
    ATTR_CONFIG_ENTRY_ID,
    ATTR_NUMBER,
    ATTR_SCOPE,
    ATTR_SUBSCRIBED,
    ActionSchema,
    number_or_name,
    short_text,
)
from .permission import Deed, async_permitted, must_be_of
from .which_account import account_for, account_named, all_accounts

FIELDS = ActionSchema(
    {
        vol.Required(ATTR_NUMBER): number_or_name,
        vol.Required(ATTR_SUBSCRIBED): cv.boolean,
        vol.Optional(ATTR_SCOPE, default="sender"): vol.In(["sender", "all"]),
        vol.Optional(ATTR_CONFIG_ENTRY_ID): short_text,
    }
)


async def async_set_consent(call: ServiceCall) -> ServiceResponse:
    """Say by hand who may be written to."""
    await accounts.settled(call.hass)
    data = call.data
    permitted = await async_permitted(call, Deed.WRITE)
    number = await async_read_sender(call.hass, data[ATTR_NUMBER], permitted)
    if data[ATTR_SCOPE] == "all":
        # Who may not speak for each account may not speak for all.
        chosen = [must_be_of(permitted, account) for account in all_accounts(call.hass)]
    elif (entry_id := data.get(ATTR_CONFIG_ENTRY_ID)) is not None:
        chosen = [must_be_of(permitted, account_named(call.hass, entry_id))]
    else:
        chosen = [account_for(call.hass, number, permitted)]
    scope, subscribed = data[ATTR_SCOPE], data[ATTR_SUBSCRIBED]
    with errors.journal_in_use():
        for account in chosen:
            await account.inbox.set_consent(number, scope, subscribed=subscribed)
    return {"number": number, "subscribed": subscribed, "scope": scope}
