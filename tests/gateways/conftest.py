"""A server that stands for a gateway, on a real socket."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.sms_gateway.gateways.clickatell_one import ClickatellOne


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    query: str


@dataclass(slots=True)
class Reply:
    """An answer to be given; without a status the connection is cut instead."""

    body: bytes = b""
    status: int | None = 200
    headers: dict[str, str] = field(default_factory=dict)


class Remote:
    """The other end: keeps what was asked, gives the next answer."""

    def __init__(self) -> None:
        """Begin with no answers."""
        self.asked: list[Asked] = []
        self.replies: deque[Reply] = deque()
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.url = ""

    def reply(self, body: bytes | str = b"", status: int | None = 200, **headers: str) -> None:
        """Give this answer to the next request; header names are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.replies.append(Reply(body.encode() if isinstance(body, str) else body, status, named))

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request."""
        body = await request.read()
        headers, query = dict(request.headers), request.rel_url.raw_query_string
        self.asked.append(Asked(request.method, request.path, headers, body, query))
        await self.goes_on.wait()
        reply = self.replies.popleft()
        if reply.status is None:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.Response(body=reply.body, status=reply.status, headers=reply.headers)


@pytest.fixture
async def remote(socket_enabled: None) -> AsyncIterator[Remote]:
    """Return a server that waits for answers to give."""
    found = Remote()

    async def handle(request: web.Request) -> web.StreamResponse:
        return await found.handle(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("")).rstrip("/")
    yield found
    found.goes_on.set()
    await server.close()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    """Return a session of its own."""
    async with ClientSession() as found:
        yield found


@pytest.fixture
def clickatell(session: ClientSession, remote: Remote) -> ClickatellOne:
    """Return an account at the server."""
    return ClickatellOne(session, remote.url + "/", {"api_key": "key=="})
