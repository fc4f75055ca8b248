"""Clickatell's Platform SMS, older than its One API (clickatell.md 2 and 3.2)."""

from collections.abc import Mapping, Sequence
import json
from typing import override
from urllib.parse import unquote_to_bytes

from .balance import read_balance
from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackRequest,
    Capabilities,
    CredentialField,
    DeliveryReport,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    Part,
    SendResult,
    normalise_number,
)
from .callback_fields import fields as fields_of, is_empty
from .charset import as_text
from .clickatell import SIGNS, ask_platform, report
from .reading import (
    by_recipient,
    decode,
    flag,
    integer,
    milliseconds,
    part,
    text,
    wording,
)
from .reasons import Reason
from .success import read_results
from .transport import Answer, refusal, undocumented, unmentioned

# Code -> what it means for us, and whether trying again may help. There is no full table
# (clickatell.md 2.3), so a code that is not in this one may be of an error that passes.
ERRORS: dict[int, tuple[ErrorKind, bool]] = {
    105: (ErrorKind.RECIPIENT, False),
    106: (ErrorKind.SENDER, False),
    108: (ErrorKind.AUTH, False),
    401: (ErrorKind.AUTH, False),
}

# What older builds, which give no code, write instead (clickatell.md 2.3).
_WORDS = {"from number": ErrorKind.SENDER, "api key": ErrorKind.AUTH}

# Names of statuses, for callbacks of older builds, which have no code (clickatell.md 2.4).
_STATUS_CODES = {"DELIVERED_TO_GATEWAY": 3, "RECEIVED_BY_RECIPIENT": 4}


