"""A Teltonika router with RutOS 7, by its API (own-sim.md 3.2).

A token is forgotten when the fault `token_expired` says so. What was typed on a phone lies in the
router under the lowest index that is free, with the router's local time. Asked to delete all that
it holds, it empties its storage, as RutOS does: what has come in meanwhile is gone, too. Where the
facts are silent: no text goes out in more than eight parts, and a SIM without money is a message
that could not be sent.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus
from itertools import count
import json
import time
from typing import override
from uuid import uuid4
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import CallbackRequest, Callbacks, Told
from .delivery import Delivery
from .faults import Fault, Faults, Setting
from .gateway import Gateway
from .network import Message, Network, Reply, digits, is_international
from .segments import count_segments

_LOGIN = "/api/login"
_INVALID_OPTION, _UNAUTHORIZED, _WRONG_LOGIN, _INVALID_SECTION = 103, 120, 121, 113
_FAILED, _NO_NUMBER, _LIMIT, _TOO_MANY = 2, 5, 6, 9
_SENDING = "Message sending"

type Json = dict[str, object]


class RouterError(Exception):
    """A request is refused: with a status, RutOS's code, its words, and what they are about."""

    def __init__(self, status: HTTPStatus, code: int, words: str, source: str) -> None:
        """Refuse so."""
        super().__init__(words)
        self.status = status
        self.error: Json = {"code": code, "error": words, "source": source}


FAULTS = {
    Fault.HTTP_500: (HTTPStatus.INTERNAL_SERVER_ERROR, 100, "Internal error", "Request"),
    Fault.HTTP_503: (HTTPStatus.SERVICE_UNAVAILABLE, 100, "Service unavailable", "Request"),
    Fault.RATE_429: (HTTPStatus.TOO_MANY_REQUESTS, 100, "Too many requests", "Request"),
    Fault.CODE_43: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _LIMIT,
        "Failed to send message, because sms limit was reached",
        _SENDING,
    ),
    Fault.BAD_KEY: (HTTPStatus.UNAUTHORIZED, 123, "Expired bearer token", "Authorization"),
    Fault.ADDRESS: (HTTPStatus.FORBIDDEN, _UNAUTHORIZED, "Unauthorized", "Authorization"),
}
_BAD_LOGIN = (HTTPStatus.FORBIDDEN, _WRONG_LOGIN, "Login failed", "Authorization")


