"""A phone in the home's own network, which brings nothing by itself."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.gateways import android, watch
from custom_components.sms_gateway.messaging import state_poll
from simulator import Simulator, android as simulated

from ...conftest import AddEntry, new_entry

type AddPhone = Callable[..., Awaitable[MockConfigEntry]]


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for states and replies without a pause, and look at the phone as often."""
    monkeypatch.setattr(state_poll, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(android, "_ASK_EVERY", 0.02)
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.02)


@pytest.fixture
def phone(simulator: Simulator) -> simulated.Android:
    """Return the simulated phone."""
    found = simulator.carriers["android"]
    assert isinstance(found, simulated.Android)
    return found


@pytest.fixture
def add_phone(
    hass: HomeAssistant, simulator: Simulator, quickly: None, add_entry: AddEntry
) -> AddPhone:
    """Return a way to add the phone as the form has it at first; credentials replace some."""

    async def add(options: dict[str, object] | None = None, **credentials: str) -> MockConfigEntry:
        chosen = {"replies_by": "asking", "signature": "required", **credentials}
        return await add_entry(new_entry(simulator, "android", chosen, **(options or {})))

    return add
