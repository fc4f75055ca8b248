"""Which part of which message a status report is about (own-sim.md 2.2).

A modem counts its messages from 0 to 255, and some begin anew when they are switched on. So an id
is made of that, of the end of the number, and of the minute.
"""

from collections import deque
from dataclasses import dataclass
import time

from ..base import DeliveryReport, ReportedState
from ..under_way import ending
from .pdu import StatusReport
from .status import reported, undelivered

# How many parts are remembered. What was sent before a restart is found by the minute.
_MOST = 1000
# How far apart an SMSC's clock and ours may be, where only one part can be meant, and where all
# that is known is the SMSC's: in seconds, and in minutes. Some have the wrong zone.
_SAME_DAY = 15 * 3600.0
_SAME_TIME = 10
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Part:
    provider_message_id: str
    to: str
    reference: int
    at: float


class References:
    """The parts that a modem took, of all its sessions."""

    def __init__(self) -> None:
        """Begin with none."""
        self._parts: deque[_Part] = deque(maxlen=_MOST)

    def taken(self, to: str, reference: int) -> str:
        """Remember a part that the modem took under a number of its own; return its id."""
        at = time.time()
        known = {part.provider_message_id for part in self._parts}
        minute = int(at // 60)
        # A modem that does not count gives all of them the same number.
        while (found := _id(to, reference, minute)) in known:
            minute += 1
        self._parts.append(_Part(found, to, reference, at))
        return found

    def report(self, told: StatusReport) -> DeliveryReport | None:
        """Return what a status report says, None where it says nothing yet."""
        state = reported(told.status)
        if state is None:
            return None
        error = undelivered(told.status) if state is ReportedState.UNDELIVERED else None
        if (part := self._part(told)) is not None:
            return DeliveryReport(
                None, part.provider_message_id, state, error, to=part.to, sender=""
            )
        ids = _possible(told)
        first = ids[0] if ids else None
        to = told.to if told.to.startswith("+") else None
        return DeliveryReport(None, first, state, error, to=to, other_ids=tuple(ids[1:]), sender="")

    def _part(self, told: StatusReport) -> _Part | None:
        """Return the part that is meant: the one that was sent at the time that is told."""
        end = ending(told.to)
        found = [
            part
            for part in reversed(self._parts)
            if part.reference == told.reference and ending(part.to) == end
        ]
        found = [part for part in found if part.to == told.to] or found
        if told.sent_at is None:
            return found[0] if found else None
        sent_at = told.sent_at
        near = [part for part in found if abs(part.at - sent_at) <= _SAME_DAY]
        return min(near, key=lambda part: abs(part.at - sent_at), default=None)


def _possible(told: StatusReport) -> list[str]:
    """Return the ids that a part may have which was sent before a restart, the likeliest first."""
    if told.sent_at is None:
        return []
    minute = int(told.sent_at // 60)
    near = sorted(range(-_SAME_TIME, _SAME_TIME + 1), key=abs)
    return [_id(told.to, told.reference, minute + apart) for apart in near]


def _id(number: str, reference: int, minute: int) -> str:
    return f"{minute}-{reference}-{ending(number)[-_DIGITS:]}"
