"""AT command lines taken apart, and the errors that commands end with (own-sim.md 2.5)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
import re

_EXTENDED = re.compile(r'([+^*$%][A-Z]+)(=\?|\?|=((?:"[^"]*"|[^;"])*))?(?:;|$)', re.IGNORECASE)
_BASIC = re.compile(r"([A-CE-RT-Z]|&[A-Z]|S\d+)(=\d*|\?|\d*);?", re.IGNORECASE)
_DIAL = re.compile(r"(D)(.*)", re.IGNORECASE)
_ARGUMENT = re.compile(r'\s*(?:"([^"]*)"|([^,]*?))\s*(?:,|$)')
_WORDS = {
    "CMS": {
        38: "Network out of order",
        304: "Invalid PDU mode parameter",
        311: "SIM PIN required",
        321: "Invalid memory index",
        322: "SIM memory full",
        331: "No network service",
    },
    "CME": {
        10: "SIM not inserted",
        11: "SIM PIN required",
        12: "SIM PUK required",
        14: "SIM busy",
        16: "Incorrect password",
    },
}
"""What CMEE=2 makes of some codes."""


class Form(StrEnum):
    """What is wanted of a command."""

    ACTION = ""
    READ = "?"
    TEST = "=?"
    SET = "="


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a line."""

    name: str
    form: Form = Form.ACTION
    arguments: Sequence[str] = ()

    def argument(self, place: int) -> str:
        """Return an argument; one that is left out is empty."""
        return self.arguments[place] if place < len(self.arguments) else ""

    def number(self, place: int, default: int | None = None) -> int:
        """Return an argument that is a number; raise AtError if it is none."""
        written = self.argument(place)
        if not written and default is not None:
            return default
        if not (written.isascii() and written.isdigit()):
            raise AtError
        return int(written)


class AtError(Exception):
    """A command fails: with ERROR alone, or with a code of CME's or CMS's."""

    def __init__(self, kind: str = "", code: int = 0) -> None:
        """End so."""
        super().__init__(kind, code)
        self.kind = kind
        self.code = code

    def result(self, detail: str) -> str:
        """Return the final result; `detail` is what CMEE is set to."""
        if not self.kind or (self.kind == "CME" and detail == "0"):
            return "ERROR"
        words = str(self.code)
        if detail == "2":
            words = _WORDS[self.kind].get(self.code, words)
        return f"+{self.kind} ERROR: {words}"


class UnansweredError(Exception):
    """A command is never answered."""


class HangUpError(Exception):
    """The line goes dead, after some last octets, or after half of the answer."""

    def __init__(self, last: bytes = b"", half_of: Sequence[str] = ()) -> None:
        """End so."""
        super().__init__(last)
        self.last = last
        self.half_of = half_of


type Lines = list[str]
"""What stands before OK."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A command asks for a PDU, and goes on with what it is given."""

    go_on: Callable[[bytes], Awaitable[Lines]]


def parse(typed: str) -> list[Command]:
    """Return the commands of a line that begins with AT; raise AtError if they can't be read."""
    rest, commands = typed[2:].strip(), []
    while rest:
        if found := _EXTENDED.match(rest):
            commands.append(_extended(found))
        elif found := _BASIC.match(rest) or _DIAL.match(rest):
            commands.append(Command(found[1].upper(), Form.SET, (found[2].strip("="),)))
        else:
            raise AtError
        rest = rest[found.end() :].lstrip()
    return commands


def _extended(found: re.Match[str]) -> Command:
    name, form, written = found[1].upper(), found[2] or "", found[3]
    if form.startswith("=") and form != Form.TEST:
        return Command(name, Form.SET, _arguments(written))
    return Command(name, Form(form))


def _arguments(written: str) -> tuple[str, ...]:
    found, place = [], 0
    while place <= len(written):
        match = _ARGUMENT.match(written, place)
        if match is None:
            raise AtError
        found.append(match[1] if match[1] is not None else match[2])
        if match.end() == len(written) and not match[0].endswith(","):
            break
        place = match.end()
    return tuple(found)
