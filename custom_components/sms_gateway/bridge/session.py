"""The connection to a chat server, as a component of it (XEP-0114): the one place for slixmpp."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import cast, override
from uuid import uuid4
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from slixmpp import JID, ComponentXMPP, ElementBase, InvalidJID
from slixmpp.xmlstream.tostring import tostring

from . import stanza
from .settings import Place
from .wire import Obstacle, SessionError

# How long a server may take to let us in, and to take what it was sent, in seconds.
_PATIENCE = 30.0
# How long it may take to say goodbye: what it has handed over until then is taken.
_GOODBYE = 3.0
_PING = "urn:xmpp:ping"


# What the server says when it ends a stream (RFC 6120, 4.9.3; XEP-0114).
_CONDITIONS = {
    "not-authorized": Obstacle.REFUSED,
    "conflict": Obstacle.IN_USE,
    "host-unknown": Obstacle.UNKNOWN_NAME,
    "invalid-from": Obstacle.UNKNOWN_NAME,
}


class Session(ComponentXMPP):
    """One connection, opened once; a stanza that comes is given to `heard`.

    slixmpp opens and keeps it. What it does about stanzas by itself is left out: it would confirm
    messages that were not delivered, and refuse contacts that it does not know.
    """

    # Where the constructor is broken off, slixmpp asks for it all the same.
    _run_out_filters = None

    def __init__(
        self, loop: AbstractEventLoop, place: Place, heard: Callable[[Element], None]
    ) -> None:
        """Prepare to connect; reads certificates from disk, so not for the event loop."""
        self._home = loop
        super().__init__(place.component, place.secret, place.host, place.port)
        self._heard = heard
        self._component = place.component
        self._obstacle = Obstacle.UNREACHABLE
        self._bound = loop.create_future()
        self._ended = loop.create_future()
        self._echoes: dict[str, asyncio.Future[None]] = {}
        self.add_event_handler("session_start", self._note_start)
        self.add_event_handler("connection_failed", self._note_end)
        self.add_event_handler("stream_error", self._note_error)
        self.add_event_handler("disconnected", self._note_end)

    @property
    @override
    def loop(self) -> AbstractEventLoop:
        return self._home

    async def open(self) -> None:
        """Connect, and wait until the server has let us in; raises SessionError."""
        self.connect()
        try:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.wait([self._bound, self._ended], return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise SessionError(Obstacle.UNREACHABLE) from None
        if not self._bound.done():
            raise SessionError(self._obstacle)

    async def lost(self) -> None:
        """Wait until the session has ended, and raise SessionError."""
        await asyncio.wait([self._ended])
        raise SessionError(Obstacle.LOST)

    def write(self, element: Element) -> None:
        """Send a stanza; raises SessionError."""
        if self.transport is None or self._ended.done() or not self._bound.done():
            raise SessionError(Obstacle.LOST)
        self.transport.write(tostring(element, xmlns=stanza.COMPONENT).encode())

    async def echo(self) -> None:
        """Wait until the server has taken everything sent until now; raises SessionError.

        It takes what a component sends in order, so what is addressed to ourselves comes last.
        """
        mark = uuid4().hex
        self._echoes[mark] = came_back = self.loop.create_future()
        try:
            own = self._component
            self.write(stanza.iq("get", mark, own, own, stanza.element("ping", _PING)))
            async with asyncio.timeout(_PATIENCE):
                await asyncio.wait([came_back, self._ended], return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise SessionError(Obstacle.LOST) from None
        finally:
            del self._echoes[mark]
        if not came_back.done():
            raise SessionError(Obstacle.LOST)

    async def close(self) -> None:
        """Say goodbye and disconnect."""
        self.cancel_connection_attempt()
        with suppress(TimeoutError):
            await self.disconnect(wait=_GOODBYE, ignore_send_queue=True)
        self.abort()
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()
        self._note_end(None)

    @override
    def init_parser(self) -> None:
        super().init_parser()
        self.parser = _Parser(self.abort)

    @override
    def recv_stanza(self, stanza: ElementBase) -> None:
        """Take a stanza; what belongs to the stream itself is slixmpp's."""
        name = _local(stanza.xml)
        if name not in ("message", "presence", "iq"):
            super().recv_stanza(stanza)
        elif (echo := self._echo(stanza.xml)) is None:
            self._heard(stanza.xml)
        elif not echo.done():
            echo.set_result(None)

    def _echo(self, element: Element) -> asyncio.Future[None] | None:
        is_own = element.get("from") == self._component
        return self._echoes.get(element.get("id", "")) if is_own else None

    def _note_start(self, _event: object) -> None:
        if not self._bound.done():
            self._bound.set_result(None)

    def _note_error(self, error: ElementBase) -> None:
        self._obstacle = _CONDITIONS.get(error["condition"], Obstacle.LOST)

    def _note_end(self, _event: object) -> None:
        if not self._ended.done():
            self._ended.set_result(None)
        # It would go on trying by itself.
        self.loop.call_soon(self.cancel_connection_attempt)


class _Parser:
    """Reads the stream, and ends it where that is no XML: slixmpp would log the text."""

    def __init__(self, broken: Callable[[], None]) -> None:
        self._parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
        self._broken = broken

    def feed(self, data: bytes) -> None:
        self._parser.feed(data)

    def read_events(self) -> Iterator[tuple[str, Element]]:
        try:
            yield from cast(Iterator[tuple[str, Element]], self._parser.read_events())
        except ParseError:
            self._broken()


def as_compared(address: str) -> str | None:
    """Return an address as servers compare and stamp it; None if it is none."""
    try:
        return JID(address).full or None
    except InvalidJID:
        return None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]
