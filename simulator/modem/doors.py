"""The ways to a modem: a TCP port, as ser2net gives one out, and a pseudo-terminal."""

import asyncio
from contextlib import suppress
import os
from pathlib import Path
import tty

from ..background import Background
from ..faults import Fault, Faults
from .link import Link

_BUSY = b"Port already in use\r\n"
_TURNS = 20
"""Turns of the loop until it is known that whoever was there has gone."""
_MOST_UNWRITTEN = 0x10000
_DEVICES = "/dev/pts"


class TcpDoor:
    """A TCP port, for one at a time."""

    def __init__(self, link: Link, faults: Faults) -> None:
        """Give out this line."""
        self._link = link
        self._faults = faults
        self._tasks = Background()
        self._server: asyncio.Server | None = None
        self._is_running = False
        self.host = ""
        self.port = 0

    async def open(self) -> None:
        """Listen; raise OSError if the port is taken."""
        if self._server is None:
            self._server = await asyncio.start_server(self._connected, self.host, self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Refuse connections, and cut the one there is."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._link.hang_up()
        for _ in range(_TURNS):
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """End everything."""
        await self.close()
        await self._tasks.cancel()
        self._is_running = False

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._tasks.start(self._serve(reader, writer))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(_TURNS):
            if not self._link.is_used:
                break
            await asyncio.sleep(0)
        if self._link.is_used or self._faults.take(Fault.PORT_BUSY):
            writer.write(_BUSY)
            writer.close()
            return
        if not self._is_running:
            self._is_running = True
            self._tasks.start(self._link.run())
        is_there = True

        def hang_up() -> None:
            nonlocal is_there
            if is_there:
                is_there = False
                self._link.detach()
                writer.close()

        self._link.attach(writer.write, hang_up)
        try:
            while octets := await reader.read(4096):
                self._link.feed(octets)
        except OSError:
            pass  # Whoever was there has gone without a word.
        finally:
            hang_up()


class PtyDoor:
    """A pseudo-terminal, which a path leads to; who has it open can't be told."""

    def __init__(self, link: Link) -> None:
        """Give out this line."""
        self._link = link
        self._tasks = Background()
        self._path: Path | None = None
        self._ends: tuple[int, int] | None = None
        self._unwritten = bytearray()

    def start(self, path: Path) -> None:
        """Lay a path to it; raise OSError where there is something else already."""
        self._path = path
        if path.is_symlink() and path.readlink().is_relative_to(_DEVICES):
            path.unlink()  # It was left over by one that could not tidy up.
        self._tasks.start(self._link.run())
        self.open()

    def open(self) -> None:
        """Be there, if it is wanted."""
        if self._path is None or self._ends is not None:
            return
        # What keeps its end open does not see an error whenever somebody closes theirs.
        own, other = self._ends = os.openpty()
        tty.setraw(other)
        os.set_blocking(own, False)
        self._path.symlink_to(os.ttyname(other))
        asyncio.get_running_loop().add_reader(own, self._read, own)
        self._link.attach(self._write)

    def close(self) -> None:
        """Be gone, as what is pulled out."""
        if self._path is None or self._ends is None:
            return
        asyncio.get_running_loop().remove_reader(self._ends[0])
        asyncio.get_running_loop().remove_writer(self._ends[0])
        self._unwritten.clear()
        self._link.detach()
        self._path.unlink(missing_ok=True)
        for end in self._ends:
            os.close(end)
        self._ends = None

    async def stop(self) -> None:
        """End everything."""
        self.close()
        await self._tasks.cancel()

    def _read(self, own: int) -> None:
        self._link.feed(os.read(own, 4096))

    def _write(self, octets: bytes) -> None:
        """Write; what nobody reads is lost, once there is too much of it."""
        if self._ends is not None and len(self._unwritten) < _MOST_UNWRITTEN:
            self._unwritten += octets
            self._write_on(self._ends[0])

    def _write_on(self, own: int) -> None:
        loop = asyncio.get_running_loop()
        with suppress(BlockingIOError):  # It may be full at the moment.
            del self._unwritten[: os.write(own, self._unwritten)]
        if self._unwritten:
            loop.add_writer(own, self._write_on, own)
        else:
            loop.remove_writer(own)
