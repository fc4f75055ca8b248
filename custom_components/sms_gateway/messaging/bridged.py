"""What a bridge to chat keeps: its contacts, what went out for whom, what is to be handed over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from sqlite3 import Connection, Row

from . import inbound, outbound
from .message import OutboundMessage, ReceivedMessage
from .writer import Writer

# How long the same id of the same writer is the same message, in seconds.
_SAME = 24 * 3600.0
# How long is known whose message one was, in seconds: no report comes later.
_KEPT = 7 * 24 * 3600.0
_FORGOTTEN_AT_ONCE = 50

_BRIDGES = "SELECT bridge FROM bridge"
_ADD = "INSERT INTO bridge (bridge) VALUES (?)"
_REMOVE = "DELETE FROM bridge WHERE bridge = ?"
_REMOVE_CONTACTS = "DELETE FROM bridge_contact WHERE bridge = ?"
_REMOVE_MESSAGES = "DELETE FROM bridge_message WHERE bridge = ?"
_REMOVE_WAITING = "DELETE FROM bridge_waiting WHERE bridge = ?"

_CONTACTS = "SELECT number, user, node FROM bridge_contact WHERE bridge = ? AND is_in"
_NODES = "SELECT user, node, used_at FROM bridge_contact WHERE bridge = ? AND number = ?"
_OUTSIDE = "SELECT user FROM bridge_contact WHERE bridge = ? AND number = '' AND NOT is_in"
_NOTE_CONTACT = (
    "INSERT INTO bridge_contact (bridge, number, user, node, is_in, used_at)"
    " VALUES (:bridge, :number, :user, :node, :is_in, :now)"
    " ON CONFLICT DO UPDATE SET is_in = max(is_in, :is_in), used_at = :now"
)
_FORGET_CONTACT = (
    "DELETE FROM bridge_contact WHERE bridge = ? AND number = ? AND user = ? AND node = ?"
)
_NUMBERS = "SELECT number, user, node FROM bridge_contact WHERE bridge = ?"
_LEAVE = (
    "INSERT OR REPLACE INTO bridge_contact (bridge, number, user, node, is_in, used_at)"
    " VALUES (?, '', ?, '', 0, ?)"
)

_BEGIN = (
    "INSERT INTO bridge_message"
    " (message_id, bridge, user, resource, node, stanza_id, wants_receipt, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_SAME_STANZA = (
    "SELECT 1 FROM bridge_message INDEXED BY bridge_message_stanza"
    " WHERE bridge = ? AND user = ? AND stanza_id = ? AND at > ? AND node = ?"
    " AND outcome IS NOT 'failed' LIMIT 1"
)
_FORGET = (
    "DELETE FROM bridge_message WHERE message_id IN (SELECT message_id FROM bridge_message"
    " INDEXED BY bridge_message_at WHERE at < ? ORDER BY at LIMIT ?)"
)
_PROBLEM = "UPDATE bridge_message SET problem = ? WHERE message_id = ? AND outcome IS NULL"
_GIVE_UP = (
    "UPDATE bridge_message INDEXED BY bridge_message_open SET problem = :problem"
    " WHERE bridge = :bridge AND outcome IS NULL AND problem IS NULL AND at > :since AND NOT EXISTS"
    " (SELECT 1 FROM outbound WHERE outbound.message_id = bridge_message.message_id)"
)
_OUTCOME = "UPDATE bridge_message SET outcome = ? WHERE message_id = ?"
_OPEN = (
    "SELECT message_id FROM bridge_message INDEXED BY bridge_message_open"
    " WHERE bridge = ? AND outcome IS NULL ORDER BY message_id"
)
_FIND = (
    "SELECT message_id, user, resource, node, stanza_id, wants_receipt, problem"
    " FROM bridge_message WHERE message_id = ? AND bridge = ? AND outcome IS NULL"
)
_WAITING = "SELECT message FROM bridge_waiting WHERE bridge = ? ORDER BY message LIMIT ?"
_HANDED_OVER = "DELETE FROM bridge_waiting WHERE bridge = ? AND message = ?"


@dataclass(frozen=True, slots=True)
class Contact:
    """A number among somebody's contacts; it is empty for the bridge itself."""

    number: str
    user: str
    node: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it was written in chat: by whom, to which form of a number, under which id."""

    message_id: str
    user: str
    resource: str
    node: str
    stanza_id: str | None
    wants_receipt: bool
    problem: str | None = None


def keep_to(db: Writer, bridges: Collection[str]) -> None:
    """Know these bridges, and forget all about others."""
    known = {bridge for (bridge,) in db.execute(_BRIDGES)}
    db.executemany(_ADD, [(bridge,) for bridge in sorted(set(bridges) - known)])
    for bridge in sorted(known.difference(bridges)):
        db.execute(_REMOVE, (bridge,))
        db.execute(_REMOVE_CONTACTS, (bridge,))
        db.execute(_REMOVE_MESSAGES, (bridge,))
        db.execute(_REMOVE_WAITING, (bridge,))


def contacts(db: Connection, bridge: str) -> list[Contact]:
    """Return who has which number among the contacts, by which form of it."""
    return [Contact(*row) for row in db.execute(_CONTACTS, (bridge,))]


def nodes(db: Connection, bridge: str, number: str) -> dict[str, str]:
    """Return by which form each writer last knew a number."""
    used = sorted(db.execute(_NODES, (bridge, number)), key=lambda row: float(row["used_at"]))
    return {user: node for user, node, _ in used}


def outside(db: Connection, bridge: str) -> set[str]:
    """Return who has left a bridge."""
    return {user for (user,) in db.execute(_OUTSIDE, (bridge,))}


def note_contact(db: Writer, bridge: str, contact: Contact, now: float, *, is_in: bool) -> None:
    """Keep which form of a number somebody uses, and that it is among their contacts."""
    db.execute(
        _NOTE_CONTACT,
        {
            "bridge": bridge,
            "number": contact.number,
            "user": contact.user,
            "node": contact.node,
            "is_in": is_in,
            "now": now,
        },
    )


def forget_contact(db: Writer, bridge: str, contact: Contact) -> None:
    """Forget that somebody had a number among the contacts."""
    db.execute(_FORGET_CONTACT, (bridge, contact.number, contact.user, contact.node))


def join(db: Writer, bridge: str, user: str, now: float) -> None:
    """Let somebody take part, be it one who had left."""
    note_contact(db, bridge, Contact("", user, ""), now, is_in=True)


def leave(db: Writer, bridge: str, user: str, now: float) -> list[Contact]:
    """Forget somebody's contacts; return those that there were."""
    theirs = [one for one in contacts(db, bridge) if one.user == user]
    known = [Contact(*row) for row in db.execute(_NUMBERS, (bridge,))]
    for contact in known:
        if contact.user == user:
            forget_contact(db, bridge, contact)
    db.execute(_LEAVE, (bridge, user, now))
    return theirs


