"""Who said by hand, and why, that somebody may be written to or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from sqlite3 import Connection

from .text import storable

_WRITE = (
    "INSERT INTO consent_note (number, at, user, subscribed, scope, note) VALUES (?, ?, ?, ?, ?, ?)"
)
_READ = (
    "SELECT at, user, subscribed, scope, note FROM consent_note INDEXED BY consent_note_number"
    " WHERE number = ? ORDER BY sequence DESC LIMIT ?"
)


@dataclass(frozen=True, slots=True)
class Note:
    """Which user of Home Assistant says something, and why."""

    user: str
    text: str


@dataclass(frozen=True, slots=True)
class KeptNote:
    """A note as it was kept, with what was said; `at` is in seconds since the epoch."""

    at: float
    user: str
    subscribed: bool
    scope: str
    text: str


def write(
    db: Connection, number: str, note: Note, now: float, scope: str, *, subscribed: bool
) -> None:
    """Keep a note for ever, as consent itself."""
    db.execute(_WRITE, (number, now, note.user, subscribed, scope, storable(note.text)))


def read(db: Connection, number: str, limit: int) -> Sequence[KeptNote]:
    """Return the notes about a number, the newest first."""
    return [
        KeptNote(at, user, bool(subscribed), scope, text)
        for at, user, subscribed, scope, text in db.execute(_READ, (number, limit))
    ]