class ClickatellPlatform(Gateway):
    """An API key of an integration that is no One API."""

    name = "Clickatell Platform"
    default_url = "https://platform.clickatell.com"
    # 200 are allowed; a smaller request leaves fewer in doubt when its connection breaks.
    capabilities = Capabilities(
        batch_size=100,
        idempotent=False,
        block_lift=BlockLift.ANY_MESSAGE,
        one_text=True,
        money=True,
    )
    fields = (
        CredentialField("api_key", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
    )

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["api_key"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        answer = await self._request("POST", "/messages", json.dumps(_outgoing(batch)).encode())
        return read_results(batch, answer, _results, SIGNS)

    @override
    async def balance(self) -> Balance:
        answer = await self._request("GET", "/public-client/balance")
        content = _content(answer)
        if (error := _error(content, answer)) is not None:
            raise error
        return read_balance(answer, content)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        if is_empty(request):
            return ParsedCallback()
        fields = fields_of(request)
        event = _inbound(fields) or _report(fields)
        if event is None:
            return ParsedCallback(oddity="it is neither a reply nor a status of a message")
        return ParsedCallback([event])

    async def _request(self, method: str, path: str, body: bytes | None = None) -> Answer:
        api_key = self._credentials["api_key"]
        return await ask_platform(self._session, method, self._url + path, api_key, body)


def _outgoing(batch: Sequence[OutgoingMessage]) -> dict[str, str | list[str]]:
    first = batch[0]
    fields: dict[str, str | list[str]] = {
        "content": first.text,
        "to": [message.to.removeprefix("+") for message in batch],
        "clientMessageId": first.message_id,
    }
    if first.sender:
        fields["from"] = first.sender.removeprefix("+")
    return fields


def _content(answer: Answer) -> dict[str, object]:
    """Return the object in an answer; raises GatewayError where there is none."""
    content = answer.json()
    if not isinstance(content, dict):
        raise undocumented(answer)
    return content


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Return what became of each message; raises GatewayError where one error covers all."""
    content = _content(answer)
    entries = content.get("messages")
    if not isinstance(entries, list) or not entries:
        raise _error(content, answer) or undocumented(answer)
    told = [_told(entry, answer) for entry in entries]
    return [result or unmentioned(answer) for result in by_recipient(batch, told)]


def _told(entry: object, answer: Answer) -> tuple[str | None, SendResult]:
    """Return the number in an entry, and what became of the message to it."""
    if not isinstance(entry, dict):
        return None, unmentioned(answer)
    return text(entry.get("to")), _result(entry, answer)


def _result(entry: Mapping[str, object], answer: Answer) -> SendResult:
    provider_message_id, error = text(entry.get("apiMessageId")), _error(entry, answer)
    accepted = flag(entry.get("accepted"))
    has_only_id = accepted is None and error is None and provider_message_id is not None
    if accepted or has_only_id:
        return Accepted(provider_message_id)
    if error is None and accepted is False:
        return GatewayError(ErrorKind.UNKNOWN, Reason.NO_REASON, retryable=True)
    return error or undocumented(answer)


def _error(fields: Mapping[str, object], answer: Answer) -> GatewayError | None:
    """Return the error in an answer or an entry of one; older builds give no code, only words."""
    code = integer(fields.get("errorCode"))
    words = text(fields.get("errorDescription")) or text(fields.get("error"))
    if code:
        return refusal(answer, {code: (ErrorKind.UNKNOWN, True)} | ERRORS, code, words)
    return _without_code(words, answer) if words else None


def _without_code(words: str, answer: Answer) -> GatewayError:
    for known, kind in _WORDS.items():
        if known in words.casefold():
            return GatewayError(kind, words)
    told_by_status = undocumented(answer)
    is_success = answer.status < 300  # noqa: PLR2004 - the first status that is none
    if is_success or told_by_status.kind is ErrorKind.UNKNOWN:
        # The gateway said no, and not why in words that are known.
        return GatewayError(
            ErrorKind.UNKNOWN, words, retryable=True, retry_after=answer.retry_after
        )
    return told_by_status


def _field(fields: Mapping[str, object], name: str) -> str | None:
    return text(fields.get(name))


def _inbound(fields: Mapping[str, object]) -> InboundMessage | None:
    sender = normalise_number(_field(fields, "fromnumber") or "")
    written = _text(fields)
    if not sender or written is None:
        return None
    found = part(_field(fields, "udh") or "")
    return InboundMessage(
        provider_message_id=_reply_id(fields, found),
        sender=sender,
        to=normalise_number(_field(fields, "tonumber") or ""),
        text=written if found else text(written) or "",
        sent_at=milliseconds(_field(fields, "timestamp")),
        related_provider_message_id=_field(fields, "messageid"),
        part=found,
    )


def _reply_id(fields: Mapping[str, object], found: Part | None) -> str | None:
    """Return what a repeated callback is known by.

    Without an id of its own a reply has the id of the message that it answers, as others may; and
    the parts of a long one may share theirs.
    """
    reply_id = _field(fields, "replymessageid")
    message_id, timestamp = _field(fields, "messageid"), _field(fields, "timestamp")
    if reply_id is None and message_id and timestamp:
        reply_id = f"{message_id}/{timestamp}"
    return f"{reply_id}/{found.number}" if reply_id and found else reply_id


def _text(fields: Mapping[str, object]) -> str | None:
    """Return a reply's text.

    In a form it is encoded like any value. In JSON it is so only where the charset is not UTF-8
    (clickatell.md 3.2); what is not ASCII throughout can't have been.
    """
    written, charset = fields.get("text"), _field(fields, "charset") or "UTF-8"
    is_utf_8 = charset.strip().upper() == "UTF-8"
    if isinstance(written, bytes):
        return as_text(written, "utf-8") if is_utf_8 else decode(written, charset)
    if not isinstance(written, str):
        return wording(written)
    if is_utf_8 or not written.isascii():
        return written
    return decode(unquote_to_bytes(written.replace("+", " ")), charset)


def _report(fields: Mapping[str, object]) -> DeliveryReport | None:
    message_id, provider_message_id = _field(fields, "clientmessageid"), _field(fields, "messageid")
    status = _field(fields, "statuscode") or _field(fields, "status")
    if status is None or (message_id is None and provider_message_id is None):
        return None
    return report(
        message_id,
        provider_message_id,
        _STATUS_CODES.get(status.strip().upper(), status),
        to=normalise_number(_field(fields, "to") or "") or None,
    )
