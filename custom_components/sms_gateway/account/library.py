"""Packages that few need: installed when they are needed for the first time, and only then."""

from homeassistant.core import HomeAssistant
from homeassistant.requirements import async_clear_install_history, async_process_requirements

from ..const import DOMAIN


async def async_install(hass: HomeAssistant, requirement: str) -> None:
    """Have a package at hand; raises RequirementsNotFound where it can't be had."""
    # What could not be had an hour ago may be had now.
    async_clear_install_history(hass)
    if not hass.config.skip_pip:
        await async_process_requirements(hass, DOMAIN, [requirement], is_built_in=False)
