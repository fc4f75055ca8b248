"""How much was sent, counted by quarters of an hour: wherever one lives, a day begins with one."""

from collections import Counter
from collections.abc import Iterable
from math import floor
from sqlite3 import Connection

from .message import OutboundMessage

_SLOT = 900.0

_PARTS = "SELECT coalesce(sum(parts), 0) FROM tally WHERE slot >= ?"
_ANSWERS = "SELECT coalesce(sum(answers), 0) FROM tally WHERE slot BETWEEN ? AND ?"
_COUNT = (
    "INSERT INTO tally (slot, parts, answers) VALUES (?, ?, ?) ON CONFLICT (slot) DO UPDATE"
    " SET parts = parts + excluded.parts, answers = answers + excluded.answers"
)
_FORGET = "DELETE FROM tally WHERE slot < ?"


def count(db: Connection, messages: Iterable[OutboundMessage], times: int) -> None:
    """Count the parts of messages so many times more, or fewer, on the day they were taken.

    A message counts when it is taken, once more whenever it may have been sent without an answer,
    and once less where its last turn never came.
    """
    parts, answers = Counter[int](), Counter[int]()
    for message in messages:
        slot = _slot(message.created_at)
        parts[slot] += 0 if message.automatic else times * message.parts
        answers[slot] += times if message.automatic else 0
    db.executemany(_COUNT, [(slot, parts[slot], answers[slot]) for slot in parts])


def purge(db: Connection, before: float) -> None:
    """Forget what was counted before a moment."""
    db.execute(_FORGET, (_slot(before),))


def parts_since(db: Connection, moment: float) -> int:
    """Return how many parts were sent, or may have been, since a moment."""
    return int(db.execute(_PARTS, (_slot(moment),)).fetchone()[0])


def answers_between(db: Connection, begin: float, end: float) -> int:
    """Return how many automatic answers went out between two moments."""
    return int(db.execute(_ANSWERS, (_slot(begin), _slot(end))).fetchone()[0])


def _slot(moment: float) -> int:
    return floor(moment / _SLOT)
