"""One alert: from the call of its action until the gateway has it, and what it writes to the disk.

Beside it the call of Home Assistant's own notifier, which keeps nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from statistics import median
import time

from .figure import Figure, medians
from .filling import ANNA
from .stage import Stage

ALERTS = 50
WRITTEN = 200
LONELY = 20

type Call = Callable[[str], Awaitable[float]]


async def measure(stage: Stage) -> list[Figure]:
    """Measure as an automation calls, as somebody over HTTP does, and what is written."""
    for call in (in_automation(stage), _in_automation_beside(stage)):
        await seconds(stage, call)
    return [
        await _latency(
            stage, "in an automation", in_automation(stage), _in_automation_beside(stage)
        ),
        await _latency(stage, "over HTTP", _over_http(stage), _over_http_beside(stage)),
        await _written(stage, f"{WRITTEN} one after the other", WRITTEN, 0),
        await _written(stage, "a second apart", LONELY, 1),
    ]


def in_automation(stage: Stage) -> Call:
    """Return a way to send an alert; it returns when it began, in seconds since 1970."""
    return _inside(stage, "sms_gateway.send_message", to=ANNA)


async def seconds(stage: Stage, call: Call) -> float:
    """Return how long the gateway waits for an alert; each waits for the one before."""
    await stage.gateway.reset()
    found = []
    for number in range(1, ALERTS + 1):
        began = await call(f"The freezer is warm {number}")
        found.append(await stage.gateway.moment(number) - began)
    return median(found)


def _in_automation_beside(stage: Stage) -> Call:
    return _inside(stage, "notify.clickatell")


def _inside(stage: Stage, name: str, **data: str) -> Call:
    async def call(message: str) -> float:
        answer = await stage.house.call(
            "bench", "call_action", name=name, data={**data, "message": message}
        )
        return float(answer["began"])

    return call


def _over_http(stage: Stage) -> Call:
    async def call(message: str) -> float:
        began = time.time()
        await stage.house.call_plain("sms_gateway", "send_message", to=ANNA, message=message)
        return began

    return call


def _over_http_beside(stage: Stage) -> Call:
    async def call(message: str) -> float:
        began = time.time()
        await stage.house.call_plain("notify", "clickatell", message=message)
        return began

    return call


async def _latency(stage: Stage, how: str, ours: Call, beside: Call) -> Figure:
    async def our_seconds() -> float:
        return await seconds(stage, ours)

    async def their_seconds() -> float:
        return await seconds(stage, beside)

    found, other = await medians(our_seconds, their_seconds)
    return Figure(
        f"one alert {how}, action to gateway, durable; beside Home Assistant's `clickatell`",
        f"{found * 1000:.1f} ms",
        f"{other * 1000:.1f} ms",
        f"{found / other:.2f}",
        "at most 1.5",
    )


async def _written(stage: Stage, how: str, alerts: int, pause: float) -> Figure:
    found = await _kibibytes(stage, in_automation(stage), alerts, pause)
    other = await _kibibytes(stage, _in_automation_beside(stage), alerts, pause)
    return Figure(
        f"written to the disk for an alert, {how}; beside Home Assistant's `clickatell`",
        f"{found:.1f} KiB",
        f"{other:.1f} KiB",
        f"{found / other:.1f}" if other else "-",
        "at most 48 KiB",
    )


async def _kibibytes(stage: Stage, call: Call, alerts: int, pause: float) -> float:
    await stage.gateway.reset()
    before = stage.house.bytes_written
    for number in range(1, alerts + 1):
        await call(f"The freezer is warm {number}")
        await stage.gateway.moment(number)
        await asyncio.sleep(pause)
    await asyncio.sleep(1)  # what follows the gateway's answer is written, too
    return (stage.house.bytes_written - before) / alerts / 1024
