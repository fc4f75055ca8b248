"""What was checked beside one foreign program, and waits that end."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

PATIENCE = 30.0
"""Seconds for what takes one or two; the machine may be busy."""


class CannotBeHadError(Exception):
    """A foreign program is not to be had on this machine; the reason, in words."""


class NotSeenError(Exception):
    """What was waited for did not come in time; what it was, in words."""


@dataclass(slots=True)
class Checks:
    """The checks beside one counterpart, each printed as it is made."""

    counterpart: str
    right: int = 0
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""

    def title(self, text: str) -> None:
        """Begin a group of checks."""
        print(f"  {text}", flush=True)

    def right_if(self, is_right: bool, what: str, seen: object = None) -> None:
        """Note a check by its name; `seen` is what there was instead."""
        if is_right:
            self.right += 1
            print(f"    ✓ {what}", flush=True)
            return
        self.wrong.append(what)
        instead = "" if seen is None else f": {seen}"
        print(f"    ✗ {what}{instead}", flush=True)

    def same(self, found: object, expected: object, what: str) -> None:
        """Note whether something is what it should be."""
        self.right_if(found == expected, what, f"{found!r} instead of {expected!r}")

    async def comes(self, waiting: Awaitable[object], what: str) -> None:
        """Note whether something comes in time; where it does not, the others are still made."""
        try:
            await waiting
        except NotSeenError as error:
            self.right_if(False, what, error)
        else:
            self.right_if(True, what)

    def skip(self, why: str) -> None:
        """Leave the counterpart out."""
        self.skipped = why
        print(f"  Skipped: {why}", flush=True)

    @property
    def row(self) -> str:
        """What came of it, in a line."""
        if self.skipped:
            return f"{self.counterpart}: skipped, {self.skipped}"
        made = self.right + len(self.wrong)
        return f"{self.counterpart}: {made} checks, {self.right} right"


def summary(all_checks: Sequence[Checks]) -> str:
    """Return the table at the end: a line each, and below it what was wrong."""
    rows = [checks.row for checks in all_checks]
    wrong = [f"✗ {each.counterpart}: {what}" for each in all_checks for what in each.wrong]
    return "\n".join([*rows, *wrong])


async def until(
    is_so: Callable[[], bool],
    what: str,
    seen: Callable[[], object] = lambda: "nothing",
    seconds: float = PATIENCE,
) -> None:
    """Wait until something is so; raises NotSeenError with what there was instead."""
    try:
        async with asyncio.timeout(seconds):
            while not is_so():
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise NotSeenError(f"not within {seconds:g} s: {what}; there was {seen()}") from error
