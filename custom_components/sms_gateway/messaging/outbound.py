"""Outgoing messages in the journal: every function here is a unit of work or a part of one.

Each change of state is written together with the event that will tell it.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection
from uuid import uuid4

from ..gateways.base import Channel, DeliveryReport, ErrorKind, GatewayError
from . import consent, inbound
from .message import (
    Attempt,
    Draft,
    MessageState,
    OutboundMessage,
    Priority,
    Refusal,
    RefusalKind,
    StatusChanged,
    error_fields,
)

HOUR = 3600.0
# How long after its time another account may keep silent about a message, in seconds.
OVERDUE = 60.0
# Beyond that somebody's machine is answering ours (GoAlert and carriers count like this).
_ANSWERS_AN_HOUR = 3
# For the whole account: numbers can be forged, and each answer is paid for.
_ANSWERS_A_DAY = 100
_COLUMNS = (
    "message_id, number, text, sender, channel, tag, parts, truncated, smart_encoded, retry_rate,"
    " created_at, expires_at, state, attempts, provider_message_id,"
    " error_kind, error_code, error_text, cost, reply_code, priority, fallback, origin"
)
# What waits and was not handed over to another account, which sees to it then.
_WAITS_HERE = "state = 'queued' AND fallback IS NULL"
# States in which a message costs nothing and never will.
_FREE = "('rejected', 'expired', 'cancelled')"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may be submitted, 0 for no limit; `midnight` is when the account's day began."""

    hourly_messages: int
    daily_parts: int
    midnight: float


@dataclass(frozen=True, slots=True)
class Numbers:
    """Which numbers are our own, and which are known to be people's.

    What is sent to one of our own would come back as a message, and might be answered again. A
    number that messages came in to is our own, too, unless it is known better.
    """

    own: Collection[str] = ()
    people: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to: the state the message goes to, and when it is due if it is again.

    With `offer`, another account may take it over at once.
    """

    message_id: str
    state: MessageState
    due_at: float | None = None
    provider_message_id: str | None = None
    error: GatewayError | None = None
    offer: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits, and what the gateway took since midnight."""

    pending: int
    sent_today: int


def submit(
    db: Connection,
    drafts: Sequence[Draft],
    limits: Limits,
    numbers: Numbers,
    now: float,
    fallback_after: float | None = None,
) -> list[StatusChanged | Refusal]:
    """Take or refuse each draft, in their order; after so many seconds another account may."""
    blocked = consent.blocks(db, {draft.number for draft in drafts})
    in_hour = Counter[str]()
    parts_today = _parts_since(db, limits.midnight) if limits.daily_parts else 0
    results: list[StatusChanged | Refusal] = []
    for draft in drafts:
        number = draft.number
        if limits.hourly_messages and number not in in_hour:
            in_hour[number] = _messages_since(db, number, now - HOUR)
        if _is_own(db, number, numbers):
            results.append(Refusal(number, RefusalKind.OWN_NUMBER))
        elif number in blocked:
            results.append(Refusal(number, RefusalKind.OPTED_OUT, blocked[number].since))
        elif (
            limits.hourly_messages
            and draft.priority is not Priority.CRITICAL
            and in_hour[number] >= limits.hourly_messages
        ):
            results.append(Refusal(number, RefusalKind.HOURLY_LIMIT))
        elif limits.daily_parts and parts_today + draft.parts > limits.daily_parts:
            results.append(Refusal(number, RefusalKind.DAILY_LIMIT))
        else:
            in_hour[number] += 1
            parts_today += draft.parts
            results.append(_insert(db, draft, now, fallback_after))
    return results


