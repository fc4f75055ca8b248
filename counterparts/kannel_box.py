"""A Kannel: bearerbox and smsbox, set up as docs/own-boxes.md says."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from .debian import unpacked
from .programs import Program

USERNAME, PASSWORD = "house", "pass&%+word"
SMPP = """\
group = smsc
smsc = smpp
smsc-id = network
host = 127.0.0.1
port = {smsc_port}
transceiver-mode = true
smsc-username = kannel
smsc-password = secret
system-type = ""
reconnect-delay = 1
"""
"""A network over SMPP."""
_CONFIGURATION = """\
group = core
admin-port = {admin_port}
admin-interface = 127.0.0.1
admin-password = admin
smsbox-port = {box_port}
smsbox-interface = 127.0.0.1
sms-resend-freq = 1
store-type = file
store-location = "{folder}/kannel.store"

{network}
group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {port}
sendsms-interface = 127.0.0.1
mo-recode = true
http-request-retry = 20
http-queue-delay = 1

group = sendsms-user
username = "{username}"
password = "{password}"
max-messages = 10
concatenation = true

group = sms-service
keyword = default
catch-all = true
max-messages = 0
post-url = "{callback_url}?sender=%q&receiver=%Q&id=%I&charset=%C"
"""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where its programs listen, and where the network does."""

    sendsms: int
    admin: int
    smsbox: int
    smsc: int


@dataclass(frozen=True, slots=True)
class Box:
    """The two programs."""

    ports: Ports
    folder: Path
    bearerbox: Program
    smsbox: Program
    network: str
    """How its configuration tells of the network."""

    @property
    def url(self) -> str:
        """What is entered as the address of the gateway."""
        return f"http://127.0.0.1:{self.ports.sendsms}"

    def answers_at(self, callback_url: str) -> None:
        """Write the configuration: replies go to this address."""
        written = _CONFIGURATION.format(
            admin_port=self.ports.admin,
            box_port=self.ports.smsbox,
            network=self.network.format(smsc_port=self.ports.smsc),
            port=self.ports.sendsms,
            folder=self.folder,
            username=USERNAME,
            password=PASSWORD,
            callback_url=callback_url,
        )
        (self.folder / "kannel.conf").write_text(written)

    async def start(self) -> None:
        """Start both; the smsbox can't do without the other one."""
        await self.bearerbox.start()
        await self.bearerbox.listens(self.ports.smsbox, "Kannel's bearerbox")
        await self.smsbox.start()
        await self.smsbox.listens(self.ports.sendsms, "Kannel's smsbox")

    async def stop(self) -> None:
        """Stop both, as a machine that is shut down does."""
        await self.smsbox.stop()
        await self.bearerbox.stop()


@asynccontextmanager
async def box(ports: Ports, folder: Path, network: str = SMPP) -> AsyncIterator[Box]:
    """Have a box that is not started yet."""
    kannel = await unpacked("kannel")
    bearerbox, smsbox = (
        Program(
            (kannel.program(name), str(folder / "kannel.conf")),
            folder / f"{name}.log",
            kannel.environment,
        )
        for name in ("bearerbox", "smsbox")
    )
    made = Box(ports, folder, bearerbox, smsbox, network)
    try:
        yield made
    finally:
        await made.stop()
