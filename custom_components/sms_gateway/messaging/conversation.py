"""The messages with one number, a page at a time, in the order in which they were said."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import inf
from sqlite3 import Connection, Row

from . import inbound, outbound
from .message import Attempt, OutboundMessage, ReceivedMessage

# Two messages of the same moment stand in the order of these, then of their places in the journal.
_OUTGOING, _INCOMING = 0, 1

# Greater than any place in the journal.
BEHIND = 2**62

_MORE = "accepted_at, delivered_at"
_RECEIVED_COLUMNS = f"{inbound.COLUMNS}, said_at, outbound.text AS answered"
_SENT_BEFORE = (
    f"SELECT {outbound.COLUMNS}, {_MORE} FROM outbound INDEXED BY outbound_number"
    " WHERE number = :number AND origin IS NULL AND created_at <= :at"
    " AND (created_at, sequence) < (:at, :sequence)"
    " ORDER BY created_at DESC, sequence DESC LIMIT :limit"
)
_SENT_AFTER = (
    f"SELECT {outbound.COLUMNS}, {_MORE} FROM outbound INDEXED BY outbound_number"
    " WHERE number = :number AND origin IS NULL AND created_at >= :at"
    " AND (created_at, sequence) >= (:at, :sequence)"
    " ORDER BY created_at, sequence LIMIT :limit"
)
_RECEIVED_BEFORE = (
    f"SELECT {_RECEIVED_COLUMNS} FROM inbound INDEXED BY inbound_sender {inbound.ANSWERED}"
    " WHERE inbound.sender = :number AND said_at <= :at"
    " AND (said_at, inbound.sequence) < (:at, :sequence)"
    " ORDER BY said_at DESC, inbound.sequence DESC LIMIT :limit"
)
_RECEIVED_AFTER = (
    f"SELECT {_RECEIVED_COLUMNS} FROM inbound INDEXED BY inbound_sender {inbound.ANSWERED}"
    " WHERE inbound.sender = :number AND said_at >= :at"
    " AND (said_at, inbound.sequence) >= (:at, :sequence)"
    " ORDER BY said_at, inbound.sequence LIMIT :limit"
)
_SENT = f"SELECT {outbound.COLUMNS}, {_MORE} FROM outbound WHERE message_id = ?"
_RECEIVED = (
    f"SELECT {_RECEIVED_COLUMNS} FROM inbound INDEXED BY inbound_message {inbound.ANSWERED}"
    " WHERE inbound.message_id = ?"
)
_SAID_AT = (
    f"SELECT {_RECEIVED_COLUMNS} FROM inbound INDEXED BY inbound_sender {inbound.ANSWERED}"
    " WHERE inbound.sender = ? AND said_at = ? ORDER BY inbound.sequence LIMIT 20"
)
_RESENT = "SELECT message_id FROM outbound INDEXED BY outbound_resend WHERE resend_of = ?"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """Where a message stands in a conversation; `at` is in seconds since the epoch."""

    at: float
    direction: int
    sequence: int


END = Position(inf, _OUTGOING, 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A message of a conversation, where it stands, when it got how far, and what it answers."""

    position: Position
    message: OutboundMessage | ReceivedMessage
    accepted_at: float | None = None
    delivered_at: float | None = None
    answered_text: str | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one message: the attempts to hand it over, and what was sent anew."""

    line: Line
    attempts: Sequence[Attempt] = ()
    resent: Sequence[str] = ()


def before(db: Connection, number: str, position: Position, limit: int) -> list[Line]:
    """Return the messages that stand before a position, the newest first."""
    sent = db.execute(_SENT_BEFORE, _values(number, position, _OUTGOING, limit))
    received = db.execute(_RECEIVED_BEFORE, _values(number, position, _INCOMING, limit))
    lines = [*_sent(sent), *_received(received)]
    return sorted(lines, key=lambda line: line.position, reverse=True)[:limit]


def from_on(db: Connection, number: str, position: Position, limit: int) -> list[Line]:
    """Return the message at a position and those that follow it, the oldest first."""
    sent = db.execute(_SENT_AFTER, _values(number, position, _OUTGOING, limit))
    received = db.execute(_RECEIVED_AFTER, _values(number, position, _INCOMING, limit))
    lines = [*_sent(sent), *_received(received)]
    return sorted(lines, key=lambda line: line.position)[:limit]


def find(db: Connection, message_id: str) -> Line | None:
    """Return a message by our id, wherever it stands."""
    lines = [*_sent(db.execute(_SENT, (message_id,)))]
    lines = lines or [*_received(db.execute(_RECEIVED, (message_id,)))]
    return lines[0] if lines else None


def said_at(db: Connection, number: str, moment: float) -> list[Line]:
    """Return what a number said at a moment, exactly; gateways tell it to the second."""
    return list(_received(db.execute(_SAID_AT, (number, moment))))


def find_all(db: Connection, message_ids: Sequence[str]) -> list[Line]:
    """Return those of these messages that are there."""
    return [line for one in message_ids if (line := find(db, one)) is not None]


def story(db: Connection, message_id: str) -> Story | None:
    """Return all that is known of a message."""
    line = find(db, message_id)
    if line is None:
        return None
    if isinstance(line.message, ReceivedMessage):
        return Story(line)
    resent = [found for (found,) in db.execute(_RESENT, (message_id,))]
    return Story(line, outbound.attempts(db, line.message), resent)


def other_end(line: Line) -> str:
    """Return the number that a message went to or came from."""
    message = line.message
    return message.number if isinstance(message, OutboundMessage) else message.message.sender


def _values(number: str, position: Position, direction: int, limit: int) -> dict[str, object]:
    """Return what a statement about one direction is given.

    Of what was said in the same moment, the other direction stands wholly before or behind.
    """
    sequence = position.sequence
    if direction != position.direction:
        sequence = -1 if direction > position.direction else BEHIND
    return {"number": number, "at": position.at, "sequence": sequence, "limit": limit}


def _sent(rows: Iterable[Row]) -> Iterator[Line]:
    for row in rows:
        # What is damaged is left out, with a line in the log.
        for message in outbound.readable([row]):
            place = Position(message.created_at, _OUTGOING, message.sequence)
            yield Line(place, message, row["accepted_at"], row["delivered_at"])


def _received(rows: Iterable[Row]) -> Iterator[Line]:
    for row in rows:
        message = inbound.read_received(row)
        place = Position(row["said_at"], _INCOMING, message.sequence)
        yield Line(place, message, answered_text=row["answered"])
