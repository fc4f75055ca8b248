"""When the next attempt is due, and when to give up. All times are seconds."""

from math import floor


def next_attempt(
    created_at: float,
    rate: float,
    expires_at: float | None,
    now: float,
    retry_after: float | None = None,
) -> float | None:
    """Return when to try again, or None when that would not be before `expires_at`.

    Attempts stand on a grid: created_at, created_at + rate, created_at + 2 * rate, ...
    The gateway's retry_after moves one later, never earlier.
    """
    turn = floor((now - created_at) / rate) + 1
    if created_at + turn * rate <= now:
        turn += 1  # the division took a moment on the grid for one just before it
    due = created_at + turn * rate
    if retry_after is not None:
        due = max(due, now + retry_after)
    return due if expires_at is None or due < expires_at else None
