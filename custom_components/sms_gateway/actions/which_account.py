"""Through which account something goes, where several could take it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_NAME
from homeassistant.core import HomeAssistant, callback

from .. import errors
from ..account.account import Account, SmsGatewayConfigEntry
from ..const import CONF_FALLBACK, CONF_PHONE_NUMBER, DOMAIN, SUBENTRY_RECIPIENT


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient, of an account that need not be loaded."""

    entry: SmsGatewayConfigEntry
    subentry_id: str
    name: str
    number: str


@callback
def people(hass: HomeAssistant, config_entry_id: str | None = None) -> Iterator[Person]:
    """Yield the recipients of all accounts, or of one."""
    for entry in _entries(hass):
        if config_entry_id in (None, entry.entry_id):
            for subentry in entry.get_subentries_of_type(SUBENTRY_RECIPIENT):
                data = subentry.data
                yield Person(entry, subentry.subentry_id, data[CONF_NAME], data[CONF_PHONE_NUMBER])


@callback
def that_count(hass: HomeAssistant, found: Sequence[Person]) -> list[Person]:
    """Return those whose account is in use for itself, if there are any; a loaded one first."""
    for is_out in (_is_disabled, partial(_only_helps, hass)):
        found = [person for person in found if not is_out(person.entry)] or found
    return sorted(found, key=lambda person: _is_not_loaded(person.entry))


@callback
def account_for(hass: HomeAssistant, number: str, among: Sequence[Account] = ()) -> Account:
    """Return the account that a number goes through: its recipient's, or the default one."""
    entries = [account.entry for account in among] or _entries(hass)
    theirs = [one for one in people(hass) if one.number == number and one.entry in entries]
    if theirs:
        person = that_count(hass, theirs)[0]
        return account_of(person.entry, person.name)
    return first_account(hass, among)


@callback
def first_account(hass: HomeAssistant, among: Sequence[Account] = ()) -> Account:
    """Return the account that is there for what is nobody's: the first that does not only help."""
    entries = [account.entry for account in among] or _entries(hass)
    for is_out in (_is_disabled, _is_not_loaded, partial(_only_helps, hass)):
        entries = [entry for entry in entries if not is_out(entry)] or entries
    if not entries:
        raise errors.invalid("no_account")
    return account_of(entries[0])


@callback
def account_named(hass: HomeAssistant, config_entry_id: str) -> Account:
    """Return the account of an entry; raises where there is none, or it is not loaded."""
    for entry in _entries(hass):
        if entry.entry_id == config_entry_id:
            return account_of(entry)
    raise errors.invalid(
        "unknown_account", entry_id=errors.shown(config_entry_id), accounts=titles(_entries(hass))
    )


@callback
def account_of(entry: SmsGatewayConfigEntry, recipient: str | None = None) -> Account:
    """Return the account of an entry, which may be needed for a recipient; raises if not loaded."""
    if not _is_not_loaded(entry):
        return entry.runtime_data
    key = "account_disabled" if entry.disabled_by else "account_not_loaded"
    if recipient is None:
        raise errors.invalid(key, account=entry.title)
    raise errors.invalid(f"recipients_{key}", account=entry.title, recipient=recipient)


@callback
def all_accounts(hass: HomeAssistant) -> list[Account]:
    """Return all accounts that are loaded."""
    return [entry.runtime_data for entry in _entries(hass) if not _is_not_loaded(entry)]


def titles(entries: Sequence[SmsGatewayConfigEntry]) -> str:
    """Return the accounts' names, and what each is named by in YAML."""
    return ", ".join(f"{entry.title} ({entry.entry_id})" for entry in entries)


def _entries(hass: HomeAssistant) -> list[SmsGatewayConfigEntry]:
    entries: list[SmsGatewayConfigEntry] = hass.config_entries.async_entries(DOMAIN)
    return entries


def _is_disabled(entry: SmsGatewayConfigEntry) -> bool:
    return entry.disabled_by is not None


def _is_not_loaded(entry: SmsGatewayConfigEntry) -> bool:
    return entry.state is not ConfigEntryState.LOADED


def _only_helps(hass: HomeAssistant, entry: SmsGatewayConfigEntry) -> bool:
    """Tell whether an account takes over from another one that is in use."""
    return any(
        other.options.get(CONF_FALLBACK) == entry.entry_id
        for other in _entries(hass)
        if not _is_disabled(other)
    )
