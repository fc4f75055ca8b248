"""What was filled in: brought into its form, and what can be seen to be wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_NAME, CONF_URL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.util import slugify
import voluptuous as vol
from yarl import URL

from ..const import CONF_ADVANCED, CONF_SENDER, DOMAIN
from ..gateways.base import FieldKind, Gateway
from ..gateways.http.template import unknown_placeholder
from ..messaging.number import InvalidNumberError, parse_recipient, parse_sender
from ..messaging.text import storable
from ..messaging.words import seen
from .schemas import without_sections

# No template, text or key is longer; in characters.
_LONGEST = 10_000
LONGEST_NAME = 100
# What is quoted in an error.
_QUOTED = 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a form: the field, the key of the sentence, and what that quotes."""

    field: str
    error: str
    value: str = ""


def place(schema: vol.Schema, field: str) -> str:
    """Return where in a form an error about a field can be seen: there, at its section, on top."""
    for key, control in schema.schema.items():
        if key == field or (isinstance(control, section) and field in control.schema.schema):
            return str(key)
    return "base"


def cleaned(gateway: type[Gateway], user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form for an account was filled in with, as its entry keeps it."""
    flat = without_sections(gateway, user_input)
    settings = {field.name for field in gateway.fields if field.section}
    of_one_line = {k: v for k, v in flat.items() if k not in settings}
    advanced = flat[CONF_ADVANCED]
    return {
        **stripped({k: v for k, v in flat.items() if k in settings}),
        **bare(of_one_line),
        CONF_ADVANCED: {CONF_URL: "", **bare(advanced)},
    }


def bare(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, without what comes with copying: spaces, and what nobody sees."""
    # What is too long is refused as it is.
    return stripped(
        {
            k: seen(v) if isinstance(v, str) and len(v) <= _LONGEST else v
            for k, v in user_input.items()
        }
    )


def stripped(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, without the spaces around it."""
    shorter = {k: v.strip() if isinstance(v, str) else v for k, v in user_input.items()}
    return {k: v for k, v in shorter.items() if v not in ("", None)}


def wrong_text(entered: Mapping[str, Any], longest: int = _LONGEST) -> Trouble | None:
    """Return a text that nothing can be done with, whatever it is for."""
    for name, value in entered.items():
        if not isinstance(value, str):
            continue
        if len(value) > longest:
            return Trouble(name, "text_too_long")
        if storable(value) != value:
            return Trouble(name, "not_text")
    return None


def wrong_name(hass: HomeAssistant, name: str, own: ConfigEntry | None) -> Trouble | None:
    """Return what is wrong with the name of an account: its device and its action go by it."""
    if not name:
        return Trouble(CONF_NAME, "name_empty")
    if own is not None and name == own.title:
        return None
    if trouble := wrong_text({CONF_NAME: name}, LONGEST_NAME):
        return trouble
    if free_name(hass, name, own) != name:
        return Trouble(CONF_NAME, "account_name_taken", name)
    return None


def free_name(hass: HomeAssistant, wanted: str, own: ConfigEntry | None = None) -> str:
    """Return a name for an account that no other one has, if need be with a number."""
    others = (entry for entry in hass.config_entries.async_entries(DOMAIN) if entry is not own)
    taken = {slugify(entry.title) for entry in others}
    name, number = wanted, 1
    while slugify(name) in taken:
        number += 1
        name = f"{wanted} {number}"
    return name


def wrong_account(gateway: type[Gateway], data: dict[str, Any]) -> Trouble | None:
    """Return what can be seen to be wrong with an account; a sender is brought into its form."""
    advanced = data[CONF_ADVANCED]
    if trouble := wrong_text({**data, **advanced}):
        return trouble
    for field in gateway.fields:
        value = data.get(field.name)
        if field.required and not value:
            return Trouble(field.name, "empty")
        # Control characters can't stand in a header.
        if field.section is None and value and not value.isprintable():
            return Trouble(field.name, "not_text")
    if gateway.schemes and not _is_url(gateway.base_url(advanced[CONF_URL]), gateway.schemes):
        if gateway.schemes == Gateway.schemes:
            return Trouble(CONF_URL, "invalid_url")
        return Trouble(CONF_URL, "invalid_server")
    return wrong_sender(data) or _wrong_setting(gateway, data)


def wrong_sender(data: dict[str, Any]) -> Trouble | None:
    """Return that a sender can't be one; what can is brought into its form."""
    if sender := data.get(CONF_SENDER):
        try:
            data[CONF_SENDER] = parse_sender(sender)
        except InvalidNumberError:
            return Trouble(CONF_SENDER, "invalid_sender")
    return None


async def async_number(hass: HomeAssistant, written: str) -> str:
    """Return a number as E.164, read as dialled at home; raises InvalidNumberError."""
    # In a thread: a country's numbering plan is loaded from disk.
    return await hass.async_add_executor_job(parse_recipient, written, hass.config.country)


def _wrong_setting(gateway: type[Gateway], data: Mapping[str, Any]) -> Trouble | None:
    """Return the first setting that a gateway finds wrong, with the words that are."""
    if (wrong := gateway.wrong_field(data)) is None:
        return None
    name, error = wrong
    value = data.get(name, "")
    is_secret = any(
        field.name == name and field.kind is FieldKind.SECRET for field in gateway.fields
    )
    quoted = "" if is_secret else unknown_placeholder(value) or " ".join(value.split())
    return Trouble(name, error, quoted[:_QUOTED])


def _is_url(text: str, schemes: Collection[str]) -> bool:
    try:
        url = URL(text)
        host = url.host
    except ValueError:
        return False
    has_more = url.query_string or url.fragment or url.user or url.password
    is_plain = host is not None and host.isprintable() and " " not in host
    return url.scheme in schemes and bool(host) and is_plain and not has_more
