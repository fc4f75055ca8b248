"""SMS Gateway: alerts by SMS that are not lost, and their answers."""

import sqlite3

from homeassistant.const import CONF_WEBHOOK_ID, EVENT_HOMEASSISTANT_FINAL_WRITE, Platform
from homeassistant.core import Event, HassJob, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryError, ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er
from homeassistant.helpers.start import async_at_started
from homeassistant.helpers.typing import ConfigType

from . import errors, panel, webhook
from .account import accounts, async_open, issues, journal_path, phrases, second_account
from .account.account import Account, SmsGatewayConfigEntry
from .account.callback_address import async_remove_cloudhook
from .bridge import Bridges
from .const import CONF_GATEWAY, DOMAIN
from .gateways import GATEWAYS
from .messaging import journal_file
from .messaging.journal_file import JournalTooNewError
from .panel import sidebar
from .panel.read_marks import async_read_marks
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NOTIFY,
    Platform.SENSOR,
    Platform.SWITCH,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Register the actions, and the address that callbacks come to."""
    await phrases.async_setup(hass)
    hass.http.register_view(webhook.CallbackView)
    async_setup_services(hass)
    await panel.async_setup(hass)
    return True


async def async_migrate_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Bring an account of an older version into today's form."""
    if entry.version == 1 and entry.minor_version == 1:
        _take_units_from_counts(hass, entry)
        hass.config_entries.async_update_entry(entry, minor_version=2)
    return entry.version == 1


async def async_setup_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Set up an account; the gateway is not waited for."""
    webhook.async_register(hass, entry)
    changes = _Changes(entry)
    account = await _open(hass, entry)
    account.followers.add(Bridges(hass, account))
    entry.async_on_unload(account.close)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(async_at_started(hass, account.begin_telling))
    _close_with_home_assistant(hass, entry, account)
    account.begin()
    sidebar.update(hass)
    await changes.reach(account)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Unload an account; what waits goes on when it is loaded again."""
    account = entry.runtime_data
    # Before the platforms: while their entities are gone, Home Assistant drops what is for them.
    await account.outbox.close()
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        account.outbox.reopen()
        return False
    if entry.disabled_by:
        webhook.async_unregister(hass, entry)
        issues.delete_of_open_account(hass, entry)
        sidebar.update(hass)
    return True


async def async_remove_entry(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Remove what an account kept: its messages, its issues, its address."""
    webhook.async_unregister(hass, entry)
    await async_remove_cloudhook(hass, entry.data[CONF_WEBHOOK_ID])
    issues.delete_all(hass, entry)
    sidebar.update(hass)
    for other in accounts.all_but(hass, entry.entry_id):
        # It may have been relied on.
        other.followers.applied()
    await hass.async_add_executor_job(journal_file.remove, journal_path(hass, entry.entry_id))
    if not hass.config_entries.async_entries(DOMAIN):
        await (await async_read_marks(hass)).forget()
        second_account.forget(hass)


async def _open(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> Account:
    if entry.data[CONF_GATEWAY] not in GATEWAYS:
        raise ConfigEntryError(translation_domain=DOMAIN, translation_key="gateway_too_new")
    try:
        return await async_open(hass, entry)
    except JournalTooNewError as error:
        raise ConfigEntryError(
            translation_domain=DOMAIN, translation_key="journal_too_new"
        ) from error
    except (sqlite3.Error, OSError) as error:
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN,
            translation_key="journal_failed",
            translation_placeholders={"error": str(error)},
        ) from error


def _close_with_home_assistant(
    hass: HomeAssistant, entry: SmsGatewayConfigEntry, account: Account
) -> None:
    """Let requests under way end before Home Assistant cancels them; then close the journal."""

    async def close(_event: Event) -> None:
        await account.close()

    entry.async_on_unload(
        hass.async_add_shutdown_job(HassJob(account.outbox.close, "SMS Gateway outbox"))
    )
    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, close))


@callback
def _take_units_from_counts(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
    """Let the statistics of counts go on, which in 0.1.0 had a unit."""
    if "recorder" not in hass.config.components:
        return
    # Only where the recorder is set up are its requirements installed.
    from homeassistant.components.recorder.statistics import (  # noqa: PLC0415
        async_update_statistics_metadata,
    )

    registry = er.async_get(hass)
    for key in ("pending", "sent_today", "ignored"):
        if entity_id := registry.async_get_entity_id(
            Platform.SENSOR, DOMAIN, f"{entry.entry_id}_{key}"
        ):
            async_update_statistics_metadata(
                hass, entity_id, new_unit_of_measurement=None, new_unit_class=None
            )


class _Changes:
    """Lets an account go on with changed options and recipients; all else loads it anew.

    While its entities are gone, Home Assistant drops what is for them. What changes while an
    account is opened, it may have read already or not: it is told once it is open.
    """

    def __init__(self, entry: SmsGatewayConfigEntry) -> None:
        """Hear of changes from here on, before an account is built of an entry."""
        self._entry = entry
        self._built_of = entry.data, entry.title
        self._account: Account | None = None
        self._is_late = False
        entry.async_on_unload(entry.add_update_listener(self._updated))

    async def reach(self, account: Account) -> None:
        """Let an account that works now know of changes."""
        self._account = account
        if self._is_late:
            await self._updated(account.hass, self._entry)

    async def _updated(self, hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> None:
        if (entry.data, entry.title) != self._built_of:
            hass.config_entries.async_schedule_reload(entry.entry_id)
        elif self._account is None:
            self._is_late = True
        elif self._account.is_open:
            await _apply(self._account)
            sidebar.update(hass)


async def _apply(account: Account) -> None:
    try:
        with errors.journal_in_use():
            await account.apply()
    except HomeAssistantError:
        # One that was closed meanwhile reads everything anew when it is opened.
        if account.is_open:
            raise
