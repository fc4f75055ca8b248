"""A session at an SMSC: one connection for both ways, or one for each (smpp.md 10)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
import logging
from ssl import SSLContext

from ..base import GatewayError
from .connection import Connection, Hear, HearLate, Timing, connected, session_ended
from .pace import Pace
from .pdu import Address, Bind, Command, Pdu, ShortMessage, Tlvs
from .settings import Mode, Settings
from .status import Status, bind_error

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Session:
    """What is bound: messages go out over the first connection, and come in over the last."""

    connections: tuple[Connection, ...]
    pace: Pace
    timing: Timing

    async def submit(self, message: ShortMessage, tlvs: Tlvs, late: HearLate) -> Pdu:
        """Hand over one PDU; raises GatewayError where no response comes."""
        return await self.connections[0].request(Command.SUBMIT_SM, message, tlvs, late=late)

    async def lost(self) -> GatewayError:
        """Wait until a connection is lost; return why."""
        lost = [connection.lost for connection in self.connections]
        done, _ = await asyncio.wait(lost, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()

    @property
    def is_lost(self) -> bool:
        """Tell whether a connection is gone."""
        return any(connection.lost.done() for connection in self.connections)

    def lose(self) -> None:
        """Take the session for lost."""
        self.connections[0].lose(session_ended())

    async def unbind(self) -> None:
        """Take leave; an SMSC that does not answer is left all the same."""
        for connection in self.connections:
            with suppress(GatewayError):
                await connection.request(Command.UNBIND, seconds=self.timing.unbind)


class _NoTransceiverError(Exception):
    """The SMSC knows no session for both ways, or does not say."""


@asynccontextmanager
async def opened(
    settings: Settings, tls: SSLContext | None, hear: Hear, timing: Timing
) -> AsyncIterator[Session]:
    """Connect and bind; raises GatewayError where that is refused, or nobody is there."""
    async with AsyncExitStack() as stack:
        connections = await _bound(stack, settings, tls, hear, timing)
        pace = Pace(settings.window, settings.max_per_second)
        try:
            yield Session(tuple(connections), pace, timing)
        finally:
            pace.end()


async def _bound(
    stack: AsyncExitStack, settings: Settings, tls: SSLContext | None, hear: Hear, timing: Timing
) -> list[Connection]:
    async def bind(command: Command, stack: AsyncExitStack) -> Connection:
        connection = await stack.enter_async_context(
            connected(
                settings.host,
                settings.port,
                tls if settings.has_tls else None,
                hear,
                timing,
                settings.keep_alive,
            )
        )
        await _bind(connection, command, settings, timing)
        return connection

    if settings.mode is Mode.TRANSCEIVER:
        try:
            async with AsyncExitStack() as trial:
                both = await bind(Command.BIND_TRANSCEIVER, trial)
                stack.push_async_exit(trial.pop_all())
                return [both]
        except _NoTransceiverError:
            _LOGGER.debug("The SMSC knows no transceiver: one session for each way")
    sending = await bind(Command.BIND_TRANSMITTER, stack)
    if settings.mode is Mode.TRANSMITTER:
        return [sending]
    return [sending, await bind(Command.BIND_RECEIVER, stack)]


async def _bind(
    connection: Connection, command: Command, settings: Settings, timing: Timing
) -> None:
    who = settings.system_id, settings.password, settings.system_type
    body = Bind(*who, range=Address(digits=settings.address_range))
    is_first_try = command is Command.BIND_TRANSCEIVER
    try:
        response = await connection.request(command, body, seconds=timing.bind)
    except GatewayError as error:
        if is_first_try and not connection.lost.done():
            raise _NoTransceiverError from None
        raise GatewayError(error.kind, error.text, retryable=True) from None
    is_unknown = response.command == Command.GENERIC_NACK
    if is_first_try and (is_unknown or response.status == Status.INVALID_COMMAND):
        raise _NoTransceiverError
    if is_unknown or response.status != Status.OK:
        raise bind_error(response.status)
