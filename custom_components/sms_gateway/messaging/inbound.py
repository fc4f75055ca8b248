"""Inbound messages in the journal: every function here is a unit of work or a part of one."""

from sqlite3 import Connection
from uuid import uuid4

from ..gateways.base import BlockLift, InboundMessage
from . import consent
from .consent import Wish
from .message import MessageReceived, ReceivedKind, ReceivedMessage

# A gateway without ids of its own repeats a callback soon or not at all.
_SAME_CONTENT = 60.0
# An answer to a message that is older than a day is an answer to nothing.
_ANSWER_WITHIN = 24 * 3600.0

# One statement and not four: each one costs the thread a turn, and callbacks come in bursts.
_INSERT = """
    INSERT INTO inbound (message_id, provider_message_id, sender, recipient, text, sent_at,
        received_at, in_reply_to)
    VALUES (:message_id, :provider_message_id, :sender, :recipient, :text, :sent_at, :received_at,
        coalesce(
            (SELECT message_id FROM outbound WHERE message_id = :related_message_id),
            (SELECT message_id FROM outbound
                WHERE provider_message_id = :related_provider_message_id),
            (SELECT message_id FROM outbound
                WHERE number = :sender AND created_at >= :not_before
                ORDER BY created_at DESC, sequence DESC LIMIT 1)))
    ON CONFLICT (provider_message_id) DO NOTHING
    RETURNING in_reply_to, (SELECT tag FROM outbound WHERE message_id = inbound.in_reply_to),
        EXISTS (SELECT 1 FROM block WHERE number = :sender)
"""


def receive(
    db: Connection, message: InboundMessage, now: float, lift: BlockLift
) -> list[MessageReceived]:
    """Write an inbound message, what it does to consent, and what is to be told of it.

    A message that is already there brings nothing.
    """
    if message.provider_message_id is None and _is_repetition(db, message, now):
        return []
    inserted = _insert(db, message, now)
    if inserted is None:
        return []
    received, is_blocked = inserted
    told = _consequences(db, received, lift if is_blocked else None)
    return [_event(db, kind, received, scope) for kind, scope in told]


def find(db: Connection, message_id: str) -> ReceivedMessage | None:
    """Return an inbound message by our id."""
    row = db.execute(
        "SELECT provider_message_id, sender, recipient, text, sent_at, received_at, in_reply_to,"
        " (SELECT tag FROM outbound WHERE message_id = inbound.in_reply_to)"
        " FROM inbound WHERE message_id = ?",
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
        "SELECT 1 FROM inbound WHERE provider_message_id IS NULL"
        " AND received_at > ? AND sender = ? AND recipient = ? AND text = ?",
        (now - _SAME_CONTENT, message.sender, message.to, message.text),
    ).fetchone()
    return row is not None


def _consequences(
    db: Connection, received: ReceivedMessage, lift: BlockLift | None
) -> list[tuple[ReceivedKind, str | None]]:
    """Apply what a message says about consent; return what is to be told, with the scope.

    `lift` is how the gateway lifts a block, None where the sender is not blocked.
    """
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
    if lift is not None and consent.lifts(wish, lift):
        lifted = consent.lift(db, sender, said_at)
        if lifted is not None:
            return [(ReceivedKind.OPT_IN, lifted), (ReceivedKind.MESSAGE, None)]
    return [(ReceivedKind.MESSAGE, None)]


def _insert(
    db: Connection, message: InboundMessage, now: float
) -> tuple[ReceivedMessage, bool] | None:
    """Write a message, unless its gateway's id is there already; tell if its sender is blocked.

    What it answers is what the gateway names, else the last message to its sender.
    """
    message_id = uuid4().hex
    row = db.execute(
        _INSERT,
        {
            "message_id": message_id,
            "provider_message_id": message.provider_message_id,
            "sender": message.sender,
            "recipient": message.to,
            "text": message.text,
            "sent_at": message.sent_at,
            "received_at": now,
            "related_message_id": message.related_message_id,
            "related_provider_message_id": message.related_provider_message_id,
            "not_before": now - _ANSWER_WITHIN,
        },
    ).fetchone()
    if row is None:
        return None
    in_reply_to, tag, is_blocked = row
    return ReceivedMessage(message_id, message, now, in_reply_to, tag), bool(is_blocked)


def _event(
    db: Connection, kind: ReceivedKind, received: ReceivedMessage, scope: str | None
) -> MessageReceived:
    cursor = db.execute(
        "INSERT INTO event (kind, message_id, scope) VALUES (?, ?, ?)",
        (kind, received.message_id, scope),
    )
    return MessageReceived(cursor.lastrowid or 0, kind, received, scope)
