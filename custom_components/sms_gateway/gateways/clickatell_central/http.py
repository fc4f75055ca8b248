"""Sending and the balance over form fields and lines of text (clickatell.md 4.1)."""

from collections.abc import Sequence
import re

from ..amount import amount
from ..base import Accepted, Balance, GatewayError, OutgoingMessage, SendResult
from ..charset import as_text
from ..reading import by_recipient
from ..success import Signs, any_of, read_results
from ..transport import Answer, undocumented, unmentioned
from .connection import Connection
from .errors import read_fault
from .parameters import parameters

# "ID: <id>" or "ERR: <code>, <text>", and where there were several recipients " To: <number>".
_ID = re.compile(r"ID:\s*([^\s:,;]+)(?![^\s,;])", re.IGNORECASE)
_TO = re.compile(r"\sTo:([0-9\s()./+-]*)\Z", re.IGNORECASE)
_ERROR = re.compile(r"ERR:(.*)", re.IGNORECASE)
# Documented in both spellings.
_CREDITS = re.compile(r"Credits?:\s*(\S.*)", re.IGNORECASE)
_SIGNS = Signs(
    taken=any_of(r"\bID:\s*[0-9a-f]{8}"),
    refused=any_of(r"\bERR:"),
    message_id=any_of(r"\bID:\s*([0-9a-f]{32})\b"),
)


class HttpApi:
    """An account at Central's HTTP API."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection."""
        self._connection = connection

    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Hand over messages of one text and one sender; raises GatewayError."""
        recipients = ",".join(message.to.removeprefix("+") for message in batch)
        fields = self._connection.login | parameters(batch[0]) | {"to": recipients}
        answer = await self._connection.post("/http/sendmsg", fields)
        return read_results(batch, answer, _results, _SIGNS)

    async def balance(self) -> Balance:
        """Ask for the credits that are left; raises GatewayError."""
        answer = await self._connection.post("/http/getbalance", self._connection.login)
        for line in _lines(answer):
            if refused := _ERROR.fullmatch(line):
                raise read_fault(refused[1], answer)
            found = _CREDITS.fullmatch(line)
            if found and (credits_left := amount(found[1])) is not None:
                return Balance(credits_left, None)
        raise undocumented(answer)


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Give each message its own line: by number, or by position where lines name none."""
    read = [_result(line, answer) for line in _lines(answer)]
    found = [result for _, result in read if result is not None]
    if not found:
        raise undocumented(answer)
    if len(read) == 1 and read[0][0] is None and isinstance(found[0], GatewayError):
        raise found[0]
    # A line that can't be read keeps its place: it is that of a message.
    results = by_recipient(batch, [(to, result or unmentioned(answer)) for to, result in read])
    return [result or unmentioned(answer) for result in results]


def _result(line: str, answer: Answer) -> tuple[str | None, SendResult | None]:
    """Return the number in a line, and what became of the message to it."""
    number = _TO.search(line)
    told = line[: number.start()] if number else line
    result: SendResult | None = None
    if taken := _ID.match(told):
        result = Accepted(taken[1])
    elif refused := _ERROR.fullmatch(told):
        result = read_fault(refused[1], answer)
    return number[1] if number else None, result


def _lines(answer: Answer) -> list[str]:
    lines = as_text(answer.body).splitlines()
    return [line.strip() for line in lines if line.strip()]