def claim(
    db: Connection, now: float, size: int, count: int, *, one_text: bool
) -> list[list[StatusChanged]]:
    """Move the messages whose turn it is to SENDING: critical before normal, then oldest first.

    Returns at most `count` batches of at most `size`, each of which is a request; with `one_text`
    the messages of a batch have the same text and sender, and no number twice. Who has written STOP
    a moment ago is left out here, and ended by the next sweep.
    """
    due = select(
        db,
        f"{_WAITS_HERE} AND due_at <= ?"
        " AND (automatic OR number NOT IN (SELECT number FROM block))"
        " ORDER BY priority DESC, sequence LIMIT ?",
        now,
        size * count,
    )
    return [
        [move(db, message, MessageState.SENDING, now) for message in batch]
        for batch in _batches(due, size, one_text=one_text)[:count]
    ]


def answer(
    db: Connection, draft: Draft, own_numbers: Collection[str], now: float
) -> StatusChanged | None:
    """Take an automatic answer, unless the other end may be a machine that answers, too."""
    number = draft.number
    (lately,) = db.execute(
        "SELECT count(*) FROM outbound WHERE number = ? AND created_at > ? AND automatic",
        (number, now - HOUR),
    ).fetchone()
    (today,) = db.execute(
        "SELECT count(*) FROM outbound WHERE created_at > ? AND automatic", (now - 24 * HOUR,)
    ).fetchone()
    is_enough = lately >= _ANSWERS_AN_HOUR or today >= _ANSWERS_A_DAY
    if is_enough or _is_own(db, number, Numbers(own_numbers)):
        return None
    return _insert(db, draft, now)


def settle(
    db: Connection, outcomes: Iterable[Outcome], now: float, may_repeat: bool
) -> list[StatusChanged]:
    """Write what an attempt came to; a refusal is none yet where another account may take over.

    A delivery report may have been quicker than the answer: then it knows better, and only the
    gateway's id is taken from the answer. Who has opted out at the gateway has so here.
    """
    changes = []
    for outcome in outcomes:
        message = find(db, outcome.message_id)
        if message is None:
            continue
        _note_attempt(db, outcome, now)
        _note_opt_out(db, message.number, outcome.error, now)
        is_offered = _note_offer(db, outcome, now, may_repeat)
        if message.state is not MessageState.SENDING:
            db.execute(
                "UPDATE outbound SET provider_message_id = coalesce(provider_message_id, ?)"
                " WHERE message_id = ?",
                (outcome.provider_message_id, message.message_id),
            )
            continue
        changes.append(
            move(
                db,
                replace(message, provider_message_id=outcome.provider_message_id),
                MessageState.QUEUED if is_offered else outcome.state,
                now,
                due_at=outcome.due_at,
                error=outcome.error,
            )
        )
    return changes


def report(db: Connection, found: DeliveryReport, now: float) -> list[StatusChanged]:
    """Write what a delivery report says, if that is further than what is known."""
    message = _reported(db, found)
    if message is None:
        return []
    state = MessageState(found.state.value)
    if message.fallback is not None and state is MessageState.UNDELIVERED:
        return []  # another account sees to it
    # A message was given up and had arrived after all: the one end that is not the last word.
    late = message.state is MessageState.EXPIRED and state is MessageState.DELIVERED
    if message.state is MessageState.EXPIRED:
        _note_opt_out(db, message.number, found.error, now)
    if state.rank <= message.state.rank and not late:
        return []
    _note_opt_out(db, message.number, found.error, now)
    cost = message.cost if found.cost is None else found.cost
    known_id = message.provider_message_id or found.provider_message_id
    message = replace(message, provider_message_id=known_id, cost=cost)
    return [move(db, message, state, now, error=found.error)]


