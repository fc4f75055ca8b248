"""Somebody at a chat client: logs in, has contacts, writes, and sees what comes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import override
from uuid import uuid4
from xml.etree.ElementTree import Element

from slixmpp import ClientXMPP, ElementBase
from slixmpp.xmlstream.tostring import tostring

from custom_components.sms_gateway.bridge import presence, stanza

from ..patience import moment, patience, soon

CLIENT = "jabber:client"
_ANSWERS_WITHIN = 2.0


class Person(ClientXMPP):
    """A client that keeps all stanzas it gets, and answers none by itself."""

    def __init__(self, loop: asyncio.AbstractEventLoop, address: str, password: str) -> None:
        """Prepare to log in; not in the event loop, for it reads certificates."""
        self._home = loop
        super().__init__(address, password)
        self.address = address
        self.enable_starttls = self.enable_direct_tls = False
        self.enable_plaintext = True
        self.plugin["feature_mechanisms"].unencrypted_scram = True
        self.messages: list[Element] = []
        self.presences: list[Element] = []
        self._answers: dict[str, asyncio.Future[Element]] = {}
        self._here = loop.create_future()
        self._came = asyncio.Event()
        self.add_event_handler("session_start", self._note_start)

    @property
    @override
    def loop(self) -> asyncio.AbstractEventLoop:
        return self._home

    async def log_in(self, port: int) -> None:
        """Log in, and show it."""
        self.connect("127.0.0.1", port)
        await soon(self._here, "the client is logged in")
        # Who has not asked for the contacts hears nothing of subscriptions.
        await self.ask(self.address, stanza.element("query", "jabber:iq:roster"))
        self.write(Element(f"{{{CLIENT}}}presence"))

    async def log_out(self) -> None:
        """Log out."""
        self.cancel_connection_attempt()
        await self.disconnect(wait=1, ignore_send_queue=True)
        self.abort()
        if self._run_out_filters is not None:
            self._run_out_filters.cancel()

    def write(self, element: Element) -> None:
        """Send a stanza."""
        assert self.transport is not None
        self.transport.write(tostring(element, xmlns=CLIENT).encode())

    def say(self, to: str, text: str, *within: Element, receipt: bool = True, **more: str) -> str:
        """Write a message; return its id."""
        message_id = more.pop("id", None) or uuid4().hex
        attributes = {"type": "chat", "to": to, "id": message_id, **more}
        message = Element(f"{{{CLIENT}}}message", attributes)
        body = Element(f"{{{CLIENT}}}body")
        body.text = text
        message.append(body)
        if receipt:
            message.append(stanza.element("request", stanza.RECEIPTS))
        message.extend(within)
        self.write(message)
        return message_id

    def show(self, to: str, kind: str) -> None:
        """Send a presence to somebody."""
        self.write(Element(f"{{{CLIENT}}}presence", {"to": to, "type": kind}))

    async def ask(self, to: str, query: Element, kind: str = "get") -> Element:
        """Return the answer to a query."""
        query_id = uuid4().hex
        answer = self._answers[query_id] = self.loop.create_future()
        iq = Element(f"{{{CLIENT}}}iq", {"type": kind, "to": to, "id": query_id})
        iq.append(query)
        self.write(iq)
        return await soon(answer, f"{to} answers {query.tag}")

    async def finds(self, component: str) -> None:
        """Wait until a component is there: the server answers in its place before."""
        async with patience(lambda: f"{component} is there"):
            while not await self._has(component):
                await moment()

    async def misses(self, component: str) -> None:
        """Wait until a component is gone."""
        async with patience(lambda: f"{component} is gone"):
            while await self._has(component):
                await moment()

    async def gets(self, is_wanted: Callable[[Element], bool], what: str) -> Element:
        """Return the first message that is wanted, and take it from those that came."""
        return await self._first(self.messages, is_wanted, what)

    async def sees(self, sender: str, kind: str | None = None) -> Element:
        """Return the first presence of a kind from somebody, and take it from those that came."""

        def is_wanted(element: Element) -> bool:
            address = element.get("from", "").partition("/")[0]
            return address == sender and element.get("type") == kind

        return await self._first(self.presences, is_wanted, f"{sender} is {kind or 'available'}")

    async def reads(self, sender: str, text: str) -> Element:
        """Return the message of a contact that has a text."""

        def is_wanted(element: Element) -> bool:
            return element.get("from") == sender and body_of(element) == text

        return await self.gets(is_wanted, f"{sender} says {text!r}")

    async def has_receipt(self, message_id: str) -> Element:
        """Return the receipt of a message."""

        def is_wanted(element: Element) -> bool:
            received = element.find(f"{{{stanza.RECEIPTS}}}received")
            return received is not None and received.get("id") == message_id

        return await self.gets(is_wanted, "there is a receipt")

    async def is_refused(self, message_id: str) -> tuple[str, str, str | None]:
        """Return why a message was refused: type, condition, text."""

        def is_wanted(element: Element) -> bool:
            return element.get("type") == "error" and element.get("id") == message_id

        return why(await self.gets(is_wanted, "the message is refused"))

    @override
    def recv_stanza(self, stanza: ElementBase) -> None:
        name = stanza.xml.tag.rpartition("}")[2]
        answer = self._answers.pop(stanza.xml.get("id", ""), None)
        if name == "iq" and answer is not None:
            if not answer.done():
                answer.set_result(stanza.xml)
        elif name in ("message", "presence"):
            (self.messages if name == "message" else self.presences).append(stanza.xml)
            self._came.set()
        elif name != "iq" or not self._here.done():
            super().recv_stanza(stanza)

    async def _has(self, component: str) -> bool:
        # One that goes at this moment has got the question, and answers no more.
        with suppress(TimeoutError):
            async with asyncio.timeout(_ANSWERS_WITHIN):
                answer = await self.ask(component, stanza.element("ping", presence.PING))
                return answer.get("type") == "result"
        return False

    async def _first(
        self, came: list[Element], is_wanted: Callable[[Element], bool], what: str
    ) -> Element:
        async with patience(lambda: f"{what}; there were {[tostring(one) for one in came]}"):
            while True:
                self._came.clear()
                for one in came:
                    if is_wanted(one):
                        came.remove(one)
                        return one
                await self._came.wait()

    def _note_start(self, _event: object) -> None:
        if not self._here.done():
            self._here.set_result(None)


@asynccontextmanager
async def logged_in(address: str, password: str, port: int) -> AsyncIterator[Person]:
    """Have somebody at a client that is logged in."""
    loop = asyncio.get_running_loop()
    person = await loop.run_in_executor(None, Person, loop, address, password)
    try:
        await person.log_in(port)
        yield person
    finally:
        await person.log_out()


def body_of(message: Element) -> str | None:
    """Return the text of a message."""
    body = message.find(f"{{{CLIENT}}}body")
    return None if body is None else body.text


def why(answer: Element) -> tuple[str, str, str | None]:
    """Return what an error says: type, condition, text."""
    error = answer.find(f"{{{CLIENT}}}error")
    assert error is not None
    words = error.find(f"{{{stanza.STANZAS}}}text")
    (condition,) = (
        one.tag.rpartition("}")[2]
        for one in error
        if one.tag.startswith(f"{{{stanza.STANZAS}}}") and one is not words
    )
    return error.get("type", ""), condition, None if words is None else words.text
