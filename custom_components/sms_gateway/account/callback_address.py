"""The address that a gateway delivers its callbacks to."""

import logging

from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import NoURLAvailableError, get_url

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

CALLBACK_PATH = f"/api/{DOMAIN}/{{webhook_id}}"
_CLOUD = "cloud"


async def async_callback_url(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the address to give to the gateway, or None where none can be reached from outside."""
    if _CLOUD in hass.config.components:
        # Only where cloud is set up are its requirements installed.
        from hass_nabucasa import NabuCasaBaseError  # noqa: PLC0415
        from homeassistant.components import cloud  # noqa: PLC0415

        if cloud.async_active_subscription(hass):
            try:
                return await cloud.async_get_or_create_cloudhook(hass, webhook_id)
            except (cloud.CloudNotAvailable, NabuCasaBaseError, TimeoutError, ValueError) as error:
                _LOGGER.info("Home Assistant Cloud gave no address: %s", type(error).__name__)
    try:
        base = get_url(hass, allow_internal=False, allow_cloud=False)
    except NoURLAvailableError:
        return None
    return f"{base}{CALLBACK_PATH.format(webhook_id=webhook_id)}"


async def async_remove_cloudhook(hass: HomeAssistant, webhook_id: str) -> None:
    """Take back the address that Home Assistant Cloud gave out, if it did."""
    if _CLOUD not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415 - see async_callback_url

    try:
        await cloud.async_delete_cloudhook(hass, webhook_id)
    except cloud.CloudNotAvailable, ValueError:
        return  # there was none
