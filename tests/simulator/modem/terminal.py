"""Somebody who types at the modem, and knows nothing but lines."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import os
from pathlib import Path
import re
from typing import Self

from yarl import URL

from simulator import Simulator

from ...patience import patience

CTRL_Z, ESCAPE = "\x1a", "\x1b"
PHONE, SENDER = "15550100001", "15550100099"
_END = re.compile(r"(?:^|\n)(?:OK|ERROR|\+CM[ES] ERROR: [^\r\n]+)\r+\n|\r\n> $")

_NEVER = re.compile("(?!)")


def submit(text: str, *, to: str = "0B915155100000F1", first: int = 0x31, part: str = "") -> str:
    """Return an SMS-SUBMIT in UCS-2; `part` is reference, total and number in hexadecimal."""
    header = f"050003{part}" if part else ""
    content = header + text.encode("utf-16-be").hex()
    first |= 0x40 if part else 0
    return f"00{first:02X}00{to}0008A7{len(content) // 2:02X}{content}".upper()


@dataclass(slots=True)
class Terminal:
    """One end of a serial line."""

    reader: asyncio.StreamReader
    write: Callable[[bytes], object]
    hang_up: Callable[[], None]
    seen: str = ""
    """What has come in and was not asked for yet."""

    @classmethod
    async def on_socket(cls, simulator: Simulator) -> Self:
        """Connect to the TCP port."""
        url = URL(simulator.gateway_urls["modem"])
        reader, writer = await asyncio.open_connection(url.host, url.port)
        return cls(reader, writer.write, writer.close)

    @classmethod
    async def on_device(cls, path: Path) -> Self:
        """Open the serial device."""
        device = os.fdopen(os.open(path, os.O_RDWR | os.O_NOCTTY), "r+b", 0)
        reader = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), device
        )
        return cls(reader, device.write, transport.close)

    def type(self, text: str) -> None:
        """Type something, and wait for nothing."""
        self.write(text.encode())

    async def until(self, end: re.Pattern[str], what: str) -> str:
        """Return what comes in up to this; what follows is kept, and the end of all ends it."""
        async with patience(lambda: f"{what}; there was {self.seen!r}"):
            while not (found := end.search(self.seen)) and (more := await self.reader.read(4096)):
                self.seen += more.decode()
        place = found.end() if found else len(self.seen)
        said, self.seen = self.seen[:place], self.seen[place:]
        return said

    async def ask(self, command: str, end: str = "\r") -> list[str]:
        """Type a command; return the lines that come until it is answered."""
        self.type(f"{command}{end}")
        said = await self.until(_END, f"an answer to {command}")
        return [line.strip() for line in re.split(r"[\r\n]+", said) if line]

    async def hears(self, text: str, lines: int = 1) -> list[str]:
        """Return what comes in until a line has this in it, and so many are there with it."""
        pattern = re.compile(re.escape(text) + r"[^\n]*\n" * lines)
        return [line for line in re.split(r"[\r\n]+", await self.until(pattern, text)) if line]

    async def sends(self, pdu: str) -> list[str]:
        """Send a PDU whose SMSC is the SIM's own; return what that is answered with."""
        assert await self.ask(f"AT+CMGS={len(pdu) // 2 - 1}") == [">"]
        return await self.ask(pdu, CTRL_Z)

    async def is_hung_up_on(self) -> str:
        """Return what comes before the line goes dead."""
        return await self.until(_NEVER, "the line goes dead")
