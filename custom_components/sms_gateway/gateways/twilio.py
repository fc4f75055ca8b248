"""Twilio's Programmable Messaging, API version 2010-04-01 (gateways.md 8).

What that lacks is from Twilio's pages on the Messages resource, the webhook for incoming messages,
status callbacks and each error code.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
import re
from typing import override
from urllib.parse import quote, urlencode

from .asking import ReplyReader
from .balance import read_balance
from .base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackAnswer,
    CallbackLogin,
    CallbackRefusal,
    CallbackRequest,
    Capabilities,
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
    Verdict,
    normalise_number,
)
from .callback_fields import fields as fields_of, is_empty
from .reading import YEAR_10000, form, integer, oldest_first, text
from .signature import FIELD as SIGNATURE, is_required, refused
from .success import Signs, any_of, member, read_results
from .transport import Answer, basic, refusal, request, undocumented, unmentioned, with_query
from .twilio_signature import is_signed

_VERSION = "/2010-04-01"
_INVALID_STATUS_CALLBACK = 21609

# Error code -> what it means, and whether trying again may help.
ERRORS: dict[int, tuple[ErrorKind, bool]] = {
    10001: (ErrorKind.FUNDS, True),  # suspended: for lack of funds, or else for misuse
    20003: (ErrorKind.AUTH, False),
    20005: (ErrorKind.FUNDS, True),  # not active: for lack of funds, or a trial not yet begun
    20429: (ErrorKind.RATE, True),
    21211: (ErrorKind.RECIPIENT, False),
    21212: (ErrorKind.SENDER, False),
    21401: (ErrorKind.SENDER, False),
    21408: (ErrorKind.RECIPIENT, False),  # a country that the account is not set to
    21601: (ErrorKind.SENDER, False),
    21602: (ErrorKind.CONTENT, False),
    21603: (ErrorKind.SENDER, False),
    21604: (ErrorKind.RECIPIENT, False),
    21606: (ErrorKind.SENDER, False),
    21608: (ErrorKind.RECIPIENT, False),  # a trial account, and a number not verified with it
    21610: (ErrorKind.OPTED_OUT, False),
    21611: (ErrorKind.RATE, True),  # ten hours' worth of messages wait for this sender
    21612: (ErrorKind.RECIPIENT, False),
    21614: (ErrorKind.RECIPIENT, False),
    21617: (ErrorKind.CONTENT, False),
    21635: (ErrorKind.RECIPIENT, False),
    21658: (ErrorKind.CONTENT, False),
    21659: (ErrorKind.SENDER, False),
    21660: (ErrorKind.SENDER, False),
    21701: (ErrorKind.SENDER, False),
    21705: (ErrorKind.SENDER, False),
    21730: (ErrorKind.SERVER, True),  # maintenance
}

# `partially_delivered` and what is not documented are no end.
_PROGRESS = {
    "sent": ReportedState.SENT,
    "delivered": ReportedState.DELIVERED,
    "read": ReportedState.DELIVERED,
}
_ENDS = ("undelivered", "failed", "canceled")
_SIGNS = Signs(
    taken=any_of(
        member("sid", "(?:SM|MM)[0-9a-f]"),
        r"<Sid>\s*(?:SM|MM)[0-9a-f]",
        member("status", r"(?:queued|accepted|scheduled|sending|sent|delivered)\b"),
    ),
    refused=any_of(
        member("status", rf"(?:{'|'.join(_ENDS)}|[0-9])"), member("code", "[0-9]"), "<Code>"
    ),
    message_id=any_of(r"\b((?:SM|MM)[0-9a-f]{32})\b"),
)
_FAILURES = {
    30001: (ErrorKind.RATE, "too many messages were waiting"),
    30002: (ErrorKind.FUNDS, "the account is suspended"),
    30003: (ErrorKind.UNKNOWN, "the phone could not be reached"),
    30004: (ErrorKind.RECIPIENT, "messages to this number are blocked"),
    30005: (ErrorKind.RECIPIENT, "no phone is known by this number"),
    30006: (ErrorKind.RECIPIENT, "the number is a landline, or its network can't be reached"),
    30007: (ErrorKind.CONTENT, "it was filtered out"),
}

_MESSAGING_SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
# What older callbacks call the id of a message and its status.
_OLD_NAMES = {"smssid": "messagesid", "smsstatus": "messagestatus"}
# What a status says where the message is one from a phone.
_INCOMING = (None, "receiving", "received")
# With the longest texts there are, an answer with so many can still be read whole.
_MOST_ON_A_PAGE = "50"
_MOST_MEDIA = 10
_VERDICTS = {verdict.upper(): verdict for verdict in Verdict}
# Twilio would send a plain text on to the phone.
_TAKEN = CallbackAnswer(body="<Response/>", content_type="text/xml")


class Twilio(Gateway, ReplyReader):
    """An account, with its SID and auth token.

    User name and password of callbacks go in their address (Twilio's page on security): it is
    called without them first, and with them once they are asked for.
    """

    name = "Twilio"
    default_url = "https://api.twilio.com"
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        stop_words=("REVOKE", "OPTOUT"),
        start_words=("START", "YES", "UNSTOP"),
        money=True,
        callback_login=CallbackLogin.IN_ADDRESS,
    )
    fields = (
        CredentialField("account_sid", FieldKind.TEXT),
        CredentialField("auth_token", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER),
        SIGNATURE,
    )

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        # Twilio gives its address with the version.
        return super().base_url(url).removesuffix(_VERSION)

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["account_sid"]

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        fields = _outgoing(message)
        answer = await self._post(fields | await self._report_to(message))
        if _code(answer.json()) == _INVALID_STATUS_CALLBACK:
            # An address that Twilio can't call must not keep the message back: only its reports.
            answer = await self._post(fields)
        return read_results(batch, answer, _results, _SIGNS)

    @override
    async def balance(self) -> Balance:
        answer = await self._request("GET", "Balance.json")
        return read_balance(answer, _content(answer))

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        """Return what came in from a moment on, to whatever number of the account.

        Twilio is asked for whole days, and tells of messages in both directions. Whether it
        reassembles its list while pages of it are read is not documented: what comes twice has the
        same id.
        """
        date = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%d")
        query = urlencode({"DateSent>": date, "PageSize": _MOST_ON_A_PAGE})
        found: list[InboundMessage] = []
        asked = set[str]()
        while query and query not in asked:
            asked.add(query)
            answer = await self._request("GET", f"Messages.json?{query}")
            content = _content(answer)
            page = content.get("messages")
            if not isinstance(page, list):
                raise undocumented(answer)
            found += filter(None, map(_listed, page))
            # Only this much of the next page's address is needed; elsewhere no credentials go.
            query = (text(content.get("next_page_uri")) or "").partition("?")[2]
        recent = [one for one in found if one.sent_at is None or one.sent_at >= int(since)]
        return oldest_first(recent)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        if is_empty(request):
            return ParsedCallback(answer=_TAKEN)
        if (why := self._disbelief(request)) is not None:
            return refused(why)
        # By GET, which the account can be set to, all is in the query.
        ours = _fields(form(request.query))
        fields = _in_new_names(_fields(fields_of(request)))
        is_inbound = fields.get("messagestatus") in _INCOMING
        event = _inbound(fields) if is_inbound else _report(fields, ours.get("message_id"))
        if event is None:
            return ParsedCallback(
                answer=_TAKEN, oddity="it is neither a reply nor a delivery report"
            )
        return ParsedCallback([event], _TAKEN)

    def _disbelief(self, request: CallbackRequest) -> CallbackRefusal | None:
        """Return why a callback can't be believed, if signatures are looked at."""
        if not is_required(self._credentials):
            return None
        if not request.addresses:
            return CallbackRefusal.NO_ADDRESS
        token = self._credentials["auth_token"]
        return None if is_signed(request, token) else CallbackRefusal.SIGNATURE

    async def _report_to(self, message: OutgoingMessage) -> dict[str, str]:
        """Return where the delivery reports of a message go, with our id of it."""
        address = await self._callback_address()
        if not address:
            return {}
        return {"StatusCallback": with_query(address, f"message_id={message.message_id}")}

    async def _post(self, fields: Mapping[str, str]) -> Answer:
        return await self._request("POST", "Messages.json", urlencode(fields).encode())

    async def _request(self, method: str, name: str, body: bytes | None = None) -> Answer:
        account = self._credentials["account_sid"]
        headers = basic(account, self._credentials["auth_token"])
        headers |= {"Accept": "application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        url = f"{self._url}{_VERSION}/Accounts/{quote(account, safe='')}/{name}"
        return await request(self._session, method, url, headers=headers, body=body)


def _outgoing(message: OutgoingMessage) -> dict[str, str]:
    """Return a message's fields; Twilio divides a text, of 1600 characters at most, by itself."""
    fields = {"To": message.to, "Body": message.text}
    if message.sender and _MESSAGING_SERVICE.fullmatch(message.sender):
        fields["MessagingServiceSid"] = message.sender
    elif message.sender:
        fields["From"] = normalise_number(message.sender)
    return fields


def _results(_batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    content = _content(answer)
    sid = text(content.get("sid"))
    if sid is None:
        raise unmentioned(answer)
    if text(content.get("status")) in _ENDS:
        code = text(content.get("error_code")) or ""
        raise _failure(code, text(content.get("error_message")))
    return [Accepted(sid)]


def _code(content: object) -> int | None:
    """Return the code of an error that Twilio tells in its own words."""
    return integer(content.get("code")) if isinstance(content, dict) else None


def _content(answer: Answer) -> dict[str, object]:
    """Return the resource in an answer; raises GatewayError."""
    content = answer.json()
    code = _code(content)
    is_success = answer.status < HTTPStatus.MULTIPLE_CHOICES
    if not isinstance(content, dict) or (code is None and not is_success):
        raise undocumented(answer)
    if code is not None:
        # Codes keep being added: one that is not known is final only where the request is bad.
        if code not in ERRORS and answer.status != HTTPStatus.BAD_REQUEST:
            raise undocumented(answer)
        raise refusal(answer, ERRORS, code, text(content.get("message")))
    return content


def _failure(code: str, words: str | None = None) -> GatewayError:
    """Return the error of a message that Twilio took and did not deliver."""
    known = integer(code) or 0
    kind, _ = ERRORS.get(known, (ErrorKind.UNKNOWN, False))
    kind, in_short = _FAILURES.get(known, (kind, "delivery failed"))
    return GatewayError(kind, words or in_short, code=code or None)


def _fields(said: Mapping[str, object]) -> dict[str, str]:
    """Return the fields that are not empty."""
    return {name: value for name, found in said.items() if (value := text(found))}


def _in_new_names(fields: Mapping[str, str]) -> dict[str, str]:
    return {_OLD_NAMES[name]: fields[name] for name in _OLD_NAMES if name in fields} | dict(fields)


def _inbound(fields: Mapping[str, str]) -> InboundMessage | None:
    """Return the reply in a callback, which does not say when it was written.

    Where Twilio's Advanced Opt-Out is on, it tells what it has taken for a STOP, START or HELP.
    """
    sender = normalise_number(fields.get("from", ""))
    if not sender:
        return None
    return InboundMessage(
        provider_message_id=fields.get("messagesid"),
        sender=sender,
        to=normalise_number(fields.get("to", "")),
        text=fields.get("body", ""),
        sent_at=None,
        verdict=_VERDICTS.get(fields.get("optouttype", "").upper()),
        media=tuple(
            Media(address, fields.get(f"mediacontenttype{n}"))
            for n in range(_MOST_MEDIA)
            if (address := fields.get(f"mediaurl{n}"))
        ),
    )


def _listed(entry: object) -> InboundMessage | None:
    """Return the reply that a message in a list is, if it is one."""
    if not isinstance(entry, dict) or entry.get("direction") != "inbound":
        return None
    sender = normalise_number(text(entry.get("from")) or "")
    if not sender:
        return None
    return InboundMessage(
        provider_message_id=text(entry.get("sid")),
        sender=sender,
        to=normalise_number(text(entry.get("to")) or ""),
        text=text(entry.get("body")) or "",
        sent_at=_moment(entry.get("date_sent")) or _moment(entry.get("date_created")),
        media=_listed_media(entry),
    )


def _listed_media(entry: Mapping[str, object]) -> tuple[Media, ...]:
    """Return where the pictures of a message in a list are listed: they are not in there."""
    if not integer(entry.get("num_media")):
        return ()
    addresses = entry.get("subresource_uris")
    path = text(addresses.get("media")) if isinstance(addresses, dict) else None
    return (Media(f"{Twilio.default_url}{path}" if path else ""),)


def _report(fields: Mapping[str, str], message_id: str | None) -> DeliveryReport | None:
    """Return the delivery report in a callback, which does not say what the message cost."""
    sid = fields.get("messagesid")
    if sid is None and message_id is None:
        return None
    status = fields["messagestatus"]
    if status in _ENDS:
        error = _failure(fields.get("errorcode", ""))
        return DeliveryReport(message_id, sid, ReportedState.UNDELIVERED, error)
    return DeliveryReport(message_id, sid, _PROGRESS.get(status, ReportedState.ACCEPTED))


def _moment(value: object) -> float | None:
    """Return a date and time in the form of RFC 2822 as seconds since the epoch.

    Without a zone, or with -0000 for one that is not told, it is in UTC, as all of Twilio's are.
    """
    try:
        found = parsedate_to_datetime(value) if isinstance(value, str) else None
        if found is not None and found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        stamp = found.timestamp() if found is not None else 0.0
    except IndexError, OverflowError, TypeError, ValueError:
        return None
    return stamp if 0 < stamp < YEAR_10000 else None
