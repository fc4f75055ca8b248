"""What a damaged journal still gives: who wrote STOP, what was set, what waits and what is untold.

Row by row: what can't be read is left out by itself, and named.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
import sqlite3

from . import journal_file
from .events import STATUS

# How often to look for the edge of what can't be read: damage has an end, patience too.
_MOST_LOOKS = 50_000

# What is carried over as it is.
_BRIDGES = ("bridge", "bridge_contact", "bridge_message")
_SMALL = ("block", "setting", "lifted", "own_number", "tally", "consent_note", *_BRIDGES)
_QUEUE, _PART, _EVENT, _FIGURE = "queue", "part", "event", "figure"
_FOR_CHAT = "bridge_waiting"
_EVERYTHING = (*_SMALL, _QUEUE, _PART, _EVENT, _FOR_CHAT, _FIGURE)
# What the first version did not say of a message that came in.
_INBOUND = {"channel": "sms", "parts": 1, "complete": 1}

# The table itself may not know where it ends; its index, or the queue, does.
_LAST = (
    "SELECT max(rowid) FROM outbound NOT INDEXED",
    "SELECT max(rowid) FROM outbound INDEXED BY outbound_created",
    "SELECT max(rowid) FROM queue NOT INDEXED",
)
_WAITING = "WHERE sequence BETWEEN ? AND ? AND state IN ('queued', 'sending')"
_DROP_UNKNOWN = (
    "DELETE FROM queue WHERE stage NOT IN ('ready', 'later', 'sending', 'away')"
    " OR sequence NOT IN (SELECT sequence FROM outbound)"
)
# Whether what may have been sent goes out once more is for the account to say: it does so for what
# was under way.
_INTERRUPT = (
    "UPDATE outbound SET state = 'sending' WHERE state = 'queued' AND uncertain"
    " AND fallback IS NULL AND sequence NOT IN (SELECT sequence FROM queue)"
)
_ENQUEUE = """
    INSERT OR IGNORE INTO queue (sequence, stage, priority, number, tag, expires_at)
    SELECT sequence,
        CASE WHEN fallback IS NOT NULL THEN 'away' WHEN state = 'sending' THEN 'sending'
            ELSE 'ready' END,
        priority,
        iif(automatic OR (state = 'sending' AND fallback IS NULL), NULL, number),
        tag,
        CASE WHEN fallback IS NOT NULL THEN expires_at + 60
            WHEN state = 'queued' THEN expires_at END
    FROM outbound WHERE state IN ('queued', 'sending')
"""

type _Found = tuple[list[sqlite3.Row], bool]


def begin_anew(path: Path) -> tuple[Path, list[str]]:
    """Put a new journal in the place of a damaged one, with what that still gives.

    Returns where the damaged one is now, and what of it could not be read. It is set aside only
    once everything is in the new one: until then a power cut changes nothing.
    """
    fresh = journal_file.successor(path)
    with closing(journal_file.connect(fresh, in_backup=False)) as new:
        new.execute("BEGIN")
        lost = carry_over(path, new)
        new.execute("COMMIT")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return journal_file.replace(path), lost


def carry_over(old: Path, new: sqlite3.Connection) -> list[str]:
    """Copy into a new journal what an old one still has; return what could not be read."""
    try:
        db = journal_file.connect_reader(old)
    except sqlite3.Error:
        return list(_EVERYTHING)
    with closing(db):
        damaged = _Damaged(db)
        is_whole = {table: _copy_table(damaged, new, table) for table in _SMALL}
        is_whole[_QUEUE] = _copy_waiting(damaged, new)
        is_whole[_PART] = _copy_table(damaged, new, _PART, "WHERE NOT joined")
        is_whole[_EVENT] = _copy_untold(damaged, new)
        is_whole[_FOR_CHAT] = _copy_for_chat(damaged, new)
        # What was just written has been counted there already.
        new.execute("DELETE FROM figure")
        is_whole[_FIGURE] = _copy_table(damaged, new, _FIGURE)
    return [table for table in _EVERYTHING if not is_whole[table]]


class _Damaged:
    """A damaged file, as far as it can be read. Its tables are known by name, columns by place."""

    def __init__(self, db: sqlite3.Connection) -> None:
        """Read over a connection of one's own."""
        self._db = db
        # A damaged line of the schema must not hide the other tables.
        self.read("PRAGMA writable_schema = ON")
        # The newest one has all tables; where nothing can be read, all of them are lost.
        self.tables = max(reversed(journal_file.columns()[1:]), key=self._likeness)

    def _likeness(self, tables: Mapping[str, Sequence[str]]) -> int:
        """Return of how many tables of a version the file has as many columns, as far as is known.

        One of another width than ours can't be read: then that is no version to go by.
        """
        counted = {
            table: found[0][0]
            for table in tables
            if (found := self.read("SELECT count(*) FROM pragma_table_info(?)", (table,))[0])
        }
        if counted.get("outbound") != len(tables["outbound"]):
            return 0
        return sum(counted.get(table) == len(names) for table, names in tables.items())

    def read(self, statement: str, values: Sequence[object] = ()) -> _Found:
        """Return the rows up to the first one that can't be read, and whether those are all."""
        rows: list[sqlite3.Row] = []
        try:
            rows.extend(self._db.execute(statement, values))
        except sqlite3.Error, UnicodeDecodeError:
            return rows, False
        return rows, True

    def select(
        self, table: str, clause: str, values: Sequence[object] = (), *, by: str = "NOT INDEXED"
    ) -> _Found:
        """Return rows of a table."""
        names = ", ".join(self.tables[table])
        return self.read(
            f"WITH named ({names}) AS (SELECT * FROM {table} {by}) SELECT * FROM named {clause}",
            values,
        )

    def select_all(self, table: str, where: str = "") -> _Found:
        """Return the rows of a table, read from both ends towards the damage."""
        if table not in self.tables:
            return [], True
        rows, is_whole = self.select(table, f"{where} ORDER BY 1")
        if not is_whole:
            rows += self.select(table, f"{where} ORDER BY 1 DESC")[0]
        return rows, is_whole


