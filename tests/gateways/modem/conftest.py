"""A modem on a socket, and an account at it whose session runs."""

from collections.abc import AsyncIterator

import pytest

from custom_components.sms_gateway.gateways import modem
from custom_components.sms_gateway.gateways.base import OutgoingMessage
from custom_components.sms_gateway.gateways.modem import Modem, pin
from custom_components.sms_gateway.gateways.modem.timing import Timing

from ...conftest import ANNA
from ...roads import NO_SESSION
from ..home import Home, at_home, listening
from .counterpart import Stick


def outgoing(
    text: str = "door open", to: str = ANNA, *, critical: bool = False, lasts: float | None = None
) -> OutgoingMessage:
    """Return a message as the outbox hands it over."""
    return OutgoingMessage("m" * 32, to, text, critical=critical, lasts=lasts)


@pytest.fixture(autouse=True)
def timing(monkeypatch: pytest.MonkeyPatch) -> Timing:
    """Let nothing take long."""
    found = Timing(
        open=5.0,
        probe=0.2,
        settle=0.01,
        command=0.8,
        pin=0.6,
        sim=0.2,
        again=0.01,
        prompt=0.6,
        submit=0.6,
        listing=0.8,
        ussd=0.6,
        patience=0.6,
        busy=0.3,
        look_every=30.0,
        retry_every=0.05,
    )
    monkeypatch.setattr(modem, "TIMING", found)
    return found


@pytest.fixture(autouse=True)
def no_pin_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the PINs of other tests."""
    monkeypatch.setattr(pin, "_refused", set())


@pytest.fixture
async def stick(socket_enabled: None) -> AsyncIterator[Stick]:
    """Return a modem."""
    async with listening(Stick()) as found:
        yield found


@pytest.fixture
def gateway(stick: Stick) -> Modem:
    """Return an account at the modem."""
    return account(stick)


def account(stick: Stick, **credentials: str) -> Modem:
    """Return an account at a modem, set as a test wants it."""
    return Modem(NO_SESSION, "", {"port": stick.url, **credentials})


@pytest.fixture
async def home(gateway: Modem) -> AsyncIterator[Home]:
    """Return a home whose session runs."""
    async with at_home(Home(gateway)) as found:
        yield found
