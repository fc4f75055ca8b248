"""SMSPlanet's API, version 2.3 (providers.md 2.7): reports by one webhook an account.

How it forwards replies is not documented, and not played. A bad number and a barred one have the
same code.
"""

from collections.abc import Mapping, Sequence
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Status
from .one_by_one import Fields, OneByOne, Order, Refusal, as_json, came

ERRORS: Mapping[Refusal, tuple[int, str]] = {
    Refusal.AUTH: (101, "Invalid authorization data"),
    Refusal.RECIPIENT: (106, "No allowed recipients"),
    Refusal.OPTED_OUT: (106, "No allowed recipients"),
    Refusal.FUNDS: (109, "Not enough points"),
    Refusal.SENDER: (103, "Invalid sender"),
    Refusal.RATE: (105, "Limit exceeded"),
    Refusal.CONTENT: (104, "Invalid message"),
}


class SmsPlanet(OneByOne):
    """Sends, balance; reports in JSON."""

    name = "smsplanet"
    refusals = frozenset({"auth", "recipient", "funds", "content", "rate"})
    forwards_replies = False
    send_path = "/sms"
    balance_path = "/getBalance"
    balance_method = "POST"
    most_parts = 6

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_key(request, "Bearer")

    @override
    def order(self, fields: Fields) -> Order:
        return Order(
            to=fields.get("to", ""), sender=fields.get("from", ""), text=fields.get("msg", "")
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.json_response({"messageId": message.id})

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        code, words = ERRORS[refusal]
        return web.json_response({"errorMsg": words, "errorCode": code})

    @override
    def balance(self) -> web.Response:
        return web.json_response({"balance": float(self._network.account.balance)})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        if message.status is Status.SENT:
            return []
        is_delivered = message.status is Status.DELIVERED
        fields: dict[str, object] = {
            "messageId": message.id,
            "from": message.sender,
            "to": message.to,
            "parts": str(message.segments),
            "delivered": "true" if is_delivered else "false",
            "deliveryError": "" if is_delivered else "absent",
        }
        return [as_json(came(message), fields, {"notification": fields})]
