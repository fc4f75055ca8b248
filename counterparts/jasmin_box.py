"""A Jasmin, set up as docs/own-boxes.md says, over its own console."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.ports import reserved_port

from .checks import PATIENCE, NotSeenError
from .programs import Program, running
from .pypi import environment
from .rabbitmq import rabbitmq, redis

USERNAME, PASSWORD = "house", "pass&%+w"
_CONFIGURATION = """\
[amqp-broker]
port = {rabbitmq}
spec = {specification}
connection_loss_retry_delay = 1
[redis-client]
port = {redis}
[http-api]
bind = 127.0.0.1
port = {http}
[jcli]
bind = 127.0.0.1
port = {console}
authentication = no
[router]
bind = 127.0.0.1
port = {router}
[client-management]
bind = 127.0.0.1
port = {clients}
[smpp-server]
bind = 127.0.0.1
port = {smpp}
[smpp-server-pb]
bind = 127.0.0.1
port = {internal}
[dlr]
dlr_lookup_retry_delay = 1
[dlr-thrower]
retry_delay = 1
[deliversm-thrower]
retry_delay = 1
"""
_PROMPTS = (b"jcli : ", b"> ")


@dataclass(frozen=True, slots=True)
class Jasmin:
    """A box that runs, and its console."""

    url: str
    smpp_url: str
    console: Console

    async def connects(self, smsc_port: int) -> None:
        """Have a customer, and a way out."""
        await self.console.enter("group -a", "gid house")
        await self.console.enter(
            *("user -a", "uid house", "gid house", f"username {USERNAME}", f"password {PASSWORD}"),
            *("mt_messaging_cred quota balance 1000", "mt_messaging_cred quota sms_count 1000"),
        )
        await self.console.enter(
            *("smppccm -a", "cid network", "host 127.0.0.1", f"port {smsc_port}"),
            *("username jasmin", "password secret", "con_fail_delay 1", "src_ton 1"),
            *("submit_throughput 0",),
        )
        await self.console.say("smppccm -1 network")
        await self.console.enter(
            *("mtrouter -a", "type DefaultRoute", "connector smppc(network)", "rate 0.0")
        )

    async def answers_over_smpp(self) -> None:
        """Bring replies to the customer's SMPP session."""
        await self.console.enter(
            *("morouter -a", "type DefaultRoute", f"connector smpps({USERNAME})")
        )

    async def answers_at(self, callback_url: str) -> None:
        """Bring replies to this address."""
        await self.console.enter(*("httpccm -a", "cid home", "method POST", f"url {callback_url}"))
        await self.console.enter(*("morouter -a", "type DefaultRoute", "connector http(home)"))


class Console:
    """Jasmin's console, spoken to as by Telnet."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over a connection."""
        self._reader = reader
        self._writer = writer

    @classmethod
    async def on(cls, port: int) -> Self:
        """Connect."""
        console = cls(*await asyncio.open_connection("127.0.0.1", port))
        # It asks for nothing before the first line.
        await console.say("")
        return console

    async def enter(self, *lines: str) -> None:
        """Fill in one of its forms; raises NotSeenError with its words where that fails."""
        said = [await self.say(line) for line in (*lines, "ok")]
        if "Successfully" not in said[-1]:
            raise NotSeenError(f"Jasmin's console takes {lines[0]}; it said: {' '.join(said)}")

    async def say(self, line: str) -> str:
        """Enter a line; return what the console says to it."""
        self._writer.write(line.encode() + b"\r\n")
        return await self._read()

    async def _read(self) -> str:
        said = b""
        try:
            async with asyncio.timeout(PATIENCE):
                while not said.endswith(_PROMPTS):
                    if not (more := await self._reader.read(4096)):
                        break
                    said += more
        except TimeoutError as error:
            raise NotSeenError(f"Jasmin's console waits for a line; it said: {said!r}") from error
        return said.decode(errors="replace")

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


@asynccontextmanager
async def jasmin(folder: Path) -> AsyncIterator[Jasmin]:
    """Run a box and what it needs."""
    python = Path(await environment("jasmin", "3.11"))
    (specification,) = python.parents[1].glob(
        "lib/*/site-packages/txamqp/specs/standard/amqp0-9-1*"
    )
    async with AsyncExitStack() as stack:
        ports = {
            name: stack.enter_context(reserved_port())
            for name in ("http", "console", "router", "clients", "smpp", "internal")
        }
        ports["redis"] = await stack.enter_async_context(redis(folder))
        ports["rabbitmq"] = await stack.enter_async_context(rabbitmq(folder))
        for name in ("store", "log"):
            (folder / "jasmin" / name).mkdir(parents=True)
        configuration = folder / "jasmin" / "jasmin.cfg"
        configuration.write_text(_CONFIGURATION.format(specification=specification, **ports))
        program = Program(
            (
                *(str(python), str(python.with_name("jasmind.py"))),
                *("--enable-dlr-thrower", "--enable-dlr-lookup"),
                *("--config", str(configuration)),
            ),
            folder / "jasmin.log",
            {"CONFIG_PATH": f"{folder}/jasmin", "LOG_PATH": f"{folder}/jasmin/log"},
        )
        await stack.enter_async_context(running(program, ports["console"], "Jasmin"))
        console = await Console.on(ports["console"])
        stack.callback(console.close)
        url, smpp_url = (f"{scheme}://127.0.0.1:{ports[scheme]}" for scheme in ("http", "smpp"))
        yield Jasmin(url, smpp_url, console)
