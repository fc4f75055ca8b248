"""Which messages are being handed over: what is told of them has to wait for what comes of that."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from .base import Arrival, DeliveryReport

# How many digits at the end of a number are the same however it is written.
_ENDING = 7


class UnderWay:
    """The messages that are being handed over: a receipt may be quicker than what comes of that."""

    def __init__(self) -> None:
        """Begin with none."""
        self._all: dict[asyncio.Future[None], Collection[str]] = {}

    @contextmanager
    def to(self, numbers: Collection[str]) -> Iterator[None]:
        """Have messages to these numbers under way, until what came of them is being written."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._all[future] = {ending(number) for number in numbers}
        try:
            yield
        finally:
            # Whoever sent them goes on first: what is to be written is written in its order.
            loop.call_soon(self._ended, future)

    def about(self, told: Arrival) -> list[asyncio.Future[None]]:
        """Return what has to end before it is known which message a receipt is about."""
        reports = [one for one in told.events if isinstance(one, DeliveryReport)]
        found = {ending(one.to or "") for one in reports if one.message_id is None}
        return [
            future
            for future, numbers in self._all.items()
            if found and ("" in found or not found.isdisjoint(numbers))
        ]

    def _ended(self, future: asyncio.Future[None]) -> None:
        del self._all[future]
        if not future.done():
            future.set_result(None)


def ending(number: str) -> str:
    """Return the digits of a number that are the same however it is written."""
    return "".join(filter(str.isdecimal, number))[-_ENDING:]
