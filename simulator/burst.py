"""Burst SMS, now Kudosity: its API version 1 (gateways.md 2).

Where the facts are silent: numbers of a request that are not written to stand beside the message's
id, `fails` invalid and `optouts` opted out; server errors come without JSON; a long reply comes
joined; a reply to no message has no `message_id`; a phone that is switched off ends as a hard
bounce, for here it is never tried again; a callback is signed with all its parameters, also those
of the customer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
import hashlib
import hmac
from http import HTTPStatus
import json
import random
from typing import override
from urllib.parse import urlencode

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler
from yarl import URL

from .callbacks import CallbackRequest, Callbacks, Told
from .delivery import Delivery
from .faults import Fault, Faults, Setting
from .gateway import Gateway
from .network import (
    STOP_EVERYTHING,
    STOP_WORDS,
    Message,
    Network,
    Reply,
    Status,
    is_international,
    is_sender,
)
from .segments import count_segments

MAX_RECIPIENTS = 500
MAX_CHARACTERS = 612
PAGE = 10

ERRORS = {
    "AUTH_FAILED": (HTTPStatus.UNAUTHORIZED, "Authentication failed."),
    "BAD_CALLER_ID": (HTTPStatus.BAD_REQUEST, "The sender is not allowed."),
    "FIELD_EMPTY": (HTTPStatus.BAD_REQUEST, "A required field is empty."),
    "FIELD_INVALID": (HTTPStatus.BAD_REQUEST, "A field has the wrong form."),
    "LEDGER_ERROR": (HTTPStatus.BAD_REQUEST, "There was a problem with payment."),
    "NO_ACCESS": (HTTPStatus.BAD_REQUEST, "You do not have access."),
    "OVER_LIMIT": (HTTPStatus.TOO_MANY_REQUESTS, "Too many calls."),
    "RECIPIENTS_ERROR": (HTTPStatus.BAD_REQUEST, "No valid recipients left after validation."),
}
FAULTS = {
    Fault.RATE_429: "OVER_LIMIT",
    Fault.CODE_43: "OVER_LIMIT",
    Fault.BAD_KEY: "AUTH_FAILED",
    Fault.ADDRESS: "NO_ACCESS",
}
PLAIN_FAULTS = {
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
}
STATUS_NAMES = {
    Status.QUEUED: "pending",
    Status.SENT: "pending",
    Status.DELIVERED: "delivered",
    Status.FAILED: "hard-bounce",
}
SUCCESS: Json = {"error": {"code": "SUCCESS", "description": "OK"}}

type Json = dict[str, object]


class BurstError(Exception):
    """A request is refused."""

    def __init__(self, code: str, description: Json | None = None) -> None:
        """Refuse with this error code, which may be described by an object."""
        super().__init__(code)
        self.code = code
        self.description = description

    def answer(self) -> web.Response:
        """Say it in JSON."""
        status, words = ERRORS[self.code]
        error = {"code": self.code, "description": self.description or words}
        return web.json_response({"error": error}, status=status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One text for some recipients, all under one id."""

    message_id: int
    to: tuple[str, ...]
    text: str
    sender: str
    reports_to: str | None
    replies_to: str | None


