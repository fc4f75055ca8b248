"""The connection that writes, and what its transaction will tell."""

from collections.abc import Iterable
from sqlite3 import Connection

from .message import Change


class Writer(Connection):
    """A connection that keeps what changes in a transaction until that is committed.

    Whatever writes a change notes it here; the journal publishes it after the commit.
    """

    changes: list[Change]
    _sequence: int

    def number_events_from(self, sequence: int) -> None:
        """Say which number the last event has that is on disk."""
        self.changes = []
        self._sequence = sequence

    def next_sequence(self) -> int:
        """Return the number of a new event. It is higher than any before, also after a rollback."""
        self._sequence += 1
        return self._sequence

    def note(self, changes: Iterable[Change]) -> None:
        """Keep what will have changed with this transaction."""
        self.changes.extend(changes)

    def take_changes(self) -> list[Change]:
        """Return what changed, and begin anew."""
        taken, self.changes = self.changes, []
        return taken
