"""Receiving: callbacks stored and answered per second, beside a webhook that does nothing."""

import asyncio
import json
import time
from uuid import uuid4

from aiohttp import ClientSession, TCPConnector

from .figure import Figure, medians
from .stage import ANSWERING, Stage

CALLBACKS = 3000
CONNECTIONS = 64
OLD_MESSAGES = 100_000


async def measure(stage: Stage) -> list[Figure]:
    """Measure with an empty journal, then with a full one, each in the same Home Assistant."""
    empty = await _measure(stage, "an empty journal")
    await stage.fill(OLD_MESSAGES, OLD_MESSAGES)
    return [empty, await _measure(stage, f"{OLD_MESSAGES} old messages each way in the journal")]


async def rate(url: str) -> float:
    """Return how many callbacks are answered in a second, by 64 connections at once."""
    bodies = iter([callback() for _ in range(CALLBACKS)])

    async def post(session: ClientSession) -> None:
        for body in bodies:
            async with session.post(url, data=body) as response:
                response.raise_for_status()

    async with ClientSession(connector=TCPConnector(limit=CONNECTIONS)) as session:
        began = time.perf_counter()
        async with asyncio.TaskGroup() as tasks:
            for _ in range(CONNECTIONS):
                tasks.create_task(post(session))
        return CALLBACKS / (time.perf_counter() - began)


async def _measure(stage: Stage, journal: str) -> Figure:
    async def ours() -> float:
        return await rate(stage.callback_url)

    async def nothing() -> float:
        return await rate(f"{stage.house.url}/api/webhook/nothing")

    found, beside = await medians(ours, nothing)
    return Figure(
        f"callbacks stored and answered per second, {CONNECTIONS} connections, {journal};"
        " beside a webhook that does nothing",
        f"{found:.0f}",
        f"{beside:.0f}",
        f"{found / beside:.2f}",
        "at least 0.5",
    )


def callback() -> bytes:
    """Return a reply as Clickatell's One API tells it (clickatell.md 3.1)."""
    reply = {
        "channel": "sms",
        "messageId": uuid4().hex,
        "relatedMessageId": None,
        "relatedClientMessageId": None,
        "from": ANSWERING.removeprefix("+"),
        "to": "15550100099",
        "timestamp": time.time_ns() // 1_000_000,
        "content": "OK, on my way",
        "charset": "UTF-8",
        "sms": {"network": "65501"},
    }
    body = {"integrationId": "i1", "integrationName": "home", "event": {"moText": [reply]}}
    return json.dumps(body).encode()
