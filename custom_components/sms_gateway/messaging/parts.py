"""Parts of long messages in the journal, kept until all of them are there.

Every function here is a unit of work or a part of one. The parts of one message have the same
sender, recipient, reference and total, and were sent at about the same time: phones soon begin anew
with their references. They come in any order, some twice, some never.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
import json
from sqlite3 import Connection
from typing import Any

from ..gateways.base import Channel, InboundMessage, Part, Verdict
from . import kept_media
from .message import LATE, SAME_CONTENT

# How long the rest of a message is waited for, in seconds.
PATIENCE = 24 * 3600.0
# UTF-16 keeps half a surrogate pair: phones cut a text between the halves.
_TEXT_CODEC = ("utf-16-le", "surrogatepass")


@dataclass(frozen=True, slots=True)
class JoinedMessage:
    """A message put together from its parts, or from those of them that came."""

    message: InboundMessage
    total: int
    complete: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """A part in the journal; `said_at` is when it was sent or, where that is not known, came."""

    sequence: int
    number: int
    said_at: float
    message: InboundMessage


_INSERT = (
    "INSERT INTO part (provider_message_id, sender, recipient, channel, reference, total,"
    " number, text, sent_at, received_at, related_message_id, related_provider_message_id,"
    " verdict, media)"
    " VALUES (:provider_message_id, :sender, :recipient, :channel, :reference, :total,"
    " :number, :text, :sent_at, :now, :related_message_id, :related_provider_message_id,"
    " :verdict, :media)"
)
_SAME_ID = (
    "SELECT 1 FROM part INDEXED BY part_provider WHERE provider_message_id = :provider_message_id"
    " AND sender = :sender AND text = :text AND number = :number LIMIT 1"
)
_PLACE = (
    " FROM part INDEXED BY part_message WHERE sender = :sender AND recipient = :recipient"
    " AND reference = :reference AND total = :total"
)
_SAME_PLACE = f"SELECT 1{_PLACE} AND joined = 0 AND number = :number AND text = :text LIMIT 1"
_JUST_JOINED = (
    f"SELECT 1{_PLACE} AND joined = 1 AND number = :number AND received_at > :now - :within"
    " AND text = :text LIMIT 1"
)
_WAITING = (
    "SELECT sequence, number, coalesce(sent_at, received_at), text, channel,"
    " provider_message_id, sender, recipient, sent_at, related_message_id,"
    f" related_provider_message_id, verdict, media{_PLACE} AND joined = 0"
    " AND coalesce(abs(sent_at - :sent_at) <= :late, TRUE) ORDER BY number"
)
_OLDEST = (
    "SELECT sender, recipient, reference, total, sent_at, received_at FROM part"
    " INDEXED BY part_waiting WHERE NOT joined ORDER BY received_at LIMIT 1"
)
_JOIN = "UPDATE part SET joined = 1 WHERE sequence IN (SELECT value FROM json_each(?))"
_PURGE = (
    "DELETE FROM part WHERE sequence IN (SELECT sequence FROM part INDEXED BY part_joined"
    " WHERE joined AND received_at < ? LIMIT ?)"
)


def add(
    db: Connection, message: InboundMessage, part: Part, now: float
) -> list[JoinedMessage] | None:
    """Keep a part; return the messages that end with it, None if it was there already."""
    values = _values(message, part, now)
    if _is_repetition(db, values):
        return None
    ended = []
    waiting = _waiting(db, values)
    if any(kept.number == part.number for kept in waiting):
        # A phone counts its references from 0 to 255 and begins anew: this is another message.
        ended.append(_join(db, waiting, part.total))
    db.execute(_INSERT, values)
    waiting = _waiting(db, values)
    if len(waiting) == part.total:
        ended.append(_join(db, waiting, part.total))
    return ended


def overdue(db: Connection, now: float) -> list[JoinedMessage]:
    """Return the messages whose rest was waited for too long, as far as they came."""
    ended = []
    while (row := db.execute(_OLDEST).fetchone()) and row["received_at"] + PATIENCE <= now:
        values = dict(row)
        ended.append(_join(db, _waiting(db, values), values["total"]))
    return ended


def next_overdue(db: Connection) -> float | None:
    """Return when the rest of a message has been waited for too long."""
    row = db.execute(_OLDEST).fetchone()
    return None if row is None else float(row["received_at"]) + PATIENCE


def purge(db: Connection, before: float, most: int) -> int:
    """Forget some of the parts of joined messages that came before a moment; return how many."""
    return db.execute(_PURGE, (before, most)).rowcount


def _values(message: InboundMessage, part: Part, now: float) -> dict[str, object]:
    return {
        "provider_message_id": message.provider_message_id,
        "sender": message.sender,
        "recipient": message.to,
        "channel": message.channel,
        "reference": part.reference,
        "total": part.total,
        "number": part.number,
        "text": message.text.encode(*_TEXT_CODEC),
        "sent_at": message.sent_at,
        "now": now,
        "related_message_id": message.related_message_id,
        "related_provider_message_id": message.related_provider_message_id,
        "verdict": message.verdict,
        "media": kept_media.write(message.media),
    }


def _is_repetition(db: Connection, values: dict[str, object]) -> bool:
    """Tell whether a part is there: under its id, or with the same text where that says enough."""
    if db.execute(_SAME_ID, values).fetchone() is not None:
        return True
    if db.execute(_SAME_PLACE, values).fetchone() is not None:
        return True
    if values["provider_message_id"] is not None:
        return False
    return db.execute(_JUST_JOINED, {**values, "within": SAME_CONTENT}).fetchone() is not None


def _waiting(db: Connection, values: dict[str, Any]) -> list[_Kept]:
    """Return the parts of a message that are there, in their order."""
    return [_kept(row) for row in db.execute(_WAITING, {**values, "late": LATE})]


def _kept(row: tuple[Any, ...]) -> _Kept:
    sequence, number, said_at, text, channel, provider_message_id, sender, to, *rest = row
    sent_at, related, related_provider, verdict, media = rest
    message = InboundMessage(
        *(provider_message_id, sender, to, text.decode(*_TEXT_CODEC), sent_at),
        *(related, related_provider, Channel(channel)),
        verdict=None if verdict is None else Verdict(verdict),
        media=kept_media.read(media),
    )
    return _Kept(sequence, number, said_at, message)


def _join(db: Connection, parts: Sequence[_Kept], total: int) -> JoinedMessage:
    """Put parts together; the message has the id of its first one, and was sent when that was.

    What the gateway has taken one of them for, it has taken the message for.
    """
    db.execute(_JOIN, (json.dumps([part.sequence for part in parts]),))
    text = "".join(part.message.text for part in parts)
    # The halves of a pair are one character again; a half that is left alone can't be stored.
    text = text.encode(*_TEXT_CODEC).decode("utf-16-le", "replace")
    said_at = min(part.said_at for part in parts)
    verdicts = (part.message.verdict for part in parts)
    message = replace(
        parts[0].message,
        text=text,
        sent_at=said_at,
        verdict=next(filter(None, verdicts), None),
        media=tuple(one for part in parts for one in part.message.media),
    )
    return JoinedMessage(message, total, complete=len(parts) == total)
