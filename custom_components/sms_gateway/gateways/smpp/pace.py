"""How fast messages leave: so many without an answer, so many a second, none for a while."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# How long nothing is sent after an SMSC said that it was too fast, in seconds; twice as long each
# time that it says so again.
FIRST_HOLD, LONGEST_HOLD = 1.0, 16.0


class Pace:
    """The places of a window; critical messages come before others, and have one that others lack.

    `a_second` is how many may leave in one, 0 for any number.
    """

    def __init__(self, window: int, a_second: float) -> None:
        """Begin with nothing under way."""
        self._window = window
        self._interval = 1 / a_second if a_second else 0.0
        self._under_way = 0
        self._waiting: dict[bool, deque[asyncio.Future[None]]] = {True: deque(), False: deque()}
        self._next_at = 0.0
        self._hold = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    @asynccontextmanager
    async def place(self, *, critical: bool) -> AsyncIterator[None]:
        """Wait for one's turn, and keep the place until there is an answer."""
        await self._turn(critical=critical)
        try:
            yield
        finally:
            self._under_way -= 1
            self._give()

    def slow_down(self, first_hold: float) -> None:
        """Send nothing for a while."""
        loop = asyncio.get_running_loop()
        if self._next_at > loop.time() + self._interval:
            return  # others of the same window were told the same
        self._hold = min(max(first_hold, self._hold * 2), first_hold * LONGEST_HOLD / FIRST_HOLD)
        self._next_at = loop.time() + self._hold

    def end(self) -> None:
        """Let all go: there is nothing to be slow with any more."""
        self._is_over = True
        if self._timer is not None:
            self._timer.cancel()
        self._give()

    def go_on(self) -> None:
        """Learn that a message was taken."""
        self._hold = 0.0

    async def _turn(self, *, critical: bool) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting[critical].append(turn)
        self._give()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._under_way -= 1
                self._give()
            raise

    def _give(self) -> None:
        """Let those go whose turn it is."""
        loop = asyncio.get_running_loop()
        while (queue := self._next_queue()) is not None:
            if (delay := self._next_at - loop.time()) > 0 and not self._is_over:
                self._wait(delay)
                return
            turn = queue.popleft()
            if turn.done():
                continue
            self._under_way += 1
            self._next_at = loop.time() + self._interval
            turn.set_result(None)

    def _next_queue(self) -> deque[asyncio.Future[None]] | None:
        """Return whose turn it is, if there is a place."""
        if self._is_over:
            return self._waiting[True] or self._waiting[False] or None
        room = self._window - self._under_way
        if room > 0 and self._waiting[True]:
            return self._waiting[True]
        # With one place only, nothing can be kept for anybody.
        kept = 1 if self._window > 1 else 0
        return self._waiting[False] if room > kept and self._waiting[False] else None

    def _wait(self, delay: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self._give)
