"""Sending: one action for 1,000 numbers, beside Home Assistant's own notifier one by one."""

import time

from .figure import Figure, medians
from .stage import Stage

NUMBERS = [f"+1555{index:07}" for index in range(2_000_000, 2_001_000)]


async def measure(stage: Stage) -> list[Figure]:
    """Measure with a gateway that answers at once and with one that takes 200 ms."""
    return [
        await _measure(stage, 0, clickatell_messages=100, aim="20"),
        await _measure(stage, 0.2, clickatell_messages=10, aim="100"),
    ]


async def rate(stage: Stage, answer_time: float = 0) -> float:
    """Return how many messages of one action the gateway has in a second."""
    await stage.gateway.reset(answer_time=answer_time)
    began = time.time()
    await stage.house.call("sms_gateway", "send_message", to=NUMBERS, message="The freezer is warm")
    return len(NUMBERS) / (await stage.gateway.moment(len(NUMBERS)) - began)


async def _measure(
    stage: Stage, answer_time: float, *, clickatell_messages: int, aim: str
) -> Figure:
    async def ours() -> float:
        return await rate(stage, answer_time)

    async def clickatell() -> float:
        await stage.gateway.reset(answer_time=answer_time)
        done = await stage.house.call("bench", "clickatell_seconds", messages=clickatell_messages)
        return float(clickatell_messages / done["seconds"])

    found, beside = await medians(ours, clickatell)
    when = f"after {answer_time * 1000:.0f} ms" if answer_time else "at once"
    return Figure(
        f"messages sent per second, gateway answers {when}; beside Home Assistant's `clickatell`",
        f"{found:.0f}",
        f"{beside:.1f}",
        f"{found / beside:.0f}",
        f"at least {aim}",
    )
