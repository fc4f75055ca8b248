"""Who may be written to: the blocks that STOP leaves behind, and what was taken back."""

from collections.abc import Collection
from dataclasses import dataclass
import json
from math import inf
from sqlite3 import Connection

from . import waiting
from .message import ConsentChanged
from .writer import Writer

_BLOCK = (
    "INSERT INTO block (number, scope, since) VALUES (:number, :scope, :since)"
    " ON CONFLICT (number) DO UPDATE SET scope = iif(scope = 'all', scope, excluded.scope),"
    " since = max(since, excluded.since)"
)
# What lies in the future was written by a wrong clock.
_LIFTED_AT = "SELECT at FROM lifted WHERE number = ? AND at <= ?"
_LIFT = "DELETE FROM block WHERE number = ? AND (since <= ? OR since > ?) RETURNING scope"
_NOTE_LIFT = (
    "INSERT INTO lifted (number, at) VALUES (:number, :at)"
    " ON CONFLICT (number) DO UPDATE SET at = iif(at > :now, :at, max(at, :at))"
)
_BLOCKS = (
    "SELECT number, scope, since FROM json_each(?) CROSS JOIN block ON number = json_each.value"
)
_BLOCKED_EVERYWHERE = "SELECT number, scope, since FROM block WHERE scope = 'all'"
_BLOCKED_NUMBERS = "SELECT number FROM block"


@dataclass(frozen=True, slots=True)
class Block:
    """A number that must not be written to; `since` is in seconds since the epoch."""

    number: str
    scope: str
    since: float


def block(db: Writer, number: str, scope: str, since: float, now: float = inf) -> bool:
    """Keep that a number must not be written to, and end what waits for it.

    A second STOP may only widen the scope. Returns False where that was taken back later, which
    can't have been after `now`.
    """
    lifted = db.execute(_LIFTED_AT, (number, now)).fetchone()
    if lifted is not None and lifted[0] > since:
        return False
    db.execute(_BLOCK, {"number": number, "scope": scope, "since": since})
    waiting.end_blocked(db, number)
    db.note([ConsentChanged(number, is_blocked=True)])
    return True


def lift(db: Writer, number: str, said_at: float, now: float) -> str | None:
    """Lift a block unless it is younger than the message that lifts it; return its scope."""
    row = db.execute(_LIFT, (number, said_at, now)).fetchone()
    if row is None:
        return None
    remember_lift(db, number, said_at, now)
    db.note([ConsentChanged(number, is_blocked=False)])
    return str(row[0])


def remember_lift(db: Connection, number: str, said_at: float, now: float) -> None:
    """Keep that somebody wants to be written to: what was said before, and comes later, is over."""
    db.execute(_NOTE_LIFT, {"number": number, "at": min(said_at, now), "now": now})


def blocks(db: Connection, numbers: Collection[str]) -> dict[str, Block]:
    """Return which of these numbers are blocked."""
    rows = db.execute(_BLOCKS, (json.dumps(list(numbers)),))
    return {number: Block(number, scope, since) for number, scope, since in rows}


def blocked_everywhere(db: Connection) -> list[Block]:
    """Return the blocks that hold for all accounts."""
    return [Block(*row) for row in db.execute(_BLOCKED_EVERYWHERE)]


def blocked_numbers(db: Connection) -> set[str]:
    """Return every blocked number."""
    return {number for (number,) in db.execute(_BLOCKED_NUMBERS)}
