"""How all accounts together do, for the page and the report of the system's health."""

from typing import Any

from homeassistant.components.system_health import (
    SystemHealthRegistration,
    async_check_can_reach_url,
)
from homeassistant.const import CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util
from yarl import URL

from .account import accounts
from .account.account import Account
from .account.status import is_connected
from .const import CONF_ADVANCED, DOMAIN
from .messaging.summary import summarise


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register what is told."""
    register.async_register_info(async_info)


async def async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return sums over the open accounts, and for each whether its gateway is there."""
    open_accounts = accounts.all_open(hass)
    summaries = [await account.journal.read(summarise) for account in open_accounts]
    last = max((one.last_accepted for one in summaries if one.last_accepted), default=None)
    size = sum([await account.journal.size() for account in open_accounts])
    all_accounts = len(hass.config_entries.async_entries(DOMAIN))
    return {
        "accounts": f"{len(open_accounts)} / {all_accounts}",
        "waiting": sum(account.outbox.pending for account in open_accounts),
        "last_accepted": dt_util.utc_from_timestamp(last) if last else "-",
        "journal_size": f"{size / 2**20:.2f} MiB",
        # Titles need not differ.
        **{
            f"{account.entry.title} ({number})": _reach(hass, account)
            for number, account in enumerate(open_accounts, 1)
        },
    }


async def _reach(hass: HomeAssistant, account: Account) -> str | dict[str, str]:
    """Ask whether something answers at the gateway's address.

    Where its certificate is not checked, or it has no address of the web, Home Assistant's question
    would fail for that; then the account says how its own went.
    """
    advanced = account.entry.data[CONF_ADVANCED]
    if advanced[CONF_VERIFY_SSL] and "http" in account.gateway.schemes:
        # Without the path: what is done there is not for a question like this.
        return await async_check_can_reach_url(hass, str(URL(advanced[CONF_URL]).origin()))
    if (is_there := is_connected(account)) is False:
        return {"type": "failed", "error": "unreachable"}
    return "ok" if is_there else "-"
