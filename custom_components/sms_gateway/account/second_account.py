"""Suggests a second way out of the house to those whose every account needs the internet."""

from datetime import timedelta
from ipaddress import ip_address
from typing import override
from urllib.parse import urlsplit

from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.const import CONF_URL
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import CONF_ADVANCED, CONF_GATEWAY, DOMAIN, SUBENTRY_RECIPIENT
from ..gateways import GATEWAYS
from ..messaging.message import EngineEvent, StatusChanged
from .account import Account
from .follower import Follower

SECOND_ACCOUNT = "second_account"
LEARN_MORE = "https://github.com/sms-gateway/sms-gateway#when-the-internet-is-down"
# Who has just begun has other things to do.
_SETTLED = timedelta(days=7)
# What names of machines in the home end in, besides those without a dot.
_AT_HOME = (".fritz.box", ".home", ".home.arpa", ".internal", ".lan", ".local", ".localdomain")


class SecondAccount(Follower):
    """Looks at all accounts when one of them has sent something, or has changed."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Follow an account."""
        self._hass = hass
        self._entry = account.entry

    @override
    @callback
    def began(self) -> None:
        self.applied()

    @override
    @callback
    def applied(self) -> None:
        if not _all_need_internet(self._hass):
            _take_back(self._hass)

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        if not isinstance(event, StatusChanged) or not event.message.state.is_taken:
            return
        if ir.async_get(self._hass).async_get_issue(DOMAIN, SECOND_ACCOUNT) is not None:
            return  # it stays as it is, and one that is ignored is ignored
        is_settled = dt_util.utcnow() - self._entry.created_at >= _SETTLED
        if is_settled and _all_need_internet(self._hass) and _has_recipient(self._hass):
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                SECOND_ACCOUNT,
                is_fixable=False,
                is_persistent=True,
                learn_more_url=LEARN_MORE,
                severity=ir.IssueSeverity.WARNING,
                translation_key=SECOND_ACCOUNT,
            )


@callback
def forget(hass: HomeAssistant) -> None:
    """Forget the suggestion, and whether it is ignored: the last account was removed."""
    ir.async_delete_issue(hass, DOMAIN, SECOND_ACCOUNT)


def needs_internet(entry: ConfigEntry) -> bool:
    """Tell whether an account reaches nobody while the home has no internet.

    That is so for every provider with an address of its own, and else where the address that was
    entered is not in the home: what a box in the home then does with a message, it alone knows.
    """
    gateway = GATEWAYS.get(entry.data[CONF_GATEWAY])
    if gateway is None:
        return False  # of a newer version: it fails by itself, and nothing is known of it
    address = entry.data.get(CONF_ADVANCED, {}).get(CONF_URL, "")
    return bool(gateway.default_url) or not is_at_home(gateway.base_url(address))


def is_at_home(address: str) -> bool:
    """Tell whether an address is in the home's own network, as far as can be seen by it."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return True  # nobody can be reached by it
    if not host:
        return True  # no address, but something that is plugged in
    try:
        return ip_address(host).is_private
    except ValueError:
        name = host.removesuffix(".")
        return "." not in name or name.endswith(_AT_HOME)


def _all_need_internet(hass: HomeAssistant) -> bool:
    entries = hass.config_entries.async_entries(DOMAIN)
    enabled = [one for one in entries if one.disabled_by is not ConfigEntryDisabler.USER]
    return all(map(needs_internet, enabled))


def _has_recipient(hass: HomeAssistant) -> bool:
    return any(
        subentry.subentry_type == SUBENTRY_RECIPIENT
        for entry in hass.config_entries.async_entries(DOMAIN)
        for subentry in entry.subentries.values()
    )


def _take_back(hass: HomeAssistant) -> None:
    """Take the suggestion back; one that is ignored stays so, and never shows again."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, SECOND_ACCOUNT)
    if issue is not None and issue.dismissed_version is None:
        ir.async_delete_issue(hass, DOMAIN, SECOND_ACCOUNT)
