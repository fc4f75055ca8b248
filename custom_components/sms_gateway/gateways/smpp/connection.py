"""One connection to an SMSC: PDUs out, PDUs in, and whether it is alive (smpp.md 2, 10)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
import logging
from ssl import SSLContext

from ..base import ErrorKind, GatewayError
from ..reasons import Reason
from .pdu import (
    LAST_SEQUENCE,
    BadLengthError,
    Body,
    Command,
    Pdu,
    Tlvs,
    answers,
    check_length,
    decode,
    encode,
    refusal_of,
    response_to,
)
from .status import Status

_LOGGER = logging.getLogger(__name__)

_LENGTH = 4
# How many requests that got no answer in time are remembered: one may still come.
_MOST_LATE = 1000


@dataclass(frozen=True, slots=True)
class Timing:
    """How long is waited for what, in seconds."""

    connect: float = 10.0
    bind: float = 15.0
    response: float = 30.0
    unbind: float = 5.0
    patience: float = 10.0
    hold: float = 1.0
    throttled: float = 60.0


# Hears what the SMSC asks for over a connection, which is where the answer goes.
type Hear = Callable[[Connection, Pdu], None]
# Hears an answer that came after nobody waited for it any more.
type HearLate = Callable[[Pdu], None]


class Connection:
    """Both ends of a socket. Requests wait for their response; what comes in is heard."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        hear: Hear,
        timing: Timing,
    ) -> None:
        """Speak over an open socket."""
        self._reader = reader
        self._writer = writer
        self._hear = hear
        self._timing = timing
        self._loop = asyncio.get_running_loop()
        self._sequence = 0
        self._open: dict[int, tuple[Pdu, asyncio.Future[Pdu]]] = {}
        self._late: dict[int, tuple[Pdu, HearLate]] = {}
        self._heard_at = self._said_at = self._loop.time()
        self.lost: asyncio.Future[GatewayError] = self._loop.create_future()

    async def request(
        self,
        command: int,
        body: Body | None = None,
        tlvs: Tlvs = (),
        *,
        seconds: float | None = None,
        late: HearLate | None = None,
    ) -> Pdu:
        """Return the response to a request; raises GatewayError where none comes."""
        if self.lost.done():
            raise session_ended()
        request = Pdu(command, self._number(), body=body, tlvs=tlvs)
        future: asyncio.Future[Pdu] = self._loop.create_future()
        self._open[request.sequence] = request, future
        self._write(request)
        try:
            async with asyncio.timeout(seconds or self._timing.response):
                return await future
        except TimeoutError:
            if late is not None:
                self._remember(request, late)
            raise _no_answer() from None
        finally:
            del self._open[request.sequence]

    def respond(self, request: Pdu, status: int, body: Body | None = None) -> None:
        """Answer what came in, under its number."""
        self._write(response_to(request, status, body))

    def lose(self, error: GatewayError) -> None:
        """Take the connection for lost; what has no response yet may have been taken."""
        if self.lost.done():
            return
        self.lost.set_result(error)
        self._writer.close()
        for _, future in self._open.values():
            if not future.done():
                future.set_exception(_no_answer())

    async def drained(self) -> None:
        """Wait until the other side has taken what was written, or is gone."""
        with suppress(OSError):
            await self._writer.drain()

    async def read(self) -> None:
        """Read what comes, until the connection is lost."""
        try:
            while not self.lost.done():
                self._take(await self._next())
        except BadLengthError:
            self._write(Pdu(Command.GENERIC_NACK, 0, Status.INVALID_LENGTH))
            self.lose(session_ended())
        except asyncio.IncompleteReadError, OSError:
            self.lose(session_ended())
        except Exception:
            _LOGGER.exception("What the SMSC sent could not be read")
            self.lose(session_ended())

    async def keep_alive(self, interval: float) -> None:
        """Ask whether the other side is there when nothing was said for a while, in seconds."""
        while not self.lost.done():
            quiet = self._loop.time() - max(self._heard_at, self._said_at)
            if quiet < interval:
                await asyncio.sleep(interval - quiet)
                continue
            asked_at = self._loop.time()
            self._write(Pdu(Command.ENQUIRE_LINK, self._number()))
            await asyncio.sleep(self._timing.response)
            if self._heard_at < asked_at:
                self.lose(GatewayError(ErrorKind.NETWORK, Reason.NO_ANSWER, retryable=True))

    async def _next(self) -> Pdu:
        head = await self._reader.readexactly(_LENGTH)
        length = int.from_bytes(head)
        check_length(length)
        pdu = decode(head + await self._reader.readexactly(length - _LENGTH))
        self._heard_at = self._loop.time()
        return pdu

    def _take(self, pdu: Pdu) -> None:
        if pdu.is_response:
            self._answer(pdu)
            return
        match pdu.command:
            case Command.ENQUIRE_LINK:
                self.respond(pdu, Status.OK)
            case Command.UNBIND:
                self.respond(pdu, Status.OK)
                self.lose(session_ended())
            case Command.DELIVER_SM | Command.DATA_SM:
                self._hear(self, pdu)
            case Command.ALERT_NOTIFICATION | Command.OUTBIND:
                pass  # there is no response to them
            case _:
                self._write(refusal_of(pdu, Status.INVALID_COMMAND))

    def _answer(self, pdu: Pdu) -> None:
        """Hand a response to whoever waits for it, or has waited."""
        request, future = self._open.get(pdu.sequence, (None, None))
        if request is not None and future is not None and answers(pdu, request):
            if not future.done():
                future.set_result(pdu)
            return
        request, late = self._late.get(pdu.sequence, (None, None))
        if request is not None and late is not None and answers(pdu, request):
            del self._late[pdu.sequence]
            late(pdu)
        elif pdu.command & ~0x80000000 != Command.ENQUIRE_LINK:
            _LOGGER.debug("A response to nothing that was asked: %r", pdu)

    def _remember(self, request: Pdu, late: HearLate) -> None:
        self._late[request.sequence] = request, late
        if len(self._late) > _MOST_LATE:
            del self._late[next(iter(self._late))]

    def _number(self) -> int:
        self._sequence = self._sequence % LAST_SEQUENCE + 1
        return self._sequence

    def _write(self, pdu: Pdu) -> None:
        self._said_at = self._loop.time()
        if not self._writer.is_closing():
            self._writer.write(encode(pdu))


@asynccontextmanager
async def connected(
    host: str,
    port: int,
    tls: SSLContext | None,
    hear: Hear,
    timing: Timing,
    keep_alive: float,
) -> AsyncIterator[Connection]:
    """Open a connection, and close it in the end; raises GatewayError where there is nobody."""
    try:
        async with asyncio.timeout(timing.connect):
            reader, writer = await asyncio.open_connection(host, port, ssl=tls)
    except OSError, TimeoutError, ValueError:
        # Of a certificate that is not right, too: SSLError is an OSError.
        raise GatewayError(ErrorKind.NETWORK, Reason.UNREACHABLE, retryable=True) from None
    connection = Connection(reader, writer, hear, timing)
    tasks = [
        asyncio.create_task(connection.read()),
        asyncio.create_task(connection.keep_alive(keep_alive)),
    ]
    try:
        yield connection
    finally:
        connection.lose(session_ended())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        writer.transport.abort()


def _no_answer() -> GatewayError:
    return GatewayError(ErrorKind.NETWORK, Reason.NO_ANSWER, retryable=True, uncertain=True)


def session_ended() -> GatewayError:
    """Return why nothing can be asked any more."""
    return GatewayError(ErrorKind.NETWORK, Reason.SESSION_ENDED, retryable=True)
