"""SMS Gateway for Android on a phone, in local mode (own-sim.md 1).

Where the facts are silent: what a request lacks is refused with 400 and a sentence; the limits, the
delays and the order of the queue that a phone may be set to are not played. It calls nobody who was
not registered; whether its internet is there, and how its battery is, are settings of the account.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from hmac import digest
from http import HTTPStatus
import json
import time
from typing import override
from uuid import uuid4
from zlib import crc32

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import CallbackRequest, Callbacks, Told
from .delivery import Delivery
from .faults import Fault, Faults, Setting
from .gateway import Gateway
from .network import Message, Network, Reply, Status, digits

FAULTS = {
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.CODE_43: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.BAD_KEY: HTTPStatus.UNAUTHORIZED,
    Fault.ADDRESS: HTTPStatus.FORBIDDEN,
}
STATES = {
    Status.QUEUED: "Pending",
    Status.SENT: "Sent",
    Status.DELIVERED: "Delivered",
    Status.FAILED: "Failed",
}
EVENTS = ("sms:received", "sms:sent", "sms:delivered", "sms:failed", "system:ping")
FAILURE = "Delivery result from SC: 69"
NO_SERVICE = "Send result: RESULT_ERROR_NO_SERVICE"
_DEVICE = "ffffffffceb0b1db0000018e937c815b"
_ALLOWED = ("https://", "http://127.0.0.1")
_MOST_ON_A_PAGE = 500
_WIFI = 4

type Json = dict[str, object]


class AppError(Exception):
    """A request is refused, with a status and the app's words."""

    def __init__(self, status: HTTPStatus, words: str) -> None:
        """Refuse so."""
        super().__init__(words)
        self.answer = (status, words)


