"""The pretend mobile network: the messages, the phones, who opted out."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
import re
import time
from uuid import uuid4

from .account import DEFAULT_GATEWAY, Account
from .files import Files
from .parts import Part, write_parts
from .segments import count_segments

STOP_WORDS = frozenset({"STOP", "END", "CANCEL", "UNSUBSCRIBE", "QUIT"})
START_WORDS = frozenset({"START", "UNSTOP"})
STOP_EVERYTHING = frozenset({"STOP ALL", "STOP STOP"})
CONFIRMATION_WINDOW = 6 * 3600
"""Seconds in which one message may still confirm a STOP (clickatell.md 7)."""

_INTERNATIONAL = re.compile(r"[1-9][0-9]{6,14}")
_SENDER = re.compile(r"[0-9]{1,16}|[A-Za-z0-9]{1,11}")


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def digits(number: str) -> str:
    """Return a number the way it is kept here: as the gateways write it, without `+`."""
    return number.strip().removeprefix("+")


def is_international(number: str) -> bool:
    """Say whether these are the digits of an international number (clickatell.md 6)."""
    return _INTERNATIONAL.fullmatch(number) is not None


def is_sender(sender: str) -> bool:
    """Say whether a message can come from there, be it a number or a name (clickatell.md 6)."""
    return _SENDER.fullmatch(sender) is not None


class Status(StrEnum):
    """What became of a message; each gateway has its own words for these."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Message:
    """An accepted MT."""

    id: str
    gateway: str
    client_message_id: str | None
    to: str
    sender: str
    text: str
    channel: str
    segments: int
    request: int
    """The number of the send request that brought it, counted from 1."""
    accepted_at: int
    status: Status = Status.QUEUED
    status_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An MO: what somebody typed on a phone."""

    gateway: str
    """The one that carries it."""
    sender: str
    to: str
    text: str
    parts: tuple[Part, ...]
    channel: str
    sent_at: int
    answers: Message | None

    @property
    def id(self) -> str:
        """The id of the whole, where the gateway joins the parts."""
        return self.parts[0].id


@dataclass(slots=True)
class Phone:
    """A phone and what is to be seen on it."""

    number: str
    unreachable: bool = False
    added_at: int = field(default_factory=now_ms)
    conversation: list[Message | Reply] = field(default_factory=list)
    reference: int = 0
    """Counts what is typed; the parts of a long message have it in common."""

    @property
    def last_message(self) -> Message | None:
        """The latest MT to this phone."""
        return next((m for m in reversed(self.conversation) if isinstance(m, Message)), None)


@dataclass(slots=True)
class OptOut:
    """A STOP that a phone sent to one of the account's numbers."""

    every_sender: bool
    since: float
    confirmed: bool = False
    """Whether the one confirmation that the gateway still lets through has been sent."""

    @property
    def lets_confirmation_through(self) -> bool:
        """Whether the sender that was told to stop may still confirm it."""
        return not self.confirmed and time.time() - self.since < CONFIRMATION_WINDOW


