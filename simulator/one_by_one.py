"""What gateways have in common of which a request takes one message, and says so in a few fields.

Each says in its own words what it takes and what it refuses; user and password of the account stand
for whatever it calls them. A message without a sender comes from the account's own number.
"""

from abc import abstractmethod
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from http import HTTPStatus
import json
from typing import ClassVar, override
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import CallbackRequest
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, digits, is_international, is_sender
from .segments import count_segments, is_gsm7


class Refusal(StrEnum):
    """What a message or a question is refused for."""

    AUTH = "auth"
    RECIPIENT = "recipient"
    OPTED_OUT = "opted_out"
    FUNDS = "funds"
    SENDER = "sender"
    RATE = "rate"
    CONTENT = "content"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A message as the customer wants it; `url` is where its reports go, `reference` his own id."""

    to: str
    sender: str = ""
    text: str
    url: str = ""
    reference: str = ""
    ucs2: bool = False


class OneByOneError(Exception):
    """A message is refused."""

    def __init__(self, refusal: Refusal) -> None:
        """Refuse for this."""
        super().__init__(refusal)
        self.refusal = refusal


PLAIN_FAULTS = {
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
}

type Fields = Mapping[str, str]


class OneByOne(Gateway):
    """A gateway that takes one message a request."""

    send_path: ClassVar[str]
    send_method: ClassVar[str] = "POST"
    balance_path: ClassVar[str] = ""
    balance_method: ClassVar[str] = "GET"
    keeps_stop: ClassVar[bool] = False
    """Whether it refuses messages to phones that have opted out."""
    takes_all_alphabets: ClassVar[bool] = True
    """Whether it goes over to UCS-2 by itself; else what GSM-7 lacks is lost if not asked for."""

    @abstractmethod
    def is_customer(self, request: web.Request, fields: Fields) -> bool:
        """Say whether a request proves who asks."""

    @abstractmethod
    def order(self, fields: Fields) -> Order:
        """Read what is to be sent."""

    @abstractmethod
    def taken(self, message: Message, order: Order) -> web.Response:
        """Say that a message was taken."""

    @abstractmethod
    def refused(self, refusal: Refusal) -> web.Response:
        """Say that something was refused."""

    def balance(self) -> web.Response:
        """Say what is left."""
        raise web.HTTPNotFound

    def report(
        self,
        order: Order,  # noqa: ARG002 - some report nothing
        message: Message,  # noqa: ARG002
    ) -> Sequence[CallbackRequest]:
        """Return the callbacks that tell how far a message is."""
        return ()

    def replies(
        self,
        reply: Reply,  # noqa: ARG002 - some bring none
    ) -> Sequence[CallbackRequest]:
        """Return the callbacks that bring what was typed on a phone."""
        return ()

    @override
    def routes(self) -> list[web.RouteDef]:
        routes = [web.route(self.send_method, self.send_path, self._send)]
        if self.balance_path:
            routes.append(web.route(self.balance_method, self.balance_path, self._balance))
        return routes

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        for callback in self.replies(reply):
            await self._callbacks.send(callback, self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        return self.refused(Refusal.RATE if strike.fault is Fault.CODE_43 else Refusal.AUTH)

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the gateway's way what is wrong."""
        if not self.is_customer(request, await fields_of(request)):
            return self.refused(Refusal.AUTH)
        try:
            return await handler(request)
        except OneByOneError as error:
            return self.refused(error.refusal)

    async def _balance(self, _request: web.Request) -> web.Response:
        return self.balance()

    async def _send(self, request: web.Request) -> web.Response:
        order = self.order(await fields_of(request))
        to, sender = digits(order.to), digits(order.sender) or self._network.account.sender
        self._refuse_impossible(to, sender, order)
        is_lost = not (order.ucs2 or self.takes_all_alphabets)
        text = order.text
        if is_lost:
            text = "".join(each if is_gsm7(each) else "?" for each in text)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=text,
            channel="sms",
            client_message_id=order.reference or None,
            request=request["number"],
            gateway=self.name,
            ucs2=order.ucs2,
        )
        self._delivery.start(message, partial(self.report, order))
        return self.taken(message, order)

    def _refuse_impossible(self, to: str, sender: str, order: Order) -> None:
        account, parts = self._network.account, count_segments(order.text, ucs2=order.ucs2)
        if not is_international(to):
            raise OneByOneError(Refusal.RECIPIENT)
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise OneByOneError(Refusal.SENDER)
        if not order.text or parts > self.most_parts:
            raise OneByOneError(Refusal.CONTENT)
        if self.keeps_stop and self._network.opted_out(to, sender):
            raise OneByOneError(Refusal.OPTED_OUT)
        if self._faults.take(Fault.NO_FUNDS) or account.balance < self._network.cost(parts):
            raise OneByOneError(Refusal.FUNDS)

    def has_basic(self, request: web.Request) -> bool:
        """Say whether user and password stand in a header of HTTP Basic."""
        kind, _, proof = request.headers.get("Authorization", "").partition(" ")
        try:
            given = b64decode(proof).decode()
        except Base64Error, UnicodeDecodeError:
            return False
        return kind == "Basic" and given == f"{self._network.account.user}:{self._password}"

    def has_key(self, request: web.Request, kind: str) -> bool:
        """Say whether the password stands in a header, behind a word."""
        return request.headers.get("Authorization") == f"{kind} {self._password}"

    @property
    def _password(self) -> str:
        return self._network.account.password


async def fields_of(request: web.Request) -> dict[str, str]:
    """Return the parameters of a query and of a form, or the body under "json"."""
    fields = dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))
    body = await request.text()
    if request.content_type == "application/json":
        return fields | {"json": body}
    return fields | dict(parse_qsl(body, keep_blank_values=True))


def as_form(
    summary: str, fields: Mapping[str, str], url: str | None = None, method: str = "POST"
) -> CallbackRequest:
    """Write a callback down as a form, or as the query of a GET."""
    encoded, is_get = urlencode(fields), method == "GET"
    return CallbackRequest(
        summary=summary,
        fields=fields,
        method=method,
        query=encoded if is_get else "",
        body=b"" if is_get else encoded.encode(),
        content_type=None if is_get else "application/x-www-form-urlencoded",
        url=url,
    )


def as_json(
    summary: str, fields: Mapping[str, object], content: object = None, url: str | None = None
) -> CallbackRequest:
    """Write a callback down as JSON."""
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=json.dumps(fields if content is None else content).encode(),
        content_type="application/json",
        url=url,
    )


def typed(reply: Reply) -> str:
    """Return what the page calls the callback of a reply."""
    return f"Reply: {reply.text}"


def came(message: Message) -> str:
    """Return what the page calls the callback of a report."""
    return f"Report: {message.status}"


def word(message: Message, sent: str, delivered: str, failed: str) -> str:
    """Return a gateway's word for how far a message is."""
    return {Status.SENT: sent, Status.DELIVERED: delivered, Status.FAILED: failed}[message.status]
