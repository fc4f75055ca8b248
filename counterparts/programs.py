"""Foreign programs: started, watched, and ended whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
import os
from pathlib import Path
import signal

from .checks import PATIENCE, NotSeenError

_STOP_TIMEOUT = 10


class Program:
    """One program, whose output goes into a file; it may be started again and again."""

    def __init__(
        self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        """Prepare a command; `environment` is added to the present one."""
        self._command = command
        self.log = log
        self._environment = {**os.environ, **(environment or {})}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def runs(self) -> bool:
        """Whether it has been started and not ended."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it, in a process group of its own."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def stop(self) -> None:
        """End it and what it has started, politely at first."""
        if self._process is None:
            return
        if self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGTERM)
            try:
                async with asyncio.timeout(_STOP_TIMEOUT):
                    await self._process.wait()
            except TimeoutError:
                os.killpg(self._process.pid, signal.SIGKILL)
                await self._process.wait()
        self._process = None

    async def listens(self, port: int, what: str) -> None:
        """Wait until it takes connections; raises NotSeenError where it ends or is too slow."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not await _is_open(port):
                    if not self.runs:
                        raise NotSeenError(f"{what} has ended: {self.last_words()}")
                    await asyncio.sleep(0.05)
        except TimeoutError as error:
            raise NotSeenError(
                f"not within {PATIENCE:g} s: {what} listens on {port}; {self.last_words()}"
            ) from error

    def last_words(self) -> str:
        """Return the end of its output."""
        lines = self.log.read_text(errors="replace").splitlines()
        return " | ".join(lines[-5:])


@asynccontextmanager
async def running(program: Program, port: int, what: str) -> AsyncIterator[None]:
    """Run a program that takes connections."""
    try:
        await program.start()
        await program.listens(port, what)
        yield
    finally:
        await program.stop()


async def _is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def output_of(command: Sequence[str], seconds: float = 120) -> str:
    """Return what a program prints; raises NotSeenError with its words where it fails."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(seconds):
            said, complaint = await process.communicate()
    except TimeoutError as error:
        raise NotSeenError(f"not within {seconds:g} s: {command[0]} has ended") from error
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        words = complaint.decode(errors="replace").strip().splitlines()[-1:]
        raise NotSeenError(f"{command[0]}: {' '.join(words)}")
    return said.decode(errors="replace")
