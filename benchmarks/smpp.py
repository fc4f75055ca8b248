"""SMPP: 1,000 messages over one session, beside PyPI's `aiosmpplib`, which has no window."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from itertools import batched
import time
from typing import cast

from aiohttp import ClientSession
from yarl import URL

from counterparts.checks import CannotBeHadError
from counterparts.library import ask
from custom_components.sms_gateway.gateways.base import Accepted, Arrival, OutgoingMessage
from custom_components.sms_gateway.gateways.smpp import Smpp

from .figure import REPEATS, Figure, medians
from .stage import Gateway, gateway

_NUMBERS = [f"+1555{index:07}" for index in range(2_000_000, 2_001_000)]
_SENDER, _TEXT = "+15550100099", "The freezer is warm"
_SYSTEM_ID, _PASSWORD = "simulator", "simulat"
_NO_HTTP = cast("ClientSession", None)


async def measure() -> list[Figure]:
    """Measure with a server that answers at once and with one that takes 50 ms."""
    async with gateway() as place:
        return [
            await _measure(place, window, answer_time)
            for answer_time in (0, 0.05)
            for window in (10, 100)
        ]


async def _measure(place: Gateway, window: int, answer_time: float) -> Figure:
    async def ours() -> float:
        await place.reset(answer_time=answer_time, receipts=False)
        return len(_NUMBERS) / await _seconds(place.smpp_url, window)

    async def library() -> float:
        await place.reset(answer_time=answer_time, receipts=False)
        return len(_NUMBERS) / await _library_seconds(place.smpp_url)

    when = f"after {answer_time * 1000:.0f} ms" if answer_time else "at once"
    what = f"messages per second over SMPP, window {window}, answers {when}"
    try:
        found, beside = await medians(ours, library)
    except CannotBeHadError as error:
        rates = sorted([await ours() for _ in range(REPEATS)])
        return Figure(what, f"{rates[REPEATS // 2]:.0f}", str(error), "")
    whole = f"{what}; beside `aiosmpplib`, all at once"
    return Figure(whole, f"{found:.0f}", f"{beside:.0f}", f"{found / beside:.2g}")


async def _seconds(url: str, window: int) -> float:
    """Return how long our own takes from the first message to the last answer."""
    given = {"system_id": _SYSTEM_ID, "password": _PASSWORD, "window": str(window)}
    account = Smpp(_NO_HTTP, url, given)
    bound = asyncio.Event()
    session = asyncio.create_task(account.run(_store, bound.set))
    await bound.wait()
    messages = [
        OutgoingMessage(f"{index:032}", number, _TEXT, _SENDER)
        for index, number in enumerate(_NUMBERS)
    ]
    batches = batched(messages, account.capabilities.batch_size, strict=False)
    began = time.perf_counter()
    results = await asyncio.gather(*map(account.send, batches))
    seconds = time.perf_counter() - began
    assert all(isinstance(result, Accepted) for batch in results for result in batch)
    session.cancel()
    with suppress(asyncio.CancelledError):
        await session
    return seconds


async def _store(_arrivals: Sequence[Arrival]) -> bool:
    """Take what comes in, which nothing does here."""
    return True


async def _library_seconds(url: str) -> float:
    """Return how long the library takes for the same."""
    port = str(URL(url).port)
    numbers = [number.removeprefix("+") for number in _NUMBERS]
    login = port, _SYSTEM_ID, _PASSWORD, _SENDER.removeprefix("+"), _TEXT
    answer = await ask("aiosmpplib", "esme_aiosmpplib", *login, *numbers)
    return float(answer["seconds"])
