"""The forms of the flows."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from homeassistant.const import CONF_NAME, CONF_URL, CONF_VERIFY_SSL
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    ConfigEntrySelector,
    ConfigEntrySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    Selector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    SerialPortSelector,
    TemplateSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
import voluptuous as vol

from ..account.options import DEFAULTS
from ..const import (
    CONF_ADVANCED,
    CONF_BALANCE_INTERVAL,
    CONF_CALLBACK_PASSWORD,
    CONF_CALLBACK_USERNAME,
    CONF_CHANNEL,
    CONF_DAILY_LIMIT,
    CONF_FALLBACK,
    CONF_FALLBACK_AFTER,
    CONF_HELP_REPLY,
    CONF_KEEP_DAYS,
    CONF_KEYWORD,
    CONF_LOW_BALANCE,
    CONF_MAX_PARTS,
    CONF_MESSAGE_PREFIX,
    CONF_PEOPLE,
    CONF_PHONE_NUMBER,
    CONF_POLL_REPLIES,
    CONF_RECIPIENT_HOURLY_LIMIT,
    CONF_REPLIES_FROM,
    CONF_RETRY_RATE,
    CONF_RETRY_UNCERTAIN,
    CONF_SENDER,
    CONF_SHOW_PANEL,
    CONF_SMART_ENCODING,
    CONF_STOP_AFTER,
    CONF_STOP_REPLY,
    CONF_STOP_WORDS,
    CONF_TOO_LONG,
    CONF_TWO_WAY,
    DOMAIN,
    REPLIES_FROM_ANYONE,
    REPLIES_FROM_RECIPIENTS,
    TOO_LONG_CUT,
    TOO_LONG_REFUSE,
)
from ..gateways.base import Channel, CredentialField, FieldKind, Gateway, SessionGateway
from ..gateways.reply_source import reply_source
from ..messaging.number import is_number

# The gateway that any other can be described for.
HTTP = "http"

# What a choice of where to go on is called, as in a menu of Home Assistant's.
NEXT_STEP = "next_step_id"

_TEXT = TextSelector()
_PORT = SerialPortSelector()
# What Home Assistant's list of ports may hold begins so; an address in the network was typed.
_LISTED = ("/dev/", "esphome-hass://")
_LINES = TextSelector(TextSelectorConfig(multiline=True))
_TELEPHONE = TextSelector(TextSelectorConfig(type=TextSelectorType.TEL))
_URL = TextSelector(TextSelectorConfig(type=TextSelectorType.URL))
_SECRET = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="current-password")
)
# A list and not a choice of buttons, which once pressed could not be left empty again.
_CHANNEL = SelectSelector(
    SelectSelectorConfig(
        options=[str(channel) for channel in Channel],
        mode=SelectSelectorMode.DROPDOWN,
        translation_key="channel",
    )
)


def _number(
    minimum: float, maximum: float, unit: str | None = None, *, whole: bool = False
) -> NumberSelector:
    config = NumberSelectorConfig(
        min=minimum, max=maximum, step=1 if whole else "any", mode=NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _low_balance(unit: str | None) -> NumberSelector:
    return _number(0, 1000000000, unit)


def _people(choices: Sequence[SelectOptionDict]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=list(choices), multiple=True, mode=SelectSelectorMode.LIST)
    )


# Section -> option -> its control; without a default an option may stay empty.
SECTIONS: Mapping[str, Mapping[str, Selector[Any]]] = {
    "text": {
        CONF_MESSAGE_PREFIX: _TEXT,
        CONF_MAX_PARTS: _number(0, 35, whole=True),
        CONF_TOO_LONG: SelectSelector(
            SelectSelectorConfig(
                options=[TOO_LONG_CUT, TOO_LONG_REFUSE], translation_key="too_long"
            )
        ),
        CONF_SMART_ENCODING: BooleanSelector(),
    },
    "replies": {
        CONF_REPLIES_FROM: SelectSelector(
            SelectSelectorConfig(
                options=[REPLIES_FROM_ANYONE, REPLIES_FROM_RECIPIENTS],
                translation_key="replies_from",
            )
        ),
        CONF_STOP_WORDS: _TEXT,
        CONF_STOP_REPLY: TemplateSelector(),
        CONF_HELP_REPLY: TemplateSelector(),
        CONF_KEYWORD: _TEXT,
        CONF_POLL_REPLIES: _number(0, 1440, "min"),
        CONF_TWO_WAY: BooleanSelector(),
    },
    "sending": {
        CONF_RETRY_RATE: _number(0.01, 1440, "min"),
        CONF_STOP_AFTER: _number(0, 43200, "min"),
        CONF_RETRY_UNCERTAIN: BooleanSelector(),
    },
    "fallback": {
        CONF_FALLBACK: ConfigEntrySelector(ConfigEntrySelectorConfig(integration=DOMAIN)),
        CONF_FALLBACK_AFTER: _number(0, 1440, "min"),
    },
    "limits": {
        CONF_RECIPIENT_HOURLY_LIMIT: _number(0, 10000, whole=True),
        CONF_DAILY_LIMIT: _number(0, 1000000, whole=True),
    },
    "balance": {
        CONF_LOW_BALANCE: _low_balance(None),
        CONF_BALANCE_INTERVAL: _number(1, 10080, "min"),
    },
    "page": {CONF_SHOW_PANEL: BooleanSelector()},
    "people": {CONF_PEOPLE: _people(())},
    "callbacks": {
        CONF_CALLBACK_USERNAME: _TEXT,
        CONF_CALLBACK_PASSWORD: TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
        ),
    },
    "storage": {CONF_KEEP_DAYS: _number(0, 3650, "d", whole=True)},
}


def account_schema(
    gateway: type[Gateway],
    name: str,
    *,
    is_new: bool = True,
    opened: Collection[str] = (),
    port: str = "",
) -> vol.Schema:
    """Return the form for an account at a gateway, from what the gateway says it needs.

    Secrets of one that is there may be left empty. An address that nobody knows comes first, one
    that is none is not asked for, and no section is open but those that are `opened`. `port` is
    what was entered as one.
    """
    places = _places(gateway)
    fields: dict[vol.Marker, object] = {}
    sections: dict[str, dict[vol.Marker, object]] = {each: {} for each in _sections(gateway)}
    if gateway.schemes:
        url = vol.Required(CONF_URL, default=gateway.default_url or vol.UNDEFINED)
        (fields if places[CONF_URL] is None else sections[CONF_ADVANCED])[url] = _URL
        sections[CONF_ADVANCED][vol.Required(CONF_VERIFY_SSL, default=True)] = BooleanSelector()
    for field in gateway.fields:
        within = places[field.name]
        marker, control = _marker(field, is_new), _credential(field)
        if field.kind is FieldKind.PORT and port and not port.startswith(_LISTED):
            # The list would call it unknown, and have it typed anew. Emptied, it is a list again.
            marker, control = vol.Optional(field.name), _TEXT
        (fields if within is None else sections[within])[marker] = control
    fields[vol.Required(CONF_NAME, default=name)] = _TEXT
    for each, within_section in sections.items():
        fields[vol.Required(each)] = section(
            vol.Schema(within_section), {"collapsed": each not in opened}
        )
    return vol.Schema(fields)


def on_top(schema: vol.Schema, name: str) -> vol.Schema:
    """Return a form with one of its sections in front: an error far below would not be seen."""
    fields = schema.schema.items()
    return vol.Schema(
        dict(sorted(fields, key=lambda each: each[0] != name or not isinstance(each[1], section)))
    )


def without_sections(gateway: type[Gateway], entered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form for an account was filled in with, as an entry keeps it."""
    sections = _sections(gateway)
    flat = {name: value for name, value in entered.items() if name not in sections}
    for name in sections:
        flat |= entered.get(name, {})
    advanced = {CONF_URL: flat.pop(CONF_URL, ""), CONF_VERIFY_SSL: flat.pop(CONF_VERIFY_SSL, True)}
    return {**flat, CONF_ADVANCED: advanced}


