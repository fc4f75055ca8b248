"""A terminal at the modem."""

from collections.abc import AsyncIterator

import pytest

from simulator import Simulator

from .terminal import Terminal


@pytest.fixture
async def terminal(simulator: Simulator) -> AsyncIterator[Terminal]:
    """Return a terminal on the TCP port, without echo, that hears of everything."""
    simulator.account.gateway = "modem"
    terminal = await Terminal.on_socket(simulator)
    for command in ("ATE0", "AT+CMEE=1", "AT+CNMI=2,1,0,1,0"):
        assert (await terminal.ask(command))[-1] == "OK"
    yield terminal
    terminal.hang_up()
