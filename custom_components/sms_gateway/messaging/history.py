"""Looking back: what went out and what came in, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
import json
from sqlite3 import Connection

from . import inbound, outbound
from .message import Attempt, MessageState, OutboundMessage, ReceivedMessage

# One statement for each question, so that each has the index that it needs. What was taken over
# is found at the account that it came from.
_OUTGOING = (
    f"SELECT {outbound.COLUMNS} FROM outbound INDEXED BY outbound_created"
    " WHERE created_at >= :since AND origin IS NULL"
    " ORDER BY created_at DESC, sequence DESC LIMIT :limit"
)
_OUTGOING_IN_STATES = (
    f"SELECT {outbound.COLUMNS} FROM outbound INDEXED BY outbound_created"
    " WHERE created_at >= :since AND origin IS NULL"
    " AND state IN (SELECT value FROM json_each(:states))"
    " ORDER BY created_at DESC, sequence DESC LIMIT :limit"
)
_TO_NUMBER = (
    f"SELECT {outbound.COLUMNS} FROM outbound INDEXED BY outbound_number"
    " WHERE number = :number AND created_at >= :since AND origin IS NULL"
    " AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states)))"
    " ORDER BY created_at DESC, sequence DESC LIMIT :limit"
)
_INCOMING = (
    f"SELECT {inbound.COLUMNS} FROM inbound INDEXED BY inbound_received {inbound.ANSWERED}"
    " WHERE received_at >= :since ORDER BY received_at DESC, inbound.sequence DESC LIMIT :limit"
)
_FROM_NUMBER = (
    f"SELECT {inbound.COLUMNS} FROM inbound INDEXED BY inbound_sender {inbound.ANSWERED}"
    " WHERE inbound.sender = :number AND received_at >= :since"
    " ORDER BY said_at DESC, inbound.sequence DESC LIMIT :limit"
)


class Direction(StrEnum):
    """Which messages are looked for."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: no states and no number mean any; `since` is in seconds."""

    direction: Direction
    states: Sequence[MessageState]
    number: str | None
    since: float
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """A message that was looked for, when it was, and the attempts to hand it over."""

    at: float
    message: OutboundMessage | ReceivedMessage
    attempts: Sequence[Attempt] = ()


def search(db: Connection, wanted: Search) -> list[Found]:
    """Return the messages that are looked for, the newest first."""
    found: list[Found] = []
    if wanted.direction is not Direction.INCOMING:
        found += _outgoing(db, wanted)
    # Only what goes out has a state.
    if wanted.direction is not Direction.OUTGOING and not wanted.states:
        found += _incoming(db, wanted)
    found.sort(key=lambda one: one.at, reverse=True)
    return found[: wanted.limit]


def _outgoing(db: Connection, wanted: Search) -> list[Found]:
    statement = _TO_NUMBER if wanted.number else _OUTGOING
    if wanted.states and not wanted.number:
        statement = _OUTGOING_IN_STATES
    messages = outbound.readable(db.execute(statement, _values(wanted)).fetchall())
    return [
        Found(message.created_at, message, outbound.attempts(db, message)) for message in messages
    ]


def _incoming(db: Connection, wanted: Search) -> list[Found]:
    rows = db.execute(_FROM_NUMBER if wanted.number else _INCOMING, _values(wanted)).fetchall()
    messages = map(inbound.read_received, rows)
    return [Found(message.received_at, message) for message in messages]


def _values(wanted: Search) -> dict[str, object]:
    return {
        "since": wanted.since,
        "number": wanted.number,
        "states": json.dumps(list(wanted.states)),
        "limit": wanted.limit,
    }
