"""What became of messages, hour by hour: figures for a person."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from sqlite3 import Connection

HOUR = 3600
# Longer than messages are kept: there is no text and no number in them. In seconds.
KEPT = 400 * 86400.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The messages that were asked for in an hour, and those that came in.

    `hour` counts hours since the epoch. What was neither delivered, nor failed, nor cancelled is
    not known. The last five tell how long delivery took, in seconds; `cost` is in the unit of the
    balance.
    """

    hour: int
    sent: int
    parts: int
    delivered: int
    failed: int
    cancelled: int
    received: int
    cost: float
    within_10: int
    within_60: int
    within_600: int
    within_3600: int
    later: int


_FIELDS = ", ".join(field.name for field in fields(Figures))
_BETWEEN = f"SELECT {_FIELDS} FROM figure WHERE hour >= ? AND hour < ? ORDER BY hour"
_FORGET = "DELETE FROM figure WHERE hour < ?"


def between(db: Connection, begin: float, end: float) -> Sequence[Figures]:
    """Return the figures of the hours from one moment to another, those that have any."""
    hours = (int(begin // HOUR), int(-(-end // HOUR)))
    return [Figures(*row) for row in db.execute(_BETWEEN, hours)]


def purge(db: Connection, now: float) -> None:
    """Forget what is older than anybody looks at."""
    db.execute(_FORGET, ((now - KEPT) // HOUR,))
