"""The rules of hassfest and of the HACS action for a custom integration, as schemas.

They are those of Home Assistant's script/hassfest and of HACS's utils/validate.py as of 2026-11.
"""

from functools import cache
import json
import re
from string import Formatter
from typing import Any

from awesomeversion import AwesomeVersion, AwesomeVersionException, AwesomeVersionStrategy
import hass_frontend
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.selector import TargetSelector, validate_selector
import voluptuous as vol

type Schema = dict[Any, object]


def version(value: object) -> str:
    """Return what is a version in a form that Home Assistant reads."""
    strategies = [
        AwesomeVersionStrategy.CALVER,
        AwesomeVersionStrategy.SEMVER,
        AwesomeVersionStrategy.PEP440,
    ]
    try:
        return str(AwesomeVersion(cv.string(value), ensure_strategy=strategies))
    except AwesomeVersionException as error:
        raise vol.Invalid(str(error)) from error


def pages(value: object) -> str:
    """Return the address of pages that are our own."""
    address = cv.url(value)
    if not address.startswith("https://") or "www.home-assistant.io" in address:
        raise vol.Invalid("not the address of pages of our own")
    return address


def icon(value: object) -> str:
    """Return the name of an icon that Home Assistant's frontend has."""
    name = cv.string(value)
    if name.removeprefix("mdi:") not in known_icons() or not name.startswith("mdi:"):
        raise vol.Invalid(f"no icon {name}")
    return name


@cache
def known_icons() -> set[str]:
    """Return the names of all icons of the frontend."""
    listed = hass_frontend.where() / "static" / "mdi" / "iconList.json"
    return {entry["name"] for entry in json.loads(listed.read_text())}


def key(value: object) -> str:
    """Return a key of texts: lower case, no hyphen or underscore doubled or at an end."""
    if not re.fullmatch(r"[a-z0-9]+([_-][a-z0-9]+)*", cv.string(value)):
        raise vol.Invalid(f"not a key: {value}")
    return str(value)


def plain(value: object) -> str:
    """Return a text that takes no placeholders."""
    if placeholders(found := text(value)):
        raise vol.Invalid("placeholders are not filled in here")
    return found


def text(value: object) -> str:
    """Return a text as Home Assistant shows it."""
    found = cv.string_with_no_html(value)
    if found != found.strip():
        raise vol.Invalid("spaces at an end")
    if "[%" in found or "%]" in found:
        raise vol.Invalid("a reference; nothing resolves it outside of Home Assistant's own")
    if re.search(r"(?i)(\b[a-z0-9]+://|\bwww\.)[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,5}", found):
        raise vol.Invalid("an address; it belongs into a placeholder")
    if re.search(r"'{\w+}'", found):
        raise vol.Invalid("a placeholder in single quotes is shown as it is")
    if not all(name.isidentifier() for name in placeholders(found)):
        raise vol.Invalid("not the name of a placeholder")
    return found


def placeholders(value: str) -> set[str]:
    """Return the names of what is filled in."""
    try:
        return {name for _, name, _, _ in Formatter().parse(value) if name is not None}
    except ValueError as error:
        raise vol.Invalid(str(error)) from error


def described(value: dict[str, Any]) -> dict[str, Any]:
    """Return a form in which nothing is described that has no name."""
    if unknown := set(value.get("data_description", {})) - set(value.get("data", {})):
        raise vol.Invalid(f"no such fields: {unknown}")
    return value


def given(value: object) -> object:
    """Return anything but nothing."""
    if value is None:
        raise vol.Invalid("nothing is given")
    return value


def by_key(found: object) -> object:
    """Return a schema for texts by their keys."""
    return vol.Schema({key: found})


def config_panel(value: object) -> object:
    """Return texts of a page, by keys to any depth."""
    return vol.Schema({key: vol.Any(text, config_panel)})(value)


MANIFEST_SCHEMA = vol.Schema(
    {
        vol.Required("domain"): cv.slug,
        vol.Required("name"): cv.string,
        vol.Required("codeowners"): vol.All(vol.Length(min=1), [vol.Match(r"@[\w-]+(/[\w-]+)?$")]),
        vol.Required("config_flow"): True,
        vol.Required("documentation"): pages,
        vol.Required("integration_type"): vol.In(
            ["device", "entity", "hardware", "helper", "hub", "service", "system"]
        ),
        vol.Required("iot_class"): vol.In(
            [
                "assumed_state",
                "calculated",
                "cloud_polling",
                "cloud_push",
                "local_polling",
                "local_push",
            ]
        ),
        vol.Required("issue_tracker"): pages,
        vol.Required("version"): version,
        "after_dependencies": [cv.slug],
        "dependencies": [cv.slug],
        "loggers": [str],
        "quality_scale": vol.In(["bronze", "silver", "gold", "platinum"]),
        "requirements": [vol.Match(r"[\w.-]+==[\d.]+$")],
        "usb": [
            {
                "vid": vol.Match(r"[0-9A-F]{4}$"),
                "pid": vol.Match(r"[0-9A-F]{4}$"),
                "known_devices": [str],
            }
        ],
    }
)

