"""The simulator in a process of its own, with the old HTTP API that Home Assistant's notifier uses.

The old API answers in as much time and for as much work as the simulator's One API
(clickatell.md 2.2). Prints its addresses as JSON and runs until it is ended.
"""

import asyncio
import json

from aiohttp import web

from simulator import Simulator
from simulator.faults import Fault


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

    old = web.Application()
    old.router.add_get("/messages/http/send", send)
    runner = web.AppRunner(old, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    old_url = f"http://127.0.0.1:{site.port}/messages/http/send"
    addresses = {"url": simulator.url, "control_url": simulator.control_url, "old_url": old_url}
    print(json.dumps(addresses), flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run())
