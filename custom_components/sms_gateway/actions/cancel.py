"""The action that calls back messages that wait."""

from homeassistant.core import ServiceCall, ServiceResponse
import voluptuous as vol

from .. import errors
from ..account import accounts
from .fields import ATTR_MESSAGE_ID, ATTR_TAG, ActionSchema, short_text, tag_text
from .permission import async_owner
from .which_account import all_accounts

FIELDS = ActionSchema({vol.Optional(ATTR_MESSAGE_ID): short_text, vol.Optional(ATTR_TAG): tag_text})


async def async_cancel(call: ServiceCall) -> ServiceResponse:
    """Call back what waits; what the gateway has, or is just being given, can't be.

    Who may not do everything calls back what is his or her own.
    """
    message_id, tag = call.data.get(ATTR_MESSAGE_ID), call.data.get(ATTR_TAG)
    if not message_id and not tag:
        raise errors.invalid("nothing_to_cancel")
    await accounts.settled(call.hass)
    sent_by = await async_owner(call)
    cancelled = 0
    with errors.journal_in_use():
        for account in all_accounts(call.hass):
            cancelled += await account.outbox.cancel(message_id, tag, sent_by)
    return {"cancelled": cancelled}
