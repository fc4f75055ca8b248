"""STOP: what somebody says to one account about others."""

from collections.abc import Sequence
import logging
import sqlite3
import time
from typing import override

from homeassistant.core import HomeAssistant

from ..gateways.base import InboundMessage
from ..messaging.wish import Wish, lifts, wish_of
from . import accounts
from .account import Account
from .follower import Follower

_LOGGER = logging.getLogger(__name__)


async def join(hass: HomeAssistant, account: Account) -> None:
    """Let an account take part, also in what was said before it was open.

    Accounts are opened at the same time, so each gives and takes.
    """
    for other in accounts.all_but(hass, account.entry.entry_id):
        await _hand_over(other, account)
        await _hand_over(account, other)


class StopAll(Follower):
    """Tells other accounts what is said about them to this one."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Tell for an account."""
        self._hass = hass
        self._account = account

    @override
    async def came_in(self, messages: Sequence[InboundMessage]) -> None:
        """Block at all other accounts who writes STOP ALL, and lift that when they write again.

        A plain STOP counts, too, for the accounts whose messages may have come through this one. If
        the power goes before this, the next start does it for STOP ALL.
        """
        account = self._account
        if not (others := accounts.all_but(self._hass, account.entry.entry_id)):
            return
        relying = accounts.relying_on(self._hass, account.entry.entry_id)
        lift = account.gateway.capabilities.block_lift
        for message in messages:
            wish = wish_of(message, account.vocabulary)
            is_lifted = wish in (Wish.NONE, Wish.START) and lifts(
                message.text, lift, account.vocabulary
            )
            if not is_lifted and wish not in (Wish.STOP, Wish.STOP_ALL):
                continue
            said_at = min(message.sent_at or time.time(), time.time())
            scope = None if is_lifted else ("all" if wish is Wish.STOP_ALL else "sender")
            for other in relying if scope == "sender" else others:
                try:
                    await _tell(account, other, message.sender, said_at, scope)
                except sqlite3.Error, OSError:
                    # One account has stored it; the other one hears of it when it is opened anew.
                    _LOGGER.exception("%s did not hear of a STOP ALL", other.entry.title)


async def _tell(
    account: Account, other: Account, number: str, said_at: float, scope: str | None
) -> None:
    if scope is not None:
        await other.inbox.set_consent(number, scope, said_at)
    elif number in other.inbox.blocked:
        block = await other.inbox.block_of(number)
        if block is None or block.since > said_at:
            return
        # A plain STOP is lifted where it was written: here, if it came from here.
        if block.scope == "all" or await account.inbox.has_heard_stop(number, block.since):
            await other.inbox.set_consent(number, None)


async def _hand_over(giver: Account, taker: Account) -> None:
    """Let one account know who may not be written to by any, as another one knows it."""
    try:
        for block in await giver.inbox.blocked_everywhere():
            await taker.inbox.set_consent(block.number, block.scope, block.since)
    except sqlite3.Error, OSError:
        # Sending must not wait for another account's disk.
        _LOGGER.exception("%s did not tell who has written STOP ALL", giver.entry.title)
