"""What a journal holds, in figures: nothing that anybody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

_BY_STATE = """
    SELECT state, count(*) FROM outbound WHERE :number IS NULL OR number = :number GROUP BY state
"""
_OLDEST_WAITING = """
    SELECT min(created_at) FROM outbound
    WHERE state IN ('queued', 'sending') AND fallback IS NULL
    AND (:number IS NULL OR number = :number)
"""
_LAST_ACCEPTED = """
    SELECT max(accepted_at) FROM outbound WHERE :number IS NULL OR number = :number
"""
_RECEIVED = """
    SELECT count(*), max(received_at) FROM inbound WHERE :number IS NULL OR sender = :number
"""
_BLOCKS = "SELECT count(*) FROM block WHERE :number IS NULL OR number = :number"


@dataclass(frozen=True, slots=True)
class Summary:
    """How many messages there are, by state, and when things last happened.

    Times are in seconds since the epoch, None for never. `untold` events wait to be told.
    """

    schema: int
    by_state: Mapping[str, int]
    received: int
    blocks: int
    untold: int
    oldest_waiting: float | None
    last_accepted: float | None
    last_received: float | None


def summarise(db: Connection, number: str | None = None) -> Summary:
    """Count what went to and came from a number, or everything."""

    def one(query: str) -> tuple[float | None, ...]:
        found: tuple[float | None, ...] = db.execute(query, {"number": number}).fetchone()
        return found

    by_state = db.execute(_BY_STATE, {"number": number}).fetchall()
    (oldest,) = one(_OLDEST_WAITING)
    (accepted,) = one(_LAST_ACCEPTED)
    received, last_received = one(_RECEIVED)
    (blocks,) = one(_BLOCKS)
    (untold,) = one("SELECT count(*) FROM event")
    (schema,) = one("PRAGMA user_version")
    return Summary(
        schema=int(schema or 0),
        by_state=dict(by_state),
        received=int(received or 0),
        blocks=int(blocks or 0),
        untold=int(untold or 0),
        oldest_waiting=oldest,
        last_accepted=accepted,
        last_received=last_received,
    )
