"""Whether the other side answers: looked at every so often, and by what comes of messages."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .base import GatewayError

# In seconds.
_LOOK_EVERY = 30.0


class Watch:
    """When to look at the other side of a gateway that keeps no connection of its own."""

    def __init__(self) -> None:
        """Begin with no doubt."""
        self._doubt = asyncio.Event()
        self._heard = asyncio.Event()

    async def rest(self) -> None:
        """Return when it is time to look again: after a while, or where there is doubt."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                await self._doubt.wait()
        self._doubt.clear()

    @contextmanager
    def handing_over(self) -> Iterator[None]:
        """Learn from what comes of a message: it was answered, or there is doubt."""
        try:
            yield
        except GatewayError:
            self._doubt.set()
            raise
        self._heard.set()

    async def heard(self) -> None:
        """Return as soon as the other side answers a message."""
        self._heard.clear()
        await self._heard.wait()
