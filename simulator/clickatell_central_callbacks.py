"""Central's callbacks in all forms (clickatell.md 4.6 and 5, two-way guide 8.3).

Where the facts are silent: the elements of a delivery report in XML are those of a published
example (pastebin.com/fBUfPbwb), and in SOAP the same in the envelope of a reply; in XML and SOAP
the text is characters, whatever `charset` says.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import quote_from_bytes, urlencode
from xml.sax.saxutils import escape

from .account import Account, CallbackForm
from .callbacks import CallbackRequest
from .network import Message, Reply, Status
from .parts import Part

STATUS_CODES = {
    Status.QUEUED: "008",
    Status.SENT: "003",
    Status.DELIVERED: "004",
    Status.FAILED: "007",
}
REPORTED = {Status.SENT: 1, Status.DELIVERED: 2, Status.FAILED: 2 | 4}
"""The bits of a message's `callback`, one of which lets a status be reported (4.1)."""

_GMT_2 = timezone(timedelta(hours=2))
_LOG_FIELDS = ("timestamp", "from", "to", "text", "api_id", "moMsgId", "charset", "udh")
_XML_ROOTS = {"mo": "clickmo", "mt": "callback"}
_SOAP = (
    '<?xml version="1.0" encoding="ISO-8859-1"?>'
    '<SOAP-ENV:Envelope SOAP-ENV:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"'
    ' xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/"'
    ' xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"'
    ' xmlns:tns="clickatell_{direction}"><SOAP-ENV:Body>'
    '<tns:{direction}_callback xmlns:tns="clickatell_{direction}">{fields}'
    "</tns:{direction}_callback></SOAP-ENV:Body></SOAP-ENV:Envelope>"
)
"""The example of the two-way guide 8.3.5."""


def reply_line(account: Account, reply: Reply, part: Part) -> bytes:
    """Return a reply or a part of one as a line of mo.log (two-way guide 8.3.2)."""
    fields = _reply_fields(account, reply, part) | {
        "text": quote_from_bytes(part.text.encode(part.charset)),
    }
    return "\t".join(fields[name] for name in _LOG_FIELDS).encode() + b"\n"


def reply_callback(account: Account, reply: Reply, part: Part) -> CallbackRequest:
    """Report a reply or a part of one; over HTTP the text is bytes in its charset."""
    fields = _reply_fields(account, reply, part)
    query = urlencode(fields | {"text": part.text.encode(part.charset)})
    return _callback(account, f"Reply: {part.text}", "mo", fields, query)


def status_callback(account: Account, reports: int, message: Message) -> CallbackRequest | None:
    """Report how far a message has come, if its `callback` wants to hear that."""
    if not reports & REPORTED[message.status]:
        return None
    status = STATUS_CODES[message.status]
    fields = {
        "apiMsgId": message.id,
        "cliMsgId": message.client_message_id or "",
        "timestamp": str(message.status_at // 1000),
        "to": message.to,
        "from": message.sender,
        "charge": f"{account.price * message.segments:.6f}",
        "status": status,
    }
    query = urlencode({"api_id": account.api_id} | fields)
    return _callback(account, f"Report: {status}", "mt", fields, query)


def _reply_fields(account: Account, reply: Reply, part: Part) -> dict[str, str]:
    return {
        "api_id": account.api_id,
        "from": reply.sender,
        "to": reply.to,
        "timestamp": f"{datetime.fromtimestamp(reply.sent_at // 1000, _GMT_2):%Y-%m-%d %H:%M:%S}",
        "text": part.text,
        "charset": part.charset,
        "udh": part.udh,
        "moMsgId": part.id,
    }


def _callback(
    account: Account, summary: str, direction: str, fields: Mapping[str, str], query: str
) -> CallbackRequest:
    form = account.callback_form or CallbackForm.HTTP_GET
    shape, _, method = form.upper().partition("_")
    if shape == "XML":
        query = urlencode({"data": _write_xml(direction, fields)})
    elif shape == "SOAP":
        query = urlencode({"data": _write_soap(direction, fields)})
    if method == "GET":
        return CallbackRequest(summary=summary, fields=fields, method="GET", query=query)
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=query.encode(),
        content_type="application/x-www-form-urlencoded",
    )


def _write_xml(direction: str, fields: Mapping[str, str]) -> bytes:
    root = _XML_ROOTS[direction]
    elements = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return _encode(f'<?xml version="1.0" encoding="ISO-8859-1"?><{root}>{elements}</{root}>')


def _write_soap(direction: str, fields: Mapping[str, str]) -> bytes:
    """Write an envelope; its elements have names in lower case, as in `momsgid` (5)."""
    elements = "".join(
        f'<{name.lower()} xsi:type="xsd:{"int" if name == "api_id" else "string"}">'
        f"{escape(value)}</{name.lower()}>"
        for name, value in fields.items()
    )
    return _encode(_SOAP.format(direction=direction, fields=elements))


def _encode(document: str) -> bytes:
    """Write what ISO-8859-1 lacks as character references."""
    return document.encode("iso-8859-1", "xmlcharrefreplace")
