"""Looking back: what went out and what came in, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
import json
from sqlite3 import Connection

from . import inbound, outbound
from .message import Attempt, MessageState, OutboundMessage, ReceivedMessage


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
    rows = db.execute(
        # What was taken over is found at the account that it came from.
        "SELECT message_id FROM outbound WHERE created_at >= :since AND origin IS NULL"
        " AND (:number IS NULL OR number = :number)"
        " AND (:states = '[]' OR state IN (SELECT value FROM json_each(:states)))"
        " ORDER BY created_at DESC, sequence DESC LIMIT :limit",
        {
            "since": wanted.since,
            "number": wanted.number,
            "states": json.dumps(wanted.states),
            "limit": wanted.limit,
        },
    ).fetchall()
    messages = (outbound.find(db, message_id) for (message_id,) in rows)
    return [
        Found(message.created_at, message, outbound.attempts(db, message.message_id))
        for message in messages
        if message is not None
    ]


def _incoming(db: Connection, wanted: Search) -> list[Found]:
    rows = db.execute(
        "SELECT message_id FROM inbound WHERE received_at >= :since"
        " AND (:number IS NULL OR sender = :number)"
        " ORDER BY received_at DESC, sequence DESC LIMIT :limit",
        {"since": wanted.since, "number": wanted.number, "limit": wanted.limit},
    ).fetchall()
    messages = (inbound.find(db, message_id) for (message_id,) in rows)
    return [Found(message.received_at, message) for message in messages if message is not None]
