"""An SMPP server from PyPI, between two pipes: what it is sent comes out, what it is told goes in.

Each line is JSON. Out: {"bound": session}, {"submit": number, ...}, {"answered": tag, "status": n}.
In: {"accept": number, "id": text}, {"reject": number, "status": n}, {"deliver": {...}, "tag": n}.
It ends when nobody writes to it any more.
"""

import asyncio
import json
import sys
from typing import Any

import smpp34

_FIELDS = (
    "source_addr",
    "source_addr_ton",
    "source_addr_npi",
    "destination_addr",
    "dest_addr_ton",
    "dest_addr_npi",
    "esm_class",
    "data_coding",
    "registered_delivery",
)


def tell(**line: object) -> None:
    """Write a line."""
    print(json.dumps(line), flush=True)


class Smsc:
    """The server, and whoever is bound to it."""

    def __init__(self, port: int) -> None:
        """Listen on a port of the loopback interface."""
        self._server = smpp34.Server(host="127.0.0.1", port=port, system_id="smsc")
        self._bound: dict[str, smpp34.Esme] = {}
        self._undecided: dict[int, smpp34.SubmitSmEvent] = {}

    async def run(self) -> None:
        """Serve until the pipe is closed."""
        await self._server.start()
        tell(listening=True)
        telling = asyncio.create_task(self._tell_events())
        await self._follow_lines()
        telling.cancel()
        await self._server.stop()

    async def _tell_events(self) -> None:
        number = 0
        while True:
            event = await self._server.next()
            if isinstance(event, smpp34.Esme):
                self._bound[event.session_id] = event
                tell(bound=event.session_id)
            elif isinstance(event, smpp34.Unbound):
                self._bound.pop(event.session_id, None)
                tell(unbound=event.session_id)
            else:
                number += 1
                self._undecided[number] = event
                fields = {name: getattr(event, name) for name in _FIELDS}
                tell(submit=number, short_message=event.short_message.hex(), **fields)

    async def _follow_lines(self) -> None:
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
        )
        async with asyncio.TaskGroup() as doing:
            while line := await reader.readline():
                content = json.loads(line)
                if "accept" in content:
                    self._undecided.pop(content["accept"]).accept(message_id=content["id"])
                elif "reject" in content:
                    self._undecided.pop(content["reject"]).reject(content["status"])
                else:
                    doing.create_task(self._deliver(content["tag"], content["deliver"]))

    async def _deliver(self, tag: int, fields: dict[str, Any]) -> None:
        text = bytes.fromhex(fields.pop("short_message"))
        further = fields.pop("tlvs", {})
        tlvs = [smpp34.Tlv(int(tag), bytes.fromhex(value)) for tag, value in further.items()]
        # The latest is the one that is still there after a box was started again.
        session = list(self._bound.values())[-1]
        answer = await session.deliver_sm(short_message=text, tlvs=tlvs, **fields)
        tell(answered=tag, status=answer.command_status)


if __name__ == "__main__":
    asyncio.run(Smsc(int(sys.argv[1])).run())
