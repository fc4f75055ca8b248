"""What is to be told: written with what caused it, and forgotten once it was told."""

from collections.abc import Iterable
from sqlite3 import Connection

from . import setting
from .message import (
    MessageReceived,
    MessageState,
    OutboundMessage,
    ReceivedKind,
    ReceivedMessage,
    StatusChanged,
)
from .writer import Writer

# What the event of a state is called; those of messages that came in have the names of theirs.
STATUS = "status"

_LAST_TOLD = "last_told"

_NOTE = (
    "INSERT INTO event (sequence, kind, message, state, previous_state, scope)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_LAST = "SELECT coalesce(max(sequence), 0) FROM event"
_ANY = "SELECT 1 FROM event LIMIT 1"
_FORGET = "DELETE FROM event WHERE sequence <= ?"
_COUNT = "SELECT count(*) FROM event"


def note_statuses(
    db: Writer, moved: Iterable[tuple[OutboundMessage, MessageState | None]]
) -> list[StatusChanged]:
    """Write the events that tell the states of messages, each with the state before."""
    changes = [StatusChanged(db.next_sequence(), message, previous) for message, previous in moved]
    db.executemany(
        _NOTE,
        [
            (
                change.sequence,
                STATUS,
                change.message.sequence,
                change.message.state,
                change.previous,
                None,
            )
            for change in changes
        ],
    )
    db.note(changes)
    return changes


def note_received(
    db: Writer,
    received: ReceivedMessage,
    told: Iterable[tuple[ReceivedKind, str | None]],
) -> list[MessageReceived]:
    """Write the events that tell an inbound message: their kinds, and the scope of each."""
    changes = [MessageReceived(db.next_sequence(), kind, received, scope) for kind, scope in told]
    db.executemany(
        _NOTE,
        [
            (change.sequence, change.kind, received.sequence, None, None, change.scope)
            for change in changes
        ],
    )
    db.note(changes)
    return changes


def last(db: Connection) -> int:
    """Return the number of the last event that was written."""
    kept: int = db.execute(_LAST).fetchone()[0]
    told = setting.read(db, _LAST_TOLD) or ""
    return max(kept, int(told) if told.isdecimal() else 0)


def count(db: Connection) -> int:
    """Return how many events wait to be told."""
    return int(db.execute(_COUNT).fetchone()[0])


def forget(db: Connection, up_to: int) -> None:
    """Forget what was told, up to and with the event of a number; that one is not given again."""
    db.execute(_FORGET, (up_to,))
    if db.execute(_ANY).fetchone() is None:
        setting.write(db, _LAST_TOLD, str(up_to))
