"""Keeps Home Assistant from getting started, for as long as a file named "hold" is there."""

import asyncio
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Say that start-up is held, and wait until it need not be any more."""
    hold = Path(hass.config.path("hold"))
    if hold.exists():
        Path(hass.config.path("held")).touch()
    while hold.exists():
        await asyncio.sleep(0.05)
    return True
