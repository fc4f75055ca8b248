"""The messages of the engine and the states they go through."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import override

from ..gateways.base import Channel, GatewayError, InboundMessage


class MessageState(StrEnum):
    """How far an outgoing message has come; only QUEUED after SENDING is a way back."""

    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    REJECTED = "rejected"
    EXPIRED = "expired"
    CANCELLED = "cancelled"

    @property
    def rank(self) -> int:
        """Return how far along this state is; a report only counts when it is further."""
        return min(list(MessageState).index(self), FINAL_RANK)

    @property
    def is_waiting(self) -> bool:
        """Tell whether the gateway does not have the message yet."""
        return self in (MessageState.QUEUED, MessageState.SENDING)

    @property
    def is_taken(self) -> bool:
        """Tell whether the gateway has, or had, the message."""
        return self in (
            MessageState.ACCEPTED,
            MessageState.SENT,
            MessageState.DELIVERED,
            MessageState.UNDELIVERED,
        )

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will happen to the message."""
        return self.rank == FINAL_RANK


FINAL_RANK = 4


class Priority(IntEnum):
    """What goes first; critical messages also pass the hourly limit."""

    NORMAL = 0
    CRITICAL = 1


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be submitted: checked, fitted, not yet on disk. Times are in seconds.

    Where the sender follows, it gives way to the number that the recipient has lately written to.
    An automatic answer goes out also to who has written STOP. An answer that begins with the reply
    code is one to this message. What comes from another account, the origin, has its id from there.
    """

    number: str
    text: str
    parts: int
    retry_rate: float
    stop_after: float | None
    sender: str | None = None
    channel: Channel = Channel.SMS
    priority: Priority = Priority.NORMAL
    tag: str | None = None
    truncated: bool = False
    smart_encoded: bool = False
    sender_follows: bool = False
    automatic: bool = False
    reply_code: str | None = None
    message_id: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """An outgoing message as the journal has it; times are seconds since the epoch.

    `fallback` is the account that it was handed over to, `origin` the one that it came from so.
    """

    message_id: str
    number: str
    text: str
    sender: str | None
    channel: Channel
    tag: str | None
    parts: int
    truncated: bool
    smart_encoded: bool
    retry_rate: float
    created_at: float
    expires_at: float | None
    state: MessageState
    attempts: int
    provider_message_id: str | None
    error_kind: str | None
    error_code: str | None
    error_text: str | None
    cost: float | None = None
    reply_code: str | None = None
    priority: Priority = Priority.NORMAL
    fallback: str | None = None
    origin: str | None = None

    @property
    def error(self) -> str | None:
        """Return what went wrong last, in the gateway's words."""
        return _in_words(self.error_code, self.error_text)

    @override
    def __repr__(self) -> str:
        # A message may end up in a traceback: neither its text nor its number must.
        return f"OutboundMessage({self.message_id}, {self.state})"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand a message over, the state it left it in, and the gateway's words."""

    at: float
    state: MessageState
    error_kind: str | None
    error_code: str | None
    error_text: str | None

    @property
    def error(self) -> str | None:
        """Return what went wrong, in the gateway's words."""
        return _in_words(self.error_code, self.error_text)


# A message that was longer under way is late, in seconds. Gateways hold messages back while an
# account has no funds, and then bring them in a burst (two-way guide, 9).
LATE = 600.0
# What has no id of its gateway's is repeated within this time or not at all, in seconds.
SAME_CONTENT = 60.0


class RefusalKind(StrEnum):
    """Why a draft was not taken."""

    OPTED_OUT = "opted_out"
    OWN_NUMBER = "own_number"
    HOURLY_LIMIT = "hourly_limit"
    DAILY_LIMIT = "daily_limit"
    SENDING_OFF = "sending_off"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A draft that was not taken; `since` is when the number opted out."""

    number: str
    kind: RefusalKind
    since: float | None = None


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """An outgoing message got into another state."""

    sequence: int
    message: OutboundMessage
    previous: MessageState | None


class ReceivedKind(StrEnum):
    """What an inbound message does."""

    MESSAGE = "message_received"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help_requested"


@dataclass(frozen=True, slots=True)
class ReceivedMessage:
    """An inbound message as the journal has it.

    `parts` is the number of those it was sent in; it is not complete where some never came.
    `origin` is the account that the message it answers was taken over from.
    """

    message_id: str
    message: InboundMessage
    received_at: float
    in_reply_to: str | None
    tag: str | None
    parts: int = 1
    complete: bool = True
    origin: str | None = None

    def is_late(self, now: float) -> bool:
        """Tell whether it was long under way until now: a command in it may be out of date."""
        sent_at = self.message.sent_at
        return now - (self.received_at if sent_at is None else sent_at) > LATE


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """An inbound message, or what it did to consent, is to be told."""

    sequence: int
    kind: ReceivedKind
    received: ReceivedMessage
    scope: str | None = None


type EngineEvent = StatusChanged | MessageReceived


def _in_words(code: str | None, text: str | None) -> str | None:
    return f"{text} ({code})" if text is not None and code else text


def error_fields(error: GatewayError | None) -> tuple[str | None, str | None, str | None]:
    """Return an error as the journal keeps it: kind, code, text."""
    return (error.kind.value, error.code, error.text) if error else (None, None, None)
