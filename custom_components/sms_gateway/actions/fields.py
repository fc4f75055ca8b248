"""What actions accept, and what is said when it is something else."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, override

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
import voluptuous as vol

from .. import errors
from ..account.sending import SendOptions
from ..const import CONF_CHANNEL, CONF_RETRY_RATE, CONF_SENDER, CONF_STOP_AFTER
from ..gateways.base import Channel
from ..messaging.message import Priority
from ..messaging.number import InvalidNumberError, parse_sender
from ..messaging.text import storable

ATTR_CONFIG_ENTRY_ID = "config_entry_id"
ATTR_DIRECTION = "direction"
ATTR_HINT = "hint"
ATTR_LIMIT = "limit"
ATTR_LIST_OPTIONS = "list_options"
ATTR_MESSAGE_ID = "message_id"
ATTR_NUMBER = "number"
ATTR_OPTIONS = "options"
ATTR_OTHERS_MESSAGE = "others_message"
ATTR_PATH = "path"
ATTR_PRIORITY = "priority"
ATTR_SCOPE = "scope"
ATTR_SINCE = "since"
ATTR_STATE = "state"
ATTR_SUBSCRIBED = "subscribed"
ATTR_TAG = "tag"
ATTR_TIMEOUT = "timeout"
ATTR_TO = "to"
ATTR_WAIT_FOR = "wait_for"

# Targets other than entities, which are a field of their own.
TARGETS = frozenset({ATTR_DEVICE_ID, ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID})

# Longer than any name, number, tag or id is.
_LONGEST_TEXT = 255
_LONGEST_PATH = 4096
# Python doesn't even write out numbers that are larger by far.
_LARGEST_NUMBER = 10**40
# Numbers and times may be written as texts, but not at length.
_LONGEST_FIGURE = 40
_MINUTES = 60
_LONGEST_WAIT = timedelta(days=30)


class NotQuotedError(vol.Invalid):
    """What should be a text has become something else, because it was not put in quotes."""

    def __init__(self) -> None:
        """Say what to do, for whoever gives no translated words of it."""
        super().__init__(
            "put it in quotes: YAML makes something else of yes, no, on, off, true, false and of "
            "numbers, above all with a dot, a colon or a nought before them"
        )


class ActionSchema(vol.Schema):
    """The fields of an action; what is wrong with one is said in translated words."""

    @override
    def __call__(self, data: object, **context: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = super().__call__(data, **context)
        except vol.Invalid as error:
            raise self._explained(error) from error
        return found

    def _explained(self, error: vol.Invalid) -> ServiceValidationError:
        if isinstance(error, vol.MultipleInvalid):
            error = error.errors[0]
        name = str(error.path[0]) if error.path else ""
        known = sorted(map(str, self.schema))
        if name not in known:
            return errors.invalid(
                "unknown_field", field=errors.shown(name), fields=", ".join(known)
            )
        if isinstance(error, NotQuotedError):
            return errors.invalid("not_quoted", field=name)
        if name in TARGETS:
            return errors.invalid("invalid_place", field=name)
        return errors.invalid(f"invalid_{name}")


def short_text(value: object) -> str:
    """Return a short text that can be stored: a name, a tag, an id."""
    found = str(cv.string(value))
    if len(found) > _LONGEST_TEXT:
        raise vol.Invalid("too long")
    return storable(found)


def number_or_name(value: object) -> str | int:
    """Return whom a message is for, as it was written or as YAML has passed it on.

    An integer is left one: what number it stands for depends on the country.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > _LARGEST_NUMBER:
            raise vol.Invalid("too long")
        return value
    return tag_text(value)


def tag_text(value: object) -> str:
    """Return a short text that templates may have made a whole number of."""
    if value is None or isinstance(value, bool | float):
        raise NotQuotedError
    return short_text(value)


def word(value: object) -> str:
    """Return a short text that somebody has to write.

    Of integers only those below 60 are certainly what was written: YAML counts 0730 in eights, and
    7:30 in minutes.
    """
    if isinstance(value, int) and not 0 <= value < _MINUTES:
        raise NotQuotedError
    return tag_text(value)


