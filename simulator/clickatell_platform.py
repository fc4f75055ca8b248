"""Clickatell's Platform API, the One API's predecessor (clickatell.md 2 and 3.2).

Where the facts are silent: errors other than 106 and 108 have Central's numbers; an error in a body
comes with HTTP 200, as 106 did; what cannot be read is answered with HTTP 400 and no JSON.
"""

from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
import json
from typing import override

from aiohttp import web
from aiohttp.typedefs import Handler
import voluptuous as vol

from .clickatell_platform_callbacks import STATUS_CODES, reply_callback, status_callback
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Reply, is_international, is_sender
from .segments import count_segments

MAX_RECIPIENTS = 200

ERRORS = {
    7: ("IP lockdown violation.", "The IP address of the caller is not approved."),
    103: ("Unknown message.", "There is no message with this id."),
    105: ("Invalid destination address.", "The number is not an international one."),
    106: ("Invalid FROM number.", "You should specify correct FROM number."),
    108: (
        "Invalid or missing integration API Key.",
        "The integration API key is either incorrect or has not been included in the API call.",
    ),
    113: ("Maximum message parts exceeded.", "The text is too long."),
    122: ("Opted out.", "The recipient does not want messages from this number."),
    130: ("Rate limit exceeded.", "Too many messages were sent."),
    301: ("Insufficient credit.", "The balance of the account is too low."),
    901: ("Internal error.", "Please try again."),
}
"""`error` and `errorDescription` by error code; 106 and 108 in the words of real answers (2.3)."""

FAULTS = {
    Fault.HTTP_500: (HTTPStatus.INTERNAL_SERVER_ERROR, 901),
    Fault.CODE_43: (HTTPStatus.OK, 130),
    Fault.BAD_KEY: (HTTPStatus.OK, 108),
    Fault.ADDRESS: (HTTPStatus.OK, 7),
}
PLAIN_FAULTS = {
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
}
"""Said without JSON, as 429 was seen (2.3)."""

_words = vol.All(str, vol.Length(min=1))

SEND = vol.Schema(
    {
        vol.Required("content"): _words,
        vol.Required("to"): vol.All([str], vol.Length(min=1, max=MAX_RECIPIENTS), vol.Unique()),
        "from": _words,
        "clientMessageId": _words,
        "binary": bool,
        "scheduledDeliveryTime": vol.Match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$"),
        "userDataHeader": _words,
        "validityPeriod": int,
        "charset": vol.In(["ASCII", "UCS2-BE", "UTF-8", "Windows-1252"]),
    }
)
"""The fields of 2.1; of those after `clientMessageId` only the form matters here."""


class PlatformError(Exception):
    """A message is refused, or all of a request."""

    def __init__(self, code: int) -> None:
        """Refuse with this error code."""
        super().__init__(code)
        self.code = code

    @property
    def fields(self) -> dict[str, object]:
        """What the answer says about it."""
        error, description = ERRORS[self.code]
        return {"errorCode": self.code, "error": error, "errorDescription": description}


class TwoWayError(PlatformError):
    """A sender is refused in the words of a two-way integration (2.3)."""

    def __init__(self) -> None:
        """Refuse the sender."""
        super().__init__(106)

    @property
    @override
    def fields(self) -> dict[str, object]:
        return {"error": "Two-Way integration error - From number is not related to integration"}


NO_ERROR: dict[str, object] = {"errorCode": None, "error": None, "errorDescription": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One text for some recipients."""

    to: list[str]
    text: str
    sender: str
    client_message_id: str | None


class ClickatellPlatform(Gateway):
    """The Platform API: sends, balance, message status; callbacks for replies and delivery."""

    name = "clickatell_platform"
    refusals = frozenset({"auth", "recipient", "sender"})
    reports_our_id = True
    any_message_lifts_stop = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/messages", self._send),
            web.get("/public-client/balance", self._balance, allow_head=False),
            web.get("/public-client/message/status", self._status, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send one callback for each part."""
        for part in self._in_order(reply.parts):
            callback = reply_callback(self._network.account, reply, part)
            await self._callbacks.send(callback, self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        http_status, code = FAULTS[strike.fault]
        return _refusal(PlatformError(code), http_status)

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the right key in, and say in the gateway's way what is wrong."""
        if request.headers.get("Authorization") != self._network.account.api_key:
            return _refusal(PlatformError(108))
        try:
            return await handler(request)
        except PlatformError as error:
            return _refusal(error)

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        return web.json_response({"balance": float(account.balance), "currency": account.currency})

    async def _status(self, request: web.Request) -> web.Response:
        message = self._network.messages_by_id.get(request.query.get("messageId", ""))
        if message is None:
            raise PlatformError(103)
        code, status = STATUS_CODES[message.status]
        return web.json_response({"messageId": message.id, "statusCode": code, "status": status})

    async def _send(self, request: web.Request) -> web.Response:
        submission = await _read_submission(request, self._network.account.sender)
        self._refuse_sender(submission.sender)
        no_funds = self._faults.take(Fault.NO_FUNDS) is not None
        results = [
            self._result(to, submission, request["number"], no_funds=no_funds)
            for to in submission.to
        ]
        taken = any(result["accepted"] for result in results)
        status = HTTPStatus.ACCEPTED if taken else HTTPStatus.OK
        return web.json_response({"messages": results} | NO_ERROR, status=status)

    def _refuse_sender(self, sender: str) -> None:
        account = self._network.account
        if account.senders and sender not in account.senders:
            raise TwoWayError if account.two_way else PlatformError(106)
        if not is_sender(sender):
            raise PlatformError(106)

    def _result(
        self, to: str, submission: Submission, request: int, *, no_funds: bool
    ) -> dict[str, object]:
        """Take the message to one recipient over; return its entry in the answer."""
        try:
            self._refuse_impossible(to, submission, no_funds=no_funds)
        except PlatformError as error:
            return {"apiMessageId": None, "accepted": False, "to": to} | error.fields
        message = self._network.accept(
            to=to,
            sender=submission.sender,
            text=submission.text,
            channel="sms",
            client_message_id=submission.client_message_id,
            request=request,
            gateway=self.name,
        )
        self._delivery.start(message, partial(status_callback, self._network.account))
        return {"apiMessageId": message.id, "accepted": True, "to": to} | NO_ERROR

    def _refuse_impossible(self, to: str, submission: Submission, *, no_funds: bool) -> None:
        account = self._network.account
        if not is_international(to):
            raise PlatformError(105)
        if self._network.opted_out(to, submission.sender):
            raise PlatformError(122)
        segments = count_segments(submission.text)
        if segments > account.max_parts:
            raise PlatformError(113)
        if no_funds or account.balance < self._network.cost(segments):
            raise PlatformError(301)


async def _read_submission(request: web.Request, default_sender: str) -> Submission:
    """Read a send request; answer with 400 if it is none."""
    try:
        fields = SEND(json.loads(await request.read()))
    except (ValueError, vol.Invalid) as error:
        raise web.HTTPBadRequest(text=f"Bad request: {error}") from error
    if request.content_type != "application/json":
        raise web.HTTPBadRequest(text="Bad request: not application/json")
    return Submission(
        to=fields["to"],
        text=fields["content"],
        sender=fields.get("from", default_sender),
        client_message_id=fields.get("clientMessageId"),
    )


def _refusal(error: PlatformError, status: int = HTTPStatus.OK) -> web.Response:
    return web.json_response({"messages": []} | error.fields, status=status)
