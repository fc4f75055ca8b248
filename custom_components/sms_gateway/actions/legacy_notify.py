"""The action of the old kind, notify.<account>, which `alert:` and old automations call."""

from collections.abc import Collection, Mapping, Sequence
import logging
from typing import Any

from homeassistant.components.notify import (
    ATTR_DATA,
    ATTR_MESSAGE,
    ATTR_TARGET,
    ATTR_TITLE,
    DOMAIN as NOTIFY_DOMAIN,
)
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.const import CONF_DESCRIPTION, CONF_NAME
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.service import async_set_service_schema
from homeassistant.util import slugify
import voluptuous as vol

from .. import errors
from ..account.muting import is_muted
from ..account.phrases import phrase
from ..account.sending import async_send
from ..const import DOMAIN
from .addressing import async_address, async_require_send
from .fields import OPTIONS_FIELDS, ActionSchema, message_text, number_or_name, send_options
from .which_account import account_named, people

_LOGGER = logging.getLogger(__name__)

_DATA = vol.Schema(OPTIONS_FIELDS)

FIELDS = ActionSchema(
    {
        vol.Required(ATTR_MESSAGE): message_text,
        vol.Optional(ATTR_TITLE): message_text,
        vol.Optional(ATTR_TARGET): vol.All(cv.ensure_list, [number_or_name]),
        vol.Optional(ATTR_DATA): vol.Any(None, dict),
    }
)
_DESCRIBED = {
    ATTR_MESSAGE: {"required": True, "selector": {"text": {"multiline": True}}},
    ATTR_TITLE: {"selector": {"text": None}},
    ATTR_TARGET: {"selector": {"object": None}},
    ATTR_DATA: {"selector": {"object": None}},
}


class LegacyAction:
    """The action of one account."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Prepare the action of an entry, which need not be loaded."""
        self._hass = hass
        self.entry = entry
        self._told: set[frozenset[str]] = set()

    @callback
    def register(self, name: str) -> None:
        """Let it be called."""
        self._hass.services.async_register(NOTIFY_DOMAIN, name, self._notify, schema=FIELDS)
        title = self.entry.title
        described = {
            CONF_NAME: phrase(self._hass, "legacy_action", account=title),
            CONF_DESCRIPTION: phrase(self._hass, "legacy_action_description", account=title),
            "fields": _DESCRIBED,
        }
        async_set_service_schema(self._hass, NOTIFY_DOMAIN, name, described)

    async def _notify(self, call: ServiceCall) -> None:
        """Send to the targets, or to all recipients that are not muted."""
        targets = call.data.get(ATTR_TARGET)
        options = send_options(self._usable(call.data.get(ATTR_DATA) or {}), call.context.user_id)
        addressed = await async_address(self._hass, targets or [], self.entry.entry_id)
        account = account_named(self._hass, self.entry.entry_id)
        if targets is None:
            for person in people(self._hass, self.entry.entry_id):
                if not is_muted(self._hass, person.subentry_id):
                    addressed.add(account, person.number)
        await async_require_send(call, addressed)
        if not addressed.count:
            raise errors.invalid("no_recipient")
        count, failed = addressed.count, list(addressed.errors)
        if recipients := list(addressed.by_account.get(account, {}).values()):
            message, title = call.data[ATTR_MESSAGE], call.data.get(ATTR_TITLE)
            failed += (await async_send(account, recipients, message, title, options)).errors
        if failed:
            raise errors.joined(failed, count)

    def _usable(self, data: Mapping[object, object]) -> dict[str, Any]:
        """Return what of the data is about SMS: `alert:` gives the same to all its notifiers."""
        usable: dict[str, Any] = _DATA({})
        left_out = []
        for key, value in data.items():
            try:
                usable |= {name: got for name, got in _DATA({key: value}).items() if name == key}
            except vol.Invalid:
                left_out.append(errors.shown(key))
        if left_out and (found := frozenset(left_out)) not in self._told:
            self._told.add(found)
            _LOGGER.warning(
                "The notify action of %s leaves out what it can't use in data: %s",
                self.entry.title,
                ", ".join(sorted(found)),
            )
        return usable


@callback
def async_setup(hass: HomeAssistant) -> None:
    """Have an action for each account that is not disabled, named as the account is named now.

    Registered here and not through the notify platform's discovery, which would do so in a task of
    its own, some time later, and keep a reference after the account is unloaded.
    """
    actions: dict[str, LegacyAction] = {}

    @callback
    def review() -> None:
        entries = hass.config_entries.async_entries(DOMAIN, include_disabled=False)
        taken = hass.services.async_services_for_domain(NOTIFY_DOMAIN).keys() - actions.keys()
        wanted = _names(entries, taken)
        for name in [name for name, one in actions.items() if wanted.get(name) is not one.entry]:
            del actions[name]
            hass.services.async_remove(NOTIFY_DOMAIN, name)
        for name in wanted.keys() - actions.keys():
            actions[name] = LegacyAction(hass, wanted[name])
            actions[name].register(name)

    @callback
    def note(_change: ConfigEntryChange, entry: ConfigEntry) -> None:
        if entry.domain == DOMAIN:
            review()

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, note)
    review()


def _names(entries: Sequence[ConfigEntry], taken: Collection[str]) -> dict[str, ConfigEntry]:
    """Return the name of each entry's action; of two that are called the same, the first has it."""
    names: dict[str, ConfigEntry] = {}
    for entry in entries:
        name = slugify(entry.title)
        if name in names or name in taken:
            name = f"{name}_{entry.entry_id[-6:].lower()}"
        names[name] = entry
    return names
