"""Clickatell's One API (clickatell.md 1 and 3.1)."""

from collections.abc import Mapping
from http import HTTPStatus
import json
from typing import override

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import CallbackRequest, json_callback
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, is_international, now_ms
from .segments import count_segments

MAX_MESSAGES = 100
CHANNELS = ("sms", "whatsapp")

STATUS_CODES = {
    Status.QUEUED: (2, "QUEUED"),
    Status.SENT: (4, "SENT_TO_SUPPLIER"),
    Status.DELIVERED: (5, "DEVICE_ACK"),
    Status.FAILED: (23, "DELIVERY_FAILURE"),
}

ERRORS = {
    1: (401, "The API key is missing or invalid."),
    7: (401, "The IP address of the caller is not approved."),
    18: (500, "Internal error."),
    19: (503, "Internal error, please retry."),
    20: (402, "Insufficient account balance."),
    21: (400, "The payload is malformed."),
    22: (400, "Too many messages in the payload."),
    23: (400, "Missing or invalid parameter"),
    25: (400, "The recipient address is invalid."),
    26: (400, "The recipient has opted out."),
    38: (400, "The channel is not active on this integration."),
    41: (404, "The resource does not exist."),
    42: (400, "The HTTP method is not supported."),
    43: (400, "Rate limit exceeded."),
    45: (400, "The FROM number is not related to this integration."),
    100: (400, "The maximum number of message parts is exceeded."),
}
"""HTTP status and description by error code. 1.2 gives 404 for 41, 1.3 gives 400."""

FAULTS = {
    Fault.HTTP_500: 18,
    Fault.HTTP_503: 19,
    Fault.RATE_429: 43,
    Fault.CODE_43: 43,
    Fault.BAD_KEY: 1,
    Fault.ADDRESS: 7,
}


class GlobalError(Exception):
    """The whole request is refused."""

    def __init__(self, code: int) -> None:
        """Refuse with this error code."""
        super().__init__(code)
        self.code = code


class MessageError(Exception):
    """One message is refused."""

    def __init__(self, code: int, parameter: str | None = None) -> None:
        """Refuse with this error code, naming the parameter if one is to blame."""
        super().__init__(code)
        self.code = code
        description = ERRORS[code][1]
        self.description = f"{description}: {parameter}" if parameter else description


class ClickatellOne(Gateway):
    """The One API: sends, balance, message status; callbacks for replies and delivery."""

    name = "clickatell_one"
    refusals = frozenset(
        {"auth", "address", "funds", "recipient", "sender", "content", "opted_out", "rate"}
    )
    reports_our_id = True
    any_message_lifts_stop = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/message", self._send),
            web.get("/v1/balance", self._balance, allow_head=False),
            web.get("/v1/message/{id}", self._status, allow_head=False),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send one callback: the parts of a long message are joined here."""
        await self._callbacks.send(_mo_callback(reply), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        status = HTTPStatus.TOO_MANY_REQUESTS if strike.fault is Fault.RATE_429 else None
        return _global_error(FAULTS[strike.fault], status)

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the right key in, and say in the gateway's way what is wrong."""
        if request.headers.get("Authorization") != self._network.account.api_key:
            return _global_error(1)
        try:
            return await handler(request)
        except GlobalError as error:
            return _global_error(error.code)
        except web.HTTPNotFound:
            return _global_error(41)
        except web.HTTPMethodNotAllowed:
            return _global_error(42)

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        return web.json_response({"balance": float(account.balance), "currency": account.currency})

    async def _status(self, request: web.Request) -> web.Response:
        message = self._network.messages_by_id.get(request.match_info["id"])
        if message is None:
            return web.json_response({"status": "UNKNOWN", "timestamp": now_ms()})
        status = {"status": STATUS_CODES[message.status][1], "timestamp": message.status_at}
        return web.json_response({message.channel: status})

    async def _send(self, request: web.Request) -> web.Response:
        no_funds = self._faults.take(Fault.NO_FUNDS) is not None
        results: list[dict[str, object]] = []
        codes: list[int] = []
        for fields in await _read_messages(request):
            try:
                results.append(self._accept(fields, request["number"], no_funds=no_funds))
            except MessageError as error:
                results.append(_rejection(fields, error))
                codes.append(error.code)
        if not codes:
            status: int = HTTPStatus.ACCEPTED
        elif len(results) > 1:
            status = HTTPStatus.MULTI_STATUS
        else:
            status = ERRORS[codes[0]][0]
        return web.json_response({"messages": results, "error": None}, status=status)

    def _accept(
        self, fields: Mapping[str, object], request: int, *, no_funds: bool
    ) -> dict[str, object]:
        to = _text(fields, "to")
        text = _text(fields, "content")
        channel = _text(fields, "channel", default=CHANNELS[0])
        sender = _text(fields, "from", default=self._network.account.sender)
        client_message_id = _text(fields, "clientMessageId", default="") or None
        self._refuse_impossible(to, text, channel, sender, no_funds=no_funds)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=text,
            channel=channel,
            client_message_id=client_message_id,
            request=request,
            gateway=self.name,
        )
        self._delivery.start(message, _status_callback)
        return {"apiMessageId": message.id, "accepted": True, "to": to, "error": None}

    def _refuse_impossible(
        self, to: str, text: str, channel: str, sender: str, *, no_funds: bool
    ) -> None:
        account = self._network.account
        if channel not in CHANNELS:
            raise MessageError(38)
        if not (to.isascii() and to.isdigit()):
            raise MessageError(23, "to")
        if not is_international(to):
            raise MessageError(25)
        if account.senders and sender not in account.senders:
            raise MessageError(45)
        if self._network.opted_out(to, sender):
            raise MessageError(26)
        segments = count_segments(text)
        if segments > account.max_parts:
            raise MessageError(100)
        if no_funds or account.balance < self._network.cost(segments):
            raise MessageError(20)


