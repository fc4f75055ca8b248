"""Who waits until messages have got somewhere."""

import asyncio
from collections.abc import Iterable

from .message import MessageState, OutboundMessage


class Wait:
    """Somebody who waits until all of some messages are as far as a state, or have ended."""

    def __init__(self, message_ids: Iterable[str], until: MessageState) -> None:
        """Wait for these; for none there is nothing to wait for."""
        self._outstanding = set(message_ids)
        self._until = until
        self.over = asyncio.Event()
        if not self._outstanding:
            self.over.set()

    def note(self, message: OutboundMessage) -> None:
        """Hear how far a message is."""
        if message.message_id in self._outstanding and message.state.rank >= self._until.rank:
            self._outstanding.discard(message.message_id)
            if not self._outstanding:
                self.over.set()
