"""One line in the log when a gateway is lost, and one when it is back, whoever notices."""

import logging

from ..gateways.base import GatewayError
from ..messaging.health import MENDED_BY_ANY_ANSWER

_LOGGER = logging.getLogger(__name__)


class OutageLog:
    """What stands between an account and its gateway, for each of the questions it is asked."""

    def __init__(self, account: str) -> None:
        """Begin with nothing wrong; `account` is its title."""
        self._account = account
        self._troubles: dict[str, GatewayError] = {}
        self._is_lost = False

    def note(self, question: str, error: GatewayError | None) -> None:
        """Learn how a question ended, such as the one for the balance."""
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
            _LOGGER.warning("%s fails (%s): %s", self._account, question, error)
        elif self._is_lost and not self._troubles:
            _LOGGER.warning("%s is back", self._account)
        self._is_lost = bool(self._troubles)
