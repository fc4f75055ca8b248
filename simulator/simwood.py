"""Simwood's API, version 3 (gateways.md 3a).

Where the facts are silent: what is refused is refused with HTTP 400 and the form that errors have
elsewhere in the API; the balance comes in an array, as in the introduction; times are UTC; a phone
that is switched off is reported as 26; a long reply comes joined; nobody is kept from writing on
after a STOP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
import json
from typing import override
from urllib.parse import urlencode

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler
import voluptuous as vol

from .account import CallbackForm
from .callbacks import CallbackRequest, CallbackState
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, is_international, is_sender
from .segments import count_segments, divide, is_gsm7

STATUS_CODES = {Status.QUEUED: 1, Status.SENT: 2, Status.DELIVERED: 11, Status.FAILED: 26}

FAULTS = {
    Fault.HTTP_500: ("Internal error", HTTPStatus.INTERNAL_SERVER_ERROR),
    Fault.RATE_429: ("Too many requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.CODE_43: ("Too many requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.BAD_KEY: ("Authentication failed", HTTPStatus.UNAUTHORIZED),
    Fault.ADDRESS: ("This address is not allowed", HTTPStatus.FORBIDDEN),
}

_words = vol.All(str, vol.Length(min=1))
_switch = vol.All(vol.Coerce(int), vol.In([0, 1]))

SEND = vol.Schema(
    {
        vol.Required("to"): _words,
        vol.Required("from"): _words,
        vol.Required("message"): _words,
        vol.Optional("flash", default=0): _switch,
        vol.Optional("replace", default=0): _switch,
        vol.Optional("concat", default=1): vol.All(vol.Coerce(int), vol.Range(min=1)),
        vol.Optional("extended", default=0): _switch,
        "report": _words,
    },
    extra=vol.ALLOW_EXTRA,
)


class SimwoodError(Exception):
    """A request is refused."""

    def __init__(self, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Refuse in these words."""
        super().__init__(words)
        self.words = words
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A message for one recipient."""

    to: str
    sender: str
    text: str
    report: str | None
    is_extended: bool


class Simwood(Gateway):
    """Simwood: sends, balance; callbacks for replies, and for delivery where a message asks."""

    name = "simwood"
    refusals = frozenset({"auth", "rate"})
    reports_our_id = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v3/messaging/{account}/sms", self._send),
            web.get("/v3/accounts/{account}/prepay/balance", self._balance, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send the one callback for a reply."""
        is_legacy = self._network.account.callback_form is CallbackForm.HTTP_POST
        callback = legacy_reply_callback(reply) if is_legacy else reply_callback(reply)
        await self._callbacks.send(callback, self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if strike.fault is Fault.HTTP_503:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="Service Unavailable")
        return _refusal(SimwoodError(*FAULTS[strike.fault]))

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the gateway's way what is wrong."""
        account = self._network.account
        proof = encode_basic_auth(account.user, account.password, "utf-8")
        if request.headers.get("Authorization") != proof:
            return _refusal(SimwoodError(*FAULTS[Fault.BAD_KEY]))
        if request.match_info.get("account", account.api_id) != account.api_id:
            return _refusal(SimwoodError("This is not your account", HTTPStatus.FORBIDDEN))
        try:
            return await handler(request)
        except SimwoodError as error:
            return _refusal(error)

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        return web.json_response(
            [{"balance": f"{account.balance:.2f}", "currency": account.currency}]
        )

    async def _send(self, request: web.Request) -> web.Response:
        submission = await _read_submission(request)
        self._refuse_impossible(submission)
        message = self._network.accept(
            to=submission.to,
            sender=submission.sender,
            text=submission.text,
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
        )
        self._delivery.start(message, partial(status_callback, submission.report))
        if not submission.is_extended:
            return web.json_response([{"id": message.id}])
        return web.json_response({"success": True, "data": self._extended(message)})

    def _extended(self, message: Message) -> dict[str, object]:
        return {
            "id": message.id,
            "desc": "SMS - Simulator",
            "parts": message.segments,
            "charge": float(self._network.cost(message.segments)),
            "currency": self._network.account.currency,
        }

    def _refuse_impossible(self, submission: Submission) -> None:
        account = self._network.account
        if not is_international(submission.to):
            raise SimwoodError("Invalid destination")
        if account.senders and submission.sender not in account.senders:
            raise SimwoodError("Disallowed originator")
        if not is_sender(submission.sender):
            raise SimwoodError("Invalid originator")
        cost = self._network.cost(count_segments(submission.text))
        if self._faults.take(Fault.NO_FUNDS) or account.balance < cost:
            raise SimwoodError("Insufficient balance")


async def _read_submission(request: web.Request) -> Submission:
    """Read a send request, JSON or a form."""
    try:
        if request.content_type == "application/json":
            fields = SEND(json.loads(await request.read()))
        else:
            fields = SEND(dict(await request.post()))
    except (ValueError, vol.Invalid) as error:
        raise SimwoodError(str(error)) from error
    return Submission(
        to=fields["to"],
        sender=fields["from"],
        text=_cut(fields["message"], fields["concat"]),
        report=fields.get("report"),
        is_extended=fields["extended"] == 1,
    )


def _cut(text: str, most: int) -> str:
    """Return as much of a text as so many segments hold."""
    segments = divide(text)
    if len(segments) <= most:
        return text
    if most == 1:
        return text[: 160 if is_gsm7(text) else 70]
    return "".join(segments[:most])


def reply_callback(reply: Reply) -> CallbackRequest:
    """Report a reply to a number whose mode is `http_json`."""
    fields = _reply_fields("sms_inbound", reply)
    return CallbackRequest(
        summary=f"Reply: {reply.text}",
        fields=fields,
        body=json.dumps(fields).encode(),
        content_type="application/json",
        judge=judge,
    )


def legacy_reply_callback(reply: Reply) -> CallbackRequest:
    """Report a reply to a number whose mode is `http`."""
    return _payload(f"Reply: {reply.text}", _reply_fields("mvno_inbound_sms", reply), None)


def status_callback(report: str | None, message: Message) -> CallbackRequest | None:
    """Report how far a message has come, where it asked for that."""
    if report is None:
        return None
    code = STATUS_CODES[message.status]
    data = {"dtime": _time(message.status_at), "status": code}
    fields = {"app": "sms_send_status", "id": message.id, "data": data}
    url = report.replace("%id%", message.id).replace("%status%", str(code))
    return _payload(f"Report: {message.status}", fields, url)


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken only with 200 and a body that is not empty."""
    return CallbackState.DONE if status == HTTPStatus.OK and body else CallbackState.PENDING


def _reply_fields(app: str, reply: Reply) -> dict[str, object]:
    return {
        "app": app,
        "id": f"si_{reply.id}",
        "data": {
            "originator": reply.sender,
            "destination": reply.to,
            "message": reply.text,
            "length": len(reply.text),
            "time": _time(reply.sent_at),
        },
    }


def _payload(summary: str, fields: Mapping[str, object], url: str | None) -> CallbackRequest:
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=urlencode({"payload": json.dumps(fields)}).encode(),
        content_type="application/x-www-form-urlencoded",
        url=url,
        judge=judge,
    )


def _time(milliseconds: int) -> str:
    return f"{datetime.fromtimestamp(milliseconds / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def _refusal(error: SimwoodError) -> web.Response:
    return web.json_response({"success": False, "errors": [error.words]}, status=error.status)
