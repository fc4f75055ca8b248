"""Questions on the page: those that wait for an answer, and what became of the last ones."""

from collections.abc import Collection

from homeassistant.components.websocket_api import ActiveConnection
from homeassistant.core import HomeAssistant, callback
import voluptuous as vol

from .. import errors
from ..account.telling import iso
from ..actions.question import Answer, Outcome, Question, questions
from . import access, conversations
from .command import SHORT, Commands, Request
from .conversations import Reader
from .shapes import AnswerShape, QuestionShape, shown_number

COMMANDS = Commands()


@COMMANDS.add("question/close", {vol.Required("question_id"): SHORT})
async def question_close(hass: HomeAssistant, connection: ActiveConnection, msg: Request) -> None:
    """Wait for an answer no longer: whoever asked is told that the time is over."""
    access.require_admin(connection.user)
    for question in questions(hass):
        if question.question_id == msg["question_id"]:
            if question.outcome is Outcome.WAITING:
                question.close()
            return
    raise errors.invalid("unknown_question")


@callback
def shown(hass: HomeAssistant, reader: Reader) -> list[QuestionShape]:
    """Return the questions that were put through accounts which somebody may read."""
    readable = {account.entry.entry_id for account in reader.accounts}
    shapes = [_shape(question, reader, readable) for question in questions(hass)]
    return [shape for shape in shapes if shape["people"]]


def _shape(question: Question, reader: Reader, readable: Collection[str]) -> QuestionShape:
    answer = question.answer
    return {
        "question_id": question.question_id,
        "text": question.text,
        "options": list(question.options),
        "put_at": iso(question.put_at),
        "deadline": iso(question.deadline or question.put_at),
        "outcome": question.outcome.value,
        "people": [
            {
                "thread_id": reader.ids.of(number),
                "name": conversations.name_of(reader.accounts, number),
                "number": shown_number(number),
                "account": entry_id,
                "code": question.codes[entry_id, number],
                "message_id": message.message_id,
            }
            for (entry_id, number), message in question.sent.items()
            if entry_id in readable
        ],
        "answer": _answer(answer, reader) if answer and answer.asked[0] in readable else None,
    }


def _answer(answer: Answer, reader: Reader) -> AnswerShape:
    _, number = answer.asked
    return {
        "thread_id": reader.ids.of(number),
        "name": conversations.name_of(reader.accounts, number),
        "text": answer.received.message.text,
        "option": answer.option,
        "at": iso(answer.received.received_at),
        "message_id": answer.received.message_id,
    }
