"""The gateway that a config entry describes."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from homeassistant.const import CONF_URL, CONF_VERIFY_SSL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..const import CONF_ADVANCED
from ..gateways import GATEWAYS
from ..gateways.base import Gateway, nowhere
from .callback_address import async_callback_url


def make_gateway(hass: HomeAssistant, key: str, data: Mapping[str, Any]) -> Gateway:
    """Return the gateway that a config entry's data describe."""
    gateway = GATEWAYS[key]
    advanced = data[CONF_ADVANCED]
    session = async_get_clientsession(hass, verify_ssl=advanced[CONF_VERIFY_SSL])
    # There is none yet while an account is being added.
    webhook_id = data.get(CONF_WEBHOOK_ID)
    address = partial(async_callback_url, hass, webhook_id) if webhook_id else nowhere
    return gateway(session, advanced[CONF_URL], data, address)
