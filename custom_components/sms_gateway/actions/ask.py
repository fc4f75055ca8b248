"""The action that puts a question by SMS and returns the answer."""

import asyncio
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from string import ascii_uppercase
import time

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.util.hass_dict import HassKey
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..account.phrases import phrase
from ..account.recipients import Recipient
from ..account.sending import async_send
from ..account.signals import ENGINE_EVENT
from ..const import DOMAIN
from ..messaging.choice import match
from ..messaging.message import LATE, EngineEvent, MessageReceived, ReceivedKind, ReceivedMessage
from ..messaging.reactions import is_reaction
from ..messaging.replies import reply_code, without_reply_code
from ..messaging.wish import Wish, read_wish
from ..messaging.words import comparable, seen
from .addressing import Addressed, async_address_call
from .fields import (
    ATTR_HINT,
    ATTR_LIST_OPTIONS,
    ATTR_OPTIONS,
    ATTR_OTHERS_MESSAGE,
    ATTR_TIMEOUT,
    MESSAGE_FIELDS,
    ActionSchema,
    message_text,
    send_options,
    wait,
    word,
)
from .which_account import account_named

FIELDS = ActionSchema(
    {
        **MESSAGE_FIELDS,
        vol.Optional(ATTR_OPTIONS, default=list): vol.All(
            cv.ensure_list, [vol.All(word, vol.Strip, vol.Length(1, 40))], vol.Length(max=20)
        ),
        vol.Optional(ATTR_LIST_OPTIONS, default=True): cv.boolean,
        vol.Optional(ATTR_HINT): message_text,
        vol.Optional(ATTR_OTHERS_MESSAGE): message_text,
        vol.Optional(ATTR_TIMEOUT, default=timedelta(minutes=10)): wait,
    }
)
# A and I begin too many sentences, and O looks like a nought.
_CODES = [letter for letter in ascii_uppercase if letter not in "AIO"]

# The number that was asked, and the entry of the account it was asked through.
type Asked = tuple[str, str]


class Question:
    """A question that is open, to one or several numbers.

    Where another one is open to the same number, a reply code tells their answers apart.
    """

    def __init__(self, hass: HomeAssistant, options: Sequence[str]) -> None:
        """Prepare a question; without options any answer is one."""
        self._hass = hass
        self.options = options
        self._opened_at = time.time()
        self.codes: dict[Asked, str | None] = {}
        self.sent: dict[Asked, str] = {}
        self.answers: asyncio.Queue[tuple[Asked, str, ReceivedMessage]] = asyncio.Queue()

    @contextmanager
    def open(self, asked: Collection[Asked]) -> Iterator[None]:
        """Take answers, from before the question goes out."""
        questions = self._hass.data.setdefault(_OPEN, [])
        self.codes = {
            one: self._code([other for other in questions if one in other.codes]) for one in asked
        }
        questions.append(self)
        stop_listening = [
            async_dispatcher_connect(
                self._hass, ENGINE_EVENT.format(entry_id), partial(self._heard, entry_id)
            )
            for entry_id in {entry_id for entry_id, _ in asked}
        ]
        try:
            yield
        finally:
            questions.remove(self)
            for stop in stop_listening:
                stop()

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

    @callback
    def _heard(self, entry_id: str, event: EngineEvent) -> None:
        if not isinstance(event, MessageReceived) or event.kind is not ReceivedKind.MESSAGE:
            return
        received = event.received
        asked = entry_id, received.message.sender
        if is_reaction(received.message.text, self.sent.get(asked, "")):
            return
        if (received.message.sent_at or received.received_at) < self._opened_at - LATE:
            # Gateways hold replies back and bring them late: that is not one to this question.
            return
        if asked in self.codes and (text := self._mine(asked, received.message.text)) is not None:
            self.answers.put_nowait((asked, text, received))

    def _mine(self, asked: Asked, text: str) -> str | None:
        """Return an answer without its code, None if it is one to another question.

        What lacks the code of this question is no answer to it, and comes to nothing.
        """
        codes = [q.codes[asked] for q in self._hass.data[_OPEN] if asked in q.codes]
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


_OPEN: HassKey[list[Question]] = HassKey(f"{DOMAIN}_questions")


