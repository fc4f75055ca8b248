"""Waits that end: what never comes fails a test with a sentence that says what it was."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from functools import wraps
from inspect import getsource
from textwrap import dedent
from threading import Timer
import time
from typing import Literal, override

import pytest

PATIENCE = 10.0
"""Seconds of real time, enough for the slowest of machines."""
MOMENT = 0.01
"""Seconds of real time."""


@asynccontextmanager
async def patience(what: Callable[[], str], seconds: float = PATIENCE) -> AsyncIterator[None]:
    """Fail with what was waited for when what is done in this context takes too long."""
    waiting = asyncio.current_task()
    assert waiting is not None
    is_over = is_late = False

    def give_up() -> None:
        nonlocal is_late
        if not is_over:
            is_late = waiting.cancel()

    # Not a timer of the event loop: in tests its time stands still, or is an hour later at once.
    loop = asyncio.get_running_loop()
    timer = Timer(seconds, loop.call_soon_threadsafe, (give_up,))
    timer.start()
    try:
        yield
    except asyncio.CancelledError:
        if not is_late:
            raise
        waiting.uncancel()
        pytest.fail(f"not within {seconds:g} s: {what()}")
    finally:
        is_over = True
        timer.cancel()
        timer.join()


async def soon[T](doing: Awaitable[T], what: str) -> T:
    """Return what something comes to, which has to be soon."""
    async with patience(lambda: what):
        return await doing


def source_of(is_so: Callable[[], bool]) -> str:
    """Return the words of a condition, as they stand in the test."""
    try:
        return dedent(getsource(is_so)).strip()
    except OSError:
        return repr(is_so)


async def moment() -> None:
    """Give the disk a moment of real time, which a pretend clock has none of."""
    await asyncio.to_thread(time.sleep, MOMENT)


class Awaited(asyncio.Event):
    """An event that has to come soon once it is waited for."""

    def __init__(self, what: str) -> None:
        """Wait for something that a sentence tells."""
        super().__init__()
        self._what = what

    @override
    async def wait(self) -> Literal[True]:
        return await soon(super().wait(), self._what)


def limited[**P](
    test: Callable[P, Awaitable[None]], seconds: float
) -> Callable[P, Coroutine[None, None, None]]:
    """Return a test that fails where it stands when it takes too long.

    It is cancelled, so that what it has begun is ended, and its trace shows what it waited for. The
    exception that pytest-timeout raises from a signal may get lost in whatever task runs just then.
    """

    @wraps(test)
    async def run(*arguments: P.args, **named: P.kwargs) -> None:
        async with patience(lambda: "the test is over (above: what it waited for)", seconds):
            await test(*arguments, **named)

    return run
