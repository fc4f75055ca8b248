"""The wall clock, and when somebody sets it."""

import time

# What a clock is corrected by while it runs is no step, in seconds.
_STEP = 1.0


class Clock:
    """Notices that the wall clock was set: it moves against one that nobody can set.

    A board without a clock of its own starts with a wrong time, and gets the right one in the
    moment in which the internet is back.
    """

    def __init__(self) -> None:
        """Begin from the time as it is."""
        self._ahead = self._difference()

    def step(self) -> float:
        """Return by how many seconds the wall clock was set and this was not followed yet."""
        difference = self._difference()
        step = difference - self._ahead
        if abs(step) < _STEP:
            self._ahead = difference
            return 0.0
        return step

    def follow(self, step: float) -> None:
        """Take a step for followed."""
        self._ahead += step

    @staticmethod
    def _difference() -> float:
        return time.time() - time.monotonic()
