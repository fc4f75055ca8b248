"""The balance poll: what is left, whether the gateway answers, whether the credentials hold."""

from collections.abc import Callable
from datetime import timedelta
import logging
from typing import override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import DOMAIN
from .gateways.base import Balance, ErrorKind, Gateway, GatewayError

_LOGGER = logging.getLogger(__name__)


class BalanceCoordinator(DataUpdateCoordinator[Balance]):
    """Asks the gateway for the balance of an account.

    `balance` is the last that is known, `trouble` why the last question was not answered. `heard`
    is told after each question.
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
        self.balance: Balance | None = None
        self.trouble: GatewayError | None = None

    @override
    async def _async_update_data(self) -> Balance:
        self.trouble = None
        try:
            self.balance = await self._gateway.balance()
        except GatewayError as error:
            self.trouble = error
            # Home Assistant's own line is for who has not said so yet; the account's log has one.
            self.last_update_success = False
            if error.kind is ErrorKind.AUTH:
                raise ConfigEntryAuthFailed(
                    translation_domain=DOMAIN, translation_key="invalid_auth"
                ) from error
            raise UpdateFailed(
                translation_domain=DOMAIN,
                translation_key="balance_failed",
                translation_placeholders={"error": str(error)},
                retry_after=error.retry_after,
            ) from error
        self.last_update_success = True
        return self.balance

    @override
    def _async_refresh_finished(self) -> None:
        self._heard(self.trouble)
