"""Power cuts with a modem, which knows no id of ours: each number gets one message."""

import asyncio
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
    texts_received,
    until,
)
from .test_kill import NUMBERS, call_and_kill
from .test_kill_smpp import times_accepted

SENT = 60
REPLIES = [f"reply {number}" for number in range(12)]
LONGEST_LIFE = 1.2
"""Seconds between the calls and the kill, at most."""

# Home Assistant starts twice, which takes a machine that is busy a while.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def gateway() -> str:
    """Return which gateway the account is at."""
    return "modem"


async def test_nothing_is_lost_and_nothing_known_accepted_is_sent_again(
    house: House, simulator: Simulator
) -> None:
    seed = os.environ.get("KILL_SEED") or str(random.randrange(2**32))
    print(f"KILL_SEED={seed}")
    # Answers and reports are under way when the power goes, and replies are on the SIM.
    simulator.faults.set(Fault.SLOW, 0.01)
    simulator.account.delivery_delay = 0.05
    await house.start()
    await until(lambda: is_connected(house), "the modem is there")
    replying = asyncio.create_task(write(simulator))
    life = random.Random(seed).uniform(0.1, LONGEST_LIFE)
    returned = await call_and_kill(house, NUMBERS[:SENT], life)
    await replying
    times = times_accepted(house, simulator)
    known = {message: times[message] for message in known_accepted(house)}
    assert returned <= journal_states(house).keys()
    await house.start()
    await nothing_waits(house)
    states, times = journal_states(house), times_accepted(house, simulator)
    assert returned <= states.keys() == times.keys()
    assert set(states.values()) <= TAKEN
    assert {m: times[m] for m in known} == known
    most = may_be_sent(house)
    assert all(n <= most[m] for m, n in times.items())
    await until(lambda: is_empty(simulator), "nothing is left on the SIM")
    assert sorted(texts_received(house)) == sorted(REPLIES)


async def is_connected(house: House) -> bool:
    """Tell whether the modem is there."""
    return await house.state("binary_sensor.clickatell_connectivity") == "on"


async def is_empty(simulator: Simulator) -> bool:
    """Tell whether all replies were taken from the SIM."""
    return not simulator.modem.sim.slots and not simulator.modem.waiting


async def write(simulator: Simulator) -> None:
    """Let replies come in one after the other, whether or not anybody is there to take them."""
    for text in REPLIES:
        await Simulator.reply(simulator, NUMBERS[0], text)
        await asyncio.sleep(0.05)
