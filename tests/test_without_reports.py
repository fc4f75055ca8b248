"""Gateways that never tell whether a message has arrived."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, send


@pytest.mark.parametrize("gateway", ["peerless", "com382"])
async def test_what_is_never_told_is_not_waited_for(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    await add_entry(new_entry(simulator, gateway))
    (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout={"hours": 1})
    assert message["state"] == "accepted"