def message_text(value: object) -> str:
    """Return a text to send; templates make numbers of what looks like one."""
    if isinstance(value, bool):
        raise NotQuotedError
    return str(cv.string(value))


def sender(value: object) -> str:
    """Return the number or name that messages come from."""
    if isinstance(value, bool | float):
        raise NotQuotedError
    try:
        return parse_sender(short_text(value))
    except InvalidNumberError as error:
        raise vol.Invalid("not a sender") from error


def absolute_path(value: object) -> str:
    """Return the path of a file, from the root on."""
    found = str(cv.path(value))
    if not found.startswith("/") or len(found) > _LONGEST_PATH or storable(found) != found:
        raise vol.Invalid("no path")
    return found


def minutes(at_least: float, at_most: float) -> vol.All[Any]:
    """Return what accepts so many minutes."""
    return vol.All(_figure, vol.Coerce(float), vol.Range(at_least, at_most))


def whole_number(at_least: int, at_most: int) -> vol.All[Any]:
    """Return what accepts a whole number."""
    return vol.All(_figure, vol.Coerce(float), vol.Range(at_least, at_most), _whole)


def wait(value: object) -> timedelta:
    """Return how long to wait."""
    try:
        found: timedelta = cv.positive_time_period(_figure(value))
    except (OverflowError, ValueError) as error:
        raise vol.Invalid("no time") from error
    if found > _LONGEST_WAIT:
        raise vol.Invalid("too long")
    return found


def moment(value: object) -> float:
    """Return a moment in seconds since the epoch; a day begins at midnight."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    # What Home Assistant reads it with crashes on half a surrogate pair.
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        raise vol.Invalid("no moment")
    try:
        return dt_util.as_utc(cv.datetime(_figure(value))).timestamp()
    except (OverflowError, ValueError) as error:
        raise vol.Invalid("no moment") from error


def _figure(value: object) -> object:
    """Return what may be a number or a time, and is not long to read."""
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > _LONGEST_FIGURE):
        raise vol.Invalid("no figure")
    return value


def _whole(value: float) -> int:
    if not value.is_integer():
        raise vol.Invalid("not whole")
    return int(value)


# What an action and the data of the legacy notify action say about sending.
OPTIONS_FIELDS: VolDictType = {
    vol.Optional(CONF_SENDER): sender,
    vol.Optional(CONF_CHANNEL): vol.Coerce(Channel),
    vol.Optional(ATTR_PRIORITY, default="normal"): vol.In([p.name.lower() for p in Priority]),
    vol.Optional(CONF_RETRY_RATE): minutes(0.01, 1440),
    vol.Optional(CONF_STOP_AFTER): minutes(0, 43200),
    vol.Optional(ATTR_TAG): tag_text,
}
# What every action that sends says: to whom, and what.
MESSAGE_FIELDS: VolDictType = {
    **cv.TARGET_SERVICE_FIELDS,
    vol.Optional(ATTR_ENTITY_ID): vol.All(vol.Any(str, [str]), cv.comp_entity_ids_or_uuids),
    vol.Optional(ATTR_TO, default=list): vol.All(cv.ensure_list, [number_or_name]),
    vol.Required(ATTR_MESSAGE): message_text,
    vol.Optional(ATTR_TITLE): message_text,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): short_text,
    **OPTIONS_FIELDS,
}


def send_options(data: Mapping[str, Any], sent_by: str | None) -> SendOptions:
    """Return what validated action data say about sending, and which user said it."""
    return SendOptions(
        sender=data.get(CONF_SENDER),
        channel=data.get(CONF_CHANNEL),
        priority=Priority[data[ATTR_PRIORITY].upper()],
        retry_rate=_seconds(data.get(CONF_RETRY_RATE)),
        stop_after=_seconds(data.get(CONF_STOP_AFTER)),
        tag=data.get(ATTR_TAG),
        sent_by=sent_by,
    )


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60
