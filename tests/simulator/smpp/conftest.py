"""Somebody who is bound to the SMSC."""

from collections.abc import AsyncIterator

import pytest

from simulator import Simulator

from .esme import Esme


@pytest.fixture
async def esme(simulator: Simulator) -> AsyncIterator[Esme]:
    """Return a transceiver."""
    simulator.account.gateway = "smpp"
    esme = await Esme.bound(simulator)
    yield esme
    esme.close()
