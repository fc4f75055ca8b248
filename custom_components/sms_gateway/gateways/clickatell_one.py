"""Clickatell's One API (clickatell.md 1 and 3.1)."""

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
import json
from typing import override

from .balance import read_balance
from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackRequest,
    Capabilities,
    Channel,
    CredentialField,
    DeliveryReport,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    InboundMessage,
    Media,
    OutgoingMessage,
    ParsedCallback,
    ReportedState,
    SendResult,
    normalise_number,
)
from .callback_fields import content as json_of, is_empty
from .clickatell import SIGNS, ask_platform
from .reading import by_recipient, flag, integer, milliseconds, text, wording
from .reasons import Reason
from .success import read_results
from .transport import Answer, refusal, undocumented, unmentioned

# Code -> what it means for us, and whether trying again may help (clickatell.md 1.3).
ERRORS: dict[int, tuple[ErrorKind, bool]] = {
    1: (ErrorKind.AUTH, False),  # key missing or wrong
    2: (ErrorKind.AUTH, False),  # account not active
    3: (ErrorKind.AUTH, False),  # integration not active
    7: (ErrorKind.ADDRESS, True),  # our address is not approved: the portal can mend that meanwhile
    18: (ErrorKind.SERVER, True),
    19: (ErrorKind.SERVER, True),
    20: (ErrorKind.FUNDS, True),  # a top-up may come in time
    21: (ErrorKind.CONTENT, False),  # payload malformed
    22: (ErrorKind.CONTENT, False),  # too many messages
    23: (ErrorKind.CONTENT, False),  # parameter missing or wrong
    24: (ErrorKind.CONTENT, False),  # content too big
    25: (ErrorKind.RECIPIENT, False),  # not a valid address
    26: (ErrorKind.OPTED_OUT, False),
    27: (ErrorKind.RECIPIENT, False),  # not on this channel
    28: (ErrorKind.RECIPIENT, False),  # not available on the sandbox
    30: (ErrorKind.CONTENT, False),
    31: (ErrorKind.CONTENT, False),
    32: (ErrorKind.CONTENT, False),
    33: (ErrorKind.CONTENT, False),
    38: (ErrorKind.SENDER, False),  # channel not active on the integration
    39: (ErrorKind.SENDER, False),  # feature not available on the integration
    40: (ErrorKind.CONTENT, False),  # charset
    41: (ErrorKind.UNKNOWN, False),  # no such resource
    42: (ErrorKind.UNKNOWN, False),  # method not supported
    43: (ErrorKind.RATE, True),
    44: (ErrorKind.SENDER, False),  # FROM suspended
    45: (ErrorKind.SENDER, False),  # FROM not related to the integration
    46: (ErrorKind.SENDER, False),  # demo access expired
    100: (ErrorKind.CONTENT, False),  # too many parts
    101: (ErrorKind.RECIPIENT, False),  # destination without two-way
    110: (ErrorKind.SENDER, False),  # USA: a two-way integration is needed
    111: (ErrorKind.SENDER, False),  # USA: STOP must be enabled
}

# Status codes that are no failure (clickatell.md 1.5); 24 is the sandbox, where no phone rings.
_PROGRESS = {
    1: ReportedState.ACCEPTED,
    2: ReportedState.ACCEPTED,
    3: ReportedState.ACCEPTED,
    4: ReportedState.SENT,
    5: ReportedState.DELIVERED,
    6: ReportedState.DELIVERED,
}
_FIRST_FAILURE = 20
# 21 is none of consent: users, like administrators (22), are those of the Clickatell account.
_FAILURE_KINDS = {
    25: ErrorKind.FUNDS,
    26: ErrorKind.RATE,
    27: ErrorKind.RATE,
    28: ErrorKind.RATE,
    29: ErrorKind.RECIPIENT,
}
_STATUS_NAMES = {
    "QUEUED": 2,
    "SCHEDULED": 3,
    "SENT_TO_SUPPLIER": 4,
    "DEVICE_ACK": 5,
    "READ": 6,
    "EXPIRED": 20,
    "DELIVERY_FAILURE": 23,
}


