"""The page that says where in a gateway's portal the address for callbacks goes."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import CONF_GATEWAY, DOMAIN
from ..gateways.http.presets import PRESETS
from .schemas import HTTP

NO_CALLBACK = "no_callback"


def callback_page(data: Mapping[str, Any]) -> str:
    """Return the step for an account; by template it is that of what its replies are read like."""
    gateway = data[CONF_GATEWAY]
    if gateway == HTTP:
        replies = _replies(data)
        gateway = next(
            (n for n, each in PRESETS.items() if _replies(each.settings) == replies), HTTP
        )
    return f"callback_{gateway}"


async def async_callback_words(
    hass: HomeAssistant, data: Mapping[str, Any], url: str | None
) -> str:
    """Return what the page says, in the home's language: for a place with other words around it."""
    step = NO_CALLBACK if url is None else callback_page(data)
    texts = await async_get_translations(hass, hass.config.language, "config", {DOMAIN})
    words = texts[f"component.{DOMAIN}.config.step.{step}.description"]
    return words.replace("{callback_url}", url or "")


def _replies(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name.startswith("reply_")}
