"""What everything has in common that carries messages, over HTTP or not."""

from abc import ABC, abstractmethod
from typing import ClassVar

from .faults import Fault, Faults
from .network import Network, Reply
from .parts import Part


class Carrier(ABC):
    """One gateway as its users know it."""

    name: ClassVar[str]
    refusals: ClassVar[frozenset[str]]
    """What its refusals can be told apart by: auth, address, funds, recipient, sender, content,
    opted_out, rate."""
    takes_names: ClassVar[bool] = True
    """Whether the sender of a message may be a name."""
    has_one_number: ClassVar[bool] = False
    """Whether all messages come from its own number, whatever they name."""
    forwards_replies: ClassVar[bool] = True
    """Whether what is typed on a phone comes back."""
    brings_replies: ClassVar[bool] = True
    """Whether what comes back does so by itself, once somebody has asked for that if need be."""
    answers_by_status_alone: ClassVar[bool] = False
    """Whether there is nothing in its answers to tell them from those of something before it."""
    longest_text: ClassVar[int] = 10_000
    """How many characters a message may have."""
    most_parts: ClassVar[int] = 255
    """In how many parts a message may go out."""
    reports_our_id: ClassVar[bool] = False
    """Whether its delivery reports bring the customer's own id of a message."""
    reports_cost: ClassVar[bool] = False
    """Whether they tell what a message cost."""
    any_message_lifts_stop: ClassVar[bool] = False
    """Whether a STOP is lifted by whatever is written next; elsewhere it takes START or UNSTOP."""

    def __init__(self, network: Network, faults: Faults) -> None:
        """Carry messages over this network."""
        self._network = network
        self._faults = faults.seen_by(self.name)

    @abstractmethod
    async def forward(self, reply: Reply) -> None:
        """Bring the customer what was typed on a phone; return when each part was tried once."""

    def _in_order(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return the parts of a long reply in the order in which they are forwarded."""
        if len(parts) > 1 and self._faults.take(Fault.CALLBACKS_OUT_OF_ORDER):
            return parts[::-1]
        return parts
