"""Who waits until messages have got somewhere."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from .message import MessageState, OutboundMessage


class Wait:
    """Somebody who waits until all of some messages are as far as a state, or have ended."""

    def __init__(self, message_ids: Iterable[str], until: MessageState) -> None:
        """Wait for these; for none there is nothing to wait for."""
        self._outstanding = set(message_ids)
        self._until = until
        self._over = asyncio.Event()
        if not self._outstanding:
            self._over.set()

    def note(self, message: OutboundMessage) -> None:
        """Hear how far a message is."""
        if message.message_id in self._outstanding and message.state.rank >= self._until.rank:
            self._outstanding.discard(message.message_id)
            if not self._outstanding:
                self._over.set()

    def end(self) -> None:
        """Wait no longer."""
        self._over.set()

    async def is_over(self, seconds: float) -> None:
        """Return once nothing is waited for any more, or the time is up."""
        # What is known when the time is up is the answer.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()


class Waits:
    """All who wait at an account."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._waits: set[Wait] = set()

    @contextmanager
    def begin(self, message_ids: Iterable[str], until: MessageState) -> Iterator[Wait]:
        """Let somebody hear of messages, from here on."""
        wait = Wait(message_ids, until)
        self._waits.add(wait)
        try:
            yield wait
        finally:
            self._waits.discard(wait)

    def note(self, message: OutboundMessage) -> None:
        """Tell all how far a message is."""
        for wait in self._waits:
            wait.note(message)

    def end(self) -> None:
        """Let nobody wait any longer."""
        for wait in self._waits:
            wait.end()
