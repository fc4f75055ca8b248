"""A Jasmin box: its HTTP API and what its throwers send (gateways.md 7).

Its documentation's pages on the HTTP API. Where those are silent: what stands before the box says
429 and 503; the sms-c takes every message, and the phone's end of it is DELIVRD or UNDELIV. A reply
comes in the data coding of the phone, which is written as the one byte that it is (captured from
0.10 and 0.11, counterparts.md F2): 0 for GSM 03.38, 3 for ISO-8859-1, 8 for UCS-2, its bytes as
they came from the sms-c. What has more than five parts (long_content_max_parts) is cut. Nobody is
kept from writing on after a STOP.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
import re
from typing import override
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from aiohttp import web
from aiohttp.typedefs import Handler
from gsm0338 import Codec

from .callbacks import CallbackRequest, CallbackState
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, Status, digits, is_international, is_sender
from .segments import count_segments, divide, is_gsm7

# What Jasmin makes of a long message at most.
MOST_PARTS = 5
ACKNOWLEDGEMENT = b"ACK/Jasmin"

# The parameters of /send, and what they look like.
PARAMETERS = {
    "to": r"\+?[0-9]+",
    "from": r".*",
    "coding": r"[0-9]|10|13|14",
    "username": r".{1,30}",
    "password": r".{1,30}",
    "priority": r"[0-3]",
    "validity-period": r"[0-9]+",
    "dlr": r"yes|no",
    "dlr-url": r"https?://.*",
    "dlr-level": r"[1-3]",
    "dlr-method": r"(?i:get|post)",
    "tags": r".*",
    "content": r"(?s:.*)",
    "hex-content": r"(?:[0-9A-Fa-f]{2})*",
}
PROOF = ("username", "password")
# How many of 1, 2 and 3 want a report at the sms-c, and one at the phone.
AT_SMSC, AT_PHONE = ("1", "3"), ("2", "3")
ENDS = {Status.DELIVERED: "DELIVRD", Status.FAILED: "UNDELIV"}

WRONG_PASSWORD = ("Authentication failure for username:{user}", HTTPStatus.FORBIDDEN)
FAULTS = {
    Fault.HTTP_500: (
        "Cannot send submit_sm, check SMPPClientManagerPB log file for details",
        HTTPStatus.INTERNAL_SERVER_ERROR,
    ),
    Fault.CODE_43: ("User throughput exceeded", HTTPStatus.FORBIDDEN),
    Fault.BAD_KEY: WRONG_PASSWORD,
    Fault.ADDRESS: ("Authorization failed for username:{user}", HTTPStatus.FORBIDDEN),
}
PLAIN_FAULTS = {
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
}


_CODEC = Codec()


class JasminError(Exception):
    """A request is refused."""

    def __init__(self, words: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        """Refuse in these words."""
        super().__init__(words)
        self.words = words
        self.status = status


@dataclass(frozen=True, slots=True)
class Reports:
    """What a message wants to be told about itself."""

    url: str
    level: str
    method: str


class Jasmin(Gateway):
    """A box: sends, balance; callbacks for replies and for delivery."""

    name = "jasmin"
    refusals = frozenset({"auth"})

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/send", self._send, allow_head=False),
            web.post("/send", self._send),
            web.get("/balance", self._balance, allow_head=False),
            web.post("/balance", self._balance),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        return request.match_info.handler == self._send

    @override
    async def forward(self, reply: Reply) -> None:
        """Send the one callback for a reply."""
        await self._callbacks.send(reply_callback(reply), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        words, status = FAULTS[strike.fault]
        return _refusal(words.format(user=self._network.account.user), status)

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only the customer in, and say in the box' way what is wrong."""
        try:
            self._refuse_stranger(await _parameters(request))
            return await handler(request)
        except JasminError as error:
            return _refusal(error.words, error.status)

    def _refuse_stranger(self, parameters: Mapping[str, str]) -> None:
        _refuse_unknown(parameters)
        account = self._network.account
        if tuple(map(parameters.get, PROOF)) != (account.user, account.password):
            words, status = WRONG_PASSWORD
            raise JasminError(words.format(user=parameters["username"]), status)

    async def _balance(self, _request: web.Request) -> web.Response:
        account = self._network.account
        balance = float(account.balance) if account.jasmin_quota else "ND"
        return web.json_response({"balance": balance, "sms_count": "ND"})

    async def _send(self, request: web.Request) -> web.Response:
        parameters = await _parameters(request)
        if "to" not in parameters:
            raise JasminError("Mandatory argument [to] is not found.")
        to, text = digits(parameters["to"]), _text(parameters)
        sender, reports = self._sender(parameters), _wanted_reports(parameters)
        is_ucs2 = parameters.get("coding") == "8"
        text = "".join(divide(text, ucs2=is_ucs2)[:MOST_PARTS])
        self._refuse_impossible(to, text)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=text,
            channel="sms",
            client_message_id=None,
            request=request["number"],
            gateway=self.name,
            ucs2=is_ucs2,
        )
        self._delivery.start(message, partial(status_callback, reports))
        return web.Response(text=f'Success "{_uuid(message.id)}"')

    def _sender(self, parameters: Mapping[str, str]) -> str:
        account = self._network.account
        sender = digits(parameters.get("from", "")) or account.sender
        if not is_sender(sender) or (account.senders and sender not in account.senders):
            raise JasminError(
                "Value filter failed for user [simulator] (source_address filter mismatch)."
            )
        return sender

    def _refuse_impossible(self, to: str, text: str) -> None:
        if not is_international(to):
            raise JasminError("No route found", HTTPStatus.PRECONDITION_FAILED)
        cost = self._network.cost(count_segments(text))
        if self._faults.take(Fault.NO_FUNDS) or self._network.account.balance < cost:
            raise JasminError(
                "Cannot charge submit_sm, check RouterPB log file for details",
                HTTPStatus.FORBIDDEN,
            )