HACS_SCHEMA = vol.Schema(
    {
        vol.Required("name"): str,
        "content_in_root": bool,
        "country": vol.Any(str, [str]),
        "filename": str,
        "hacs": version,
        "hide_default_branch": bool,
        "homeassistant": version,
        "persistent_directory": str,
        "render_readme": bool,
        "zip_release": bool,
    }
)

FORM: Schema = {
    "data": {str: text},
    "data_description": {str: text},
    "description": text,
}
STEP: Schema = {
    **FORM,
    "title": text,
    "menu_options": {str: text},
    "menu_option_descriptions": {str: text},
    "submit": text,
    "sections": {str: vol.All({**FORM, "name": text}, described)},
}
FLOW: Schema = {
    vol.Required("step"): {str: vol.All(STEP, described)},
    "flow_title": text,
    "error": {str: text},
    "abort": {str: text},
    "progress": {str: text},
    "create_entry": {str: text},
}
SUBENTRY_FLOW: Schema = {
    **FLOW,
    vol.Required("entry_type"): text,
    vol.Required("initiate_flow"): {vol.Required("user"): text, str: text},
}
NAMED: Schema = {vol.Required("name"): text, vol.Required("description"): text}
ATTRIBUTE: Schema = {"name": plain, "state": by_key(plain)}
ENTITY: Schema = {
    "name": text,
    "state": by_key(plain),
    "state_attributes": by_key(ATTRIBUTE),
    "unit_of_measurement": plain,
}
ACTION: Schema = {
    **NAMED,
    "fields": by_key({**NAMED, "example": text}),
    "sections": by_key({vol.Required("name"): text, "description": text}),
}
OF_EDITOR: Schema = {
    **NAMED,
    "fields": by_key({vol.Required("name"): text, "description": text}),
}
TEXTS_SCHEMA = vol.Schema(
    {
        "title": text,
        "config": FLOW,
        "config_subentries": {cv.slug: SUBENTRY_FLOW},
        "options": FLOW,
        "selector": {cv.slug: {"options": by_key(text), "unit_of_measurement": by_key(text)}},
        "device": by_key({"name": text}),
        "device_automation": {
            name: {str: text}
            for name in (
                "action_type",
                "condition_type",
                "trigger_type",
                "trigger_subtype",
                "extra_fields",
                "extra_fields_descriptions",
            )
        },
        "entity": {cv.slug: by_key(ENTITY)},
        "exceptions": {cv.slug: {vol.Required("message"): text}},
        "issues": {
            str: vol.Any(
                {vol.Required("title"): text, vol.Required("description"): text},
                {vol.Required("title"): text, vol.Required("fix_flow"): FLOW},
            )
        },
        "services": by_key(ACTION),
        "triggers": by_key(OF_EDITOR),
        "conditions": by_key(OF_EDITOR),
        "system_health": {"info": by_key(text)},
        "config_panel": config_panel,
        "common": {cv.slug: text},
    }
)

SHOWN_AS: Schema = {"default": icon, "state": by_key(icon)}
ICONS_SCHEMA = vol.Schema(
    {
        "entity": {
            cv.slug: by_key(
                {**SHOWN_AS, "range": {str: icon}, "state_attributes": by_key(SHOWN_AS)}
            )
        },
        "services": by_key({"service": icon, "sections": by_key(icon)}),
        "triggers": by_key({"trigger": icon, "sections": by_key(icon)}),
        "conditions": by_key({"condition": icon, "sections": by_key(icon)}),
    }
)

FIELD: Schema = {
    "default": given,
    "example": given,
    "filter": dict,
    "required": bool,
    "selector": validate_selector,
}
ACTIONS_SCHEMA = vol.Schema(
    {
        cv.slug: {
            "target": vol.Any(TargetSelector.CONFIG_SCHEMA, None),
            "fields": {cv.slug: vol.Any(FIELD, {"collapsed": bool, "fields": {cv.slug: FIELD}})},
        }
    }
)
# Triggers and conditions alike; a name that begins with a dot is a note for YAML to refer to.
EDITOR_SCHEMA = vol.Schema(
    {
        vol.Remove(vol.Match(r"\.")): object,
        cv.slug: {
            "target": TargetSelector.CONFIG_SCHEMA,
            "fields": {cv.slug: FIELD},
        },
    }
)
