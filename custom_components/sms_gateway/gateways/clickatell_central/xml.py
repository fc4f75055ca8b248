"""Sending and the balance as XML documents (clickatell.md 4.3)."""

from collections.abc import Mapping, Sequence
import re
from xml.etree.ElementTree import Element, SubElement, tostring

from ..base import Accepted, Balance, GatewayError, OutgoingMessage, SendResult
from ..reading import by_name, decimal, integer
from ..transport import Answer, undocumented, unmentioned
from .connection import Connection
from .document import Record, read_document
from .errors import read_fault
from .parameters import parameters

_PATH = "/xml/xml"
_SENT, _BALANCE = "sendmsgresp", "getbalanceresp"
_BEGUN_ID = re.compile(rb"<apiMsgId>\s*[0-9a-z]", re.IGNORECASE)


class XmlApi:
    """An account at Central's XML API."""

    def __init__(self, connection: Connection) -> None:
        """Speak over a connection."""
        self._connection = connection

    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        """Hand over messages, each with its own text; raises GatewayError."""
        answer = await self._ask(
            "sendMsg",
            *(
                parameters(message) | {"sequence_no": str(number)}
                for number, message in enumerate(batch, 1)
            ),
        )
        return _results(batch, read_document(answer.body), answer)

    async def balance(self) -> Balance:
        """Ask for the credits that are left; raises GatewayError."""
        answer = await self._ask("getBalance", {})
        records = read_document(answer.body)
        for record in records:
            credits_left = decimal(record.fields.get("ok"))
            if record.name == _BALANCE and credits_left is not None:
                return Balance(credits_left, None)
        raise _fault(records, answer) or undocumented(answer)

    async def _ask(self, command: str, *asked: Mapping[str, str]) -> Answer:
        root = Element("clickAPI")
        for fields in asked:
            element = SubElement(root, command)
            for name, value in {**self._connection.login, **fields}.items():
                SubElement(element, name).text = value
        # ASCII with references: no charset to be mistaken, and no line end to be made another.
        document = tostring(root, encoding="us-ascii").decode().replace("\r", "&#13;")
        return await self._connection.post(_PATH, {"data": document})


def _results(
    batch: Sequence[OutgoingMessage], records: Sequence[Record], answer: Answer
) -> list[SendResult]:
    """Give each message its own response: by sequence number, or by position without one.

    A fault outside of any response is that of all messages without one.
    """
    told = [
        (integer(record.fields.get("sequence_no")), _result(record, answer))
        for record in records
        if record.name == _SENT
    ]
    fault = _fault([record for record in records if record.name != _SENT], answer)
    if told:
        results = by_name(range(1, len(batch) + 1), told)
        return [result or fault or unmentioned(answer) for result in results]
    if len(batch) == 1 and _BEGUN_ID.search(answer.body):
        # It is cut off, or of another shape: it says all the same that the message was taken.
        return [Accepted(None)]
    raise fault or undocumented(answer)


def _result(record: Record, answer: Answer) -> SendResult:
    # " To:<n>" may stand behind the id (clickatell.md 4.3).
    if ids := record.fields.get("apimsgid", "").split():
        return Accepted(ids[0])
    return _fault([record], answer) or unmentioned(answer)


def _fault(records: Sequence[Record], answer: Answer) -> GatewayError | None:
    for record in records:
        if "fault" in record.fields:
            return read_fault(record.fields["fault"], answer)
    return None
