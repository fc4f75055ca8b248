"""What gateways can be asked for that others bring by themselves."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from .base import DeliveryReport, InboundMessage


class ReplyReader(ABC):
    """A gateway that can also be asked for what came in.

    `asked_every` is how often that is done as long as nobody has set it, in seconds; None where it
    need not be once it has brought a reply by itself. `late` is how long after it was sent a
    message may be there at last, in seconds, where that is longer than it takes anywhere.
    """

    asked_every: float | None = None
    late: float | None = None

    @abstractmethod
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        """Return what came in from a moment on, oldest first, with the ids that a callback gives.

        `since` is in seconds since the epoch. Raises GatewayError.
        """

    async def stored(  # noqa: B027 - most keep nothing for us
        self, messages: Sequence[InboundMessage]
    ) -> None:
        """Learn that what was returned last is on disk, and need not be kept; raises GatewayError.

        What came before anybody asked for it, or is too old, is not among it.
        """


class StateReader(ABC):
    """A gateway that can also be asked what became of messages, where it may not report it."""

    @abstractmethod
    async def states(self, provider_message_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        """Return how far messages have come, without those that it does not know.

        Raises GatewayError.
        """
