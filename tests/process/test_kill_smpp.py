"""Power cuts over SMPP, which knows no id of ours: each number gets one message, and is counted."""

import asyncio
from collections import Counter
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

SENT = 200

# Home Assistant starts again and again, which takes a machine that is busy a while.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def gateway() -> str:
    """Return which gateway the account is at."""
    return "smpp"


async def test_nothing_is_lost_and_nothing_known_accepted_is_sent_again(
    house: House, simulator: Simulator
) -> None:
    seed = os.environ.get("KILL_SEED") or str(random.randrange(2**32))
    print(f"KILL_SEED={seed}")
    simulator.account.delivery_delay = 0.1
    # Answers are under way when the power goes, and a session is lost besides.
    simulator.faults.set(Fault.SLOW, 0.1)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await house.start()
    returned = await call_and_kill(house, random.Random(seed).uniform(0, LONGEST_LIFE))
    times = times_accepted(house, simulator)
    known = {message: times[message] for message in known_accepted(house)}
    assert returned
    assert returned <= journal_states(house).keys()
    simulator.faults.clear()
    await house.start()
    await nothing_waits(house)
    states, times = journal_states(house), times_accepted(house, simulator)
    assert returned <= states.keys()
    assert states.keys() == times.keys()
    assert set(states.values()) <= TAKEN
    assert {m: times[m] for m in known} == known
    most = may_be_sent(house)
    assert all(n <= most[m] for m, n in times.items())


async def call_and_kill(house: House, life: float) -> set[str]:
    """Kill Home Assistant some time after a call has returned; return the ids of all that have."""
    calls = [
        asyncio.create_task(send(house, some))
        for some in batched(NUMBERS[:SENT], NUMBERS_PER_CALL, strict=True)
    ]
    await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    await asyncio.sleep(life)  # the random moment is what the test is about
    await house.kill()
    return {message_id for ids in await asyncio.gather(*calls) for message_id in ids}


def times_accepted(house: House, simulator: Simulator) -> Counter[str]:
    """Return how often the SMSC has taken each message, by message id."""
    by_number = {number: message for message, number in numbers_of(house).items()}
    return Counter(by_number[f"+{message.to}"] for message in simulator.network.messages)
