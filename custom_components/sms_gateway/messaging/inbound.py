"""Inbound messages in the journal: every function here is a unit of work or a part of one."""

from sqlite3 import Connection
from uuid import uuid4

from ..gateways.base import BlockLift, InboundMessage
from . import consent, outbound
from .consent import Wish
from .message import MessageReceived, OutboundMessage, ReceivedKind, ReceivedMessage

# A gateway without ids of its own repeats a callback soon or not at all.
_SAME_CONTENT = 60.0
# An answer to a message that is older than a day is an answer to nothing.
_ANSWER_WITHIN = 24 * 3600.0


def receive(
    db: Connection, message: InboundMessage, now: float, lift: BlockLift
) -> list[MessageReceived]:
    """Write an inbound message, what it does to consent, and what is to be told of it.

    A message that is already there brings nothing.
    """
    if message.provider_message_id is None and _is_repetition(db, message, now):
        return []
    answered = _answered(db, message, now)
    received = ReceivedMessage(
        message_id=uuid4().hex,
        message=message,
        received_at=now,
        in_reply_to=answered.message_id if answered else None,
        tag=answered.tag if answered else None,
    )
    if not _insert(db, received):
        return []
    return [_event(db, kind, received, scope) for kind, scope in _consequences(db, received, lift)]


def find(db: Connection, message_id: str) -> ReceivedMessage | None:
    """Return an inbound message by our id."""
    row = db.execute(
        "SELECT provider_message_id, sender, recipient, text, sent_at, received_at, in_reply_to,"
        " tag FROM inbound WHERE message_id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        return None
    provider_message_id, sender, to, text, sent_at, received_at, in_reply_to, tag = row
    message = InboundMessage(provider_message_id, sender, to, text, sent_at)
    return ReceivedMessage(message_id, message, received_at, in_reply_to, tag)


def purge(db: Connection, before: float) -> None:
    """Forget what came in before a moment."""
    db.execute("DELETE FROM inbound WHERE received_at < ?", (before,))


def _is_repetition(db: Connection, message: InboundMessage, now: float) -> bool:
    """Tell whether a message without an id says what another one has just said."""
    row = db.execute(
        "SELECT 1 FROM inbound WHERE received_at > ? AND sender = ? AND recipient = ? AND text = ?",
        (now - _SAME_CONTENT, message.sender, message.to, message.text),
    ).fetchone()
    return row is not None


def _answered(db: Connection, message: InboundMessage, now: float) -> OutboundMessage | None:
    """Return what a message answers: what the gateway names, else the last one to its sender."""
    if message.related_message_id is not None:
        named = outbound.find(db, message.related_message_id)
        if named is not None:
            return named
    if message.related_provider_message_id is not None:
        named = outbound.find_by_provider(db, message.related_provider_message_id)
        if named is not None:
            return named
    return outbound.latest_to(db, message.sender, now - _ANSWER_WITHIN)


def _consequences(
    db: Connection, received: ReceivedMessage, lift: BlockLift
) -> list[tuple[ReceivedKind, str | None]]:
    """Apply what a message says about consent; return what is to be told, with the scope."""
    sender = received.message.sender
    # The gateway's clock may be ahead: a STOP of tomorrow could not be lifted today.
    said_at = min(received.message.sent_at or received.received_at, received.received_at)
    wish = consent.read_wish(received.message.text)
    if wish in (Wish.STOP, Wish.STOP_ALL):
        scope = "all" if wish is Wish.STOP_ALL else "sender"
        consent.block(db, sender, scope, said_at)
        return [(ReceivedKind.OPT_OUT, scope)]
    if wish is Wish.HELP:
        return [(ReceivedKind.HELP, None)]
    if consent.lifts(wish, lift):
        lifted = consent.lift(db, sender, said_at)
        if lifted is not None:
            return [(ReceivedKind.OPT_IN, lifted), (ReceivedKind.MESSAGE, None)]
    return [(ReceivedKind.MESSAGE, None)]


def _insert(db: Connection, received: ReceivedMessage) -> bool:
    """Write a message; tell whether its gateway's id was not there yet."""
    message = received.message
    cursor = db.execute(
        "INSERT INTO inbound (message_id, provider_message_id, sender, recipient, text, sent_at,"
        " received_at, in_reply_to, tag) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (provider_message_id) DO NOTHING",
        (
            received.message_id,
            message.provider_message_id,
            message.sender,
            message.to,
            message.text,
            message.sent_at,
            received.received_at,
            received.in_reply_to,
            received.tag,
        ),
    )
    return cursor.rowcount == 1


def _event(
    db: Connection, kind: ReceivedKind, received: ReceivedMessage, scope: str | None
) -> MessageReceived:
    (sequence,) = db.execute(
        "INSERT INTO event (kind, message_id, scope) VALUES (?, ?, ?) RETURNING sequence",
        (kind, received.message_id, scope),
    ).fetchone()
    return MessageReceived(sequence, kind, received, scope)
