"""BulkSMS's JSON REST API, version 1 (gateways.md 1).

Where the facts are silent: a text of more parts than allowed is a bad request, and so is a sender
that the account does not have; 429 and server errors come without JSON; a long reply comes joined.
Of `GET /messages` only what was received can be had. Webhooks are set in the account, not here;
each is called with one message at a time. Templates in a text are not filled in.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
import json
import re
import time
from typing import override

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler

from .bulksms_submission import Json, ProblemError, Submission, bad_request, read_submissions
from .callbacks import CallbackRequest, Callbacks, CallbackState, Told
from .delivery import Delivery
from .faults import Fault, Faults, Setting
from .gateway import Gateway
from .network import Message, Network, Reply, Status
from .segments import is_gsm7

MAX_FOUND = 1000
DEDUPLICATION_SECONDS = 12 * 3600
INT32 = range(-(2**31), 2**31)

FAULTS = {
    Fault.BAD_KEY: (HTTPStatus.UNAUTHORIZED, "authentication-failed"),
    Fault.ADDRESS: (HTTPStatus.FORBIDDEN, "forbidden"),
}
PLAIN_FAULTS = {
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.CODE_43: HTTPStatus.TOO_MANY_REQUESTS,
}
STATUS_TYPES = {
    Status.QUEUED: "ACCEPTED",
    Status.SENT: "SENT",
    Status.DELIVERED: "DELIVERED",
    Status.FAILED: "FAILED",
}

CLAUSE = re.compile(r"(id|type|submission\.date)(<=|>=|<|>|=)(.+)")


class BulkSms(Gateway):
    """BulkSMS: sends, profile, received messages; webhooks for replies and delivery reports."""

    name = "bulksms"
    refusals = frozenset({"auth", "funds", "rate"})
    reports_cost = True

    @override
    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery[Told]
    ) -> None:
        super().__init__(network, faults, callbacks, delivery)
        self._answered: dict[str, tuple[float, list[Message]]] = {}
        """What each deduplication id brought, and when."""
        self._blocked: set[str] = set()
        """The messages to numbers that had opted out."""

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/messages", self._send),
            web.get("/v1/messages", self._received, allow_head=False),
            web.get("/v1/profile", self._profile, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Call the webhook for received messages."""
        resource = self._received_message(self._network.replies.index(reply), reply)
        await self._callbacks.send(_webhook_call(f"Reply: {reply.text}", resource), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        return ProblemError(*FAULTS[strike.fault]).answer()

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the right token in, and say in the gateway's way what is wrong."""
        account = self._network.account
        proof = encode_basic_auth(account.user, account.password, "utf-8")
        if request.headers.get("Authorization") != proof:
            return ProblemError(*FAULTS[Fault.BAD_KEY]).answer()
        try:
            return await handler(request)
        except ProblemError as error:
            return error.answer()

    async def _profile(self, _request: web.Request) -> web.Response:
        account = self._network.account
        return web.json_response(
            {
                "id": "1",
                "username": account.user,
                "created": "2026-01-02T10:00:00Z",
                "credits": {
                    "balance": float(account.balance),
                    "limit": 0,
                    "isTransferAllowed": False,
                },
                "quota": {"size": 1000, "remaining": 1000},
                "originAddresses": {
                    "allowed": list(account.senders),
                    "isFullControlAllowed": not account.senders,
                },
            }
        )

    async def _send(self, request: web.Request) -> web.Response:
        submissions = await read_submissions(request, self._network.account)
        key = request.query.get("deduplication-id")
        if key is not None and not _is_int32(key):
            raise bad_request("deduplication-id is not an integer of 32 bits")
        messages = self._sent_before(key)
        if messages is None:
            messages = self._accept(submissions, request["number"])
            if key is not None:
                self._answered[key] = time.monotonic(), messages
        return web.json_response(list(map(self._submitted, messages)), status=HTTPStatus.CREATED)

    def _sent_before(self, key: str | None) -> list[Message] | None:
        """Return the messages of an earlier submission with the same deduplication id."""
        at, messages = self._answered.get(key or "", (0.0, []))
        known = [message for message in messages if message.id in self._network.messages_by_id]
        is_recent = time.monotonic() - at < DEDUPLICATION_SECONDS
        return known if known and is_recent else None

    def _accept(self, submissions: Iterable[Submission], request: int) -> list[Message]:
        """Take all messages over, or none if they cost too much.

        One to a blocked number is billed, and fails.
        """
        wanted = [(to, submission) for submission in submissions for to in submission.to]
        total = self._network.cost(sum(submission.segments for _, submission in wanted))
        if self._faults.take(Fault.NO_FUNDS) or self._network.account.balance < total:
            raise ProblemError(HTTPStatus.FORBIDDEN, "insufficient-credits")
        return [self._take(to, submission, request) for to, submission in wanted]

    def _take(self, to: str, submission: Submission, request: int) -> Message:
        blocked = self._network.opted_out(to, submission.sender)
        message = self._network.accept(
            to=to,
            sender=submission.sender,
            text=submission.text,
            channel="sms",
            client_message_id=submission.own_id,
            request=request,
            gateway=self.name,
            ucs2=submission.ucs2,
        )
        if blocked:
            self._blocked.add(message.id)
        self._delivery.start(message, self._report, blocked=blocked)
        return message

    def _report(self, message: Message) -> CallbackRequest | None:
        """Report how far a message has come; a blocked one is not sent on."""
        if message.id in self._blocked and message.status is not Status.FAILED:
            return None
        resource = self._sent_message(message)
        return _webhook_call(f"Report: {STATUS_TYPES[message.status]}", resource)

    async def _received(self, request: web.Request) -> web.Response:
        """Answer with the received messages that a filter lets through, newest first."""
        clauses = request.query.get("filter", "")
        found = [
            resource
            for place, reply in enumerate(self._network.replies)
            if reply.gateway == self.name
            and _passes(resource := self._received_message(place, reply), clauses)
        ]
        if request.query.get("sortOrder") != "ASCENDING":
            found.reverse()
        return web.json_response(found[: int(request.query.get("limit", MAX_FOUND))])

    def _submitted(self, message: Message) -> Json:
        """Return a message the way a submission is answered: without what is known only later."""
        later = {"numberOfParts": None, "creditCost": None, "status": _status("ACCEPTED", None)}
        return self._sent_message(message) | later

    def _sent_message(self, message: Message) -> Json:
        failure = "BLOCKED" if message.id in self._blocked else "EXPIRED"
        subtype = failure if message.status is Status.FAILED else None
        return {
            "id": _message_id(message),
            "type": "SENT",
            "from": message.sender,
            "to": message.to,
            "body": message.text,
            "encoding": "TEXT" if is_gsm7(message.text) else "UNICODE",
            "protocolId": 0,
            "messageClass": 2,
            "numberOfParts": message.segments,
            "creditCost": float(self._network.cost(message.segments)),
            "submission": {
                "id": f"1-{message.request:020}",
                "date": _date(message.accepted_at),
            },
            "status": _status(STATUS_TYPES[message.status], subtype),
            "relatedSentMessageId": None,
            "userSuppliedId": message.client_message_id,
        }

    def _received_message(self, place: int, reply: Reply) -> Json:
        """Return a reply; its id grows with time, as those of the gateway do."""
        return {
            "id": str(reply.sent_at * 1_000_000 + place % 1_000_000),
            "type": "RECEIVED",
            "from": reply.sender,
            "to": reply.to,
            "body": reply.text,
            "encoding": "TEXT" if is_gsm7(reply.text) else "UNICODE",
            "protocolId": 0,
            "messageClass": 2,
            "numberOfParts": len(reply.parts),
            "creditCost": 0.0,
            "submission": {"id": "", "date": _date(reply.sent_at)},
            "status": _status("SENT", None),
            "relatedSentMessageId": _message_id(reply.answers) if reply.answers else None,
            "userSuppliedId": None,
        }


def _message_id(message: Message) -> str:
    """Return the id of a message that was sent: a number here."""
    return str(int(message.id[:12], 16))


def _is_int32(value: str) -> bool:
    return re.fullmatch(r"-?[0-9]{1,10}", value) is not None and int(value) in INT32


def _status(kind: str, subtype: str | None) -> Json:
    return {"id": f"{kind}.{subtype or 'null'}", "type": kind, "subtype": subtype}


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _passes(resource: Json, clauses: str) -> bool:
    return all(_passes_clause(resource, clause) for clause in clauses.split("&") if clause)


def _passes_clause(resource: Json, clause: str) -> bool:
    """Compare what a clause names; raise ProblemError for one that can't be read."""
    found = CLAUSE.fullmatch(clause)
    if found is None:
        raise bad_request("a clause of the filter is not valid")
    field, operator, wanted = found.groups()
    try:
        if field == "type":
            return operator == "=" and resource["type"] == wanted
        if field == "id":
            difference = float(int(str(resource["id"])) - int(wanted))
        else:
            submission = resource["submission"]
            date = str(submission["date"]) if isinstance(submission, dict) else ""
            # One without an offset can't be compared.
            difference = (
                datetime.fromisoformat(date) - datetime.fromisoformat(wanted)
            ).total_seconds()
    except (ValueError, TypeError) as error:
        raise bad_request("a value of the filter is not valid") from error
    allowed = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,)}[operator]
    return (difference > 0) - (difference < 0) in allowed


def _webhook_call(summary: str, resource: Json) -> CallbackRequest:
    return CallbackRequest(
        summary=summary,
        fields=resource,
        body=json.dumps([resource]).encode(),
        content_type="application/json",
        judge=_judge,
    )


def _judge(status: int, _body: bytes) -> CallbackState:
    """Judge an answer: with 4xx the message is thrown away, with all but success it comes again."""
    match status // 100:
        case 1 | 2:
            return CallbackState.DONE
        case 4:
            return CallbackState.LOST
    return CallbackState.PENDING
