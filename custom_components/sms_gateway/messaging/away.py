"""Messages that another account takes over: work in the journal of the one that hands over.

A message has one id in both journals, and one account that sees to it at a time: it is marked here
before the other account has it, so that after a power cut it is asked for there and never sent by
both.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
import json
from sqlite3 import Connection

from ..gateways.base import ErrorKind, GatewayError
from ..gateways.reasons import Reason
from . import events, outbound, waiting
from .message import OWN_REASONS, MessageState, OutboundMessage, error_fields, kept_error
from .waiting import JOIN, UNTRIED, Stage
from .writer import Writer

# How long after its time another account may keep silent about a message, in seconds.
OVERDUE = 60.0
# How many messages are handed over at a time, so that nothing else waits for a long list.
_SLICE = 200

_GONE = GatewayError(ErrorKind.UNKNOWN, Reason.ACCOUNT_REMOVED, uncertain=True)

_SCHEDULE = (
    "UPDATE outbound SET offer_at = CASE WHEN :after IS NULL THEN NULL"
    " WHEN error_kind IN (SELECT value FROM json_each(:own_reasons)) THEN created_at"
    " ELSE created_at + :after END"
    " WHERE sequence IN (SELECT sequence FROM queue WHERE stage <> 'away')"
    " AND origin IS NULL AND NOT automatic AND (offer_at IS NOT NULL OR :after IS NOT NULL)"
)
_OFFER = (
    "UPDATE queue SET offer_at = (SELECT CASE WHEN uncertain AND NOT :may_repeat THEN NULL"
    " WHEN :after = 0 AND offer_at IS NOT NULL AND (error_kind IS NULL OR single) THEN :untried"
    " ELSE offer_at END"
    " FROM outbound WHERE outbound.sequence = queue.sequence) WHERE stage IN ('ready', 'later')"
)
_NEXT_OFFER = "SELECT min(offer_at) FROM queue INDEXED BY queue_offer WHERE offer_at IS NOT NULL"
_OFFERED = (
    f"SELECT {outbound.COLUMNS} FROM queue INDEXED BY queue_offer {JOIN}"
    " WHERE queue.offer_at <= ? ORDER BY queue.offer_at LIMIT ?"
)
_MARK = "UPDATE outbound SET fallback = ?, offer_at = NULL WHERE sequence = ?"
_GO = (
    "UPDATE queue SET stage = 'away', due_at = NULL, offer_at = NULL, expires_at = ?"
    " WHERE sequence = ?"
)
_COME_BACK = (
    "UPDATE queue SET stage = ?, due_at = NULL, number = ?, expires_at = ? WHERE sequence = ?"
)
_BACK = (
    "UPDATE outbound SET state = 'queued', error_kind = ?, error_code = ?, error_text = ?"
    " WHERE sequence = ?"
)
_FOLLOW = (
    "UPDATE outbound SET state = ?, sender = ?, provider_message_id = ?, cost = ?, error_kind = ?,"
    " error_code = ?, error_text = ?, accepted_at = coalesce(accepted_at, ?), delivered_at = ?"
    " WHERE sequence = ?"
)
_TAKEN = "UPDATE queue SET number = NULL, expires_at = NULL WHERE sequence = ?"
_AWAY = (
    f"SELECT {outbound.COLUMNS} FROM queue INDEXED BY queue_away {JOIN}"
    " WHERE stage = 'away' ORDER BY queue.sequence"
)
_OPTED_OUT = (
    "SELECT outbound.message_id FROM queue INDEXED BY queue_away"
    " CROSS JOIN block ON block.number = queue.number"
    " CROSS JOIN outbound ON outbound.sequence = queue.sequence"
    " WHERE stage = 'away' AND state = 'queued'"
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What became of messages that were handed over.

    Those that the other account has, as it has them; those that it refused; those that nobody can
    tell of any more, for it was removed. It `is_open` while an account could not be asked.
    """

    known: Sequence[OutboundMessage] = ()
    refused: Collection[str] = ()
    lost: Collection[str] = ()
    is_open: bool = False


def schedule(db: Connection, after: float | None, *, may_repeat: bool) -> None:
    """Say when each waiting message may be handed over, as the options have it now.

    `after` is in seconds; with 0 a message may be as soon as an attempt has failed.
    """
    own_reasons = json.dumps(sorted(OWN_REASONS))
    db.execute(_SCHEDULE, {"after": after, "own_reasons": own_reasons})
    db.execute(_OFFER, {"after": after, "may_repeat": may_repeat, "untried": UNTRIED})


def next_offer(db: Connection) -> float | None:
    """Return when the next message is to be handed over."""
    moment: float | None = db.execute(_NEXT_OFFER).fetchone()[0]
    return None if moment == UNTRIED else moment


