"""BulkSMS's JSON REST API, version 1 (gateways.md 1)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
import json
from typing import override
from urllib.parse import urlencode
from zlib import crc32

from .amount import amount
from .asking import ReplyReader
from .balance import balance_value
from .base import (
    Accepted,
    Balance,
    BlockLift,
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
from .callback_fields import content as json_of, is_empty
from .reading import integer, moment, oldest_first, text, wording
from .reasons import Reason
from .success import Signs, any_of, member, read_results
from .transport import Answer, basic, refusal_by_name, request, undocumented, unmentioned

# What the type of an error ends with -> what it means for us, and whether trying again may help.
# A bad request may be about the recipient, the sender or the text: only its words tell.
ERRORS: dict[str, tuple[ErrorKind, bool]] = {
    "bad-request": (ErrorKind.UNKNOWN, False),
    "authentication-failed": (ErrorKind.AUTH, False),
    "insufficient-credits": (ErrorKind.FUNDS, True),  # a top-up may come in time
}

# UNKNOWN, a state that BulkSMS does not know itself, is no end.
_PROGRESS = {"SENT": ReportedState.SENT, "DELIVERED": ReportedState.DELIVERED}
_TAKEN = {"ACCEPTED", "SCHEDULED", *_PROGRESS}
_FAILURES = {
    "EXPIRED": (ErrorKind.UNKNOWN, "the message expired before it could be delivered"),
    "HANDSET_ERROR": (ErrorKind.UNKNOWN, "the phone could not take the message"),
    "BLOCKED": (ErrorKind.OPTED_OUT, Reason.OPTED_OUT),
    "NOT_SENT": (ErrorKind.RECIPIENT, "there is no way to this number"),
}

# The id stands first; others, of the submission, come behind it.
_SIGNS = Signs(
    taken=any_of(member("(?:id|type)", r"(?:ACCEPTED|SCHEDULED|SENT|DELIVERED)\b")),
    refused=any_of(member("(?:id|type)", r"(?:FAILED\b|https?:)")),
    message_id=any_of(r"\A[^\"']*[\"']id[\"']\s*:\s*[\"']([0-9]+)[\"']"),
)
# What the header X-BulkSMS-Event says of messages that do not say it themselves: the vendor's guide
# to webhooks (bulksms.com/developer/webhooks) prints them so.
_KINDS = {"incoming-message": "RECEIVED", "status-report": "SENT"}

_LONGEST_SHORT_CODE = 6
# With the longest texts there are, an answer with so many can still be read whole.
_MOST_ON_A_PAGE = "200"


class BulkSms(Gateway, ReplyReader):
    """An account, with an API token.

    A template in a text, such as {F0###}, {fn##} or {sn##}, is filled in by BulkSMS; how to escape
    one is not documented.
    """

    name = "BulkSMS"
    default_url = "https://api.bulksms.com"
    # 30,000 are allowed. But a deduplication id covers a whole request, and what goes out together
    # need not be retried together: only by itself is a message sure to be in the same request.
    capabilities = Capabilities(
        batch_size=1,
        idempotent=True,
        block_lift=BlockLift.START_WORD,
        drops_refused=True,
        callback_login=CallbackLogin.NOWHERE,
    )
    fields = (
        CredentialField("token_id", FieldKind.TEXT),
        CredentialField("token_secret", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
    )

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        # BulkSMS gives its address with the version.
        return super().base_url(url).removesuffix("/v1")

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["token_id"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        entry, answer = await self._submit(message)
        if _is_foreign(entry, message):
            # By chance another message has the same deduplication id: this one was not taken.
            entry, answer = await self._submit(message, salt=1)
        if _is_foreign(entry, message):
            return [unmentioned(answer)]
        return read_results(batch, answer, _results, _SIGNS)

    async def _submit(
        self, message: OutgoingMessage, salt: int = 0
    ) -> tuple[Mapping[str, object], Answer]:
        """Hand a message over; return what the answer says of it, and the answer."""
        deduplication_id = _deduplication_id(message, salt)
        query = {"auto-unicode": "true", "deduplication-id": deduplication_id}
        body = json.dumps([_outgoing(message)]).encode()
        answer = await self._request("POST", "messages", query, body)
        return _entry(answer), answer

    @override
    async def balance(self) -> Balance:
        answer = await self._request("GET", "profile")
        profile = answer.json()
        credit = profile.get("credits") if isinstance(profile, dict) else None
        if not isinstance(credit, dict):
            raise _error(answer)
        return Balance(balance_value(answer, credit.get("balance")), None)

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        """Return what came in from a moment on; BulkSMS tells the newest first.

        A page may be shorter than asked for and not be the last: there is no more when one is empty
        (BulkSMS's description of GET /messages).
        """
        date = datetime.fromtimestamp(int(since), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        clauses = wanted = f"type=RECEIVED&submission.date>={date}"
        found: list[InboundMessage] = []
        oldest: int | None = None
        while page := await self._page(wanted):
            found += [event for event in map(_event, page) if isinstance(event, InboundMessage)]
            ids = (integer(entry.get("id")) for entry in page)
            lowest = min((number for number in ids if number is not None), default=None)
            if lowest is None or (oldest is not None and lowest >= oldest):
                break
            oldest = lowest
            wanted = f"{clauses}&id<{oldest}"
        return oldest_first(found)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        """Read a callback; what is answered with a 4xx would be thrown away, so nothing is."""
        if is_empty(request):
            return ParsedCallback()
        content = json_of(request)
        if not isinstance(content, list):
            return ParsedCallback(oddity="the body is not a list of messages")
        kind = _KINDS.get(request.headers.get("X-BulkSMS-Event", "").strip().lower())
        # None where a webhook is being saved.
        found = [_event(entry, kind) for entry in content]
        events = [event for event in found if event is not None]
        if len(events) < len(found):
            return ParsedCallback(
                events, oddity="an entry is no message, or lacks what identifies it"
            )
        return ParsedCallback(events)

    async def _page(self, wanted: str) -> list[dict[str, object]]:
        """Return some of the messages that were received; raises GatewayError."""
        answer = await self._request(
            "GET", "messages", {"filter": wanted, "limit": _MOST_ON_A_PAGE}
        )
        content = answer.json()
        if not isinstance(content, list):
            raise _error(answer)
        return [entry for entry in content if isinstance(entry, dict)]

    async def _request(
        self,
        method: str,
        name: str,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        headers = basic(self._credentials["token_id"], self._credentials["token_secret"])
        headers |= {"Accept": "application/json", "Content-Type": "application/json"}
        url = f"{self._url}/v1/{name}" + (f"?{urlencode(query)}" if query else "")
        return await request(self._session, method, url, headers=headers, body=body)


def _deduplication_id(message: OutgoingMessage, salt: int) -> str:
    """Return what tells a retry from another message: 31 bits, the same for every attempt.

    BulkSMS wants an int32 and keeps it for about 12 hours; what comes with the same one is taken
    for the same message, and gets its answer. With a salt the sum is another one.
    """
    return str(crc32(message.message_id.encode(), salt) & 0x7FFF_FFFF)


def _own_id(message: OutgoingMessage) -> str:
    """Return as much of our id as fits, 20 characters: it may begin with the time, as others do."""
    return message.message_id[-20:]


def _is_foreign(entry: Mapping[str, object], message: OutgoingMessage) -> bool:
    """Tell whether an answer is the one that another message got.

    Any piece of our id is ours: an earlier version gave its beginning, and a message that is tried
    again may be as old.
    """
    own_id = (text(entry.get("userSuppliedId")) or "").strip().lower()
    return own_id not in message.message_id.lower()


def _outgoing(message: OutgoingMessage) -> dict[str, object]:
    return {
        "to": message.to,
        "from": _sender(message.sender),
        "body": message.text,
        "longMessageMaxParts": message.parts,
        "userSuppliedId": _own_id(message),
    }


def _sender(sender: str | None) -> str | dict[str, str]:
    """Return who a message is from; without a sender, BulkSMS picks a number that can be answered.

    In a string it takes all digits for a number of 7 and more.
    """
    if sender is None:
        return {"type": "REPLIABLE"}
    if sender.isdecimal() and len(sender) <= _LONGEST_SHORT_CODE:
        return {"type": "SHORTCODE", "address": sender}
    return sender


def _result(entry: Mapping[str, object], answer: Answer) -> SendResult:
    provider_message_id, status = text(entry.get("id")), _status(entry)
    if (failure := _failure(status)) is not None:
        return failure
    if provider_message_id is None and status[0] not in _TAKEN:
        return unmentioned(answer)
    return Accepted(provider_message_id)


def _entry(answer: Answer) -> Mapping[str, object]:
    """Return what an answer says of the one message: nothing where it is no list."""
    entries = answer.json()
    found = entries if isinstance(entries, list) else [entries]
    return next((entry for entry in found if isinstance(entry, dict)), {})


def _results(_batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    if not isinstance(answer.json(), list):
        raise _error(answer)
    return [_result(_entry(answer), answer)]


def _error(answer: Answer) -> GatewayError:
    """Return the error in an answer; of HTTP 403 there are several kinds."""
    problem = answer.json()
    if not isinstance(problem, dict):
        return undocumented(answer)
    name = (text(problem.get("type")) or "").rpartition("#")[2]
    words = filter(None, (text(problem.get("title")), text(problem.get("detail"))))
    return refusal_by_name(answer, ERRORS, name, ": ".join(words))


def _event(entry: object, kind: str | None = None) -> InboundMessage | DeliveryReport | None:
    """Return what an entry tells, of a kind that is told beside it if it does not say one."""
    if not isinstance(entry, dict):
        return None
    if kind is None and "status" not in entry:
        kind = "RECEIVED"  # a report would say nothing
    match entry.get("type", kind):
        case "RECEIVED":
            return _inbound(entry)
        case "SENT":
            return _report(entry)
    return None


def _inbound(entry: Mapping[str, object]) -> InboundMessage | None:
    """Return a reply; what it is taken for an answer to is the last message to that number."""
    sender, body = _address(entry.get("from")), entry.get("body")
    written = wording(body.get("value") if isinstance(body, dict) else body)
    if not sender or written is None:
        return None
    submission = entry.get("submission")
    return InboundMessage(
        provider_message_id=text(entry.get("id")),
        sender=sender,
        to=_address(entry.get("to")),
        text=written,
        sent_at=moment(submission.get("date")) if isinstance(submission, dict) else None,
        related_provider_message_id=text(entry.get("relatedSentMessageId")),
    )


def _address(value: object) -> str:
    """Return a number, which may stand in an object."""
    written = value.get("address") if isinstance(value, dict) else value
    return normalise_number(text(written) or "")


def _report(entry: Mapping[str, object]) -> DeliveryReport | None:
    provider_message_id = text(entry.get("id"))
    if provider_message_id is None:
        return None
    status = _status(entry)
    error = _failure(status)
    state = _PROGRESS.get(status[0], ReportedState.ACCEPTED)
    return DeliveryReport(
        None,
        provider_message_id,
        ReportedState.UNDELIVERED if error else state,
        error,
        cost=amount(entry.get("creditCost")),
    )


def _status(entry: Mapping[str, object]) -> tuple[str, str]:
    """Return a message's status and what it is in particular, such as FAILED and BLOCKED."""
    status = entry.get("status")
    fields = status if isinstance(status, dict) else {}
    kind, _, particular = (text(fields.get("id")) or "").partition(".")
    # As the guide to webhooks prints it, a status has a condition, and a cause in words.
    kind = text(fields.get("type")) or kind or text(fields.get("condition")) or ""
    return kind, text(fields.get("subtype")) or particular


def _failure(status: tuple[str, str]) -> GatewayError | None:
    kind, particular = status
    if kind != "FAILED":
        return None
    known, words = _FAILURES.get(particular, (ErrorKind.UNKNOWN, "delivery failed"))
    return GatewayError(known, words, code=f"{kind}.{particular}")
