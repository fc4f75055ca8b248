"""Simwood's API, version 3 (gateways.md 3a)."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
import json
from typing import override
from urllib.parse import quote

from .balance import read_balance
from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackAnswer,
    CallbackLogin,
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
    ReportedState,
    SendResult,
    normalise_number,
)
from .callback_fields import content as json_of, fields as fields_of, is_empty
from .nearly_json import read_json
from .reading import form, integer, text, wording
from .reasons import Reason
from .success import NOT_NULL, Signs, any_of, member, read_results
from .transport import Answer, basic, request, undocumented, unmentioned, with_query

# Simwood tries again until it reads 200 and a body that is not empty.
_TAKEN = CallbackAnswer(body="OK")

# 14 is a phone that is switched off, 18 the most that networks without delivery reports say.
_PROGRESS = {
    1: ReportedState.ACCEPTED,
    2: ReportedState.SENT,
    11: ReportedState.DELIVERED,
    14: ReportedState.SENT,
    18: ReportedState.SENT,
}
_SIGNS = Signs(
    taken=any_of(member("success", r"true\b"), member("id", NOT_NULL + r"[\w-]")),
    refused=any_of(member("success", r"false\b"), member("errors?", NOT_NULL + r"[{\[\"'a-z]")),
    message_id=any_of(member("id", NOT_NULL + r"([\w-]+)[\"',\s}]")),
)
_FAILURES = {
    12: (ErrorKind.UNKNOWN, "rejected"),
    13: (ErrorKind.RECIPIENT, "the destination or the source address is not valid"),
    26: (ErrorKind.UNKNOWN, "rejected by the SMSC"),
}


class Simwood(Gateway):
    """A wholesale account, with the user name and password of its API."""

    name = "Simwood"
    default_url = "https://api.simwood.com"
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        money=True,
        callback_login=CallbackLogin.NOWHERE,
    )
    # Simwood's page marks what is optional, and `from` is not.
    fields = (
        CredentialField("account", FieldKind.TEXT),
        CredentialField("username", FieldKind.TEXT),
        CredentialField("password", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER),
    )

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        # Simwood gives its address with the version.
        return super().base_url(url).removesuffix("/v3")

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["account"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        fields = _outgoing(message) | await self._report_to(message)
        path = f"/v3/messaging/{self._account}/sms"
        answer = await self._request("POST", path, json.dumps(fields).encode())
        return read_results(batch, answer, _results, _SIGNS)

    @override
    async def balance(self) -> Balance:
        path = f"/v3/accounts/{self._account}/prepay/balance"
        answer = await self._request("GET", path)
        return read_balance(answer, _content(answer))

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        if is_empty(request):
            return ParsedCallback(answer=_TAKEN)
        content = _payload(request)
        event = _inbound(content) or _report(content, request.query)
        if event is None:
            oddity = "it is neither a reply nor a delivery report"
            return ParsedCallback(answer=_TAKEN, oddity=oddity)
        return ParsedCallback([event], _TAKEN)

    @property
    def _account(self) -> str:
        return quote(self._credentials["account"], safe="")

    async def _report_to(self, message: OutgoingMessage) -> dict[str, str]:
        """Return where the delivery reports of a message go; Simwood fills in what is in %."""
        address = await self._callback_address()
        if address is None:
            return {}
        query = f"message_id={message.message_id}&id=%id%&status=%status%"
        return {"report": with_query(address, query)}

    async def _request(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = basic(self._credentials["username"], self._credentials["password"])
        headers |= {"Accept": "application/json", "Content-Type": "application/json"}
        return await request(self._session, method, self._url + path, headers=headers, body=body)


def _outgoing(message: OutgoingMessage) -> dict[str, str | int]:
    """Return a message's fields; without `concat` what is beyond the first segment is cut off."""
    fields: dict[str, str | int] = {
        "to": message.to.removeprefix("+"),
        "message": message.text,
        "concat": message.parts,
        "extended": 1,
    }
    if message.sender:
        fields["from"] = message.sender.removeprefix("+")
    return fields


