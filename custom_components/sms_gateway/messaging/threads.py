"""Who was written to or has written: the list of conversations, the newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
import json
from math import inf
from sqlite3 import Connection, Row

from . import inbound, outbound
from .message import OutboundMessage, ReceivedMessage

# More than that nobody has read yet is not counted.
MOST_UNREAD = 100

_NEWEST = (
    "SELECT number, at FROM thread INDEXED BY thread_at"
    " WHERE at <= :at AND (at, number) < (:at, :number)"
    " ORDER BY at DESC, number DESC LIMIT :limit"
)
_AT = "SELECT number, at FROM json_each(?) CROSS JOIN thread ON number = json_each.value"
_NUMBERS = "SELECT number FROM thread INDEXED BY thread_at"
_LAST_OUTGOING = (
    f"SELECT {outbound.COLUMNS} FROM outbound INDEXED BY outbound_number"
    " WHERE number = ? AND origin IS NULL ORDER BY created_at DESC, sequence DESC LIMIT 1"
)
_LAST_INCOMING = (
    f"SELECT {inbound.COLUMNS}, said_at FROM inbound INDEXED BY inbound_sender {inbound.ANSWERED}"
    " WHERE inbound.sender = ? ORDER BY said_at DESC, inbound.sequence DESC LIMIT 1"
)
_UNREAD = (
    "SELECT count(*) FROM (SELECT 1 FROM inbound INDEXED BY inbound_sender"
    " WHERE sender = ? AND said_at > ? LIMIT ?)"
)
_FORGET = (
    "DELETE FROM thread WHERE number IN"
    " (SELECT number FROM thread INDEXED BY thread_at WHERE at < ? LIMIT ?)"
)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a conversation stands among the others: by its last message; times are in seconds."""

    at: float
    number: str


# Before the first one.
TOP = Place(inf, "")


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of conversations says of one at an account: the last message each way.

    `said_at` is when the last one came in, `unread` how many came in since somebody looked.
    """

    sent: OutboundMessage | None
    received: ReceivedMessage | None
    said_at: float | None
    unread: int


def newest(db: Connection, before: Place, limit: int) -> list[Place]:
    """Return the conversations that stand behind a place, the newest first."""
    values = {"at": before.at, "number": before.number, "limit": limit}
    return [Place(at, number) for number, at in db.execute(_NEWEST, values)]


def when(db: Connection, numbers: Collection[str]) -> dict[str, float]:
    """Return when each of these conversations has had its last message, if there is one."""
    return dict(db.execute(_AT, (json.dumps(sorted(numbers)),)).fetchall())


def numbers(db: Connection) -> list[str]:
    """Return the numbers of all conversations."""
    return [number for (number,) in db.execute(_NUMBERS)]


def summaries(db: Connection, read_at: Mapping[str, float]) -> dict[str, Summary]:
    """Return what is to be said of some numbers; `read_at` is until when each was read."""
    return {number: _summary(db, number, moment) for number, moment in read_at.items()}


def purge(db: Connection, before: float, most: int) -> int:
    """Forget some conversations whose last message is from before a moment; return how many."""
    return db.execute(_FORGET, (before, most)).rowcount


def _summary(db: Connection, number: str, read_at: float) -> Summary:
    received: Row | None = db.execute(_LAST_INCOMING, (number,)).fetchone()
    (unread,) = db.execute(_UNREAD, (number, read_at, MOST_UNREAD)).fetchone()
    return Summary(
        outbound.first(db.execute(_LAST_OUTGOING, (number,))),
        None if received is None else inbound.read_received(received),
        None if received is None else received["said_at"],
        unread,
    )
