"""When a message was sent, as far as what the gateway says of it can be meant."""

from collections.abc import Sequence
from dataclasses import replace
import time

from ..gateways.base import InboundMessage

# The beginning of 2010, in seconds since the epoch. Nothing of before is still on its way: seconds
# that stand for milliseconds are in January 1970, clocks that were never set in 1970, 1980 or 2000.
_NOT_BEFORE = 1_262_304_000.0
# A local time that is taken for UTC is up to 14 hours ahead; in seconds.
_FURTHEST_AHEAD = 24 * 3600.0


def believable(messages: Sequence[InboundMessage]) -> list[InboundMessage]:
    """Return messages without the times at which they can't have been sent.

    A command would be dropped as late for it, and so would the answer to a question.
    """
    latest = time.time() + _FURTHEST_AHEAD
    return [
        one
        if one.sent_at is None or _NOT_BEFORE <= one.sent_at <= latest
        else replace(one, sent_at=None)
        for one in messages
    ]
