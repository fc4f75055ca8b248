"""Who may be written to: the blocks that STOP leaves behind."""

from collections.abc import Collection
from dataclasses import dataclass
from sqlite3 import Connection


@dataclass(frozen=True, slots=True)
class Block:
    """A number that must not be written to; `since` is in seconds since the epoch."""

    number: str
    scope: str
    since: float


def block(db: Connection, number: str, scope: str, since: float) -> None:
    """Keep that a number must not be written to; a second STOP may only widen the scope."""
    db.execute(
        "INSERT INTO block (number, scope, since) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE"
        " SET scope = iif(scope = 'all', scope, excluded.scope),"
        " since = max(since, excluded.since)",
        (number, scope, since),
    )


def lift(db: Connection, number: str, said_at: float) -> str | None:
    """Lift a block unless it is younger than the message that lifts it; return its scope."""
    row = db.execute(
        "DELETE FROM block WHERE number = ? AND since <= ? RETURNING scope", (number, said_at)
    ).fetchone()
    return row[0] if row else None


def blocks(db: Connection, numbers: Collection[str]) -> dict[str, Block]:
    """Return which of these numbers are blocked."""
    found = {}
    for number in numbers:
        row = db.execute("SELECT number, scope, since FROM block WHERE number = ?", (number,))
        if (values := row.fetchone()) is not None:
            found[number] = Block(*values)
    return found


def blocked_everywhere(db: Connection) -> list[Block]:
    """Return the blocks that hold for all accounts."""
    rows = db.execute("SELECT number, scope, since FROM block WHERE scope = 'all'")
    return [Block(*row) for row in rows]


def blocked_numbers(db: Connection) -> frozenset[str]:
    """Return every blocked number."""
    return frozenset(number for (number,) in db.execute("SELECT number FROM block"))