class TeltonikaRutOs(Gateway):
    """Sends from the number of its SIM, and keeps what comes in until it is deleted."""

    name = "teltonika_rutos"
    refusals = frozenset({"auth", "recipient", "content", "rate"})
    takes_names = False
    has_one_number = True
    most_parts = 8
    # Somebody has to ask for it.
    forwards_replies = False
    brings_replies = False

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery[Told]
    ) -> None:
        """Know nobody, and hold nothing."""
        super().__init__(network, faults, callbacks, delivery)
        self._tokens: set[str] = set()
        self._indices: dict[str, int] = {}
        self._deleted: set[str] = set()
        self.logins = 0
        """How often somebody tried to log in."""
        self.emptied = 0
        """How often all was deleted that was there."""

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.post(_LOGIN, self._log_in),
            web.get("/api/modems/status", self._list_modems, allow_head=False),
            web.get("/api/date_time/ntp/client/config", self._tell_zone, allow_head=False),
            web.post("/api/messages/actions/send", self._send),
            web.get("/api/messages/status", self._list_messages, allow_head=False),
            web.post("/api/messages/actions/remove_messages", self._remove),
        ]

    def stored(self) -> list[Json]:
        """Return what lies in the router, the newest first."""
        held = sorted(self._held().items(), key=lambda one: one[1].sent_at, reverse=True)
        return [self._entry(index, reply) for index, reply in held]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Keep it."""

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        is_login = strike.fault is Fault.BAD_KEY and request.path.endswith(_LOGIN)
        return _refusal(RouterError(*(_BAD_LOGIN if is_login else FAULTS[strike.fault])))

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only those in who have a token, or come for one."""
        if self._faults.take(Fault.TOKEN_EXPIRED):
            self._tokens.clear()
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        is_known = kind == "Bearer" and token in self._tokens
        if not is_known and not request.path.endswith(_LOGIN):
            return _refusal(RouterError(*FAULTS[Fault.BAD_KEY]))
        try:
            return await handler(request)
        except RouterError as error:
            return _refusal(error)

    async def _log_in(self, request: web.Request) -> web.Response:
        self.logins += 1
        given, account = await _content(request), self._network.account
        wanted = {"username": account.user, "password": account.password}
        if given != wanted:
            raise RouterError(*_BAD_LOGIN)
        token = uuid4().hex
        self._tokens.add(token)
        known = {"username": account.user, "group": "user", "expires": 299, "token": token}
        return _success(known)

    async def _list_modems(self, _request: web.Request) -> web.Response:
        modems = self._network.account.router_modems
        return _success([{"id": one, "simstate": "Inserted"} for one in modems])

    async def _tell_zone(self, _request: web.Request) -> web.Response:
        zone = self._network.account.router_zone
        if zone is None:
            raise RouterError(*FAULTS[Fault.ADDRESS])
        told = {"id": "general", ".type": "ntpclient", "zoneName": zone}
        return _success([told | {"current_system_time": str(int(time.time()))}])

    async def _send(self, request: web.Request) -> web.Response:
        order = _data(await _content(request))
        self._refuse_impossible(order)
        text = str(order["message"])
        message = self._network.accept(
            to=digits(str(order["number"])),
            sender=self._network.account.sender,
            text=text,
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
        )
        self._delivery.start(message, partial(_no_report))
        return _success({"sms_used": message.segments})

    def _refuse_impossible(self, order: Mapping[str, object]) -> None:
        for option in ("message", "number", "modem"):
            if not order.get(option):
                raise _wrong_option(option, f"Missing required option: {option}")
        if order["modem"] not in self._network.account.router_modems:
            raise _wrong_option("modem", "Modem does not exist")
        if not is_international(digits(str(order["number"]))):
            raise _wrong_option("number", "Incorrect phone number")
        if count_segments(str(order["message"])) > self.most_parts:
            raise _unsent(_TOO_MANY, f"Max SMS count is {self.most_parts} messages")
        if self._faults.take(Fault.NO_FUNDS):
            raise _unsent(_FAILED, "Failed to send message")

    async def _list_messages(self, _request: web.Request) -> web.Response:
        return _success(self.stored())

    async def _remove(self, request: web.Request) -> web.Response:
        wanted = _data(await _content(request))
        ids, modem = wanted.get("sms_id"), wanted.get("modem_id")
        if not isinstance(ids, list) or modem != self._modem:
            raise _wrong_option("modem_id", "Modem does not exist")
        held = self._held()
        if held and {str(index) for index in held} <= set(ids):
            self.emptied += 1
            ids = [str(index) for index in held]
        for one in ids:
            reply = held.get(int(one))
            if reply is None:
                words = f"SMS with ID={one} was not found"
                raise RouterError(HTTPStatus.NOT_FOUND, _INVALID_SECTION, words, "sms_id")
            self._deleted.add(reply.id)
            self._indices.pop(reply.id)
        return _success({"response": "SMS deleted successfully"})

    @property
    def _modem(self) -> str:
        """The modem that messages come in at."""
        return next(iter(self._network.account.router_modems), "")

    def _held(self) -> dict[int, Reply]:
        """Return what lies in the router, by index: each new one takes the lowest that is free."""
        typed = [one for one in self._network.replies if one.gateway == self.name]
        held = {one.id: one for one in typed if one.id not in self._deleted}
        self._indices = {own: index for own, index in self._indices.items() if own in held}
        used = set(self._indices.values())
        free = (index for index in count(1) if index not in used)
        self._indices |= {own: next(free) for own in held if own not in self._indices}
        return {self._indices[own]: reply for own, reply in held.items()}

    def _entry(self, index: int, reply: Reply) -> Json:
        zone = ZoneInfo(self._network.account.router_zone or "UTC")
        return {
            "id": str(index),
            "date": datetime.fromtimestamp(reply.sent_at / 1000, zone).strftime("%F %T"),
            "sender": f"+{reply.sender}",
            "message": reply.text,
            "status": "Received unread",
            "modem_id": self._modem,
        }


def _no_report(_message: Message) -> Sequence[CallbackRequest]:
    return ()


async def _content(request: web.Request) -> Json:
    try:
        content = json.loads(await request.text())
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise RouterError(HTTPStatus.BAD_REQUEST, 122, "Incorrect JSON", "JSON body")
    return content


def _data(content: Mapping[str, object]) -> Json:
    data = content.get("data")
    if not isinstance(data, dict):
        words = "Invalid POST structure, data object is missing"
        raise RouterError(HTTPStatus.BAD_REQUEST, 107, words, "Validation")
    return data


def _success(data: object) -> web.Response:
    return web.json_response({"success": True, "data": data})


def _refusal(error: RouterError) -> web.Response:
    return web.json_response({"success": False, "errors": [error.error]}, status=error.status)


def _wrong_option(option: str, words: str) -> RouterError:
    return RouterError(HTTPStatus.UNPROCESSABLE_ENTITY, _INVALID_OPTION, words, option)


def _unsent(code: int, words: str) -> RouterError:
    return RouterError(HTTPStatus.UNPROCESSABLE_ENTITY, code, words, _SENDING)
