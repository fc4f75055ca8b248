"""Repair issues: what only the user can mend."""

from pathlib import Path

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .messaging.message import RefusalKind
from .options import Options


@callback
def create_journal_set_aside(hass: HomeAssistant, entry: ConfigEntry, aside: Path) -> None:
    """Tell that an account began with an empty journal, and what that means."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"journal_set_aside_{entry.entry_id}",
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key="journal_set_aside",
        translation_placeholders={"account": entry.title, "file": str(aside)},
    )


@callback
def create_limit(
    hass: HomeAssistant, entry: ConfigEntry, kind: RefusalKind, options: Options
) -> None:
    """Tell that a limit refused a message; the issue goes at midnight, so it shows once a day."""
    limit = (
        options.daily_limit if kind is RefusalKind.DAILY_LIMIT else options.recipient_hourly_limit
    )
    ir.async_create_issue(
        hass,
        DOMAIN,
        f"{kind}_{entry.entry_id}",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=kind,
        translation_placeholders={"account": entry.title, "limit": str(limit)},
    )


@callback
def delete_limits(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back yesterday's word about limits."""
    for kind in (RefusalKind.HOURLY_LIMIT, RefusalKind.DAILY_LIMIT):
        ir.async_delete_issue(hass, DOMAIN, f"{kind}_{entry.entry_id}")


@callback
def delete_all(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back everything about an account that is removed."""
    delete_limits(hass, entry)
    ir.async_delete_issue(hass, DOMAIN, f"journal_set_aside_{entry.entry_id}")
