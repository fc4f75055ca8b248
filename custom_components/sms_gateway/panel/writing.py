"""The commands that send and call back."""

import asyncio
from functools import partial
from hashlib import blake2b
from weakref import WeakValueDictionary

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.typing import VolDictType
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .. import errors
from ..account.account import Account
from ..account.sending import (
    SendOptions,
    Sent,
    async_refusal,
    async_resend,
    async_send,
    fitted,
)
from ..actions.addressing import async_read_number
from ..const import DOMAIN
from ..gateways.base import Channel
from ..messaging.message import OutboundMessage, Priority
from ..messaging.preview import preview
from ..messaging.price import of_part as price_of_part
from . import access
from .command import SHORT, TEXT, Commands, Request
from .reading import async_reader
from .shapes import PreviewShape
from .thread_id import async_thread_ids

COMMANDS = Commands()

# What is just being sent, by its id: the same may come twice at once.
_UNDER_WAY: HassKey[WeakValueDictionary[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_under_way")

_ADDRESS: VolDictType = {
    vol.Required("entry_id"): SHORT,
    # A conversation, or somebody new: a number or a recipient's name.
    vol.Exclusive("thread_id", "address"): SHORT,
    vol.Exclusive("number", "address"): SHORT,
}
_TEXT: VolDictType = {
    vol.Required("text"): TEXT,
    vol.Optional("channel"): vol.Coerce(Channel),
}


@COMMANDS.add("preview", {**_ADDRESS, **_TEXT, vol.Optional("critical", default=False): bool})
async def preview_text(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> PreviewShape:
    """Return what a text would cost, and what would keep it from being sent."""
    account = access.writable_account(hass, connection.user, msg["entry_id"])
    number = await _number(hass, connection, msg)
    channel = msg.get("channel") or account.channel
    told: PreviewShape = {"parts": 1, "shortened": False, "smart_encoded": False, "refusal": None}
    if channel is Channel.SMS:
        text = f"{account.options.message_prefix}{msg['text']}"
        seen = preview(text, account.gateway.takes_plainly)
        told |= {
            "parts": seen.parts,
            "encoding": seen.encoding.value,
            "left": seen.left,
            "forced_by": None if seen.forced_by is None else seen.forced_by[0],
        }
    # Whether somebody may be written to at all is said before anything is typed.
    text = msg["text"] if msg["text"].strip() else "."
    try:
        whole = fitted(account, text, channel)
    except HomeAssistantError as error:
        return told | {"refusal": str(error)}
    if msg["text"].strip():
        price = await account.journal.read(partial(price_of_part, number=number))
        told |= {
            "parts": whole.parts,
            "cost": None if price is None else price * whole.parts,
            "shortened": whole.truncated,
            "smart_encoded": whole.smart_encoded,
        }
    if number is not None:
        options = SendOptions(priority=_priority(msg))
        refusal = await async_refusal(account, account.recipients.known(number), whole, options)
        told["refusal"] = None if refusal is None else str(refusal)
    return told


@COMMANDS.add(
    "send",
    {
        **_ADDRESS,
        **_TEXT,
        vol.Required("client_id"): SHORT,
        vol.Optional("critical", default=False): bool,
        vol.Optional("sender"): SHORT,
    },
)
async def send(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> dict[str, str]:
    """Send a text; what comes twice with one id of the page's is sent once."""
    account = access.writable_account(hass, connection.user, msg["entry_id"])
    number = await _number(hass, connection, msg)
    if number is None:
        raise errors.invalid("nobody_addressed")
    message_id = _message_id(connection, msg["client_id"])
    options = SendOptions(
        sender=msg.get("sender"),
        channel=msg.get("channel"),
        priority=_priority(msg),
        sent_by=connection.user.id,
        message_id=message_id,
    )
    people = [account.recipients.known(number)]
    async with _alone(hass, message_id):
        if not await _is_there(hass, connection, message_id):
            _raise_refusal(await async_send(account, people, msg["text"], options=options))
    return {"message_id": message_id, "thread_id": (await async_thread_ids(hass)).of(number)}


@COMMANDS.add(
    "resend",
    {
        vol.Required("message_id"): SHORT,
        vol.Required("client_id"): SHORT,
        vol.Optional("entry_id"): SHORT,
    },
)
async def resend(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> dict[str, str]:
    """Send a message anew, as another one; what comes twice is sent once."""
    theirs, message = await _outgoing(hass, connection, msg["message_id"])
    entry_id = msg.get("entry_id", theirs.entry.entry_id)
    account = access.writable_account(hass, connection.user, entry_id)
    if not message.state.is_final and not message.state.is_taken:
        raise errors.invalid("still_waiting")
    message_id = _message_id(connection, msg["client_id"])
    async with _alone(hass, message_id):
        if not await _is_there(hass, connection, message_id):
            sent_by = connection.user.id
            _raise_refusal(
                await async_resend(account, message, sent_by=sent_by, message_id=message_id)
            )
    return {"message_id": message_id, "resend_of": message.message_id}


@COMMANDS.add("cancel", {vol.Required("message_id"): SHORT})
async def cancel(
    hass: HomeAssistant, connection: ActiveConnection, msg: Request
) -> dict[str, object]:
    """Call back a message that waits: one's own, or anybody's for an admin."""
    account, message = await _outgoing(hass, connection, msg["message_id"])
    access.writable_account(hass, connection.user, account.entry.entry_id)
    sent_by = None if connection.user.is_admin else connection.user.id
    if sent_by is not None and message.sent_by != sent_by:
        raise Unauthorized(user_id=connection.user.id)
    cancelled = await account.outbox.cancel(message.message_id, None, sent_by)
    return {"cancelled": cancelled > 0}


async def _number(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> str | None:
    """Return whom a command is about, None where it names nobody."""
    if "thread_id" in msg:
        reader = await async_reader(hass, connection)
        return await reader.ids.number(msg["thread_id"], list(reader.accounts))
    return await async_read_number(hass, msg["number"]) if "number" in msg else None


def _priority(msg: Request) -> Priority:
    return Priority.CRITICAL if msg["critical"] else Priority.NORMAL


def _message_id(connection: ActiveConnection, client_id: str) -> str:
    """Return the id of what a user sends under an id of the page's: always the same."""
    named = f"{connection.user.id}/{client_id}".encode("utf-8", "replace")
    return blake2b(named, digest_size=16).hexdigest()


def _alone(hass: HomeAssistant, message_id: str) -> asyncio.Lock:
    locks = hass.data.setdefault(_UNDER_WAY, WeakValueDictionary())
    return locks.setdefault(message_id, asyncio.Lock())


async def _is_there(hass: HomeAssistant, connection: ActiveConnection, message_id: str) -> bool:
    for account in access.readable(hass, connection.user):
        if await account.outbox.find([message_id]):
            return True
    return False


async def _outgoing(
    hass: HomeAssistant, connection: ActiveConnection, message_id: str
) -> tuple[Account, OutboundMessage]:
    """Return a message that went out from an account whose messages the user may read."""
    for account in access.readable(hass, connection.user):
        for message in await account.outbox.find([message_id]):
            if message.origin is None:
                return account, message
    raise errors.invalid("unknown_message")


def _raise_refusal(sent: Sent) -> None:
    for error in sent.errors:
        raise error
