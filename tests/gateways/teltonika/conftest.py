"""A router that is simulated, and one that answers what it is told to; an account at each."""

from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from simulator import Simulator
from simulator.teltonika_rutos import TeltonikaRutOs

from ...conftest import ANNA, CREDENTIALS
from ..conftest import Remote

ONE = OutgoingMessage("ha42", ANNA, "door open")
LOGIN = CREDENTIALS["teltonika"]
TOKEN = '{"success":true,"data":{"username":"ha","group":"user","expires":299,"token":"t%d"}}'
# What RutOS answers to a message that it took, and to a token that is none.
TAKEN = '{"success":true,"data":{"sms_used":1}}'
EXPIRED = (
    '{"success":false,"errors":[{"code":123,"error":"Expired bearer token",'
    '"source":"Authorization"}]}'
)
SPRING = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()


@pytest.fixture
def router(simulator: Simulator) -> TeltonikaRutOs:
    """Return the simulated router."""
    found = simulator.carriers["teltonika_rutos"]
    assert isinstance(found, TeltonikaRutOs)
    simulator.account.gateway = "teltonika_rutos"
    return found


@pytest.fixture
def account(session: ClientSession, simulator: Simulator, router: TeltonikaRutOs) -> Teltonika:
    """Return an account at the simulated router."""
    return Teltonika(session, simulator.gateway_urls["teltonika_rutos"], LOGIN)


@pytest.fixture
def at_remote(session: ClientSession, remote: Remote) -> Teltonika:
    """Return an account at a server that answers what it is told to, with a modem chosen."""
    return Teltonika(session, remote.url, LOGIN | {"modem": "1-1"})


async def sent(account: Teltonika, message: OutgoingMessage = ONE) -> SendResult:
    """Send a message; return what became of it, whichever way it was told."""
    try:
        (result,) = await account.send([message])
    except GatewayError as error:
        return error
    return result


def paths(remote: Remote) -> list[str]:
    """Return what was asked for."""
    return [asked.path.removeprefix("/api/") for asked in remote.asked]
