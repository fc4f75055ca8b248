"""An SMSC: SMPP 3.4 from the other side (smpp.md).

Where the specification leaves something open, `smpp_settings` says how it is done. What is taken
has a response, a receipt for each part if it is asked for, and, if the phone has said STOP, one
that says REJECTD.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, override

from ..background import Background
from ..callbacks import Callbacks
from ..carrier import Carrier
from ..delivery import Delivery
from ..faults import Fault, Faults
from ..network import Network, Reply
from .bringing import Bringing, Brought, brought
from .listener import Listener
from .pdu import Bind, Command, Pdu, PduError, Status, Tag, c_string, write_tlvs
from .replies import write_reply
from .session import Session, turns
from .taking import Taking

_SYSTEM_ID = "simulator"
_VERSION = write_tlvs({Tag.VERSION: b"\x34"})
_REFUSED_BY = {Fault.BAD_KEY: Status.WRONG_PASSWORD, Fault.ADDRESS: Status.BIND_FAILED}


@dataclass(frozen=True, slots=True)
class BindAttempt:
    """Somebody who wanted to bind; `status` is None where no answer was given."""

    bind: Bind
    status: int | None


class Smsc(Carrier):
    """The SMSC, with what came to pass for tests to look at."""

    name: ClassVar[str] = "smpp"
    refusals: ClassVar[frozenset[str]] = frozenset(
        {"auth", "funds", "recipient", "sender", "content", "rate"}
    )

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, background: Background
    ) -> None:
        """Play the SMSC on this network."""
        super().__init__(network, faults)
        self.sessions: list[Session] = []
        self.bind_attempts: list[BindAttempt] = []
        self.unbinds = 0
        self.enquiries = 0
        """How many enquire_link came in."""
        self._background = background
        self._connections = Background()
        self._bringing = Bringing(network, self._faults, background, callbacks.note)
        delivery: Delivery[Sequence[Brought]] = Delivery(
            network, self._faults, self._tell, background
        )
        self.taking = Taking(self.name, network, self._faults, delivery, background)
        self._listener = Listener(self._connected)

    @property
    def url(self) -> str:
        """Where customers bind."""
        return f"{self._listener.scheme}://{self._listener.host}:{self._listener.port}"

    @property
    def bound(self) -> list[Session]:
        """Who is bound."""
        return [session for session in self.sessions if session.bind]

    @property
    def acknowledged(self) -> list[Brought]:
        """The receipts and replies that a customer has taken, in that order."""
        return self._bringing.acknowledged

    @property
    def waiting(self) -> list[Brought]:
        """Those that wait until somebody binds."""
        return self._bringing.waiting

    def figures(self) -> dict[str, int]:
        """Return what can be counted."""
        return {
            "bound": len(self.bound),
            "bind_attempts": len(self.bind_attempts),
            "unbinds": self.unbinds,
            "enquiries": self.enquiries,
            "most_unanswered": self.taking.most_unanswered,
            "waiting": len(self.waiting),
            "acknowledged": len(self.acknowledged),
        }

    async def start(self, host: str, port: int, *, tls: bool) -> None:
        """Listen; port 0 picks a free one. Raise OSError if it is taken."""
        self._listener.prepare(host, port, tls=tls)
        await self._listener.open()

    async def accept(self) -> None:
        """Take connections again."""
        await self._listener.open()

    async def refuse(self) -> None:
        """Take no connections, and cut those there are."""
        self._listener.close()
        await self.drop()

    async def stop(self) -> None:
        """End everything."""
        self._listener.close()
        await self.drop()
        await self._connections.cancel()

    async def drop(self) -> None:
        """Cut all connections."""
        for session in list(self.sessions):
            session.abort()
        await turns()

    async def unbind(self) -> None:
        """Ask everybody to go, as an SMSC that is serviced does; return when all are gone."""
        answers = [session.request(Command.UNBIND) for session in self.bound]
        for session in self.bound:
            session.bind = None
        if answers:
            await asyncio.wait(answers)
        for session in list(self.sessions):
            session.close()
        await self._connections.settled()

    async def enquire(self) -> list[Pdu | None]:
        """Ask everybody whether they are still there; return their answers, None for none."""
        return [await session.request(Command.ENQUIRE_LINK) for session in self.bound]

    def clear(self) -> None:
        """Forget what was taken and brought; who is bound stays."""
        self.bind_attempts.clear()
        self.unbinds = self.enquiries = 0
        self.taking.clear()
        self._bringing.clear()

    @override
    async def forward(self, reply: Reply) -> None:
        settings = self._network.account.smpp
        parts = self._in_order(reply.parts)
        bodies = write_reply(reply, parts, settings.long_replies, settings.alphabet)
        summary = f"Reply: {reply.text}"
        fields = {"from": reply.sender, "to": reply.to, "text": reply.text}
        await self._bringing.bring(
            *(brought(Command.DELIVER_SM, body, summary, **fields) for body in bodies)
        )

    async def _tell(self, receipts: Sequence[Brought], _gateway: str) -> None:
        self._bringing.begin(*receipts)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(reader, writer, self._faults, self._handle)
        self._connections.start(self._serve(session))

    async def _serve(self, session: Session) -> None:
        self.sessions.append(session)
        try:
            await session.run()
        finally:
            self.sessions.remove(session)
            self._network.changed()

    def _handle(self, session: Session, pdu: Pdu) -> None:
        """Handle a request of a customer's."""
        match pdu.command:
            case Command.BIND_TRANSCEIVER | Command.BIND_TRANSMITTER | Command.BIND_RECEIVER:
                self._bind(session, pdu)
            case Command.SUBMIT_SM | Command.DATA_SM:
                self.taking.handle(session, pdu)
            case Command.ENQUIRE_LINK:
                self.enquiries += 1
                if not self._faults.take(Fault.ENQUIRE_LINK_UNANSWERED):
                    session.send(pdu.answer())
            case Command.UNBIND:
                self.unbinds += 1
                session.send(pdu.answer())
                session.close()
            case _:
                status = Status.INVALID_COMMAND
                session.send(Pdu(Command.GENERIC_NACK, pdu.sequence, status=status))

    def _bind(self, session: Session, pdu: Pdu) -> None:
        try:
            bind = Bind.read(pdu)
        except PduError as error:
            session.send(pdu.answer(status=error.status))
            return
        is_transceiver = bind.command == Command.BIND_TRANSCEIVER
        if is_transceiver and self._faults.take(Fault.BIND_UNANSWERED):
            self.bind_attempts.append(BindAttempt(bind, None))
            return
        status = self._verdict(session, bind)
        self.bind_attempts.append(BindAttempt(bind, status))
        if status:
            session.send(pdu.answer(status=status))
            return
        session.bind = bind
        session.send(pdu.answer(c_string(_SYSTEM_ID) + _VERSION))
        if session.can_receive:
            self._bringing.add_receiver(session)
        self._network.changed()

    def _verdict(self, session: Session, bind: Bind) -> int:
        """Return the status that a bind is answered with."""
        if set_to := self._faults.take(Fault.BIND_REFUSED):
            return int(set_to.amount or Status.WRONG_PASSWORD)
        if session.bind:
            return Status.ALREADY_BOUND
        struck = (status for fault, status in _REFUSED_BY.items() if self._faults.take(fault))
        return next(struck, self._known(bind))

    def _known(self, bind: Bind) -> Status:
        """Say whether this is the customer."""
        account = self._network.account
        if bind.system_id != account.user:
            return Status.WRONG_SYSTEM_ID
        if bind.password != account.smpp.password:
            return Status.WRONG_PASSWORD
        if account.smpp.system_type not in ("", bind.system_type):
            return Status.WRONG_SYSTEM_TYPE
        return Status.OK