def begin(db: Writer, bridge: str, number: str, written: Written, now: float) -> bool:
    """Keep whose message is about to be taken; tell whether it is a new one.

    What failed may be written again under the same id.
    """
    who = bridge, written.user
    if written.stanza_id is not None:
        same = (*who, written.stanza_id, now - _SAME, written.node)
        if db.execute(_SAME_STANZA, same).fetchone():
            return False
    db.execute(_FORGET, (now - _KEPT, _FORGOTTEN_AT_ONCE))
    where = written.resource, written.node, written.stanza_id, written.wants_receipt
    db.execute(_BEGIN, (written.message_id, *who, *where, now))
    note_contact(db, bridge, Contact(number, written.user, written.node), now, is_in=False)
    return True


def note_problem(db: Writer, message_id: str, problem: str) -> None:
    """Keep why a message was not taken, until its writer was told."""
    db.execute(_PROBLEM, (problem, message_id))


def give_up(db: Writer, bridge: str, problem: str, since: float) -> None:
    """Keep as refused what was never taken, of what was begun since a moment."""
    db.execute(_GIVE_UP, {"bridge": bridge, "problem": problem, "since": since})


def note_outcomes(db: Writer, outcomes: Mapping[str, str]) -> None:
    """Keep what the writers of messages were told, by the message."""
    told = [(outcome, message_id) for message_id, outcome in outcomes.items()]
    db.executemany(_OUTCOME, told)


def still_open(db: Connection, bridge: str) -> list[str]:
    """Return the messages whose writers were told nothing yet."""
    return [message_id for (message_id,) in db.execute(_OPEN, (bridge,))]


def find(
    db: Connection, bridge: str, message_id: str
) -> tuple[Written, OutboundMessage | None] | None:
    """Return a message whose writer was told nothing yet: as it was written, and as it went out."""
    row = db.execute(_FIND, (message_id, bridge)).fetchone()
    return None if row is None else (_written(row), outbound.find(db, message_id))


def waiting(db: Connection, bridge: str, most: int) -> list[tuple[int, ReceivedMessage | None]]:
    """Return the first of what is to be handed over; None stands for what can't be read."""
    places = [place for (place,) in db.execute(_WAITING, (bridge, most))]
    return [(place, _received(db, place)) for place in places]


def handed_over(db: Writer, bridge: str, places: Collection[int]) -> None:
    """Note that the chat server has taken messages."""
    db.executemany(_HANDED_OVER, [(bridge, place) for place in places])


def _received(db: Connection, place: int) -> ReceivedMessage | None:
    try:
        return inbound.at(db, place)
    except TypeError, ValueError:
        return None  # a damaged row


def _written(row: Row) -> Written:
    message_id, user, resource, node, stanza_id, wants_receipt, problem = row
    return Written(message_id, user, resource, node, stanza_id, bool(wants_receipt), problem)
