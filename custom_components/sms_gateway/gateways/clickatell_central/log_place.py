"""How far a log has been read, and by what it is known again."""

from dataclasses import dataclass
from hashlib import sha256
import json
from typing import Self

# How much of what stands before a place is remembered: a few lines, with ids that come only once.
KNOWN_BY = 512


@dataclass(frozen=True, slots=True)
class Mark:
    """Some bytes, as they can be known again without being kept."""

    length: int
    digest: str

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Return the mark of some bytes."""
        return cls(len(content), sha256(content).hexdigest())


@dataclass(frozen=True, slots=True)
class LogPlace:
    """A place behind a line: how many bytes are before it, and the last of them.

    `half` is what stood behind it and was no whole line yet.
    """

    offset: int
    before: Mark
    half: Mark

    @classmethod
    def start(cls) -> Self:
        """Return the place before the first line."""
        return cls.at(0, b"", b"")

    @classmethod
    def at(cls, offset: int, before: bytes, half: bytes) -> Self:
        """Return the place between what was read last and what is no line yet."""
        return cls(offset, Mark.of(before), Mark.of(half))

    @classmethod
    def read(cls, written: str | None) -> Self | None:
        """Return a place as it was written; None for one that can't be read: all is read anew."""
        try:
            offset, *marks = json.loads(written or "")
            before, half = (Mark(int(length), str(digest)) for length, digest in marks)
            place = cls(int(offset), before, half)
        except ValueError, TypeError:
            return None
        return place if 0 <= place.before.length <= min(place.offset, KNOWN_BY) else None

    def write(self) -> str:
        """Return it as it can be kept."""
        marks = [[mark.length, mark.digest] for mark in (self.before, self.half)]
        return json.dumps([self.offset, *marks])

    @property
    def begin(self) -> int:
        """Where what it is known by begins, in bytes."""
        return self.offset - self.before.length

    def is_behind(self, content: bytes) -> bool:
        """Tell whether this stood before the place."""
        return Mark.of(content) == self.before
