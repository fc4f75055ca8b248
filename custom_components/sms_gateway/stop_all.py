"""STOP ALL: what somebody says to one account about all of them."""

from collections.abc import Sequence
import logging
import sqlite3
import time
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .gateways.base import InboundMessage
from .messaging import consent
from .messaging.consent import Wish

if TYPE_CHECKING:
    from .account import Account

_LOGGER = logging.getLogger(__name__)

# The accounts that are open, by entry: those that are just being set up, too.
_OPEN: HassKey[dict[str, Account]] = HassKey(f"{DOMAIN}_open")


async def join(hass: HomeAssistant, account: Account) -> None:
    """Let an account take part, also in what was said before it was open.

    Accounts are opened at the same time, so each gives and takes.
    """
    others = _others(hass, account)
    hass.data.setdefault(_OPEN, {})[account.entry.entry_id] = account
    for other in others:
        await _hand_over(other, account)
        await _hand_over(account, other)


@callback
def leave(hass: HomeAssistant, account: Account) -> None:
    """Let an account take part no more."""
    hass.data.get(_OPEN, {}).pop(account.entry.entry_id, None)


async def tell_others(
    hass: HomeAssistant, account: Account, messages: Sequence[InboundMessage]
) -> None:
    """Block at all other accounts who writes STOP ALL, and lift that when they write again.

    Done once the message is stored: where the power goes in between, the next start does it.
    """
    if not (others := _others(hass, account)):
        return
    lift, keyword = account.gateway.capabilities.block_lift, account.options.keyword
    for message in messages:
        is_lifted = consent.lifts(message.text, lift, keyword)
        if not is_lifted and consent.read_wish(message.text, keyword) is not Wish.STOP_ALL:
            continue
        said_at = min(message.sent_at or time.time(), time.time())
        for other in others:
            try:
                await _tell(other, message.sender, said_at, is_lifted=is_lifted)
            except sqlite3.Error, OSError:
                # One account has stored it; the other one hears of it when it is opened anew.
                _LOGGER.exception("%s did not hear of a STOP ALL", other.entry.title)


async def _tell(account: Account, number: str, said_at: float, *, is_lifted: bool) -> None:
    if not is_lifted:
        await account.inbox.set_consent(number, "all", said_at)
    elif number in account.inbox.blocked:
        block = await account.inbox.block_of(number)
        if block is not None and block.scope == "all" and block.since <= said_at:
            await account.inbox.set_consent(number, None)


async def _hand_over(giver: Account, taker: Account) -> None:
    """Let one account know who may not be written to by any, as another one knows it."""
    try:
        for block in await giver.inbox.blocked_everywhere():
            await taker.inbox.set_consent(block.number, block.scope, block.since)
    except sqlite3.Error, OSError:
        # Sending must not wait for another account's disk.
        _LOGGER.exception("%s did not tell who has written STOP ALL", giver.entry.title)


def _others(hass: HomeAssistant, account: Account) -> list[Account]:
    return [other for other in hass.data.get(_OPEN, {}).values() if other is not account]
