"""What an SMSC is told of a message besides its text."""

from dataclasses import replace

import pytest

from custom_components.sms_gateway.gateways.base import Accepted, GatewayError
from custom_components.sms_gateway.gateways.smpp import Smpp
from custom_components.sms_gateway.gateways.smpp.pdu import Command, ShortMessage
from simulator import Simulator

from ...conftest import CREDENTIALS
from ...roads import NO_SESSION
from ..home import Home, at_home
from .conftest import outgoing
from .smsc import Smsc

DAY = 86_400.0
LOGIN = CREDENTIALS["smpp"]


def told(smsc: Smsc) -> list[tuple[bytes, int]]:
    """Return how long each message was to be tried, and how urgent it was."""
    bodies = [pdu.body for pdu in smsc.submitted if isinstance(pdu.body, ShortMessage)]
    return [(body.validity_period, body.priority_flag) for body in bodies]


@pytest.mark.parametrize(
    ("lasts", "validity"),
    [
        (None, b""),
        (0.0, b"000001000000000R"),
        (300.0, b"000001000000000R"),
        (DAY + 5400.4, b"000001013000000R"),
        (7 * DAY + 1, b"000007000001000R"),
        (400 * DAY, b"000030000000000R"),
    ],
)
async def test_how_long_it_is_worth_sending(
    smsc: Smsc, gateway: Smpp, home: Home, lasts: float | None, validity: bytes
) -> None:
    await gateway.send([replace(outgoing(), lasts=lasts)])
    assert told(smsc) == [(validity, 0)]


async def test_the_simulator_reads_it(simulator: Simulator) -> None:
    gateway = Smpp(NO_SESSION, simulator.gateway_urls["smpp"], LOGIN)
    async with at_home(Home(gateway)):
        await gateway.send([replace(outgoing("x" * 200), critical=True, lasts=DAY)])
    contents = [one.content for one in simulator.smpp.taking.submissions]
    assert [(one.validity, one.priority) for one in contents] == [("000001000000000R", 1)] * 2


@pytest.mark.parametrize("status", [0x06, 0x62])
async def test_where_that_is_not_taken_it_is_asked_once_without(
    smsc: Smsc, gateway: Smpp, home: Home, status: int
) -> None:
    urgent = replace(outgoing(), critical=True, lasts=300.0)
    smsc.refuse(Command.SUBMIT_SM, status)
    assert await gateway.send([urgent]) == [Accepted("id-2")]
    assert told(smsc) == [(b"000001000000000R", 1), (b"", 0)]
    smsc.refuse(Command.SUBMIT_SM, status, status)
    (error,) = await gateway.send([urgent])
    assert isinstance(error, GatewayError)
    assert (error.retryable, error.code) == (False, f"0x{status:02X}")
    assert len(smsc.submitted) == 4
