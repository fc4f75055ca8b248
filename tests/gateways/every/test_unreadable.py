"""An answer that says that a message was taken, and that can't be read further, is a success."""

from collections.abc import Iterator
from html import escape
import json

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways import transport
from custom_components.sms_gateway.gateways.base import Accepted, Gateway, GatewayError
from custom_components.sms_gateway.gateways.transport import Answer
from simulator import Simulator
from simulator.faults import Fault

from ...conftest import ANNA
from ...roads import Road, over_http
from ..conftest import Remote
from .conftest import outgoing, send_one

ECHO = "Freezer\n-5 °C, désolé"


def damaged(genuine: bytes) -> Iterator[bytes]:
    """Yield an answer as it may come through by way of carelessness, all of it or most."""
    written = genuine.decode()
    yield b"\xef\xbb\xbf" + genuine
    yield genuine + b"\r\n\0"
    yield genuine + b"\n<!-- 3 ms -->"
    yield f"<html><body><pre>{escape(written)}</pre></body></html>".encode()
    for codec in ("utf-16", "utf-16-le", "utf-16-be"):
        yield written.encode(codec)
    if not genuine.startswith((b"{", b"[")):
        return
    yield f"<html><body>{written}</body></html>".encode()
    yield f"<br />Warning: deprecated in /x.php\n{written}".encode()
    yield written.replace("{", f'{{"echo":"{ECHO}",', 1).encode("latin-1")
    yield written.replace("{", f'{{"echo":"{ECHO}",', 1).encode()
    yield written.replace("{", '{"echo":"she said "hi" to me",', 1).encode()
    yield f"{written[:-1]},{written[-1]}".encode()
    yield genuine[:-1]
    yield genuine[:-2]
    yield json.dumps(written).encode()


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bytes]]:
    """Return the answers that come, with their statuses."""
    found: list[tuple[int, bytes]] = []

    def keep(status: int, body: bytes, retry_after: float | None) -> Answer:
        found.append((status, body))
        return Answer(status, body, retry_after)

    monkeypatch.setattr(transport, "Answer", keep)
    return found


@pytest.fixture
def to_remote(road: Road, session: ClientSession, remote: Remote) -> Gateway:
    """Return an account at a server that answers what it is told to."""
    return road.known_account(session, remote.url)


@over_http
async def test_a_success_that_is_not_readable_is_one(
    account: Gateway, to_remote: Gateway, remote: Remote, bodies: list[tuple[int, bytes]]
) -> None:
    message = outgoing(account)
    assert isinstance(await send_one(account, message), Accepted)
    status, genuine = bodies[-1]
    for body in damaged(genuine):
        remote.reply(body, status)
        assert isinstance(await send_one(to_remote, message), Accepted), body


@over_http
async def test_a_refusal_that_is_not_readable_is_no_success(
    road: Road,
    simulator: Simulator,
    account: Gateway,
    to_remote: Gateway,
    remote: Remote,
    bodies: list[tuple[int, bytes]],
) -> None:
    if "funds" in road.refusals:
        simulator.faults.set(Fault.NO_FUNDS)
    else:
        simulator.faults.set(Fault.HTTP_500)
    assert isinstance(await send_one(account, outgoing(account, to=ANNA)), GatewayError)
    status, genuine = bodies[-1]
    for body in damaged(genuine):
        remote.reply(body, status)
        assert isinstance(await send_one(to_remote), GatewayError), body