def _write(new: sqlite3.Connection, table: str, row: Mapping[str, object]) -> bool:
    """Write what a row has in common with a table, if it is not there; tell whether it is."""
    wanted = {column["name"] for column in new.execute(f"PRAGMA table_info({table})")}
    values = {name: value for name, value in row.items() if name in wanted}
    try:
        new.execute(
            f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"
            " ON CONFLICT DO NOTHING",
            tuple(values.values()),
        )
    except sqlite3.IntegrityError:
        return False  # a column that must not be empty is
    return True


def _copy_table(damaged: _Damaged, new: sqlite3.Connection, table: str, where: str = "") -> bool:
    """Copy a small table; tell whether all of it could be read."""
    rows, is_whole = damaged.select_all(table, where)
    written = [_write(new, table, dict(row)) for row in rows]
    # A number with a character that is none stands for one that nobody knows any more.
    return is_whole and all(written) and not any("\ufffd" in str(row[0]) for row in rows)


def _copy_waiting(damaged: _Damaged, new: sqlite3.Connection) -> bool:
    """Copy the messages that wait, with what the queue says of them, if it can be read."""
    is_whole, places = True, set[int]()
    for rows, is_readable in _waiting(damaged):
        written = [_write(new, "outbound", dict(row)) for row in rows]
        is_whole &= is_readable and all(written)
        places |= {row["sequence"] for row in rows}
    queued, is_readable = damaged.select_all(_QUEUE)
    for row in queued:
        _write(new, _QUEUE, dict(row))
    missing = {row["sequence"] for row in queued if row["stage"] != "away"} - places
    new.execute(_DROP_UNKNOWN)
    new.execute(_INTERRUPT)
    new.execute(_ENQUEUE)
    return is_whole and is_readable and not missing


def _waiting(damaged: _Damaged) -> Iterator[_Found]:
    """Yield the rows of messages that wait, the newest places first.

    Where a stretch can't be read it is halved, until all that is left out are the rows that are
    damaged themselves.
    """
    ends = [row[0] for statement in _LAST for row in damaged.read(statement)[0]]
    last = max((end for end in ends if end is not None), default=0)
    # Where nobody knows the end this tells whether there is anything.
    stretches, looks = [(1, last)], 0
    while stretches and looks < _MOST_LOOKS:
        first, last = stretches.pop()
        rows, is_readable = damaged.select("outbound", _WAITING, (first, last))
        if not is_readable:
            looks += 1
            if first < last:
                middle = (first + last) // 2
                stretches += [(first, middle), (middle + 1, last)]
                continue
        yield rows, is_readable
    if stretches:
        yield [], False


def _copy_for_chat(damaged: _Damaged, new: sqlite3.Connection) -> bool:
    """Copy what is still to be handed over to a chat server, each with its message."""
    rows, is_whole = damaged.select_all(_FOR_CHAT)
    for row in rows:
        message = _find(damaged, "inbound", "sequence", row["message"])
        is_whole &= message is not None and _write(new, "inbound", message)
    # What was just written looks as if it had just come.
    new.execute("DELETE FROM bridge_waiting")
    written = [_write(new, _FOR_CHAT, dict(row)) for row in rows]
    return is_whole and all(written)


def _find(damaged: _Damaged, table: str, by: str, value: object) -> dict[str, object] | None:
    """Return the row of a message, whether or not its index can be read."""
    where = f"WHERE {by} = ?", (value,)
    found = damaged.select(table, *where, by="")[0] or damaged.select(table, *where)[0]
    return dict(found[0]) if found else None


def _copy_untold(damaged: _Damaged, new: sqlite3.Connection) -> bool:
    """Copy what was not told yet, each event with its message."""
    rows, is_whole = damaged.select_all(_EVENT)
    for row in rows:
        event = dict(row)
        table = "outbound" if event["kind"] == STATUS else "inbound"
        # Versions of old name the message by its id.
        by = "sequence" if "message" in event else "message_id"
        message = _find(damaged, table, by, row[2])
        if message is None:
            is_whole = False
            continue
        event["message"] = message["sequence"]
        said = {"said_at": message.get("received_at")}
        is_whole &= _write(new, table, _INBOUND | said | message) and _write(new, _EVENT, event)
    return is_whole
