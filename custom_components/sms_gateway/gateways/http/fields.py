"""The fields of a callback: what its headers, its query and its body hold, found by names."""

from collections.abc import Iterator, Mapping, Sequence

from ..base import CallbackRequest
from ..callback_fields import content, fields as fields_of
from ..reading import form

# The name of the body as a whole, for gateways that send nothing but the text in it.
WHOLE_BODY = "*"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data", "application/json")

type Fields = Mapping[str, object]


def entries(request: CallbackRequest, settings: Mapping[str, str]) -> list[Fields]:
    """Return the fields of each event in a callback, names in lower case.

    What stands in the query or the body counts before headers of the same name.
    """
    outer: dict[str, object] = {k.casefold(): v for k, v in request.headers.items()}
    outer |= {WHOLE_BODY: request.body}
    outer |= form(request.query)
    return [{**outer, **each} for each in _in_body(request, settings)]


def value(fields: Fields, names: str | None) -> object:
    """Return what stands under the first of some names, divided by commas, that says something.

    In JSON also of a field further inside: `data.from`, `to.0`.
    """
    found: object = None
    for name in (names or "").split(","):
        here = _at(fields, name.strip().casefold()) if name.strip() else None
        if here not in (None, "", b""):
            return here
        found = here if found is None else found
    return found


def values(fields: Fields, name: str | None) -> Iterator[object]:
    """Yield what stands under a name, with a `*` at its end under all that begin so."""
    if name is None or not name.endswith("*"):
        yield value(fields, name)
        return
    beginning = name[:-1].strip().casefold()
    yield from (each for key, each in fields.items() if key.startswith(beginning) and beginning)


def _at(fields: Fields, name: str) -> object:
    if (found := fields.get(name)) is not None:
        return found
    node: object = fields
    for step in name.split("."):
        if isinstance(node, Mapping):
            node = next((each for key, each in node.items() if key.casefold() == step), None)
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def _in_body(request: CallbackRequest, settings: Mapping[str, str]) -> Sequence[Fields]:
    if _is_text(request, settings):
        return [{}]
    found = content(request)
    if isinstance(found, dict):
        listed = value(_lower(found), settings.get("events_at"))
        found = listed if isinstance(listed, list) else [found]
    if isinstance(found, list):
        # What is no entry says nothing, and is found to be odd.
        return [_lower(each) if isinstance(each, dict) else {} for each in found]
    return [fields_of(request)]


def _is_text(request: CallbackRequest, settings: Mapping[str, str]) -> bool:
    """Tell whether a body is somebody's text and nothing else: no field in it is the gateway's."""
    names = [name.strip() for name in settings.get("reply_text", "").split(",")]
    kind = next((v for k, v in request.headers.items() if k.casefold() == "content-type"), "")
    is_form = kind.partition(";")[0].strip().casefold() in _FORMS
    return WHOLE_BODY in names and not is_form


def _lower(found: dict[str, object]) -> dict[str, object]:
    return {key.casefold(): each for key, each in found.items()}