class Burst(Gateway):
    """Burst: sends, balance, replies that are asked for; callbacks to addresses of each message."""

    name = "burst"
    refusals = frozenset({"auth", "funds", "recipient", "sender", "content", "opted_out", "rate"})
    longest_text = 612

    @override
    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery[Told]
    ) -> None:
        super().__init__(network, faults, callbacks, delivery)
        self._submissions: dict[str, Submission] = {}
        """The one that brought each message."""

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/send-sms.json", self._send),
            web.get("/get-balance.json", self._balance, allow_head=False),
            web.get("/get-user-sms-responses.json", self._responses, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Call the address that the answered message named, or else that of the account."""
        submission = self._answered(reply)
        fields = {
            "user_id": self._network.account.api_id,
            "message_id": submission and submission.message_id,
            "mobile": reply.sender,
            "longcode": reply.to,
            "datetime_entry": _time(reply.sent_at),
            "response": reply.text,
            "response_id": _response_id(reply),
            "is_optout": "yes" if _is_stop(reply.text) else "no",
        }
        url = submission.replies_to if submission else None
        await self._callbacks.send(self._call(f"Reply: {reply.text}", fields, url), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        return BurstError(FAULTS[strike.fault]).answer()

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the right key in, and say in the gateway's way what is wrong."""
        account = self._network.account
        proof = encode_basic_auth(account.api_key, account.password, "utf-8")
        if request.headers.get("Authorization") != proof:
            return BurstError("AUTH_FAILED").answer()
        try:
            return await handler(request)
        except BurstError as error:
            return error.answer()

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        found: Json = {"balance": float(account.balance), "currency": account.currency}
        return web.json_response(found | SUCCESS)

    async def _send(self, request: web.Request) -> web.Response:
        submission = await self._read_submission(request)
        left_out = self._left_out(submission)
        to = [number for number in submission.to if not any(number in n for n in left_out.values())]
        if not to:
            raise BurstError("RECIPIENTS_ERROR", {name: list(n) for name, n in left_out.items()})
        segments = count_segments(submission.text) * len(to)
        cost = self._network.cost(segments)
        if self._faults.take(Fault.NO_FUNDS) or self._network.account.balance < cost:
            raise BurstError("LEDGER_ERROR")
        for number in to:
            self._accept(number, submission, request["number"])
        answer: Json = {
            "message_id": submission.message_id,
            "send_at": _time(self._network.messages[-1].accepted_at),
            "recipients": len(to),
            "cost": float(cost),
            "sms": segments,
            "delivery_stats": dict.fromkeys(
                ("delivered", "pending", "bounced", "responses", "optouts"), 0
            ),
        }
        named: Json = {name: numbers for name, numbers in left_out.items() if numbers}
        return web.json_response(answer | named | SUCCESS)

    async def _read_submission(self, request: web.Request) -> Submission:
        """Read the form; raise BurstError for the first field that is wrong."""
        if request.content_type != "application/x-www-form-urlencoded":
            raise BurstError("FIELD_EMPTY")
        form = {name: str(value) for name, value in (await request.post()).items()}
        text, to = form.get("message", ""), form.get("to", "")
        if not text or not to:
            raise BurstError("FIELD_EMPTY")
        numbers = tuple(to.split(","))
        if len(text) > MAX_CHARACTERS or len(numbers) > MAX_RECIPIENTS:
            raise BurstError("FIELD_INVALID")
        account = self._network.account
        sender = form.get("from", account.sender)
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise BurstError("BAD_CALLER_ID")
        return Submission(
            message_id=random.randrange(10**8, 10**9),
            to=numbers,
            text=text,
            sender=sender,
            reports_to=form.get("dlr_callback"),
            replies_to=form.get("reply_callback"),
        )

    def _left_out(self, submission: Submission) -> dict[str, list[str]]:
        """Return the numbers that are not written to, by reason."""
        valid = [number for number in submission.to if is_international(number)]
        return {
            "fails": [number for number in submission.to if number not in valid],
            "optouts": [
                number for number in valid if self._network.opted_out(number, submission.sender)
            ],
        }

    def _accept(self, to: str, submission: Submission, request: int) -> None:
        message = self._network.accept(
            to=to,
            sender=submission.sender,
            text=submission.text,
            channel="sms",
            client_message_id=None,
            request=request,
            gateway=self.name,
        )
        self._submissions[message.id] = submission
        self._delivery.start(message, partial(self._report, submission))

    def _report(self, submission: Submission, message: Message) -> CallbackRequest:
        """Report how far a message has come."""
        status = STATUS_NAMES[message.status]
        fields = {
            "message_id": submission.message_id,
            "mobile": message.to,
            "datetime": _time(message.status_at),
            "status": status,
            "user_id": self._network.account.api_id,
            "rate": 4,
        }
        return self._call(f"Report: {status}", fields, submission.reports_to)

    def _call(self, summary: str, fields: Mapping[str, object], url: str | None) -> CallbackRequest:
        """Write a callback down; what has no value is left out, as PHP does it."""
        account = self._network.account
        url = url or account.callback_urls.get(self.name, account.callback_url)
        said = {name: str(value) for name, value in fields.items() if value is not None}
        signed = dict(URL(url or "").query) | said
        return CallbackRequest(
            summary=summary,
            fields=said,
            method="GET",
            query=urlencode(said),
            headers={"x-transmitsms-signature": sign(signed, account.password)},
            url=url,
        )

    async def _responses(self, request: web.Request) -> web.Response:
        """Answer with a page of what came in since `start`, newest first."""
        start, page, size = _read_wanted(request.query)
        found = [
            self._response(reply)
            for reply in reversed(self._network.replies)
            if reply.gateway == self.name and _time(reply.sent_at) >= start
        ]
        answer: Json = {
            "page": {"count": -(-len(found) // size), "number": page},
            "total": len(found),
            "responses": found[(page - 1) * size : page * size],
        }
        return web.json_response(answer | SUCCESS)

    def _response(self, reply: Reply) -> Json:
        submission = self._answered(reply)
        return {
            "id": _response_id(reply),
            "message_id": submission and submission.message_id,
            "list_id": 0,
            "received_at": _time(reply.sent_at),
            "first_name": None,
            "last_name": None,
            "msisdn": int(reply.sender),
            "response": reply.text,
            "longcode": int(reply.to),
        }

    def _answered(self, reply: Reply) -> Submission | None:
        return self._submissions.get(reply.answers.id) if reply.answers else None


def sign(fields: Mapping[str, str], secret: str) -> str:
    """Return the signature of a callback's parameters, written as PHP's json_encode does."""
    written = json.dumps(fields, separators=(",", ":")).replace("/", "\\/")
    return hmac.new(secret.encode(), written.encode(), hashlib.sha256).hexdigest()


def _read_wanted(query: Mapping[str, str]) -> tuple[str, int, int]:
    """Return from when on, which page, and how many on a page."""
    start = query.get("start", "")
    try:
        if start:
            datetime.strptime(start, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        page, size = int(query.get("page", "1")), int(query.get("max", str(PAGE)))
    except ValueError as error:
        raise BurstError("FIELD_INVALID") from error
    if page < 1 or size < 1:
        raise BurstError("FIELD_INVALID")
    return start, page, size


def _is_stop(text: str) -> bool:
    return " ".join(text.upper().split()) in STOP_WORDS | STOP_EVERYTHING


def _response_id(reply: Reply) -> int:
    return int(reply.id[:8], 16)


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
