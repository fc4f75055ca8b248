"""Single values that an account keeps between its runs."""

from sqlite3 import Connection


def read(db: Connection, name: str) -> str | None:
    """Return a value, None where there is none yet."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def write(db: Connection, name: str, value: str) -> None:
    """Keep a value in place of the one before."""
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))
