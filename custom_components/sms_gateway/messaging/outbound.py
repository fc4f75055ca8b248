"""Outgoing messages as the journal keeps them: how a row is read, and how one is found."""

from collections.abc import Iterable, Sequence
import json
import logging
from sqlite3 import Connection, Row
from typing import get_args, get_type_hints

from ..gateways.base import Channel
from .message import FIELDS, Attempt, MessageState, OutboundMessage, Priority

_LOGGER = logging.getLogger(__name__)

# What a message is made of; every statement that returns messages selects these.
COLUMNS = ", ".join(f"outbound.{name}" for name in FIELDS)
_CHANNEL, _STATE, _PRIORITY = map(FIELDS.index, ("channel", "state", "priority"))
_FLAGS = tuple(map(FIELDS.index, ("truncated", "smart_encoded", "automatic", "uncertain")))
# What the types of a message's fields are stored as.
_STORED = {float: (float, int), bool: (int,), Priority: (int,)}
_EXPECTED = tuple(
    {
        stored
        for kind in get_args(hint) or (hint,)
        for stored in _STORED.get(kind, (str,) if issubclass(kind, str) else (kind,))
    }
    for hint in get_type_hints(OutboundMessage).values()
)
# What rows were seen to be made of, so that each kind of row is looked at once.
_sound: set[tuple[type, ...]] = set()

_AT = f"SELECT {COLUMNS} FROM outbound WHERE sequence = ?"
_FIND = f"SELECT {COLUMNS} FROM outbound WHERE message_id = ?"
_FIND_ALL = (
    f"SELECT {COLUMNS} FROM outbound"
    " WHERE message_id IN (SELECT value FROM json_each(?)) ORDER BY +sequence"
)
_LATEST_TO = (
    f"SELECT {COLUMNS} FROM outbound WHERE number = ? ORDER BY created_at DESC, sequence DESC"
    " LIMIT 1"
)
_ATTEMPTS = (
    "SELECT at, state, error_kind, error_code, error_text FROM attempt"
    " WHERE message_id = ? ORDER BY sequence"
)
_ACCEPTED_AT = "SELECT accepted_at FROM outbound WHERE sequence = ?"
_LAST_NUMBER = (
    "SELECT coalesce(max(number), 0) FROM attempt INDEXED BY attempt_message WHERE message_id = ?"
)
# Whoever was taken today was mostly written today: the day before is looked at, too.
_ACCEPTED_SINCE = (
    "SELECT count(*) FROM outbound INDEXED BY outbound_created"
    " WHERE created_at >= :since - 86400 AND accepted_at >= :since"
)


class DamagedRowError(ValueError):
    """A row of the journal can't be read as what it should be."""


def read_message(row: Row) -> OutboundMessage:
    """Return a row of COLUMNS as a message; raises DamagedRowError."""
    values = list(row)[: len(FIELDS)]
    made_of = tuple(map(type, values))
    if made_of not in _sound:
        if not all(kind in kinds for kind, kinds in zip(made_of, _EXPECTED, strict=True)):
            raise DamagedRowError
        _sound.add(made_of)
    try:
        values[_CHANNEL] = Channel(values[_CHANNEL])
        values[_STATE] = MessageState(values[_STATE])
        values[_PRIORITY] = Priority(values[_PRIORITY])
    except ValueError as error:
        raise DamagedRowError from error
    for flag in _FLAGS:
        values[flag] = bool(values[flag])
    return OutboundMessage(*values)


def readable(rows: Iterable[Row]) -> list[OutboundMessage]:
    """Return the messages of those rows that can be read, with a line for each of the others."""
    messages = []
    for row in rows:
        try:
            messages.append(read_message(row))
        except DamagedRowError:
            _LOGGER.warning("Message %s in the journal is damaged and left out", row[0])
    return messages


def at(db: Connection, sequence: int) -> OutboundMessage | None:
    """Return the message at a place in the journal."""
    return first(db.execute(_AT, (sequence,)))


def find(db: Connection, message_id: str) -> OutboundMessage | None:
    """Return a message by our id."""
    return first(db.execute(_FIND, (message_id,)))


def find_all(db: Connection, message_ids: Sequence[str]) -> list[OutboundMessage]:
    """Return those of these messages that are there, in the order in which they were taken."""
    return readable(db.execute(_FIND_ALL, (json.dumps(message_ids),)))


def latest_to(db: Connection, number: str) -> OutboundMessage | None:
    """Return the last message to a number."""
    return first(db.execute(_LATEST_TO, (number,)))


def accepted_since(db: Connection, since: float) -> int:
    """Return how many messages the gateway has taken since a moment."""
    return int(db.execute(_ACCEPTED_SINCE, {"since": since}).fetchone()[0])


def attempts(db: Connection, message: OutboundMessage) -> list[Attempt]:
    """Return the attempts to hand a message over, the first one first.

    Of many that failed the first and the last ones are kept. The one that got through is known by
    the message itself.
    """
    kept = [
        Attempt(at, MessageState(state), *error)
        for at, state, *error in db.execute(_ATTEMPTS, (message.message_id,))
    ]
    (noted,) = db.execute(_LAST_NUMBER, (message.message_id,)).fetchone()
    (accepted_at,) = db.execute(_ACCEPTED_AT, (message.sequence,)).fetchone()
    # Journals of old also kept the one that got through.
    is_kept = any(attempt.state.is_taken for attempt in kept)
    if accepted_at is not None and not is_kept and message.attempts > noted:
        kept.append(Attempt(accepted_at, MessageState.ACCEPTED))
    return kept


def first(rows: Iterable[Row]) -> OutboundMessage | None:
    """Return the message of the first row that can be read, if there is one."""
    messages = readable(rows)
    return messages[0] if messages else None
