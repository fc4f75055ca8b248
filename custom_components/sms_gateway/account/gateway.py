"""The gateway that a config entry describes."""

from collections.abc import Callable, Mapping
from typing import Any

from homeassistant.const import CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.requirements import RequirementsNotFound
from homeassistant.util.ssl import client_context, client_context_no_verify

from ..const import CONF_ADVANCED
from ..gateways import GATEWAYS
from ..gateways.base import CallbackLogin, ErrorKind, Gateway, GatewayError, SessionGateway
from ..gateways.reasons import Reason
from ..gateways.reply_source import reply_log
from .callback_address import async_callback_url, with_login
from .library import async_install
from .options import Options


def make_gateway(
    hass: HomeAssistant,
    key: str,
    data: Mapping[str, Any],
    options: Callable[[], Options] = lambda: Options.of({}),
) -> Gateway:
    """Return the gateway that a config entry's data describe.

    `options` returns those of the moment: with them the gateway is told what callbacks prove
    themselves with.
    """
    gateway = GATEWAYS[key]
    advanced = data[CONF_ADVANCED]
    session = async_get_clientsession(hass, verify_ssl=advanced[CONF_VERIFY_SSL])

    async def address() -> str | None:
        # There is none yet while an account is being added.
        if (webhook_id := data.get(CONF_WEBHOOK_ID)) is None:
            return None
        url = await async_callback_url(hass, webhook_id)
        takes_login = made.capabilities.callback_login is CallbackLogin.IN_ADDRESS
        return with_login(url, options().callback_login) if url and takes_login else url

    made = gateway(session, advanced[CONF_URL], data, address)
    context = client_context if advanced[CONF_VERIFY_SSL] else client_context_no_verify
    if (log := reply_log(made)) is not None:
        log.tls = context()
    if isinstance(made, SessionGateway):
        made.tls = context()
    return made


async def async_equip(hass: HomeAssistant, gateway: SessionGateway) -> None:
    """Have the package at hand that a gateway needs; raises GatewayError."""
    if gateway.requirement is None:
        return
    try:
        await async_install(hass, gateway.requirement)
    except RequirementsNotFound as error:
        gateway.is_connected = False
        reason = f"{Reason.LIBRARY_MISSING}: {gateway.requirement}"
        raise GatewayError(ErrorKind.UNKNOWN, reason, retryable=True) from error
