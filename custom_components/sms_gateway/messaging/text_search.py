"""Which messages have some words in them, the newest first.

There is no index of words: it would hold every text once more, and every message would wait until
it is in it. A stretch of the journal is read instead, no longer than anybody minds to wait; whoever
asked goes on from where it ended.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import merge
from sqlite3 import Connection
import unicodedata

from .conversation import BEHIND, END, Line, Position, find

# Messages that are looked at for one answer: a thousand take about two milliseconds.
_STRETCH = 6_000

_SENT = (
    "SELECT created_at, 0, sequence, number, text, message_id FROM outbound"
    " INDEXED BY outbound_created WHERE created_at <= :at"
    " AND (created_at < :at OR sequence < :sent) AND origin IS NULL"
    " ORDER BY created_at DESC, sequence DESC LIMIT :stretch"
)
_RECEIVED = (
    "SELECT received_at, 1, sequence, sender, text, message_id FROM inbound"
    " INDEXED BY inbound_received WHERE received_at <= :at"
    " AND (received_at < :at OR sequence < :received)"
    " ORDER BY received_at DESC, sequence DESC LIMIT :stretch"
)


@dataclass(frozen=True, slots=True)
class Hits:
    """Messages that have the words, and from where to go on, None where nothing is left.

    Each hit is with the number of the other end.
    """

    lines: list[tuple[str, Line]]
    position: Position | None


def look_for(
    db: Connection, words: str, before: Position = END, *, number: str | None = None, limit: int
) -> Hits:
    """Return messages that have some words in them, in whatever case."""
    has_words = _matcher(words)
    hits: list[tuple[str, Line]] = []
    position, looked_at = None, 0
    for at, direction, sequence, other_end, text, message_id in _newest_first(db, before):
        position, looked_at = Position(at, direction, sequence), looked_at + 1
        if number in (None, other_end) and has_words(text):
            line = find(db, message_id)
            if line is not None:
                hits.append((other_end, line))
        if len(hits) == limit or looked_at == _STRETCH:
            return Hits(hits, position)
    return Hits(hits, None)


def _matcher(words: str) -> Callable[[str], bool]:
    wanted = _folded(words)
    return lambda text: wanted in (text.lower() if text.isascii() else _folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _newest_first(
    db: Connection, before: Position
) -> Iterator[tuple[float, int, int, str, str, str]]:
    values = {
        "at": before.at,
        # What came in at the same moment stands behind what went out.
        "sent": before.sequence if before.direction == 0 else BEHIND,
        "received": before.sequence if before.direction == 1 else -1,
        "stretch": _STRETCH,
    }
    yield from merge(
        map(tuple, db.execute(_SENT, values)),
        map(tuple, db.execute(_RECEIVED, values)),
        key=lambda row: row[:3],
        reverse=True,
    )
