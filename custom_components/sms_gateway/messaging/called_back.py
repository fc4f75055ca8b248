"""When callbacks came in, kept so that a restart does not forget it."""

from dataclasses import dataclass
from sqlite3 import Connection

from . import setting

_LAST = "called_back_at"
_BROUGHT_REPLY = "brought_reply"


@dataclass(frozen=True, slots=True)
class CalledBack:
    """When the last callback came, and whether one has ever brought a message from a phone."""

    last: float | None = None
    has_brought_reply: bool = False


def read(db: Connection) -> CalledBack:
    """Return what an earlier run kept."""
    last = setting.read(db, _LAST)
    return CalledBack(
        None if last is None else float(last), setting.read(db, _BROUGHT_REPLY) is not None
    )


def write(db: Connection, called_back: CalledBack) -> None:
    """Keep it."""
    setting.write(db, _LAST, str(called_back.last))
    if called_back.has_brought_reply:
        setting.write(db, _BROUGHT_REPLY, "yes")
