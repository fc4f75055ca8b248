"""What every gateway speaks: messages, answers, reports, errors."""

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
import re
from ssl import SSLContext
from types import MappingProxyType
from typing import ClassVar, override

from aiohttp import ClientSession

from .masking import mask_logins, mask_numbers

_ALL_DIGITS = re.compile(r"(?:\+|00)?([1-9][0-9]{6,14})")


class Channel(StrEnum):
    """How a message reaches the phone."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class ErrorKind(StrEnum):
    """What went wrong, in terms of who can do something about it."""

    AUTH = "auth"
    ADDRESS = "address"
    FUNDS = "funds"
    RECIPIENT = "recipient"
    SENDER = "sender"
    CONTENT = "content"
    OPTED_OUT = "opted_out"
    RATE = "rate"
    SERVER = "server"
    NETWORK = "network"
    UNKNOWN = "unknown"


class GatewayError(Exception):
    """A gateway did not take a message or a request.

    `uncertain` tells that the message may have been sent all the same; `retry_after` is in seconds;
    `code` and `text` are the gateway's own; numbers, and what callbacks prove themselves with, are
    masked in the text.
    """

    def __init__(
        self,
        kind: ErrorKind,
        text: str,
        *,
        code: str | None = None,
        retryable: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """Keep what the outbox decides by."""
        self.kind = kind
        self.text = mask_numbers(mask_logins(text))
        super().__init__(kind, self.text)
        self.code = code
        self.retryable = retryable
        self.uncertain = uncertain
        self.retry_after = retry_after

    @override
    def __str__(self) -> str:
        return f"{self.text} ({self.code})" if self.code else self.text


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A message as a gateway gets it; `to` is E.164, `message_id` is ours: 32 letters and digits.

    `parts` is how many segments the text takes, `unicode` whether it has to go as UCS-2, `two_way`
    whether an answer is to find its way back. A `critical` one goes before others. `lasts` is for
    how many seconds it is worth sending, None where that has no end.
    """

    message_id: str
    to: str
    text: str
    sender: str | None = None
    channel: Channel = Channel.SMS
    parts: int = 1
    unicode: bool = False
    two_way: bool = False
    critical: bool = False
    lasts: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway has the message; `further_ids` where it gives each part an id."""

    provider_message_id: str | None
    further_ids: tuple[str, ...] = ()


type SendResult = Accepted | GatewayError


@dataclass(frozen=True, slots=True)
class Balance:
    """What is left on the account; without a currency the value counts credits.

    The value is None where nothing is counted for this account.
    """

    value: float | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a long message something is, counted from 1.

    The parts of one message have the same reference and total.
    """

    reference: int
    total: int
    number: int


class Verdict(StrEnum):
    """What a gateway has itself taken a message for, and has done about it."""

    STOP = "stop"
    START = "start"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or the like that came with a message; no address if it came in the callback."""

    address: str
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message from a phone, or a part of one; times are seconds since the epoch.

    Numbers are E.164 where the gateway is known to write them internationally, else as they came.
    With a `verdict` the gateway has taken it for that, whatever it says.
    The text of a part may end or begin in half a surrogate pair, the other half of which is in the
    next part.
    """

    provider_message_id: str | None
    sender: str
    to: str
    text: str
    sent_at: float | None
    related_message_id: str | None = None
    related_provider_message_id: str | None = None
    channel: Channel = Channel.SMS
    part: Part | None = None
    verdict: Verdict | None = None
    media: tuple[Media, ...] = ()


class ReportedState(StrEnum):
    """How far a delivery report says a message has come."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of a message, found by our id or by the gateway's.

    `to` tells apart the messages of a request that went out under one id. `cost` is in the unit of
    the balance. `other_ids` are further forms of the gateway's id, for a message to `to` that has
    none in the first one. Where `sender` is given and nobody knows the id, the report is about the
    one message from there to `to` whose id was never told.
    """

    message_id: str | None
    provider_message_id: str | None
    state: ReportedState
    error: GatewayError | None = None
    to: str | None = None
    cost: float | None = None
    other_ids: tuple[str, ...] = ()
    sender: str | None = None


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """A callback as it came in: raw, because charsets and signatures need the bytes.

    `addresses` are those by which the gateway may know where to bring it, without its query: behind
    a proxy it comes in at another.
    """

    method: str
    headers: Mapping[str, str]
    query: bytes
    body: bytes
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """The HTTP answer that tells this gateway its callback arrived."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain"


class CallbackRefusal(StrEnum):
    """Why a callback is not believed to come from the gateway."""

    CREDENTIALS = "credentials"
    SIGNATURE = "signature"
    NO_ADDRESS = "no_address"


@dataclass(frozen=True, slots=True)
class ParsedCallback:
    """What a callback brought; `oddity` says in words, without content, what could not be read.

    With `refusal` it brought nothing that is believed.
    """

    events: Sequence[InboundMessage | DeliveryReport] = ()
    answer: CallbackAnswer = CallbackAnswer()
    oddity: str | None = None
    refusal: CallbackRefusal | None = None


class FieldKind(StrEnum):
    """Which form control asks for a credential."""

    TEXT = "text"
    LINES = "lines"
    SECRET = "secret"  # noqa: S105 - the name of a kind
    SENDER = "sender"
    CHOICE = "choice"
    PORT = "port"


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One thing to ask for when an account is added; `section` is the part of the form it is in."""

    name: str
    kind: FieldKind
    required: bool = True
    default: str | None = None
    choices: tuple[str, ...] = ()
    section: str | None = None


class BlockLift(StrEnum):
    """What lifts a STOP at this gateway."""

    ANY_MESSAGE = "any_message"
    START_WORD = "start_word"


