"""A modem with a SIM, in a network with phones (own-sim.md 2).

Where the facts are silent: a memory that is full takes nothing, and the network tries again after
the next command. PDU mode is the only one. `families.py` says what modems have of their own.
"""

import asyncio
from pathlib import Path
from typing import ClassVar, override

from ..background import Background
from ..callbacks import Callbacks
from ..carrier import Carrier
from ..delivery import Delivery
from ..faults import Faults
from ..network import Network, Reply
from ..segments import is_gsm7
from .commands import Commands
from .device import Device
from .doors import PtyDoor, TcpDoor
from .incoming import Arrival, Incoming, arrival
from .link import Link
from .messages import MessageCommands
from .pdu import Submit, timestamp, write_deliver
from .sending import Sending
from .storage import Memory
from .ussd import Ussd


class Modem(Carrier):
    """The modem, with what came to pass for tests to look at."""

    name: ClassVar[str] = "modem"
    refusals: ClassVar[frozenset[str]] = frozenset({"auth", "recipient"})
    takes_names: ClassVar[bool] = False
    has_one_number: ClassVar[bool] = True

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, background: Background
    ) -> None:
        """Play the modem on this network."""
        super().__init__(network, faults)
        self._note = callbacks.note
        self._background = background
        self.device = Device(network, self._faults, self.say)
        self.incoming = Incoming(network, self._faults, self.device)
        delivery: Delivery[Arrival | None] = Delivery(network, self._faults, self._tell, background)
        self.sending = Sending(
            network, self._faults, self.device, delivery, background, self._say_held
        )
        self.commands = Commands(
            self.device,
            self.incoming,
            MessageCommands(self.device, self.incoming, self.sending, self._faults),
            Ussd(network, self._faults, self.device, background),
            self._faults,
            self._restart,
        )
        self._links = [Link(self.device, self._faults, self.commands.execute) for _ in range(2)]
        self._tcp = TcpDoor(self._links[0], self._faults)
        self._pty = PtyDoor(self._links[1])
        self._coming_back: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the modem is."""
        return f"socket://{self._tcp.host}:{self._tcp.port}"

    @property
    def typed(self) -> list[str]:
        """Every line of commands that came in."""
        return self.commands.typed

    @property
    def submitted(self) -> list[tuple[int, Submit]]:
        """Every part that was taken, with the reference that it was given."""
        return self.sending.submitted

    @property
    def waiting(self) -> list[Arrival]:
        """What the network keeps because the modem can't take it."""
        return self.incoming.waiting

    @property
    def sim(self) -> Memory:
        """The messages on the SIM."""
        return self.device.sim.memory

    @property
    def is_used(self) -> bool:
        """Whether somebody is connected."""
        return any(link.is_used for link in self._links)

    @property
    def is_pulled(self) -> bool:
        """Whether somebody has pulled it out."""
        return not self.device.is_on

    def figures(self) -> dict[str, int]:
        """Return what can be counted."""
        return {
            "commands": len(self.typed),
            "submitted": len(self.submitted),
            "waiting": len(self.waiting),
            "on_sim": len(self.sim.slots),
        }

    async def start(self, host: str, port: int, pty: Path | None = None) -> None:
        """Listen; port 0 picks a free one. Raise OSError if port or path are taken."""
        self._tcp.host, self._tcp.port = host, port
        await self._tcp.open()
        if pty is not None:
            self._pty.start(pty)

    async def accept(self) -> None:
        """Take connections again; the modem was there all the time."""
        if not self.is_pulled:
            await self._tcp.open()

    async def refuse(self) -> None:
        """Take no connections, and cut the one there is."""
        await self._tcp.close()

    async def stop(self) -> None:
        """End everything."""
        self.incoming.lose_power()
        await self._tcp.stop()
        await self._pty.stop()

    async def pull(self, seconds: float | None = None) -> None:
        """Pull it out, for some seconds or until it is plugged in again."""
        self._stop_coming_back()
        self.device.is_on = False
        self.incoming.lose_power()
        await self._tcp.close()
        self._pty.close()
        if seconds is not None:
            self._coming_back = self._background.start(self._come_back(seconds))
        self._network.changed()

    async def plug_in(self) -> None:
        """Plug it in again: it has forgotten all that was set."""
        self._stop_coming_back()
        if self.is_pulled:
            self._restart()
            await self._tcp.open()
            self._pty.open()
            self.incoming.flush()
        self._network.changed()

    async def clear(self) -> None:
        """Be as new; whoever had the port has to begin anew, too."""
        await self.plug_in()
        for link in self._links:
            link.hang_up()
        self.incoming.clear()
        self.sending.clear()
        self.typed.clear()
        self.device.clear()
        self._restart()

    def say(self, text: str) -> bool:
        """Say something unasked; return whether anybody hears it."""
        listening = [link for link in self._links if link.is_used]
        for link in listening:
            link.say(text)
        return bool(listening)

    def bring(self, pdu: bytes, *, is_report: bool = False) -> None:
        """Let the network bring a PDU, whatever it says."""
        self._bring(arrival(pdu, "PDU", {"pdu": pdu.hex().upper()}, is_report=is_report))

    @override
    async def forward(self, reply: Reply) -> None:
        plain = is_gsm7(reply.text)
        settings = self._network.account.modem
        for part in self._in_order(reply.parts):
            pdu = write_deliver(
                settings.smsc,
                reply.sender,
                part.text,
                bytes.fromhex(part.udh),
                plain=plain,
                at=timestamp(reply.sent_at / 1000, settings.zone),
            )
            fields = {"from": reply.sender, "to": reply.to, "text": part.text}
            self._bring(arrival(pdu, f"Reply: {part.text}", fields))

    def _bring(self, what: Arrival) -> None:
        self._note(what.callback)
        self.incoming.bring(what)

    async def _tell(self, report: Arrival | None, _gateway: str) -> None:
        if report is not None:
            self._bring(report)

    def _restart(self) -> None:
        self.device.power_on()
        for link in self._links:
            link.reset()
        self.device.say_ready()

    def _say_held(self) -> None:
        for link in self._links:
            link.say_held()

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._coming_back = None
        await self.plug_in()

    def _stop_coming_back(self) -> None:
        if self._coming_back is not None:
            self._coming_back.cancel()
            self._coming_back = None
