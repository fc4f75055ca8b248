"""A session with a server that behaves badly."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
import logging
from xml.etree.ElementTree import Element

import pytest

from custom_components.sms_gateway.bridge import session as sessions
from custom_components.sms_gateway.bridge.session import Session, as_compared
from custom_components.sms_gateway.bridge.settings import Place
from custom_components.sms_gateway.bridge.stanza import message
from custom_components.sms_gateway.bridge.wire import Obstacle, SessionError

from ..patience import Awaited, soon

NAME = "sms.example.com"
HEAD = (
    "<?xml version='1.0'?><stream:stream xmlns:stream='http://etherx.jabber.org/streams'"
    f" xmlns='jabber:component:accept' id='1' from='{NAME}'>"
)


class Server:
    """Takes one connection, and says what it is told to."""

    def __init__(self) -> None:
        """Have heard nothing."""
        self.heard: list[Element] = []
        self.connected = Awaited("somebody connects")
        self.writer: asyncio.StreamWriter | None = None

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection, and keep it until the other side closes it."""
        self.writer = writer
        self.connected.set()
        while await reader.read(10_000):
            pass
        writer.close()

    def say(self, text: str) -> None:
        """Send something."""
        assert self.writer is not None
        self.writer.write(text.encode())


@asynccontextmanager
async def connecting(
    heard: Callable[[Element], None] = lambda _stanza: None,
) -> AsyncIterator[tuple[Server, Session, asyncio.Task[None]]]:
    """Have a session that is about to be opened."""
    server = Server()
    listening = await asyncio.start_server(server.take, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    loop = asyncio.get_running_loop()
    place = Place("127.0.0.1", port, NAME, "secret")
    session = await loop.run_in_executor(None, Session, loop, place, heard)
    opening = asyncio.create_task(session.open())
    try:
        await server.connected.wait()
        yield server, session, opening
    finally:
        opening.cancel()
        await session.close()
        listening.close()


async def obstacle(doing: asyncio.Task[None]) -> Obstacle:
    """Return why there is no session."""
    with pytest.raises(SessionError) as raised:
        await soon(doing, "the session fails")
    return raised.value.obstacle


@pytest.mark.usefixtures("socket_enabled")
async def test_what_is_no_xml_ends_the_session_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    heard: list[Element] = []
    async with connecting(heard.append) as (server, session, opening):
        server.say(HEAD + "<handshake/>")
        await soon(opening, "the session is open")
        server.say(f"<message from='anna@localhost' to='+1@{NAME}'><body>hidden</body></message>")
        server.say("<message><body>hidden words</bo&dy>")
        assert await obstacle(asyncio.create_task(session.lost())) is Obstacle.LOST
        assert len(heard) == 1
        # What is said from here on is not kept for the next session.
        with pytest.raises(SessionError):
            session.write(message("1", NAME, "anna@localhost"))
    assert "hidden" not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("not-authorized", Obstacle.REFUSED),
        ("conflict", Obstacle.IN_USE),
        ("host-unknown", Obstacle.UNKNOWN_NAME),
        ("system-shutdown", Obstacle.LOST),
    ],
)
async def test_what_a_server_refuses(said: str, expected: Obstacle) -> None:
    async with connecting() as (server, _, opening):
        condition = f"<{said} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"
        server.say(f"{HEAD}<stream:error>{condition}</stream:error></stream:stream>")
        assert await obstacle(opening) is expected


@pytest.mark.usefixtures("socket_enabled")
async def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_PATIENCE", 0.05)
    async with connecting() as (_, _, opening):
        assert await obstacle(opening) is Obstacle.UNREACHABLE
    async with connecting() as (server, session, opening):
        server.say(HEAD + "<handshake/>")
        await soon(opening, "the session is open")
        # It no longer takes what it is sent.
        assert await obstacle(asyncio.create_task(session.echo())) is Obstacle.LOST


def test_addresses_as_servers_compare_them() -> None:
    assert as_compared("Anna@Example.COM") == "anna@example.com"
    assert as_compared("anna@example.com/Phone") == "anna@example.com/Phone"
    for wrong in ("", "@example.com", "a b@example.com", "a@b@c"):
        assert as_compared(wrong) is None
