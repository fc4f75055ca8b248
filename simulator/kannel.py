"""A Kannel box: smsbox' sendsms, an sms-service and delivery reports (gateways.md 7).

Its user guide's chapter on the HTTP interface. Where that is silent, as the program does it: a
wrong password is refused with 403, a wrong parameter with 400. The box has `mo-recode` and
`http-request-retry` set, and an sms-service for all words with `send-sender`, whose post-url is the
callback URL with `?sender=%q&receiver=%Q&id=%I&charset=%C`; or a get-url, which has `&text=%a` as
well. Headers of the post as in gw/smsbox.c. It has no balance, and keeps nobody from writing
on after a STOP; a fault of an account without money is a refusal of its network's. What is longer
than `max-messages` of the group sendsms-user it cuts, and calls it delivered all the same.
"""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
import re
from typing import override
from urllib.parse import parse_qsl, quote_plus, urlencode

from aiohttp import web
from aiohttp.typedefs import Handler

from .account import CallbackForm
from .callbacks import CallbackRequest, CallbackState, by_status
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, digits, is_international, is_sender
from .segments import count_segments, divide, is_gsm7

# The bits of dlr-mask, one of which is the value of %d.
REPORTS = {Status.SENT: 8, Status.DELIVERED: 1, Status.FAILED: 2}

NO_AUTHORIZATION = (HTTPStatus.FORBIDDEN, "Authorization failed for sendsms")
LATER = (HTTPStatus.SERVICE_UNAVAILABLE, "Temporal failure, try again later.")
FAULTS = {
    Fault.HTTP_500: (HTTPStatus.INTERNAL_SERVER_ERROR, "Internal Server Error"),
    Fault.HTTP_503: LATER,
    Fault.RATE_429: (HTTPStatus.TOO_MANY_REQUESTS, "Too Many Requests"),
    Fault.CODE_43: LATER,
    Fault.BAD_KEY: NO_AUTHORIZATION,
    Fault.ADDRESS: NO_AUTHORIZATION,
}
"""500 and 429 come from what stands before the box."""

_NUMBER_CHARACTERS = re.compile(r"[0-9 +-]+")
_ESCAPE = re.compile("%(.)", re.DOTALL)
_UCS_2 = "2"


