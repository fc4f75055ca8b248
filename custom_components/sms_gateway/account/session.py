"""Keeping the connection of a gateway that has one, for as long as the account is open."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
import logging
from random import uniform
import sqlite3
from typing import override

from homeassistant.const import CONF_PIN
from homeassistant.core import callback

from ..gateways.base import Arrival, ErrorKind, GatewayError, SessionGateway
from ..gateways.reasons import Reason
from .account import Account
from .follower import Follower
from .gateway import async_equip

_LOGGER = logging.getLogger(__name__)

# How long to wait before connecting again, in seconds: twice as long each time, up to the longest.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# By which part a pause is longer or shorter, so that many homes do not come at once.
_JITTER = 0.2
# After how long a connection counts as one that holds, in seconds.
_HOLDS = 60.0


class AccountSession(Follower):
    """Runs the session of one account, if its gateway has one."""

    def __init__(self, account: Account) -> None:
        """Connect to nothing yet."""
        self._account = account
        self._connected_at: float | None = None

    @override
    @callback
    def began(self) -> None:
        gateway = self._account.gateway
        if isinstance(gateway, SessionGateway):
            self._account.run(self._keep(gateway), "session")

    async def _keep(self, gateway: SessionGateway) -> None:
        """Connect, again and again, until cancelled."""
        loop = asyncio.get_running_loop()
        pause = 0.0
        while True:
            self._connected_at = None
            try:
                await async_equip(self._account.hass, gateway)
                await gateway.run(self._deliver, self._connected)
            except GatewayError as error:
                lost = error
            self._account.hear("session", lost)
            self._account.note_change()
            if lost.text == Reason.WRONG_PIN:
                self._forget_pin()
            if self._connected_at is not None and loop.time() - self._connected_at > _HOLDS:
                pause = 0.0
            pause = next_pause(pause, lost)
            jitter = uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311 - nobody gains by guessing it
            await _rest(gateway, pause * jitter, lost)

    @callback
    def _connected(self) -> None:
        if self._connected_at is None:
            self._connected_at = asyncio.get_running_loop().time()
        self._account.hear("session", None)
        self._account.note_change()

    @callback
    def _forget_pin(self) -> None:
        """Never try a PIN again, also after a restart: the third wrong one locks the SIM."""
        account = self._account
        data = {name: value for name, value in account.entry.data.items() if name != CONF_PIN}
        account.hass.config_entries.async_update_entry(account.entry, data=data)

    async def _deliver(self, arrivals: Sequence[Arrival]) -> bool:
        """Store what came in; what is not stored has to come again."""
        account = self._account
        title = account.entry.title
        events = [event for arrival in arrivals for event in arrival.events]
        try:
            await account.receive(events)
            account.callbacks.welcome()
            await account.callbacks.keep(events)
        except (sqlite3.Error, OSError) as error:
            _LOGGER.error(  # noqa: TRY400 - a full disk is told, and not where it was met
                "What came in for %s could not be stored: %s", title, error
            )
            return False
        except Exception:
            # Nobody foresaw it: the connection is none of its business.
            _LOGGER.exception("What came in for %s could not be stored", title)
            return False
        for arrival in arrivals:
            if arrival.oddity is not None:
                account.callbacks.note_oddity(arrival.size, arrival.oddity)
        return True


def next_pause(last: float, error: GatewayError) -> float:
    """Return how long to wait before connecting again, in seconds, after a pause before.

    Refused credentials need a person: a gateway that is asked again and again locks out.
    """
    if error.kind is ErrorKind.AUTH:
        return _LONGEST_PAUSE
    pause = min(max(_FIRST_PAUSE, last * 2), _LONGEST_PAUSE)
    return max(pause, error.retry_after or 0.0)


async def _rest(gateway: SessionGateway, pause: float, error: GatewayError) -> None:
    """Wait before connecting again; not when a message waits for a network that may be back."""
    waiting = gateway.wanted() if error.kind is ErrorKind.NETWORK else asyncio.Event().wait()
    with suppress(TimeoutError):
        async with asyncio.timeout(pause):
            await waiting
