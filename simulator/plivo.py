"""Plivo's API of messages (providers.md 2.9): JSON out, forms in; what it refuses has no code."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
import json
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_form, came, typed, word

ERRORS: Mapping[Refusal, tuple[HTTPStatus, str]] = {
    Refusal.AUTH: (HTTPStatus.UNAUTHORIZED, "Could not verify your access level for that URL."),
    Refusal.RECIPIENT: (HTTPStatus.BAD_REQUEST, "dst parameter is not a valid phone number"),
    Refusal.OPTED_OUT: (HTTPStatus.BAD_REQUEST, "blocked"),
    Refusal.FUNDS: (HTTPStatus.PAYMENT_REQUIRED, "insufficient credit"),
    Refusal.SENDER: (HTTPStatus.BAD_REQUEST, "src parameter is not valid"),
    Refusal.RATE: (HTTPStatus.TOO_MANY_REQUESTS, "too many requests"),
    Refusal.CONTENT: (HTTPStatus.BAD_REQUEST, "text is too long"),
}


class Plivo(OneByOne):
    """Sends, balance; callbacks as forms."""

    name = "plivo"
    refusals = frozenset({"auth", "funds", "rate"})
    send_path = "/v1/Account/simulator/Message/"
    balance_path = "/v1/Account/simulator/"

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_basic(request)

    @override
    def order(self, fields: Fields) -> Order:
        content = json.loads(fields["json"])
        return Order(
            to=content["dst"],
            sender=content.get("src", ""),
            text=content["text"],
            url=content.get("url", ""),
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        answer = {"api_id": "0", "message": "message(s) queued", "message_uuid": [message.id]}
        return web.json_response(answer, status=HTTPStatus.ACCEPTED)

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        status, words = ERRORS[refusal]
        return web.json_response({"api_id": "0", "error": words}, status=status)

    @override
    def balance(self) -> web.Response:
        return web.json_response({"cash_credits": f"{self._network.account.balance}"})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        fields = {
            "MessageUUID": message.id,
            "From": message.sender,
            "To": message.to,
            "Status": word(message, "sent", "delivered", "undelivered"),
            "ErrorCode": word(message, "000", "000", "450"),
        }
        return [as_form(came(message), fields, order.url)] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields = {
            "MessageUUID": reply.id,
            "From": reply.sender,
            "To": reply.to,
            "Text": reply.text,
            "Type": "sms",
        }
        return [as_form(typed(reply), fields)]
