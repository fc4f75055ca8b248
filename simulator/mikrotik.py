"""A MikroTik router's REST interface, RouterOS 7 (own-sim.md 3.3): ASCII alone, one part at most.

What is not ASCII is lost without a word. Where the facts are silent: what is wrong stands in JSON
with HTTP 400; a wrong login is HTTP 401.
"""

from collections.abc import Mapping
from http import HTTPStatus
import json
from typing import override

from aiohttp import web

from .network import Message
from .one_by_one import Fields, OneByOne, Order, Refusal

DETAILS: Mapping[Refusal, str] = {
    Refusal.RECIPIENT: "invalid phone number",
    Refusal.CONTENT: "body too long",
    Refusal.RATE: "modem is busy",
}


class MikroTik(OneByOne):
    """Sends, from the number of its SIM."""

    name = "mikrotik"
    refusals = frozenset({"auth"})
    takes_names = False
    has_one_number = True
    forwards_replies = False
    send_path = "/rest/tool/sms/send"
    most_parts = 1

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        return self.has_basic(request)

    @override
    def order(self, fields: Fields) -> Order:
        content = json.loads(fields["json"])
        text = str(content.get("message", "")).encode("ascii", "ignore").decode()
        is_there = content.get("port") == "lte1"
        return Order(to=str(content.get("phone-number", "")) if is_there else "", text=text)

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.json_response([])

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        is_auth = refusal is Refusal.AUTH
        status = HTTPStatus.UNAUTHORIZED if is_auth else HTTPStatus.BAD_REQUEST
        content = {"error": int(status), "message": status.phrase}
        detail = {} if is_auth else {"detail": f"failure: {DETAILS.get(refusal, 'failed')}"}
        return web.json_response(content | detail, status=status)
