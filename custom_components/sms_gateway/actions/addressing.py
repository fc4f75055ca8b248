"""Whom an action is for: numbers, recipients' names, targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util.hass_dict import HassKey

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..account.muting import is_muted
from ..account.recipients import Recipient
from ..const import DOMAIN
from ..gateways.masking import mask_numbers
from ..messaging.history import Direction, Search
from ..messaging.number import InvalidNumberError
from ..messaging.words import comparable
from ..messaging.written_number import AmbiguousNumberError, read_written
from .fields import ATTR_CONFIG_ENTRY_ID, ATTR_TO
from .permission import async_user, require_send
from .targets import muted, targeted
from .which_account import Person, account_for, account_named, account_of, people, that_count

type Written = str | int

# What numbers in actions were read as, by country, and how many of them are kept.
_READ_NUMBERS: HassKey[dict[tuple[Written, str | None], str | InvalidNumberError]] = HassKey(
    f"{DOMAIN}_numbers"
)
_KEPT_NUMBERS = 5000


@dataclass(slots=True)
class Addressed:
    """Whom a call is for, by account, and what of it could not be understood."""

    by_account: dict[Account, dict[str, Recipient]] = field(default_factory=dict)
    errors: list[HomeAssistantError] = field(default_factory=list)

    def add(self, account: Account, number: str) -> None:
        """Add somebody; who is named twice gets one message."""
        self.by_account.setdefault(account, {})[number] = account.recipients.known(number)

    @property
    def count(self) -> int:
        """Return how many were named, understood or not."""
        return sum(map(len, self.by_account.values())) + len(self.errors)


async def async_address_call(call: ServiceCall) -> Addressed:
    """Find out whom an action is for; raises where that is nobody, or somebody not allowed."""
    entry_id = call.data.get(ATTR_CONFIG_ENTRY_ID)
    found = targeted(call.hass, call.data)
    await accounts.settled(call.hass, {person.entry.entry_id for person in found.people})
    addressed = await async_address(call.hass, call.data[ATTR_TO], entry_id)
    addressed.errors += found.errors
    for person in found.people:
        _add(addressed, person)
    await async_require_send(call, addressed)
    if not addressed.count:
        raise errors.invalid("no_recipient")
    return addressed


async def async_require_send(call: ServiceCall, addressed: Addressed) -> None:
    """Raise Unauthorized if one of those addressed may not be written to by the caller."""
    user = await async_user(call.hass, call.context)
    for account, recipients in addressed.by_account.items():
        for number in recipients:
            require_send(call.hass, user, account, number)


async def async_address(
    hass: HomeAssistant, written: Sequence[Written], config_entry_id: str | None
) -> Addressed:
    """Find out whom numbers and recipients' names stand for.

    Without a config entry, a recipient goes through the account that it belongs to, another number
    through the first account that is not only the fallback of another one.
    """
    names = _by_name(hass, config_entry_id)
    numbers = [item for item in written if not _named(names, item)]
    read = await _read(hass, numbers)
    named = [one for item in written for one in that_count(hass, _named(names, item))]
    if config_entry_id is None:
        await accounts.settled(hass, _concerned(hass, named, read))
    else:
        await accounts.settled(hass, [config_entry_id])
    addressed = Addressed()
    for item in written:
        theirs = that_count(hass, _named(names, item))
        if not theirs:
            continue
        if len({person.number for person in theirs}) > 1:
            addressed.errors.append(errors.invalid("name_not_unique", name=theirs[0].name))
        elif is_muted(hass, theirs[0].subentry_id):
            addressed.errors.append(muted(theirs[0].name))
        else:
            _add(addressed, theirs[0])
    for item, number in zip(numbers, read, strict=True):
        try:
            if isinstance(number, InvalidNumberError):
                raise _unreadable(item, number)
            _add_number(hass, addressed, number, config_entry_id)
        except ServiceValidationError as error:
            addressed.errors.append(error)
    return addressed


async def async_read_number(hass: HomeAssistant, written: Written) -> str:
    """Return the number that is meant by one that is written, or by a recipient's name."""
    found = that_count(hass, _named(_by_name(hass, None), written))
    named = {person.number for person in found}
    if len(named) > 1:
        raise errors.invalid("name_not_unique", name=errors.shown(written))
    (number,) = named or await _read(hass, [written])
    if isinstance(number, InvalidNumberError):
        raise _unreadable(written, number)
    return number