async def _read_messages(request: web.Request) -> list[Mapping[str, object]]:
    """Return the messages of a send request; raise 21 if it is none, 22 if they are too many."""
    try:
        body = json.loads(await request.read())
    except ValueError as error:
        raise GlobalError(21) from error
    messages = body.get("messages") if isinstance(body, dict) else None
    if request.content_type != "application/json" or not isinstance(messages, list) or not messages:
        raise GlobalError(21)
    if not all(isinstance(message, dict) for message in messages):
        raise GlobalError(21)
    if len(messages) > MAX_MESSAGES:
        raise GlobalError(22)
    return messages


def _text(fields: Mapping[str, object], name: str, default: str | None = None) -> str:
    """Return a field that has to be a text; without a default it has to be there."""
    value = fields.get(name, default) if default is not None else fields.get(name)
    if not isinstance(value, str) or (name in fields and not value):
        raise MessageError(23, name)
    return value


def _rejection(fields: Mapping[str, object], error: MessageError) -> dict[str, object]:
    return {
        "apiMessageId": None,
        "accepted": False,
        "to": fields.get("to"),
        "error": {"code": error.code, "description": error.description},
    }


def _global_error(code: int, status: int | None = None) -> web.Response:
    http_status, description = ERRORS[code]
    body = {"error": {"code": code, "description": description}}
    return web.json_response(body, status=status or http_status)


def _callback(summary: str, event: str, fields: Mapping[str, object]) -> CallbackRequest:
    envelope = {
        "integrationId": "simulator",
        "integrationName": "Simulator",
        "event": {event: [fields]},
    }
    return json_callback(summary, envelope)


def _mo_callback(reply: Reply) -> CallbackRequest:
    answers = reply.answers
    if reply.channel == "sms":
        channel_fields: dict[str, object] = {"sms": {"network": "65501"}}
    else:
        channel_fields = {"whatsapp": {"profileName": reply.sender}}
    fields = {
        "channel": reply.channel,
        "messageId": reply.id,
        "relatedMessageId": answers.id if answers else None,
        "relatedClientMessageId": answers.client_message_id if answers else None,
        "from": reply.sender,
        "to": reply.to,
        "timestamp": reply.sent_at,
        "content": reply.text,
        "charset": "UTF-8",
    }
    return _callback(f"Reply: {reply.text}", "moText", fields | channel_fields)


def _status_callback(message: Message) -> CallbackRequest:
    code, status = STATUS_CODES[message.status]
    fields = {
        "channel": message.channel,
        "messageId": message.id,
        "clientMessageId": message.client_message_id,
        "timestamp": message.status_at,
        "statusCode": code,
        "status": status,
    }
    return _callback(f"Report: {status}", "messageStatusUpdate", fields)
