"""What attempts came to, written together for all messages of a request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from sqlite3 import Connection, Row

from ..gateways.base import ErrorKind, GatewayError, SendResult
from . import consent, events, tally, waiting
from .message import MessageState, OutboundMessage, error_fields
from .waiting import Stage
from .writer import Writer

# How many of the last attempts that failed are kept, besides the first.
_KEPT_ATTEMPTS = 20

_NOW = (
    "SELECT outbound.sequence, state, created_at, outbound.expires_at, outbound.offer_at,"
    " uncertain, called_back,"
    " EXISTS (SELECT 1 FROM block WHERE block.number = outbound.number) AS is_blocked"
    " FROM json_each(?) CROSS JOIN outbound ON outbound.sequence = json_each.value"
    " LEFT JOIN queue ON queue.sequence = outbound.sequence"
)
_ACCEPT = (
    "UPDATE outbound SET state = 'accepted', accepted_at = ?,"
    " provider_message_id = coalesce(?, provider_message_id) WHERE sequence = ?"
)
_KNOW = (
    "UPDATE outbound SET provider_message_id = coalesce(provider_message_id, ?) WHERE sequence = ?"
)
_KNOW_PARTS = "INSERT OR IGNORE INTO part_id (provider_message_id, message) VALUES (?, ?)"
_NOTE_ATTEMPT = (
    "INSERT INTO attempt (message_id, at, state, error_kind, error_code, error_text, number)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_DROP_ATTEMPT = "DELETE FROM attempt INDEXED BY attempt_message WHERE message_id = ? AND number = ?"
_DOUBT = "UPDATE outbound SET uncertain = 1 WHERE sequence = ?"
_OFFER = "UPDATE outbound SET offer_at = min(offer_at, ?) WHERE sequence = ?"
_BACK = (
    "UPDATE outbound SET state = 'queued', error_kind = ?, error_code = ?, error_text = ?"
    " WHERE sequence = ?"
)
_WAIT = (
    "UPDATE queue SET stage = ?, due_at = ?, number = ?, expires_at = ?, offer_at = ?,"
    " single = max(single, ?) WHERE sequence = ?"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt came to: the state the message goes to, and when it is due if it is again.

    `message` is as it was claimed. With `offer`, another account may take it over at once; a
    `single` one goes out in a request of its own from now on.
    """

    message: OutboundMessage
    state: MessageState
    due_at: float | None = None
    provider_message_id: str | None = None
    further_ids: Sequence[str] = ()
    error: GatewayError | None = None
    offer: bool = False
    single: bool = False


# Decides what becomes of a message after an attempt.
type Decide = Callable[[OutboundMessage, SendResult], Outcome]


def settle(
    db: Writer,
    attempted: Sequence[tuple[OutboundMessage, SendResult]],
    decide: Decide,
    now: float,
    *,
    began_at: float,
    may_repeat: bool,
) -> None:
    """Write what attempts came to; a refusal is none yet where another account may take over.

    A delivery report may have been quicker than the answer: then it knows better, and only the
    gateway's id is taken from the answer. Who had opted out at the gateway when the request began
    has so here.
    """
    places = waiting.sequences(message for message, _ in attempted)
    rows = {row["sequence"]: row for row in db.execute(_NOW, (places,))}
    outcomes = [
        (decide(_as_it_is(message, row), result), row)
        for message, result in attempted
        if (row := rows.get(message.sequence)) is not None
    ]
    _note_ids(db, [outcome for outcome, _ in outcomes])
    accepted = []
    for outcome, row in outcomes:
        if outcome.error is not None:
            _note_failure(db, outcome, now, began_at)
        if row["state"] != MessageState.SENDING:
            db.execute(_KNOW, (outcome.provider_message_id, outcome.message.sequence))
        elif outcome.state is MessageState.ACCEPTED:
            accepted.append(outcome)
        else:
            _go_on(db, outcome, row, now, may_repeat=may_repeat)
    _accept(db, accepted, now)


