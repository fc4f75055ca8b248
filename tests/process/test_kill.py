"""Power cuts: Home Assistant is killed again and again while messages go out."""

import asyncio
from collections.abc import Sequence
from itertools import batched
import os
import random

from aiohttp import ClientError
import pytest

from demo.house import House
from simulator import Simulator
from simulator.faults import Fault

from .conftest import TAKEN, journal_states, known_accepted, nothing_waits, times_accepted

ROUNDS = 5
CALLS = 10
NUMBERS_PER_CALL = 20
NUMBERS = [f"+1555{index:07}" for index in range(2_000_000, 2_001_000)]
LONGEST_LIFE = 0.6
"""Seconds between the first call and the kill, at most."""

# Home Assistant starts again and again, which takes a machine that is busy a while.
pytestmark = pytest.mark.timeout(300)


async def test_nothing_is_lost_and_nothing_known_accepted_is_sent_again(
    house: House, simulator: Simulator
) -> None:
    seed = int(os.environ.get("KILL_SEED") or random.randrange(2**32))
    print(f"KILL_SEED={seed}")
    chance = random.Random(seed)
    random.seed(seed)  # what the simulator's faults draw from
    simulator.account.delivery_delay = 0.1
    simulator.account.callback_retry_delay = 1
    simulator.faults.set(Fault.RANDOM, 0.4)
    simulator.faults.set(Fault.SLOW, 0.1)

    returned: set[str] = set()
    known: dict[str, int] = {}
    for numbers in batched(NUMBERS, CALLS * NUMBERS_PER_CALL, strict=True):
        await house.start()
        returned |= await call_and_kill(house, numbers, chance.uniform(0, LONGEST_LIFE))
        times = times_accepted(simulator)
        known = {message_id: times[message_id] for message_id in known_accepted(house)} | known
        print(f"killed: {len(returned)} returned, {len(known)} known accepted")

    simulator.faults.clear()
    await house.start()
    await nothing_waits(house)

    times = times_accepted(simulator)
    states = journal_states(house)
    print(f"{len(times)} messages, {simulator.network.duplicates} duplicates")
    assert returned
    assert returned <= states.keys()
    assert states.keys() == times.keys()
    assert set(states.values()) <= TAKEN
    assert {m: times[m] for m in known} == known


async def call_and_kill(house: House, numbers: Sequence[str], life: float) -> set[str]:
    """Kill Home Assistant while it is called; return the ids of the calls that returned."""
    calls = [
        asyncio.create_task(send(house, some))
        for some in batched(numbers, NUMBERS_PER_CALL, strict=True)
    ]
    await asyncio.sleep(life)  # the random moment is what the test is about
    await house.kill()
    return {message_id for ids in await asyncio.gather(*calls) for message_id in ids}


async def send(house: House, numbers: Sequence[str]) -> list[str]:
    """Send to some numbers; return the ids, none if Home Assistant died before it answered."""
    try:
        answer = await house.call(
            "sms_gateway",
            "send_message",
            to=numbers,
            message="The freezer is at -5 °C",
            retry_rate=0.02,
            stop_after=60,
        )
    except ClientError:
        return []
    return [message["message_id"] for message in answer["messages"]]
