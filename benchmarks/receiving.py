"""Receiving: callbacks stored and answered per second, beside a webhook that does nothing."""

import asyncio
import json
import time
from uuid import uuid4

from aiohttp import ClientSession, TCPConnector

from .figure import Figure, medians
from .stage import Stage

CALLBACKS = 3000
CONNECTIONS = 64


async def measure(stage: Stage) -> list[Figure]:
    """Measure with 64 connections at once, in the same Home Assistant."""

    async def ours() -> float:
        return await _rate(f"{stage.house.url}/api/sms_gateway/{stage.webhook_id}")

    async def nothing() -> float:
        return await _rate(f"{stage.house.url}/api/webhook/nothing")

    rate, beside = await medians(ours, nothing)
    return [
        Figure(
            f"callbacks stored and answered per second, {CONNECTIONS} connections;"
            " beside a webhook that does nothing",
            f"{rate:.0f}",
            f"{beside:.0f}",
            f"{rate / beside:.2f}",
            "0.5",
        )
    ]


async def _rate(url: str) -> float:
    bodies = iter([_callback() for _ in range(CALLBACKS)])

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


def _callback() -> bytes:
    """Return a reply as Clickatell's One API tells it (clickatell.md 3.1)."""
    reply = {
        "channel": "sms",
        "messageId": uuid4().hex,
        "relatedMessageId": None,
        "relatedClientMessageId": None,
        "from": "15550100001",
        "to": "15550100099",
        "timestamp": time.time_ns() // 1_000_000,
        "content": "OK, on my way",
        "charset": "UTF-8",
        "sms": {"network": "65501"},
    }
    body = {"integrationId": "i1", "integrationName": "home", "event": {"moText": [reply]}}
    return json.dumps(body).encode()
