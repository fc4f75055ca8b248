"""Templates: texts with placeholders in them, each value encoded for where it stands.

A part of a request in which a placeholder has no value is left out: a parameter of a query or a
form, a member of a JSON object, a header.
"""

from collections.abc import Callable, Mapping
from itertools import chain, zip_longest
import json
import re
from urllib.parse import quote

# %UNICODE:2:0% stands for 2 where the message has to go as UCS-2, else for 0.
_PLACEHOLDER = re.compile(
    "%(TO|MESSAGE|ASCII|PLAIN|HEX|FROM|ID|CALLBACK(?::LOGIN|:KANNEL)?|USERNAME|PASSWORD"
    "|UNICODE:[^%:&]*:[^%:&]*)%"
)
# What looks like a placeholder; two letters may be a percent-encoded byte and the next one's sign.
_LOOKS_LIKE_ONE = re.compile(r"%([A-Z]{3,}(?::[^%&]*)?)%")
# What may stand in a path or a query as it is; "%" because they are encoded already.
_URL_CHARACTERS = "/:?@!$&'()*+,;=~[]%"

type Values = Mapping[str, str]


def placeholders(template: str) -> set[str]:
    """Return the names of the placeholders in a template, without what follows a colon."""
    return {name.partition(":")[0] for name in _PLACEHOLDER.findall(template)}


def has_login(template: str) -> bool:
    """Tell whether the callback address in a template has user name and password in it."""
    return any(name.startswith("CALLBACK:") for name in _PLACEHOLDER.findall(template))


def unknown_placeholder(template: str) -> str | None:
    """Return what in a template was meant to be a placeholder and is none."""
    found = _LOOKS_LIKE_ONE.search(_PLACEHOLDER.sub("", template))
    return found[0] if found else None


def fill_url(template: str, values: Values) -> str:
    """Return a path and its query with values percent-encoded in UTF-8."""
    path, mark, query = template.partition("?")
    return (_fill(path, values, _quote, _quote_around) or "") + mark + fill_form(query, values)


def fill_form(template: str, values: Values) -> str:
    """Return parameters that are divided by "&", with values percent-encoded in UTF-8."""
    filled = (_fill(each, values, _quote, _quote_around) for each in template.split("&"))
    return "&".join(each for each in filled if each is not None)


def fill_json(template: str, values: Values) -> str:
    """Return a JSON template with values put into its strings; raises ValueError if it is none."""
    return json.dumps(_fill_json(json.loads(template), values))


def fill_headers(template: str, values: Values) -> dict[str, str]:
    """Return headers, one in a line; what can't stand in a header is left out of the values."""
    headers = {}
    for line in template.splitlines():
        name, _, value = line.partition(":")
        if (filled := _fill(value.strip(), values, _printable)) is not None and name.strip():
            headers[name.strip()] = filled
    return headers


def _fill(
    template: str,
    values: Values,
    encode: Callable[[str], str],
    encode_around: Callable[[str], str] = str,
) -> str | None:
    """Return a template with its placeholders filled, None where one of them has no value.

    It is divided first and put together once: what stands in a value is never a placeholder.
    """
    pieces = _PLACEHOLDER.split(template)
    found = [_value(name, values) for name in pieces[1::2]]
    if "" in found:
        return None
    around = map(encode_around, pieces[::2])
    return "".join(chain.from_iterable(zip_longest(around, map(encode, found), fillvalue="")))


def _value(name: str, values: Values) -> str:
    if name in values:
        return values[name]
    name, *either = name.split(":")
    if either:
        return either[0] if values.get(name) else either[1]
    return values.get(name, "")


def _fill_json(node: object, values: Values) -> object:
    match node:
        case str():
            return _fill(node, values, str)
        case dict():
            members = {name: _fill_json(each, values) for name, each in node.items()}
            return {
                name: each
                for name, each in members.items()
                if each is not None or node[name] is None
            }
        case list():
            items = [(each, _fill_json(each, values)) for each in node]
            return [filled for each, filled in items if filled is not None or each is None]
    return node


def _quote(value: str) -> str:
    return quote(value, safe="", errors="replace")


def _quote_around(text: str) -> str:
    return quote(text, safe=_URL_CHARACTERS, errors="replace")


def _printable(value: str) -> str:
    return "".join(filter(str.isprintable, value))
