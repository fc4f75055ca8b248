"""How a command of the page is made of a function."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from homeassistant.components.websocket_api import (
    ActiveConnection,
    async_response,
    websocket_command,
)
from homeassistant.components.websocket_api.const import WebSocketCommandHandler
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .. import errors
from ..const import DOMAIN

# Longer than any id, position or name is.
_LONGEST = 200

type Request = dict[str, Any]
type Command = Callable[[HomeAssistant, ActiveConnection, Request], Awaitable[object]]

SHORT = vol.All(str, vol.Length(1, _LONGEST))
# A text as somebody types it; what is too long to be sent is said by who fits it.
TEXT = vol.All(str, vol.Length(max=40_000))
ROWS = vol.All(int, vol.Range(1, 100))


class Commands:
    """Commands by name, in the order in which they were made."""

    def __init__(self) -> None:
        """Begin with none."""
        self.handlers: dict[str, WebSocketCommandHandler] = {}

    def add(self, name: str, takes: VolDictType) -> Callable[[Command], Command]:
        """Make a command of a function: what it returns is the answer."""

        def register(command: Command) -> Command:
            @wraps(command)
            async def handle(
                hass: HomeAssistant, connection: ActiveConnection, msg: Request
            ) -> None:
                # A broken journal is told as such.
                with errors.journal_in_use():
                    connection.send_result(msg["id"], await command(hass, connection, msg))

            schema: VolDictType = {vol.Required("type"): f"{DOMAIN}/{name}", **takes}
            self.handlers[name] = websocket_command(schema)(async_response(handle))
            return command

        return register
