"""Time that runs faster than it does, for everything in this process."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from selectors import DefaultSelector, SelectorKey
import time
from typing import override
from unittest.mock import patch

SPEED = 60.0


class FastSelector(DefaultSelector):
    """Waits for the fraction of a time in which that passes."""

    @override
    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        return super().select(None if timeout is None else timeout / SPEED)


class FastLoop(asyncio.SelectorEventLoop):
    """An event loop that goes by the fast time; to be run within `fast_time`."""

    def __init__(self) -> None:
        """Wait with a selector that goes by it, too."""
        super().__init__(FastSelector())

    @override
    def time(self) -> float:
        return time.monotonic()


@contextmanager
def fast_time() -> Iterator[None]:
    """Let the wall clock and the one that nobody can set run fast, both at the same speed."""
    real, began, wall = time.monotonic, time.monotonic(), time.time()

    def passed() -> float:
        return (real() - began) * SPEED

    with patch.multiple(
        time,
        monotonic=lambda: began + passed(),
        time=lambda: wall + passed(),
        time_ns=lambda: int((wall + passed()) * 1e9),
    ):
        yield
