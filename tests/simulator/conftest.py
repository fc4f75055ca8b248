"""A running simulator, somebody who writes to it, and somebody who hears its callbacks."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientSession, web
import pytest
from yarl import URL

from simulator import Simulator

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


async def first_message(simulator: Simulator) -> None:
    """Wait until the simulator has accepted a message."""
    changed = asyncio.Event()
    simulator.network.listeners.add(changed.set)
    while not simulator.network.messages:
        await changed.wait()
        changed.clear()
    simulator.network.listeners.remove(changed.set)


@dataclass(slots=True)
class Webhook:
    """A customer's webhook that notes what it hears, and answers what it is told to."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    """The next answers; 200 once these are used up."""
    heard: asyncio.Event = field(default_factory=asyncio.Event)
    hold: asyncio.Event = field(default_factory=asyncio.Event)
    """Answers wait until this is set."""

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return the events of a kind, in the order they came in."""
        return [event for body in self.bodies for event in body["event"].get(kind, [])]

    async def hear(self, request: web.Request) -> web.Response:
        """Take a callback in."""
        self.bodies.append(await request.json())
        self.heard.set()
        self.authorizations.append(request.headers.get("Authorization"))
        await self.hold.wait()
        status = self.answers.pop(0) if self.answers else 200
        return web.Response(status=status, headers={"Location": self.url})


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
async def webhook(simulator: Simulator) -> AsyncIterator[Webhook]:
    webhook = Webhook()
    webhook.hold.set()
    application = web.Application()
    application.router.add_post("/hook", webhook.hear)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    webhook.url = str(URL.build(scheme="http", host="127.0.0.1", port=site.port, path="/hook"))
    simulator.account.callback_url = webhook.url
    yield webhook
    webhook.hold.set()
    await runner.cleanup()
