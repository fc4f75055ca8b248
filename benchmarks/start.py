"""What an integration with one account and one recipient adds to Home Assistant's start.

Each is measured in a process of its own, beside Home Assistant's own `ntfy` and `telegram_bot`; all
three ask a server on this machine, which answers at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
import os
from statistics import median
import sys
import tempfile

from aiohttp import web

from simulator import Simulator

from .figure import REPEATS, Figure
from .stage import free_port

OURS = "sms_gateway"
BESIDE = ("ntfy", "telegram_bot")
_TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to import and to set up, and the memory that both have taken in MB."""

    import_seconds: float
    setup_seconds: float
    megabytes: float


async def measure() -> list[Figure]:
    """Measure all three by turns."""
    found: dict[str, list[Start]] = {domain: [] for domain in (OURS, *BESIDE)}
    async with _servers() as addresses:
        for _ in range(REPEATS):
            for domain, starts in found.items():
                starts.append(await _start(domain, addresses[domain]))
    middle = {
        domain: Start(
            median(start.import_seconds for start in starts),
            median(start.setup_seconds for start in starts),
            median(start.megabytes for start in starts),
        )
        for domain, starts in found.items()
    }
    return [figure for domain in BESIDE for figure in _figures(middle[OURS], domain, middle)]


def _figures(ours: Start, domain: str, middle: dict[str, Start]) -> list[Figure]:
    beside = middle[domain]
    return [
        _figure(f"import; beside {domain}", ours.import_seconds, beside.import_seconds, 1e3, "ms"),
        _figure(f"set-up; beside {domain}", ours.setup_seconds, beside.setup_seconds, 1e3, "ms"),
        _figure(f"memory; beside {domain}", ours.megabytes, beside.megabytes, 1, "MB"),
    ]


def _figure(what: str, ours: float, beside: float, factor: float, unit: str) -> Figure:
    return Figure(
        f"start: {what}",
        f"{ours * factor:.1f} {unit}",
        f"{beside * factor:.1f} {unit}",
        f"{ours / beside:.2f}",
    )


async def _start(domain: str, address: str) -> Start:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.one_start", domain, address, folder),
            env={**os.environ, "SETUP_PORT": str(free_port())},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(_TIMEOUT):
            output, errors = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"the start of {domain} failed: {errors.decode()}")
    return Start(**json.loads(output.splitlines()[-1]))


@asynccontextmanager
async def _servers() -> AsyncIterator[dict[str, str]]:
    """Run what the three ask; yield the address for each."""
    simulator = Simulator()
    await simulator.start(port=0)
    others = web.Application()
    others.router.add_route("*", "/{path:.*}", _answer)
    runner = web.AppRunner(others, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{site.port}"
    try:
        yield {
            OURS: simulator.gateway_urls["clickatell_one"],
            "ntfy": address,
            "telegram_bot": address,
        }
    finally:
        await runner.cleanup()
        await simulator.stop()


async def _answer(request: web.Request) -> web.Response:
    """Answer what ntfy and telegram_bot ask when they are set up."""
    match request.path.rpartition("/")[2]:
        case "account":
            counts = dict.fromkeys(("messages", "emails", "calls", "reservations"), 0)
            left = {f"{name}_remaining": 100 for name in counts}
            files = {"attachment_total_size": 0, "attachment_total_size_remaining": 100}
            return web.json_response({"username": "*", "stats": counts | left | files})
        case "latest":
            names = dict.fromkeys(("tag_name", "name", "html_url", "body"), "v1.0.0")
            return web.json_response(names)
        case "getMe":
            bot = {"id": 1, "is_bot": True, "first_name": "Home", "username": "home_bot"}
            return web.json_response({"ok": True, "result": bot})
        case "getChat":
            chat = {"id": 1, "type": "private", "accent_color_id": 0, "max_reaction_count": 1}
            return web.json_response({"ok": True, "result": chat | {"accepted_gift_types": {}}})
    missing = {"code": 40401, "http": 404, "error": "page not found"}
    return web.json_response(missing, status=404)
