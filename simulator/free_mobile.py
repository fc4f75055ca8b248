"""Free Mobile's messages to oneself (providers.md 5): no recipient, no sender, empty answers.

All of them go to the phone of the account, the first that there is.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import override

from aiohttp import web

from .network import Message
from .one_by_one import Fields, OneByOne, Order, Refusal

OWN_PHONE = "15550100001"
ERRORS: Mapping[Refusal, HTTPStatus] = {
    Refusal.AUTH: HTTPStatus.FORBIDDEN,
    Refusal.RATE: HTTPStatus.PAYMENT_REQUIRED,
}


class FreeMobile(OneByOne):
    """Sends."""

    name = "free_mobile"
    refusals = frozenset({"auth", "rate"})
    takes_names = False
    forwards_replies = False
    answers_by_status_alone = True
    send_path = "/sendmsg"
    send_method = "GET"

    @override
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        account = self._network.account
        return (fields.get("user"), fields.get("pass")) == (account.user, account.password)

    @override
    def order(self, fields: Fields) -> Order:
        return Order(to=OWN_PHONE, text=fields.get("msg", ""))

    @override
    def taken(self, message: Message, order: Order) -> web.Response:
        return web.Response()

    @override
    def refused(self, refusal: Refusal) -> web.Response:
        return web.Response(status=ERRORS.get(refusal, HTTPStatus.BAD_REQUEST))
