"""An account at a simulated gateway, and a home that hears its callbacks."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from traceback import format_exception
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.sms_gateway.gateways import smpp
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Arrival,
    CallbackRequest,
    DeliveryReport,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    SessionGateway,
)
from custom_components.sms_gateway.gateways.smpp.connection import Timing
from custom_components.sms_gateway.messaging.text import Encoding, count_parts, encoding
from simulator import Simulator
from simulator.callbacks import CallbackState
from simulator.network import Reply

from ...conftest import ANNA, SENDER
from ...patience import MOMENT, moment, patience, soon
from .roads import Road

TEXT = "door open"
WRONG = "wrong-secret-3333"
# Too short for a number of any country.
NO_NUMBER = "+12345"


@dataclass(slots=True)
class Home:
    """Hears what a gateway calls back, and answers what the account wants it to be answered."""

    url: str = ""
    account: Gateway | None = None
    heard: list[CallbackRequest] = field(default_factory=list)
    parsed: list[ParsedCallback] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        """Take a callback in, byte for byte."""
        assert self.account is not None
        query = request.rel_url.raw_query_string.encode()
        callback = CallbackRequest(request.method, request.headers, query, await request.read())
        parsed = self.account.parse_callback(callback)
        self.heard.append(callback)
        self.parsed.append(parsed)
        answer = parsed.answer
        return web.Response(
            status=answer.status, text=answer.body, content_type=answer.content_type
        )

    @property
    def replies(self) -> list[InboundMessage]:
        """The messages from phones, as they came."""
        events = [event for parsed in self.parsed for event in parsed.events]
        return [event for event in events if isinstance(event, InboundMessage)]

    @property
    def reports(self) -> list[DeliveryReport]:
        """The delivery reports, as they came."""
        events = [event for parsed in self.parsed for event in parsed.events]
        return [event for event in events if isinstance(event, DeliveryReport)]

    def assert_understood(self, simulator: Simulator) -> None:
        """Check that callbacks came in, none of them odd, and that the gateway is content."""
        assert self.parsed
        assert {parsed.oddity for parsed in self.parsed} == {None}
        sent = simulator.callbacks.sent
        assert {callback.state for callback in sent} == {CallbackState.DONE}
        assert {len(callback.attempts) for callback in sent} == {1}


@pytest.fixture
async def home(socket_enabled: None) -> AsyncIterator[Home]:
    """Return a home on a socket of its own."""
    found = Home()
    app = web.Application()
    app.router.add_route("*", "/callback", found.hear)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("/callback"))
    yield found
    await server.close()


@asynccontextmanager
async def in_session(gateway: Gateway, home: Home | None = None) -> AsyncIterator[Gateway]:
    """Keep the session of a gateway that has one, as an account does; what comes in comes home."""

    async def deliver(arrivals: Sequence[Arrival]) -> bool:
        if home is not None:
            home.parsed += [ParsedCallback(one.events, oddity=one.oddity) for one in arrivals]
        return True

    tried = asyncio.Event()

    async def keep(session: SessionGateway) -> None:
        while True:
            with suppress(GatewayError):
                await session.run(deliver, tried.set)
            tried.set()
            await asyncio.sleep(MOMENT)

    if not isinstance(gateway, SessionGateway):
        yield gateway
        return
    keeping = asyncio.create_task(keep(gateway))
    await soon(tried.wait(), "the gateway is asked for a session")
    yield gateway
    keeping.cancel()
    await asyncio.wait([keeping])


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sessions wait for nothing long."""
    monkeypatch.setattr(smpp, "TIMING", Timing(hold=0.01, throttled=0.1))


