"""The address that a gateway delivers its callbacks to."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
import logging

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..gateways.base import Gateway, SessionGateway

_LOGGER = logging.getLogger(__name__)

CALLBACK_PATH = f"/api/{DOMAIN}/{{webhook_id}}"
_CLOUD = "cloud"
_ASKING: HassKey[defaultdict[str, asyncio.Lock]] = HassKey(f"{DOMAIN}_asking_for_cloudhooks")


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """Where callbacks can come in: nowhere without a `url`.

    It is not certain while Home Assistant Cloud, which is to give the address, can't be asked.
    """

    url: str | None
    is_certain: bool = True


def is_called_back(gateway: Gateway) -> bool:
    """Tell whether a gateway has to know an address: what has a session comes in over that."""
    can = gateway.capabilities
    return (can.inbound or can.reports) and not isinstance(gateway, SessionGateway)


async def async_callback_address(hass: HomeAssistant, webhook_id: str) -> KnownAddress:
    """Return the address to give to the gateway, as far as it is known now."""
    if _CLOUD not in hass.config.components:
        return KnownAddress(_own_url(hass, webhook_id))
    # Only where cloud is set up are its requirements installed.
    from hass_nabucasa import NabuCasaBaseError  # noqa: PLC0415
    from homeassistant.components import cloud  # noqa: PLC0415

    if not cloud.async_active_subscription(hass):
        return KnownAddress(_own_url(hass, webhook_id))
    try:
        # Who asks for it twice at once is given two addresses, of which one is forgotten.
        async with hass.data.setdefault(_ASKING, defaultdict(asyncio.Lock))[webhook_id]:
            hook = _cloudhook(hass, webhook_id)
            return KnownAddress(hook or await cloud.async_get_or_create_cloudhook(hass, webhook_id))
    except (cloud.CloudNotAvailable, NabuCasaBaseError, TimeoutError, ValueError) as error:
        _LOGGER.info("Home Assistant Cloud gave no address: %s", type(error).__name__)
    return KnownAddress(_own_url(hass, webhook_id), is_certain=False)


async def async_callback_url(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the best address there is now, or None where none can be reached from outside."""
    return (await async_callback_address(hass, webhook_id)).url


@callback
def known_addresses(hass: HomeAssistant, webhook_id: str, login: str | None) -> tuple[str, ...]:
    """Return the addresses, with `login` and without, by which a gateway may know us.

    Who entered one before Home Assistant Cloud gave another may have left it so.
    """
    cloud = _cloudhook(hass, webhook_id) if _CLOUD in hass.config.components else None
    known = [url for url in (cloud, _own_url(hass, webhook_id)) if url]
    return tuple(dict.fromkeys([*known, *(with_login(url, login) for url in known)]))


def with_login(url: str, login: str | None) -> str:
    """Return an address with user name and password in it, if there are any."""
    scheme, divider, rest = url.partition("://")
    return f"{scheme}{divider}{login}@{rest}" if login else url


@callback
def async_listen_cloud(hass: HomeAssistant, changed: Callable[[], None]) -> Callable[[], None]:
    """Call back when Home Assistant Cloud is there or gone; returns what ends that."""
    if _CLOUD not in hass.config.components:
        return _nothing
    from homeassistant.components import cloud  # noqa: PLC0415 - see async_callback_address

    @callback
    def note(_state: cloud.CloudConnectionState) -> None:
        changed()

    return cloud.async_listen_connection_change(hass, note)


async def async_remove_cloudhook(hass: HomeAssistant, webhook_id: str) -> None:
    """Take back the address that Home Assistant Cloud gave out, if it did."""
    if _CLOUD not in hass.config.components:
        return
    from homeassistant.components import cloud  # noqa: PLC0415 - see async_callback_address

    try:
        await cloud.async_delete_cloudhook(hass, webhook_id)
    except cloud.CloudNotAvailable, ValueError:
        return  # there was none


def _cloudhook(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the address that Home Assistant Cloud gave out before, connected now or not."""
    from homeassistant.components.cloud.const import DATA_CLOUD  # noqa: PLC0415 - as above

    if DATA_CLOUD not in hass.data:
        return None
    hook = hass.data[DATA_CLOUD].client.cloudhooks.get(webhook_id)
    return str(hook["cloudhook_url"]) if hook else None


def _own_url(hass: HomeAssistant, webhook_id: str) -> str | None:
    """Return the address that Home Assistant has without Home Assistant Cloud."""
    try:
        base = get_url(hass, allow_internal=False, allow_cloud=False)
    except NoURLAvailableError:
        return None
    return f"{base}{CALLBACK_PATH.format(webhook_id=webhook_id)}"


def _nothing() -> None:
    """End what was not begun."""
