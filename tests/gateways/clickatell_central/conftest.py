"""Accounts at Central, and how their answers are looked at."""

from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    CallbackRequest,
    GatewayError,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
)
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral
from simulator import Simulator
from simulator.ftp import FtpSettings

from ...certificate import contexts
from ..conftest import Asked, Remote
from .shelf import Shelf

CREDENTIALS = {"username": "u", "password": "p", "api_id": "1"}
HEX = "0123456789abcdef0123456789abcdef"
OURS = "fedcba9876543210fedcba9876543210"
ONE = OutgoingMessage(OURS, "+15550100001", "hi", "+15550100099", two_way=True)


@pytest.fixture
def http(session: ClientSession, remote: Remote) -> ClickatellCentral:
    """Return an account at the server, spoken to over the HTTP API."""
    return ClickatellCentral(session, remote.url + "/", CREDENTIALS)


@pytest.fixture
def xml(session: ClientSession, remote: Remote) -> ClickatellCentral:
    """Return an account at the server, spoken to over the XML API."""
    return ClickatellCentral(session, remote.url + "/", CREDENTIALS | {"transport": "xml"})


def outgoing(number: str = "+15550100001", message_id: str = OURS) -> OutgoingMessage:
    """Return a message of a batch."""
    return OutgoingMessage(message_id, number, "hi")


async def refusal(gateway: ClickatellCentral) -> GatewayError:
    """Send one message that must be refused, whichever way that is told."""
    result: SendResult
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    assert isinstance(result, GatewayError)
    return result


def form_of(asked: Asked) -> dict[str, str]:
    """Return the fields of a form as Central reads it."""
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    return dict(parse_qsl(asked.body.decode(), keep_blank_values=True, encoding="iso-8859-1"))


def parse(query: bytes = b"", body: bytes = b"") -> ParsedCallback:
    """Read a callback of either method."""
    gateway = ClickatellCentral.__new__(ClickatellCentral)
    method = "POST" if body else "GET"
    return gateway.parse_callback(CallbackRequest(method, {}, query, body))


@pytest.fixture
def shelf(simulator: Simulator) -> Shelf:
    """Return the file, which is not there yet."""
    return Shelf(simulator)


@pytest.fixture
def tls(shelf: Shelf, tmp_path: Path) -> FtpSettings:
    """Let the server encrypt, with a certificate that is known, and insist on one session."""
    shelf.simulator.ftp.settings.tls, shelf.client_tls = contexts(tmp_path)
    shelf.simulator.ftp.settings.must_resume = True
    return shelf.simulator.ftp.settings