def reply_callback(reply: Reply) -> CallbackRequest:
    """Throw a reply to the URL of the HTTP connector."""
    coding, content = _coded(reply.text)
    fields: dict[str, str | bytes] = {
        "id": _uuid(reply.id),
        "from": reply.sender,
        "to": reply.to,
        "origin-connector": "simulator",
        "content": content,
        "binary": content.hex(),
        "priority": "0",
        "coding": bytes((coding,)),
    }
    shown = {**fields, "content": reply.text, "coding": coding}
    return _thrown(f"Reply: {reply.text}", fields, shown)


def status_callback(reports: Reports | None, message: Message) -> CallbackRequest | None:
    """Throw a delivery report to the URL of a message, if it is of the level that it wants."""
    if reports is None:
        return None
    fields = {"id": _uuid(message.id), "message_status": "ESME_ROK", "level": "1"}
    if message.status is Status.SENT:
        return _report(reports, fields) if reports.level in AT_SMSC else None
    if reports.level not in AT_PHONE:
        return None
    end = {"level": reports.level, "message_status": ENDS[message.status], "id_smsc": "2567"}
    return _report(reports, fields | end | {"text": message.text[:20]})


def judge(status: int, body: bytes) -> CallbackState:
    """Have a callback taken only with 200 and the acknowledgement; 404 ends it."""
    if status == HTTPStatus.NOT_FOUND:
        return CallbackState.LOST
    is_taken = status == HTTPStatus.OK and body == ACKNOWLEDGEMENT
    return CallbackState.DONE if is_taken else CallbackState.PENDING


def _report(reports: Reports, fields: Mapping[str, str]) -> CallbackRequest:
    summary = f"Report: {fields['message_status']}"
    return _thrown(summary, fields, fields, reports.url, reports.method)


def _thrown(
    summary: str,
    fields: Mapping[str, str | bytes],
    shown: Mapping[str, object],
    url: str | None = None,
    method: str = "POST",
) -> CallbackRequest:
    encoded = urlencode(fields)
    is_get = method == "GET"
    return CallbackRequest(
        summary=summary,
        fields=shown,
        method=method,
        query=encoded if is_get else "",
        body=b"" if is_get else encoded.encode(),
        content_type="application/x-www-form-urlencoded",
        url=url,
        judge=judge,
    )


async def _parameters(request: web.Request) -> dict[str, str]:
    is_get = request.method == "GET"
    encoded = request.rel_url.raw_query_string if is_get else await request.text()
    return dict(parse_qsl(encoded, keep_blank_values=True))


def _refuse_unknown(parameters: Mapping[str, str]) -> None:
    if not parameters:
        raise JasminError(
            "Mandatory arguments not found, please refer to the HTTPAPI specifications."
        )
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise JasminError(f"Argument [{name}] is unknown.")
        if not re.fullmatch(PARAMETERS[name], value):
            raise JasminError(f"Argument [{name}] has an invalid value: [{value}].")
    for name in PROOF:
        if name not in parameters:
            raise JasminError(f"Mandatory argument [{name}] is not found.")


def _text(parameters: Mapping[str, str]) -> str:
    """Return what the phone shows: with coding 0 what GSM-7 lacks is lost."""
    if "hex-content" in parameters:
        octets = bytes.fromhex(parameters["hex-content"])
        return octets.decode("utf-16-be" if parameters.get("coding") == "8" else "latin-1")
    if not (content := parameters.get("content")):
        raise JasminError("content or hex-content not present.")
    if parameters.get("coding") == "8":
        return content.encode().decode("utf-16-be", "replace")
    return "".join(each if is_gsm7(each) else "?" for each in content)


def _wanted_reports(parameters: Mapping[str, str]) -> Reports | None:
    """Return what is to be reported; without a URL `dlr` is read as "no"."""
    if parameters.get("dlr") != "yes" or "dlr-url" not in parameters:
        return None
    for name in ("dlr-level", "dlr-method"):
        if name not in parameters:
            raise JasminError(f"Mandatory argument [{name}] is not found.")
    method = parameters["dlr-method"].upper()
    return Reports(parameters["dlr-url"], parameters["dlr-level"], method)


def _coded(text: str) -> tuple[int, bytes]:
    """Return the data coding of a text and its bytes in it."""
    if is_gsm7(text):
        return 0, _CODEC.encode(text)[0]
    try:
        return 3, text.encode("latin-1")
    except UnicodeEncodeError:
        return 8, text.encode("utf-16-be")


def _uuid(message_id: str) -> str:
    return str(UUID(message_id))


def _refusal(words: str, status: HTTPStatus) -> web.Response:
    return web.Response(status=status, text=f'Error "{words}"')
