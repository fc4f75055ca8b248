"""STOP and HELP: what a message says about consent, and who may be written to."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Connection
import string

from ..gateways.base import BlockLift, InboundMessage

_STOP_WORDS = frozenset({"STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"})
_STOP_ALL_WORDS = frozenset({"STOP ALL", "STOPALL", "STOP STOP"})
_START_WORDS = frozenset({"START", "UNSTOP"})
_HELP_WORDS = frozenset({"HELP", "INFO"})
_CLOSING_PUNCTUATION = f"{string.whitespace}.!?,;:…"


class Wish(StrEnum):
    """What a whole message says about consent."""

    STOP = "stop"
    STOP_ALL = "stop_all"
    START = "start"
    HELP = "help"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Block:
    """A number that must not be written to; `since` is in seconds since the epoch."""

    number: str
    scope: str
    since: float


def read_wish(text: str, keyword: str | None = None) -> Wish:
    """Return what a message says: only a whole message counts, never a word in a sentence.

    On a shared short code its keyword may stand before or after (two-way guide, 7.1.2).
    """
    words = _bare(text)
    wish = _wish(words)
    if wish is Wish.NONE and keyword:
        bare = _bare(keyword)
        wish = _wish(words.removeprefix(f"{bare} ").removesuffix(f" {bare}"))
    return wish


def wish_of(message: InboundMessage, keyword: str | None = None) -> Wish:
    """Return what a message says about consent, or what its gateway has taken it for."""
    wish = read_wish(message.text, keyword)
    return Wish.STOP if message.opted_out and wish is not Wish.STOP_ALL else wish


def lifts(text: str, lift: BlockLift, keyword: str | None = None) -> bool:
    """Tell whether a message lifts a block at a gateway that lifts it this way.

    On a shared short code any message has to hold the keyword to be one for us.
    """
    wish = read_wish(text, keyword)
    if lift is BlockLift.START_WORD:
        return wish is Wish.START
    if wish not in (Wish.START, Wish.NONE):
        return False
    return not keyword or f" {_bare(keyword)} " in f" {_bare(text)} "


def _wish(words: str) -> Wish:
    if words in _STOP_WORDS:
        return Wish.STOP
    if words in _STOP_ALL_WORDS:
        return Wish.STOP_ALL
    if words in _START_WORDS:
        return Wish.START
    return Wish.HELP if words in _HELP_WORDS else Wish.NONE


def _bare(text: str) -> str:
    return " ".join(text.rstrip(_CLOSING_PUNCTUATION).upper().split())


def block(db: Connection, number: str, scope: str, since: float) -> None:
    """Keep that a number must not be written to; a second STOP may only widen the scope."""
    db.execute(
        "INSERT INTO block (number, scope, since) VALUES (?, ?, ?) ON CONFLICT (number) DO UPDATE"
        " SET scope = iif(scope = 'all', scope, excluded.scope),"
        " since = max(since, excluded.since)",
        (number, scope, since),
    )


def lift(db: Connection, number: str, said_at: float) -> str | None:
    """Lift a block unless it is younger than the message that lifts it; return its scope."""
    row = db.execute(
        "DELETE FROM block WHERE number = ? AND since <= ? RETURNING scope", (number, said_at)
    ).fetchone()
    return row[0] if row else None


def blocks(db: Connection, numbers: Collection[str]) -> dict[str, Block]:
    """Return which of these numbers are blocked."""
    found = {}
    for number in numbers:
        row = db.execute("SELECT number, scope, since FROM block WHERE number = ?", (number,))
        if (values := row.fetchone()) is not None:
            found[number] = Block(*values)
    return found


def blocked_everywhere(db: Connection) -> list[Block]:
    """Return the blocks that hold for all accounts."""
    rows = db.execute("SELECT number, scope, since FROM block WHERE scope = 'all'")
    return [Block(*row) for row in rows]


def blocked_numbers(db: Connection) -> frozenset[str]:
    """Return every blocked number."""
    return frozenset(number for (number,) in db.execute("SELECT number FROM block"))