def _as_it_is(message: OutboundMessage, row: Row) -> OutboundMessage:
    """Return a message with what may have changed while its request was under way."""
    is_same = message.created_at == row["created_at"] and message.uncertain == row["uncertain"]
    if is_same and message.expires_at == row["expires_at"]:
        return message
    return replace(
        message,
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        uncertain=bool(row["uncertain"]),
    )


def _accept(db: Writer, outcomes: Sequence[Outcome], now: float) -> None:
    if not outcomes:
        return
    db.executemany(
        _ACCEPT, [(now, one.provider_message_id, one.message.sequence) for one in outcomes]
    )
    waiting.leave(db, [outcome.message for outcome in outcomes])
    events.note_statuses(
        db,
        [
            (outcome.message.accepted(outcome.provider_message_id), MessageState.SENDING)
            for outcome in outcomes
        ],
    )


def _note_ids(db: Connection, outcomes: Sequence[Outcome]) -> None:
    """Keep the ids of messages that have one for each part."""
    db.executemany(
        _KNOW_PARTS,
        [
            (one_id, outcome.message.sequence)
            for outcome in outcomes
            if outcome.further_ids
            for one_id in (outcome.provider_message_id, *outcome.further_ids)
        ],
    )


def _note_failure(db: Writer, outcome: Outcome, now: float, began_at: float) -> None:
    """Keep an attempt that failed: the first one and the last ones."""
    message, error = outcome.message, outcome.error
    number = message.attempts
    values = (message.message_id, now, outcome.state, *error_fields(error), number)
    db.execute(_NOTE_ATTEMPT, values)
    if number > _KEPT_ATTEMPTS + 1:
        db.execute(_DROP_ATTEMPT, (message.message_id, number - _KEPT_ATTEMPTS))
    if error is not None and error.uncertain:
        db.execute(_DOUBT, (message.sequence,))
        tally.count(db, [message], 1)
    if error is not None and error.kind is ErrorKind.OPTED_OUT and not outcome.single:
        consent.block(db, message.number, "sender", began_at, now)


def _go_on(db: Writer, outcome: Outcome, row: Row, now: float, *, may_repeat: bool) -> None:
    """Write what comes after an attempt that failed."""
    message, error = outcome.message, outcome.error
    if error is not None and error.uncertain:
        message = replace(message, uncertain=True)
    # What may have been sent is only handed over where that may be done twice.
    may_offer = may_repeat or not message.uncertain
    offer_at: float | None = row["offer_at"] if may_offer else None
    if outcome.single and offer_at is not None and offer_at <= now:
        # It has yet to fail by itself.
        offer_at = waiting.UNTRIED
    is_offered = outcome.offer and offer_at is not None
    if outcome.offer and offer_at is not None:
        db.execute(_OFFER, (now, message.sequence))
        offer_at = min(offer_at, now)
    if outcome.state is not MessageState.QUEUED and not is_offered:
        waiting.end(db, [message], outcome.state, error)
    elif row["called_back"]:
        waiting.end(db, [message], MessageState.CANCELLED, error)
    elif row["is_blocked"] and not message.automatic:
        waiting.end(db, [message], MessageState.REJECTED, waiting.OPTED_OUT)
    else:
        _wait(db, message, outcome, offer_at)


def _wait(db: Writer, message: OutboundMessage, outcome: Outcome, offer_at: float | None) -> None:
    stage = Stage.READY if outcome.single else Stage.LATER
    back = message.moved(MessageState.QUEUED, outcome.error)
    db.execute(_BACK, (*error_fields(outcome.error), message.sequence))
    number = None if message.automatic else message.number
    values = (stage, outcome.due_at, number, message.expires_at, offer_at, outcome.single)
    db.execute(_WAIT, (*values, message.sequence))
    events.note_statuses(db, [(back, MessageState.SENDING)])