async def async_ask(call: ServiceCall) -> ServiceResponse:
    """Put a question and wait for the first answer that fits."""
    data = call.data
    addressed = await async_address_call(call)
    options = data[ATTR_OPTIONS]
    _check_options(options, list(addressed.by_account))
    question = Question(call.hass, options)
    asked = {
        (account.entry.entry_id, number): recipient
        for account, recipients in addressed.by_account.items()
        for number, recipient in recipients.items()
    }
    with question.open(asked):
        failed = await _put(call, question, addressed)
        if len(failed) == addressed.count:
            raise errors.joined(failed, addressed.count)
        try:
            async with asyncio.timeout(data[ATTR_TIMEOUT].total_seconds()):
                answer = await _answer(call, question, failed)
        except TimeoutError:
            answer = None
    if answer is None:
        return _response(None, None, failed)
    failed += await _tell_others(call, question, answer[0])
    return _response(answer, asked[answer[0]].name, failed)


async def _put(
    call: ServiceCall, question: Question, addressed: Addressed
) -> list[HomeAssistantError]:
    """Send the question; return what went wrong with whom: who did not get it can't answer it."""
    data = call.data
    failed = list(addressed.errors)
    for account, recipients in addressed.by_account.items():
        by_code: dict[str | None, list[Recipient]] = {}
        for number, recipient in recipients.items():
            code = question.codes[account.entry.entry_id, number]
            by_code.setdefault(code, []).append(recipient)
        for code, group in by_code.items():
            try:
                sent = await async_send(
                    account,
                    group,
                    data[ATTR_MESSAGE],
                    data.get(ATTR_TITLE),
                    send_options(data, call.context.user_id),
                    ending=question.ending(code, lists=data[ATTR_LIST_OPTIONS]),
                    reply_code=code,
                )
            except HomeAssistantError as error:
                failed += [error] * len(group)
            else:
                failed += sent.errors
                question.sent |= {
                    (account.entry.entry_id, message.number): message.text
                    for message in sent.messages
                }
    question.codes = {one: code for one, code in question.codes.items() if one in question.sent}
    return failed


async def _answer(
    call: ServiceCall, question: Question, failed: list[HomeAssistantError]
) -> tuple[Asked, str | None, ReceivedMessage]:
    """Wait for an answer that fits; who gives another one gets a hint, once."""
    options = call.data[ATTR_OPTIONS]
    hinted: set[Asked] = set()
    while True:
        asked, text, received = await question.answers.get()
        option = match(options, text)
        says_something = bool(seen(text).strip() or received.message.media)
        if option is not None or (not options and says_something):
            return asked, option, received
        if asked not in hinted:
            hinted.add(asked)
            hint = call.data.get(ATTR_HINT)
            if text := hint or question.reminder(question.codes[asked]):
                failed += await _tell(call, [asked], text)


async def _tell_others(
    call: ServiceCall, question: Question, answered: Asked
) -> list[HomeAssistantError]:
    """Tell those who were asked, too, that there is an answer."""
    text = call.data.get(ATTR_OTHERS_MESSAGE)
    if not text:
        return []
    return await _tell(call, [one for one in question.codes if one != answered], text)


async def _tell(call: ServiceCall, asked: Sequence[Asked], said: str) -> list[HomeAssistantError]:
    """Send a text to some of those who were asked; return what went wrong with whom."""
    failed: list[HomeAssistantError] = []
    for entry_id, number in asked:
        try:
            # Looked up anew: the account may have been reloaded since.
            await accounts.settled(call.hass, [entry_id])
            account = account_named(call.hass, entry_id)
            recipients = [account.recipients.known(number)]
            options = send_options(call.data, call.context.user_id)
            sent = await async_send(account, recipients, said, None, options)
            failed += sent.errors
        except HomeAssistantError as error:
            failed.append(error)
    return failed


def _response(
    answer: tuple[Asked, str | None, ReceivedMessage] | None,
    name: str | None,
    failed: Sequence[HomeAssistantError],
) -> ServiceResponse:
    told: JsonObjectType = dict.fromkeys(("reply", "option", "from", "recipient", "message_id"))
    if answer is not None:
        (_, number), option, received = answer
        told |= {
            "reply": received.message.text,
            "option": option,
            "from": number,
            "recipient": name,
            "message_id": received.message_id,
        }
        if received.message.media:
            told["media"] = [media.address for media in received.message.media]
    return told | {"timed_out": answer is None, "errors": [str(error) for error in failed]}


def _check_options(options: Sequence[str], accounts: Sequence[Account]) -> None:
    """Raise for options that could never be chosen, or not be told apart."""
    for option in options:
        for account in accounts:
            if read_wish(option, account.vocabulary) not in (Wish.NONE, Wish.START):
                raise errors.invalid("option_is_stop", option=option)
    if len({comparable(option) for option in options}) < len(options):
        raise errors.invalid("options_alike")
