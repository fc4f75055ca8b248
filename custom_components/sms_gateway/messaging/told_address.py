"""The callback address that the gateway was told, as far as is known here: a hash of it."""

from enum import Enum, auto
from hashlib import sha256
from sqlite3 import Connection

from . import setting

_NAME = "told_address"


class Told(Enum):
    """What the gateway was told, seen from the address that there is now."""

    NONE = auto()
    THIS = auto()
    ANOTHER = auto()


def what_is_told(db: Connection, address: str | None) -> Told:
    """Return what the gateway was told.

    The first address is: it was shown when the account was added, even if there was none.
    """
    told = setting.read(db, _NAME)
    if told is None:
        note(db, address)
        told = _hash(address)
    if not told:
        return Told.NONE
    return Told.THIS if told == _hash(address) else Told.ANOTHER


def note(db: Connection, address: str | None) -> None:
    """Keep that the gateway was told an address."""
    setting.write(db, _NAME, _hash(address))


def _hash(address: str | None) -> str:
    # Who knows the address can make replies up.
    return sha256(address.encode()).hexdigest() if address else ""
