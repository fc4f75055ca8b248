"""How messages come into the queue, and how requests are made of them.

Critical before normal, then oldest first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from sqlite3 import Connection, Row
from uuid import uuid7

from . import events, inbound, tally, waiting
from .message import FIELDS, Claimed, Draft, MessageState, OutboundMessage
from .outbound import COLUMNS, DamagedRowError, read_message
from .text import storable
from .waiting import JOIN, UNTRIED, Stage
from .writer import Writer

_NEWEST = "SELECT coalesce(max(sequence), 0) FROM outbound"
_INSERT = f"INSERT INTO outbound ({', '.join(FIELDS)}, offer_at) VALUES ({'?, ' * len(FIELDS)}?)"
_ENQUEUE = (
    "INSERT INTO queue (sequence, stage, priority, number, tag, expires_at, offer_at, kin)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_NEXT = (
    f"SELECT {COLUMNS}, kin, single FROM queue INDEXED BY queue_ready {JOIN}"
    " WHERE stage = 'ready' ORDER BY queue.priority DESC, queue.sequence LIMIT ?"
)
_NEXT_CRITICAL = (
    f"SELECT {COLUMNS}, kin, single FROM queue INDEXED BY queue_ready {JOIN}"
    " WHERE stage = 'ready' AND queue.priority = 1 ORDER BY queue.sequence LIMIT ?"
)
_KIN = (
    f"SELECT {COLUMNS}, kin, single FROM queue INDEXED BY queue_kin {JOIN}"
    " WHERE stage = 'ready' AND kin = ? ORDER BY queue.priority DESC, queue.sequence LIMIT ?"
)
_CLAIM = (
    "UPDATE outbound SET state = 'sending', attempts = attempts + 1,"
    " request = coalesce(:request, request),"
    " error_kind = NULL, error_code = NULL, error_text = NULL"
    " WHERE sequence IN (SELECT value FROM json_each(:sequences))"
)
_UNDER_WAY = (
    "UPDATE queue SET stage = 'sending', number = NULL, expires_at = NULL, offer_at = NULL"
    " WHERE sequence IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class Room:
    """How many requests may begin now, and how many more for critical messages alone.

    A request holds at most `size` messages; with `one_text` they have one text and one sender, and
    no number twice.
    """

    requests: int
    critical: int
    size: int
    one_text: bool


def insert(
    db: Writer,
    drafts: Sequence[Draft],
    now: float,
    *,
    offer_after: float | None = None,
    by_kin: bool = False,
) -> list[OutboundMessage]:
    """Take drafts into the queue.

    Another account may take one over `offer_after` seconds later, unless it came from there; with 0
    once an attempt has failed. With `by_kin`, requests are made of messages that have one text and
    one sender.
    """
    if not drafts:
        return []
    messages = _messages(db, drafts, now)
    rows, places = [], []
    for message in messages:
        may_offer = offer_after is not None and not message.origin and not message.automatic
        offer_at = now + offer_after if offer_after is not None and may_offer else None
        is_untried = offer_after == 0 and offer_at is not None
        number = None if message.automatic else message.number
        kin = _kin(message) if by_kin else None
        rows.append((*message.values(), offer_at))
        places.append(
            (
                message.sequence,
                Stage.READY.value,
                message.priority.value,
                number,
                message.tag,
                message.expires_at,
                UNTRIED if is_untried else offer_at,
                kin,
            )
        )
    db.executemany(_INSERT, rows)
    db.executemany(_ENQUEUE, places)
    tally.count(db, messages, 1)
    events.note_statuses(db, [(message, None) for message in messages])
    return messages


def claim(db: Writer, room: Room) -> None:
    """Claim what comes first, for as many requests as there is room for."""
    for _ in range(room.requests):
        if not _claim_next(db, _NEXT, room):
            return
    for _ in range(room.critical):
        if not _claim_next(db, _NEXT_CRITICAL, room):
            return


def _messages(db: Connection, drafts: Sequence[Draft], now: float) -> list[OutboundMessage]:
    (newest,) = db.execute(_NEWEST).fetchone()
    following = [draft for draft in drafts if draft.sender_follows]
    written_to = inbound.written_to(db, following, now)
    return [
        OutboundMessage(
            sequence=sequence,
            message_id=_storable(draft.message_id) or uuid7().hex,
            number=draft.number,
            text=storable(draft.text),
            sender=(draft.sender_follows and written_to.get(draft.number))
            or _storable(draft.sender),
            channel=draft.channel,
            tag=_storable(draft.tag),
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
            automatic=draft.automatic,
            sent_by=_storable(draft.sent_by),
            resend_of=draft.resend_of,
        )
        for sequence, draft in enumerate(drafts, newest + 1)
    ]


def _storable(written: str | None) -> str | None:
    return None if written is None else storable(written)


def _claim_next(db: Writer, statement: str, room: Room) -> bool:
    """Claim the messages of one request; tell whether there were any."""
    while rows := db.execute(statement, (1,)).fetchall():
        if head := _readable(db, rows):
            break
    else:
        return False
    ((message, kin, single),) = head
    if single or (room.one_text and kin is None):
        _take(db, [message])
    elif room.one_text:
        alike = _readable(db, db.execute(_KIN, (kin, room.size)).fetchall())
        first_to: dict[str, OutboundMessage] = {}
        for one, _, is_single in alike:
            if not is_single:
                first_to.setdefault(one.number, one)
        _take(db, list(first_to.values()))
    else:
        following = _readable(db, db.execute(statement, (room.size,)).fetchall())
        _take(db, [one for one, _, is_single in following if not is_single])
    return True


def _readable(db: Writer, rows: Sequence[Row]) -> list[tuple[OutboundMessage, int | None, int]]:
    """Return the messages of rows with their kin and whether each goes alone."""
    found = []
    for row in rows:
        try:
            found.append((read_message(row), row["kin"], row["single"]))
        except DamagedRowError:
            waiting.set_apart(db, row["sequence"])
    return found


def _take(db: Writer, batch: Sequence[OutboundMessage]) -> None:
    sequences = waiting.sequences(batch)
    db.execute(_CLAIM, {"request": _request(batch), "sequences": sequences})
    db.execute(_UNDER_WAY, (sequences,))
    sending = [_sending(message) for message in batch]
    events.note_statuses(db, [(message, MessageState.QUEUED) for message in sending])
    db.note([Claimed(sending)])


def _sending(message: OutboundMessage) -> OutboundMessage:
    return message.moved(MessageState.SENDING, attempts=message.attempts + 1)


def _request(batch: Sequence[OutboundMessage]) -> int | None:
    """Return what the messages of a request have in common; a message alone needs nothing."""
    return batch[0].sequence if len(batch) > 1 else None


def _kin(message: OutboundMessage) -> int:
    """Return a number that messages with the same text and sender share."""
    digest = sha256(f"{message.sender}\0{message.text}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8], signed=True)