async def async_read_sender(hass: HomeAssistant, written: Written, among: Sequence[Account]) -> str:
    """Return whom a number or a name stands for: also a short code, or a name, that has written."""
    try:
        return await async_read_number(hass, written)
    except ServiceValidationError:
        sender = str(written).strip()
        for account in among:
            with errors.journal_in_use():
                if await account.search(Search(Direction.INCOMING, (), sender, 0.0, 1)):
                    return sender
        raise


@callback
def _concerned(
    hass: HomeAssistant, named: Sequence[Person], numbers: Sequence[str | InvalidNumberError]
) -> set[str] | None:
    """Return the entries of the accounts that something goes through, None where any may be one."""
    everybody = list(people(hass))
    theirs = [person for person in everybody if person.number in numbers]
    if not {one for one in numbers if isinstance(one, str)} <= {one.number for one in theirs}:
        return None
    return {person.entry.entry_id for person in (*named, *theirs)}


def _add(addressed: Addressed, person: Person) -> None:
    try:
        addressed.add(account_of(person.entry, person.name), person.number)
    except ServiceValidationError as error:
        addressed.errors.append(error)


def _add_number(
    hass: HomeAssistant, addressed: Addressed, number: str, config_entry_id: str | None
) -> None:
    if config_entry_id is None:
        account = account_for(hass, number)
    else:
        account = account_named(hass, config_entry_id)
    theirs = [person for person in people(hass) if person.number == number]
    here = [person for person in theirs if person.entry is account.entry] or theirs
    if here and all(is_muted(hass, person.subentry_id) for person in here):
        raise muted(here[0].name)
    addressed.add(account, number)


def _by_name(hass: HomeAssistant, config_entry_id: str | None) -> dict[str, list[Person]]:
    """Return the recipients by their names, in the form in which names are compared."""
    found: dict[str, list[Person]] = {}
    for person in people(hass, config_entry_id):
        found.setdefault(comparable(person.name), []).append(person)
    return found


def _named(names: Mapping[str, list[Person]], name: Written) -> list[Person]:
    """Return the recipients of a name."""
    said = comparable(name) if isinstance(name, str) else ""
    return names.get(said, []) if said else []


def _unreadable(written: Written, error: InvalidNumberError) -> ServiceValidationError:
    shown = mask_numbers(errors.shown(written))
    if isinstance(error, AmbiguousNumberError):
        return errors.invalid("ambiguous_number", value=shown)
    return errors.invalid("invalid_number", value=shown)


async def _read(hass: HomeAssistant, written: Sequence[Written]) -> list[str | InvalidNumberError]:
    """Read numbers; in a thread, because a country's numbering plan is loaded from disk.

    What was read before is known: an alarm goes to the same people each time.
    """
    country = hass.config.country
    known = hass.data.setdefault(_READ_NUMBERS, {})
    found = {item: known[item, country] for item in written if (item, country) in known}
    unread = [item for item in dict.fromkeys(written) if item not in found]
    if unread:
        read = await hass.async_add_executor_job(lambda: [_reading(i, country) for i in unread])
        found |= dict(zip(unread, read, strict=True))
        if len(known) > _KEPT_NUMBERS:
            known.clear()
        known.update({(item, country): found[item] for item in unread})
    return [found[item] for item in written]


def _reading(written: Written, country: str | None) -> str | InvalidNumberError:
    try:
        return read_written(written, country)
    except InvalidNumberError as error:
        return error
