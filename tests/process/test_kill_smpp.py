"""Power cuts over SMPP, which knows no id of ours: each number gets one message, and is counted."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import batched
import os
import random

import pytest

from demo.house import House
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    TAKEN,
    journal_states,
    known_accepted,
    may_be_sent,
    nothing_waits,
    numbers_of,
)
from .test_kill import LONGEST_LIFE, NUMBERS, NUMBERS_PER_CALL, send

ROUNDS = 2
NUMBERS_PER_ROUND = 100

# Home Assistant starts again and again, which takes a machine that is busy a while.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def gateway() -> str:
    """Return which gateway the account is at."""
    return "smpp"


async def test_nothing_is_lost_and_nothing_known_accepted_is_sent_again(
    house: House, simulator: Simulator
) -> None:
    simulator.account.delivery_delay = 0.1
    seed = os.environ.get("KILL_SEED") or str(random.randrange(2**32))
    print(f"KILL_SEED={seed}")
    chance = random.Random(seed)
    # Answers are under way when the power goes, and sessions are lost besides.
    simulator.faults.set(Fault.SLOW, 0.1)
    returned: set[str] = set()
    known: dict[str, int] = {}
    for numbers in batched(NUMBERS[: ROUNDS * NUMBERS_PER_ROUND], NUMBERS_PER_ROUND, strict=True):
        await house.start()
        simulator.faults.set(Fault.DROP_ANSWER, count=2)
        returned |= await call_and_kill(house, numbers, chance.uniform(0, LONGEST_LIFE))
        times = times_accepted(house, simulator)
        assert {m: times[m] for m in known} == known
        known = {message: times[message] for message in known_accepted(house)} | known
        assert returned <= journal_states(house).keys()
        print(f"killed: {len(returned)} returned, {len(known)} known accepted")
    simulator.faults.clear()
    await house.start()
    await nothing_waits(house)
    states, times = journal_states(house), times_accepted(house, simulator)
    assert returned
    assert returned <= states.keys()
    assert states.keys() == times.keys()
    assert set(states.values()) <= TAKEN
    assert {m: times[m] for m in known} == known
    most = may_be_sent(house)
    assert all(n <= most[m] for m, n in times.items())


async def call_and_kill(house: House, numbers: Sequence[str], life: float) -> set[str]:
    """Kill Home Assistant some time after a call has returned; return the ids of all that have."""
    calls = [
        asyncio.create_task(send(house, some))
        for some in batched(numbers, NUMBERS_PER_CALL, strict=True)
    ]
    await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(life)  # the random moment is what the test is about
    await house.kill()
    return {message_id for ids in await asyncio.gather(*calls) for message_id in ids}


def times_accepted(house: House, simulator: Simulator) -> Counter[str]:
    """Return how often the SMSC has taken each message, by message id."""
    by_number = {number: message for message, number in numbers_of(house).items()}
    return Counter(by_number[f"+{message.to}"] for message in simulator.network.messages)
