"""Peerless Communications, as jambonz' plug-in knows it (gateways.md 3b).

Where the facts are silent: what is refused is refused with HTTP 400 and words in the field that a
success has; user name and password are asked for; a callback that is not answered as it should be
is tried again; a long reply comes joined; nobody is kept from writing on after a STOP.
"""

from collections.abc import Sequence
from http import HTTPStatus
import json
from typing import override

from aiohttp import encode_basic_auth, web
from aiohttp.typedefs import Handler
import voluptuous as vol

from .callbacks import CallbackRequest, CallbackState
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, digits, is_international, is_sender
from .segments import count_segments

SUBMITTED = "OK. Message Submitted Successfully"

FAULTS = {
    Fault.HTTP_500: ("Internal error", HTTPStatus.INTERNAL_SERVER_ERROR),
    Fault.RATE_429: ("Too many requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.CODE_43: ("Too many requests", HTTPStatus.TOO_MANY_REQUESTS),
    Fault.BAD_KEY: ("Authentication failed", HTTPStatus.UNAUTHORIZED),
    Fault.ADDRESS: ("This address is not allowed", HTTPStatus.FORBIDDEN),
}

_words = vol.All(str, vol.Length(min=1))

SEND = vol.Schema(
    {
        vol.Required("from"): vol.All(str, vol.Match(r"\+")),
        vol.Required("recipients"): vol.All([_words], vol.Length(min=1)),
        vol.Required("text"): _words,
        "ccRecipients": [_words],
        "mediaURL": vol.Any(None, str, [str]),
    }
)


class PeerlessError(Exception):
    """A request is refused."""

    def __init__(self, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Refuse in these words."""
        super().__init__(words)
        self.words = words
        self.status = status


class Peerless(Gateway):
    """Peerless: sends, without an id; callbacks for replies."""

    name = "peerless"
    takes_names = False
    refusals = frozenset({"auth", "rate"})

    @override
    def routes(self) -> list[web.RouteDef]:
        return [web.post("/partners/messageReceiving/{account}/submitMessage", self._send)]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send the one callback for a reply."""
        await self._callbacks.send(reply_callback(reply), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if strike.fault is Fault.HTTP_503:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE, text="Service Unavailable")
        return _refusal(PeerlessError(*FAULTS[strike.fault]))

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the gateway's way what is wrong."""
        account = self._network.account
        proof = encode_basic_auth(account.user, account.password, "utf-8")
        if request.headers.get("Authorization") != proof:
            return _refusal(PeerlessError(*FAULTS[Fault.BAD_KEY]))
        if request.match_info.get("account", account.api_id) != account.api_id:
            return _refusal(PeerlessError("Unknown account", HTTPStatus.NOT_FOUND))
        try:
            return await handler(request)
        except PeerlessError as error:
            return _refusal(error)

    async def _send(self, request: web.Request) -> web.Response:
        try:
            fields = SEND(json.loads(await request.read()))
        except (ValueError, vol.Invalid) as error:
            raise PeerlessError(str(error)) from error
        sender, text = digits(fields["from"]), fields["text"]
        recipients = [digits(number) for number in fields["recipients"]]
        self._refuse_impossible(sender, recipients, count_segments(text))
        for number in recipients:
            message = self._network.accept(
                to=number,
                sender=sender,
                text=text,
                channel="sms",
                client_message_id=None,
                request=request["number"],
                gateway=self.name,
            )
            self._delivery.start(message, no_report)
        return web.json_response({"responseText": SUBMITTED})

    def _refuse_impossible(self, sender: str, recipients: Sequence[str], segments: int) -> None:
        account = self._network.account
        if not all(map(is_international, recipients)):
            raise PeerlessError("Invalid recipient")
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise PeerlessError("Invalid from")
        cost = self._network.cost(segments * len(recipients))
        if self._faults.take(Fault.NO_FUNDS) or account.balance < cost:
            raise PeerlessError("Insufficient balance")


def no_report(_message: Message) -> None:
    """Report nothing: the gateway has no delivery reports."""


def reply_callback(reply: Reply) -> CallbackRequest:
    """Report a reply; there is neither an id in it nor a time."""
    fields: dict[str, object] = {
        "from": f"+{reply.sender}",
        "recipients": [f"+{reply.to}"],
        "ccRecipients": [],
        "text": reply.text,
        "mediaURL": None,
        "contentId": None,
    }
    return CallbackRequest(
        summary=f"Reply: {reply.text}",
        fields=fields,
        body=json.dumps(fields).encode(),
        content_type="application/json",
        judge=judge,
    )


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken only with 200 and a receipt in JSON."""
    try:
        answer = json.loads(body)
    except ValueError:
        return CallbackState.PENDING
    has_receipt = isinstance(answer, dict) and bool(answer.get("receipt"))
    is_taken = status == HTTPStatus.OK and has_receipt
    return CallbackState.DONE if is_taken else CallbackState.PENDING


def _refusal(error: PeerlessError) -> web.Response:
    return web.json_response({"responseText": error.words}, status=error.status)
