"""Questions put by SMS: those that are open, and what became of the last ones.

A question lives as long as the call of the action that puts it: nothing of it outlives a restart.
"""

import asyncio
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from string import ascii_uppercase
import time
from uuid import uuid4

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect, async_dispatcher_send
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.signal_type import SignalType

from .. import errors
from ..account.phrases import phrase
from ..account.signals import ENGINE_EVENT
from ..const import DOMAIN
from ..messaging.message import (
    LATE,
    EngineEvent,
    MessageReceived,
    OutboundMessage,
    ReceivedKind,
    ReceivedMessage,
)
from ..messaging.reactions import is_reaction
from ..messaging.replies import reply_code, without_reply_code
from ..messaging.words import comparable

# A question is put, or is no longer what it was.
QUESTIONS_CHANGED: SignalType[()] = SignalType(f"{DOMAIN}_questions_changed")

# A and I begin too many sentences, and O looks like a nought.
_CODES = [letter for letter in ascii_uppercase if letter not in "AIO"]
# Questions that are over are shown until so many others are.
_MOST_OVER = 20

# The number that was asked, and the entry of the account it was asked through.
type Asked = tuple[str, str]


class Outcome(StrEnum):
    """What became of a question."""

    WAITING = "waiting"
    ANSWERED = "answered"
    TIMED_OUT = "timed_out"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer that a question was waiting for, and which option it chooses."""

    asked: Asked
    option: str | None
    received: ReceivedMessage


@dataclass(slots=True)
class _Questions:
    """The questions of this home: those that are open, and the last ones that are over."""

    open: list[Question] = field(default_factory=list)
    over: deque[Question] = field(default_factory=lambda: deque(maxlen=_MOST_OVER))


class Question:
    """A question that is open, to one or several numbers.

    Where another one is open to the same number, a reply code tells their answers apart.
    `put_at` and `deadline` are in seconds since the epoch; while it is being sent there is no
    deadline yet.
    """

    def __init__(self, hass: HomeAssistant, text: str, options: Sequence[str]) -> None:
        """Prepare a question; without options any answer is one."""
        self._hass = hass
        self._patience: asyncio.Timeout | None = None
        self.question_id = uuid4().hex
        self.text = text
        self.options = options
        self.put_at = time.time()
        self.deadline: float | None = None
        self.outcome = Outcome.WAITING
        self.answer: Answer | None = None
        self.codes: dict[Asked, str | None] = {}
        self.sent: dict[Asked, OutboundMessage] = {}
        self.answers: asyncio.Queue[tuple[Asked, str, ReceivedMessage]] = asyncio.Queue()

    @contextmanager
    def open(self, asked: Collection[Asked]) -> Iterator[None]:
        """Take answers, from before the question goes out."""
        questions = _questions(self._hass)
        self.codes = {
            one: self._code([other for other in questions.open if one in other.codes])
            for one in asked
        }
        questions.open.append(self)
        stop_listening = [
            async_dispatcher_connect(
                self._hass, ENGINE_EVENT.format(entry_id), partial(self._heard, entry_id)
            )
            for entry_id in {entry_id for entry_id, _ in asked}
        ]
        try:
            yield
        finally:
            questions.open.remove(self)
            for stop in stop_listening:
                stop()
            if self.deadline is not None:
                self._end()
                questions.over.appendleft(self)
                async_dispatcher_send(self._hass, QUESTIONS_CHANGED)

    @callback
    def wait(self, seconds: float) -> asyncio.Timeout:
        """Return how long the answer is waited for, from now on; `close` makes it shorter."""
        self._patience = asyncio.timeout(seconds)
        self.deadline = time.time() + seconds
        async_dispatcher_send(self._hass, QUESTIONS_CHANGED)
        return self._patience

    @callback
    def close(self) -> None:
        """Wait no longer, as if the time were over."""
        if self._patience is not None and not self._patience.expired():
            self.outcome = Outcome.CLOSED
            self._patience.reschedule(asyncio.get_running_loop().time())

    def ending(self, code: str | None, *, lists: bool) -> str:
        """Return what the question ends in: its options, and how an answer has to begin."""
        if self.options and lists:
            return f"\n{self.listing(code)}"
        return f"\n{phrase(self._hass, 'ask_begin_with', code=code)}" if code else ""

    def reminder(self, code: str | None) -> str:
        """Return what somebody is told whose answer fits nothing."""
        if not self.options:
            return self.ending(code, lists=False).strip()
        return phrase(self._hass, "ask_hint", options=self.listing(code))

    def listing(self, code: str | None) -> str:
        """Return the options with their numbers."""
        prefix = code or ""
        return ", ".join(f"{prefix}{n} {option}" for n, option in enumerate(self.options, 1))

    def _end(self) -> None:
        if self.answer is not None:
            self.outcome = Outcome.ANSWERED
        elif self.outcome is Outcome.WAITING:
            is_late = self._patience is not None and self._patience.expired()
            # The call may have been called off by whoever made it.
            self.outcome = Outcome.TIMED_OUT if is_late else Outcome.CLOSED

    @callback
    def _heard(self, entry_id: str, event: EngineEvent) -> None:
        if not isinstance(event, MessageReceived) or event.kind is not ReceivedKind.MESSAGE:
            return
        received = event.received
        asked = entry_id, received.message.sender
        put = self.sent[asked].text if asked in self.sent else ""
        if is_reaction(received.message.text, put):
            return
        if (received.message.sent_at or received.received_at) < self.put_at - LATE:
            # Gateways hold replies back and bring them late: that is not one to this question.
            return
        if asked in self.codes and (text := self._mine(asked, received.message.text)) is not None:
            self.answers.put_nowait((asked, text, received))

    def _mine(self, asked: Asked, text: str) -> str | None:
        """Return an answer without its code, None if it is one to another question.

        What lacks the code of this question is no answer to it, and comes to nothing.
        """
        codes = [q.codes[asked] for q in _questions(self._hass).open if asked in q.codes]
        code, own = reply_code(text), self.codes[asked]
        if code is not None and code in codes:
            return without_reply_code(text) if code == own else None
        if own is None:
            return text
        return "" if len(codes) == 1 else None

    def _code(self, others: Sequence[Question]) -> str | None:
        """Return a reply code beside those of others; the only question needs none.

        Nor is it what an option begins with, which its letter alone may stand for.
        """
        taken = [code for other in others for code in other.codes.values()]
        if not others or None not in taken:
            return None
        options = [option for question in (*others, self) for option in question.options]
        beginnings = {comparable(option)[:1].upper() for option in options}
        free = [code for code in _CODES if code not in taken and code not in beginnings]
        if not free:
            raise errors.invalid("too_many_questions")
        return free[0]


_QUESTIONS: HassKey[_Questions] = HassKey(f"{DOMAIN}_questions")


@callback
def questions(hass: HomeAssistant) -> list[Question]:
    """Return the questions that wait, and the last ones that are over, each the newest first."""
    known = _questions(hass)
    return [*(one for one in reversed(known.open) if one.deadline is not None), *known.over]


def _questions(hass: HomeAssistant) -> _Questions:
    return hass.data.setdefault(_QUESTIONS, _Questions())
