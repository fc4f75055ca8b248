"""How fast messages leave."""

import asyncio
from itertools import pairwise

import pytest

from custom_components.sms_gateway.gateways.smpp.pace import Pace

from ...patience import soon


class Sending:
    """Messages that want to leave, in their order."""

    def __init__(self, pace: Pace) -> None:
        """Send nothing yet."""
        self.pace = pace
        self.gone: list[str] = []
        self.answered = {name: asyncio.Event() for name in "abcdefgX"}

    async def send(self, name: str) -> None:
        """Send one message; the one named X is critical."""
        async with self.pace.place(critical=name == "X"):
            self.gone.append(name)
            await self.answered[name].wait()

    async def settle(self) -> None:
        """Let everything happen that can."""
        for _ in range(10):
            await asyncio.sleep(0)


@pytest.mark.parametrize(("window", "first"), [(1, "a"), (2, "a"), (4, "abc")])
async def test_so_many_are_under_way_and_one_place_is_kept(window: int, first: str) -> None:
    sending = Sending(Pace(window, 0))
    async with asyncio.TaskGroup() as group:
        for name in "abcde":
            group.create_task(sending.send(name))
        await sending.settle()
        assert "".join(sending.gone) == first
        group.create_task(sending.send("X"))
        await sending.settle()
        assert "".join(sending.gone) == (first if window == 1 else f"{first}X")
        sending.answered["a"].set()
        await sending.settle()
        # Whoever is critical comes before those who wait.
        assert sending.gone[len(first)] == "X"
        for answered in sending.answered.values():
            answered.set()
    assert sorted(sending.gone) == sorted("abcdeX")


async def test_no_more_leave_in_a_second() -> None:
    loop = asyncio.get_running_loop()
    pace, left = Pace(100, 100), []

    async def send() -> None:
        async with pace.place(critical=False):
            left.append(loop.time())

    await soon(asyncio.gather(*(send() for _ in range(6))), "all have left")
    gaps = [later - earlier for earlier, later in pairwise(left)]
    assert min(gaps) >= 0.009


async def test_nothing_leaves_for_a_while_twice_as_long_each_time() -> None:
    loop = asyncio.get_running_loop()
    pace = Pace(10, 0)
    holds = []
    for _ in range(3):
        began = loop.time()
        pace.slow_down(0.02)
        pace.slow_down(0.02)  # of the same window
        async with pace.place(critical=False):
            holds.append(loop.time() - began)
    assert holds[0] >= 0.019
    assert holds[1] >= 0.039
    assert holds[2] >= 0.079
    pace.go_on()
    pace.slow_down(0.02)
    began = loop.time()
    async with pace.place(critical=False):
        assert loop.time() - began < holds[2]


async def test_whoever_waits_in_vain_takes_no_place() -> None:
    sending = Sending(Pace(1, 0))
    async with asyncio.TaskGroup() as group:
        group.create_task(sending.send("a"))
        waiting = group.create_task(sending.send("b"))
        await sending.settle()
        waiting.cancel()
        group.create_task(sending.send("c"))
        sending.answered["a"].set()
        await sending.settle()
        assert sending.gone == ["a", "c"]
        sending.answered["c"].set()


async def test_in_the_end_all_may_go() -> None:
    sending = Sending(Pace(1, 0.001))
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            sending.answered[name].set()
            group.create_task(sending.send(name))
        await sending.settle()
        assert sending.gone == ["a"]
        sending.pace.end()
    assert sending.gone == ["a", "b", "c"]
