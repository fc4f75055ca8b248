"""What was filled in: brought into its form, and what can be seen to be wrong with it."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_URL
from yarl import URL

from ..const import CONF_ADVANCED
from ..gateways.base import Gateway
from .schemas import without_sections


def wrong_fields(gateway: type[Gateway], data: Mapping[str, Any]) -> dict[str, str]:
    """Return what can be seen to be wrong with the data of an account.

    An error can only stand beside a field that is not inside a section.
    """
    required = (field.name for field in gateway.fields if field.required)
    if not all(_is_credential(data.get(name)) for name in required):
        return {"base": "invalid_auth"}
    if not _is_http_url(data[CONF_ADVANCED][CONF_URL]):
        return {"base": "invalid_url"}
    if (wrong := gateway.wrong_field(data)) is None:
        return {}
    name, error = wrong
    is_inside = any(field.name == name and field.section for field in gateway.fields)
    return {"base" if is_inside else name: error}


def cleaned(gateway: type[Gateway], user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form for an account was filled in with, as its entry keeps it."""
    return stripped(without_sections(gateway, user_input))


def stripped(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was filled in, without the spaces that come with copying."""
    stripped = {k: v.strip() if isinstance(v, str) else v for k, v in user_input.items()}
    return {k: v for k, v in stripped.items() if v not in ("", None)}


def _is_credential(value: str | None) -> bool:
    """Tell whether a request can carry a value: control characters can't stand in a header."""
    return bool(value) and str(value).isprintable()


def _is_http_url(text: str) -> bool:
    try:
        url = URL(text)
    except ValueError:
        return False
    has_more = url.query_string or url.user or url.password
    return url.scheme in ("http", "https") and bool(url.host) and not has_more
