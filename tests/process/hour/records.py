"""What was told and what was promised, kept in small things: those of the engine are let go."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
import time
from typing import NamedTuple

from custom_components.sms_gateway.gateways.base import DeliveryReport, InboundMessage
from custom_components.sms_gateway.messaging.message import (
    Change,
    EngineEvent,
    MessageReceived,
    MessageState,
    OutboundMessage,
    ReceivedKind,
    StatusChanged,
)
from simulator.faults import Fault


class Step(NamedTuple):
    """A message got into a state; `place` counts all events, in the order of their commits."""

    place: int
    state: MessageState
    previous: MessageState | None


class Heard(NamedTuple):
    """A message from a phone was told; `answers` is ours that it answers, if it does."""

    place: int
    kind: ReceivedKind
    answers: bytes | None


@dataclass(slots=True)
class Records:
    """Everything that the judgement goes by; our messages, and theirs, by their ids."""

    seed: int
    heard: int = 0
    """How many events were committed."""
    told: int = 0
    last: int = 0
    out_of_order: int = 0
    stories: dict[bytes, list[Step]] = field(default_factory=lambda: defaultdict(list))
    numbers: dict[bytes, bytes] = field(default_factory=dict)
    under_way: set[bytes] = field(default_factory=set)
    automatic: set[bytes] = field(default_factory=set)
    taken: set[bytes] = field(default_factory=set)
    """What `submit` has returned."""
    refused: Counter[str] = field(default_factory=Counter)
    replies: dict[bytes, list[Heard]] = field(default_factory=lambda: defaultdict(list))
    consent: dict[bytes, list[tuple[int, bool]]] = field(default_factory=lambda: defaultdict(list))
    """Of each number: from which place on it is blocked, or is not any more."""
    cancelled: list[tuple[bytes, int]] = field(default_factory=list)
    """What was called back, and how many events were committed when that was done."""
    reported: dict[bytes, set[str]] = field(default_factory=lambda: defaultdict(set))
    """What the gateway was told that we know of."""
    struck: Counter[Fault] = field(default_factory=Counter)
    """How often each fault has happened."""
    stored: dict[bytes, float] = field(default_factory=dict)
    """When the gateway could know that we have a message from a phone."""

    def hear(self, changes: Sequence[Change]) -> None:
        """Count what was committed."""
        self.heard += sum(isinstance(one, StatusChanged | MessageReceived) for one in changes)

    def tell(self, event: EngineEvent) -> None:
        """Keep what was told."""
        self.told += 1
        self.out_of_order += event.sequence <= self.last
        self.last = event.sequence + 0
        if isinstance(event, StatusChanged):
            message = event.message
            key = message.message_id.encode()
            self.stories[key].append(Step(self.told, message.state, event.previous))
            self.numbers.setdefault(key, message.number.encode())
            self.under_way.discard(key)
            if message.state is MessageState.SENDING:
                self.under_way.add(key)
            if message.automatic:
                self.automatic.add(key)
        else:
            self._keep_reply(event)

    def submitted(self, message: OutboundMessage) -> None:
        """Keep that a message was taken."""
        self.taken.add(message.message_id.encode())

    def called_back(self, message_id: str) -> None:
        """Keep that a message was cancelled by now."""
        self.cancelled.append((message_id.encode(), self.heard))

    def committed(self, events: Sequence[InboundMessage | DeliveryReport]) -> None:
        """Keep that what a callback brought was on disk before the gateway got its answer."""
        for event in events:
            if isinstance(event, DeliveryReport):
                self.reported[(event.message_id or "").encode()].add(event.state.value)
            else:
                self.stored.setdefault((event.provider_message_id or "").encode(), time.time())

    def _keep_reply(self, event: MessageReceived) -> None:
        received = event.received
        answers = received.in_reply_to and received.in_reply_to.encode()
        key = (received.message.provider_message_id or "").encode()
        self.replies[key].append(Heard(self.told, event.kind, answers or None))
        if event.kind in (ReceivedKind.OPT_OUT, ReceivedKind.OPT_IN):
            is_blocked = event.kind is ReceivedKind.OPT_OUT
            self.consent[received.message.sender.encode()].append((self.told, is_blocked))
