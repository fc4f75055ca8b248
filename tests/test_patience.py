"""Waits that end, whatever the clocks say."""

import asyncio
from collections.abc import Callable
import time

from freezegun.api import FrozenDateTimeFactory
import pytest

from .patience import Awaited, limited, patience, soon, source_of

SHORT = 0.05


async def test_a_wait_ends_while_time_stands_still(freezer: FrozenDateTimeFactory) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"^not within 0\.05 s: the door is shut$"):
        async with patience(lambda: "the door is shut", SHORT):
            await asyncio.Event().wait()


async def test_a_wait_goes_on_while_an_hour_passes_at_once(freezer: FrozenDateTimeFactory) -> None:
    async with patience(lambda: "the door is shut"):
        freezer.tick(3600)
        await asyncio.sleep(0)


async def test_a_wait_that_never_rests_ends() -> None:
    async def look_again_and_again() -> None:
        while True:  # noqa: ASYNC110 - what such a wait does
            await asyncio.sleep(0)

    with pytest.raises(pytest.fail.Exception, match="the door is shut"):
        async with patience(lambda: "the door is shut", SHORT):
            await look_again_and_again()


async def test_what_was_in_time_is_not_cancelled_later() -> None:
    async with patience(lambda: "the door is shut", SHORT):
        time.sleep(2 * SHORT)  # noqa: ASYNC251 - the time is up before the loop learns of it
    await asyncio.sleep(SHORT)


async def test_whoever_else_cancels_is_heard() -> None:
    waiting = asyncio.create_task(soon(asyncio.Event().wait(), "the door is shut"))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_an_event_that_comes() -> None:
    event = Awaited("the door is shut")
    asyncio.get_running_loop().call_soon(event.set)
    assert await event.wait()


async def test_a_test_that_hangs_is_ended_where_it_stands() -> None:
    ended = False

    async def hang() -> None:
        nonlocal ended
        try:
            await asyncio.Event().wait()
        finally:
            ended = True

    with pytest.raises(pytest.fail.Exception, match="the test is over"):
        await limited(hang, SHORT)()
    assert ended


@pytest.mark.parametrize("is_so", [lambda: False])
def test_a_condition_is_told_in_its_own_words(is_so: Callable[[], bool]) -> None:
    assert "lambda: False" in source_of(is_so)
