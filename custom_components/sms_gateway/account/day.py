"""What a new day brings: counts begin anew, and what is old is forgotten."""

import asyncio
from datetime import datetime
from functools import partial
import time
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.util import dt as dt_util

from ..messaging import retention
from .account import Account
from .follower import Follower

# How long others have the journal for themselves while old messages are forgotten, in seconds.
_PURGE_PAUSE = 0.02


class NewDay(Follower):
    """Notices that a day has begun.

    Looks each hour, because midnight is left out in some places and comes twice in others.
    """

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Know which day it is."""
        self._hass = hass
        self._account = account
        self._day = dt_util.start_of_local_day()

    @override
    @callback
    def began(self) -> None:
        self._account.run(self._forget_old(), "retention")
        self._account.entry.async_on_unload(
            async_track_time_change(self._hass, self._look, minute=0, second=0)
        )

    @callback
    def _look(self, _now: datetime) -> None:
        if (day := dt_util.start_of_local_day()) != self._day:
            self._day = day
            self._account.run(self._begin_day(), "new day")

    async def _begin_day(self) -> None:
        await self._account.outbox.begin_day()
        self._account.followers.day_began()
        await self._forget_old()

    async def _forget_old(self) -> None:
        """Forget what is old, a little at a time."""
        keep_days = self._account.options.keep_days
        if not keep_days:
            return
        purge = partial(retention.purge, before=time.time() - keep_days * 86400)
        while await self._account.journal.persist(purge):  # noqa: ASYNC110 - a moment for all else
            await asyncio.sleep(_PURGE_PAUSE)
