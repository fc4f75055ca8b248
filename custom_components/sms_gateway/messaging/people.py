"""The people of an account: what waits for a number that has left them is called back."""

from collections.abc import Mapping
import json
from sqlite3 import Connection

from ..gateways.base import ErrorKind, GatewayError
from ..gateways.reasons import Reason
from . import setting, waiting
from .writer import Writer

_PEOPLE = "people"
LEFT = GatewayError(ErrorKind.RECIPIENT, Reason.RECIPIENT_LEFT)


def keep_to(db: Writer, numbers: Mapping[str, str]) -> list[str]:
    """Note who has which number, and call back what waits for a number that somebody has left.

    `numbers` are those of today, by what a person stays known by. Two who have exchanged their
    numbers have both left one. Returns the ids of messages that wait at another account.
    """
    before = _noted(db)
    elsewhere: list[str] = []
    for number in sorted({was for who, was in before.items() if numbers.get(who) != was}):
        elsewhere += waiting.cancel_to(db, number, LEFT)
    if before != numbers:
        setting.write(db, _PEOPLE, json.dumps(dict(numbers)))
    return elsewhere


def _noted(db: Connection) -> dict[str, str]:
    """Return who had which number; a damaged note is none."""
    try:
        noted = json.loads(setting.read(db, _PEOPLE) or "{}")
    except ValueError:
        return {}
    found = noted.items() if isinstance(noted, dict) else ()
    return {who: number for who, number in found if isinstance(number, str)}
