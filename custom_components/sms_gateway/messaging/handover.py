"""Handing messages over to another account, and keeping up with what becomes of them there."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial
from math import inf
import time
from typing import Protocol

from . import away
from .away import Whereabouts
from .health import GatewayHealth
from .journal import Journal
from .message import Change, ConsentChanged, OutboundMessage, StatusChanged
from .publisher import Publisher

# How long to wait before an account that could not be asked is asked again, in seconds.
_PAUSE = 60.0


class Fallback(Protocol):
    """The other account: `name` is what the journal calls it, `after` in seconds.

    With 0 it takes over after the first attempt that failed. Without an `after` there is none;
    messages may still be at one that there was before.
    """

    name: str
    after: float | None

    @property
    def exists(self) -> bool:
        """Tell whether there is such an account, though it need not be ready."""

    @property
    def is_ready(self) -> bool:
        """Tell whether it could send what it would be given."""

    async def ask_for(self, messages: Sequence[OutboundMessage]) -> Whereabouts:
        """Ask for messages that were handed over; what is not there is handed over."""

    async def cancel(self, message_ids: Collection[str]) -> int:
        """Call back what still waits there; return how many messages that were."""


class Handover:
    """What one account gives to another, by itself: neither waits for the other's disk.

    `rest` is set while there is nothing to do.
    """

    def __init__(
        self, journal: Journal, publisher: Publisher, health: GatewayHealth, fallback: Fallback
    ) -> None:
        """Work on an open journal."""
        self._journal = journal
        self._health = health
        self._fallback = fallback
        self._has_asked = False
        self._wake = asyncio.Event()
        self._theirs: asyncio.Queue[OutboundMessage] = asyncio.Queue()
        self.rest = asyncio.Event()
        publisher.listen(self._hear)

    def look_again(self) -> None:
        """Look whether something can be handed over now: an account may be ready, or not well."""
        self._wake.set()

    def ask_anew(self) -> None:
        """Ask for what was handed over: the other account may know more, or be there now."""
        self._has_asked = False
        self._wake.set()

    def note(self, theirs: OutboundMessage) -> None:
        """Hear how far another account has come with a message that it took over."""
        self._theirs.put_nowait(theirs)

    async def keep_up(self) -> None:
        """Write what is heard of messages that were handed over, until cancelled."""
        while True:
            await self.follow(await self._theirs.get())

    async def follow(self, theirs: OutboundMessage) -> None:
        """Write how far another account has come with a message that it took over."""
        await self._journal.persist(partial(away.follow, theirs=theirs, now=time.time()))
        # Its recipient may have written STOP while it could not be called back.
        self._wake.set()

    async def run(self) -> None:
        """Hand over what is due, until cancelled."""
        while True:
            self._wake.clear()
            self.rest.clear()
            moment = await self._work()
            self.rest.set()
            delay = None if moment is None else max(0.0, moment - time.time())
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._wake.wait()

    async def _work(self) -> float | None:
        """Do what can be done now; return when there may be more."""
        await self._fallback.cancel(await self._journal.persist(away.opted_out))
        if not self._has_asked:
            self._has_asked = True
            await self._ask_for(await self._journal.persist(away.away))
        if self._fallback.is_ready:
            await self._hand_over()
        moments = [] if self._has_asked else [time.time() + _PAUSE]
        if self._fallback.is_ready:
            offer_at = await self._journal.persist(away.next_offer)
            moments += [] if offer_at is None else [offer_at]
        return min(moments, default=None)

    async def _hand_over(self) -> None:
        while self._fallback.is_ready:
            before = inf if self._is_hopeless else time.time()
            handed = await self._journal.persist(
                partial(away.hand_over, fallback=self._fallback.name, before=before)
            )
            if not handed:
                return
            await self._ask_for(handed)

    @property
    def _is_hopeless(self) -> bool:
        """Tell whether what waits would only wait here, tried or not.

        What is held for the credentials would until it expires; and where the first attempt that
        fails is one too many, so would what comes while others fail.
        """
        return self._health.is_refused or (self._fallback.after == 0 and self._health.is_down)

    async def _ask_for(self, handed: Sequence[OutboundMessage]) -> None:
        if not handed:
            return
        found = await self._fallback.ask_for(handed)
        self._has_asked &= not found.is_open
        await self._journal.persist(partial(away.note, found=found, now=time.time()))

    def _hear(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, ConsentChanged) or (
                isinstance(change, StatusChanged) and change.message.state.is_waiting
            ):
                self._wake.set()
                return
