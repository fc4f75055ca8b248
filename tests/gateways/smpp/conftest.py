"""An SMSC on a socket, and an account there whose session runs."""

from collections.abc import AsyncIterator

import pytest

from custom_components.sms_gateway.gateways import smpp
from custom_components.sms_gateway.gateways.base import OutgoingMessage
from custom_components.sms_gateway.gateways.smpp import Smpp
from custom_components.sms_gateway.gateways.smpp.connection import Timing

from ...conftest import ANNA, SENDER
from ...roads import NO_SESSION
from ..home import Home, at_home, listening
from .smsc import Smsc

CREDENTIALS = {"system_id": "house", "password": "pass-777"}


def outgoing(text: str = "door open", to: str = ANNA, *, parts: int = 1) -> OutgoingMessage:
    """Return a message as the outbox hands it over."""
    return OutgoingMessage("m" * 32, to, text, SENDER, parts=parts)


@pytest.fixture(autouse=True)
def timing(monkeypatch: pytest.MonkeyPatch) -> Timing:
    """Let nothing take long."""
    found = Timing(bind=0.5, response=0.5, unbind=0.2, patience=0.5, hold=0.01, throttled=0.2)
    monkeypatch.setattr(smpp, "TIMING", found)
    return found


@pytest.fixture
async def smsc(socket_enabled: None) -> AsyncIterator[Smsc]:
    """Return an SMSC."""
    async with listening(Smsc()) as found:
        yield found


@pytest.fixture
def gateway(smsc: Smsc) -> Smpp:
    """Return an account at the SMSC."""
    return account(smsc)


def account(smsc: Smsc, **credentials: str) -> Smpp:
    """Return an account at an SMSC, set as a test wants it."""
    return Smpp(NO_SESSION, smsc.url, {**CREDENTIALS, **credentials})


@pytest.fixture
async def home(gateway: Smpp) -> AsyncIterator[Home]:
    """Return a home whose session runs."""
    async with at_home(Home(gateway)) as found:
        yield found
