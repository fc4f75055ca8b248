"""An SMSC that does what a test tells it to, on a real socket."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count

from custom_components.sms_gateway.gateways.smpp.pdu import (
    Address,
    Command,
    Name,
    Pdu,
    ShortMessage,
    decode,
    encode,
    response_to,
)

from ...patience import patience

BINDS = (Command.BIND_TRANSCEIVER, Command.BIND_TRANSMITTER, Command.BIND_RECEIVER)
ALICE = Address(1, 1, b"15550100001")
HOUSE = Address(1, 1, b"15550100099")

# What is answered to a request: nothing where it is None.
type Answer = Callable[[Pdu], Pdu | bytes | None]


@dataclass
class Smsc:
    """One that binds whoever comes, takes what it gets, and keeps what it was asked."""

    heard: list[Pdu] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)
    writers: list[asyncio.StreamWriter] = field(default_factory=list)
    port: int = 0
    connections: int = 0
    closed: int = 0
    numbers: Iterable[int] = field(default_factory=lambda: count(1))
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"smpp://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak to whoever connects, until they are gone."""
        self.writers.append(writer)
        self.connections += 1
        try:
            while True:
                head = await reader.readexactly(4)
                pdu = decode(head + await reader.readexactly(int.from_bytes(head) - 4))
                self.heard.append(pdu)
                self._answer(writer, pdu)
                self._tell()
        except asyncio.IncompleteReadError, OSError:
            pass
        finally:
            self.writers.remove(writer)
            self.closed += 1
            writer.close()
            self._tell()

    def of(self, command: int) -> list[Pdu]:
        """Return what it was asked of a kind, or answered."""
        return [pdu for pdu in self.heard if pdu.command == command]

    @property
    def submitted(self) -> list[Pdu]:
        """The messages it was handed."""
        return self.of(Command.SUBMIT_SM)

    @property
    def texts(self) -> list[bytes]:
        """What is in them, without headers."""
        return [_message(pdu).short_message for pdu in self.submitted]

    def say(self, *pdus: Pdu | bytes) -> None:
        """Send to whoever came last, in one piece."""
        self.writers[-1].write(
            b"".join(pdu if isinstance(pdu, bytes) else encode(pdu) for pdu in pdus)
        )

    def refuse(self, command: int, *statuses: int) -> None:
        """Answer requests of a kind with these statuses, one after another; then as ever."""
        left = list(statuses)

        def answer(pdu: Pdu) -> Pdu | None:
            return response_to(pdu, left.pop(0)) if left else self._usual(pdu)

        self.answers[command] = answer

    def cut(self) -> None:
        """Cut all connections."""
        for writer in self.writers:
            writer.transport.abort()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that it hears."""
        async with patience(lambda: f"the SMSC has heard {self.heard}"):
            while not is_so():
                self.changed.clear()
                await self.changed.wait()

    def _answer(self, writer: asyncio.StreamWriter, pdu: Pdu) -> None:
        answer = self.answers.get(pdu.command, self._usual)(pdu)
        if answer is not None and not writer.is_closing():
            writer.write(answer if isinstance(answer, bytes) else encode(answer))

    def _usual(self, pdu: Pdu) -> Pdu | None:
        if pdu.is_response:
            return None
        if pdu.command in BINDS:
            return response_to(pdu, body=Name(b"smsc"))
        if pdu.command == Command.SUBMIT_SM:
            return response_to(pdu, body=Name(f"id-{len(self.submitted)}".encode()))
        return response_to(pdu)

    def _tell(self) -> None:
        self.changed.set()


def _message(pdu: Pdu) -> ShortMessage:
    assert isinstance(pdu.body, ShortMessage)
    return pdu.body


def from_phone(text: bytes, sequence: int = 1, *, esm_class: int = 0, data_coding: int = 0) -> Pdu:
    """Return a message from a phone."""
    message = ShortMessage(
        ALICE, HOUSE, esm_class=esm_class, data_coding=data_coding, short_message=text
    )
    return Pdu(Command.DELIVER_SM, sequence, body=message)


def receipt(message_id: str, state: str = "DELIVRD", sequence: int = 1) -> Pdu:
    """Return a delivery receipt."""
    text = f"id:{message_id} sub:001 dlvrd:001 submit date:2611271800 done date:2611271801"
    return from_phone(f"{text} stat:{state} err:000 text:".encode(), sequence, esm_class=4)