class Android(Gateway):
    """A phone with the app: sends, tells how far messages are, has an inbox, calls webhooks."""

    name = "android"
    refusals = frozenset({"auth"})
    takes_names = False
    has_one_number = True
    # Not of itself: somebody has to ask for it.
    forwards_replies = False

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery[Told]
    ) -> None:
        """Have sent nothing, and call nobody."""
        super().__init__(network, faults, callbacks, delivery)
        self._sent: dict[str, Message] = {}
        self._orders: dict[str, Json] = {}
        self._never_sent: set[str] = set()
        self._unheard: list[Reply] = []
        """What is in the phone, and the app has not heard of."""
        self.webhooks: dict[str, Json] = {}
        self.signing_key = uuid4().hex[:8]
        self.internet_required = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._greet, allow_head=False),
            web.get("/health", self._health, allow_head=False),
            web.get("/devices", self._devices, allow_head=False),
            web.post("/messages", self._send),
            web.get("/messages/{id}", self._message, allow_head=False),
            web.get("/inbox", self._inbox, allow_head=False),
            web.post("/inbox/refresh", self._refresh),
            web.get("/webhooks", self._list_webhooks, allow_head=False),
            web.post("/webhooks", self._register),
            web.delete("/webhooks/{id}", self._unregister),
            web.patch("/settings", self._set),
        ]

    def orders(self) -> list[Json]:
        """Return what was asked for with each message, as it was written."""
        return [dict(order) for order in self._orders.values()]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Hear of a message, and call whoever wants to know; unless it has stopped hearing."""
        if self._faults.take(Fault.DEAF):
            self._unheard.append(reply)
            return
        payload = {"messageId": f"{_hash(reply):x}", "message": reply.text, **_from(reply)}
        payload["receivedAt"] = _date(reply.sent_at)
        for callback in self._calls("sms:received", f"Reply: {reply.text}", payload):
            await self._callbacks.send(callback, self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        return _refusal(FAULTS[strike.fault])

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the right user in; how it does the app tells everybody."""
        account = self._network.account
        wanted = f"{account.user}:{account.password}"
        if request.match_info.handler != self._health and _basic(request) != wanted:
            return _refusal(HTTPStatus.UNAUTHORIZED)
        try:
            return await handler(request)
        except AppError as error:
            return _refusal(*error.answer)

    async def _greet(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "model": "Pixel 4a"})

    async def _health(self, _request: web.Request) -> web.Response:
        """Tell how it does; without the internet that is an error of the server's."""
        account = self._network.account
        online = account.phone_internet
        checks = {
            "messages:failed": _check("messages", 0),
            "connection:status": _check("boolean", int(online), "pass" if online else "fail"),
            "connection:transport": _check("flags", _WIFI),
            "connection:cellular": _check("index", 0),
            "battery:level": _check("percent", account.phone_battery),
            "battery:charging": _check("flags", 0),
        }
        content = {"status": "pass" if online else "fail", "version": "1.68.0", "releaseId": 1}
        status = HTTPStatus.OK if online else HTTPStatus.INTERNAL_SERVER_ERROR
        return web.json_response(content | {"checks": checks}, status=status)

    async def _devices(self, _request: web.Request) -> web.Response:
        return web.json_response([{"id": _DEVICE, "name": "Pixel 4a"}])

    async def _send(self, request: web.Request) -> web.Response:
        order = await _content(request)
        message_id = str(order.get("id") or uuid4().hex)
        if message_id in self._known():
            raise AppError(HTTPStatus.CONFLICT, "Message with the same ID already exists")
        to, text = _one_number(order), _text(order)
        message = self._network.accept(
            to=to,
            sender=self._network.account.sender,
            text=text,
            channel="sms",
            client_message_id=message_id,
            request=request["number"],
            gateway=self.name,
        )
        self._sent[message_id], self._orders[message_id] = message, order
        if self._faults.take(Fault.NO_SERVICE):
            self._network.set_status(message, Status.FAILED)
            self._never_sent.add(message_id)
            for callback in self._report(order, message):
                await self._callbacks.send(callback, self.name)
        else:
            self._delivery.start(message, partial(self._report, order))
        return web.json_response(self._state(message_id, message), status=HTTPStatus.ACCEPTED)

    async def _message(self, request: web.Request) -> web.Response:
        message_id = request.match_info["id"]
        message = self._known().get(message_id)
        if message is None:
            raise AppError(HTTPStatus.NOT_FOUND, "Message not found")
        return web.json_response(self._state(message_id, message))

    def _state(self, message_id: str, message: Message) -> Json:
        state = STATES[message.status]
        error = self._failure(message_id) if message.status is Status.FAILED else None
        recipient = {"phoneNumber": f"+{message.to}", "state": state, "error": error}
        return {
            "id": message_id,
            "deviceId": _DEVICE,
            "state": state,
            "isHashed": False,
            "isEncrypted": False,
            "recipients": [recipient],
            "states": {state: _date(message.status_at)},
        }

    def _failure(self, message_id: str) -> str:
        return NO_SERVICE if message_id in self._never_sent else FAILURE

    def _known(self) -> Mapping[str, Message]:
        """Return the messages by their ids, without those that the simulator has forgotten."""
        kept = self._network.messages_by_id
        return {own: message for own, message in self._sent.items() if message.id in kept}

    async def _inbox(self, request: web.Request) -> web.Response:
        """Answer with what the app has heard of, the newest first."""
        since, until = (_moment(request, name) for name in ("from", "to"))
        found = [
            reply
            for reply in reversed(self._network.replies)
            if reply.gateway == self.name
            and reply not in self._unheard
            and since <= reply.sent_at / 1000 <= until
        ]
        limit, offset = (int(request.query.get(n, d)) for n, d in (("limit", 50), ("offset", 0)))
        if not 1 <= limit <= _MOST_ON_A_PAGE:
            raise AppError(HTTPStatus.BAD_REQUEST, "limit must be between 1 and 500")
        entries = [_entry(reply) for reply in found[offset : offset + limit]]
        return web.json_response(entries, headers={"X-Total-Count": str(len(found))})

    async def _refresh(self, request: web.Request) -> web.Response:
        content = await _content(request)
        if not {"since", "until"} <= content.keys():
            raise AppError(HTTPStatus.BAD_REQUEST, "since and until are required")
        self._unheard.clear()
        return web.Response(status=HTTPStatus.ACCEPTED)

    async def _list_webhooks(self, _request: web.Request) -> web.Response:
        return web.json_response(list(self.webhooks.values()))

    async def _register(self, request: web.Request) -> web.Response:
        wanted = await _content(request)
        url, event = str(wanted.get("url", "")), wanted.get("event")
        if not url.startswith(_ALLOWED):
            words = "url must start with https:// or http://127.0.0.1"
            raise AppError(HTTPStatus.BAD_REQUEST, words)
        if event not in EVENTS:
            raise AppError(HTTPStatus.BAD_REQUEST, "Unsupported event")
        webhook_id = str(wanted.get("id") or uuid4().hex[:21])
        self.webhooks[webhook_id] = {"id": webhook_id, "url": url, "event": event}
        return web.json_response(self.webhooks[webhook_id], status=HTTPStatus.CREATED)

    async def _unregister(self, request: web.Request) -> web.Response:
        self.webhooks.pop(request.match_info["id"], None)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    async def _set(self, request: web.Request) -> web.Response:
        settings = (await _content(request)).get("webhooks")
        if isinstance(settings, dict):
            self.signing_key = str(settings.get("signing_key", self.signing_key))
            self.internet_required = bool(settings.get("internet_required", True))
        return web.json_response({})

    def _report(self, order: Json, message: Message) -> Sequence[CallbackRequest]:
        """Report how far a message is: that it was delivered once for each part."""
        event = f"sms:{message.status}"
        at = {"receivedAt": "", f"{message.status}At": _date(message.status_at)}
        payload: Json = {
            "messageId": message.client_message_id,
            "sender": message.sender,
            "recipient": f"+{message.to}",
            "simNumber": order.get("simNumber", 1),
            **{name: value for name, value in at.items() if value},
        }
        if message.status is Status.FAILED:
            payload["reason"] = self._failure(str(message.client_message_id))
        times = message.segments if message.status is Status.DELIVERED else 1
        return self._calls(event, f"Report: {message.status}", payload) * times

    def _calls(self, event: str, summary: str, payload: Json) -> list[CallbackRequest]:
        """Return the calls of those who want to know; without the internet there may be none."""
        if self.internet_required and not self._network.account.phone_internet:
            return []
        wanted = [each for each in self.webhooks.values() if each["event"] == event]
        return [self._call(each, summary, payload) for each in wanted]

    def _call(self, webhook: Json, summary: str, payload: Json) -> CallbackRequest:
        content = {
            "id": uuid4().hex[:21],
            "webhookId": webhook["id"],
            "event": webhook["event"],
            "deviceId": _DEVICE,
            "payload": payload,
        }
        body, at = json.dumps(content).encode(), str(int(time.time()))
        signature = digest(self.signing_key.encode(), body + at.encode(), "sha256").hex()
        return CallbackRequest(
            summary=summary,
            fields=content,
            body=body,
            content_type="application/json",
            headers={"X-Signature": signature, "X-Timestamp": at},
            url=str(webhook["url"]),
        )


