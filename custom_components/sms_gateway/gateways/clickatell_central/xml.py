"""Sending and the balance as XML documents (clickatell.md 4.3)."""

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from ..amount import amount
from ..base import Accepted, Balance, GatewayError, OutgoingMessage, SendResult
from ..reading import by_name, integer
from ..success import Signs, any_of, read_results
from ..transport import Answer, undocumented, unmentioned
from .connection import Connection
from .document import Record, read_document
from .errors import read_fault
from .parameters import parameters

_PATH = "/xml/xml"
_SENT, _BALANCE = "sendmsgresp", "getbalanceresp"
_SIGNS = Signs(
    taken=any_of(r"<apiMsgId>\s*[0-9a-z]"),
    refused=any_of("<fault>"),
    message_id=any_of(r"<apiMsgId>\s*([0-9a-z]+)\b(?!\Z)"),
)


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
        return read_results(batch, answer, _results, _SIGNS)

    async def balance(self) -> Balance:
        """Ask for the credits that are left; raises GatewayError."""
        answer = await self._ask("getBalance", {})
        records = read_document(answer.body)
        for record in records:
            credits_left = amount(record.fields.get("ok"))
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


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Give each message its own response: by sequence number, or by position without one.

    A fault outside of any response is that of all messages without one.
    """
    records = read_document(answer.body)
    told = [
        (integer(record.fields.get("sequence_no")), _result(record, answer))
        for record in records
        if record.name == _SENT
    ]
    fault = _fault([record for record in records if record.name != _SENT], answer)
    if told:
        results = by_name(range(1, len(batch) + 1), told)
        return [result or fault or unmentioned(answer) for result in results]
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
