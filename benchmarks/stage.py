"""What the figures are measured on: a gateway, and a Home Assistant with an account at it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from pathlib import Path
import socket
import sys
import tempfile
from typing import Any

from aiohttp import ClientSession

from demo.house import House

from .filling import fill

API_KEY = "simulator-key-0000000=="
BENCH = Path(__file__).with_name("bench")
CONFIGURATION = """
homeassistant:
  external_url: http://127.0.0.1:8123
bench:
  clickatell_url: "{old_url}"
notify:
  - platform: clickatell
    name: clickatell
    api_key: "{api_key}"
    recipient: "15550100001"
"""


@dataclass(frozen=True, slots=True)
class Gateway:
    """The gateway's process, seen from outside."""

    session: ClientSession
    url: str
    control_url: str
    old_url: str
    moments_url: str
    smpp_url: str

    async def reset(
        self, *, answer_time: float = 0, refuse: bool = False, receipts: bool = True
    ) -> None:
        """Begin anew, with money for all messages; the answer time is in seconds."""
        await self._control("POST", "reset", {})
        await self._control("PUT", "account", {"balance": 1_000_000})
        if answer_time:
            await self._control("PUT", "faults", {"slow": answer_time})
        if refuse:
            await self._control("PUT", "faults", {"refuse": True})
        if not receipts:
            await self._control("PUT", "faults", {"no_receipts": True})

    async def moment(self, count: int) -> float:
        """Return when so many messages since the last reset were taken, once they are."""
        async with self.session.get(f"{self.moments_url}/{count}") as response:
            response.raise_for_status()
            return float((await response.json())["at"])

    async def _control(self, method: str, path: str, body: object) -> dict[str, Any]:
        url = f"{self.control_url}/control/{path}"
        async with self.session.request(method, url, json=body) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer


@dataclass(frozen=True, slots=True)
class Stage:
    """A gateway and a Home Assistant; `entry_id` is the account, `webhook_id` its callbacks."""

    gateway: Gateway
    house: House
    entry_id: str
    webhook_id: str

    @property
    def callback_url(self) -> str:
        """Where the account's callbacks come in."""
        return f"{self.house.url}/api/sms_gateway/{self.webhook_id}"

    @property
    def journal(self) -> Path:
        """The account's journal."""
        (path,) = (self.house.folder / ".storage").glob("sms_gateway.*.db")
        return path

    async def fill(self, outbound: int, inbound: int) -> None:
        """Stop Home Assistant, write old messages into the journal, and start it again."""
        await self.house.stop()
        await asyncio.to_thread(fill, self.journal, outbound, inbound)
        await self.house.start()


# Who writes the replies.
ANSWERING = "+15550100001"


@asynccontextmanager
async def gateway() -> AsyncIterator[Gateway]:
    """Run a gateway."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.gateway"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    addresses = json.loads(await process.stdout.readline())
    try:
        async with ClientSession() as session:
            yield Gateway(session, **addresses)
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Run a gateway and a Home Assistant that has an account without limits at it."""
    async with gateway() as place:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            configuration = CONFIGURATION.format(old_url=place.old_url, api_key=API_KEY)
            house = House(Path(folder), free_port(), configuration, BENCH)
            try:
                await house.prepare()
                await house.start()
                yield Stage(place, house, *await _add_account(house, place))
            finally:
                await house.close()


async def _add_account(house: House, gateway: Gateway) -> tuple[str, str]:
    """Go through the flows; return the entry's id and its webhook's."""
    flows = "/api/config/config_entries"
    flow = await house.post(f"{flows}/flow", {"handler": "sms_gateway"})
    step = f"{flows}/flow/{flow['flow_id']}"
    await house.post(step, {"next_step_id": "clickatell_one"})
    account = {
        "api_key": API_KEY,
        "sender": "+15550100099",
        "channel": "sms",
        "advanced": {"url": f"{gateway.url}/clickatell_one", "verify_ssl": True},
    }
    shown = await house.post(step, account)
    webhook_id = shown["description_placeholders"]["callback_url"].rpartition("/")[2]
    created = await house.post(step, {})
    entry_id = created["result"]["entry_id"]
    options = await house.post(f"{flows}/options/flow", {"handler": entry_id})
    limits = {"limits": {"daily_limit": 0, "recipient_hourly_limit": 0}}
    await house.post(f"{flows}/options/flow/{options['flow_id']}", limits)
    # The account is reloaded some time soon; after a start it is there for certain.
    await house.stop()
    await house.start()
    # Of strangers' replies only so many are taken.
    await house.call_plain("sms_gateway", "send_message", to=ANSWERING, message="Will you answer?")
    return entry_id, webhook_id


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("", 0)) as server:
        port: int = server.getsockname()[1]
    return port
