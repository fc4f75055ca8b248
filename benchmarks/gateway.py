"""The simulator in a process of its own, with the old HTTP API that Home Assistant's notifier uses.

The old API answers in as much time and for as much work as the simulator's One API
(clickatell.md 2.2). Prints its addresses as JSON and runs until it is ended.
"""

import asyncio
import json
import time

from aiohttp import web

from simulator import Simulator
from simulator.faults import Fault
from simulator.network import Network


class Moments:
    """When each message since the last reset was taken, more exactly than a gateway tells it."""

    def __init__(self, network: Network) -> None:
        """Look at a network whenever it changes."""
        self._network = network
        self._at: list[float] = []
        self._changed = asyncio.Event()
        network.listeners.add(self._note)

    async def tell(self, request: web.Request) -> web.Response:
        """Answer with the moment of a message, counted from 1, once it was taken."""
        count = int(request.match_info["count"])
        while len(self._at) < count:
            self._changed.clear()
            await self._changed.wait()
        return web.json_response({"at": self._at[count - 1]})

    def _note(self) -> None:
        taken = len(self._network.messages)
        if taken < len(self._at):
            self._at.clear()
        self._at += [time.time()] * (taken - len(self._at))
        self._changed.set()


async def run() -> None:
    """Serve until the process is ended."""
    simulator = Simulator()
    await simulator.start(port=0)

    async def send(request: web.Request) -> web.Response:
        message = simulator.network.accept(
            to=request.query["to"],
            sender=simulator.account.sender,
            text=request.query["content"],
            channel="sms",
            client_message_id=None,
            request=0,
        )
        if slow := simulator.faults.take(Fault.SLOW):
            await asyncio.sleep(slow.amount or 0)
        answer = {"apiMessageId": message.id, "accepted": True, "to": message.to, "error": None}
        return web.json_response({"messages": [answer], "error": None}, status=202)

    others = web.Application()
    others.router.add_get("/messages/http/send", send)
    others.router.add_get("/moments/{count}", Moments(simulator.network).tell)
    runner = web.AppRunner(others, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    here = f"http://127.0.0.1:{site.port}"
    addresses = {
        "url": simulator.url,
        "control_url": simulator.control_url,
        "old_url": f"{here}/messages/http/send",
        "moments_url": f"{here}/moments",
        "smpp_url": simulator.gateway_urls["smpp"],
    }
    print(json.dumps(addresses), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run())
