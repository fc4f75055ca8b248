"""The page that says where in a gateway's portal the address for callbacks goes."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..account.gateway import make_gateway
from ..const import CONF_GATEWAY, DOMAIN
from ..gateways.base import Gateway
from ..gateways.http.presets import PRESETS
from ..gateways.http.presets.kannel import REPLIES_BY_GET
from ..gateways.reply_source import ReplyLog, reply_source
from .schemas import HTTP

_REPLY = ("reply_from", "reply_to", "reply_text", "reply_id", "reply_charset")
_PAGES = {name: preset.settings for name, preset in PRESETS.items()}
_PAGES["kannel_by_get"] = REPLIES_BY_GET


def callback_page(hass: HomeAssistant, data: Mapping[str, Any], url: str | None) -> str:
    """Return the step for an account; without an address it says what will not work."""
    if url is None:
        return _page_without_address(make_gateway(hass, data[CONF_GATEWAY], data))
    return _page_with_address(data)


def _page_without_address(gateway: Gateway) -> str:
    """Return the step for where replies come from then, if they do."""
    match reply_source(gateway):
        case None:
            return "no_callback"
        case ReplyLog():
            return "no_callback_but_log"
        case _:
            return "no_callback_but_asked"


def _page_with_address(data: Mapping[str, Any]) -> str:
    """Return the step for a gateway; by template it is that of what its replies are read like."""
    gateway = data[CONF_GATEWAY]
    if gateway == HTTP:
        known = [name for name, settings in _PAGES.items() if _is_read_like(data, settings)]
        gateway = known[0] if known else HTTP
    return f"callback_{gateway}"


async def async_callback_words(
    hass: HomeAssistant, data: Mapping[str, Any], url: str | None
) -> str:
    """Return what the page says, in the home's language: for a place with other words around it."""
    step = callback_page(hass, data, url)
    texts = await async_get_translations(hass, hass.config.language, "config", {DOMAIN})
    words = texts[f"component.{DOMAIN}.config.step.{step}.description"]
    return words.replace("{callback_url}", url or "")


def _is_read_like(data: Mapping[str, Any], settings: Mapping[str, str]) -> bool:
    """Tell whether what comes in is read as a gateway is known to write it.

    What is read besides, such as parts, accounts of version 0.1.0 lack.
    """
    if any(name in data for name in _REPLY):
        return all(data.get(name) == settings.get(name) for name in _REPLY)
    report = [name for name in settings if name.startswith("report_")]
    has_no_replies = report and not any(name in settings for name in _REPLY)
    return bool(has_no_replies) and all(data.get(name) == settings[name] for name in report)
