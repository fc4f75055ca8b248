"""What a text would cost, and which character makes it expensive."""

from bisect import bisect_right
from dataclasses import dataclass

from .text import Encoding, TakesPlainly, count_parts, encoding, takes_all

# More than fits into a part, of any encoding.
_ROOM = 160


@dataclass(frozen=True, slots=True)
class Preview:
    """The parts of a text, and how many more plain characters fit into the last one.

    `forced_by` is the first character that does not go in GSM 03.38, with where it stands; a text
    has one if it goes as UCS-2.
    """

    parts: int
    encoding: Encoding
    left: int
    forced_by: tuple[str, int] | None


def preview(text: str, takes_plainly: TakesPlainly = takes_all) -> Preview:
    """Return what a text would cost at a gateway."""
    parts, needed = count_parts(text, takes_plainly), encoding(text, takes_plainly)
    left = bisect_right(
        range(1, _ROOM + 1), parts, key=lambda more: count_parts(text + "a" * more, takes_plainly)
    )
    forced_by = None
    if needed is Encoding.UCS_2:
        places = (
            (sign, place)
            for place, sign in enumerate(text)
            if encoding(sign, takes_plainly) is Encoding.UCS_2
        )
        # A gateway may take each of them by itself, and not all together.
        forced_by = next(places, None)
    return Preview(parts, needed, left, forced_by)
