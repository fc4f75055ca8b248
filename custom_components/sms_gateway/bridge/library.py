"""slixmpp: installed when the first bridge is added, and only then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant
from homeassistant.requirements import RequirementsNotFound

from .. import errors
from ..account.library import async_install

if TYPE_CHECKING:
    from .session import Session

# As Home Assistant's own `xmpp` has it: two versions of it can't be installed beside each other.
REQUIREMENT = "slixmpp==1.17.0"


@dataclass(frozen=True, slots=True)
class Library:
    """What is made with slixmpp; `as_compared` returns an address as servers compare it."""

    session: type[Session]
    as_compared: Callable[[str], str | None]


async def async_library(hass: HomeAssistant) -> Library:
    """Return what is made with slixmpp, and install it; raises HomeAssistantError."""
    try:
        await async_install(hass, REQUIREMENT)
        return await hass.async_add_import_executor_job(_load)
    except (RequirementsNotFound, ImportError) as error:
        raise errors.failure("xmpp_library_missing", library=REQUIREMENT) from error


def _load() -> Library:
    # Without slixmpp it can't be imported.
    from .session import Session, as_compared  # noqa: PLC0415

    return Library(Session, as_compared)
