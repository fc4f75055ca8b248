"""Trying whether a chat server lets a bridge in."""

from contextlib import suppress
from xml.etree.ElementTree import Element

from homeassistant.core import HomeAssistant

from . import stanza
from .library import async_library
from .settings import Place
from .wire import Obstacle, SessionError


async def async_obstacle(hass: HomeAssistant, place: Place) -> Obstacle | None:
    """Return what keeps a bridge from its server; raises HomeAssistantError without a library."""
    library = await async_library(hass)

    def refuse(heard: Element) -> None:
        """Tell who writes at this moment that it was not taken, as the server does without us."""
        if heard.get("type") not in ("error", "result"):
            why = stanza.error("wait", "remote-server-timeout")
            with suppress(SessionError):
                session.write(stanza.answer(heard, why, kind="error"))

    session = await hass.async_add_executor_job(library.session, hass.loop, place, refuse)
    try:
        await session.open()
    except SessionError as error:
        return error.obstacle
    finally:
        await session.close()
    return None


async def async_compared(hass: HomeAssistant, address: str) -> str | None:
    """Return an address as servers compare it, None if it is none; raises HomeAssistantError."""
    return (await async_library(hass)).as_compared(address)