def sweep(
    db: Connection, now: float, opted_out: GatewayError, why: GatewayError | None
) -> list[StatusChanged]:
    """End the waiting messages whose time has passed or whose recipient has written STOP.

    `why` is what stood in the way of those that were never tried.
    """
    expired = select(db, f"{_WAITS_HERE} AND expires_at <= ? ORDER BY sequence", now)
    # An account that took a message over says so itself, unless it was switched off.
    expired += select(
        db,
        "fallback IS NOT NULL AND state IN ('queued', 'sending') AND expires_at <= ?"
        " ORDER BY sequence",
        now - OVERDUE,
    )
    changes = [move(db, message, MessageState.EXPIRED, now, error=why) for message in expired]
    blocked = select(
        db,
        f"{_WAITS_HERE} AND NOT automatic AND number IN (SELECT number FROM block)"
        " ORDER BY sequence",
    )
    changes += [
        move(db, message, MessageState.REJECTED, now, error=opted_out) for message in blocked
    ]
    return changes


def sending(db: Connection) -> list[OutboundMessage]:
    """Return the messages an attempt was under way for when an earlier run ended."""
    return select(db, "state = 'sending' AND fallback IS NULL ORDER BY sequence")


def next_moment(db: Connection) -> float | None:
    """Return when the next waiting message is due or expires."""
    (due,) = db.execute(f"SELECT min(due_at) FROM outbound WHERE {_WAITS_HERE}").fetchone()
    moments = (due, next_expiry(db))
    return min((moment for moment in moments if moment is not None), default=None)


def next_expiry(db: Connection) -> float | None:
    """Return when the next waiting message expires."""
    (end,) = db.execute(
        f"SELECT min(end) FROM (SELECT min(expires_at) AS end FROM outbound WHERE {_WAITS_HERE}"
        " UNION ALL SELECT min(expires_at) + ? FROM outbound"
        " WHERE fallback IS NOT NULL AND state IN ('queued', 'sending'))",
        (OVERDUE,),
    ).fetchone()
    return None if end is None else float(end)


def find(db: Connection, message_id: str) -> OutboundMessage | None:
    """Return a message by our id."""
    return _first(select(db, "message_id = ?", message_id))


def latest_to(db: Connection, number: str) -> OutboundMessage | None:
    """Return the last message to a number."""
    return _first(select(db, "number = ? ORDER BY created_at DESC, sequence DESC LIMIT 1", number))


def counts(db: Connection, midnight: float) -> Counts:
    """Count what waits, and what the gateway took since midnight."""
    (queued,) = db.execute("SELECT count(*) FROM outbound WHERE state = 'queued'").fetchone()
    (sent,) = db.execute(
        "SELECT count(*) FROM outbound WHERE accepted_at >= ?", (midnight,)
    ).fetchone()
    return Counts(queued, sent)


def purge(db: Connection, before: float) -> None:
    """Forget the messages from before a moment, but none that still waits."""
    db.execute(
        "DELETE FROM outbound WHERE created_at < ? AND state NOT IN ('queued', 'sending')",
        (before,),
    )
    db.execute(
        "DELETE FROM attempt WHERE at < ? AND message_id NOT IN (SELECT message_id FROM outbound)",
        (before,),
    )


def cancel(
    db: Connection, message_id: str | None, tag: str | None, now: float
) -> list[StatusChanged]:
    """Cancel the waiting messages with an id or a tag; what is under way can't be called back."""
    waiting = select(
        db,
        f"{_WAITS_HERE} AND (message_id = ? OR tag = ?) ORDER BY sequence",
        message_id,
        tag,
    )
    return [move(db, message, MessageState.CANCELLED, now) for message in waiting]


def attempts(db: Connection, message_id: str) -> list[Attempt]:
    """Return the attempts to hand a message over, the first one first."""
    rows = db.execute(
        "SELECT at, state, error_kind, error_code, error_text FROM attempt"
        " WHERE message_id = ? ORDER BY sequence",
        (message_id,),
    )
    return [Attempt(at, MessageState(state), *error) for at, state, *error in rows]


def _is_own(db: Connection, number: str, numbers: Numbers) -> bool:
    return number in numbers.own or (number not in numbers.people and inbound.is_ours(db, number))


