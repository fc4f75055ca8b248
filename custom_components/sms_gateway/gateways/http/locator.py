"""Where something is found in a gateway's answer.

A place is written either as a path into JSON, `$.messages[0].id`, or as a pattern: words in which
each `*` stands for anything. In a path, `[*]` stands for each of a list. No regular expressions:
one that never ends would stop the home.
"""

from collections.abc import Iterator, Sequence
from html import unescape
import json
import re

from ..amount import amount, first_amount
from ..charset import as_text
from ..nearly_json import read_json
from ..reading import text
from ..success import member

_PATH = re.compile(r"\$((?:\.[^.\[\]]+|\[(?:[0-9]{1,4}|\*)\])*)")
_STEP = re.compile(r"\.([^.\[\]]+)|\[([0-9]+|\*)\]")
# The value of a member: up to the end of its text, or of what is not one.
_VALUE = r"((?<=[\"'])[^\"'\\]*|[^\"'\\,}\]\s]+)"
# What gateways answer is short; in bytes.
_SEARCHED = 64 * 1024


def is_place(place: str) -> bool:
    """Tell whether a place can be looked for."""
    return not place.startswith("$") or _PATH.fullmatch(place) is not None


def find(place: str, body: bytes) -> str | None:
    """Return the first that is found at a place, None if there is nothing.

    A pattern finds what its first `*` stands for, or itself if it has none. In JSON what is no text
    is found as JSON writes it.
    """
    return next(iter(find_all(place, body)), None)


def find_all(place: str, body: bytes) -> Sequence[str]:
    """Return all that is found at a place: several only where a path says "each"."""
    if place.startswith("$"):
        nodes = _in_json(_STEP.findall(place), read_json(body))
        written = [text(each) if isinstance(each, str) else json.dumps(each) for each in nodes]
    else:
        written = [_by_pattern(place, _read(body))]
    return [each for each in written if each is not None]


def find_number(place: str, body: bytes) -> float | None:
    """Return the first number in what is found at a place, in the whole body without one.

    None is also one that can be read in several ways. Without a place there is none in a web page
    or in XML: those begin with numbers of their own.
    """
    found = _with_number(place, body)
    number = amount(found)
    return first_amount(found) if number is None else number


def is_unclear(place: str, body: bytes) -> bool:
    """Tell whether there is something of a number where none can be read."""
    return find_number(place, body) is None and any(map(str.isdecimal, _with_number(place, body)))


def find_unread(place: str, body: bytes) -> str | None:
    """Return what is found at a place, also in JSON or a page that can't be read as such."""
    found = find(place, body)
    if found is not None:
        return found
    written = unescape(_read(body))
    if not place.startswith("$"):
        return _by_pattern(place, written)
    names = [name for name, _ in _STEP.findall(place) if name]
    if not names or read_json(body) is not None:
        return None
    value = re.search(member(re.escape(names[-1]), _VALUE), written)
    return value[1].strip() if value else None


def _with_number(place: str, body: bytes) -> str:
    found = find(place, body) if place else _read(body)
    return "" if found is None or (not place and found.lstrip().startswith("<")) else found


def _read(body: bytes) -> str:
    return as_text(body[:_SEARCHED])


def _in_json(steps: Sequence[tuple[str, str]], node: object) -> Iterator[object]:
    """Yield what the steps of a path lead to."""
    if not steps:
        yield node
        return
    (name, index), *rest = steps
    if name and isinstance(node, dict) and name in node:
        yield from _in_json(rest, node[name])
    elif isinstance(node, list) and index == "*":
        for each in node:
            yield from _in_json(rest, each)
    elif isinstance(node, list) and index and int(index) < len(node):
        yield from _in_json(rest, node[int(index)])


def _by_pattern(pattern: str, body: str) -> str | None:
    """Look for the words of a pattern one after the other; a `*` at the end goes to the line's."""
    first, *others = pattern.split("*")
    start = body.find(first)
    if start < 0 or not others:
        return pattern if start >= 0 else None
    position = start + len(first)
    found = []
    for words in others:
        end = body.find(words, position) if words else _end_of_line(body, position)
        if end < 0:
            return None
        found.append(body[position:end])
        position = end + len(words)
    return text(found[0].strip())


def _end_of_line(body: str, position: int) -> int:
    end = body.find("\n", position)
    return len(body) if end < 0 else end
