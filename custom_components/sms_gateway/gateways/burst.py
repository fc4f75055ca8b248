"""Burst SMS, also Transmit SMS, now Kudosity: its API version 1 (gateways.md 2)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import override
from urllib.parse import urlencode

from .asking import ReplyReader
from .balance import read_balance
from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackLogin,
    CallbackRefusal,
    CallbackRequest,
    Capabilities,
    CredentialField,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    normalise_number,
)
from .burst_callbacks import CLIENT_MESSAGE_ID, inbound, parse
from .burst_signature import is_signed
from .callback_fields import is_empty
from .reading import integer, oldest_first, text
from .reasons import Reason
from .signature import FIELD as SIGNATURE, is_required, refused
from .success import Signs, any_of, member, read_results
from .transport import Answer, basic, refusal_by_name, request, undocumented, with_query

# Code -> what it means for us, and whether trying again may help.
ERRORS: dict[str, tuple[ErrorKind, bool]] = {
    "AUTH_FAILED": (ErrorKind.AUTH, False),
    "AUTH_FAILED_NO_DATA": (ErrorKind.AUTH, False),
    "BAD_CALLER_ID": (ErrorKind.SENDER, False),
    "FIELD_EMPTY": (ErrorKind.CONTENT, False),
    "FIELD_INVALID": (ErrorKind.CONTENT, False),  # a text of more than 612 characters, too
    "FIELD_UNSAFE": (ErrorKind.CONTENT, False),
    "KEY_EXISTS": (ErrorKind.UNKNOWN, False),
    "LEDGER_ERROR": (ErrorKind.FUNDS, True),  # a top-up may come in time
    "LIST_EMPTY": (ErrorKind.RECIPIENT, False),
    "NO_ACCESS": (ErrorKind.UNKNOWN, False),
    "NOT_FOUND": (ErrorKind.UNKNOWN, False),
    "NOT_IMPLEMENTED": (ErrorKind.UNKNOWN, False),
    "OVER_LIMIT": (ErrorKind.RATE, True),
    "RECIPIENTS_ERROR": (ErrorKind.RECIPIENT, False),
}
_SUCCESS, _NO_RECIPIENTS = "SUCCESS", "RECIPIENTS_ERROR"

# What an answer calls a list of numbers that were not written to -> why.
_LEFT_OUT = {
    "fails": GatewayError(ErrorKind.RECIPIENT, Reason.NO_NUMBER, code=_NO_RECIPIENTS),
    "optouts": GatewayError(ErrorKind.OPTED_OUT, Reason.OPTED_OUT, code=_NO_RECIPIENTS),
}

# Of a message that was not written to, an answer may name the number beside the id.
_SIGNS = Signs(
    taken=any_of(member("code", r"SUCCESS\b"), member("message_id", "[0-9]")),
    refused=any_of(
        member("code", r"(?!SUCCESS\b)[A-Z]"),
        member("recipients", r"0\b"),
        member("(?:fails|optouts)", r"\[\s*[\"']?[0-9]"),
    ),
    message_id=any_of(member("message_id", r"([0-9]+)(?![\w.])")),
)

_REPLIES_A_PAGE = 100


class Burst(Gateway, ReplyReader):
    """An account, with an API key and its secret.

    What stands in brackets in a text, such as [tracked-link], is filled in by Burst; how to escape
    it is not documented.
    """

    name = "Burst SMS"
    default_url = "https://api.transmitsms.com"
    capabilities = Capabilities(
        batch_size=500,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        one_text=True,
        money=True,
        callback_login=CallbackLogin.NOWHERE,
    )
    fields = (
        CredentialField("api_key", FieldKind.SECRET),
        CredentialField("api_secret", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
        SIGNATURE,
    )

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["api_key"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        fields = _outgoing(batch) | _callbacks(await self._callback_address(), batch[0])
        answer = await self._request("POST", "send-sms", fields)
        return read_results(batch, answer, _results, _SIGNS)

    @override
    async def balance(self) -> Balance:
        answer = await self._request("GET", "get-balance", {})
        return read_balance(answer, _content(answer))

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        """Return what came in from a moment on.

        Kudosity's newest description of the call wants a `mobile`, one phone's number; older ones
        and all client libraries, of 2026 too, leave it out and get everybody's, as is wanted here.
        What is missing beside the callback's fields is whether a reply is an opt-out.
        """
        start = datetime.fromtimestamp(int(since), UTC).strftime("%Y-%m-%d %H:%M:%S")
        found: list[InboundMessage] = []
        for page in count(1):
            fields = {"start": start, "page": str(page), "max": str(_REPLIES_A_PAGE)}
            answer = await self._request("GET", "get-user-sms-responses", fields)
            content = _content(answer)
            entries, place = content.get("responses"), content.get("page")
            if not isinstance(entries, list):
                raise undocumented(answer)
            found += filter(None, map(_polled, entries))
            pages = integer(place.get("count")) if isinstance(place, dict) else None
            if not entries or page >= (pages or 0):
                break
        return oldest_first(found)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        if is_empty(request):
            return ParsedCallback()
        if not self._is_genuine(request):
            return refused(CallbackRefusal.SIGNATURE)
        return parse(request)

    def _is_genuine(self, request: CallbackRequest) -> bool:
        """Tell whether all of a callback is signed, if it has to be: a body never is."""
        if not is_required(self._credentials):
            return True
        signature = request.headers.get("x-transmitsms-signature", "")
        is_query_signed = is_signed(request.query, signature, self._credentials["api_secret"])
        return is_query_signed and not request.body.strip()

    async def _request(self, method: str, name: str, fields: Mapping[str, str]) -> Answer:
        headers = basic(self._credentials["api_key"], self._credentials["api_secret"])
        url, body = f"{self._url}/{name}.json", None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields).encode()
        elif fields:
            url = f"{url}?{urlencode(fields)}"
        return await request(self._session, method, url, headers=headers, body=body)


def _outgoing(batch: Sequence[OutgoingMessage]) -> dict[str, str]:
    first = batch[0]
    fields = {
        "message": first.text,
        "to": ",".join(message.to.removeprefix("+") for message in batch),
    }
    if first.sender:
        fields["from"] = first.sender.removeprefix("+")
    return fields


def _callbacks(address: str | None, first: OutgoingMessage) -> dict[str, str]:
    """Return where delivery reports and replies go.

    The id of the first message comes back with each report: by it, messages are found of which
    the answer was lost, and with it Burst's id.
    """
    if address is None:
        return {}
    reports = with_query(address, f"{CLIENT_MESSAGE_ID}={first.message_id}")
    return {"dlr_callback": reports, "reply_callback": address}


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Return what became of each message; one id stands for all that were taken.

    Invalid numbers may also be left out of the count and not be named (gateways.md 2). Which of
    several that was can't be told, so those count as accepted: none is sent twice for it.
    """
    content = answer.json()
    if not isinstance(content, dict):
        raise undocumented(answer)
    error = _error(content, answer)
    if error is not None and error.code != _NO_RECIPIENTS:
        raise error
    left_out = _left_out(content)
    if error is None and integer(content.get("recipients")) == 0:
        error = _LEFT_OUT["fails"]
    other: SendResult = error or Accepted(text(content.get("message_id")))
    return [left_out.get(message.to.removeprefix("+"), other) for message in batch]


