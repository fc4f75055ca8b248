"""What delivery reports say, and which message each is about."""

from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Connection

from ..gateways.base import DeliveryReport, ErrorKind, GatewayError, ReportedState
from . import consent, events, outbound, tally, waiting
from .message import MessageState, OutboundMessage, error_fields
from .outbound import COLUMNS
from .writer import Writer

# For how long the one message is found that a report may be about, in seconds.
_MEMORY = 2 * 86400.0

_BY_ID_AND_NUMBER = (
    f"SELECT {COLUMNS} FROM outbound INDEXED BY outbound_provider"
    " WHERE provider_message_id = ? AND number = ? ORDER BY sequence DESC LIMIT 1"
)
# Two are enough to know that an id is not one message's alone.
_BY_ID = (
    f"SELECT {COLUMNS} FROM outbound INDEXED BY outbound_provider"
    " WHERE provider_message_id = ? LIMIT 2"
)
_BY_PART = (
    f"SELECT {COLUMNS} FROM part_id CROSS JOIN outbound ON outbound.sequence = part_id.message"
    " WHERE part_id.provider_message_id = ? ORDER BY part_id.message DESC LIMIT 1"
)
_BY_PART_AND_NUMBER = (
    f"SELECT {COLUMNS} FROM part_id CROSS JOIN outbound ON outbound.sequence = part_id.message"
    " WHERE part_id.provider_message_id = ? AND number = ? ORDER BY part_id.message DESC LIMIT 1"
)
# What may have been sent and got no id, or not one for each of its parts. Two are one too many.
_NEVER_TOLD = (
    f"SELECT {COLUMNS} FROM outbound INDEXED BY outbound_number"
    " WHERE number = :number AND created_at > :since"
    " AND (:sender = '' OR sender IS NULL OR sender = :sender)"
    " AND ((provider_message_id IS NULL AND (uncertain OR state = 'accepted'))"
    " OR (uncertain AND parts > 1"
    " AND (SELECT count(*) FROM part_id INDEXED BY part_id_message"
    " WHERE message = outbound.sequence) BETWEEN 1 AND parts - 1))"
    " AND fallback IS NULL ORDER BY created_at DESC LIMIT 2"
)
_IN_REQUEST = (
    f"SELECT {COLUMNS} FROM outbound INDEXED BY outbound_request"
    " WHERE request = (SELECT request FROM outbound WHERE sequence = ?) AND number = ? LIMIT 1"
)
_ADOPT_PART = "INSERT OR IGNORE INTO part_id (provider_message_id, message, state) VALUES (?, ?, ?)"
_NOTE_PART = "UPDATE part_id SET state = ? WHERE provider_message_id = ? AND message = ?"
_PART_STATES = "SELECT state FROM part_id INDEXED BY part_id_message WHERE message = ?"
_ACCEPTED_AT = "SELECT coalesce(accepted_at, created_at) FROM outbound WHERE sequence = ?"
_REPORT = (
    "UPDATE outbound SET state = ?, provider_message_id = ?, cost = ?, error_kind = ?,"
    " error_code = ?, error_text = ?, accepted_at = coalesce(accepted_at, ?), delivered_at = ?"
    " WHERE sequence = ?"
)


def report(db: Writer, found: DeliveryReport, now: float) -> OutboundMessage | None:
    """Write what a delivery report says, if that is further than what is known.

    Returns the message as it is then, None where nothing changed.
    """
    message = _reported(db, found)
    if message is None:
        found, message = _otherwise(db, found, now)
    if message is None:
        return None
    state = _whole(db, message, found)
    is_partly_there = state is MessageState.SENT and _is_part(message, found)
    if is_partly_there and message.state is MessageState.QUEUED:
        return None  # the other parts may never have gone out: it stays in the queue
    if message.fallback is not None and state is MessageState.UNDELIVERED:
        return None  # another account sees to it
    # A message was given up and had arrived after all: the one end that is not the last word.
    is_late = message.state is MessageState.EXPIRED and state is MessageState.DELIVERED
    is_further = state.rank > message.state.rank or is_late
    if is_further or message.state is MessageState.EXPIRED:
        _note_opt_out(db, message, found.error, now)
    return _advance(db, message, state, found, now) if is_further else None


