"""Who may be written to: the blocks that STOP leaves behind, and what was taken back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
import json
from math import inf
from sqlite3 import Connection

from . import waiting
from .message import ConsentChanged
from .writer import Writer

# How long something is kept that somebody says whom nobody here knows, in seconds. Numbers can be
# made up without end; whoever is written to within that time is kept for ever.
KEPT_OF_STRANGERS = 366 * 24 * 3600.0

_BLOCK = (
    "INSERT INTO block (number, scope, since, forget_at) VALUES (:number, :scope, :since, :forget)"
    " ON CONFLICT (number) DO UPDATE SET scope = iif(scope = 'all', scope, excluded.scope),"
    " since = max(since, excluded.since), forget_at = max(forget_at, excluded.forget_at)"
)
# What lies in the future was written by a wrong clock.
_LIFTED_AT = (
    "SELECT iif(at <= :now, at, 0.0), iif(everywhere <= :now, everywhere, 0.0) FROM lifted"
    " WHERE number = :number"
)
_LIFTED_EVERYWHERE = (
    "SELECT number, everywhere FROM json_each(:numbers) CROSS JOIN lifted"
    " ON number = json_each.value WHERE everywhere <= :now"
)
_LIFT = "DELETE FROM block WHERE number = ? AND (since <= ? OR since > ?) RETURNING scope"
_LIFT_EVERYWHERE = (
    "DELETE FROM block WHERE number = ? AND scope = 'all' AND since <= ? RETURNING scope"
)
_NOTE_LIFT = (
    "INSERT INTO lifted (number, at, everywhere, forget_at)"
    " VALUES (:number, :at, :everywhere, :forget)"
    " ON CONFLICT (number) DO UPDATE SET at = iif(at > :now, :at, max(at, :at)),"
    " everywhere = iif(everywhere > :now, :everywhere,"
    " coalesce(max(everywhere, :everywhere), everywhere, :everywhere)),"
    " forget_at = max(forget_at, :forget)"
)
_BLOCKS = (
    "SELECT number, scope, since, forget_at FROM json_each(?)"
    " CROSS JOIN block ON number = json_each.value"
)
_BLOCKED_EVERYWHERE = "SELECT number, scope, since, forget_at FROM block WHERE scope = 'all'"
_BLOCKED_NUMBERS = "SELECT number FROM block"
_KEEP = (
    "UPDATE block SET forget_at = NULL WHERE number IN (SELECT value FROM json_each(?))"
    " AND forget_at IS NOT NULL"
)
_FORGET_BLOCKS = (
    "DELETE FROM block WHERE number IN (SELECT number FROM block INDEXED BY block_forgotten"
    " WHERE forget_at < ? ORDER BY forget_at LIMIT ?) RETURNING number"
)
_FORGET_LIFTS = (
    "DELETE FROM lifted WHERE number IN (SELECT number FROM lifted INDEXED BY lifted_forgotten"
    " WHERE forget_at < ? ORDER BY forget_at LIMIT ?)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A number that must not be written to; times are in seconds since the epoch.

    It is kept for ever, or until `forget_at` if nobody here knows whose number it is.
    """

    number: str
    scope: str
    since: float
    forget_at: float | None = field(default=None, compare=False)


def block(
    db: Writer,
    number: str,
    scope: str,
    since: float,
    now: float = inf,
    *,
    forget_at: float | None = None,
) -> bool:
    """Keep that a number must not be written to, and end what waits for it.

    A second STOP may only widen the scope. Returns False where that was taken back later, which
    can't have been after `now`.
    """
    lifted = db.execute(_LIFTED_AT, {"number": number, "now": now}).fetchone()
    if lifted is not None and (max(lifted) if scope == "all" else lifted[0]) > since:
        return False
    db.execute(_BLOCK, {"number": number, "scope": scope, "since": since, "forget": forget_at})
    waiting.end_blocked(db, number)
    db.note([ConsentChanged(number, is_blocked=True)])
    return True


def lift(
    db: Writer,
    number: str,
    said_at: float,
    now: float,
    *,
    everywhere: bool = True,
    forget_at: float | None = None,
) -> str | None:
    """Lift a block unless it is younger than the message that lifts it; return its scope.

    Where that counts `everywhere`, so does it for other accounts that were told of the block.
    """
    row = db.execute(_LIFT, (number, said_at, now)).fetchone()
    if row is None:
        return None
    remember_lift(db, number, said_at, now, everywhere=everywhere, forget_at=forget_at)
    db.note([ConsentChanged(number, is_blocked=False)])
    return str(row[0])


def remember_lift(
    db: Connection,
    number: str,
    said_at: float,
    now: float,
    *,
    everywhere: bool = True,
    forget_at: float | None = None,
) -> None:
    """Keep that somebody wants to be written to: what was said before, and comes later, is over."""
    at = min(said_at, now)
    _note_lift(db, number, at, at if everywhere else None, now, forget_at)


def lift_everywhere(
    db: Writer, number: str, said_at: float, now: float, *, forget_at: float | None = None
) -> None:
    """Lift what was taken back for all at another account, and keep that; a plain STOP stays."""
    at = min(said_at, now)
    if db.execute(_LIFT_EVERYWHERE, (number, at)).fetchone() is not None:
        db.note([ConsentChanged(number, is_blocked=False)])
    _note_lift(db, number, 0.0, at, now, forget_at)


def _note_lift(
    db: Connection,
    number: str,
    at: float,
    everywhere: float | None,
    now: float,
    forget_at: float | None,
) -> None:
    """Keep when something was taken back here, and when for all accounts."""
    values = {"number": number, "at": at, "everywhere": everywhere, "now": now}
    db.execute(_NOTE_LIFT, {**values, "forget": forget_at})


def lifted_everywhere(db: Connection, blocks: Sequence[Block], now: float) -> dict[str, float]:
    """Return which of these blocks were taken back since for all accounts, and when."""
    since = {one.number: one.since for one in blocks}
    rows = db.execute(_LIFTED_EVERYWHERE, {"numbers": json.dumps(list(since)), "now": now})
    return {number: at for number, at in rows if at > since[number]}


def keep(db: Connection, numbers: Collection[str]) -> None:
    """Keep the blocks of these numbers for ever: somebody here knows them."""
    if numbers:
        db.execute(_KEEP, (json.dumps(list(numbers)),))


def purge(db: Writer, now: float, most: int) -> int:
    """Forget some of what strangers said long ago; return how much."""
    forgotten = [number for (number,) in db.execute(_FORGET_BLOCKS, (now, most))]
    db.note([ConsentChanged(number, is_blocked=False) for number in forgotten])
    return len(forgotten) + db.execute(_FORGET_LIFTS, (now, most)).rowcount


def blocks(db: Connection, numbers: Collection[str]) -> dict[str, Block]:
    """Return which of these numbers are blocked."""
    rows = db.execute(_BLOCKS, (json.dumps(list(numbers)),))
    return {row[0]: Block(*row) for row in rows}


def blocked_everywhere(db: Connection) -> list[Block]:
    """Return the blocks that hold for all accounts."""
    return [Block(*row) for row in db.execute(_BLOCKED_EVERYWHERE)]


def blocked_numbers(db: Connection) -> set[str]:
    """Return every blocked number."""
    return {number for (number,) in db.execute(_BLOCKED_NUMBERS)}
