"""A conversation of 10,000 messages, written straight into a journal that nobody has open."""

from collections.abc import Iterator
from contextlib import closing
import math
from pathlib import Path
from sqlite3 import Connection, connect
import time
from uuid import uuid4

BEN = "+447700900002"
COUNT = 10_000
FIRST = "This is the first of all."
_DAYS = 29  # after 30 days an account forgets
_HOURS = 24 * _DAYS
_SAID = (
    "The freezer is at -7 °C.",
    "The front door has been open for ten minutes.",
    "Rain is coming, and the roof window is open.",
    "The washing machine is done.",
    "The water meter has counted 40 litres within an hour.",
)
_ANSWERED = ("On my way", "I have seen to it", "Thanks!", "Leave it open, please", "OK")

_CHANGES = (
    "cost = 0.04",
    "delivered_at = created_at + 2 + sequence * sequence % 70",
    "state = iif(error_kind IS NULL, 'delivered', 'undelivered')",
)


def write(journal: Path) -> None:
    """Write the conversation, half of it out and half of it in."""
    with closing(connect(journal, isolation_level=None)) as db:
        db.execute("BEGIN")
        needed = _needed(db, "outbound")
        for number, at in enumerate(_moments(COUNT // 2)):
            _insert(db, "outbound", {**needed, **_outgoing(number, at)})
        for number, at in enumerate(_moments(COUNT // 2)):
            _insert(db, "inbound", _incoming(number, at + 40))
        # The figures are kept as messages change.
        for change in _CHANGES:
            db.execute(f"UPDATE outbound SET {change} WHERE number = ?", (BEN,))  # noqa: S608 - our own
        db.execute("COMMIT")


def _outgoing(number: int, at: float) -> dict[str, object]:
    is_lost = number % 37 == 1
    return {
        "message_id": uuid4().hex,
        "number": BEN,
        "text": f"{_SAID[number % len(_SAID)]} ({number})" if number else FIRST,
        "channel": "sms",
        "parts": 1,
        "retry_rate": 60.0,
        "created_at": at,
        "state": "accepted",
        "attempts": 1,
        "accepted_at": at + 1,
        "provider_message_id": uuid4().hex,
        "error_kind": "recipient" if is_lost else None,
        "error_text": "not a valid address" if is_lost else None,
    }


def _incoming(number: int, at: float) -> dict[str, object]:
    return {
        "message_id": uuid4().hex,
        "provider_message_id": uuid4().hex,
        "sender": BEN,
        "recipient": "+447700900099",
        "channel": "sms",
        "text": f"{_ANSWERED[number % len(_ANSWERED)]} ({number})",
        "said_at": at,
        "received_at": at + 1,
        "parts": 1,
        "complete": 1,
    }


def _moments(count: int) -> Iterator[float]:
    """Yield moments of the last days in order, on some days more than on others."""
    began = time.time() - _HOURS * 3600.0
    weights = [1.0 + 0.8 * math.sin(hour / 24.0 * 1.7) for hour in range(_HOURS)]
    number, due = 0, 0.0
    for hour, weight in enumerate(weights):
        due += count * weight / sum(weights)
        within = max(0, math.floor(due) - number) if hour < _HOURS - 1 else count - number
        for place in range(within):
            yield began + 3600.0 * (hour + place / within)
        number += within


def _needed(db: Connection, table: str) -> dict[str, object]:
    """Return what has to stand in a row, as nothing."""
    columns = db.execute(f"PRAGMA table_info({table})").fetchall()
    return {
        name: "" if kind == "TEXT" else 0
        for _, name, kind, needed, default, in_key in columns
        if needed and default is None and not in_key
    }


def _insert(db: Connection, table: str, row: dict[str, object]) -> None:
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", row)  # noqa: S608 - our own