def _batches(
    messages: Sequence[OutboundMessage], size: int, *, one_text: bool
) -> list[list[OutboundMessage]]:
    """Divide messages into requests, in the order of what comes first in each."""
    batches: list[list[OutboundMessage]] = []
    filling: dict[object, list[OutboundMessage]] = {}
    earlier = Counter[object]()
    for message in messages:
        key: object = None
        if one_text:
            same = message.text, message.sender, message.number
            key = *same[:2], earlier[same]
            earlier[same] += 1
        batch = filling.get(key)
        if batch is None or len(batch) == size:
            batch = filling[key] = []
            batches.append(batch)
        batch.append(message)
    return batches


def _reported(db: Connection, found: DeliveryReport) -> OutboundMessage | None:
    """Return the message that a delivery report is about.

    Where messages share an id, because they went out in one request, the number tells them apart.
    """
    theirs = found.provider_message_id
    known = [] if theirs is None else select(db, "provider_message_id = ?", theirs)
    alone = known[0] if len(known) == 1 else None
    named = None if found.message_id is None else find(db, found.message_id)
    # A number that is not E.164 can't be compared with ours.
    if found.to is None or not found.to.startswith("+"):
        return alone or named
    for message in (*known, named):
        if message is not None and message.number == found.to:
            return message
    return (named and _sent_with(db, named, found.to)) or alone


def _sent_with(db: Connection, first: OutboundMessage, number: str) -> OutboundMessage | None:
    """Return what was in a request of which our id names the first message."""
    return _first(
        select(
            db,
            "number = ? AND text = ? AND sender IS ? AND attempts > 0"
            " AND state IN ('queued', 'sending', 'accepted', 'sent', 'expired')"
            " ORDER BY sequence LIMIT 1",
            *(number, first.text, first.sender),
        )
    )


def _sender(db: Connection, draft: Draft, now: float) -> str | None:
    """Return the number or name that a message comes from."""
    if not draft.sender_follows:
        return draft.sender
    since = now - inbound.ANSWER_WITHIN
    return inbound.written_to(db, draft.number, draft.channel, since) or draft.sender


def _note_attempt(db: Connection, outcome: Outcome, now: float) -> None:
    db.execute(
        "INSERT INTO attempt (message_id, at, state, error_kind, error_code, error_text)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (outcome.message_id, now, outcome.state, *error_fields(outcome.error)),
    )


def _note_opt_out(db: Connection, number: str, error: GatewayError | None, now: float) -> None:
    if error is not None and error.kind is ErrorKind.OPTED_OUT:
        consent.block(db, number, "sender", now)


def _note_offer(db: Connection, outcome: Outcome, now: float, may_repeat: bool) -> bool:
    """Note whether the message may have been sent; tell whether another account is to take it."""
    if outcome.error is not None and outcome.error.uncertain:
        db.execute("UPDATE outbound SET uncertain = 1 WHERE message_id = ?", (outcome.message_id,))
    if not outcome.offer:
        return False
    # Not once more what was offered before, nor what must not be sent twice.
    offered = db.execute(
        "UPDATE outbound SET offer_at = min(offer_at, ?) WHERE message_id = ?"
        " AND offer_at IS NOT NULL AND (NOT uncertain OR ?)",
        (now, outcome.message_id, may_repeat),
    )
    return offered.rowcount > 0


