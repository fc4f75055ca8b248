"""The file of a journal: how it is opened, what damage means, and what is set aside."""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
import logging
from pathlib import Path
import sqlite3

from . import events, setting
from .schema import MIGRATIONS
from .writer import Writer

_LOGGER = logging.getLogger(__name__)

# Small pages: an alert touches a dozen of them, and each is written whole. Journals of old keep
# the size that they were made with.
_PAGE_SIZE = 1024
# How many pages the log may hold before they are moved to the file.
_CHECKPOINT_PAGES = 1000
# What the log shrinks to once its pages were moved, in bytes.
_LOG_LIMIT = 4 * 1024 * 1024
_SCHEMA = "schema"
# What time may mend: somebody else's lock, a disk that is full or away.
_PASSING = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
    }
)
# What else is no fault of the file.
_ELSEWHERE = _PASSING | {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOLFS,
    sqlite3.SQLITE_INTERRUPT,
}
# A row that claims to be larger than any can be is as damaged as one that does not add up.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_TOOBIG})
# A file that is shorter than the smallest page is an empty one to SQLite.
_SMALLEST = 512
# The byte of a file that says who may write it, and the highest value that SQLite knows.
_WRITE_VERSION, _WAL = 18, 2

# What a file consists of, by name.
type _Structure = dict[str, object]


class JournalTooNewError(Exception):
    """The file was written by a newer version of this integration."""


class DamagedFileError(sqlite3.DatabaseError):
    """What the file holds can't be read."""


def connect(path: Path, *, in_backup: bool) -> Writer:
    """Open a journal to write, and make or migrate it where needed.

    One that met damage is checked whole. Raises DamagedFileError, JournalTooNewError, OSError and
    sqlite3.Error.
    """
    versions = _versions(MIGRATIONS)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Texts and numbers are nobody else's business on a shared machine.
    path.touch(mode=0o600)
    if path.is_file():
        _check_header(path)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Writer)
    try:
        leave_file(db, is_left=in_backup)
        # Closing a damaged file would delete its log, and with it what may still be read.
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, True)
        db.row_factory = sqlite3.Row
        db.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute(f"PRAGMA journal_size_limit = {_LOG_LIMIT}")
        if mark(path).exists():
            _mend(db)
        _migrate(db, versions)
        if _drop_statistics(db):
            # What this connection has read of them it goes by.
            db.close()
            return connect(path, in_backup=in_backup)
        db.number_events_from(events.last(db))
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, in_backup)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        db.close()
        # The scripts were tried: whatever else is wrong is in the file, a name that is no text too.
        if _primary_code(error) in _ELSEWHERE:
            raise
        raise DamagedFileError(str(type(error))) from error
    except JournalTooNewError:
        db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, in_backup)
        db.close()
        raise
    except BaseException:
        db.close()
        raise
    mark(path).unlink(missing_ok=True)
    return db


def _drop_statistics(db: sqlite3.Connection) -> bool:
    """Drop what somebody's ANALYZE has left; tell whether there was anything.

    Of a table that had a row or none then, the planner would read all for ever.
    """
    (before,) = db.execute("PRAGMA schema_version").fetchone()
    db.execute("DROP TABLE IF EXISTS sqlite_stat1")
    db.execute("DROP TABLE IF EXISTS sqlite_stat4")
    (after,) = db.execute("PRAGMA schema_version").fetchone()
    return bool(before != after)


def connect_reader(path: Path) -> sqlite3.Connection:
    """Open a journal that is there, to read only."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    db.row_factory = sqlite3.Row
    db.text_factory = readable_text
    return db


def readable_text(content: bytes) -> str:
    """Return a text whatever became of its bytes."""
    return content.decode(errors="replace")


def check(db: sqlite3.Connection) -> None:
    """Look whether the file is whole, as far as a quick look can tell; raises DamagedFileError."""
    if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
        raise DamagedFileError("the file is damaged")


def columns() -> list[dict[str, list[str]]]:
    """Return how the columns of each table are called in each version, the empty file first."""
    return [
        {
            table: [column[1] for column in made_of]
            for table, made_of in version.items()
            if isinstance(made_of, list)
        }
        for version in _versions(MIGRATIONS)
    ]


def leave_file(db: sqlite3.Connection, *, is_left: bool) -> None:
    """Say whether what is written stays in the log, also when the file is closed."""
    db.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, is_left)
    db.execute(f"PRAGMA wal_autocheckpoint = {0 if is_left else _CHECKPOINT_PAGES}")


def is_damage(error: BaseException) -> bool:
    """Tell whether an error says that the file can't be trusted."""
    return isinstance(error, DamagedFileError) or _primary_code(error) in _DAMAGE


def is_passing(error: BaseException) -> bool:
    """Tell whether the same may go well in a while."""
    return isinstance(error, sqlite3.OperationalError) and _primary_code(error) in _PASSING


def is_unreadable_text(error: BaseException) -> bool:
    """Tell whether a text in the file is none: SQLite does not look, Python does."""
    return isinstance(error, sqlite3.OperationalError) and _primary_code(error) == 0