def _left_out(content: Mapping[str, object]) -> dict[str, GatewayError]:
    """Return the numbers, without a plus sign, that an answer names as not written to.

    They stand beside the message's id or, where none is left to write to, in place of the
    description.
    """
    found = {}
    for place in (content, _fields(content, "error").get("description")):
        for name, error in _LEFT_OUT.items():
            numbers = place.get(name) if isinstance(place, dict) else None
            for number in numbers if isinstance(numbers, list) else []:
                found[normalise_number(text(number) or "").removeprefix("+")] = error
    return found


def _content(answer: Answer) -> dict[str, object]:
    """Return the object in an answer that tells of a success; raises GatewayError."""
    content = answer.json()
    if not isinstance(content, dict):
        raise undocumented(answer)
    if (error := _error(content, answer)) is not None:
        raise error
    return content


def _error(content: Mapping[str, object], answer: Answer) -> GatewayError | None:
    fields = _fields(content, "error")
    code = text(fields.get("code"))
    if code == _SUCCESS:
        return None
    return refusal_by_name(answer, ERRORS, code, text(fields.get("description")))


def _fields(content: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def _polled(entry: object) -> InboundMessage | None:
    """Return a reply that was asked for, which has other names for what a callback says."""
    if not isinstance(entry, dict):
        return None
    return inbound(
        {
            "mobile": entry.get("msisdn"),
            "longcode": entry.get("longcode"),
            "datetime_entry": entry.get("received_at"),
            "response": entry.get("response"),
            "response_id": entry.get("id"),
            "message_id": entry.get("message_id"),
        }
    )
