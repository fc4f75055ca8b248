"""Infobip's SMS API, version 3 (providers.md 2.9): the customer's own ids; callbacks are lists."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
import json
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_json, came, typed, word

NAMES: Mapping[Refusal, str] = {
    Refusal.RECIPIENT: "REJECTED_DESTINATION",
    Refusal.OPTED_OUT: "REJECTED_USER_BLACKLIST",
    Refusal.FUNDS: "REJECTED_NOT_ENOUGH_CREDITS",
    Refusal.SENDER: "REJECTED_SENDER",
    Refusal.CONTENT: "REJECTED_MESSAGE",
}


class Infobip(OneByOne):
    """Sends, balance; callbacks in JSON."""

    name = "infobip"
    refusals = frozenset({"auth", "recipient", "funds", "rate"})
    send_path = "/sms/3/messages"
    balance_path = "/account/1/balance"

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_key(request, "App")

    @override
    def order(self, fields: Fields) -> Order:
        (one,) = json.loads(fields["json"])["messages"]
        (destination,) = one["destinations"]
        return Order(
            to=destination["to"],
            sender=one.get("sender", ""),
            text=one["content"]["text"],
            url=one.get("webhooks", {}).get("delivery", {}).get("url", ""),
            reference=destination["messageId"],
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return _answer("PENDING", "PENDING_ACCEPTED", order.reference, message.to)

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        if refusal is Refusal.AUTH:
            return _error(HTTPStatus.UNAUTHORIZED, "E401", "Invalid credentials.")
        if refusal is Refusal.RATE:
            return _error(HTTPStatus.TOO_MANY_REQUESTS, "E429", "Too many requests.")
        return _answer("REJECTED", NAMES[refusal], "", "")

    @override
    def balance(self) -> web.Response:
        return web.json_response(
            {"balance": float(self._network.account.balance), "currency": "EUR"}
        )

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        group = word(message, "PENDING", "DELIVERED", "UNDELIVERABLE")
        fields: dict[str, object] = {
            "messageId": order.reference,
            "to": message.to,
            "from": message.sender,
            "status": {"groupName": group, "name": group},
            "smsCount": message.segments,
        }
        listed = {"results": [fields]}
        return [as_json(came(message), fields, listed, order.url)] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields: dict[str, object] = {
            "messageId": reply.id,
            "from": reply.sender,
            "to": reply.to,
            "text": reply.text,
            "cleanText": reply.text,
            "smsCount": len(reply.parts),
        }
        listed = {"results": [fields], "messageCount": 1, "pendingMessageCount": 0}
        return [as_json(typed(reply), fields, listed)]


def _answer(group: str, name: str, message_id: str, to: str) -> web.Response:
    status = {"groupName": group, "name": name, "description": name.replace("_", " ").lower()}
    one = {"messageId": message_id, "status": status, "destination": to}
    return web.json_response({"bulkId": "0", "messages": [one]})


def _error(status: HTTPStatus, code: str, words: str) -> web.Response:
    return web.json_response({"errorCode": code, "description": words}, status=status)