@pytest.fixture
async def account(
    road: Road, simulator: Simulator, session: ClientSession, home: Home
) -> AsyncIterator[Gateway]:
    """Return an account at the simulated gateway, whose callbacks come home."""

    async def callback_address() -> str:
        return home.url

    name = road.simulated.name
    simulator.account.gateway = name
    simulator.account.callback_url = home.url
    # Each has to be taken at once.
    simulator.account.callback_retries = 0
    url = simulator.gateway_urls[name]
    home.account = road.account(session, url, callback_address=callback_address)
    if road.capabilities.radio:
        # What comes over a session is heard later: both wait until it is.
        simulator.reply, simulator.settled = _until_heard(simulator, home)  # type: ignore[method-assign]
    async with in_session(home.account, home) as found:
        yield found


def _until_heard(simulator: Simulator, home: Home) -> tuple[Any, Any]:
    """Return ways to reply and to settle that wait until all was read: nobody answers a modem."""
    reply, settled = simulator.reply, simulator.settled

    async def heard() -> None:
        async with patience(lambda: "all was read that the modem told"):
            while len(home.parsed) < sum(len(one.attempts) for one in simulator.callbacks.sent):
                await moment()

    async def reply_and_wait(number: str, text: str, to: str | None = None) -> Reply:
        typed = await reply(number, text, to)
        await heard()
        return typed

    async def settle_and_wait() -> None:
        await settled()
        await heard()

    return reply_and_wait, settle_and_wait


@pytest.fixture
async def stranger(
    road: Road, account: Gateway, simulator: Simulator, session: ClientSession
) -> AsyncIterator[Gateway]:
    """Return an account with the wrong secrets."""
    url = simulator.gateway_urls[road.simulated.name]
    async with in_session(road.account(session, url, dict.fromkeys(road.secrets, WRONG))) as found:
        yield found


def outgoing(
    account: Gateway, text: str = TEXT, to: str = ANNA, sender: str | None = SENDER
) -> OutgoingMessage:
    """Return a message as the outbox hands it over."""
    return OutgoingMessage(
        uuid4().hex,
        to,
        text,
        sender,
        parts=count_parts(text, account.takes_plainly),
        unicode=encoding(text, account.takes_plainly) is Encoding.UCS_2,
        two_way=sender is not None,
    )


def batch_of(account: Gateway, most: int) -> list[OutgoingMessage]:
    """Return messages of one text to different numbers, as many as go in one request."""
    count = min(most, account.capabilities.batch_size)
    return [outgoing(account, to=f"+1555011{number:04}") for number in range(count)]


async def send(account: Gateway, *batch: OutgoingMessage) -> list[SendResult]:
    """Send messages; return what became of each, whichever way it was told."""
    try:
        results = await account.send(batch)
    except GatewayError as error:
        return [error] * len(batch)
    assert len(results) == len(batch)
    return results


async def send_one(account: Gateway, message: OutgoingMessage | None = None) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    (result,) = await send(account, message or outgoing(account))
    return result


async def refused(account: Gateway, **about: str) -> GatewayError:
    """Send a message that has to be refused."""
    result = await send_one(account, outgoing(account, **about))
    assert isinstance(result, GatewayError)
    return result


async def accepted(account: Gateway, *batch: OutgoingMessage) -> list[Accepted]:
    """Send messages that have to be taken."""
    results = await send(account, *batch)
    taken = [result for result in results if isinstance(result, Accepted)]
    assert results == taken
    return taken


async def refusal(doing: Awaitable[object]) -> GatewayError:
    """Return the error that something is refused with."""
    with pytest.raises(GatewayError) as caught:
        await doing
    return caught.value


def shown(simulator: Simulator) -> list[tuple[str, str, str]]:
    """Return what is to be seen on the phones: number, sender and text."""
    return [
        (f"+{message.to}", f"+{message.sender}", message.text)
        for message in simulator.network.messages
    ]


def assert_keeps_secret(error: GatewayError, hidden: Iterable[str]) -> None:
    """Check that neither an error nor what led to it shows a credential or a whole number."""
    told = f"{error!r} {''.join(format_exception(error))}"
    assert [secret for secret in hidden if secret in told or secret == error.code] == []
    # A code is shown as it is, whatever it looks like.
    assert ANNA.removeprefix("+") not in told.replace(f"({error.code})", "")
