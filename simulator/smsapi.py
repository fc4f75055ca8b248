"""smsapi's sms.do (providers.md 2.9): HTTP 200 for errors as well; callbacks want the body OK.

A callback tells of several messages at once, divided by commas; here it does so of one alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest, CallbackState, by_status
from .network import Message, Reply
from .one_by_one import Fields, OneByOne, Order, Refusal, as_form, came, typed, word

ERRORS: Mapping[Refusal, tuple[int, str]] = {
    Refusal.AUTH: (101, "Authorization failed"),
    Refusal.RECIPIENT: (13, "No valid phone numbers"),
    Refusal.OPTED_OUT: (59, "Recipient is on the blacklist"),
    Refusal.FUNDS: (103, "Not enough points"),
    Refusal.SENDER: (14, "Invalid sender"),
    Refusal.RATE: (52, "Too many messages to one number"),
    Refusal.CONTENT: (12, "Message too long"),
}


class SmsApi(OneByOne):
    """Sends, balance; callbacks by GET for reports, as forms for replies."""

    name = "smsapi"
    refusals = frozenset({"auth", "recipient", "opted_out", "funds", "rate"})
    reports_our_id = True
    send_path = "/sms.do"
    balance_path = "/profile"
    keeps_stop = True

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_key(request, "Bearer")

    @override
    def order(self, fields: Fields) -> Order:
        return Order(
            to=fields.get("to", ""),
            sender=fields.get("from", ""),
            text=fields.get("message", ""),
            url=fields.get("notify_url", ""),
            reference=fields.get("idx", ""),
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        points = float(self._network.cost(message.segments))
        one = {"id": message.id, "points": points, "number": message.to, "status": "QUEUE"}
        return web.json_response({"count": 1, "list": [one]})

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        code, words = ERRORS[refusal]
        return web.json_response({"error": code, "message": words})

    @override
    def balance(self) -> web.Response:
        return web.json_response({"points": float(self._network.account.balance)})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        fields = {
            "MsgId": message.id,
            "idx": order.reference,
            "to": message.to,
            "status": word(message, "403", "404", "405"),
            "status_name": word(message, "SENT", "DELIVERED", "UNDELIVERED"),
        }
        callback = as_form(came(message), fields, order.url, "GET")
        return [replace(callback, judge=judge)] if order.url else []

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        fields = {
            "MsgId": reply.id,
            "sms_from": reply.sender,
            "sms_to": reply.to,
            "sms_text": reply.text,
            "sms_date": str(reply.sent_at // 1000),
        }
        return [replace(as_form(typed(reply), fields), judge=judge)]


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken only if the answer says OK."""
    state = by_status(status, body)
    return CallbackState.PENDING if state is CallbackState.DONE and body != b"OK" else state
