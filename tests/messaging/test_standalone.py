"""The engine runs where Home Assistant is not installed."""

from pathlib import Path
import subprocess
import sys

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio
from importlib.abc import MetaPathFinder
from pathlib import Path
import sys
from types import ModuleType

ROOT, FOLDER = Path(sys.argv[1]), Path(sys.argv[2])


class NoHomeAssistant(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in ("homeassistant", "voluptuous"):
            raise ImportError(f"{name} is not to be imported")


sys.meta_path.insert(0, NoHomeAssistant())
# The package without what its __init__ imports.
package = ModuleType("sms_gateway")
package.__path__ = [str(ROOT / "custom_components" / "sms_gateway")]
sys.modules["sms_gateway"] = package

from aiohttp import ClientSession, web
from sms_gateway.gateways import GATEWAYS
from sms_gateway.messaging.publisher import Publisher
from sms_gateway.messaging.journal import Journal
from sms_gateway.messaging.message import Draft, MessageState
from sms_gateway.messaging.outbox import Outbox, OutboxSettings


async def gateway(request):
    (message,) = (await request.json())["messages"]
    return web.json_response(
        {"messages": [{"apiMessageId": "a1", "accepted": True, "to": message["to"]}]}, status=202
    )


async def main():
    app = web.Application()
    app.router.add_post("/v1/message", gateway)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    journal = await Journal.open(FOLDER / "journal.db")
    told = []
    events = Publisher(journal, told.append)
    async with ClientSession() as session:
        one = GATEWAYS["clickatell_one"](session, f"http://127.0.0.1:{port}", {"api_key": "k"})
        settings = OutboxSettings(retry_uncertain=True, hourly_messages=0, daily_parts=0)
        outbox = Outbox(journal, events, one, settings, lambda: 0.0, lambda: None)
        await events.load()
        await outbox.load()
        tasks = [asyncio.create_task(outbox.run()), asyncio.create_task(events.run())]
        (message,) = await outbox.submit([Draft("+27821234567", "door open", 1, 60, 300)])
        (message,) = await outbox.wait([message.message_id], MessageState.ACCEPTED, 30)
        await outbox.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await journal.close()
    await runner.cleanup()
    print(message.state, message.provider_message_id)


asyncio.run(main())
"""


def test_a_message_is_sent_without_home_assistant(tmp_path: Path) -> None:
    ended = subprocess.run(  # noqa: S603 - the program above
        [sys.executable, "-W", "error", "-c", PROGRAM, str(ROOT), str(tmp_path)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "accepted a1\n", "")
