"""The add-ons that put Gammu and a modem behind a REST interface (own-sim.md 3.4).

Both take the same request. What needs Unicode and does not say so loses what GSM-7 lacks; what the
modem refuses is HTTP 500. Nobody is told what came in: it has to be fetched.
"""

from http import HTTPStatus
import json
from typing import override

from aiohttp import web

from .network import Message
from .one_by_one import Fields, OneByOne, Order, Refusal


class SmsGammu(OneByOne):
    """Sends, from the number of its SIM."""

    name = "sms_gammu"
    refusals = frozenset({"auth"})
    takes_names = False
    has_one_number = True
    forwards_replies = False
    takes_all_alphabets = False
    send_path = "/sms"

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_basic(request)

    @override
    def order(self, fields: Fields) -> Order:
        content = json.loads(fields["json"])
        # Whatever is written there, "false" too, means yes.
        is_unicode = bool(content.get("unicode"))
        return Order(to=content.get("number", ""), text=content.get("text", ""), ucs2=is_unicode)

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.json_response({"status": 200, "message": "[7]"})

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        if refusal is Refusal.AUTH:
            return web.Response(status=HTTPStatus.UNAUTHORIZED, text="Unauthorized Access")
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return web.json_response({"message": status.phrase}, status=status)
