"""What an earlier run committed and did not tell."""

from dataclasses import replace
import logging
from sqlite3 import Connection, Row

from . import inbound, outbound
from .events import STATUS
from .message import EngineEvent, MessageReceived, MessageState, ReceivedKind, StatusChanged

_LOGGER = logging.getLogger(__name__)

_UNTOLD = (
    "SELECT sequence, kind, message, state, previous_state, scope FROM event ORDER BY sequence"
)
_FORGET = "DELETE FROM event WHERE sequence = ?"


def load(db: Connection) -> list[EngineEvent]:
    """Return what is still to be told, in its order; drop what can't be told any more."""
    events: list[EngineEvent] = []
    for row in db.execute(_UNTOLD).fetchall():
        event = _read(db, row)
        if event is None:
            _LOGGER.warning("An event of message %s can't be told: it is gone", row["message"])
            db.execute(_FORGET, (row["sequence"],))
        else:
            events.append(event)
    return events


def _read(db: Connection, row: Row) -> EngineEvent | None:
    sequence, kind, place, state, previous, scope = row
    try:
        if kind != STATUS:
            received = inbound.at(db, place)
            if received is None:
                return None
            return MessageReceived(sequence, ReceivedKind(kind), received, scope)
        message = outbound.at(db, place)
        if message is None:
            return None
        then = replace(message, state=MessageState(state))
        return StatusChanged(sequence, then, MessageState(previous) if previous else None)
    except TypeError, ValueError:
        return None  # a damaged row
