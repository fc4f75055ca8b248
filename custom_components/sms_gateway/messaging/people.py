"""The people of an account: what waits for a number that has left them is called back."""

from collections.abc import Collection
import json
from sqlite3 import Connection

from ..gateways.base import ErrorKind, GatewayError
from ..gateways.reasons import Reason
from . import setting, waiting
from .writer import Writer

_PEOPLE = "people"
LEFT = GatewayError(ErrorKind.RECIPIENT, Reason.RECIPIENT_LEFT)


def keep_to(db: Writer, numbers: Collection[str]) -> list[str]:
    """Note who the people are, and call back what waits for who was one and is none any more.

    Returns the ids of messages that wait at another account.
    """
    before = _noted(db)
    now = set(numbers)
    elsewhere: list[str] = []
    for number in sorted(before - now):
        elsewhere += waiting.cancel_to(db, number, LEFT)
    if before != now:
        setting.write(db, _PEOPLE, json.dumps(sorted(now)))
    return elsewhere


def _noted(db: Connection) -> set[str]:
    """Return who the people were; a damaged note is none."""
    try:
        noted = json.loads(setting.read(db, _PEOPLE) or "[]")
    except ValueError:
        return set()
    return {one for one in noted if isinstance(one, str)} if isinstance(noted, list) else set()
