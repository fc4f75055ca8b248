"""The connections that FTP's data come over: a port for each."""

import asyncio
import ssl

_AT_ONCE = 256 * 1024


class DataPort:
    """A port on which one connection is awaited."""

    def __init__(self, tls: ssl.SSLContext | None, *, must_resume: bool) -> None:
        """Prepare one; `must_resume` refuses a TLS session that is a new one."""
        self._tls = tls
        self._must_resume = must_resume
        self._connected: asyncio.Future[asyncio.StreamWriter] = (
            asyncio.get_running_loop().create_future()
        )
        self._server: asyncio.Server | None = None

    async def open(self, host: str) -> int:
        """Listen on a port; return which."""
        self._server = await asyncio.start_server(self._take, host, 0, ssl=self._tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def send(self, content: bytes) -> str:
        """Send something over the connection; return what is to be said once it is closed."""
        writer = await self._connected
        tls: ssl.SSLObject | None = writer.get_extra_info("ssl_object")
        try:
            if tls is not None and self._must_resume and not tls.session_reused:
                return "522 The connection for data must resume the session of the first one"
            view = memoryview(content)
            for begin in range(0, len(view), _AT_ONCE):
                writer.write(view[begin : begin + _AT_ONCE])
                await writer.drain()
        except OSError:
            return "426 You are gone"
        return "226 That is all"

    def close(self) -> None:
        """Listen no more, and close the connection once all has gone out."""
        if self._server is not None:
            self._server.close()
        if self._connected.done() and not self._connected.cancelled():
            self._connected.result().close()
            return
        self._connected.cancel()
        if self._server is not None:
            # They may be about to agree on TLS.
            self._server.abort_clients()

    async def _take(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._connected.done():
            writer.transport.abort()
        else:
            self._connected.set_result(writer)
