"""A running simulator, somebody who writes to it, and somebody who hears its callbacks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
import json
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, web
import pytest
from yarl import URL

from simulator import Simulator

from ..patience import Awaited, patience

KEY = "simulator-key-0000000=="


def message(to: str = "15550100001", content: str = "door open") -> dict[str, object]:
    """Return a message the way a customer writes it."""
    return {"channel": "sms", "to": to, "content": content}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the gateway answered."""

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]

    @property
    def error(self) -> object:
        """The code of the global error."""
        assert "messages" not in self.body
        code: object = self.body["error"]["code"]
        return code

    @property
    def errors(self) -> list[object]:
        """The code of each message's error, None where it was accepted."""
        assert self.body["error"] is None
        return [result["error"] and result["error"]["code"] for result in self.body["messages"]]

    @property
    def ids(self) -> list[str | None]:
        """The ids of the messages."""
        return [result["apiMessageId"] for result in self.body["messages"]]


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of the One API."""

    simulator: Simulator
    session: ClientSession

    async def call(
        self,
        method: str,
        path: str,
        *,
        key: str | None = KEY,
        json: object = None,
        data: bytes | None = None,
        content_type: str | None = None,
    ) -> Answer:
        """Call the gateway and read a JSON answer."""
        headers = {} if key is None else {"Authorization": key}
        if content_type is not None:
            headers["Content-Type"] = content_type
        url = f"{self.simulator.url}/clickatell_one{path}"
        async with self.session.request(
            method, url, headers=headers, json=json, data=data
        ) as response:
            return Answer(response.status, response.headers.copy(), await response.json())

    async def send(self, *messages: Mapping[str, object]) -> Answer:
        """Send some messages."""
        return await self.call("POST", "/v1/message", json={"messages": messages})

    async def control(self, method: str, path: str, json: object = None) -> Answer:
        """Call the control API."""
        url = f"{self.simulator.control_url}/control/{path}"
        async with self.session.request(method, url, json=json) as response:
            return Answer(response.status, response.headers.copy(), await response.json())


@dataclass(frozen=True, slots=True)
class CentralCustomer:
    """A customer of Central, whose parameters are sent byte for byte."""

    simulator: Simulator
    session: ClientSession

    @property
    def credentials(self) -> dict[str, str]:
        """The parameters that say who this is."""
        account = self.simulator.account
        return {"user": account.user, "password": account.password, "api_id": account.api_id}

    async def call(
        self, path: str, parameters: Mapping[str, str | bytes], method: str = "GET"
    ) -> tuple[int, str, str]:
        """Call a command; return status, content type and text of the answer."""
        url = f"{self.simulator.url}/clickatell_central{path}"
        form = urlencode(parameters)
        headers, data = {}, None
        if method == "GET":
            url = f"{url}?{form}"
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            data = form.encode()
        async with self.session.request(
            method, URL(url, encoded=True), data=data, headers=headers
        ) as response:
            return response.status, response.content_type, await response.text()

    async def send(self, method: str = "GET", **parameters: str | bytes) -> str:
        """Send a message; return what Central says, which it does with HTTP 200."""
        needed: dict[str, str | bytes] = {"to": "15550100001", "text": "door open"}
        parameters = {**self.credentials, **needed, **parameters}
        status, content_type, text = await self.call("/http/sendmsg", parameters, method)
        assert (status, content_type) == (200, "text/plain")
        return text

    async def send_xml(self, document: str | bytes) -> str:
        """Send a document; return the one that Central answers, which it does with HTTP 200."""
        status, content_type, text = await self.call("/xml/xml", {"data": document}, "POST")
        assert (status, content_type) == (200, "text/xml")
        return text


async def first_message(simulator: Simulator) -> None:
    """Wait until the simulator has accepted a message."""
    changed = asyncio.Event()
    simulator.network.listeners.add(changed.set)
    async with patience(lambda: "the simulator has accepted a message"):
        while not simulator.network.messages:
            await changed.wait()
            changed.clear()
    simulator.network.listeners.remove(changed.set)


@dataclass(frozen=True, slots=True)
class Heard:
    """A callback as it came in, byte for byte."""

    method: str
    query: str
    body: str
    content_type: str

    @property
    def form(self) -> str:
        """The encoded fields of a callback that is no JSON."""
        return self.query or self.body


@dataclass(slots=True)
class Webhook:
    """A customer's webhook that notes what it hears, and answers what it is told to."""

    url: str = ""
    requests: list[Heard] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    """Those that were JSON."""
    authorizations: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """The next answers; 200 once these are used up."""
    text: str = ""
    """What stands in each answer."""
    heard: asyncio.Event = field(default_factory=lambda: Awaited("the webhook hears a callback"))
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    """Answers wait until this is set."""

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of a kind, in the order they came in."""
        return [event for body in self.bodies for event in body["event"].get(kind, [])]

    async def hear(self, request: web.Request) -> web.Response:
        """Take a callback in."""
        body = await request.text()
        query = request.rel_url.raw_query_string
        self.requests.append(Heard(request.method, query, body, request.content_type))
        if request.content_type == "application/json":
            self.bodies.append(json.loads(body))
        self.heard.set()
        self.authorizations.append(request.headers.get("Authorization"))
        await self.hold.wait()
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, text=self.text, headers={"Location": self.url})


@pytest.fixture
async def simulator(socket_enabled: None) -> AsyncIterator[Simulator]:
    simulator = Simulator()
    await simulator.start(port=0)
    simulator.account.delivery_delay = 0
    simulator.account.callback_retry_delay = 0
    yield simulator
    await simulator.stop()


@pytest.fixture
async def customer(simulator: Simulator) -> AsyncIterator[Customer]:
    async with ClientSession() as session:
        yield Customer(simulator, session)


@pytest.fixture
async def central(simulator: Simulator) -> AsyncIterator[CentralCustomer]:
    simulator.account.gateway = "clickatell_central"
    async with ClientSession() as session:
        yield CentralCustomer(simulator, session)


@pytest.fixture
async def webhook(simulator: Simulator) -> AsyncIterator[Webhook]:
    webhook = Webhook()
    webhook.hold.set()
    application = web.Application()
    application.router.add_route("*", "/hook", webhook.hear)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    webhook.url = str(URL.build(scheme="http", host="127.0.0.1", port=site.port, path="/hook"))
    simulator.account.callback_url = webhook.url
    yield webhook
    webhook.hold.set()
    await runner.cleanup()
