"""Twilio's Programmable Messaging, API version 2010-04-01 (gateways.md 8).

What that lacks is from Twilio's pages on the Messages resource, the webhook for incoming messages,
status callbacks and each error code. Where those are silent: an account without funds is refused
with 403 and the code for one that is not active; which of several things that are wrong is named; a
phone that is switched off is reported as 30003. A message by a messaging service comes from the
account's first sender. The dates of a list's filter are days, as documented, and nothing else.
"""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.utils import format_datetime
from functools import partial
import hmac
from http import HTTPStatus
import operator
import re
from typing import override
from urllib.parse import urlencode, urlsplit

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler
import voluptuous as vol
from yarl import URL

from .callbacks import CallbackRequest, CallbackState, without_login
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, digits, is_international, is_sender
from .segments import count_segments

ACCOUNTS = "/2010-04-01/Accounts/{account}"
MAX_TEXT = 1600
MAX_PAGE_SIZE = 1000

STATUSES = {
    Status.QUEUED: "queued",
    Status.SENT: "sent",
    Status.DELIVERED: "delivered",
    Status.FAILED: "undelivered",
}
UNREACHABLE = 30003

FAULTS = {
    Fault.HTTP_500: (20500, "Internal Server Error", HTTPStatus.INTERNAL_SERVER_ERROR),
    Fault.HTTP_503: (20503, "Service Unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    Fault.RATE_429: (20429, "Too Many Requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.CODE_43: (20429, "Too Many Requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.BAD_KEY: (20003, "Authenticate", HTTPStatus.UNAUTHORIZED),
    Fault.ADDRESS: (20403, "Forbidden", HTTPStatus.FORBIDDEN),
}

SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
# What stands before the equals sign of a filter for a date -> how the date has to compare with it.
DATE_FILTERS = {"DateSent": operator.eq, "DateSent<": operator.le, "DateSent>": operator.ge}
_day = vol.All(str, vol.Match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"), vol.Date())

LIST = vol.Schema(
    {
        "To": str,
        "From": str,
        **dict.fromkeys(DATE_FILTERS, _day),
        vol.Optional("PageSize", default=50): vol.All(vol.Coerce(int), vol.Range(min=1)),
        vol.Optional("PageToken", default=""): str,
    },
    extra=vol.ALLOW_EXTRA,
)
"""What a list can be asked for."""

NO_ANSWERS = (b"", b"<Response/>", b"<Response></Response>")

type Json = dict[str, object]


class TwilioError(Exception):
    """A request is refused."""

    def __init__(self, code: int, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Refuse with one of Twilio's codes."""
        super().__init__(words)
        self.code = code
        self.words = words
        self.status = status

    def answer(self) -> web.Response:
        """Say it in Twilio's form."""
        fields: Json = {
            "code": self.code,
            "message": self.words,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return web.json_response(fields, status=self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message for one recipient; without a sender it goes by a messaging service."""

    to: str
    sender: str | None
    service: str | None
    text: str
    status_callback: str | None


class Twilio(Gateway):
    """Twilio: sends, lists, balance; the number's webhook, status callbacks where asked for."""

    name = "twilio"
    refusals = frozenset({"auth", "funds", "recipient", "sender", "content", "opted_out", "rate"})
    reports_our_id = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(f"{ACCOUNTS}/Messages.json", self._send),
            web.get(f"{ACCOUNTS}/Messages.json", self._list, allow_head=False),
            web.get(f"{ACCOUNTS}/Balance.json", self._balance, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Call the webhook of the number that was written to."""
        account = self._network.account
        address = account.callback_urls.get(self.name, account.callback_url)
        callback = reply_callback(address, reply, self._account_sid)
        await self._callbacks.send(self._signed(callback), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        return TwilioError(*FAULTS[strike.fault]).answer()

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in Twilio's way what is wrong."""
        proof = encode_basic_auth(self._account_sid, self._network.account.password, "utf-8")
        account = request.match_info.get("account", self._account_sid)
        if request.headers.get("Authorization") != proof or account != self._account_sid:
            return TwilioError(*FAULTS[Fault.BAD_KEY]).answer()
        try:
            return await handler(request)
        except TwilioError as error:
            return error.answer()

    @property
    def _account_sid(self) -> str:
        return self._network.account.user

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        return web.json_response(
            {
                "account_sid": self._account_sid,
                "balance": str(account.balance),
                "currency": account.currency,
            }
        )

    async def _send(self, request: web.Request) -> web.Response:
        submission = read_submission({str(k): str(v) for k, v in (await request.post()).items()})
        sender = submission.sender or self._network.account.sender
        self._refuse_impossible(submission, sender)
        message = self._network.accept(
            to=submission.to,
            sender=sender,
            text=submission.text,
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
        )
        self._delivery.start(message, partial(self._report, submission.status_callback))
        created = self._sent_message(message)
        if submission.service is not None:
            created |= {
                "messaging_service_sid": submission.service,
                "from": None,
                "num_segments": "0",
                "status": "accepted",
            }
        return web.json_response(created, status=HTTPStatus.CREATED)

    def _report(self, address: str | None, message: Message) -> CallbackRequest | None:
        if address is None:
            return None
        return self._signed(status_callback(address, self._account_sid, message))

    def _signed(self, callback: CallbackRequest) -> CallbackRequest:
        """Return a callback with its signature.

        It is that of the address without user name and password; whether Twilio signs those, too,
        is not documented.
        """
        address = str(without_login(URL(callback.url or "", encoded=True)))
        fields = {name: str(value) for name, value in callback.fields.items()}
        signature = sign(address, fields, self._network.account.password)
        return replace(callback, headers={"X-Twilio-Signature": signature})

    def _refuse_impossible(self, submission: Submission, sender: str) -> None:
        account = self._network.account
        if not is_international(submission.to):
            raise TwilioError(21211, "Invalid 'To' Phone Number")
        if not is_sender(sender):
            raise TwilioError(21212, "Invalid From Number (caller ID)")
        if account.senders and sender not in account.senders:
            raise TwilioError(21660, "Mismatch between the 'From' number and the account")
        if self._network.opted_out(submission.to, sender):
            raise TwilioError(21610, "Attempt to send to unsubscribed recipient")
        cost = self._network.cost(count_segments(submission.text))
        if self._faults.take(Fault.NO_FUNDS) or account.balance < cost:
            raise TwilioError(20005, "Account not active", HTTPStatus.FORBIDDEN)

    async def _list(self, request: web.Request) -> web.Response:
        """Answer with a page of the messages in both directions, newest first."""
        try:
            filters = LIST(dict(request.query))
        except vol.Invalid as error:
            raise TwilioError(400, "Bad Request") from error
        size = min(filters["PageSize"], MAX_PAGE_SIZE)
        found = [resource for resource in self._resources() if _passes(resource, filters)]
        sids = [resource["sid"] for resource in found]
        token = filters["PageToken"].removeprefix("PA")
        start = sids.index(token) + 1 if token in sids else 0
        page = found[start : start + size]
        has_more = start + size < len(found)
        return web.json_response(
            {
                "messages": page,
                "page_size": size,
                "uri": _address(request, {}),
                "next_page_uri": _address(request, {"PageToken": f"PA{page[-1]['sid']}"})
                if has_more
                else None,
            }
        )

    def _resources(self) -> list[Json]:
        sent = [
            (message.accepted_at, self._sent_message(message))
            for message in self._network.messages
            if message.gateway == self.name
        ]
        received = [
            (reply.sent_at, self._received_message(reply))
            for reply in self._network.replies
            if reply.gateway == self.name
        ]
        ordered = sorted(sent + received, key=operator.itemgetter(0), reverse=True)
        return [resource for _, resource in ordered]

    def _sent_message(self, message: Message) -> Json:
        is_new = message.status is Status.QUEUED
        has_failed = message.status is Status.FAILED
        return {
            "sid": sid(message.id),
            "account_sid": self._account_sid,
            "direction": "outbound-api",
            "from": written(message.sender),
            "to": written(message.to),
            "body": message.text,
            "num_segments": str(message.segments),
            "status": STATUSES[message.status],
            "date_created": _date(message.accepted_at),
            "date_sent": None if is_new else _date(message.status_at),
            "error_code": UNREACHABLE if has_failed else None,
            "error_message": None,
            "messaging_service_sid": None,
            "price": None if is_new else str(-self._network.cost(message.segments)),
            "price_unit": self._network.account.currency,
        }

    def _received_message(self, reply: Reply) -> Json:
        return {
            "sid": sid(reply.id),
            "account_sid": self._account_sid,
            "direction": "inbound",
            "from": written(reply.sender),
            "to": written(reply.to),
            "body": reply.text,
            "num_segments": str(len(reply.parts)),
            "status": "received",
            "date_created": _date(reply.sent_at),
            "date_sent": _date(reply.sent_at),
            "error_code": None,
            "error_message": None,
            "messaging_service_sid": None,
            "price": None,
            "price_unit": self._network.account.currency,
        }


def read_submission(fields: Mapping[str, str]) -> Submission:
    """Read the fields of a send request; raise TwilioError for what is missing or not valid."""
    if not fields.get("To"):
        raise TwilioError(21604, "A 'To' phone number is required.")
    if not fields.get("From") and not fields.get("MessagingServiceSid"):
        raise TwilioError(21603, "A 'From' phone number is required.")
    service = None if fields.get("From") else fields["MessagingServiceSid"]
    if service is not None and not SERVICE.fullmatch(service):
        raise TwilioError(21705, "The Messaging Service is invalid")
    text = fields.get("Body", "")
    if not text:
        raise TwilioError(21602, "Message body is required.")
    if len(text) > MAX_TEXT:
        raise TwilioError(21617, "The concatenated message body exceeds the 1600 character limit")
    address = fields.get("StatusCallback")
    if address is not None and not _is_callable(address):
        raise TwilioError(21609, "Invalid 'StatusCallback'")
    return Submission(
        to=digits(fields["To"]),
        sender=digits(fields["From"]) if service is None else None,
        service=service,
        text=text,
        status_callback=address,
    )


def reply_callback(address: str | None, reply: Reply, account_sid: str) -> CallbackRequest:
    """Report a reply; it does not say when it was written."""
    return _callback(
        f"Reply: {reply.text}",
        {
            "MessageSid": sid(reply.id),
            "SmsSid": sid(reply.id),
            "SmsMessageSid": sid(reply.id),
            "AccountSid": account_sid,
            "From": written(reply.sender),
            "To": written(reply.to),
            "Body": reply.text,
            "NumMedia": "0",
            "NumSegments": str(len(reply.parts)),
        },
        address,
    )


def status_callback(address: str, account_sid: str, message: Message) -> CallbackRequest:
    """Report how far a message has come."""
    status = STATUSES[message.status]
    fields = {
        "MessageSid": sid(message.id),
        "SmsSid": sid(message.id),
        "AccountSid": account_sid,
        "From": written(message.sender),
        "To": written(message.to),
        "MessageStatus": status,
        "SmsStatus": status,
    }
    if message.status is Status.FAILED:
        fields["ErrorCode"] = str(UNREACHABLE)
    return _callback(f"Report: {status}", fields, address)


def sign(address: str, fields: Mapping[str, str], auth_token: str) -> str:
    """Return the signature of a callback: of its address, and its fields by their names."""
    signed = address + "".join(name + value for name, value in sorted(fields.items()))
    return b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken by a success that sends nothing on to the phone; else it is lost."""
    is_taken = status // 100 == 2 and body.strip() in NO_ANSWERS  # noqa: PLR2004 - of HTTP
    return CallbackState.DONE if is_taken else CallbackState.LOST


def sid(message_id: str) -> str:
    """Return the id of a message as Twilio writes it."""
    return f"SM{message_id}"


def written(number: str) -> str:
    """Return a number as Twilio writes it; names and short codes are as they are."""
    return f"+{number}" if is_international(number) else number


def _callback(summary: str, fields: Mapping[str, str], address: str | None) -> CallbackRequest:
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=urlencode(fields).encode(),
        content_type="application/x-www-form-urlencoded",
        url=address,
        waits_to_be_asked=True,
        judge=judge,
    )


def _is_callable(address: str) -> bool:
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return False
    return address.startswith(("http://", "https://")) and bool(host) and "_" not in str(host)


def _address(request: web.Request, more: Mapping[str, str]) -> str:
    """Return where the list is, or another page of it: without the host."""
    path = ACCOUNTS.format(account=request.match_info["account"])
    return f"{path}/Messages.json?{urlencode({**request.query, **more})}"


def _passes(resource: Json, filters: Mapping[str, str]) -> bool:
    for name in ("To", "From"):
        if filters.get(name, resource[name.lower()]) != resource[name.lower()]:
            return False
    return all(
        _is_sent(resource, compare, filters[name])
        for name, compare in DATE_FILTERS.items()
        if name in filters
    )


def _is_sent(resource: Json, compare: Callable[[date, date], bool], day: str) -> bool:
    sent = resource["date_sent"]
    if not isinstance(sent, str):
        return False
    sent_on = datetime.strptime(sent, "%a, %d %b %Y %H:%M:%S %z").date()
    return compare(sent_on, date.fromisoformat(day))


def _date(milliseconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(milliseconds // 1000, UTC))
