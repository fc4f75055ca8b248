"""A home that keeps a gateway's connection, without Home Assistant."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from custom_components.sms_gateway.gateways.base import (
    Arrival,
    DeliveryReport,
    GatewayError,
    InboundMessage,
    SessionGateway,
)

from ..patience import patience, soon


@dataclass
class Home:
    """Runs the session of an account, and keeps what comes in."""

    gateway: SessionGateway
    arrivals: list[Arrival] = field(default_factory=list)
    errors: list[GatewayError] = field(default_factory=list)
    takes: bool = True
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Run one session until it ends."""
        try:
            await self.gateway.run(self.deliver, self.connected.set)
        except GatewayError as error:
            self.errors.append(error)
        finally:
            self.connected.clear()
            self.changed.set()

    async def deliver(self, arrivals: Iterable[Arrival]) -> bool:
        """Take what came in, if it takes anything."""
        await asyncio.sleep(0)
        if self.takes:
            self.arrivals += arrivals
        self.changed.set()
        return self.takes

    @property
    def messages(self) -> list[InboundMessage]:
        """What phones wrote."""
        return [one for one in self._events if isinstance(one, InboundMessage)]

    @property
    def texts(self) -> list[str]:
        """What is in it."""
        return [one.text for one in self.messages]

    @property
    def reports(self) -> list[DeliveryReport]:
        """The delivery reports."""
        return [one for one in self._events if isinstance(one, DeliveryReport)]

    @property
    def oddities(self) -> list[str]:
        """What was not understood."""
        return [one.oddity for one in self.arrivals if one.oddity is not None]

    @property
    def _events(self) -> list[InboundMessage | DeliveryReport]:
        return [event for arrival in self.arrivals for event in arrival.events]

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that came in."""
        async with patience(lambda: f"at home there are {self.arrivals}, {self.errors}"):
            while not is_so():
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def at_home(home: Home) -> AsyncIterator[Home]:
    """Run a session for a while, from when it is connected until leave is taken."""
    task = asyncio.create_task(home.run())
    try:
        await soon(home.connected.wait(), "the gateway is connected")
        yield home
    finally:
        task.cancel()
        await asyncio.wait([task])


class OtherSide(Protocol):
    """What a gateway connects to, as a test has it."""

    port: int

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak over a connection."""

    def cut(self) -> None:
        """Cut all connections."""


@asynccontextmanager
async def listening[Other: OtherSide](found: Other) -> AsyncIterator[Other]:
    """Have it take connections, at a port of its own."""
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    found.cut()
    await server.wait_closed()
