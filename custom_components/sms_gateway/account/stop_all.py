"""STOP: what somebody says to one account about others."""

from collections.abc import Sequence
from dataclasses import replace
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
                message.text, lift, account.vocabulary, message.verdict
            )
            if not is_lifted and wish not in (Wish.STOP, Wish.STOP_ALL):
                continue
            said_at = min(message.sent_at or time.time(), time.time())
            for other in relying if wish is Wish.STOP else others:
                try:
                    if is_lifted:
                        await _lift(account, other, message.sender, said_at, wish)
                    else:
                        await _block(account, other, message.sender, said_at, wish)
                except sqlite3.Error, OSError:
                    # One account has stored it; the other one hears of it when it is opened anew.
                    _LOGGER.exception("%s did not hear of a STOP ALL", other.entry.title)


async def _block(account: Account, other: Account, number: str, said_at: float, wish: Wish) -> None:
    """Let another account know of a STOP, unless that was taken back before it came."""
    block = await account.inbox.block_of(number)
    if block is not None:
        scope = "all" if wish is Wish.STOP_ALL else "sender"
        await other.inbox.take_over([replace(block, scope=scope, since=said_at)])


async def _lift(account: Account, other: Account, number: str, said_at: float, wish: Wish) -> None:
    """Let another account know that somebody wants to be written to.

    A START is kept in any case, for what a third account still has to say of before.
    """
    if wish is not Wish.START and number not in other.inbox.blocked:
        return
    await other.inbox.lift_everywhere({number: said_at})
    block = await other.inbox.block_of(number)
    if block is None or block.since > said_at:
        return
    # A plain STOP is lifted where it was written: here, if it came from here.
    if await account.inbox.has_heard_stop(number, block.since):
        await other.inbox.set_consent(number, "sender", subscribed=True)


async def _hand_over(giver: Account, taker: Account) -> None:
    """Let one account know who may not be written to by any, as another one knows it.

    What was taken back at the one while the other was closed is lifted there, too.
    """
    try:
        blocks = await giver.inbox.blocked_everywhere()
        await giver.inbox.lift_everywhere(await taker.inbox.take_over(blocks))
    except sqlite3.Error, OSError:
        # Sending must not wait for another account's disk.
        _LOGGER.exception("%s did not tell who has written STOP ALL", giver.entry.title)
