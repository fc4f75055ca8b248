"""What a part of a message has cost lately, as far as the gateway tells it."""

from sqlite3 import Connection

# Of so many of the last messages one may tell it.
_LOOKED_AT = 50

_LAST = (
    "SELECT cost / parts FROM (SELECT cost, parts FROM outbound INDEXED BY outbound_created"
    " WHERE created_at > 0 AND origin IS NULL ORDER BY created_at DESC, sequence DESC LIMIT ?)"
    " WHERE cost > 0 LIMIT 1"
)
_LAST_TO = (
    "SELECT cost / parts FROM (SELECT cost, parts FROM outbound INDEXED BY outbound_number"
    " WHERE number = ? AND origin IS NULL ORDER BY created_at DESC, sequence DESC LIMIT ?)"
    " WHERE cost > 0 LIMIT 1"
)


def of_part(db: Connection, number: str | None) -> float | None:
    """Return what a part cost last, to this number if to it something did; None if not known."""
    row = None
    if number is not None:
        row = db.execute(_LAST_TO, (number, _LOOKED_AT)).fetchone()
    if row is None:
        row = db.execute(_LAST, (_LOOKED_AT,)).fetchone()
    return None if row is None else float(row[0])
