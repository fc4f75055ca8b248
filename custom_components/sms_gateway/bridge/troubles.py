"""What keeps a bridge from its server: a line when it is lost, one when it is back, and issues."""

import logging

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ..account.account import Account
from ..const import DOMAIN
from .settings import BridgeSettings
from .wire import Obstacle

_LOGGER = logging.getLogger(__name__)

NO_LIBRARY, REFUSED = "xmpp_library_missing", "xmpp_refused"
# What only somebody can mend; the others pass.
_SAID = {
    Obstacle.REFUSED: "it refuses the secret",
    Obstacle.UNKNOWN_NAME: "it knows no component of this name",
    Obstacle.IN_USE: "something else is connected under this name",
    Obstacle.UNREACHABLE: "it can't be reached",
    Obstacle.LOST: "the connection was lost",
}
_LASTING = (Obstacle.REFUSED, Obstacle.UNKNOWN_NAME)


class Troubles:
    """Those of one bridge."""

    def __init__(self, hass: HomeAssistant, account: Account, settings: BridgeSettings) -> None:
        """Begin without any."""
        self._hass = hass
        self._account = account
        self._settings = settings
        self._is_lost = False

    @callback
    def met(self, obstacle: Obstacle) -> None:
        """Tell that there is no connection, if that is new."""
        if not self._is_lost:
            self._log(f"has no connection to the chat server: {_SAID[obstacle]}")
        self._is_lost = True
        if obstacle in _LASTING:
            self._create(REFUSED)

    @callback
    def no_library(self, error: HomeAssistantError) -> None:
        """Tell that what a bridge is made with can't be had."""
        if not self._is_lost:
            self._log(f"can't work: {error}")
        self._is_lost = True
        self._create(NO_LIBRARY)

    @callback
    def gone(self) -> None:
        """Tell that there is a connection."""
        if self._is_lost:
            self._log("is connected again")
        self._is_lost = False
        self.over()

    @callback
    def over(self) -> None:
        """Take back what was shown."""
        for key in (NO_LIBRARY, REFUSED):
            ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(key))

    def _log(self, what: str) -> None:
        title = self._account.entry.title
        _LOGGER.warning("The bridge %s of %s %s", self._settings.title, title, what)

    def _create(self, key: str) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            self._issue_id(key),
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=key,
            translation_placeholders={
                "account": self._account.entry.title,
                "bridge": self._settings.title,
            },
        )

    def _issue_id(self, key: str) -> str:
        return f"{key}_{self._settings.bridge_id}"
