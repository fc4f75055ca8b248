"""One line in the log when a gateway is lost, and one when it is back, whoever notices."""

import logging
from typing import override

from homeassistant.core import callback

from ..gateways.base import ErrorKind, GatewayError
from ..messaging.health import MENDED_BY_ANY_ANSWER, GatewayHealth
from .follower import Follower

_LOGGER = logging.getLogger(__name__)


class OutageLog(Follower):
    """What stands between an account and its gateway, for each of the questions it is asked."""

    def __init__(self, title: str, health: GatewayHealth) -> None:
        """Begin with nothing wrong; `title` is what the account is called."""
        self._title = title
        self._health = health
        self._troubles: dict[str, GatewayError] = {}
        self._is_lost = False

    @override
    @callback
    def changed(self) -> None:
        trouble = self._health.trouble
        has_answered = trouble is None or trouble.kind in (ErrorKind.FUNDS, ErrorKind.RATE)
        self.heard("sending", None if has_answered else trouble)

    @override
    @callback
    def heard(self, question: str, error: GatewayError | None) -> None:
        self._troubles.pop(question, None)
        if error is None:
            self._troubles = {
                other: trouble
                for other, trouble in self._troubles.items()
                if trouble.kind not in MENDED_BY_ANY_ANSWER
            }
        else:
            self._troubles[question] = error
        if error is not None and not self._is_lost:
            _LOGGER.warning("%s fails (%s): %s", self._title, question, error)
        elif self._is_lost and not self._troubles:
            _LOGGER.warning("%s is back", self._title)
        self._is_lost = bool(self._troubles)
