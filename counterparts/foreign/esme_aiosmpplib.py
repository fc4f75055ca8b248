"""An SMPP client from PyPI that sends messages and prints how long that took, in seconds.

Its arguments: a port of this machine, system_id, password, sender, text; then the numbers.
"""

import asyncio
import json
import sys
import time

from aiosmpplib import ESME, NPI, TON, PhoneNumber, SubmitSm
from aiosmpplib.hook import AbstractHook
from aiosmpplib.protocol import BindTransceiverResp, SmppMessage, SubmitSmResp
from aiosmpplib.state import SmppCommandStatus


@AbstractHook.register
class Hook:
    """Counts what is taken."""

    def __init__(self, count: int) -> None:
        """Wait for so many."""
        self._left = count
        self.bound = asyncio.Event()
        self.done = asyncio.Event()

    async def sending(self, *_of_what: object) -> None:
        """Let everything pass."""

    async def received(self, message: SmppMessage | None, *_of_what: object) -> None:
        """Count a response that says that a message is taken."""
        if isinstance(message, BindTransceiverResp):
            self.bound.set()
        elif isinstance(message, SubmitSmResp):
            if message.command_status is not SmppCommandStatus.ESME_ROK:
                raise RuntimeError(message.command_status)
            self._left -= 1
            if not self._left:
                self.done.set()

    async def send_error(self, _message: SmppMessage, error: Exception, _client_id: str) -> None:
        """Give up."""
        raise error


async def main(port: int, system_id: str, password: str, sender: str, text: str) -> None:
    """Send everything there is to send."""
    numbers = sys.argv[6:]
    hook = Hook(len(numbers))
    esme = ESME("127.0.0.1", port, system_id, password, hook=hook, log_level="ERROR")
    running = asyncio.create_task(esme.start())
    await hook.bound.wait()
    source = PhoneNumber(sender, TON.INTERNATIONAL, NPI.ISDN)
    began = time.perf_counter()
    for number in numbers:
        to = PhoneNumber(number, TON.INTERNATIONAL, NPI.ISDN)
        await esme.broker.enqueue(SubmitSm(short_message=text, source=source, destination=to))
    await hook.done.wait()
    print(json.dumps({"seconds": time.perf_counter() - began}))
    await esme.stop()
    await running


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), *sys.argv[2:6]))