class Network:
    """Everything there is to know about the account, its messages and the phones."""

    def __init__(self, account: Account) -> None:
        """Start with an account that has sent nothing yet."""
        self.listeners: set[Callable[[], None]] = set()
        self.reset(account)

    def reset(self, account: Account) -> None:
        """Forget everything."""
        self.account = account
        self.send_requests = 0
        self.messages: list[Message] = []
        self.messages_by_id: dict[str, Message] = {}
        self.replies: list[Reply] = []
        self.files = Files()
        self.phones: dict[str, Phone] = {}
        self.opt_outs: dict[str, dict[str, OptOut]] = {}
        self._client_message_ids: Counter[tuple[str, str]] = Counter()
        self.changed()

    def changed(self) -> None:
        """Tell whoever watches that something is different now."""
        for listener in self.listeners:
            listener()

    @property
    def accepted(self) -> int:
        """How many messages were accepted."""
        return len(self.messages)

    @property
    def duplicates(self) -> int:
        """How often a message to the same phone had a client message id that was known already."""
        return self._client_message_ids.total() - len(self._client_message_ids)

    def phone(self, number: str) -> Phone:
        """Return the phone with this number, a new one if need be."""
        number = digits(number)
        if number not in self.phones:
            self.phones[number] = Phone(number)
            self.changed()
        return self.phones[number]

    def set_unreachable(self, number: str, unreachable: bool) -> None:
        """Switch a phone off, or on again."""
        self.phone(number).unreachable = unreachable
        self.changed()

    def cost(self, segments: int) -> Decimal:
        """Return what a message of so many segments costs."""
        return self.account.price * segments

    def accept(
        self,
        *,
        to: str,
        sender: str,
        text: str,
        channel: str,
        client_message_id: str | None,
        request: int,
        gateway: str = DEFAULT_GATEWAY,
        ucs2: bool = False,
    ) -> Message:
        """Take a message over from the customer and charge it."""
        now = now_ms()
        message = Message(
            id=uuid4().hex,
            gateway=gateway,
            client_message_id=client_message_id,
            to=to,
            sender=sender,
            text=text,
            channel=channel,
            segments=count_segments(text, ucs2=ucs2),
            request=request,
            accepted_at=now,
            status_at=now,
        )
        self.account.balance -= self.cost(message.segments)
        self.messages.append(message)
        self.messages_by_id[message.id] = message
        if client_message_id is not None:
            self._client_message_ids[client_message_id, to] += 1
        if opt_out := self.opt_outs.get(to, {}).get(sender):
            opt_out.confirmed = True
        self.phone(to).conversation.append(message)
        self.changed()
        return message

    def set_status(self, message: Message, status: Status) -> None:
        """Note how far a message has come."""
        message.status = status
        message.status_at = now_ms()
        self.changed()

    def reply(self, number: str, text: str, to: str | None = None) -> Reply:
        """Type a message on a phone: an answer to its latest MT if it goes to that one's sender."""
        phone = self.phone(number)
        last = phone.last_message
        if to is None:
            to = last.sender if last and last.sender.isdigit() else self.account.sender
        to = digits(to)
        answers = last if last and last.sender == to else None
        phone.reference += 1
        reply = Reply(
            gateway=answers.gateway if answers else self.account.gateway,
            sender=phone.number,
            to=to,
            text=text,
            parts=write_parts(text, phone.reference, wide=self.account.wide_references),
            channel=answers.channel if answers else "sms",
            sent_at=now_ms(),
            answers=answers,
        )
        phone.conversation.append(reply)
        self.replies.append(reply)
        self.changed()
        return reply

    def opted_out(self, number: str, sender: str) -> bool:
        """Say whether a message from this sender to this number has to be refused."""
        return any(
            (opt_out.every_sender or told == sender)
            and not (told == sender and opt_out.lets_confirmation_through)
            for told, opt_out in self.opt_outs.get(number, {}).items()
        )

    def opt_out(self, number: str, sender: str, *, every_sender: bool, confirmed: bool) -> None:
        """Block messages from this sender, or from all of the account's, to this number."""
        opt_outs = self.opt_outs.setdefault(digits(number), {})
        opt_outs[digits(sender)] = OptOut(every_sender, time.time(), confirmed)
        self.changed()

    def opt_in(self, number: str, sender: str) -> None:
        """Lift whatever keeps messages of this sender from this number."""
        opt_outs = self.opt_outs.get(digits(number), {})
        kept = {
            told: opt_out
            for told, opt_out in opt_outs.items()
            if told != digits(sender) and not opt_out.every_sender
        }
        self.opt_outs[digits(number)] = kept
        self.changed()

    def obey_stop(self, reply: Reply, *, any_message_lifts: bool) -> None:
        """Block on a STOP word; it is lifted by any other message, or by a word for that."""
        words = " ".join(reply.text.upper().split())
        if words in STOP_WORDS or words in STOP_EVERYTHING:
            every_sender = words in STOP_EVERYTHING
            self.opt_out(reply.sender, reply.to, every_sender=every_sender, confirmed=False)
        elif any_message_lifts or words in START_WORDS:
            self.opt_in(reply.sender, reply.to)
