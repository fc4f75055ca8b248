"""Which part of a message an SMS is, as the header in front of its text says (23.040, 9.2.3.24)."""

from dataclasses import dataclass

# What joins parts: the kind of an information element, and its length.
_JOINS = {(0x00, 3), (0x08, 4)}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part stands in its message."""

    reference: int = 0
    total: int = 1
    number: int = 1

    @property
    def is_possible(self) -> bool:
        """Tell whether there can be such a part."""
        return 1 <= self.number <= self.total


def by_header(header: bytes) -> Place:
    """Find the information element that joins parts, wherever it stands."""
    rest = header[1:]
    while len(rest) > 1:
        kind, content, rest = rest[0], rest[2 : 2 + rest[1]], rest[2 + rest[1] :]
        if (kind, len(content)) in _JOINS:
            return Place(int.from_bytes(content[:-2]), content[-2], content[-1])
    return Place()