class CallbackLogin(StrEnum):
    """How user name and password get to a gateway that is to bring them with its callbacks."""

    IN_ADDRESS = "in_address"
    AT_GATEWAY = "at_gateway"
    NOWHERE = "nowhere"  # it can't, or is not known to take them in the address of each message


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a gateway can do, and how.

    With `one_text` the messages of a request have one text and one sender, and no number twice;
    with `asks_for_answers` each message has to say whether an answer is to find its way back.
    `balance`, `inbound` and `reports` tell whether it can be asked what is left, brings messages
    from phones, and tells what became of those to them. With `money` what is left is an amount in
    a currency, else it counts credits. With `drops_refused` it never brings again what it was
    answered 4xx to. By `stop_words` it blocks a number beside those that are common, by
    `start_words` it lets it be written to again. With `may_cut` nobody knows whether long messages
    arrive whole. With `only_to` it sends to that one number and to no other. `per_minute` is how
    many parts leave it, if few. With `radio` its condition has `signal` (dBm) and `network`.
    """

    batch_size: int
    idempotent: bool
    block_lift: BlockLift
    channels: tuple[Channel, ...] = (Channel.SMS,)
    one_text: bool = False
    asks_for_answers: bool = False
    balance: bool = True
    money: bool = False
    inbound: bool = True
    reports: bool = True
    drops_refused: bool = False
    callback_login: CallbackLogin = CallbackLogin.AT_GATEWAY
    stop_words: tuple[str, ...] = ()
    start_words: tuple[str, ...] = ()
    may_cut: bool = False
    only_to: str | None = None
    per_minute: int | None = None
    radio: bool = False


type CallbackAddress = Callable[[], Awaitable[str | None]]


async def nowhere() -> None:
    """Be the callback address of an account that has none."""


class Gateway(ABC):
    """One account at one gateway: the wire format and nothing else.

    `credentials` holds a value for each of `fields` that was filled in; `url` is the address that
    stands before the documented paths, none without `schemes`. `callback_address` returns where
    callbacks can come in, for gateways that have to be told with each message; it may have changed
    since the last one, and has user name and password in it where the gateway takes them so.
    """

    name: ClassVar[str]
    default_url: ClassVar[str]
    schemes: ClassVar[tuple[str, ...]] = ("http", "https")
    capabilities: Capabilities
    fields: ClassVar[tuple[CredentialField, ...]]

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Speak to the gateway at `url` over a session that is owned by the caller."""
        self._session = session
        self._url = self.base_url(url)
        self._credentials = credentials
        self._callback_address = callback_address

    @classmethod
    def base_url(cls, url: str) -> str:
        """Return an address as people give it in the form in which it stands before the paths."""
        return url.rstrip("/")

    @classmethod
    @abstractmethod
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        """Return what tells this account from others, to be hashed before it is kept."""

    @classmethod
    def wrong_field(
        cls,
        credentials: Mapping[str, str],  # noqa: ARG003 - most find nothing wrong with any
    ) -> tuple[str, str] | None:
        """Return a field that can't be right, and the key of the sentence that says why."""
        return None

    @abstractmethod
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Hand over at most `batch_size` messages; return one result each, in their order.

        Raises GatewayError where one error covers all of them.
        """

    @abstractmethod
    async def balance(self) -> Balance:
        """Ask what is left, where that can be asked; raises GatewayError."""

    @abstractmethod
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        """Read a callback; takes any bytes without raising."""

    def takes_plainly(self, text: str) -> bool:
        """Tell whether a text within GSM 03.38 can be handed over as such, and not as UCS-2."""
        return True


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came in over a session; `oddity` as in a callback, `size` in bytes."""

    events: Sequence[InboundMessage | DeliveryReport] = ()
    oddity: str | None = None
    size: int = 0


type Deliver = Callable[[Sequence[Arrival]], Awaitable[bool]]


class SessionGateway(ABC):
    """A gateway that keeps a connection; `is_connected` is None until it was first tried.

    `tls` is what a server proves itself by; it comes from disk, and so from whoever has a thread.
    `condition` is what the other side tells of itself, such as a battery, by name. `advice` is what
    to do where it is not there: an issue. `try_out` and `run` may import the `requirement`.
    """

    is_connected: bool | None = None
    tls: SSLContext | None = None
    condition: Mapping[str, int | bool | str] = MappingProxyType({})
    advice: str | None = None
    requirement: ClassVar[str | None] = None

    @abstractmethod
    async def try_out(self) -> None:
        """Connect, prove who we are, and leave again; raises GatewayError."""

    @abstractmethod
    async def run(self, deliver: Deliver, connected: Callable[[], None]) -> None:
        """Connect, tell so, and stay until the connection is lost: raises GatewayError.

        It may tell so again, where the other side has answered or is in another condition.
        What comes in is acknowledged once `deliver` returns True: it is on disk. With False it has
        to come again. Cancelled, it takes leave first.
        """

    @abstractmethod
    async def wanted(self) -> None:
        """Return as soon as a message waits for the connection."""


class LogReader(ABC):
    """A gateway that can also write what comes in to a file."""

    @abstractmethod
    def parse_log_line(self, line: bytes) -> InboundMessage:
        """Read one line; raises ValueError that says what is wrong, without the content."""


def normalise_number(number: str) -> str:
    """Return a number of a gateway that writes all of them internationally as E.164.

    Most leave out the plus sign (clickatell.md 9.6). What is not in this form comes back as it is:
    short codes, names, and what only the engine can read, which knows the country. Where it is not
    known how a gateway writes numbers, they are left to the engine as they came.
    """
    number = number.strip()
    found = _ALL_DIGITS.fullmatch(number)
    return f"+{found[1]}" if found else number
