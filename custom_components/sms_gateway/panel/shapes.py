"""What the page is told of accounts, conversations and messages: plain data, in one place."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..account.account import Account
from ..account.phrases import explained
from ..account.status import has_low_balance, is_connected, status_of
from ..account.telling import iso
from ..gateways.masking import mask_number
from ..messaging.conversation import Line, Position, Story
from ..messaging.figures import HOUR, Figures
from ..messaging.message import Attempt, OutboundMessage, ReceivedMessage
from ..messaging.number import is_number

# As much of a text as a list of conversations shows.
_SNIPPET = 80


class BalanceShape(TypedDict):
    """What is left at a gateway; without a currency it counts credits."""

    value: float
    currency: str | None
    is_low: bool | None


class AccountShape(TypedDict):
    """An account, as the page knows it.

    With `money` what is left and what a message costs are amounts in a currency, else credits.
    """

    entry_id: str
    title: str
    gateway: str
    sender: str | None
    status: str
    connected: bool | None
    trouble: str | None
    pending: int
    balance: BalanceShape | None
    money: bool
    reports: bool
    receives: bool
    channels: list[str]
    can_write: bool


class LastShape(TypedDict):
    """The last message of a conversation."""

    direction: str
    at: str
    state: str | None
    snippet: str
    has_media: bool


class ConsentShape(TypedDict):
    """Since when somebody is not to be written to, and by which accounts."""

    since: str
    scope: str


class ThreadShape(TypedDict):
    """A conversation in the list."""

    thread_id: str
    name: str | None
    number: str
    can_answer: bool
    accounts: list[str]
    at: str
    last: LastShape | None
    failed: bool
    unread: int
    stranger: bool
    consent: ConsentShape | None


class MediaShape(TypedDict):
    """A picture that came with a message."""

    address: str
    media_type: str | None


class AnsweredShape(TypedDict):
    """The message that another one answers, as far as it is shown."""

    message_id: str
    snippet: str


class MessageShape(TypedDict):
    """A message of a conversation; times in UTC.

    `rank` only grows: what comes late with a lower one is old.
    """

    message_id: str
    account: str
    direction: str
    at: str
    position: str
    text: str
    tag: str | None
    parts: int
    state: NotRequired[str]
    rank: NotRequired[int]
    truncated: NotRequired[bool]
    sender: NotRequired[str | None]
    by: NotRequired[str | None]
    cost: NotRequired[float | None]
    error: NotRequired[str | None]
    attempts: NotRequired[int]
    accepted_at: NotRequired[str | None]
    delivered_at: NotRequired[str | None]
    fallback: NotRequired[str | None]
    resend_of: NotRequired[str | None]
    automatic: NotRequired[bool]
    uncertain: NotRequired[bool]
    can_cancel: NotRequired[bool]
    to: NotRequired[str]
    received_at: NotRequired[str]
    answers: NotRequired[AnsweredShape | None]
    complete: NotRequired[bool]
    late: NotRequired[bool]
    media: NotRequired[list[MediaShape]]


class AttemptShape(TypedDict):
    """An attempt to hand a message over, with what the gateway said."""

    at: str
    state: str
    error: str | None


class StoryShape(TypedDict):
    """All that is known of one message."""

    message: MessageShape
    attempts: list[AttemptShape]
    resent: list[str]
    reports: bool


class PersonShape(TypedDict):
    """Somebody who was asked, and what an answer has to begin with."""

    thread_id: str
    name: str | None
    number: str
    account: str
    code: str | None
    message_id: str


class AnswerShape(TypedDict):
    """The answer to a question."""

    thread_id: str
    name: str | None
    text: str
    option: str | None
    at: str
    message_id: str


class QuestionShape(TypedDict):
    """A question that waits for its answer, or waited lately."""

    question_id: str
    text: str
    options: list[str]
    put_at: str
    deadline: str
    outcome: str
    people: list[PersonShape]
    answer: AnswerShape | None


class NoteShape(TypedDict):
    """What an admin said by hand of who may be written to, and why."""

    at: str
    by: str | None
    subscribed: bool
    scope: str
    text: str


class SaidShape(TypedDict):
    """A message and what it says."""

    message_id: str
    text: str


class BlockShape(TypedDict):
    """How an account stands to somebody: what blocks it, what would lift that, what was noted.

    `lift_words` are what has to be written to lift it; any message does where there are none.
    """

    account: str
    since: str | None
    scope: str | None
    said: SaidShape | None
    lift_words: list[str]
    keyword: str | None
    notes: list[NoteShape]


class PreviewShape(TypedDict):
    """What a text would cost as a text message, and what would keep it from being sent, in words.

    `left` counts the plain characters that still fit into the last part; `forced_by` is the first
    character that makes all others dear; `cost` is reckoned by what was paid lately.
    """

    parts: int
    shortened: bool
    smart_encoded: bool
    refusal: str | None
    encoding: NotRequired[str]
    left: NotRequired[int]
    forced_by: NotRequired[str | None]
    cost: NotRequired[float | None]


class FiguresShape(TypedDict):
    """What became of an account's messages in a day or an hour.

    `delays` counts those delivered within 10 seconds, a minute, ten minutes, an hour, and later.
    """

    start: str
    account: str
    sent: int
    delivered: int
    failed: int
    unknown: int
    received: int
    parts: int
    cost: float
    delays: list[int]


def account_shape(account: Account, *, can_write: bool) -> AccountShape:
    """Return what is told of an account."""
    balance, trouble = account.coordinator.balance, account.outbox.health.trouble
    capabilities = account.gateway.capabilities
    return {
        "entry_id": account.entry.entry_id,
        "title": account.entry.title,
        "gateway": account.gateway.name,
        "sender": account.sender,
        "status": status_of(account).value,
        "connected": is_connected(account),
        "trouble": explained(account.hass, str(trouble)) if trouble else None,
        "pending": account.outbox.pending,
        "balance": None
        if balance is None or balance.value is None
        else {
            "value": balance.value,
            "currency": balance.currency,
            "is_low": has_low_balance(account),
        },
        "money": capabilities.money,
        "reports": capabilities.reports,
        "receives": capabilities.inbound,
        "channels": [channel.value for channel in capabilities.channels],
        "can_write": can_write,
    }


def last_shape(message: OutboundMessage | ReceivedMessage, at: float) -> LastShape:
    """Return what a list says of the last message."""
    if isinstance(message, OutboundMessage):
        text, state, media = message.text, message.state.value, False
    else:
        text, state, media = message.message.text, None, bool(message.message.media)
    return {
        "direction": "incoming" if state is None else "outgoing",
        "at": iso(at),
        "state": state,
        "snippet": snippet(text),
        "has_media": media,
    }


def line_shape(hass: HomeAssistant, account: Account, line: Line, by: str | None) -> MessageShape:
    """Return a message of a conversation; `by` is the name of who sent it by hand."""
    message = line.message
    common: MessageShape = {
        "message_id": message.message_id,
        "account": account.entry.entry_id,
        "direction": "outgoing",
        "at": iso(line.position.at),
        "position": written_position(line.position),
        "text": "",
        "tag": message.tag,
        "parts": message.parts,
    }
    if isinstance(message, ReceivedMessage):
        return _received(common, message, line.answered_text)
    return common | {
        "text": message.text,
        "state": message.state.value,
        "rank": message.state.rank,
        "truncated": message.truncated,
        "sender": message.sender,
        "by": by,
        "cost": message.cost,
        "error": explained(hass, message.error),
        "attempts": message.attempts,
        "accepted_at": _moment(line.accepted_at),
        "delivered_at": _moment(line.delivered_at),
        "fallback": message.fallback,
        "resend_of": message.resend_of,
        "automatic": message.automatic,
        "uncertain": message.uncertain,
        "can_cancel": message.state.is_waiting,
    }


def story_shape(hass: HomeAssistant, account: Account, story: Story, by: str | None) -> StoryShape:
    """Return all that is known of a message."""
    return {
        "message": line_shape(hass, account, story.line, by),
        "attempts": [_attempt(hass, attempt) for attempt in story.attempts],
        "resent": list(story.resent),
        "reports": account.gateway.capabilities.reports,
    }


def figures_shape(entry_id: str, hours: Sequence[Figures], *, by_day: bool) -> list[FiguresShape]:
    """Return an account's figures by hour, or by day as the home has it, oldest first.

    Where a day does not begin on the hour in UTC, the hour in which it begins counts whole for it.
    """
    rows: dict[str, FiguresShape] = {}
    for one in hours:
        if by_day:
            middle = dt_util.utc_from_timestamp((one.hour + 0.5) * HOUR)
            begin = dt_util.start_of_local_day(dt_util.as_local(middle))
        else:
            begin = dt_util.as_local(dt_util.utc_from_timestamp(one.hour * HOUR))
        row = rows.setdefault(begin.isoformat(), _no_figures(entry_id, begin.isoformat()))
        row["sent"] += one.sent
        row["delivered"] += one.delivered
        row["failed"] += one.failed
        row["unknown"] += max(0, one.sent - one.delivered - one.failed - one.cancelled)
        row["received"] += one.received
        row["parts"] += one.parts
        row["cost"] += one.cost
        taken = (one.within_10, one.within_60, one.within_600, one.within_3600, one.later)
        row["delays"] = [sum(pair) for pair in zip(row["delays"], taken, strict=True)]
    return list(rows.values())


def snippet(text: str) -> str:
    """Return as much of a text as a list shows."""
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


def shown_number(number: str) -> str:
    """Return the other end as a list shows it: a number masked, a name or short code as it is."""
    return mask_number(number) if number.startswith("+") else number


def can_answer(number: str) -> bool:
    """Tell whether something can be sent to the other end of a conversation."""
    return number.startswith("+") and is_number(number)


def written_position(position: Position) -> str:
    """Return a position as the page gives it back."""
    return f"{position.at!r}/{position.direction}/{position.sequence}"


def read_position(written: str) -> Position:
    """Return a position that the page gives back; raises ValueError."""
    at, direction, sequence = written.split("/")
    return Position(float(at), int(direction), int(sequence))


def _no_figures(entry_id: str, start: str) -> FiguresShape:
    return {
        "start": start,
        "account": entry_id,
        "sent": 0,
        "delivered": 0,
        "failed": 0,
        "unknown": 0,
        "received": 0,
        "parts": 0,
        "cost": 0.0,
        "delays": [0, 0, 0, 0, 0],
    }


def _received(
    common: MessageShape, received: ReceivedMessage, answered_text: str | None
) -> MessageShape:
    message = received.message
    return common | {
        "direction": "incoming",
        "text": message.text,
        "to": message.to,
        "received_at": iso(received.received_at),
        "answers": None
        if received.in_reply_to is None or answered_text is None
        else {"message_id": received.in_reply_to, "snippet": snippet(answered_text)},
        "complete": received.complete,
        "late": received.is_late(received.received_at),
        "media": [{"address": one.address, "media_type": one.media_type} for one in message.media],
    }


def _attempt(hass: HomeAssistant, attempt: Attempt) -> AttemptShape:
    return {
        "at": iso(attempt.at),
        "state": attempt.state.value,
        "error": explained(hass, attempt.error),
    }


def _moment(moment: float | None) -> str | None:
    return None if moment is None else iso(moment)
