"""A repair issue that says what to do where what keeps a connection is not there."""

import time
from typing import override

from homeassistant.core import HomeAssistant, callback

from ..gateways.base import ErrorKind, GatewayError, SessionGateway
from ..gateways.reasons import Reason
from . import issues
from .account import Account
from .follower import Follower
from .phrases import explained

# What is away for less is told by the connectivity alone: a phone may be started anew. In seconds.
_LONG = 300.0
# The same of one that is there and is in no mobile network: a mast may be worked on.
_VERY_LONG = 3600.0
_WITHOUT_NETWORK = frozenset({"searching", "denied", "off"})


class SessionIssues(Follower):
    """Says what to do where the connection of one account stays lost."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Follow an account."""
        self._hass = hass
        self._account = account
        self._lost_at: float | None = None
        self._without_network_at: float | None = None

    @override
    @callback
    def heard(self, question: str, error: GatewayError | None) -> None:
        gateway = self._account.gateway
        if question != "session" or not isinstance(gateway, SessionGateway) or not gateway.advice:
            return
        if error is not None:
            self._without_network_at = None
        if error is None or error.kind is ErrorKind.AUTH:
            self._lost_at = None
            if self._without_network_at is None:
                issues.delete(self._hass, self._account.entry, gateway.advice)
            return
        now = time.monotonic()
        if self._lost_at is None:
            self._lost_at = now
        # What has answered, and says that it is not well, is not away.
        if error.kind is not ErrorKind.NETWORK or now - self._lost_at >= _LONG:
            why = explained(self._hass, str(error))
            issues.create(self._hass, self._account.entry, gateway.advice, error=why)

    @override
    @callback
    def changed(self) -> None:
        gateway = self._account.gateway
        if not isinstance(gateway, SessionGateway) or not gateway.advice:
            return
        now, began_at = time.monotonic(), self._without_network_at
        if gateway.condition.get("network") not in _WITHOUT_NETWORK:
            self._without_network_at = None
            if began_at is not None:
                issues.delete(self._hass, self._account.entry, gateway.advice)
        elif began_at is None:
            self._without_network_at = now
        elif now - began_at >= _VERY_LONG:
            why = explained(self._hass, Reason.NO_NETWORK) or ""
            issues.create(self._hass, self._account.entry, gateway.advice, error=why)
