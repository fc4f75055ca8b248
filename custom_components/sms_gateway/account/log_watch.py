"""What is said of a gateway's log: that it can't be fetched, and that replies may be lost."""

from datetime import datetime
import logging
import time
from typing import override

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..gateways.base import ErrorKind, GatewayError
from ..gateways.reply_source import ReplyLog
from ..messaging.log_poll import LogWatch
from . import issues
from .account import SmsGatewayConfigEntry
from .issues import LOG_UNREAD
from .phrases import explained

_LOGGER = logging.getLogger(__name__)


class AccountLogWatch(LogWatch):
    """The log of one account, in Home Assistant's own log and among the repairs.

    Messages go another way: what is wrong here is nothing that they should wait for.
    """

    def __init__(self, hass: HomeAssistant, entry: SmsGatewayConfigEntry, log: ReplyLog) -> None:
        """Begin with nothing wrong."""
        self._hass = hass
        self._entry = entry
        self._kept = log.kept
        self._has_failed = False

    @override
    def read(self) -> None:
        issues.delete(self._hass, self._entry, LOG_UNREAD)
        if self._has_failed:
            _LOGGER.warning("%s: the log of replies is fetched again", self._entry.title)
        self._has_failed = False

    @override
    def failed(self, error: GatewayError, read_at: float) -> None:
        if not self._has_failed:
            _LOGGER.warning("%s: the log of replies can't be fetched: %s", self._entry.title, error)
        self._has_failed = True
        # A password does not mend itself.
        if error.kind is ErrorKind.AUTH or time.time() - read_at >= self._kept:
            issues.create(
                self._hass,
                self._entry,
                LOG_UNREAD,
                since=_shown(read_at),
                error=explained(self._hass, str(error)) or "-",
            )

    @override
    def lost(self, since: float, until: float) -> None:
        _LOGGER.warning(
            "%s: the log of replies was not fetched for %.0f hours, and is another one now; replies"
            " of that time may be lost",
            self._entry.title,
            (until - since) / 3600,
        )
        issues.create_log_gap(self._hass, self._entry, since=_shown(since), until=_shown(until))

    @override
    def left_out(self, lines: int, why: str) -> None:
        _LOGGER.warning(
            "%s: %d lines in the log of replies can't be read and are left out (%s)",
            self._entry.title,
            lines,
            why,
        )


def _shown(moment: float) -> str:
    """Return a moment as the home's clock has it."""
    return f"{datetime.fromtimestamp(moment, dt_util.get_default_time_zone()):%Y-%m-%d %H:%M}"
