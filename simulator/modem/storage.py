"""The memories that a modem keeps messages in."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from ..callbacks import Callback, CallbackState


class Stat(IntEnum):
    """How far a stored message is (27.005 3.1)."""

    UNREAD = 0
    READ = 1
    UNSENT = 2
    SENT = 3
    ALL = 4
    """For CMGL alone."""


@dataclass(slots=True)
class Stored:
    """A message in a memory."""

    pdu: bytes
    stat: Stat
    callback: Callback | None = None
    """What the page shows of it."""

    def read(self) -> None:
        """Note that somebody has it now."""
        if self.stat is Stat.UNREAD:
            self.stat = Stat.READ
        if self.callback is not None:
            self.callback.state = CallbackState.DONE


class Memory:
    """One memory; its places are numbered from `first`."""

    def __init__(self, name: str, size: int, first: int = 1) -> None:
        """Start with nothing in it."""
        self.name = name
        self.size = size
        self.first = first
        self.slots: dict[int, Stored] = {}

    @property
    def is_full(self) -> bool:
        """Whether nothing more goes in."""
        return len(self.slots) >= self.size

    def add(self, stored: Stored) -> int:
        """Put a message into the first free place, and return its number."""
        free = (place for place in range(self.first, self.first + self.size + 1))
        index = next(place for place in free if place not in self.slots)
        self.slots[index] = stored
        return index

    def listed(self, stat: Stat) -> Iterable[tuple[int, Stored]]:
        """Return the messages that are so far, by their places."""
        return [
            (index, stored)
            for index, stored in sorted(self.slots.items())
            if stat in (Stat.ALL, stored.stat)
        ]

    def delete(self, stats: Iterable[Stat]) -> None:
        """Delete all messages that are so far."""
        self.slots = {index: one for index, one in self.slots.items() if one.stat not in stats}
