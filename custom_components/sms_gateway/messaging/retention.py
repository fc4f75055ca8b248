"""Forgetting what is old, a slice at a time: nobody waits for a purge."""

import json
from sqlite3 import Connection
import time

from . import consent, figures, parts, tally, threads
from .writer import Writer

# How many rows are forgotten at a time.
SLICE = 50

_OUTBOUND = (
    "SELECT sequence, message_id FROM outbound INDEXED BY outbound_created WHERE created_at < ?"
    " AND state NOT IN ('queued', 'sending') ORDER BY created_at LIMIT ?"
)
_FORGET_ATTEMPTS = "DELETE FROM attempt INDEXED BY attempt_message WHERE message_id = ?"
_FORGET_PARTS = "DELETE FROM part_id INDEXED BY part_id_message WHERE message = ?"
_FORGET_OUTBOUND = "DELETE FROM outbound WHERE sequence IN (SELECT value FROM json_each(?))"
_FORGET_QUEUE = "DELETE FROM queue WHERE sequence IN (SELECT value FROM json_each(?))"
_FORGET_INBOUND = (
    "DELETE FROM inbound WHERE sequence IN (SELECT sequence FROM inbound INDEXED BY"
    " inbound_received WHERE received_at < ? ORDER BY received_at LIMIT ?)"
)
_FORGET_OURS = "DELETE FROM own_number WHERE at < ?"


def purge(db: Writer, before: float) -> int:
    """Forget some of what is from before a moment, but nothing that waits; return how much.

    What strangers said of consent is kept longer. To be done again until it returns 0.
    """
    gone = _purge_outbound(db, before)
    gone += db.execute(_FORGET_INBOUND, (before, SLICE)).rowcount
    gone += parts.purge(db, before, SLICE)
    gone += consent.purge(db, time.time(), SLICE)
    gone += threads.purge(db, before, SLICE)
    if not gone:
        db.execute(_FORGET_OURS, (before,))
        tally.purge(db, before)
        figures.purge(db, time.time())
    return gone


def _purge_outbound(db: Connection, before: float) -> int:
    rows = db.execute(_OUTBOUND, (before, SLICE)).fetchall()
    if not rows:
        return 0
    db.executemany(_FORGET_ATTEMPTS, [(row["message_id"],) for row in rows])
    db.executemany(_FORGET_PARTS, [(row["sequence"],) for row in rows])
    places = json.dumps([row["sequence"] for row in rows])
    db.execute(_FORGET_QUEUE, (places,))
    db.execute(_FORGET_OUTBOUND, (places,))
    return len(rows)
