"""mo.log at the simulator, and somebody who fetches it; servers that say what they are told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
import socket
import ssl

import pytest

from custom_components.sms_gateway.gateways.base import GatewayError, InboundMessage
from custom_components.sms_gateway.gateways.clickatell_central.mo_log import (
    MoLog,
    read_server,
)
from custom_components.sms_gateway.gateways.reply_source import (
    LogPiece,
)
from simulator import Simulator

NAME = "mo.log"
PASSWORD = "simulator-ftp-password"
MIB = 1024 * 1024


def line(number: int, text: str = "hello") -> bytes:
    """Return a line as the two-way guide lays it out in 8.3.2."""
    columns = ("2026-11-20 13:55:04", "15550100001", "15550100099", text, "1234567")
    return "\t".join((*columns, f"{number:032x}", "ISO-8859-1", "")).encode() + b"\n"


def lines(*numbers: int) -> bytes:
    """Return several lines."""
    return b"".join(map(line, numbers))


class Shelf:
    """The file at the simulator, and somebody who fetches it."""

    def __init__(self, simulator: Simulator) -> None:
        """Fetch without encryption, from the start."""
        self.simulator = simulator
        self.place: str | None = None
        self.client_tls = ssl.create_default_context()
        self.pieces: list[LogPiece] = []

    @property
    def host(self) -> str:
        """Where it is."""
        return f"127.0.0.1:{self.simulator.ftp.port}"

    def log(self, **credentials: str) -> MoLog:
        """Return the log of an account."""
        given = {
            "api_id": self.simulator.account.api_id,
            "ftp_password": PASSWORD,
            "ftp_host": self.host,
            "ftp_encryption": "none",
            **credentials,
        }
        server = read_server(given)
        assert server is not None
        log = MoLog(server)
        log.tls = self.client_tls
        return log

    def write(self, content: bytes) -> None:
        """Put this in place of the file."""
        self.simulator.network.files.write(NAME, content)

    def append(self, content: bytes) -> None:
        """Add to the file."""
        self.simulator.network.files.append(NAME, content)

    async def fetch(self, since: float = 0.0, /, **credentials: str) -> list[int]:
        """Read on; return the numbers of the lines that came."""
        self.pieces = []
        async with aclosing(self.log(**credentials).pieces(self.place, since)) as pieces:
            async for piece in pieces:
                self.pieces.append(piece)
                self.place = piece.place
        return [number(message) for piece in self.pieces for message in piece.messages]

    async def fails(self, **credentials: str) -> GatewayError:
        """Return why it can't be read."""
        with pytest.raises(GatewayError) as raised:
            await self.fetch(**credentials)
        assert PASSWORD not in f"{raised.value!r} {raised.value}"
        return raised.value

    @property
    def taken(self) -> list[int]:
        """The numbers of the lines that came, although there was an error."""
        return [number(message) for piece in self.pieces for message in piece.messages]

    @property
    def follows(self) -> bool:
        """Whether it was the file that had been read before."""
        (follows,) = {piece.follows for piece in self.pieces}
        return follows

    @property
    def sent(self) -> int:
        """How many bytes have gone out since this was asked before."""
        sent, self.simulator.ftp.sent = self.simulator.ftp.sent, 0
        return sent


@asynccontextmanager
async def answering(said: bytes) -> AsyncIterator[str]:
    """Have a server that says this to everybody, and goes if it is nothing; return where it is.

    HERE in what it says is, as PASV has it, a port on which nobody says anything.
    """

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port: int = silent.getsockname()[1]
        writer.write(said.replace(b"HERE", f"127,0,0,1,{port >> 8},{port & 255}".encode()))
        if said:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        async with server:
            yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def number(message: InboundMessage) -> int:
    """Return which line a message was in."""
    assert message.provider_message_id is not None
    return int(message.provider_message_id, 16)
