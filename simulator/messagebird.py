"""MessageBird's REST API, for accounts of the old kind (providers.md 2.9): callbacks by GET.

The fields of a reply are those that its documentation of forwarding had; nothing says what it does
about an answer.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_form, came, typed, word

ERRORS: Mapping[Refusal, tuple[HTTPStatus, int, str]] = {
    Refusal.AUTH: (
        HTTPStatus.UNAUTHORIZED,
        2,
        "Request not allowed (incorrect access_key)",
    ),
    Refusal.RECIPIENT: (HTTPStatus.UNPROCESSABLE_ENTITY, 10, "recipients is invalid"),
    Refusal.OPTED_OUT: (HTTPStatus.UNPROCESSABLE_ENTITY, 10, "recipient is blocked"),
    Refusal.FUNDS: (HTTPStatus.PAYMENT_REQUIRED, 25, "Not enough balance"),
    Refusal.SENDER: (HTTPStatus.UNPROCESSABLE_ENTITY, 10, "originator is invalid"),
    Refusal.RATE: (HTTPStatus.TOO_MANY_REQUESTS, 101, "Too many requests"),
    Refusal.CONTENT: (HTTPStatus.UNPROCESSABLE_ENTITY, 9, "body is too long"),
}


class MessageBird(OneByOne):
    """Sends, balance; callbacks by GET."""

    name = "messagebird"
    refusals = frozenset({"auth", "funds", "content", "rate"})
    reports_our_id = True
    send_path = "/messages"
    balance_path = "/balance"
    most_parts = 9

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_key(request, "AccessKey")

    @override
    def order(self, fields: Fields) -> Order:
        return Order(
            to=fields.get("recipients", ""),
            sender=fields.get("originator", ""),
            text=fields.get("body", ""),
            url=fields.get("reportUrl", ""),
            reference=fields.get("reference", ""),
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        items = [{"recipient": int(message.to), "status": "sent"}]
        answer = {"id": message.id, "recipients": {"totalCount": 1, "items": items}}
        return web.json_response(answer, status=HTTPStatus.CREATED)

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        status, code, words = ERRORS[refusal]
        errors = [{"code": code, "description": words, "parameter": None}]
        return web.json_response({"errors": errors}, status=status)

    @override
    def balance(self) -> web.Response:
        left = float(self._network.account.balance)
        return web.json_response({"payment": "prepaid", "type": "credits", "amount": left})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        fields = {
            "id": message.id,
            "reference": order.reference,
            "recipient": message.to,
            "status": word(message, "sent", "delivered", "delivery_failed"),
            "statusDatetime": "2026-10-01T12:00:00+00:00",
        }
        return [as_form(came(message), fields, order.url, "GET")] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields = {
            "id": reply.id,
            "originator": reply.sender,
            "recipient": reply.to,
            "body": reply.text,
            "createdDatetime": "2026-10-01T12:00:00+00:00",
        }
        return [as_form(typed(reply), fields, method="GET")]
