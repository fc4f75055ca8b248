"""The page in the sidebar: what it asks for, and what it is told."""

from homeassistant.components.websocket_api import async_register_command
from homeassistant.core import HomeAssistant

from . import sidebar
from .consent import COMMANDS as CONSENT
from .live import COMMANDS as LIVE
from .questions import COMMANDS as QUESTIONS
from .reading import COMMANDS as READING
from .writing import COMMANDS as WRITING

COMMANDS = (
    READING.handlers | LIVE.handlers | WRITING.handlers | CONSENT.handlers | QUESTIONS.handlers
)


async def async_setup(hass: HomeAssistant) -> None:
    """Register the commands, once: what was subscribed to must be there again after a restart."""
    await sidebar.async_serve_files(hass)
    for command in COMMANDS.values():
        async_register_command(hass, command)
