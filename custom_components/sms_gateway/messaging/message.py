"""The messages of the engine and the states they go through."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import override

from ..gateways.base import Channel, ErrorKind, GatewayError, InboundMessage


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
    `sent_by` is the user who wrote it by hand, `resend_of` the message that it sends anew.
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
    sent_by: str | None = None
    resend_of: str | None = None


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """An outgoing message as the journal has it; times are seconds since the epoch.

    `sequence` is its place in the journal. `fallback` is the account that it was handed over to,
    `origin` the one that it came from so. It is `uncertain` if it may have been sent although no
    answer came.
    """

    sequence: int
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
    automatic: bool = False
    uncertain: bool = False
    sent_by: str | None = None
    resend_of: str | None = None

    def values(self) -> tuple[object, ...]:
        """Return the values of all fields, in their order."""
        values: tuple[object, ...] = _VALUES(self)
        return values

    def moved(
        self, state: MessageState, error: GatewayError | None = None, *, attempts: int | None = None
    ) -> OutboundMessage:
        """Return the message in another state, with what went wrong, if it did."""
        # By place, because every message comes through here at each step of its way, and replace()
        # takes three times as long.
        values = list(_VALUES(self))
        values[_STATE] = state
        values[_ERROR : _ERROR + 3] = error_fields(error)
        if attempts is not None:
            values[_ATTEMPTS] = attempts
        return OutboundMessage(*values)

    def accepted(self, provider_message_id: str | None) -> OutboundMessage:
        """Return the message as the gateway has taken it, under an id of its own."""
        values = list(_VALUES(self))
        values[_STATE] = MessageState.ACCEPTED
        values[_ERROR : _ERROR + 3] = (None, None, None)
        values[_PROVIDER_ID] = provider_message_id or self.provider_message_id
        return OutboundMessage(*values)

    @property
    def error(self) -> str | None:
        """Return what went wrong last, in the gateway's words."""
        return _in_words(self.error_code, self.error_text)

    @property
    def last_error(self) -> GatewayError | None:
        """Return what the last attempt met, as it was kept."""
        return kept_error(self.error_kind, self.error_code, self.error_text)

    @override
    def __repr__(self) -> str:
        # A message may end up in a traceback: neither its text nor its number must.
        return f"OutboundMessage({self.message_id}, {self.state})"


FIELDS = tuple(field.name for field in fields(OutboundMessage))
_VALUES = attrgetter(*FIELDS)
_STATE = FIELDS.index("state")
_ATTEMPTS = FIELDS.index("attempts")
_ERROR = FIELDS.index("error_kind")
_PROVIDER_ID = FIELDS.index("provider_message_id")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to hand a message over, the state it left it in, and the gateway's words."""

    at: float
    state: MessageState
    error_kind: str | None = None
    error_code: str | None = None
    error_text: str | None = None

    @property
    def error(self) -> str | None:
        """Return what went wrong, in the gateway's words."""
        return _in_words(self.error_code, self.error_text)


# What a gateway refuses for reasons that are the account's, and not the message's.
OWN_REASONS = frozenset({ErrorKind.AUTH, ErrorKind.ADDRESS, ErrorKind.FUNDS, ErrorKind.SENDER})
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

    `sequence` is its place in the journal. `parts` is the number of those it was sent in; it is not
    complete where some never came. `origin` is the account that the message it answers was taken
    over from.
    """

    sequence: int
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


@dataclass(frozen=True, slots=True)
class ConsentChanged:
    """A number wrote STOP, or took it back."""

    number: str
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class SendingSwitched:
    """Sending was switched on or off."""

    is_on: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """Messages whose turn it is, one request's."""

    batch: Sequence[OutboundMessage]


@dataclass(frozen=True, slots=True)
class SetApart:
    """A message that waited can't be read any more: nothing can be told of it."""


# What is told, and kept on disk until it was.
type EngineEvent = StatusChanged | MessageReceived
# What a commit changed: the engine's own parts hear of all of it, at once.
type Change = EngineEvent | ConsentChanged | SendingSwitched | Claimed | SetApart


def _in_words(code: str | None, text: str | None) -> str | None:
    return f"{text} ({code})" if code else text


def kept_error(kind: str | None, code: str | None, text: str | None) -> GatewayError | None:
    """Return an error that the journal has kept."""
    return None if kind is None else GatewayError(ErrorKind(kind), text or "", code=code)


def error_fields(error: GatewayError | None) -> tuple[str | None, str | None, str | None]:
    """Return an error as the journal keeps it: kind, code, text."""
    return (error.kind.value, error.code, error.text) if error else (None, None, None)
