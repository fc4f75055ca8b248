"""A gateway's own library, in an environment of its own, at our simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
import json
from pathlib import Path
from typing import Any

from simulator import Simulator

from .programs import output_of
from .pypi import environment, script

ANNA, BEN, STRANGER = "+447700900001", "+447700900002", "+447700900055"
TEXT = "Tür & Tor: 5 + 5 = 10 % ?"


@asynccontextmanager
async def simulated(gateway: str, modem_pty: Path | None = None) -> AsyncIterator[Simulator]:
    """Run the simulator, whose phones write to this gateway."""
    simulator = Simulator()
    await simulator.start(0, modem_pty=modem_pty)
    simulator.account.gateway = gateway
    try:
        yield simulator
    finally:
        await simulator.stop()


async def ask(package: str, program: str, *arguments: str) -> dict[str, Any]:
    """Run a program of ours that uses a library; return what it prints."""
    python = await environment(package)
    answer: dict[str, Any] = json.loads(await output_of((python, script(program), *arguments)))
    return answer


def arrived(simulator: Simulator) -> list[tuple[str, str]]:
    """Return what the phones have got: number and text."""
    return [(f"+{message.to}", message.text) for message in simulator.network.messages]
