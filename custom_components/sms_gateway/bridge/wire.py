"""What the parts of a bridge know of its connection to the chat server."""

from enum import StrEnum
from typing import Protocol
from xml.etree.ElementTree import Element


class Obstacle(StrEnum):
    """Why there is no session."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    IN_USE = "in_use"
    UNKNOWN_NAME = "unknown_name"
    LOST = "lost"


class SessionError(Exception):
    """There is no session, or not any more."""

    def __init__(self, obstacle: Obstacle) -> None:
        """Keep what is in the way."""
        super().__init__(obstacle)
        self.obstacle = obstacle


class Wire(Protocol):
    """A session that the server has let us into."""

    def write(self, element: Element) -> None:
        """Send a stanza; raises SessionError."""

    async def lost(self) -> None:
        """Wait until the session has ended, and raise SessionError."""

    async def echo(self) -> None:
        """Wait until the server has taken everything sent until now; raises SessionError."""
