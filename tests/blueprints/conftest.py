"""Blueprints as a home owner has them: in the configuration folder, with inputs filled in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
import shutil

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
import pytest

from simulator import Simulator

from ..conftest import until

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"

type Use = Callable[..., Awaitable[None]]


@pytest.fixture
async def use(hass: HomeAssistant, hass_config_dir: str) -> AsyncIterator[Use]:
    """Return a way to make an automation or a script from a blueprint and inputs."""
    used: list[tuple[str, str]] = []

    async def use(domain: str, name: str, **inputs: object) -> None:
        path = f"sms_gateway/{name}.yaml"
        installed = Path(hass_config_dir, "blueprints", domain, path)
        await hass.async_add_executor_job(install, BLUEPRINTS / domain / path, installed)
        made = {"alias": name, "use_blueprint": {"path": path, "input": inputs}}
        config = {name: made} if domain == "script" else [made]
        assert await async_setup_component(hass, domain, {domain: config})
        await hass.async_block_till_done()
        state = hass.states.get(f"{domain}.{name}")
        assert state is not None
        assert state.state == ("off" if domain == "script" else "on")
        used.append((domain, state.entity_id))

    yield use
    for domain, entity_id in used:
        await hass.services.async_call(domain, "turn_off", {"entity_id": entity_id}, blocking=True)


def install(blueprint: Path, installed: Path) -> None:
    installed.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(blueprint, installed)


def phone(simulator: Simulator, number: str) -> list[str]:
    """Return the texts that came to a phone, in order."""
    messages = simulator.network.messages
    return [message.text for message in messages if f"+{message.to}" == number]


async def came(hass: HomeAssistant, received: list[Event], count: int) -> None:
    """Wait until so many messages have come in."""
    await until(hass, lambda: len(received) == count)


def calls(hass: HomeAssistant, domain: str, action: str) -> list[dict[str, object]]:
    """Register an action that an input names; return the data it is called with, as it is."""
    called: list[dict[str, object]] = []
    hass.services.async_register(
        domain, action, callback(lambda call: called.append(dict(call.data)))
    )
    return called
