"""The action that puts a question by SMS and returns the answer."""

from collections.abc import Sequence
from datetime import timedelta

from homeassistant.components.notify import ATTR_MESSAGE, ATTR_TITLE
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from .. import errors
from ..account import accounts
from ..account.account import Account
from ..account.recipients import Recipient
from ..account.sending import async_send
from ..messaging.choice import match
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
from .question import Answer, Asked, Question
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


async def async_ask(call: ServiceCall) -> ServiceResponse:
    """Put a question and wait for the first answer that fits."""
    data = call.data
    addressed = await async_address_call(call)
    options = data[ATTR_OPTIONS]
    _check_options(options, list(addressed.by_account))
    question = Question(call.hass, data[ATTR_MESSAGE], options)
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
            async with question.wait(data[ATTR_TIMEOUT].total_seconds()):
                question.answer = await _answer(call, question, failed)
        except TimeoutError:
            return _response(None, None, failed)
    failed += await _tell_others(call, question, question.answer.asked)
    return _response(question.answer, asked[question.answer.asked].name, failed)


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
                    (account.entry.entry_id, message.number): message for message in sent.messages
                }
    question.codes = {one: code for one, code in question.codes.items() if one in question.sent}
    return failed


async def _answer(
    call: ServiceCall, question: Question, failed: list[HomeAssistantError]
) -> Answer:
    """Wait for an answer that fits; who gives another one gets a hint, once."""
    options = call.data[ATTR_OPTIONS]
    hinted: set[Asked] = set()
    while True:
        asked, text, received = await question.answers.get()
        option = match(options, text)
        says_something = bool(seen(text).strip() or received.message.media)
        if option is not None or (not options and says_something):
            return Answer(asked, option, received)
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
    answer: Answer | None,
    name: str | None,
    failed: Sequence[HomeAssistantError],
) -> ServiceResponse:
    told: JsonObjectType = dict.fromkeys(("reply", "option", "from", "recipient", "message_id"))
    if answer is not None:
        message = answer.received.message
        told |= {
            "reply": message.text,
            "option": answer.option,
            "from": answer.asked[1],
            "recipient": name,
            "message_id": answer.received.message_id,
        }
        if message.media:
            told["media"] = [media.address for media in message.media]
    return told | {"timed_out": answer is None, "errors": [str(error) for error in failed]}


def _check_options(options: Sequence[str], accounts: Sequence[Account]) -> None:
    """Raise for options that could never be chosen, or not be told apart."""
    for option in options:
        for account in accounts:
            if read_wish(option, account.vocabulary) not in (Wish.NONE, Wish.START):
                raise errors.invalid("option_is_stop", option=option)
    if len({comparable(option) for option in options}) < len(options):
        raise errors.invalid("options_alike")
