"""What 10,000 waiting messages cost: at start-up, and in memory."""

from dataclasses import dataclass
from statistics import median

from .figure import REPEATS, Figure
from .stage import Stage

MESSAGES = 10_000
PER_CALL = 1000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds until the account is set up, and the whole process's memory in MB."""

    seconds: float
    megabytes: float


async def measure(stage: Stage) -> list[Figure]:
    """Measure with nothing in the queue, then with 10,000 messages, the gateway being down."""
    await stage.gateway.reset(refuse=True)
    empty = await _cost(stage)
    for first in range(0, MESSAGES, PER_CALL):
        numbers = [f"+1555{2_000_000 + first + index:07}" for index in range(PER_CALL)]
        await stage.house.call(
            "sms_gateway", "send_message", to=numbers, message="The freezer is warm", stop_after=0
        )
    full = await _cost(stage)
    return [
        Figure(
            f"set-up of an account with {MESSAGES} waiting messages; beside none",
            f"{full.seconds:.2f} s",
            f"{empty.seconds:.2f} s",
            f"{full.seconds / empty.seconds:.2f}",
        ),
        Figure(
            f"memory of Home Assistant with {MESSAGES} waiting messages; beside none",
            f"{full.megabytes:.0f} MB",
            f"{empty.megabytes:.0f} MB",
            f"{full.megabytes / empty.megabytes:.2f}",
        ),
    ]


async def _cost(stage: Stage) -> Cost:
    costs = [await _start(stage) for _ in range(REPEATS)]
    return Cost(median(c.seconds for c in costs), median(c.megabytes for c in costs))


async def _start(stage: Stage) -> Cost:
    await stage.house.stop()
    await stage.house.start()
    setup = await stage.house.call("bench", "setup_seconds", integration="sms_gateway")
    return Cost(setup["seconds"], stage.house.resident_memory / 1e6)
