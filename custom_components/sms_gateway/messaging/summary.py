"""What a journal holds, in figures: nothing that anybody wrote."""

from collections.abc import Mapping
from dataclasses import dataclass
from sqlite3 import Connection

from . import events

# Each of these reads what there is of one number, or all: hence the connection that only reads.
_BY_STATE = "SELECT state, count(*) FROM outbound GROUP BY state"
_BY_STATE_TO = (
    "SELECT state, count(*) FROM outbound INDEXED BY outbound_number WHERE number = :number"
    " GROUP BY state"
)
_OLDEST_WAITING = (
    "SELECT min(created_at) FROM queue CROSS JOIN outbound USING (sequence)"
    " WHERE stage <> 'away' AND (:number IS NULL OR outbound.number = :number)"
)
_LAST_ACCEPTED = (
    "SELECT accepted_at FROM outbound WHERE accepted_at IS NOT NULL ORDER BY sequence DESC LIMIT 1"
)
_LAST_ACCEPTED_TO = (
    "SELECT max(accepted_at) FROM outbound INDEXED BY outbound_number WHERE number = :number"
)
_RECEIVED = "SELECT count(*), max(received_at) FROM inbound"
_RECEIVED_FROM = (
    "SELECT count(*), max(received_at) FROM inbound INDEXED BY inbound_sender"
    " WHERE sender = :number"
)
_BLOCKS = "SELECT count(*) FROM block WHERE :number IS NULL OR number = :number"
_SCHEMA = "PRAGMA user_version"


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
        return found or (None,)

    by_state = db.execute(_BY_STATE_TO if number else _BY_STATE, {"number": number}).fetchall()
    (oldest,) = one(_OLDEST_WAITING)
    (accepted,) = one(_LAST_ACCEPTED_TO if number else _LAST_ACCEPTED)
    received, last_received = one(_RECEIVED_FROM if number else _RECEIVED)
    (blocks,) = one(_BLOCKS)
    (schema,) = one(_SCHEMA)
    return Summary(
        schema=int(schema or 0),
        by_state=dict(by_state),
        received=int(received or 0),
        blocks=int(blocks or 0),
        untold=events.count(db),
        oldest_waiting=oldest,
        last_accepted=accepted,
        last_received=last_received,
    )
