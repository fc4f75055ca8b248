"""What a callback says, whichever way it comes: query, form, multipart form or JSON."""

from collections.abc import Iterator
import re

from .base import CallbackRequest
from .charset import as_text, charset_of
from .nearly_json import read_json
from .reading import form

_DISPOSITION = re.compile(
    rb"^content-disposition:[^\r\n]*?;\s*name=\"?([^\";\r\n]*)", re.IGNORECASE | re.MULTILINE
)
_CHARSET = re.compile(rb";\s*charset=\"?([\w.:-]+)", re.IGNORECASE)
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(rb"--[^\r\n]{1,200}(?=\r?\n)")


def is_empty(request: CallbackRequest) -> bool:
    """Tell whether there is nothing in it: somebody tries whether the address answers."""
    return not request.query and not request.body.strip()


def content(request: CallbackRequest) -> object:
    """Return a body read as JSON, or None if it is none."""
    return read_json(request.body, charset_of(request.headers))


def fields(request: CallbackRequest) -> dict[str, object]:
    """Return what stands in the query and in the body, names in lower case.

    Values that are bytes came in a query or a form: they may be in any charset.
    """
    return {**form(request.query), **_of_body(request)}


def _of_body(request: CallbackRequest) -> dict[str, object]:
    found = content(request)
    if isinstance(found, dict):
        return {name.lower(): value for name, value in found.items()}
    body = request.body.strip()
    if boundary := _BOUNDARY.match(body):
        return dict(_parts(body, boundary[0]))
    return dict(form(body))


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the fields of a multipart form (RFC 7578)."""
    for section in (b"\n" + body).split(b"\n" + boundary)[1:]:
        head, *values = _BLANK_LINE.split(section, maxsplit=1)
        named = _DISPOSITION.search(head)
        if named is None or not values:
            continue
        value = values[0].removesuffix(b"\r")
        if charset := _CHARSET.search(head):
            value = as_text(value, charset[1].decode()).encode()
        yield as_text(named[1]).lower(), value
