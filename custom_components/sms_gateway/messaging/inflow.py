"""How much is taken from strangers: whoever knows the callback address can make up numbers."""

# How many messages of strangers are taken a minute. A gateway may bring as many as it has kept in
# one callback, which is taken whole; the next ones then have to wait for it.
_A_MINUTE = 120


class TooManyMessagesError(Exception):
    """What strangers wrote was not taken: the gateway has to bring it again, in so many seconds."""

    def __init__(self, retry_after: float) -> None:
        """Keep when there will be room."""
        self.retry_after = retry_after


class Inflow:
    """Counts what strangers write to an account."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._count = 0.0
        self._at = 0.0

    def take(self, count: int, now: float) -> None:
        """Count messages, all or none; raises TooManyMessagesError. `now` is of a steady clock."""
        if not count:
            return
        self._count = max(0.0, self._count - (now - self._at) * _A_MINUTE / 60)
        self._at = now
        if self._count >= _A_MINUTE:
            raise TooManyMessagesError((self._count - _A_MINUTE) * 60 / _A_MINUTE + 1)
        self._count += count
