"""A Teltonika router's SMS gateway in its older form (own-sim.md 3.1): a word for an answer.

Where the facts are silent: a wrong login is answered with HTTP 403 and "FORBIDDEN"; the router has
no count of what is left, and brings neither replies nor reports.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import override

from aiohttp import web

from .network import Message
from .one_by_one import Fields, OneByOne, Order, Refusal

WORDS: Mapping[Refusal, str] = {
    Refusal.RECIPIENT: "WRONG_NUMBER",
    Refusal.CONTENT: "NO MESSAGE",
    Refusal.RATE: "TIMEOUT",
}


class Teltonika(OneByOne):
    """Sends, from the number of its SIM, one part at most."""

    name = "teltonika"
    refusals = frozenset({"auth", "recipient"})
    takes_names = False
    has_one_number = True
    forwards_replies = False
    send_path = "/cgi-bin/sms_send"
    send_method = "GET"
    most_parts = 1

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        account = self._network.account
        return (fields.get("username"), fields.get("password")) == (account.user, account.password)

    @override
    def order(self, fields: Fields) -> Order:
        return Order(to=fields.get("number", "").removeprefix("00"), text=fields.get("text", ""))

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.Response(text="OK\n")

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        if refusal is Refusal.AUTH:
            return web.Response(status=HTTPStatus.FORBIDDEN, text="FORBIDDEN\n")
        return web.Response(text=f"{WORDS.get(refusal, 'ERROR')}\n")
