"""What actions accept, and what is said when it is something else."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .. import errors
from ..account.sending import SendOptions
from ..const import CONF_CHANNEL, CONF_RETRY_RATE, CONF_SENDER, CONF_STOP_AFTER
from ..gateways.base import Channel
from ..messaging.message import Priority
from ..messaging.number import InvalidNumberError, parse_sender

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


def _sender(value: object) -> str:
    try:
        return parse_sender(cv.string(value))
    except InvalidNumberError as error:
        raise vol.Invalid("not a sender") from error


def number_or_name(value: object) -> str:
    """Return whom a message is for, as it was written.

    A template that gives a number with a plus sign gives Home Assistant an integer: without its
    plus it would be read as a national number, which is somebody else's.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return f"+{value}"
    return str(cv.string(value))


TAG = vol.All(cv.string, vol.Length(max=255))

# What an action and the data of the legacy notify action say about sending.
OPTIONS_FIELDS: VolDictType = {
    vol.Optional(CONF_SENDER): _sender,
    vol.Optional(CONF_CHANNEL): vol.Coerce(Channel),
    vol.Optional(ATTR_PRIORITY, default="normal"): vol.In([p.name.lower() for p in Priority]),
    vol.Optional(CONF_RETRY_RATE): vol.All(vol.Coerce(float), vol.Range(min=0.01, max=1440)),
    vol.Optional(CONF_STOP_AFTER): vol.All(vol.Coerce(float), vol.Range(min=0, max=43200)),
    vol.Optional(ATTR_TAG): TAG,
}
# What every action that sends says: to whom, and what.
MESSAGE_FIELDS: VolDictType = {
    **cv.TARGET_SERVICE_FIELDS,
    vol.Optional(ATTR_TO, default=list): vol.All(cv.ensure_list, [number_or_name]),
    vol.Required(ATTR_MESSAGE): cv.string,
    vol.Optional(ATTR_TITLE): cv.string,
    vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string,
    **OPTIONS_FIELDS,
}

# What may be wrong with a field is said in words of its own, under "invalid_" and its name.
EXPLAINED = frozenset(
    {
        *map(str, OPTIONS_FIELDS),
        *(ATTR_DIRECTION, ATTR_LIMIT, ATTR_MESSAGE, ATTR_NUMBER, ATTR_OPTIONS, ATTR_PATH),
        *(ATTR_SCOPE, ATTR_SINCE, ATTR_STATE, ATTR_TIMEOUT, ATTR_TO, ATTR_WAIT_FOR),
    }
)


def validated(fields: vol.Schema, data: object) -> dict[str, Any]:
    """Return an action's data as the fields want them; raises a translated error."""
    try:
        found: dict[str, Any] = fields(data)
    except vol.Invalid as error:
        name = str(error.path[0]) if error.path else ""
        if name in EXPLAINED:
            raise errors.invalid(f"invalid_{name}") from error
        raise errors.invalid("invalid_data", error=str(error)) from error
    return found


def send_options(data: Mapping[str, Any]) -> SendOptions:
    """Return what validated action data say about sending."""
    return SendOptions(
        sender=data.get(CONF_SENDER),
        channel=data.get(CONF_CHANNEL),
        priority=Priority[data[ATTR_PRIORITY].upper()],
        retry_rate=_seconds(data.get(CONF_RETRY_RATE)),
        stop_after=_seconds(data.get(CONF_STOP_AFTER)),
        tag=data.get(ATTR_TAG),
    )


def _seconds(minutes: float | None) -> float | None:
    return None if minutes is None else minutes * 60
