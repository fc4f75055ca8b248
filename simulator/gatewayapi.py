"""GatewayAPI's REST interface (providers.md 2.8): a token, UCS-2 if asked for, one id a message."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_json, came, typed, word

ERRORS: Mapping[Refusal, tuple[HTTPStatus, str, str]] = {
    Refusal.AUTH: (HTTPStatus.UNAUTHORIZED, "0x0210", "Unauthorized"),
    Refusal.RECIPIENT: (HTTPStatus.UNPROCESSABLE_ENTITY, "0x0310", "Invalid MSISDN"),
    Refusal.OPTED_OUT: (HTTPStatus.FORBIDDEN, "0x0214", "The recipient is blacklisted"),
    Refusal.FUNDS: (HTTPStatus.FORBIDDEN, "0x0216", "Insufficient credit"),
    Refusal.SENDER: (HTTPStatus.UNPROCESSABLE_ENTITY, "0x0312", "Invalid sender"),
    Refusal.RATE: (HTTPStatus.TOO_MANY_REQUESTS, "0x0500", "Too many requests"),
    Refusal.CONTENT: (HTTPStatus.UNPROCESSABLE_ENTITY, "0x0312", "Invalid message"),
}


class GatewayApi(OneByOne):
    """Sends, balance; callbacks in JSON."""

    name = "gatewayapi"
    refusals = frozenset({"auth", "recipient", "opted_out", "funds", "rate"})
    reports_our_id = True
    send_path = "/rest/mtsms"
    balance_path = "/rest/me"
    keeps_stop = True
    takes_all_alphabets = False

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return fields.get("token") == self._password

    @override
    def order(self, fields: Fields) -> Order:
        return Order(
            to=fields.get("recipients.0.msisdn", ""),
            sender=fields.get("sender", ""),
            text=fields.get("message", ""),
            url=fields.get("callback_url", ""),
            reference=fields.get("userref", ""),
            ucs2=fields.get("encoding") == "UCS2",
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        cost = float(self._network.cost(message.segments))
        usage = {"countries": {"DK": message.segments}, "currency": "DKK", "total_cost": cost}
        return web.json_response({"ids": [_number(message.id)], "usage": usage})

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        status, code, words = ERRORS[refusal]
        error = {"code": code, "incident_uuid": "0", "message": words, "variables": []}
        return web.json_response(error, status=status)

    @override
    def balance(self) -> web.Response:
        account = self._network.account
        return web.json_response({"credit": float(account.balance), "currency": "DKK", "id": 1})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        status = word(message, "ENROUTE", "DELIVERED", "UNDELIVERABLE")
        fields: dict[str, object] = {
            "id": _number(message.id),
            "msisdn": int(message.to),
            "time": message.status_at // 1000,
            "status": status,
            "userref": order.reference,
        }
        return [as_json(came(message), fields, url=order.url)] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields: dict[str, object] = {
            "id": _number(reply.id),
            "msisdn": int(reply.sender),
            "receiver": int(reply.to),
            "message": reply.text,
            "senttime": reply.sent_at // 1000,
            "webhook_label": "simulator",
        }
        return [as_json(typed(reply), fields)]


def _number(message_id: str) -> int:
    """Return an id as the number that it is at GatewayAPI."""
    return int(message_id[:12], 16)
