"""Times in PDUs: when something happened, and how long a message is kept (own-sim.md 2.3, 2.4)."""

from bisect import bisect_right
from datetime import datetime, timedelta, timezone

_MINUTE, _HOUR, _DAY, _WEEK = 60, 3600, 86_400, 604_800
# What each value of a relative validity period stands for, in seconds; it grows with the value.
_LASTS = (
    *(5 * _MINUTE * (value + 1) for value in range(144)),
    *(12 * _HOUR + 30 * _MINUTE * (value - 143) for value in range(144, 168)),
    *(_DAY * (value - 166) for value in range(168, 197)),
    *(_WEEK * (value - 192) for value in range(197, 256)),
)
_MINUS = 0x08
# Two digits of a year say no century.
_FIRST_YEAR = 90


def validity(lasts: float) -> int:
    """Return for how long the SMSC keeps a message: never longer than it is worth, in seconds.

    The shortest there is are five minutes.
    """
    return max(0, bisect_right(_LASTS, lasts) - 1)


def stamp(octets: bytes) -> float | None:
    """Read a time with its zone, as seconds since the epoch; None where it is none."""
    zone = octets[6]
    try:
        year, month, day, hour, minute, second, quarters = map(
            _digits, (*octets[:6], zone & ~_MINUS)
        )
        offset = timedelta(minutes=15 * quarters)
        where = timezone(-offset if zone & _MINUS else offset)
        year += 1900 if year >= _FIRST_YEAR else 2000
        return datetime(year, month, day, hour, minute, second, tzinfo=where).timestamp()
    except ValueError:
        return None


def _digits(octet: int) -> int:
    """Return two digits whose halves are swapped; raises ValueError where they are none."""
    return int(f"{octet & 0xF:x}{octet >> 4:x}")
