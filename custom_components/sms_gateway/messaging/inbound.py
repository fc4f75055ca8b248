"""Inbound messages in the journal: how one is kept, and what it does to consent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
import json
from sqlite3 import Connection, Row
from uuid import uuid7

from ..gateways.base import BlockLift, Channel, InboundMessage, Verdict
from . import consent, events, kept_media, parts, replies
from .message import (
    SAME_CONTENT,
    Draft,
    MessageReceived,
    ReceivedKind,
    ReceivedMessage,
)
from .parts import JoinedMessage
from .wish import Vocabulary, Wish, lifts, read_wish, wish_of
from .writer import Writer


@dataclass(frozen=True, slots=True)
class Terms:
    """What lifts a STOP at the gateway, the words which count, the country of its numbers.

    Our own numbers are not answered. What the people of the account say is kept for ever.
    """

    lift: BlockLift
    vocabulary: Vocabulary
    country: str | None = None
    own_numbers: Collection[str] = ()
    people: Collection[str] = ()


# What tells nothing of consent.
_PLAIN = ReceivedKind.MESSAGE
# How long the number that somebody wrote to is the one that answers come from, in seconds.
_LATELY = 24 * 3600.0
# How long a number is known to be ours before that is noted anew, in seconds.
_NOTED_AGAIN = 24 * 3600.0

_INSERT = (
    "INSERT INTO inbound (message_id, provider_message_id, sender, recipient, channel, text,"
    " sent_at, said_at, received_at, parts, complete, in_reply_to, media, verdict)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SAME_ID = (
    "SELECT sequence FROM inbound INDEXED BY inbound_provider WHERE provider_message_id = ?"
    " AND sender = ? AND text = ? LIMIT 1"
)
_SAME_CONTENT = (
    "SELECT sequence FROM inbound INDEXED BY inbound_without_id"
    " WHERE provider_message_id IS NULL AND sender = ? AND received_at > ? AND received_at <= ?"
    " AND recipient = ? AND text = ? AND media IS ? LIMIT 1"
)
_TAKE_VERDICT = "UPDATE inbound SET verdict = ? WHERE sequence = ? AND verdict IS NULL"
COLUMNS = (
    "inbound.sequence, inbound.message_id, inbound.provider_message_id, inbound.sender, recipient,"
    " inbound.text, sent_at, inbound.channel, received_at, in_reply_to, outbound.tag,"
    " inbound.parts, complete, outbound.origin, media, verdict"
)
# The message that is answered may be forgotten.
ANSWERED = "LEFT JOIN outbound ON outbound.message_id = inbound.in_reply_to"
_AT = f"SELECT {COLUMNS} FROM inbound {ANSWERED} WHERE inbound.sequence = ?"
_WRITTEN_TO = (
    "SELECT value, (SELECT recipient FROM inbound INDEXED BY inbound_sender"
    " WHERE sender = value AND said_at >= :since AND channel = :channel"
    # Short codes may only receive, and the other end may have left it out.
    " AND recipient LIKE '+%' ORDER BY said_at DESC, sequence DESC LIMIT 1)"
    " FROM json_each(:numbers)"
)
_NOTE_OURS = (
    "INSERT INTO own_number (number, at) VALUES (:number, :now)"
    " ON CONFLICT (number) DO UPDATE SET at = :now WHERE at < :now - :again"
)
_OURS = "SELECT number FROM json_each(?) CROSS JOIN own_number ON number = json_each.value"
_SAID_AROUND = (
    "SELECT text, verdict FROM inbound INDEXED BY inbound_sender"
    " WHERE sender = ? AND said_at BETWEEN ? AND ?"
)
_EVER_WRITTEN_TO = (
    "SELECT value, (SELECT 1 FROM outbound INDEXED BY outbound_number WHERE number = value LIMIT 1)"
    " FROM json_each(?)"
)
# What lies in the future was said before, while the clock was wrong.
_SAID_AFTER = (
    "SELECT text, verdict, said_at FROM inbound INDEXED BY inbound_sender"
    " WHERE sender = ? AND said_at > ? AND said_at <= ?"
)


def receive(
    db: Writer, message: InboundMessage, now: float, terms: Terms
) -> list[MessageReceived] | None:
    """Write an inbound message, what it does to consent, and what is to be told of it.

    Returns None for a message that is already there. A part of a long one is told with its last.
    """
    if message.part is not None:
        joined = parts.add(db, message, message.part, now)
        return None if joined is None else _tell_joined(db, joined, now, terms)
    known = _known(db, message, now)
    if known is not None:
        return _take_verdict(db, message, known, now, terms)
    return _tell(db, JoinedMessage(message, 1, complete=True), now, terms)


def give_out(db: Writer, now: float, terms: Terms) -> None:
    """Write the long messages whose rest was waited for too long, as far as they came."""
    _tell_joined(db, parts.overdue(db, now), now, terms)


def written_to(db: Connection, drafts: Collection[Draft], now: float) -> dict[str, str]:
    """Return which of our numbers those that drafts go to have lately written to, if they have."""
    found: dict[str, str] = {}
    for channel in {draft.channel for draft in drafts}:
        numbers = json.dumps([draft.number for draft in drafts if draft.channel is channel])
        values = {"numbers": numbers, "channel": channel, "since": now - _LATELY}
        found |= {to: ours for to, ours in db.execute(_WRITTEN_TO, values) if ours is not None}
    return found


def ours(db: Connection, numbers: Collection[str]) -> set[str]:
    """Return the numbers that messages came in to: those are our own."""
    return {number for (number,) in db.execute(_OURS, (json.dumps(list(numbers)),))}


def at(db: Connection, sequence: int) -> ReceivedMessage | None:
    """Return the inbound message at a place in the journal."""
    row = db.execute(_AT, (sequence,)).fetchone()
    return None if row is None else read_received(row)


def read_received(row: Row) -> ReceivedMessage:
    """Return a row of COLUMNS as a message; raises ValueError where it is damaged."""
    message = InboundMessage(
        provider_message_id=row[2],
        sender=row[3],
        to=row[4],
        text=row[5],
        sent_at=row[6],
        channel=Channel(row[7]),
        media=kept_media.read(row[14]),
        verdict=_kept_verdict(row[15]),
    )
    return ReceivedMessage(
        sequence=row[0],
        message_id=row[1],
        message=message,
        received_at=row[8],
        in_reply_to=row[9],
        tag=row[10],
        parts=row[11],
        complete=bool(row[12]),
        origin=row[13],
    )


def has_heard_stop(db: Connection, number: str, said_at: float, vocabulary: Vocabulary) -> bool:
    """Tell whether a number wrote STOP at a moment, or within a minute of it."""
    texts = db.execute(_SAID_AROUND, (number, said_at - SAME_CONTENT, said_at + SAME_CONTENT))
    wishes = (read_wish(text, vocabulary, _kept_verdict(verdict)) for text, verdict in texts)
    return any(wish in (Wish.STOP, Wish.STOP_ALL) for wish in wishes)


def strangers(db: Connection, numbers: Collection[str], people: Collection[str]) -> set[str]:
    """Return which of these numbers nobody here knows: nothing that is kept has gone to them."""
    unknown = set(numbers).difference(people)
    if not unknown:
        return unknown
    rows = db.execute(_EVER_WRITTEN_TO, (json.dumps(sorted(unknown)),))
    return {number for number, was_written_to in rows if not was_written_to}


def take_over(
    db: Writer, blocks: Sequence[consent.Block], terms: Terms, now: float
) -> dict[str, float]:
    """Block whom another account must not write to, unless that was taken back here since.

    Returns which of these blocks were taken back for all accounts, and when.
    """
    taken_back = consent.lifted_everywhere(db, blocks, now)
    for one in blocks:
        if one.number in taken_back:
            continue
        lifted_at = _lifted_at(db, one.number, one.since, terms, now)
        if lifted_at is None:
            consent.block(db, one.number, one.scope, one.since, now, forget_at=one.forget_at)
        elif one.scope == "all":
            consent.remember_lift(db, one.number, lifted_at, now, forget_at=one.forget_at)
            taken_back[one.number] = lifted_at
    return taken_back


def lift_everywhere(db: Writer, lifts: Mapping[str, float], terms: Terms, now: float) -> None:
    """Lift what holds for all accounts and was taken back at another one, with when."""
    for number, at in lifts.items():
        forget_at = _forget_at(db, number, terms, now)
        consent.lift_everywhere(db, number, at, now, forget_at=forget_at)


def _known(db: Connection, message: InboundMessage, now: float) -> int | None:
    """Return where a message is already: under its id, or saying what one has just said."""
    if message.provider_message_id is not None:
        values = (message.provider_message_id, message.sender, message.text)
        row = db.execute(_SAME_ID, values).fetchone()
    else:
        media = kept_media.write(message.media)
        content = (message.sender, now - SAME_CONTENT, now, message.to, message.text, media)
        row = db.execute(_SAME_CONTENT, content).fetchone()
    return None if row is None else int(row[0])


def _take_verdict(
    db: Writer, message: InboundMessage, known: int, now: float, terms: Terms
) -> list[MessageReceived] | None:
    """Apply what a gateway says of a message that is there, where the first copy did not say it.

    Asked for what came in, a gateway leaves it out. Returns None where nothing is new.
    """
    said = read_wish(message.text, terms.vocabulary)
    if message.verdict is None or wish_of(message, terms.vocabulary) is said:
        return None
    if not db.execute(_TAKE_VERDICT, (message.verdict, known)).rowcount:
        return None
    received = at(db, known)
    if received is None:
        return None
    told = [one for one in _consequences(db, received, terms, now) if one[0] is not _PLAIN]
    return events.note_received(db, received, told)


def _tell_joined(
    db: Writer, joined: Sequence[JoinedMessage], now: float, terms: Terms
) -> list[MessageReceived]:
    return [event for message in joined for event in _tell(db, message, now, terms)]


def _tell(db: Writer, joined: JoinedMessage, now: float, terms: Terms) -> list[MessageReceived]:
    """Write a whole message and what is to be told of it."""
    received = _insert(db, joined, now)
    return events.note_received(db, received, _consequences(db, received, terms, now))


def _consequences(
    db: Writer, received: ReceivedMessage, terms: Terms, now: float
) -> list[tuple[ReceivedKind, str | None]]:
    """Apply what a message says about consent; return what is to be told, with the scope."""
    sender = received.message.sender
    said_at = _said_at(received.message, received.received_at)
    text = received.message.text
    is_blocked = bool(consent.blocks(db, [sender]))
    verdict = received.message.verdict
    # What is left of a message may have been a sentence with STOP in it.
    wish = read_wish(text if received.complete else "", terms.vocabulary, verdict)
    says_something = wish in (Wish.STOP, Wish.STOP_ALL, Wish.START) or is_blocked
    forget_at = _forget_at(db, sender, terms, now) if says_something else None
    if wish in (Wish.STOP, Wish.STOP_ALL):
        scope = "all" if wish is Wish.STOP_ALL else "sender"
        was_lifted = not is_blocked and _lifted_at(db, sender, said_at, terms, now) is not None
        holds = not was_lifted and consent.block(
            db, sender, scope, said_at, now, forget_at=forget_at
        )
        # A STOP of long ago was taken back; who has been blocked anew since is told to be.
        if holds or is_blocked:
            return [(ReceivedKind.OPT_OUT, scope)]
        return [(ReceivedKind.OPT_OUT, scope), (ReceivedKind.OPT_IN, scope)]
    if wish is Wish.HELP:
        return [(ReceivedKind.HELP, None)]
    if is_blocked and lifts(text, terms.lift, terms.vocabulary, verdict):
        lifted = consent.lift(db, sender, said_at, now, forget_at=forget_at)
        if lifted is not None:
            return [(ReceivedKind.OPT_IN, lifted), (ReceivedKind.MESSAGE, None)]
    if wish is Wish.START:
        consent.remember_lift(db, sender, said_at, now, forget_at=forget_at)
    return [(ReceivedKind.MESSAGE, None)]


def _lifted_at(
    db: Connection, sender: str, said_at: float, terms: Terms, now: float
) -> float | None:
    """Return when a message was written that lifts a STOP which came late, if one is there."""
    later = db.execute(_SAID_AFTER, (sender, said_at, now))
    moments = [
        at
        for text, verdict, at in later
        if lifts(text, terms.lift, terms.vocabulary, _kept_verdict(verdict))
    ]
    return max(moments, default=None)


def _kept_verdict(kept: str | None) -> Verdict | None:
    """Return what a gateway took a message for, as it was kept; raises ValueError."""
    return None if kept is None else Verdict(kept)


def _forget_at(db: Connection, sender: str, terms: Terms, now: float) -> float | None:
    """Return until when it is kept what somebody says of consent, None for ever."""
    is_stranger = bool(strangers(db, {sender}, terms.people))
    return now + consent.KEPT_OF_STRANGERS if is_stranger else None


def _said_at(message: InboundMessage, received_at: float) -> float:
    """Return when a message was sent, as far as that is known.

    The gateway's clock may be ahead: a STOP of tomorrow could not be lifted today.
    """
    return min(message.sent_at or received_at, received_at)


def _insert(db: Connection, joined: JoinedMessage, now: float) -> ReceivedMessage:
    """Write a message and what it answers."""
    message_id, message = uuid7().hex, joined.message
    said_at = _said_at(message, now)
    answered = replies.answered(db, message, said_at, now)
    in_reply_to, tag, origin = answered or (None, None, None)
    cursor = db.execute(
        _INSERT,
        (
            message_id,
            message.provider_message_id,
            message.sender,
            message.to,
            message.channel,
            message.text,
            message.sent_at,
            said_at,
            now,
            joined.total,
            joined.complete,
            in_reply_to,
            kept_media.write(message.media),
            message.verdict,
        ),
    )
    db.execute(_NOTE_OURS, {"number": message.to, "now": now, "again": _NOTED_AGAIN})
    return ReceivedMessage(
        cursor.lastrowid or 0,
        message_id,
        message,
        now,
        in_reply_to,
        tag,
        joined.total,
        joined.complete,
        origin,
    )