def _basic(request: web.Request) -> str | None:
    kind, _, proof = request.headers.get("Authorization", "").partition(" ")
    try:
        return b64decode(proof).decode() if kind == "Basic" else None
    except Base64Error, UnicodeDecodeError:
        return None


async def _content(request: web.Request) -> Json:
    try:
        content = json.loads(await request.text())
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise AppError(HTTPStatus.BAD_REQUEST, "Failed to convert request body")
    return content


def _one_number(order: Json) -> str:
    """Return whom a message is for; several in a request are not played."""
    numbers = order.get("phoneNumbers")
    if not isinstance(numbers, list) or len(numbers) != 1:
        raise AppError(HTTPStatus.BAD_REQUEST, "phoneNumbers must not be empty")
    return digits(str(numbers[0]))


def _text(order: Json) -> str:
    message = order.get("textMessage")
    text = message.get("text") if isinstance(message, dict) else None
    if not isinstance(text, str) or not text:
        raise AppError(HTTPStatus.BAD_REQUEST, "message content is required")
    ttl, priority = order.get("ttl", 1), order.get("priority", 0)
    if not isinstance(ttl, int) or ttl <= 0:
        raise AppError(HTTPStatus.BAD_REQUEST, "ttl must be a positive number")
    if not isinstance(priority, int) or not -128 <= priority <= 127:  # noqa: PLR2004 - a byte
        raise AppError(HTTPStatus.BAD_REQUEST, "priority must be between -128 and 127")
    return text


def _hash(reply: Reply) -> int:
    """Return what the app tells messages from each other by: 32 bits, no more."""
    return crc32(f"{reply.sender}{reply.sent_at}{reply.text}".encode("utf-8", "replace"))


def _entry(reply: Reply) -> Json:
    number = _hash(reply)
    return {
        "id": f"text:{number - (1 << 32) if number >> 31 else number}",
        "type": "SMS",
        **_from(reply),
        "contentPreview": reply.text,
        "createdAt": _date(reply.sent_at),
        "attachments": [],
    }


def _from(reply: Reply) -> Json:
    return {"sender": f"+{reply.sender}", "recipient": f"+{reply.to}", "simNumber": 1}


def _date(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")


def _moment(request: web.Request, name: str) -> float:
    try:
        found = datetime.fromisoformat(request.query[name])
    except (KeyError, ValueError) as error:
        raise AppError(HTTPStatus.BAD_REQUEST, f"{name} is not valid") from error
    return found.timestamp()


def _check(unit: str, value: int, status: str = "pass") -> Json:
    return {"description": unit, "observedUnit": unit, "observedValue": value, "status": status}


def _refusal(status: HTTPStatus, words: str = "") -> web.Response:
    return web.json_response({"message": words or status.phrase}, status=status)