def hand_over(db: Writer, fallback: str, before: float) -> list[OutboundMessage]:
    """Mark some of the messages whose time has come as those of another account."""
    due = waiting.readable(db, db.execute(_OFFERED, (before, _SLICE)))
    return [_mark(db, message, fallback) for message in due]


def note(db: Writer, found: Whereabouts, now: float) -> None:
    """Write what became of messages that were handed over."""
    for theirs in found.known:
        follow(db, theirs, now)
    for message_id in found.refused:
        _take_back(db, message_id, now)
    for message_id in found.lost:
        message = outbound.find(db, message_id)
        if message is not None and message.state.is_waiting:
            waiting.end(db, [message], MessageState.EXPIRED, _GONE)


def follow(db: Writer, theirs: OutboundMessage, now: float) -> None:
    """Write how far the other account has come with a message."""
    mine = outbound.find(db, theirs.message_id)
    if mine is None or mine.fallback is None or not _is_further(mine, theirs):
        return
    if theirs.state is MessageState.REJECTED and theirs.error_kind in OWN_REASONS:
        # It may not send it either, for reasons of its own.
        _take_back(db, theirs.message_id, now)
    elif theirs.state.is_waiting or theirs.state.is_taken:
        _advance(db, mine, theirs, now)
    else:
        waiting.end(db, [mine], theirs.state, theirs.last_error)


def away(db: Writer) -> list[OutboundMessage]:
    """Return the messages that another account sees to."""
    return waiting.readable(db, db.execute(_AWAY))


def opted_out(db: Connection) -> list[str]:
    """Return which messages that wait at the other account are to people who have written STOP."""
    return [message_id for (message_id,) in db.execute(_OPTED_OUT)]


def _advance(db: Writer, mine: OutboundMessage, theirs: OutboundMessage, now: float) -> None:
    # As long as it waits it may come back, and go out as it was meant to.
    sender = theirs.sender if theirs.state.is_taken else mine.sender
    error = theirs.last_error
    known = replace(
        mine,
        sender=sender,
        provider_message_id=theirs.provider_message_id,
        cost=theirs.cost,
    ).moved(theirs.state, error)
    taken_at = now if theirs.state.is_taken else None
    delivered_at = now if theirs.state is MessageState.DELIVERED else None
    values = (theirs.provider_message_id, theirs.cost, *error_fields(error), taken_at, delivered_at)
    db.execute(_FOLLOW, (theirs.state, sender, *values, mine.sequence))
    if theirs.state.is_final:
        waiting.leave(db, [mine])
    elif theirs.state.is_taken:
        db.execute(_TAKEN, (mine.sequence,))
    events.note_statuses(db, [(known, mine.state)])


def _take_back(db: Writer, message_id: str, now: float) -> None:
    """See to a message again that the other account did not take; it is not offered once more.

    What the gateway here has refused for good, which of its own reasons is the sender, is over.
    """
    message = outbound.find(db, message_id)
    if message is None or message.fallback is None or not message.state.is_waiting:
        return
    back = _unmark(db, message)
    last = next(reversed(outbound.attempts(db, message)), None)
    if last is not None and last.error_kind == ErrorKind.SENDER:
        refused = kept_error(last.error_kind, last.error_code, last.error_text)
        waiting.end(db, [back], MessageState.REJECTED, refused)
        return
    error = message.last_error
    db.execute(_BACK, (*error_fields(error), back.sequence))
    number = None if back.automatic else back.number
    db.execute(_COME_BACK, (Stage.READY, number, back.expires_at, back.sequence))
    queued = back.moved(MessageState.QUEUED, error)
    events.note_statuses(db, [(queued, back.state)])


def _mark(db: Writer, message: OutboundMessage, fallback: str) -> OutboundMessage:
    db.execute(_MARK, (fallback, message.sequence))
    overdue = None if message.expires_at is None else message.expires_at + OVERDUE
    db.execute(_GO, (overdue, message.sequence))
    marked = replace(message, fallback=fallback)
    events.note_statuses(db, [(marked, message.state)])
    return marked


def _unmark(db: Writer, message: OutboundMessage) -> OutboundMessage:
    db.execute(_MARK, (None, message.sequence))
    back = replace(message, fallback=None)
    events.note_statuses(db, [(back, message.state)])
    return back


def _is_further(mine: OutboundMessage, theirs: OutboundMessage) -> bool:
    """Tell whether the other account knows more than was heard of it."""
    if mine.state.is_taken and not theirs.state.is_taken:
        return False  # it had arrived after all, and was called back there
    if mine.state is MessageState.EXPIRED:
        return theirs.state is MessageState.DELIVERED
    if mine.state.is_waiting and theirs.state.is_waiting:
        return mine.state is not theirs.state
    return theirs.state.rank > mine.state.rank
