"""The balance poll: what is left, whether the gateway answers, whether the credentials hold."""

from collections.abc import Callable
from datetime import timedelta
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import DOMAIN
from .gateways.base import Balance, ErrorKind, Gateway, GatewayError

_LOGGER = logging.getLogger(__name__)


def _is_news(record: logging.LogRecord) -> bool:
    """Tell what the account's log does not: that a gateway is lost, and back, has a line there."""
    return record.exc_info is not None or record.levelno < logging.INFO


_LOGGER.addFilter(_is_news)


class BalanceCoordinator(DataUpdateCoordinator[Balance]):
    """Asks the gateway for the balance of an account.

    `trouble` is why the last question was not answered. `heard` is told after each question.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        gateway: Gateway,
        interval: timedelta,
        heard: Callable[[GatewayError | None], None],
    ) -> None:
        """Poll at an interval; nothing is asked before the first refresh."""
        super().__init__(
            hass,
            _LOGGER,
            config_entry=entry,
            name=f"{gateway.name} balance",
            update_interval=interval,
        )
        self._gateway = gateway
        self._heard = heard
        self.trouble: GatewayError | None = None

    @property
    def balance(self) -> Balance | None:
        """Return the last balance that is known, None before there was one."""
        return self.data

    @override
    async def _async_update_data(self) -> Balance:
        try:
            balance = await self._gateway.balance()
        except GatewayError as error:
            self.trouble = error
            self._heard(error)
            raise self._failure(error) from error
        self.trouble = None
        self._heard(None)
        return balance

    def _failure(self, error: GatewayError) -> UpdateFailed:
        """Return what is told of an error, and when to ask again: not before the usual time.

        Refused credentials are no reason to ask no more: it may have been a hiccup. The user is
        asked for new ones by who hears of it.
        """
        if error.kind is ErrorKind.AUTH:
            return UpdateFailed(translation_domain=DOMAIN, translation_key="invalid_auth")
        interval = self.update_interval.total_seconds() if self.update_interval else 0
        is_later = error.retry_after is not None and error.retry_after > interval
        return UpdateFailed(
            translation_domain=DOMAIN,
            translation_key="balance_failed",
            translation_placeholders={"error": str(error)},
            retry_after=error.retry_after if is_later else None,
        )
