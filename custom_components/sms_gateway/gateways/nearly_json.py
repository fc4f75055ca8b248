"""JSON, also as it is written by programs that put it together by hand."""

from contextlib import suppress
import json
import re
from typing import override

from .charset import as_text

# What stands in JSON or between its texts. A text that is not closed goes on to the end, so that
# nothing is looked through twice.
_TOKEN = re.compile(
    r"""
      "(?:[^"\\]++|\\.)*+(?:"|\\?\Z)
    | '(?:[^'\\]++|\\.)*+(?P<end>'|\\?\Z)
    | ,(?=\s*+[\]}])
    | \b(?:True|False|None)\b
    | (?<![\w.+-])(?:\+[0-9]++|0[0-9]++)(?![\w.])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"\\.|\"", re.DOTALL)
_PAIR = re.compile(r"\\.", re.DOTALL)
_WORDS = {",": "", "True": "true", "False": "false", "None": "null"}


class WrittenFloat(float):
    """A number that knows how it was written: as a text 1.50 is not 1.5."""

    def __init__(self, written: str) -> None:
        """Keep both."""
        self._written = written

    @override
    def __str__(self) -> str:
        return self._written


_DECODER = json.JSONDecoder(strict=False, parse_float=WrittenFloat)


def read_json(body: bytes, charset: str = "") -> object:
    """Return bytes read as JSON, or None; deep nesting and lone surrogates do no harm.

    Read are also control characters in texts, other quotes, a comma too many, numbers that begin
    with a plus sign or a zero (as texts), and what has something behind it that is no JSON.
    """
    text = as_text(body, charset).strip("\ufeff\0 \t\r\n")
    found: object = None
    try:
        found = _loads(text)
    except RecursionError:
        pass
    except ValueError:
        with suppress(ValueError, RecursionError):
            found = _loads(_TOKEN.sub(_mended, text))
    return found


def _loads(text: str) -> object:
    """Return the JSON that a text begins with; raises ValueError."""
    found: object
    found, end = _DECODER.raw_decode(text)
    rest = text[end:].lstrip("\0; \t\r\n")
    if rest and (not isinstance(found, dict | list) or rest.startswith(tuple("{[,=&"))):
        raise ValueError
    return found


def _mended(token: re.Match[str]) -> str:
    found = token[0]
    if found[0] == '"':
        return _PAIR.sub(_escaped, found)
    if token["end"] == "'":
        return f'"{_ESCAPED.sub(_escaped, found[1:-1])}"'
    return _WORDS.get(found, f'"{found}"')


def _escaped(character: re.Match[str]) -> str:
    """Return a character in single quotes as it is written in double ones."""
    return {"\\'": "'", '"': '\\"'}.get(character[0], character[0])