def in_sections(gateway: type[Gateway], data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry keeps as a form for an account shows it."""
    shown: dict[str, Any] = {name: {} for name in _sections(gateway)}
    places = _places(gateway)
    address = data[CONF_ADVANCED] if gateway.schemes else {}
    flat = {k: v for k, v in data.items() if k != CONF_ADVANCED} | address
    for name, value in flat.items():
        within = places.get(name)
        (shown if within is None else shown[within])[name] = value
    return shown


def reauth_schema(gateway: type[Gateway]) -> vol.Schema:
    """Return the form for what proves that an account is one's own."""
    kinds = (FieldKind.SECRET, FieldKind.TEXT)
    proof = (each for each in gateway.fields if not each.section and each.kind in kinds)
    return vol.Schema({_marker(field): _credential(field) for field in proof})


def two_way_default(sender: str | None) -> bool:
    """Tell what `two_way` is for an account with a sender as long as nobody has set it."""
    return sender is not None and is_number(sender)


def options_schema(
    gateway: Gateway,
    own_defaults: Mapping[str, object],
    *,
    unit: str | None = None,
    people: Sequence[SelectOptionDict] = (),
    opened: Collection[str] = (),
) -> vol.Schema:
    """Return the form for the options of an account, a section for each group.

    `own_defaults` are those that depend on the account, `unit` is that of its balance, `people` are
    who may be let in. A section must have no default of its own: the frontend would show that
    instead of those of its fields.
    """
    defaults = {**DEFAULTS, **own_defaults}
    own_controls = {CONF_LOW_BALANCE: _low_balance(unit), CONF_PEOPLE: _people(people)}
    left_out = _left_out(gateway) if people else {*_left_out(gateway), CONF_PEOPLE}
    return vol.Schema(
        {
            vol.Optional(name): section(
                vol.Schema(
                    {
                        vol.Required(option, default=defaults[option])
                        if option in defaults and option != CONF_MESSAGE_PREFIX
                        else vol.Optional(option): own_controls.get(option, control)
                        for option, control in fields.items()
                        if option not in left_out
                    }
                ),
                {"collapsed": name not in opened},
            )
            for name, fields in SECTIONS.items()
            if not left_out.issuperset(fields)
        }
    )


def _left_out(gateway: Gateway) -> set[str]:
    """Return the options that mean nothing at a gateway."""
    left_out = set[str]()
    if not gateway.capabilities.asks_for_answers:
        left_out.add(CONF_TWO_WAY)
    if reply_source(gateway) is None:
        left_out.add(CONF_POLL_REPLIES)
    if not gateway.capabilities.balance:
        left_out |= SECTIONS["balance"].keys()
    if isinstance(gateway, SessionGateway):
        left_out |= SECTIONS["callbacks"].keys()
    return left_out


def choice_schema(
    steps: Sequence[str], translation_key: str, default: str | None = None
) -> vol.Schema:
    """Return a form that asks where to go on.

    It stands for a menu of Home Assistant's, whose entries can't be reached by keyboard, and is
    answered like one.
    """
    marker = vol.Required(NEXT_STEP, default=default or vol.UNDEFINED)
    return vol.Schema(
        {
            marker: SelectSelector(
                SelectSelectorConfig(
                    options=list(steps),
                    mode=SelectSelectorMode.LIST,
                    translation_key=translation_key,
                )
            )
        }
    )


def recipient_schema(gateway: type[Gateway]) -> vol.Schema:
    """Return the form for a recipient of an account."""
    fields: dict[vol.Marker, object] = {
        vol.Required(CONF_NAME): _TEXT,
        vol.Required(CONF_PHONE_NUMBER): _TELEPHONE,
        vol.Optional(CONF_SENDER): _TEXT,
    }
    if len(gateway.capabilities.channels) > 1:
        fields[vol.Optional(CONF_CHANNEL)] = _CHANNEL
    return vol.Schema(fields)


def _sections(gateway: type[Gateway]) -> list[str]:
    """Return the sections of a gateway's form, in their order; the last is for few."""
    own = dict.fromkeys(field.section for field in gateway.fields if field.section)
    return [*own, CONF_ADVANCED]


def _places(gateway: type[Gateway]) -> dict[str, str | None]:
    """Return in which section each field is; a choice that hardly anybody has to make is aside."""
    places: dict[str, str | None] = {
        CONF_URL: CONF_ADVANCED if gateway.default_url else None,
        CONF_VERIFY_SSL: CONF_ADVANCED,
    }
    for field in gateway.fields:
        is_aside = field.kind is FieldKind.CHOICE and field.name != CONF_CHANNEL
        places[field.name] = field.section or (CONF_ADVANCED if is_aside else None)
    return places


def _marker(field: CredentialField, secrets_required: bool = True) -> vol.Marker:
    required = field.required and (secrets_required or field.kind is not FieldKind.SECRET)
    marker = vol.Required if required or field.default is not None else vol.Optional
    return marker(
        field.name, default=vol.UNDEFINED if field.default is None else str(field.default)
    )


def _credential(field: CredentialField) -> Selector[Any]:
    match field.kind:
        case FieldKind.LINES:
            return _LINES
        case FieldKind.SECRET:
            return _SECRET
        case FieldKind.PORT:
            return _PORT
        case FieldKind.CHOICE:
            return SelectSelector(
                SelectSelectorConfig(options=list(field.choices), translation_key=field.name)
            )
        case _:
            return _TEXT
