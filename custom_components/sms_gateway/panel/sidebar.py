"""The page's place in the sidebar, and where its files are served from (frontend.md 7.1)."""

import logging
from pathlib import Path

from homeassistant.components import frontend
from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..account.options import Options
from ..const import DOMAIN
from .version import HASHES

_LOGGER = logging.getLogger(__name__)

_ELEMENT = "sms-gateway-panel"
_CARD = "sms-gateway-card"
_STATIC = f"/{DOMAIN}_static"
# What is registered: whether only for admins, and whether in the sidebar. None while nothing is.
_SHOWN: HassKey[tuple[bool, bool] | None] = HassKey(f"{DOMAIN}_panel")


async def async_serve_files(hass: HomeAssistant) -> None:
    """Serve the built files, and nothing else: everybody can read them."""
    built = str(Path(__file__).parent / "www")
    await hass.http.async_register_static_paths([StaticPathConfig(_STATIC, built, True)])


@callback
def update(hass: HomeAssistant) -> None:
    """Have the page there as long as there is an account, and only for those who may see it.

    That is no protection: every command looks at who asks.
    """
    if "frontend" not in hass.config.components:
        return
    wanted, shown = _wanted(hass), hass.data.get(_SHOWN)
    if wanted == shown:
        return
    if wanted is None:
        frontend.async_remove_panel(hass, DOMAIN)
        frontend.remove_extra_js_url(hass, _address(_CARD))
    elif shown is None and frontend.async_panel_exists(hass, DOMAIN):
        _LOGGER.warning("There is a page at /%s already, so there is none for messages", DOMAIN)
        return
    else:
        only_admins, in_sidebar = wanted
        frontend.async_register_built_in_panel(
            hass,
            component_name="custom",
            sidebar_title="SMS",
            sidebar_icon="mdi:message-text",
            frontend_url_path=DOMAIN,
            config={
                "_panel_custom": {
                    "name": _ELEMENT,
                    "module_url": _address(_ELEMENT),
                    "embed_iframe": False,
                    "trust_external": False,
                    "handle_safe_area": True,
                }
            },
            require_admin=only_admins,
            update=True,
            show_in_sidebar=in_sidebar,
        )
        # The set of a card's address does not grow when it is added again.
        frontend.add_extra_js_url(hass, _address(_CARD))
    hass.data[_SHOWN] = wanted


@callback
def _wanted(hass: HomeAssistant) -> tuple[bool, bool] | None:
    """Return whether the page is only for admins, and whether in the sidebar; None: no page."""
    entries = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
    options = [Options.of(entry.options) for entry in entries]
    if not options:
        return None
    return not any(one.people for one in options), any(one.show_panel for one in options)


def _address(name: str) -> str:
    """Return where a built file is: another address for another content, as it is kept long."""
    return f"{_STATIC}/{name}.js?v={HASHES[name]}"