class ClickatellOne(Gateway):
    """An API key of an SMS set-up of type One API."""

    name = "Clickatell One API"
    default_url = "https://platform.clickatell.com"
    # 100 and not 200: the newer of two conflicting sources (clickatell.md 1.1).
    capabilities = Capabilities(
        batch_size=100,
        idempotent=False,
        block_lift=BlockLift.ANY_MESSAGE,
        channels=(Channel.SMS, Channel.WHATSAPP),
        money=True,
    )
    fields = (
        CredentialField("api_key", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
        CredentialField(
            "channel", FieldKind.CHOICE, default=Channel.SMS, choices=tuple(map(str, Channel))
        ),
    )

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["api_key"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        body = json.dumps({"messages": [_outgoing(message) for message in batch]}).encode()
        answer = await self._request("POST", "/v1/message", body)
        return read_results(batch, answer, _results, SIGNS)

    @override
    async def balance(self) -> Balance:
        answer = await self._request("GET", "/v1/balance")
        if answer.status == HTTPStatus.NOT_FOUND:
            # Documented for the older generation of the same platform (clickatell.md 1.4).
            answer = await self._request("GET", "/public-client/balance")
        content = answer.json()
        if not isinstance(content, dict):
            raise undocumented(answer)
        if (error := content.get("error")) is not None:
            raise _error(error, answer)
        return read_balance(answer, content)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        if is_empty(request):
            return ParsedCallback()
        content = json_of(request)
        event = content.get("event") if isinstance(content, dict) else None
        if not isinstance(event, dict):
            return ParsedCallback(oddity="the body is not a One API callback")
        inbound = [_inbound(entry) for entry in _entries(event, "moText")]
        inbound += [_with_media(entry) for entry in _entries(event, "moMedia")]
        reports = [_report(entry) for entry in _entries(event, "messageStatusUpdate")]
        found = [*inbound, *reports]
        events = [parsed for parsed in found if parsed is not None]
        if len(events) < len(found):
            return ParsedCallback(events, oddity="an entry lacks what identifies it")
        if not found:
            return ParsedCallback(oddity="the event is of a kind that is not used here")
        return ParsedCallback(events)

    async def _request(self, method: str, path: str, body: bytes | None = None) -> Answer:
        api_key = self._credentials["api_key"]
        return await ask_platform(self._session, method, self._url + path, api_key, body)


def _outgoing(message: OutgoingMessage) -> dict[str, str]:
    fields = {
        "channel": message.channel.value,
        "to": message.to.removeprefix("+"),
        "content": message.text,
        "clientMessageId": message.message_id,
    }
    if message.sender:
        fields["from"] = message.sender.removeprefix("+")
    return fields


def _results(batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    """Return what became of each message; raises GatewayError where one error covers all."""
    content = answer.json()
    if not isinstance(content, dict):
        raise undocumented(answer)
    entries, error = content.get("messages"), content.get("error")
    told = [_told(entry, answer) for entry in (entries if isinstance(entries, list) else [])]
    is_any_taken = any(isinstance(result, Accepted) for _, result in told)
    if error is not None and not is_any_taken:
        raise _error(error, answer)
    if not told:
        raise undocumented(answer)
    return [result or unmentioned(answer) for result in by_recipient(batch, told)]


def _told(entry: object, answer: Answer) -> tuple[str | None, SendResult]:
    """Return the number in an entry, and what became of the message to it."""
    if not isinstance(entry, dict):
        return None, unmentioned(answer)
    return text(entry.get("to")), _result(entry, answer)


def _result(entry: Mapping[str, object], answer: Answer) -> SendResult:
    provider_message_id, error = text(entry.get("apiMessageId")), entry.get("error") or None
    accepted = flag(entry.get("accepted"))
    has_only_id = accepted is None and error is None and provider_message_id is not None
    if accepted or has_only_id:
        return Accepted(provider_message_id)
    if error is None and accepted is False:
        return GatewayError(ErrorKind.UNKNOWN, Reason.NO_REASON)
    return _error(error, answer)


def _error(error: object, answer: Answer) -> GatewayError:
    fields = error if isinstance(error, dict) else {}
    code = integer(fields.get("code"))
    if code is None:
        return undocumented(answer)
    return refusal(answer, ERRORS, code, text(fields.get("description")))


def _entries(event: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    """Yield the entries of one kind of event: documented as an array, tolerated as a single one.

    One that is none is empty, and found to be odd.
    """
    found = event.get(name)
    if found is None:
        return
    for entry in found if isinstance(found, list) else [found]:
        yield entry if isinstance(entry, dict) else {}


def _inbound(entry: Mapping[str, object], media: tuple[Media, ...] = ()) -> InboundMessage | None:
    sender = normalise_number(text(entry.get("from")) or "")
    written = wording(entry.get("content"))
    if not sender or written is None:
        return None
    return InboundMessage(
        provider_message_id=text(entry.get("messageId")),
        sender=sender,
        to=normalise_number(text(entry.get("to")) or ""),
        text=written,
        sent_at=milliseconds(entry.get("timestamp")),
        related_message_id=text(entry.get("relatedClientMessageId")),
        related_provider_message_id=text(entry.get("relatedMessageId")),
        channel=_channel(entry),
        media=media,
    )


def _with_media(entry: Mapping[str, object]) -> InboundMessage | None:
    """Return a message with pictures: a caption is its text.

    Each of the `files` has an address, at which the account's key gets it for 30 days. Where there
    are none, `content` is the picture itself in Base64, which is not kept (One API's client
    callbacks).
    """
    files = [
        Media(text(each.get("downloadUrl")) or "", text(each.get("contentType")))
        for each in _entries(entry, "files")
    ]
    media = files or [Media("", text(entry.get("contentType")))]
    return _inbound({**entry, "content": entry.get("caption")}, tuple(media))


def _channel(entry: Mapping[str, object]) -> Channel:
    # Documented samples have spaces behind the name (clickatell.md 3.1).
    name = (text(entry.get("channel")) or "").strip().lower()
    return Channel.WHATSAPP if name == Channel.WHATSAPP else Channel.SMS


def _report(entry: Mapping[str, object]) -> DeliveryReport | None:
    message_id = text(entry.get("clientMessageId"))
    provider_message_id = text(entry.get("messageId"))
    if message_id is None and provider_message_id is None:
        return None
    name = (text(entry.get("status")) or "").strip().upper()
    code = integer(entry.get("statusCode")) or _STATUS_NAMES.get(name, 1)
    if code < _FIRST_FAILURE:
        state = _PROGRESS.get(code, ReportedState.ACCEPTED)
        return DeliveryReport(message_id, provider_message_id, state)
    error = GatewayError(
        _FAILURE_KINDS.get(code, ErrorKind.UNKNOWN), name or Reason.NOT_DELIVERED, code=str(code)
    )
    return DeliveryReport(message_id, provider_message_id, ReportedState.UNDELIVERED, error)
