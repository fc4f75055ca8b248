"""Sending and the balance over form fields and lines of text (clickatell.md 4.1)."""

from collections.abc import Sequence
import re

from ..base import Accepted, Balance, GatewayError, OutgoingMessage, SendResult
from ..reading import by_recipient, decimal
from ..transport import Answer, undocumented, unmentioned
from .connection import Connection
from .errors import read_fault
from .parameters import parameters

_TO = r"(?:\s+To:\s*(?P<to>\+?[0-9]+))?"
_TAKEN = re.compile(rf"ID:\s*(?P<id>[^\s:]+){_TO}", re.IGNORECASE)
_REFUSED = re.compile(rf"ERR:(?P<fault>.*?){_TO}", re.IGNORECASE)
# Documented in both spellings.
_CREDITS = re.compile(r"Credits?:\s*(\S+)", re.IGNORECASE)


class HttpApi:
    """An account at Central's HTTP API."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection."""
        self._connection = connection

    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Hand over messages of one text and one sender; raises GatewayError."""
        recipients = ",".join(message.to.removeprefix("+") for message in batch)
        fields = self._connection.login | parameters(batch[0]) | {"to": recipients}
        return _results(batch, await self._connection.post("/http/sendmsg", fields))

    async def balance(self) -> Balance:
        """Ask for the credits that are left; raises GatewayError."""
        answer = await self._connection.post("/http/getbalance", self._connection.login)
        for line in _lines(answer):
            if refused := _REFUSED.fullmatch(line):
                raise read_fault(refused["fault"], answer)
            found = _CREDITS.fullmatch(line)
            if found and (credits_left := decimal(found[1])) is not None:
                return Balance(credits_left, None)
        raise undocumented(answer)


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Give each message its own line: by number, or by position where lines name none."""
    found = [
        match
        for line in _lines(answer)
        if (match := _TAKEN.fullmatch(line) or _REFUSED.fullmatch(line))
    ]
    if not found:
        raise undocumented(answer)
    results = [(match["to"], _result(match, answer)) for match in found]
    match results:
        case [(None, GatewayError() as error)]:
            raise error
    return [result or unmentioned(answer) for result in by_recipient(batch, results)]


def _result(line: re.Match[str], answer: Answer) -> SendResult:
    if line.re is _TAKEN:
        return Accepted(line["id"])
    return read_fault(line["fault"], answer)


def _lines(answer: Answer) -> list[str]:
    return [line.strip() for line in answer.body.decode("utf-8", "replace").splitlines()]
