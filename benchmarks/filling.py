"""A journal as it is after years: old messages, written straight into the file."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
import random
from sqlite3 import Connection, connect
import time

ANNA = "+15550100001"
"""Who is written to and answers in the figures; one message in a hundred was hers before."""
HOME = "+15550100099"

_DAYS = 29 * 86400.0  # after 30 days an account forgets
_SLOT = 900
_PEOPLE = 20_000
_STATES = ["delivered"] * 96 + ["undelivered"] * 2 + ["rejected", "expired"]
_ABOUT = "alarm battery boiler camera door fence freezer garage gate heating light pump smoke water"
_WORDS = [*_ABOUT.split(), *("is", "low", "open", "cold", "armed", "closed", "since", "tonight")]

type Row = Mapping[str, object]


def fill(path: Path, outbound: int, inbound: int) -> None:
    """Write so many old messages each way into a journal that was made and is closed now."""
    chance = random.Random(outbound + inbound)  # noqa: S311 - the same messages in each run
    with closing(connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA cache_size = -400000")
        db.execute("BEGIN")
        _insert(db, "outbound", _outgoing(chance, outbound))
        _insert(db, "attempt", _failed_attempts(db))
        _insert(db, "inbound", _incoming(chance, inbound))
        if _columns(db, "tally"):
            _count(db)
        if _columns(db, "own_number"):
            own = {"number": HOME, "at": time.time()}
            _insert(db, "own_number", iter([own]))
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = WAL")


def _outgoing(chance: random.Random, count: int) -> Iterator[Row]:
    for at in _moments(count):
        state = chance.choice(_STATES)
        taken = state in ("delivered", "undelivered")
        yield {
            "message_id": _time_ordered_id(chance, at),
            "number": _number(chance),
            "text": _text(chance),
            "sender": HOME,
            "channel": "sms",
            "priority": 0,
            "tag": chance.choice(_WORDS) if chance.randrange(10) == 0 else None,
            "parts": 1,
            "retry_rate": 60.0,
            "created_at": at,
            "expires_at": at + 300,
            "state": state,
            "attempts": 2 if state == "expired" or chance.randrange(20) == 0 else 1,
            "accepted_at": at + 1 if taken else None,
            "provider_message_id": f"{chance.getrandbits(128):032x}" if taken else None,
            "cost": 0.08 if taken else None,
            "error_kind": None if state == "delivered" else "recipient",
            "error_code": None if state == "delivered" else "25",
            "error_text": None if state == "delivered" else "not a valid address",
        }


def _failed_attempts(db: Connection) -> Iterator[Row]:
    tried_again = "SELECT message_id, created_at FROM outbound WHERE attempts > 1"
    for message_id, at in db.execute(tried_again).fetchall():
        yield {
            "message_id": message_id,
            "at": at,
            "state": "queued",
            "error_kind": "network",
            "error_text": "the gateway could not be reached",
            "number": 1,
        }


def _incoming(chance: random.Random, count: int) -> Iterator[Row]:
    for at in _moments(count):
        yield {
            "message_id": _time_ordered_id(chance, at),
            "provider_message_id": f"{chance.getrandbits(128):032x}",
            "sender": _number(chance),
            "recipient": HOME,
            "channel": "sms",
            "text": _text(chance),
            "sent_at": at - 2,
            "said_at": at - 2,
            "received_at": at,
            "parts": 1,
            "complete": 1,
        }


def _count(db: Connection) -> None:
    """Count what was sent in each quarter of an hour, as the engine does."""
    counted = db.execute(
        "SELECT CAST(created_at / ? AS INTEGER), sum(parts) FROM outbound GROUP BY 1", (_SLOT,)
    ).fetchall()
    db.execute("DELETE FROM tally")
    _insert(db, "tally", ({"slot": slot, "parts": parts} for slot, parts in counted))


def _insert(db: Connection, table: str, rows: Iterator[Row]) -> None:
    """Write rows into whatever columns the table has; what must not be empty is 0 or ''."""
    columns = _columns(db, table)
    places = ", ".join(f":{name}" for name in columns)
    statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608
    db.executemany(statement, ({**columns, **_only(columns, row)} for row in rows))


def _columns(db: Connection, table: str) -> dict[str, object]:
    """Return the columns of a table, each with what stands in it where nothing is known."""
    found = db.execute(f"PRAGMA table_info({table})").fetchall()
    return {
        name: _default(kind, default) if needed else None
        for _, name, kind, needed, default, in_key in found
        if name != "sequence" or not in_key
    }


def _default(kind: str, default: str | None) -> object:
    if default is not None:
        return int(default) if default.isdecimal() else default.strip("'")
    return "" if kind in ("TEXT", "BLOB") else 0


def _only(columns: Mapping[str, object], row: Row) -> Row:
    return {name: value for name, value in row.items() if name in columns}


def _moments(count: int) -> Iterator[float]:
    """Yield moments of the last days, in order."""
    began = time.time() - _DAYS
    return (began + _DAYS * number / count for number in range(count))


def _number(chance: random.Random) -> str:
    return ANNA if chance.randrange(100) == 0 else f"+1555{3_000_000 + chance.randrange(_PEOPLE)}"


def _text(chance: random.Random) -> str:
    return " ".join(chance.choices(_WORDS, k=chance.randint(3, 16))).capitalize()


def _time_ordered_id(chance: random.Random, at: float) -> str:
    """Return a UUID of version 7 as it was made at a moment."""
    tail = chance.getrandbits(74)
    return (
        f"{int(at * 1000):012x}7{tail >> 62:03x}{0x8 | tail >> 60 & 0x3:x}{tail % (1 << 60):015x}"
    )