def set_aside(path: Path) -> Path:
    """Rename a damaged file and its side files, so that somebody may still read them."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    aside = path.with_name(f"{path.name}.damaged-{stamp}")
    for file in files(path):
        if file.exists():
            file.rename(f"{aside}{file.name.removeprefix(path.name)}")
    mark(path).unlink(missing_ok=True)
    return aside


def successor(path: Path) -> Path:
    """Return where the journal is made that will take a damaged one's place."""
    return path.with_name(f"{path.name}-new")


def replace(path: Path) -> Path:
    """Set a damaged file aside, and put its successor, which is whole, in its place."""
    aside = set_aside(path)
    successor(path).rename(path)
    return aside


def finish(path: Path) -> None:
    """Finish what a power cut may have interrupted while a file was replaced."""
    if not successor(path).exists():
        return
    if path.exists():
        remove(successor(path))  # who knows how much of it was carried over
    else:
        replace(path)


def mark(path: Path) -> Path:
    """Return the file that says, by being there, that a journal has met damage."""
    return path.with_name(f"{path.name}-damage")


def files(path: Path) -> tuple[Path, Path, Path]:
    """Return the files that a journal consists of."""
    return path, Path(f"{path}-wal"), Path(f"{path}-shm")


def size(path: Path) -> int:
    """Return how much the files take on the disk, in bytes."""
    return sum(file.stat().st_size for file in files(path) if file.exists())


def remove(path: Path) -> None:
    """Delete a journal's files; what was set aside stays."""
    for file in (*files(path), *files(successor(path)), mark(path)):
        file.unlink(missing_ok=True)


def _primary_code(error: BaseException) -> int:
    # The low byte is the primary code; the rest tells variants apart.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _mend(db: sqlite3.Connection) -> None:
    """Make the indexes anew from their tables, and look at everything; raises DamagedFileError."""
    _LOGGER.warning("A message journal met damage and is checked")
    db.execute("REINDEX")
    if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise DamagedFileError("the file is damaged")


def _migrate(db: sqlite3.Connection, versions: Sequence[_Structure]) -> None:
    version = _version(db, versions)
    if db.execute("PRAGMA user_version").fetchone()[0] != version:
        db.execute(f"PRAGMA user_version = {version}")
    newest = len(MIGRATIONS)
    if db.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None:
        with closing(sqlite3.connect(":memory:")) as new:
            new.deserialize(_new_journal(MIGRATIONS))
            new.backup(db)
    elif version < newest:
        # All steps at once: none is left in between.
        steps = "".join(MIGRATIONS[version:])
        db.executescript(f"BEGIN; {steps} PRAGMA user_version = {newest}; COMMIT;")


def _version(db: sqlite3.Connection, versions: Sequence[_Structure]) -> int:
    """Return which version of ours a file is of: its tables know better than its header.

    Raises JournalTooNewError and DamagedFileError.
    """
    newest = len(versions) - 1
    (told,) = db.execute("PRAGMA user_version").fetchone()
    noted = _noted_version(db)
    if told > newest and noted is not None and noted > newest:
        raise JournalTooNewError(told)
    ours = set().union(*versions)
    found = {name: made_of for name, made_of in _structure(db).items() if name in ours}
    alike = [version for version, structure in enumerate(versions) if structure == found]
    if not alike or (alike == [0] and told):
        raise DamagedFileError("its tables are not ours")
    return next((version for version in (told, noted) if version in alike), alike[-1])


def _noted_version(db: sqlite3.Connection) -> int | None:
    """Return which version a file says that it is of, where its header can't change it."""
    try:
        noted = setting.read(db, _SCHEMA)
    except sqlite3.OperationalError:
        return None
    return int(noted) if noted is not None and noted.isdecimal() else None


@cache
def _versions(scripts: tuple[str, ...]) -> tuple[_Structure, ...]:
    """Return what each version consists of, the empty file first; this tries the scripts, too."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        made = [_structure(fresh)]
        for script in scripts:
            fresh.executescript(script)
            made.append(_structure(fresh))
    return tuple(made)


@cache
def _new_journal(scripts: tuple[str, ...]) -> bytes:
    """Return the file that a journal begins as: to copy it takes a twentieth of making it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        fresh.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
        fresh.executescript("".join(scripts))
        fresh.execute(f"PRAGMA user_version = {len(scripts)}")
        return fresh.serialize()


def _structure(db: sqlite3.Connection) -> _Structure:
    """Return what a file consists of: the columns of its tables, and how its indexes were made."""
    rows = db.execute("SELECT type, name, sql FROM sqlite_schema").fetchall()
    return {
        name: [tuple(row) for row in db.execute("SELECT * FROM pragma_table_xinfo(?)", (name,))]
        if kind == "table"
        else " ".join((sql or "").split())
        for kind, name, sql in rows
    }


def _check_header(path: Path) -> None:
    """Look for what SQLite takes for a file that is empty, or one that must not be written."""
    with path.open("rb") as file:
        begin = file.read(_SMALLEST)
    if 0 < len(begin) < _SMALLEST:
        raise DamagedFileError("it was cut off")
    if begin.startswith(b"SQLite format 3") and begin[_WRITE_VERSION] > _WAL:
        raise DamagedFileError("it says that it must not be written")
