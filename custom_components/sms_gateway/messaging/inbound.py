"""Inbound messages in the journal: every function here is a unit of work or a part of one."""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from sqlite3 import Connection
from uuid import uuid4

from ..gateways.base import BlockLift, Channel, InboundMessage
from . import consent, parts
from .message import LATE, SAME_CONTENT, MessageReceived, ReceivedKind, ReceivedMessage
from .parts import JoinedMessage
from .wish import Vocabulary, Wish, lifts, read_wish, wish_of


@dataclass(frozen=True, slots=True)
class Terms:
    """What lifts a STOP at the gateway, the words which count, the country of its numbers."""

    lift: BlockLift
    vocabulary: Vocabulary
    country: str | None = None


# An answer to a message that is older than a day is an answer to nothing.
ANSWER_WITHIN = 24 * 3600.0
# How far apart two clocks are that are set by the network, and somebody's haste, in seconds.
_CLOCKS_DIFFER = 30.0

# A letter by itself, or before the number of an option: "B yes", "b2", "B: no".
_REPLY_CODE = re.compile(r"\A\W*([A-Za-z])(?=[\W\d]|$)")

# One statement and not four: each one costs the thread a turn, and callbacks come in bursts.
_INSERT = """
    INSERT INTO inbound (message_id, provider_message_id, sender, recipient, channel, text, sent_at,
        received_at, said_at, parts, complete, in_reply_to)
    VALUES (:message_id, :provider_message_id, :sender, :recipient, :channel, :text, :sent_at,
        :received_at, :said_at, :parts, :complete,
        coalesce(
            (SELECT message_id FROM outbound WHERE message_id = :related_message_id),
            (SELECT message_id FROM outbound
                WHERE provider_message_id = :related_provider_message_id
                ORDER BY number = :sender DESC LIMIT 1),
            (SELECT message_id FROM outbound
                WHERE number = :sender AND created_at BETWEEN :not_before AND :said_at + :slack
                    AND reply_code = :reply_code
                ORDER BY created_at DESC, sequence DESC LIMIT 1),
            (SELECT message_id FROM outbound
                WHERE number = :sender AND created_at BETWEEN :not_before AND :said_at + :slack
                ORDER BY created_at DESC, sequence DESC LIMIT 1),
            (SELECT message_id FROM outbound
                WHERE number = :sender AND created_at BETWEEN :said_at AND :said_at + :late
                ORDER BY created_at, sequence LIMIT 1)))
    ON CONFLICT (provider_message_id) DO NOTHING
    RETURNING in_reply_to, (SELECT tag FROM outbound WHERE message_id = inbound.in_reply_to),
        (SELECT origin FROM outbound WHERE message_id = inbound.in_reply_to),
        EXISTS (SELECT 1 FROM block WHERE number = :sender)
"""


def receive(
    db: Connection, message: InboundMessage, now: float, terms: Terms
) -> list[MessageReceived] | None:
    """Write an inbound message, what it does to consent, and what is to be told of it.

    Returns None for a message that is already there. A part of a long one is told with its last.
    """
    if message.part is not None:
        joined = parts.add(db, message, message.part, now)
        return None if joined is None else _tell_joined(db, joined, now, terms)
    if message.provider_message_id is None and _is_repetition(db, message, now):
        return None
    return _tell(db, JoinedMessage(message, 1, complete=True), now, terms)


def give_out(db: Connection, now: float, terms: Terms) -> list[MessageReceived]:
    """Write the long messages whose rest was waited for too long, as far as they came."""
    return _tell_joined(db, parts.overdue(db, now), now, terms)


def written_to(db: Connection, number: str, channel: Channel, since: float) -> str | None:
    """Return which of our numbers a number has last written to since a moment, if it has."""
    row = db.execute(
        "SELECT recipient FROM inbound WHERE sender = ? AND said_at >= ? AND channel = ?"
        # Short codes may only receive, and the other end may have left it out.
        " AND recipient LIKE '+%' ORDER BY said_at DESC, sequence DESC LIMIT 1",
        (number, since, channel),
    ).fetchone()
    return row[0] if row else None


def is_ours(db: Connection, number: str) -> bool:
    """Tell whether messages came in to a number: then it is one of our own."""
    row = db.execute("SELECT 1 FROM inbound WHERE recipient = ? LIMIT 1", (number,)).fetchone()
    return row is not None


def find(db: Connection, message_id: str) -> ReceivedMessage | None:
    """Return an inbound message by our id."""
    row = db.execute(
        "SELECT provider_message_id, sender, recipient, text, sent_at, channel, received_at,"
        " in_reply_to, (SELECT tag FROM outbound WHERE message_id = inbound.in_reply_to), parts,"
        " complete, (SELECT origin FROM outbound WHERE message_id = inbound.in_reply_to)"
        " FROM inbound WHERE message_id = ?",
        (message_id,),
    ).fetchone()
    if row is None:
        return None
    provider_message_id, sender, to, text, sent_at, channel, *rest = row
    message = InboundMessage(
        provider_message_id, sender, to, text, sent_at, channel=Channel(channel)
    )
    received_at, in_reply_to, tag, total, complete, origin = rest
    return ReceivedMessage(
        message_id, message, received_at, in_reply_to, tag, total, bool(complete), origin
    )


def has_heard_stop(db: Connection, number: str, said_at: float, vocabulary: Vocabulary) -> bool:
    """Tell whether a number wrote STOP at a moment, or within a minute of it."""
    texts = db.execute(
        "SELECT text FROM inbound WHERE sender = ? AND abs(said_at - ?) <= ?",
        (number, said_at, SAME_CONTENT),
    )
    return any(read_wish(text, vocabulary) in (Wish.STOP, Wish.STOP_ALL) for (text,) in texts)


