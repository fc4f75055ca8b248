"""The queue on disk: what is still to be done for messages, and how they leave it.

A message that waits is *ready*, or *later*, when it is due; *sending* while a request is under way;
*away* while another account sees to it. What is over is not in the queue.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
import json
import logging
from math import inf
from sqlite3 import Connection, Row

from ..gateways.base import ErrorKind, GatewayError
from ..gateways.reasons import Reason
from . import events, tally
from .message import MessageState, OutboundMessage, SetApart
from .outbound import COLUMNS, DamagedRowError, read_message
from .writer import Writer

_LOGGER = logging.getLogger(__name__)

# How many messages are ended at a time, so that nothing else waits for a long list.
_SLICE = 500
# When a message is offered to another account that may be as soon as an attempt has failed.
UNTRIED = inf

OPTED_OUT = GatewayError(ErrorKind.OPTED_OUT, Reason.WROTE_STOP)


class Stage(StrEnum):
    """Where a message that waits is."""

    READY = "ready"
    LATER = "later"
    SENDING = "sending"
    AWAY = "away"


# CROSS JOIN and INDEXED BY leave the planner no choice: the queue first, and by this index.
JOIN = "CROSS JOIN outbound ON outbound.sequence = queue.sequence"
_PROMOTE = "UPDATE queue INDEXED BY queue_due SET stage = 'ready', due_at = NULL WHERE due_at <= ?"
_HASTEN = (
    "UPDATE queue INDEXED BY queue_due SET stage = 'ready', due_at = NULL WHERE due_at IS NOT NULL"
    " AND (SELECT error_kind FROM outbound WHERE outbound.sequence = queue.sequence) = 'auth'"
)
_EXPIRED = (
    f"SELECT {COLUMNS} FROM queue INDEXED BY queue_expiring {JOIN}"
    " WHERE queue.expires_at <= ? ORDER BY queue.expires_at LIMIT ?"
)
_NEXT_MOMENT = (
    "SELECT min(moment) FROM ("
    "SELECT min(due_at) AS moment FROM queue INDEXED BY queue_due WHERE due_at IS NOT NULL"
    " UNION ALL SELECT min(expires_at) FROM queue INDEXED BY queue_expiring"
    " WHERE expires_at IS NOT NULL)"
)
_SENDING = f"SELECT {COLUMNS} FROM queue {JOIN} WHERE stage = 'sending' ORDER BY queue.sequence"
_STUCK = (
    f"SELECT {COLUMNS} FROM queue {JOIN} WHERE stage = 'later' AND queue.due_at IS NULL"
    " AND queue.offer_at IS NULL AND queue.expires_at IS NULL ORDER BY queue.sequence"
)
_BLOCKED = (
    f"SELECT {COLUMNS} FROM queue INDEXED BY queue_number {JOIN}"
    " WHERE queue.number = ? AND stage IN ('ready', 'later')"
)
_BY_ID = "SELECT sequence FROM outbound WHERE message_id = ?"
_BY_TAG = "SELECT sequence FROM queue INDEXED BY queue_tag WHERE tag = ?"
_OF = (
    "SELECT sequence FROM json_each(?) CROSS JOIN outbound ON sequence = json_each.value"
    " WHERE sent_by = ?"
)
# What was taken over is for the people of another account.
_TO = (
    f"SELECT queue.sequence FROM queue INDEXED BY queue_number {JOIN}"
    " WHERE queue.number = ? AND outbound.origin IS NULL"
)
_UNDER_WAY_TO = (
    f"SELECT queue.sequence FROM queue {JOIN}"
    " WHERE stage = 'sending' AND outbound.number = ? AND outbound.origin IS NULL"
)
_CALLED = (
    f"SELECT {COLUMNS}, stage FROM json_each(?)"
    f" CROSS JOIN queue ON queue.sequence = json_each.value {JOIN}"
)
_CALL_BACK = (
    "UPDATE queue SET called_back = 1 WHERE stage = 'sending'"
    " AND sequence IN (SELECT value FROM json_each(?))"
)
_END = (
    "UPDATE outbound SET state = ?, error_kind = ?, error_code = ?, error_text = ?"
    " WHERE sequence = ?"
)
_SET_APART = (
    "UPDATE outbound SET state = 'rejected', error_kind = 'unknown', error_code = NULL,"
    f" error_text = '{Reason.DAMAGED}' WHERE sequence = ?"
)
_LEAVE = "DELETE FROM queue WHERE sequence IN (SELECT value FROM json_each(?))"
_ALL = f"SELECT {COLUMNS} FROM queue {JOIN} ORDER BY queue.sequence"
_SHIFT_MESSAGES = (
    "UPDATE outbound SET created_at = created_at + :step, expires_at = expires_at + :step,"
    " offer_at = offer_at + :step WHERE sequence IN (SELECT sequence FROM queue)"
)
_SHIFT_QUEUE = (
    "UPDATE queue SET due_at = due_at + :step, expires_at = expires_at + :step,"
    " offer_at = offer_at + :step"
)
_COUNT = (
    "SELECT count(*) FROM queue CROSS JOIN outbound USING (sequence)"
    " WHERE state IN ('queued', 'sending')"
)


def promote(db: Connection, now: float) -> None:
    """Make ready what is due."""
    db.execute(_PROMOTE, (now,))


def hasten(db: Connection) -> None:
    """Make ready what was refused for its credentials: they may be new."""
    db.execute(_HASTEN)


def sweep(db: Writer, now: float, why: GatewayError | None) -> None:
    """End what waits beyond its time.

    `why` is what stood in the way of those that were never tried.
    """
    expired = readable(db, db.execute(_EXPIRED, (now, _SLICE)))
    tried = [message for message in expired if message.error_kind is not None]
    untried = [message for message in expired if message.error_kind is None]
    # Why a message never got through is what its last attempt met.
    for message in tried:
        end(db, [message], MessageState.EXPIRED, message.last_error)
    end(db, untried, MessageState.EXPIRED, why)


def end(
    db: Writer,
    messages: Sequence[OutboundMessage],
    state: MessageState,
    error: GatewayError | None = None,
) -> None:
    """End messages that wait, all for the same reason."""
    if not messages:
        return
    ended = [message.moved(state, error) for message in messages]
    db.executemany(
        _END,
        [(state, one.error_kind, one.error_code, one.error_text, one.sequence) for one in ended],
    )
    leave(db, ended)
    tally.count(db, messages, -1)
    events.note_statuses(
        db, [(one, before.state) for one, before in zip(ended, messages, strict=True)]
    )


def leave(db: Connection, messages: Iterable[OutboundMessage]) -> None:
    """Take messages out of the queue: nothing is to be done for them any more."""
    db.execute(_LEAVE, (sequences(messages),))


def end_blocked(db: Writer, number: str) -> None:
    """End what waits for somebody who has written STOP."""
    end(db, readable(db, db.execute(_BLOCKED, (number,))), MessageState.REJECTED, OPTED_OUT)


def cancel(
    db: Writer, message_id: str | None, tag: str | None, sent_by: str | None = None
) -> tuple[int, list[str]]:
    """Cancel what waits; return how many those were, and which wait at another account.

    With a user, only what that user has sent by hand. What is under way can't be called back: it
    is cancelled if the attempt fails.
    """
    found = {row[0] for row in db.execute(_BY_ID, (message_id,))}
    found |= {row[0] for row in db.execute(_BY_TAG, (tag,))}
    if sent_by is not None:
        found = {row[0] for row in db.execute(_OF, (json.dumps(sorted(found)), sent_by))}
    return _call_back(db, found, None)


def cancel_to(db: Writer, number: str, reason: GatewayError) -> list[str]:
    """Cancel what waits for a number; return which messages wait at another account."""
    found = {row[0] for row in db.execute(_TO, (number,))}
    found |= {row[0] for row in db.execute(_UNDER_WAY_TO, (number,))}
    _, elsewhere = _call_back(db, found, reason)
    return elsewhere


def _call_back(db: Writer, found: set[int], reason: GatewayError | None) -> tuple[int, list[str]]:
    asked_for = json.dumps(sorted(found))
    rows = db.execute(_CALLED, (asked_for,)).fetchall()
    here = readable(db, [row for row in rows if row["stage"] in (Stage.READY, Stage.LATER)])
    away = readable(db, [row for row in rows if row["stage"] == Stage.AWAY])
    end(db, here, MessageState.CANCELLED, reason)
    db.execute(_CALL_BACK, (asked_for,))
    return len(here), [message.message_id for message in away if message.state.is_waiting]


def sending(db: Writer) -> list[OutboundMessage]:
    """Return the messages an attempt was under way for when an earlier run ended."""
    return readable(db, db.execute(_SENDING))


def end_stuck(db: Writer) -> None:
    """End what nothing would ever happen to: what refused it is what there is to say."""
    for message in readable(db, db.execute(_STUCK)):
        end(db, [message], MessageState.REJECTED, message.last_error)


def next_moment(db: Connection) -> float | None:
    """Return when something is due or expires."""
    moment: float | None = db.execute(_NEXT_MOMENT).fetchone()[0]
    return moment


def shift(db: Writer, step: float) -> None:
    """Move every moment of what waits, as the wall clock was moved."""
    messages = readable(db, db.execute(_ALL).fetchall())
    tally.count(db, messages, -1)
    db.execute(_SHIFT_MESSAGES, {"step": step})
    db.execute(_SHIFT_QUEUE, {"step": step})
    moved = [replace(message, created_at=message.created_at + step) for message in messages]
    tally.count(db, moved, 1)


def count(db: Connection) -> int:
    """Return how many messages wait, here or at another account."""
    return int(db.execute(_COUNT).fetchone()[0])


def readable(db: Writer, rows: Iterable[Row]) -> list[OutboundMessage]:
    """Return the messages of rows; one that is damaged is set apart, or it would wait for ever."""
    messages = []
    for row in rows:
        try:
            messages.append(read_message(row))
        except DamagedRowError:
            set_apart(db, row["sequence"])
    return messages


def set_apart(db: Writer, sequence: int) -> None:
    """End a message that can't be read, without a word to anybody but the log."""
    _LOGGER.error("Message %s in the journal is damaged and can't be sent", sequence)
    db.execute(_SET_APART, (sequence,))
    db.execute(_LEAVE, (json.dumps([sequence]),))
    db.note([SetApart()])


def sequences(messages: Iterable[OutboundMessage]) -> str:
    """Return the places of messages, as one value for a statement."""
    return json.dumps([message.sequence for message in messages])
