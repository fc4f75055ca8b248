"""Clickatell's FTP server, to read from (RFC 959, 2228, 2428, 3659, 4217).

Where the facts are silent: what a place behind the end of a file is answered with, 554; that a list
without files is an empty one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
import ssl

from .account import Account
from .faults import Fault, Faults
from .files import Files
from .ftp_data import DataPort
from .network import Network

_LONGEST_COMMAND = 8 * 1024


@dataclass(slots=True)
class FtpSettings:
    """How the server does; the account says who may log in."""

    tls: ssl.SSLContext | None = None
    """With it the server speaks TLS: at once, or when asked to."""
    implicit: bool = False
    must_resume: bool = False
    """Whether a connection for data has to resume the TLS session of the first one."""
    has_size: bool = True
    has_rest: bool = True


class FtpServer:
    """Gives out the files, and takes none."""

    def __init__(self, network: Network, faults: Faults) -> None:
        """Prepare for the customer of the account."""
        self._network = network
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()
        self.faults = faults.seen_by("ftp")
        self.settings = FtpSettings()
        self._is_refusing = False
        self.logins = 0
        """How often somebody has logged in."""
        self.sent = 0
        """How many bytes of files have gone out."""

    @property
    def port(self) -> int:
        """Where it listens."""
        if self._server is None:
            raise RuntimeError("The FTP server is not running")
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def account(self) -> Account:
        """The customer's."""
        return self._network.account

    @property
    def files(self) -> Files:
        """What there is to read."""
        return self._network.files

    async def start(self, port: int, host: str) -> None:
        """Listen; port 0 picks a free one. Raise OSError if a port is taken."""
        self.accept()
        self._server = await asyncio.start_server(self._serve, host, port, limit=_LONGEST_COMMAND)

    async def stop(self) -> None:
        """Close everything."""
        if self._server is not None:
            self._server.close()
            self.refuse()
            await asyncio.gather(*self._sessions, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    def refuse(self) -> None:
        """Cut what is open, and close each new connection at once."""
        self._is_refusing = True
        for session in self._sessions:
            session.cancel()

    def accept(self) -> None:
        """Accept connections again."""
        self._is_refusing = False

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or self._is_refusing:
            writer.transport.abort()
            return
        self._sessions.add(task)
        session = _Session(self, reader, writer)
        try:
            await session.run()
        except OSError, EOFError, ValueError, asyncio.CancelledError:
            pass  # The customer is gone, or is to be.
        finally:
            session.close()
            self._sessions.discard(task)


class _Session:
    """A connection of the customer's, and those for data."""

    def __init__(
        self, server: FtpServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server = server
        self._settings = server.settings
        self._reader = reader
        self._writer = writer
        self._user = ""
        self._is_in = self._is_private = self._is_binary = False
        self._rest = 0
        self._data: DataPort | None = None
        self._commands: Mapping[str, Callable[[str], Awaitable[str]]] = {
            "AUTH": self._auth,
            "EPSV": self._epsv,
            "NLST": self._nlst,
            "PASS": self._pass,
            "PASV": self._pasv,
            "PBSZ": self._pbsz,
            "PROT": self._prot,
            "REST": self._set_rest,
            "RETR": self._retr,
            "SIZE": self._size,
            "TYPE": self._type,
            "USER": self._set_user,
        }

    async def run(self) -> None:
        """Answer commands until the customer leaves."""
        if self._settings.implicit:
            await self._encrypt()
        await self._say("220 Ready")
        while line := await self._reader.readline():
            name, _, argument = line.decode().strip().partition(" ")
            if name.upper() == "QUIT":
                await self._say("221 Goodbye")
                return
            if answer := await self._answer(name.upper(), argument):
                await self._say(answer)

    def close(self) -> None:
        """Close all connections."""
        self._writer.close()
        if self._data is not None:
            self._data.close()

    async def _answer(self, name: str, argument: str) -> str:
        command = self._commands.get(name)
        is_there = {"SIZE": self._settings.has_size, "REST": self._settings.has_rest}
        if command is None or not is_there.get(name, True):
            return "502 Not implemented"
        if name not in ("AUTH", "PASS", "PBSZ", "PROT", "USER") and not self._is_in:
            return "530 Please log in"
        return await command(argument)

    async def _say(self, answer: str) -> None:
        self._writer.write(f"{answer}\r\n".encode())
        await self._writer.drain()

    async def _encrypt(self) -> None:
        if self._settings.tls is None:
            raise RuntimeError("There is no certificate")
        await self._writer.start_tls(self._settings.tls)

    async def _auth(self, argument: str) -> str:
        if self._settings.tls is None or self._settings.implicit:
            return "502 Not implemented"
        if argument.upper() != "TLS":
            return "504 What is that?"
        await self._say("234 Go on")
        await self._encrypt()
        return ""

    async def _pbsz(self, _argument: str) -> str:
        return "200 PBSZ=0"

    async def _prot(self, argument: str) -> str:
        self._is_private = argument.upper() == "P"
        return "200 So it is"

    async def _set_user(self, argument: str) -> str:
        self._user = argument
        return "331 And the password?"

    async def _pass(self, argument: str) -> str:
        account = self._server.account
        is_right = (self._user, argument) == (account.api_id, account.ftp_password)
        if not is_right or self._server.faults.take(Fault.BAD_KEY):
            return "530 Login incorrect"
        self._is_in = True
        self._server.logins += 1
        return "230 Welcome"

    async def _type(self, argument: str) -> str:
        self._is_binary = argument.upper().startswith("I")
        return "200 So it is"

    async def _size(self, argument: str) -> str:
        content = self._server.files.read(argument)
        if content is None:
            return "550 No such file"
        return f"213 {len(content)}" if self._is_binary else "550 Not in ASCII mode"

    async def _set_rest(self, argument: str) -> str:
        self._rest = int(argument)
        return "350 Go on"

    async def _pasv(self, _argument: str) -> str:
        port = await self._open_data()
        return f"227 Entering Passive Mode (127,0,0,1,{port >> 8},{port & 255})"

    async def _epsv(self, _argument: str) -> str:
        return f"229 Entering Extended Passive Mode (|||{await self._open_data()}|)"

    async def _open_data(self) -> int:
        if self._data is not None:
            self._data.close()
        tls = self._settings.tls if self._is_private else None
        self._data = DataPort(tls, must_resume=self._settings.must_resume)
        host: str = self._writer.get_extra_info("sockname")[0]
        return await self._data.open(host)

    async def _nlst(self, _argument: str) -> str:
        return await self._send(
            "".join(f"{name}\r\n" for name in self._server.files.names()).encode()
        )

    async def _retr(self, argument: str) -> str:
        rest, self._rest = self._rest, 0
        content = self._server.files.read(argument)
        if content is None:
            return "550 No such file"
        if rest > len(content):
            return "554 There is no such place"
        if not self._is_binary:
            content = content.replace(b"\n", b"\r\n")
        content = content[rest:]
        if self._server.faults.take(Fault.TRUNCATED):
            await self._send(content[: len(content) // 2])
            raise ConnectionAbortedError
        answer = await self._send(content)
        self._server.sent += len(content)
        if self._server.faults.take(Fault.DROP_ANSWER):
            raise ConnectionAbortedError
        return answer

    async def _send(self, content: bytes) -> str:
        """Send something over the connection for data."""
        data, self._data = self._data, None
        if data is None:
            return "425 Where to?"
        try:
            await self._say("150 Here it comes")
            return await data.send(content)
        finally:
            data.close()
