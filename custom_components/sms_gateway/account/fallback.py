"""The account that takes over what another one's gateway refuses, or can't take in time."""

from collections.abc import Collection, Sequence
from itertools import groupby
import logging
import sqlite3
import time
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..gateways.base import Channel, SessionGateway
from ..messaging.away import Whereabouts
from ..messaging.handover import Fallback
from ..messaging.message import Draft, OutboundMessage, Refusal
from ..messaging.text import count_parts
from . import accounts
from .account import Account
from .follower import Follower
from .options import Options
from .sending import sender_for

_LOGGER = logging.getLogger(__name__)


class AccountFallback(Fallback):
    """What an account's outbox sees of the accounts that it hands over to."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Find the account that the options name, whenever it is open."""
        self._hass = hass
        self._entry = entry
        self.name = ""
        self.after: float | None = None
        self.read()

    @callback
    def read(self) -> None:
        """Read the options as they are now."""
        options = Options.of(self._entry.options)
        self.name = options.fallback or ""
        self.after = options.fallback_after if self.name else None

    @property
    @override
    def exists(self) -> bool:
        """Tell whether the options name an account that is there and not disabled."""
        entry = self._hass.config_entries.async_get_entry(self.name)
        return entry is not None and entry.disabled_by is None

    @property
    @override
    def is_ready(self) -> bool:
        """Tell whether there is another account, and whether it can send."""
        other = accounts.find(self._hass, self.name)
        return other is not None and _can_send(other)

    @override
    async def ask_for(self, messages: Sequence[OutboundMessage]) -> Whereabouts:
        """Ask the accounts that messages were handed over to, give them what they do not have."""
        known: list[OutboundMessage] = []
        refused: list[str] = []
        lost: list[str] = []
        is_open = False
        for entry_id, group in groupby(messages, lambda message: message.fallback or ""):
            theirs = {message.message_id: message for message in group}
            if (other := accounts.find(self._hass, entry_id)) is not None:
                try:
                    known += await other.outbox.find(list(theirs))
                    for message in known:
                        theirs.pop(message.message_id, None)
                    # What it has forgotten since is not given to it once more.
                    missing = [one for one in theirs.values() if one.state.is_waiting]
                    refused += await self._give(other, missing)
                except sqlite3.Error, OSError:
                    # This account's sending must not end with another one's disk.
                    _LOGGER.exception("%s can't take messages over now", other.entry.title)
                    is_open = True
            elif self._hass.config_entries.async_get_entry(entry_id) is None:
                lost += theirs
        return Whereabouts(known, refused, lost, is_open)

    @override
    async def cancel(self, message_ids: Collection[str]) -> int:
        """Call back what still waits at another account; only that one has these ids."""
        cancelled = 0
        for message_id in message_ids:
            for account in accounts.all_but(self._hass, self._entry.entry_id):
                try:
                    cancelled += await account.outbox.cancel(message_id, None)
                except sqlite3.Error, OSError:
                    _LOGGER.exception("%s can't be told to cancel now", account.entry.title)
        return cancelled

    async def _give(self, other: Account, messages: Sequence[OutboundMessage]) -> list[str]:
        """Give messages to another account; return the ids of those that it refuses."""
        drafts = [_draft(other, message, self._entry.entry_id) for message in messages]
        results = await other.submit(drafts) if drafts else []
        return [
            message.message_id
            for message, result in zip(messages, results, strict=True)
            if isinstance(result, Refusal)
        ]


class HandingOver(Follower):
    """Lets accounts that rely on each other know when there may be something to hand over."""

    def __init__(self, hass: HomeAssistant, account: Account, fallback: AccountFallback) -> None:
        """Follow an account, which has a fallback or is one."""
        self._hass = hass
        self._account = account
        self._fallback = fallback
        self._was_well = False

    @override
    @callback
    def began(self) -> None:
        for other in accounts.all_but(self._hass, self._account.entry.entry_id):
            other.handover.ask_anew()

    @override
    @callback
    def applied(self) -> None:
        self._fallback.read()
        self._account.handover.ask_anew()

    @override
    @callback
    def changed(self) -> None:
        is_well = _can_send(self._account)
        if is_well != self._was_well:
            self._was_well = is_well
            for other in accounts.relying_on(self._hass, self._account.entry.entry_id):
                other.handover.look_again()


def _can_send(account: Account) -> bool:
    """Tell whether what an account is given now will be sent, as far as is known.

    Of a connection that is kept it is known at any time: where it is lost, what was handed over
    would wait for it there, and is tried here meanwhile.
    """
    gateway = account.gateway
    is_away = isinstance(gateway, SessionGateway) and gateway.is_connected is False
    return account.outbox.is_well and not is_away


def _draft(account: Account, message: OutboundMessage, origin: str) -> Draft:
    """Return a message of another account as this one sends it: from a number of its own."""
    person = account.recipients.get(message.number)
    sender, sender_follows = sender_for(account, person.sender if person else None)
    is_known = message.channel in account.gateway.capabilities.channels
    channel = message.channel if is_known else Channel.SMS
    is_sms = channel is Channel.SMS
    left = None if message.expires_at is None else max(0.0, message.expires_at - time.time())
    return Draft(
        number=message.number,
        text=message.text,
        parts=count_parts(message.text, account.gateway.takes_plainly) if is_sms else 1,
        truncated=message.truncated,
        smart_encoded=message.smart_encoded,
        retry_rate=message.retry_rate,
        stop_after=left,
        sender=sender,
        sender_follows=sender_follows,
        channel=channel,
        priority=message.priority,
        tag=message.tag,
        reply_code=message.reply_code,
        message_id=message.message_id,
        origin=origin,
    )
