"""An answer that says that a message was taken, and that can't be read any further.

Sent once more, such a message would arrive twice, at each try.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
import re

from .base import Accepted, GatewayError, OutgoingMessage, SendResult
from .charset import as_text
from .transport import Answer

type ReadResults = Callable[[Sequence[OutgoingMessage], Answer], list[SendResult]]


@dataclass(frozen=True, slots=True)
class Signs:
    """What a gateway writes about a message that it took, or that it refused.

    The first group of `message_id` is the id, where all of that is there.
    """

    taken: re.Pattern[str]
    refused: re.Pattern[str]
    message_id: re.Pattern[str] | None = None

    def found_in(self, answer: Answer) -> Accepted | None:
        """Return what an answer says of its one message, if that is that it was taken."""
        written = unescape(as_text(answer.body))
        if not self.taken.search(written) or self.refused.search(written):
            return None
        found = self.message_id.search(written) if self.message_id else None
        return Accepted(found[1] if found else None)


def member(name: str, value: str) -> str:
    """Return a pattern of a member of JSON, be it in single quotes or in JSON within JSON."""
    return rf"\\*[\"']{name}\\*[\"']\s*+:\s*+\\*[\"']?{value}"


NOT_NULL = r"(?!n(?:u(?:ll?)?)?(?:\W|\Z))"
"""What stands before a value that is none, be it cut off."""


def any_of(*patterns: str) -> re.Pattern[str]:
    """Return one pattern for all."""
    return re.compile("|".join(patterns), re.IGNORECASE)


def read_results(
    batch: Sequence[OutgoingMessage], answer: Answer, read: ReadResults, signs: Signs
) -> list[SendResult]:
    """Return what became of each message; one that was taken was, though all else is unreadable.

    Raises GatewayError where one error covers all of them.
    """
    failure: GatewayError | None = None
    try:
        results = read(batch, answer)
    except GatewayError as error:
        results, failure = [error], error
    if len(batch) == 1 and isinstance(results[0], GatewayError) and results[0].uncertain:
        taken = signs.found_in(answer)
        if taken is not None:
            return [taken]
    if failure is not None:
        raise failure
    return results
