"""One line of the table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from statistics import median
from typing import override

REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured on our side and beside it, both with their units."""

    what: str
    ours: str
    beside: str
    ratio: str
    aim: str = ""

    @override
    def __str__(self) -> str:
        """Return a row of a Markdown table."""
        return f"| {self.what} | {self.ours} | {self.beside} | {self.ratio} | {self.aim} |"


async def medians(
    ours: Callable[[], Awaitable[float]], beside: Callable[[], Awaitable[float]]
) -> tuple[float, float]:
    """Measure both sides by turns; return the median of each."""
    pairs = [(await ours(), await beside()) for _ in range(REPEATS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