def _insert(
    db: Connection, draft: Draft, now: float, fallback_after: float | None = None
) -> StatusChanged:
    message = OutboundMessage(
        message_id=draft.message_id or uuid4().hex,
        number=draft.number,
        text=draft.text,
        sender=_sender(db, draft, now),
        channel=draft.channel,
        tag=draft.tag,
        parts=draft.parts,
        truncated=draft.truncated,
        smart_encoded=draft.smart_encoded,
        retry_rate=draft.retry_rate,
        created_at=now,
        expires_at=None if draft.stop_after is None else now + draft.stop_after,
        state=MessageState.QUEUED,
        attempts=0,
        provider_message_id=None,
        error_kind=None,
        error_code=None,
        error_text=None,
        reply_code=draft.reply_code,
        priority=draft.priority,
        origin=draft.origin,
    )
    # What was taken over is not passed on once more: two accounts could do so for ever.
    offer_at = None if fallback_after is None or draft.origin else now + fallback_after
    db.execute(
        "INSERT INTO outbound (message_id, number, text, sender, channel, priority, tag, parts,"
        " truncated, smart_encoded, retry_rate, created_at, expires_at, due_at, state,"
        " automatic, reply_code, origin, offer_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            message.message_id,
            message.number,
            message.text,
            message.sender,
            message.channel,
            draft.priority,
            message.tag,
            message.parts,
            message.truncated,
            message.smart_encoded,
            message.retry_rate,
            message.created_at,
            message.expires_at,
            now,
            message.state,
            draft.automatic,
            message.reply_code,
            message.origin,
            offer_at,
        ),
    )
    return note(db, message, None)


def move(
    db: Connection,
    message: OutboundMessage,
    state: MessageState,
    now: float,
    *,
    due_at: float | None = None,
    error: GatewayError | None = None,
) -> StatusChanged:
    """Write a message's new state and the event that tells it."""
    kind, code, text = error_fields(error)
    if state is MessageState.EXPIRED and message.error_kind is not None:
        # Why it never got through is what the last attempt met.
        kind, code, text = message.error_kind, message.error_code, message.error_text
    moved = replace(
        message,
        state=state,
        attempts=message.attempts + (state is MessageState.SENDING),
        error_kind=kind,
        error_code=code,
        error_text=text,
    )
    db.execute(
        "UPDATE outbound SET state = ?, attempts = ?, due_at = ?, provider_message_id = ?,"
        " error_kind = ?, error_code = ?, error_text = ?, cost = ?,"
        " accepted_at = coalesce(accepted_at, ?) WHERE message_id = ?",
        (
            state,
            moved.attempts,
            due_at,
            moved.provider_message_id,
            kind,
            code,
            text,
            moved.cost,
            now if state.is_taken else None,
            moved.message_id,
        ),
    )
    return note(db, moved, message.state)


def note(db: Connection, message: OutboundMessage, previous: MessageState | None) -> StatusChanged:
    """Write the event that tells a message's state."""
    cursor = db.execute(
        "INSERT INTO event (kind, message_id, state, previous_state) VALUES ('status', ?, ?, ?)",
        (message.message_id, message.state, previous),
    )
    return StatusChanged(cursor.lastrowid or 0, message, previous)


def select(db: Connection, where: str, *values: str | float | None) -> list[OutboundMessage]:
    """Return the messages that a condition, with its order and limit, holds for."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM outbound WHERE {where}", values)
    return [_message(row) for row in rows]


def _first(messages: Sequence[OutboundMessage]) -> OutboundMessage | None:
    return messages[0] if messages else None


def _message(row: tuple[object, ...]) -> OutboundMessage:
    message = OutboundMessage(*row)  # type: ignore[arg-type]  # the columns stand in field order
    return replace(
        message,
        channel=Channel(message.channel),
        state=MessageState(message.state),
        truncated=bool(message.truncated),
        smart_encoded=bool(message.smart_encoded),
        priority=Priority(message.priority),
    )


def _messages_since(db: Connection, number: str, since: float) -> int:
    (count,) = db.execute(
        "SELECT count(*) FROM outbound WHERE number = ? AND created_at > ?", (number, since)
    ).fetchone()
    return int(count)


def _parts_since(db: Connection, since: float) -> int:
    (count,) = db.execute(
        "SELECT coalesce(sum(parts), 0) FROM outbound"
        f" WHERE created_at >= ? AND NOT automatic AND state NOT IN {_FREE}",
        (since,),
    ).fetchone()
    return int(count)
