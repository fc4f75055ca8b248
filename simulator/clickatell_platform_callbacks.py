"""The callbacks of Clickatell's Platform API (clickatell.md 3.2).

Where the facts are silent: the status names are Central's descriptions (4.5), as the two known ones
are; a reply that answers no message has no `messageId`; what has no value is null in JSON and left
out of a query.
"""

from collections.abc import Mapping
from urllib.parse import quote_plus, urlencode

from .account import Account, CallbackForm
from .callbacks import CallbackRequest, json_callback
from .network import Message, Reply, Status
from .parts import Part

STATUS_CODES = {
    Status.QUEUED: (8, "ACCEPTED_BY_GATEWAY"),
    Status.SENT: (3, "DELIVERED_TO_GATEWAY"),
    Status.DELIVERED: (4, "RECEIVED_BY_RECIPIENT"),
    Status.FAILED: (7, "ERROR_DELIVERING_MESSAGE"),
}


def reply_callback(account: Account, reply: Reply, part: Part) -> CallbackRequest:
    """Report a reply or a part of one; in JSON, text that is not UTF-8 is percent-encoded."""
    charset = "UTF-8" if account.callback_utf8 else part.charset
    text = part.text.encode(charset)
    fields: dict[str, object] = {
        "integrationName": "Simulator",
        "messageId": reply.answers.id if reply.answers else None,
        "replyMessageId": part.id,
        "fromNumber": reply.sender,
        "toNumber": reply.to,
        "timestamp": _timestamp(account, reply.sent_at),
        "text": text,
        "charset": charset,
        "udh": part.udh,
        "network": "65501",
        "keyword": None,
    }
    json_text = part.text if account.callback_utf8 else quote_plus(text)
    return _callback(account, f"Reply: {part.text}", fields | {"text": json_text}, fields)


def status_callback(account: Account, message: Message) -> CallbackRequest:
    """Report how far a message has come."""
    code, status = STATUS_CODES[message.status]
    fields = {
        "integrationName": "Simulator",
        "messageId": message.id,
        "requestId": f"{message.request:032x}",
        "clientMessageId": message.client_message_id,
        "to": message.to,
        "from": message.sender,
        "statusCode": code,
        "status": status,
        "statusDescription": status.replace("_", " ").capitalize(),
        "timestamp": _timestamp(account, message.status_at),
    }
    return _callback(account, f"Report: {status}", fields, fields)


def _timestamp(account: Account, milliseconds: int) -> int | str:
    return str(milliseconds) if account.callback_time_as_text else milliseconds


def _callback(
    account: Account, summary: str, in_json: Mapping[str, object], in_query: Mapping[str, object]
) -> CallbackRequest:
    if account.callback_form is not CallbackForm.HTTP_GET:
        return json_callback(summary, in_json)
    present = {name: value for name, value in in_query.items() if value is not None}
    return CallbackRequest(summary=summary, fields=in_json, method="GET", query=urlencode(present))