def _results(_batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    content = _content(answer)
    taken = content.get("data", content)
    if not isinstance(taken, dict) or (provider_message_id := text(taken.get("id"))) is None:
        raise unmentioned(answer)
    return [Accepted(provider_message_id)]


def _content(answer: Answer) -> dict[str, object]:
    """Return the object in an answer, which may stand in an array; raises GatewayError."""
    content = answer.json()
    if isinstance(content, list) and len(content) == 1:
        (content,) = content
    if not isinstance(content, dict):
        raise undocumented(answer)
    if content.get("success") is False or "errors" in content:
        raise _refusal(content.get("errors"), answer)
    if answer.status >= HTTPStatus.BAD_REQUEST:
        raise undocumented(answer)
    return content


def _refusal(errors: object, answer: Answer) -> GatewayError:
    """Return the error that Simwood tells in its own words.

    With which words it refuses a message is not documented: the HTTP status says what they mean,
    and what comes with a success may pass.
    """
    words = filter(None, map(text, errors if isinstance(errors, list) else [errors]))
    told_by_status = undocumented(answer)
    is_success = answer.status < HTTPStatus.MULTIPLE_CHOICES
    kind = ErrorKind.UNKNOWN if is_success else told_by_status.kind
    return GatewayError(
        kind,
        "; ".join(words) or Reason.NO_DESCRIPTION,
        code=told_by_status.code,
        retryable=is_success or (kind is not ErrorKind.UNKNOWN and told_by_status.retryable),
        uncertain=not is_success and told_by_status.uncertain,
        retry_after=answer.retry_after,
    )


def _payload(request: CallbackRequest) -> Mapping[str, object]:
    """Return what a callback says: JSON, as such or in the one field of a form."""
    content = json_of(request)
    if not isinstance(content, dict):
        payload = fields_of(request).get("payload", b"")
        content = read_json(payload) if isinstance(payload, bytes) else payload
    return content if isinstance(content, dict) else {}


def _data(content: Mapping[str, object]) -> Mapping[str, object]:
    data = content.get("data")
    return data if isinstance(data, dict) else {}


def _inbound(content: Mapping[str, object]) -> InboundMessage | None:
    """Return the reply in a callback; `sms_inbound` and `mvno_inbound_sms` hold the same.

    Its `time` is not used: it is the originating network's, in a zone that is not documented, and
    hours off it would put a STOP before the START that it follows.
    """
    data = _data(content)
    sender = normalise_number(text(data.get("originator")) or "")
    written = wording(data.get("message"))
    if not sender or written is None or "message" not in data:
        return None
    return InboundMessage(
        provider_message_id=text(content.get("id")),
        sender=sender,
        to=normalise_number(text(data.get("destination")) or ""),
        text=written,
        sent_at=None,
    )


def _report(content: Mapping[str, object], query: bytes) -> DeliveryReport | None:
    """Return the delivery report in a callback, be it in the body or in our own query."""
    filled_in = {
        name: value.decode("ascii", "replace")
        for name, value in form(query).items()
        if not value.startswith(b"%")
    }
    message_id = text(filled_in.get("message_id"))
    provider_message_id = text(content.get("id")) or text(filled_in.get("id"))
    status = integer(_data(content).get("status"))
    status = integer(filled_in.get("status")) if status is None else status
    if status is None or (message_id is None and provider_message_id is None):
        return None
    if status in _FAILURES:
        kind, words = _FAILURES[status]
        error = GatewayError(kind, words, code=str(status))
        return DeliveryReport(message_id, provider_message_id, ReportedState.UNDELIVERED, error)
    # A status that is not documented is no end.
    state = _PROGRESS.get(status, ReportedState.ACCEPTED)
    return DeliveryReport(message_id, provider_message_id, state)