class KannelError(Exception):
    """A message is refused."""

    def __init__(self, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Refuse in these words."""
        super().__init__(words)
        self.words = words
        self.status = status


class Kannel(Gateway):
    """A box: sends, without an id; callbacks by GET."""

    name = "kannel"
    refusals = frozenset({"auth"})

    @override
    def routes(self) -> list[web.RouteDef]:
        return [web.get("/cgi-bin/sendsms", self._send, allow_head=False)]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send the one callback for a reply."""
        is_get = self._network.account.callback_form is CallbackForm.HTTP_GET
        callback = got(reply) if is_get else posted(reply)
        await self._callbacks.send(callback, self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        status, text = FAULTS[strike.fault]
        return web.Response(status=status, text=text)

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the box' way what is wrong."""
        account, parameters = self._network.account, _parameters(request)
        given = parameters.get("username"), parameters.get("password")
        if given != (account.user.encode(), account.password.encode()):
            status, words = NO_AUTHORIZATION
            return web.Response(status=status, text=words)
        try:
            return await handler(request)
        except KannelError as error:
            return web.Response(status=error.status, text=error.words)

    async def _send(self, request: web.Request) -> web.Response:
        parameters = _parameters(request)
        to, sender = _number(parameters, "to"), self._sender(parameters)
        text, reports = _text(parameters), _wanted_reports(parameters)
        if self._faults.take(Fault.NO_FUNDS):
            raise KannelError("Not routable. Rejected", HTTPStatus.FORBIDDEN)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=cut(text, self._network.account.kannel_max_messages),
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
            ucs2=not is_gsm7(text),
        )
        self._delivery.start(message, partial(status_callback, *reports))
        return web.Response(status=HTTPStatus.ACCEPTED, text="0: Accepted for delivery")

    def _sender(self, parameters: Mapping[str, bytes]) -> str:
        account = self._network.account
        sender = digits(parameters.get("from", b"").decode()) or account.sender
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise KannelError("Sender missing and no global set, rejected")
        return sender


def cut(text: str, most: int) -> str:
    """Return what a box sends that may send so many parts of a message."""
    parts = divide(text)
    if len(parts) <= most:
        return text
    if most > 1:
        return "".join(parts[:most])
    # A part that is the only one has more room.
    whole = range(len(parts[0]), len(text))
    return text[: next(end for end in whole if count_segments(text[: end + 1]) > 1)]


def got(reply: Reply) -> CallbackRequest:
    """Call the get-url of the service; the words of the text have one space between them."""
    fields = _escapes(reply) | {"text": " ".join(reply.text.split())}
    return CallbackRequest(
        summary=f"Reply: {reply.text}",
        fields=fields,
        method="GET",
        query=urlencode(fields),
        judge=judge,
    )


def posted(reply: Reply) -> CallbackRequest:
    """Post to the post-url of the service: the text is the body, as it was typed."""
    fields = _escapes(reply)
    return CallbackRequest(
        summary=f"Reply: {reply.text}",
        fields=fields | {"text": reply.text},
        query=urlencode(fields),
        body=reply.text.encode(),
        content_type='text/plain; charset="UTF-8"',
        headers={
            "X-Kannel-From": f"+{reply.sender}",
            "X-Kannel-To": f"+{reply.to}",
            "X-Kannel-SMSC": "simulator",
            "X-Kannel-Coding": "0",
        },
        judge=judge,
    )


def _escapes(reply: Reply) -> dict[str, str]:
    return {
        "sender": f"+{reply.sender}",
        "receiver": f"+{reply.to}",
        "id": reply.id,
        "charset": "UTF-8",
    }


def status_callback(mask: int, url: str, message: Message) -> CallbackRequest | None:
    """Call the dlr-url of a message, if this is a report that it wants."""
    report = REPORTS[message.status]
    if not url or not report & mask:
        return None
    escapes = {
        "d": str(report),
        "p": message.sender,
        "P": message.to,
        "A": "",
        "I": message.id,
        # What letters of a percent-encoded byte would come to.
        "C": "UTF-8",
        "D": "",
        "F": "",
    }
    written = {letter: quote_plus(value) for letter, value in escapes.items()} | {"%": "%"}
    filled = _ESCAPE.sub(lambda found: written.get(found[1], found[0]), url)
    return CallbackRequest(
        summary=f"Report: {message.status}", fields={"dlr": report}, method="GET", url=filled
    )


def judge(status: int, body: bytes) -> CallbackState:
    """Have a reply taken; but what is in the body of the answer goes to the phone as a message."""
    state = by_status(status, body)
    return CallbackState.LOST if state is CallbackState.DONE and body else state


def _parameters(request: web.Request) -> dict[str, bytes]:
    """Return the parameters as bytes: which charset the text is in, one of them says."""
    pairs = parse_qsl(request.rel_url.raw_query_string, True, encoding="latin-1")
    return {name: value.encode("latin-1") for name, value in pairs}


def _number(parameters: Mapping[str, bytes], name: str) -> str:
    written = parameters.get(name, b"").decode("utf-8", "replace")
    if not written:
        raise KannelError("Missing receiver number, rejected")
    # Several, with a space between them, are not played.
    if not _NUMBER_CHARACTERS.fullmatch(written) or not is_international(digits(written)):
        raise KannelError("Number(s) has/have been denied by white- and/or black-lists.")
    return digits(written)


def _text(parameters: Mapping[str, bytes]) -> str:
    """Return what the phone shows: without coding=2 what GSM-7 lacks is lost."""
    is_ucs2 = parameters.get("coding") == _UCS_2.encode()
    charset = parameters.get("charset", b"").decode("latin-1") or (
        "UTF-16BE" if is_ucs2 else "UTF-8"
    )
    try:
        text = parameters.get("text", b"").decode(charset)
    except (UnicodeDecodeError, LookupError) as error:
        raise KannelError("Invalid charset, rejected") from error
    if not text:
        raise KannelError("Empty text not allowed, rejected.")
    return text if is_ucs2 else "".join(each if is_gsm7(each) else "?" for each in text)


def _wanted_reports(parameters: Mapping[str, bytes]) -> tuple[int, str]:
    mask = parameters.get("dlr-mask", b"0")
    if not mask.isdigit():
        raise KannelError("DLR-Mask field misformed, rejected")
    return int(mask), parameters.get("dlr-url", b"").decode("utf-8", "replace")
