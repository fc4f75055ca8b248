"""382 Communications, as jambonz' plug-in knows it (gateways.md 3c).

Where the facts are silent: a success is answered with "OK", wrong credentials with HTTP 401, what
else is refused with HTTP 200 and "ERROR: " before the reason; numbers outside of North America are
written with their country code; any 2xx takes a callback; a long reply comes joined; nobody is kept
from writing on after a STOP.
"""

from http import HTTPStatus
import re
from typing import override
from urllib.parse import parse_qsl, urlencode

from aiohttp import web
from aiohttp.typedefs import Handler

from .account import CallbackForm
from .callbacks import CallbackRequest, json_callback
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, is_international, is_sender
from .segments import count_segments

FAULTS = {
    Fault.HTTP_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.CODE_43: HTTPStatus.TOO_MANY_REQUESTS,
    Fault.BAD_KEY: HTTPStatus.UNAUTHORIZED,
    Fault.ADDRESS: HTTPStatus.FORBIDDEN,
}

_NATIONAL = re.compile(r"[2-9][0-9]{9}")


class Com382Error(Exception):
    """A message is refused."""


class Com382(Gateway):
    """382: sends, without an id; callbacks for replies."""

    name = "com382"
    refusals = frozenset({"auth", "rate"})

    @override
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/sendsms.cgi", self._send, allow_head=False)]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send the one callback for a reply."""
        is_form = self._network.account.callback_form is CallbackForm.HTTP_POST
        await self._callbacks.send(reply_callback(reply, is_form=is_form), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        return _plain(FAULTS[strike.fault])

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the gateway's way what is wrong."""
        account = self._network.account
        fields = _fields(request)
        if (fields.get("user"), fields.get("pass")) != (account.user, account.password):
            return _plain(HTTPStatus.UNAUTHORIZED)
        try:
            return await handler(request)
        except Com382Error as error:
            return web.Response(text=f"ERROR: {error}")

    async def _send(self, request: web.Request) -> web.Response:
        fields = _fields(request)
        text = fields.get("message", "")
        to, sender = (_international(fields.get(name, "")) for name in ("destination", "source"))
        self._refuse_impossible(to, sender, text)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=text,
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
        )
        self._delivery.start(message, no_report)
        return web.Response(text="OK")

    def _refuse_impossible(self, to: str, sender: str, text: str) -> None:
        account = self._network.account
        if not is_international(to):
            raise Com382Error("invalid destination")
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise Com382Error("invalid source")
        if not text:
            raise Com382Error("no message")
        cost = self._network.cost(count_segments(text))
        if self._faults.take(Fault.NO_FUNDS) or account.balance < cost:
            raise Com382Error("insufficient balance")


def no_report(_message: Message) -> None:
    """Report nothing: the gateway has no delivery reports."""


def reply_callback(reply: Reply, *, is_form: bool) -> CallbackRequest:
    """Report a reply, in JSON or as a form; there is neither an id in it nor a time."""
    summary = f"Reply: {reply.text}"
    fields = {
        "source": _national(reply.sender),
        "destination": _national(reply.to),
        "type": "sms",
        "message": reply.text,
    }
    if not is_form:
        return json_callback(summary, fields)
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=urlencode(fields).encode(),
        content_type="application/x-www-form-urlencoded",
    )


def _fields(request: web.Request) -> dict[str, str]:
    return dict(parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True))


def _international(number: str) -> str:
    return f"1{number}" if _NATIONAL.fullmatch(number) else number


def _national(number: str) -> str:
    rest = number.removeprefix("1")
    return rest if _NATIONAL.fullmatch(rest) else number


def _plain(status: HTTPStatus) -> web.Response:
    return web.Response(status=status, text=status.phrase)