def reply_code(text: str) -> str | None:
    """Return the code that an answer begins with, if it does."""
    found = _REPLY_CODE.match(text)
    return found[1].upper() if found else None


def without_reply_code(text: str) -> str:
    """Return an answer without the code that it begins with."""
    return _REPLY_CODE.sub("", text, count=1).strip()


def purge(db: Connection, before: float) -> None:
    """Forget what came in before a moment."""
    db.execute("DELETE FROM inbound WHERE received_at < ?", (before,))
    parts.purge(db, before)


def _is_repetition(db: Connection, message: InboundMessage, now: float) -> bool:
    """Tell whether a message without an id says what another one has just said."""
    row = db.execute(
        "SELECT 1 FROM inbound WHERE provider_message_id IS NULL"
        " AND received_at > ? AND sender = ? AND recipient = ? AND text = ?",
        (now - SAME_CONTENT, message.sender, message.to, message.text),
    ).fetchone()
    return row is not None


def _tell_joined(
    db: Connection, joined: Sequence[JoinedMessage], now: float, terms: Terms
) -> list[MessageReceived]:
    return [event for message in joined for event in _tell(db, message, now, terms) or ()]


def _tell(
    db: Connection, joined: JoinedMessage, now: float, terms: Terms
) -> list[MessageReceived] | None:
    """Write a whole message, unless its gateway's id is there, and what is to be told of it."""
    inserted = _insert(db, joined, now)
    if inserted is None:
        return None
    received, is_blocked = inserted
    told = _consequences(db, received, terms, is_blocked=is_blocked)
    return [_event(db, kind, received, scope) for kind, scope in told]


def _consequences(
    db: Connection, received: ReceivedMessage, terms: Terms, *, is_blocked: bool
) -> list[tuple[ReceivedKind, str | None]]:
    """Apply what a message says about consent; return what is to be told, with the scope."""
    sender = received.message.sender
    said_at = _said_at(received.message, received.received_at)
    text = received.message.text
    # What is left of a message may have been a sentence with STOP in it.
    wish = wish_of(received.message, terms.vocabulary) if received.complete else Wish.NONE
    if wish in (Wish.STOP, Wish.STOP_ALL):
        scope = "all" if wish is Wish.STOP_ALL else "sender"
        if not is_blocked and _was_lifted(db, sender, said_at, terms):
            return [(ReceivedKind.OPT_OUT, scope), (ReceivedKind.OPT_IN, scope)]
        consent.block(db, sender, scope, said_at)
        return [(ReceivedKind.OPT_OUT, scope)]
    if wish is Wish.HELP:
        return [(ReceivedKind.HELP, None)]
    if is_blocked and lifts(text, terms.lift, terms.vocabulary):
        lifted = consent.lift(db, sender, said_at)
        if lifted is not None:
            return [(ReceivedKind.OPT_IN, lifted), (ReceivedKind.MESSAGE, None)]
    return [(ReceivedKind.MESSAGE, None)]


def _was_lifted(db: Connection, sender: str, said_at: float, terms: Terms) -> bool:
    """Tell whether a message is there that was written after a STOP which came late."""
    later = db.execute(
        "SELECT text FROM inbound WHERE sender = ? AND said_at > ?", (sender, said_at)
    )
    return any(lifts(text, terms.lift, terms.vocabulary) for (text,) in later)


def _said_at(message: InboundMessage, received_at: float) -> float:
    """Return when a message was sent, as far as that is known.

    The gateway's clock may be ahead: a STOP of tomorrow could not be lifted today.
    """
    return min(message.sent_at or received_at, received_at)


def _insert(
    db: Connection, joined: JoinedMessage, now: float
) -> tuple[ReceivedMessage, bool] | None:
    """Write a message, unless its gateway's id is there already; tell if its sender is blocked.

    What it answers is what the gateway names, else the last message to its sender before it.
    """
    message_id = uuid4().hex
    message = joined.message
    said_at = _said_at(message, now)
    row = db.execute(
        _INSERT,
        {
            "message_id": message_id,
            "provider_message_id": message.provider_message_id,
            "sender": message.sender,
            "recipient": message.to,
            "channel": message.channel,
            "text": message.text,
            "sent_at": message.sent_at,
            "received_at": now,
            "parts": joined.total,
            "complete": joined.complete,
            "related_message_id": message.related_message_id,
            "related_provider_message_id": message.related_provider_message_id,
            "reply_code": reply_code(message.text),
            "not_before": said_at - ANSWER_WITHIN,
            "said_at": said_at,
            # The gateway's clock and ours need not agree.
            "slack": _CLOCKS_DIFFER,
            "late": LATE,
        },
    ).fetchone()
    if row is None:
        return None
    in_reply_to, tag, origin, is_blocked = row
    received = ReceivedMessage(
        message_id, message, now, in_reply_to, tag, joined.total, joined.complete, origin
    )
    return received, bool(is_blocked)


def _event(
    db: Connection, kind: ReceivedKind, received: ReceivedMessage, scope: str | None
) -> MessageReceived:
    cursor = db.execute(
        "INSERT INTO event (kind, message_id, scope) VALUES (?, ?, ?)",
        (kind, received.message_id, scope),
    )
    return MessageReceived(cursor.lastrowid or 0, kind, received, scope)
