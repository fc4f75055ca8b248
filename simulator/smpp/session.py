"""One connection of a customer: PDUs in, PDUs out, and what can go wrong with a connection."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import count

from ..faults import Fault, Faults
from .pdu import HEADER, LONGEST, RESPONSE, Bind, Command, Pdu, Status, write_tlvs

TURNS = 20
"""Turns of the loop in which the other side reads what it has, or another PDU comes up."""
_SENDS = (Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER)
_RECEIVES = (Command.BIND_RECEIVER, Command.BIND_TRANSCEIVER)
_WITH_TLVS = (
    *(command | RESPONSE for command in {*_SENDS, *_RECEIVES, Command.SUBMIT_SM}),
    Command.DELIVER_SM,
    Command.DATA_SM,
)
_UNKNOWN_TLVS = write_tlvs(
    {0x1403: b"(null)\0", 0x1402: b"612\0", 0x0428: b"\0", 0x3FFF: b""}
) + bytes.fromhex("1502004133303035")
"""Vendors' own; the last one says that it is longer than it is (smpp.md 14, 14 and 15)."""


class Session:
    """A connection; `bind` is what it is bound as."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        faults: Faults,
        handle: Callable[[Session, Pdu], None],
    ) -> None:
        """Have requests handled by this."""
        self.bind: Bind | None = None
        self.unanswered = 0
        """How many submit_sm wait for their response."""
        self._reader = reader
        self._writer = writer
        self._faults = faults
        self._handle = handle
        self._sequence = count(1)
        self._answers: dict[int, asyncio.Future[Pdu | None]] = {}
        self._outgoing: asyncio.Queue[bytes | None] = asyncio.Queue()

    @property
    def can_send(self) -> bool:
        """Whether the customer may submit messages here."""
        return self.bind is not None and self.bind.command in _SENDS

    @property
    def can_receive(self) -> bool:
        """Whether the customer can be brought something here."""
        return self.bind is not None and self.bind.command in _RECEIVES

    async def run(self) -> None:
        """Read until the connection ends."""
        writing = asyncio.create_task(self._write())
        try:
            while (pdu := await self._read()) and not self._faults.take(Fault.SESSION_DROPPED):
                if pdu.is_response:
                    self._answered(pdu)
                else:
                    self._handle(self, pdu)
        except OSError, asyncio.IncompleteReadError:
            self.abort()
        finally:
            self.bind = None
            self.close()
            await writing
            self._writer.transport.abort()
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_result(None)

    def send(self, pdu: Pdu) -> None:
        """Send a PDU, after those before it."""
        is_good = pdu.command in _WITH_TLVS and pdu.status == Status.OK
        if is_good and self._faults.take(Fault.UNKNOWN_TLVS):
            pdu = replace(pdu, body=pdu.body + _UNKNOWN_TLVS)
        self._outgoing.put_nowait(bytes(pdu))

    def send_last(self, octets: bytes) -> None:
        """Send what need be no PDU, and hang up."""
        self._outgoing.put_nowait(octets)
        self.close()

    def request(self, command: Command, body: bytes = b"") -> asyncio.Future[Pdu | None]:
        """Send a request; its response comes later, or None once the connection is gone."""
        sequence = next(self._sequence)
        self._answers[sequence] = answer = asyncio.get_running_loop().create_future()
        self.send(Pdu(command, sequence, body))
        return answer

    def close(self) -> None:
        """Hang up once everything is sent; nothing more is taken meanwhile."""
        self.bind = None
        self._outgoing.put_nowait(None)

    def abort(self) -> None:
        """Cut the connection."""
        self.bind = None
        self._writer.transport.abort()

    def _answered(self, pdu: Pdu) -> None:
        answer = self._answers.pop(pdu.sequence, None)
        if answer is not None and not answer.done():
            answer.set_result(pdu)

    async def _read(self) -> Pdu | None:
        """Read a PDU; return None where the stream can't be followed any more."""
        header = await self._reader.readexactly(HEADER.size)
        length, command, status, sequence = HEADER.unpack(header)
        if not HEADER.size <= length <= LONGEST:
            refused = Status.INVALID_COMMAND_LENGTH
            self.send(Pdu(Command.GENERIC_NACK, sequence, status=refused))
            return None
        body = await self._reader.readexactly(length - HEADER.size)
        return Pdu(command, sequence, body, status)

    async def _write(self) -> None:
        try:
            while (octets := await self._outgoing.get()) is not None:
                if self._faults.take(Fault.JOINED_PDUS):
                    octets += await self._following()
                if self._faults.take(Fault.HALF_PDUS):
                    middle = len(octets) // 2
                    self._writer.write(octets[:middle])
                    await turns()
                    octets = octets[middle:]
                self._writer.write(octets)
                await self._writer.drain()
            self._writer.close()
        except OSError:
            self.abort()

    async def _following(self) -> bytes:
        """Return the PDU that is to be in one segment with the one before it."""
        for _ in range(TURNS):
            if not self._outgoing.empty():
                break
            await asyncio.sleep(0)
        else:
            return b""
        following = await self._outgoing.get()
        if following is None:
            self.close()
        return following or b""


async def turns() -> None:
    """Let others do what they have to do."""
    for _ in range(TURNS):
        await asyncio.sleep(0)