def _advance(
    db: Writer, message: OutboundMessage, state: MessageState, found: DeliveryReport, now: float
) -> OutboundMessage:
    known = replace(
        message,
        provider_message_id=message.provider_message_id or found.provider_message_id,
        cost=message.cost if found.cost is None else found.cost,
    ).moved(state, found.error)
    values = (known.provider_message_id, known.cost, *error_fields(found.error), now)
    delivered_at = now if state is MessageState.DELIVERED else None
    db.execute(_REPORT, (state, *values, delivered_at, known.sequence))
    if message.state.is_waiting or (message.fallback is not None and state.is_final):
        waiting.leave(db, [message])
    if message.state is MessageState.QUEUED:
        tally.count(db, [message], -1)  # the turn that it waited for
    elif message.state is MessageState.EXPIRED and not message.uncertain:
        tally.count(db, [message], 1)  # it was given back as not sent
    events.note_statuses(db, [(known, message.state)])
    return known


def _whole(db: Writer, message: OutboundMessage, found: DeliveryReport) -> MessageState:
    """Return what a report means for the whole message, which may have an id for each part.

    It is delivered once all its parts are, and undelivered as soon as one is.
    """
    state = MessageState(found.state.value)
    theirs, is_of_parts = found.provider_message_id, _is_part(message, found)
    if is_of_parts and message.uncertain:
        db.execute(_ADOPT_PART, (theirs, message.sequence, state))
    noted = db.execute(_NOTE_PART, (state, theirs, message.sequence))
    if not noted.rowcount or state is not MessageState.DELIVERED:
        return state
    states = [row[0] for row in db.execute(_PART_STATES, (message.sequence,))]
    is_whole = set(states) == {ReportedState.DELIVERED.value}
    # Of what got no answer not all parts may be known yet.
    is_lacking = is_of_parts and message.uncertain and len(states) < message.parts
    return state if is_whole and not is_lacking else MessageState.SENT


def _is_part(message: OutboundMessage, found: DeliveryReport) -> bool:
    """Tell whether a report is about a part of a message alone."""
    return found.sender is not None and message.parts > 1


def _reported(db: Connection, found: DeliveryReport) -> OutboundMessage | None:
    """Return the message that a delivery report is about.

    Where messages share an id, because they went out in one request, the number tells them apart.
    """
    theirs = found.provider_message_id
    named = None if found.message_id is None else outbound.find(db, found.message_id)
    # A number that is not E.164 can't be compared with ours.
    number = found.to if found.to is not None and found.to.startswith("+") else None
    if number is not None and theirs is not None:
        message = outbound.first(db.execute(_BY_ID_AND_NUMBER, (theirs, number)))
        if message is not None:
            return message
    if number is not None and named is not None:
        if named.number == number:
            return named
        other = outbound.first(db.execute(_IN_REQUEST, (named.sequence, number)))
        if other is not None:
            return other
    alone = None if theirs is None else _alone(db, theirs)
    return alone or (named if number is None else None)


def _otherwise(
    db: Connection, found: DeliveryReport, now: float
) -> tuple[DeliveryReport, OutboundMessage | None]:
    """Return the message of an id that is written otherwise, or was never told.

    The report has the id then by which the message is known.
    """
    if found.to is None or not found.to.startswith("+"):
        return found, None
    for other in found.other_ids:
        whole = outbound.first(db.execute(_BY_ID_AND_NUMBER, (other, found.to)))
        of_part = outbound.first(db.execute(_BY_PART_AND_NUMBER, (other, found.to)))
        if (message := whole or of_part) is not None:
            return replace(found, provider_message_id=other), message
    if found.sender is None:
        return found, None
    wanted = {"number": found.to, "sender": found.sender, "since": now - _MEMORY}
    known = outbound.readable(db.execute(_NEVER_TOLD, wanted))
    return found, known[0] if len(known) == 1 else None


def _alone(db: Connection, provider_message_id: str) -> OutboundMessage | None:
    """Return the one message that has an id."""
    known: Sequence[OutboundMessage] = outbound.readable(db.execute(_BY_ID, (provider_message_id,)))
    if len(known) == 1:
        return known[0]
    return None if known else outbound.first(db.execute(_BY_PART, (provider_message_id,)))


def _note_opt_out(
    db: Writer, message: OutboundMessage, error: GatewayError | None, now: float
) -> None:
    """Block who has opted out at the gateway, as of when it took the message."""
    if error is not None and error.kind is ErrorKind.OPTED_OUT:
        (since,) = db.execute(_ACCEPTED_AT, (message.sequence,)).fetchone()
        consent.block(db, message.number, "sender", since, now)
