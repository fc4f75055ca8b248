"""46elks' API (providers.md 2.6): errors in plain text, money in ten-thousandths.

What a callback is answered goes to the phone as a message.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest, CallbackState, by_status
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_form, came, typed, word

ERRORS: Mapping[Refusal, tuple[HTTPStatus, str]] = {
    Refusal.AUTH: (HTTPStatus.UNAUTHORIZED, "API access requires Basic HTTP authentication"),
    Refusal.RECIPIENT: (HTTPStatus.BAD_REQUEST, "Invalid value for 'to'"),
    Refusal.OPTED_OUT: (HTTPStatus.BAD_REQUEST, "Blocked"),
    Refusal.FUNDS: (HTTPStatus.FORBIDDEN, "Not enough credits"),
    Refusal.SENDER: (HTTPStatus.BAD_REQUEST, "Invalid value for 'from'"),
    Refusal.RATE: (HTTPStatus.TOO_MANY_REQUESTS, "Too many requests"),
    Refusal.CONTENT: (HTTPStatus.BAD_REQUEST, "Invalid value for 'message'"),
}


class Elks46(OneByOne):
    """Sends, balance; callbacks as forms."""

    name = "elks46"
    refusals = frozenset({"auth", "rate"})
    send_path = "/a1/sms"
    balance_path = "/a1/me"

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_basic(request)

    @override
    def order(self, fields: Fields) -> Order:
        return Order(
            to=fields.get("to", ""),
            sender=fields.get("from", ""),
            text=fields.get("message", ""),
            url=fields.get("whendelivered", ""),
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.json_response(
            {
                "id": message.id,
                "status": "created",
                "from": f"+{message.sender}",
                "to": f"+{message.to}",
                "message": message.text,
                "parts": message.segments,
                "cost": int(self._network.cost(message.segments) * 10000),
                "direction": "outgoing",
            }
        )

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        status, words = ERRORS[refusal]
        return web.Response(status=status, text=words)

    @override
    def balance(self) -> web.Response:
        left = int(self._network.account.balance * 10000)
        return web.json_response({"name": "simulator", "currency": "SEK", "balance": left})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        fields = {"id": message.id, "status": word(message, "sent", "delivered", "failed")}
        return [as_form(came(message), fields, order.url)] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields = {
            "direction": "incoming",
            "id": reply.id,
            "from": f"+{reply.sender}",
            "to": f"+{reply.to}",
            "message": reply.text,
        }
        return [replace(as_form(typed(reply), fields), judge=judge)]


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken; what is in the body of the answer goes to the phone as a message."""
    state = by_status(status, body)
    return CallbackState.LOST if state is CallbackState.DONE and body else state
