"""Vonage's SMS API (providers.md 2.2): HTTP 200 always; an entry, id and receipt for each part.

A long reply comes in parts. The addresses for receipts and replies are those of the dashboard; a
`callback` of more than 100 characters is refused, as its SDK does.
"""

from collections.abc import Mapping, Sequence
from typing import override

from aiohttp import web

from .callbacks import CallbackRequest
from .network import Message, Reply, Status
from .one_by_one import Fields, OneByOne, Order, Refusal, as_json, came, typed, word

LONGEST_CALLBACK = 100
ERRORS: Mapping[Refusal, tuple[str, str]] = {
    Refusal.AUTH: ("4", "Bad Credentials"),
    Refusal.RECIPIENT: ("6", "Invalid message"),
    Refusal.OPTED_OUT: ("7", "Number barred"),
    Refusal.FUNDS: ("9", "Partner quota exceeded"),
    Refusal.SENDER: ("15", "Illegal Sender Address - rejected"),
    Refusal.RATE: ("1", "Throughput Rate Exceeded - please wait"),
    Refusal.CONTENT: ("3", "Invalid text"),
}


class Vonage(OneByOne):
    """Sends, balance; callbacks in JSON."""

    name = "vonage"
    refusals = frozenset({"auth", "recipient", "funds", "rate"})
    reports_our_id = True
    send_path = "/sms/json"
    balance_path = "/account/get-balance"
    takes_all_alphabets = False

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        account = self._network.account
        given = fields.get("api_key"), fields.get("api_secret")
        return given == (account.user, account.password)

    @override
    def order(self, fields: Fields) -> Order:
        is_too_long = len(fields.get("callback", "")) > LONGEST_CALLBACK
        return Order(
            to=fields.get("to", ""),
            sender=fields.get("from", ""),
            text="" if is_too_long else fields.get("text", ""),
            reference=fields.get("client-ref", ""),
            ucs2=fields.get("type") == "unicode",
        )

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        parts = [
            {"to": message.to, "message-id": one_id, "status": "0", "client-ref": order.reference}
            for one_id in _ids(message)
        ]
        return web.json_response({"message-count": str(len(parts)), "messages": parts})

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        status, words = ERRORS[refusal]
        part = {"status": status, "error-text": words}
        return web.json_response({"message-count": "1", "messages": [part]})

    @override
    def balance(self) -> web.Response:
        left = float(self._network.account.balance)
        return web.json_response({"value": left, "autoReload": False})

    @override
    def report(self, order: Order, message: Message) -> Sequence[CallbackRequest]:
        status = word(message, "buffered", "delivered", "failed")
        return [
            as_json(
                came(message),
                {
                    "msisdn": message.to,
                    "to": message.sender,
                    "messageId": one_id,
                    "status": status,
                    "err-code": "1" if message.status is Status.FAILED else "0",
                    "client-ref": order.reference,
                },
            )
            for one_id in _ids(message)
        ]

    @override
    def replies(self, reply: Reply) -> Sequence[CallbackRequest]:
        total = len(reply.parts)
        callbacks = []
        for number, part in enumerate(reply.parts, start=1):
            fields: dict[str, object] = {
                "msisdn": reply.sender,
                "to": reply.to,
                "messageId": part.id,
                "text": part.text,
                "type": "text",
            }
            if total > 1:
                fields["concat"] = "true"
                fields["concat-ref"] = part.udh[6:-4]
                fields["concat-total"] = str(total)
                fields["concat-part"] = str(number)
            callbacks.append(as_json(typed(reply), fields))
        return callbacks


def _ids(message: Message) -> list[str]:
    """Return the id of each part."""
    return [f"{message.id}{number:02}" for number in range(message.segments)]
