"""The port that an SMSC listens on, with TLS if asked."""

import asyncio
from collections.abc import Callable
import ssl

from ..certificate import self_signed

type Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]


class Listener:
    """A port that can be closed and opened again."""

    def __init__(self, connected: Connected) -> None:
        """Hand over connections to this."""
        self._connected = connected
        self._server: asyncio.Server | None = None
        self._tls: ssl.SSLContext | None = None
        self.host = ""
        self.port = 0

    @property
    def scheme(self) -> str:
        """How an address begins."""
        return "smpps" if self._tls else "smpp"

    def prepare(self, host: str, port: int, *, tls: bool) -> None:
        """Say where to listen; port 0 picks a free one."""
        self.host, self.port = host, port
        self._tls = self_signed(host) if tls else None

    async def open(self) -> None:
        """Listen; raise OSError if the port is taken."""
        if self._server is None:
            self._server = await asyncio.start_server(
                self._connected, self.host, self.port, ssl=self._tls
            )
            self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections; those there are stay."""
        if self._server is not None:
            self._server.close()
            self._server = None
