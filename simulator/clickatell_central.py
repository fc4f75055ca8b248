"""Clickatell Central's HTTP and XML APIs (clickatell.md 4, two-way guide 8).

Where the facts are silent: too many recipients are error 101, and in XML there may be as many as in
a POST; an unknown command is error 100, an unknown parameter is ignored.
"""

from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
import time
from typing import override
from urllib.parse import parse_qsl
from xml.etree.ElementTree import Element

from aiohttp import web
from aiohttp.typedefs import Handler

from .clickatell_central_callbacks import reply_callback, reply_line, status_callback
from .clickatell_central_submission import CentralError, Submission, read_submission
from .clickatell_central_xml import Command, read_commands, write_document, write_fault
from .faults import Fault, Setting
from .gateway import Gateway
from .network import Message, Reply, is_international
from .segments import count_segments

MAX_RECIPIENTS_GET = 300
MAX_RECIPIENTS_POST = 600
LOG = "mo.log"
"""The file on the FTP server."""
LIMIT_SECONDS = 60
"""How long the limit of error 130 lasts if its fault has no amount."""

FAULTS = {Fault.HTTP_500: 901, Fault.CODE_43: 130, Fault.BAD_KEY: 1, Fault.ADDRESS: 7}
PLAIN_FAULTS = {
    Fault.HTTP_503: HTTPStatus.SERVICE_UNAVAILABLE,
    Fault.RATE_429: HTTPStatus.TOO_MANY_REQUESTS,
}
"""Central itself always says 200; these come from what stands before it."""

type Result = Message | CentralError
"""What became of the message to one recipient."""


class ClickatellCentral(Gateway):
    """Central: sends and balance, by HTTP and in XML; callbacks for replies and delivery."""

    name = "clickatell_central"
    refusals = frozenset(
        {"auth", "address", "funds", "recipient", "sender", "content", "opted_out", "rate"}
    )
    reports_our_id = True
    reports_cost = True
    any_message_lifts_stop = True

    @override
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/http/sendmsg", self._send_http, allow_head=False),
            web.post("/http/sendmsg", self._send_http),
            web.get("/http/getbalance", self._balance_http, allow_head=False),
            web.post("/http/getbalance", self._balance_http),
            web.post("/xml/xml", self._xml),
        ]

    @override
    async def is_send(self, request: web.Request) -> bool:
        if request.match_info.handler == self._xml:
            return any(command.name == "sendMsg" for command in await _read_xml(request))
        return request.match_info.handler == self._send_http

    @override
    async def forward(self, reply: Reply) -> None:
        """Send one callback for each part, or write it to the log."""
        account = self._network.account
        for part in self._in_order(reply.parts):
            if account.replies_to_log:
                self._network.files.append(LOG, reply_line(account, reply, part))
            else:
                await self._callbacks.send(reply_callback(account, reply, part), self.name)

    @override
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        if status := PLAIN_FAULTS.get(strike.fault):
            return web.Response(status=status, text=status.phrase)
        until = f" {time.time() + (strike.amount or LIMIT_SECONDS):.0f}"
        error = CentralError(FAULTS[strike.fault], until if strike.fault is Fault.CODE_43 else "")
        if request.match_info.handler != self._xml:
            return web.Response(text=f"ERR: {error}")
        return _write_answer(
            await _read_xml(request), lambda command: [command.respond(_content(error))]
        )

    @override
    @web.middleware
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Say with HTTP 200 what is wrong."""
        try:
            return await handler(request)
        except CentralError as error:
            return web.Response(text=f"ERR: {error}")

    async def _balance_http(self, request: web.Request) -> web.Response:
        self._refuse_stranger(await _read_parameters(request))
        account = self._network.account
        label = "Credits" if account.credits_plural else "Credit"
        return web.Response(text=f"{label}: {account.balance:.2f}")

    async def _send_http(self, request: web.Request) -> web.Response:
        parameters = await _read_parameters(request)
        highest = MAX_RECIPIENTS_GET if request.method == "GET" else MAX_RECIPIENTS_POST
        no_funds = self._faults.take(Fault.NO_FUNDS) is not None
        results = self._send(parameters, highest, request["number"], no_funds=no_funds)
        several = len(results) > 1
        lines = (_line(result) + (f" To: {to}" if several else "") for to, result in results)
        return web.Response(text="\n".join(lines))

    async def _xml(self, request: web.Request) -> web.Response:
        commands = await _read_xml(request)
        number = request.get("number", 0)
        no_funds = bool(number) and self._faults.take(Fault.NO_FUNDS) is not None
        return _write_answer(commands, partial(self._execute, request=number, no_funds=no_funds))

    def _execute(self, command: Command, *, request: int, no_funds: bool) -> list[Element]:
        """Do what a command in XML says; return its responses."""
        try:
            contents = self._contents(command, request, no_funds=no_funds)
        except CentralError as error:
            contents = [_content(error)]
        return [command.respond(content) for content in contents]

    def _contents(self, command: Command, request: int, *, no_funds: bool) -> list[dict[str, str]]:
        match command.name:
            case "sendMsg":
                results = self._send(
                    command.parameters, MAX_RECIPIENTS_POST, request, no_funds=no_funds
                )
                if len(results) == 1:
                    return [_content(results[0][1])]
                return [_content(result) | {"to": to} for to, result in results]
            case "getBalance":
                self._refuse_stranger(command.parameters)
                return [{"ok": f"{self._network.account.balance.normalize():f}"}]
        raise CentralError(100)

    def _refuse_stranger(self, parameters: Mapping[str, str]) -> None:
        account = self._network.account
        given = parameters.get("user"), parameters.get("password")
        if given != (account.user, account.password):
            raise CentralError(1)
        if parameters.get("api_id") != account.api_id:
            raise CentralError(108)

    def _send(
        self, parameters: Mapping[str, str], max_recipients: int, request: int, *, no_funds: bool
    ) -> list[tuple[str, Result]]:
        """Send a message to each recipient; return what became of it."""
        self._refuse_stranger(parameters)
        submission = read_submission(parameters, max_recipients)
        results: list[tuple[str, Result]] = []
        for to in submission.to:
            try:
                results.append((to, self._accept(to, submission, request, no_funds=no_funds)))
            except CentralError as error:
                results.append((to, error))
        return results

    def _accept(self, to: str, submission: Submission, request: int, *, no_funds: bool) -> Message:
        account = self._network.account
        sender = self._set_sender(submission)
        if not is_international(to):
            raise CentralError(105)
        if self._network.opted_out(to, sender):
            raise CentralError(122)
        segments = count_segments(submission.text, ucs2=submission.ucs2)
        if no_funds or account.balance < self._network.cost(segments):
            raise CentralError(301)
        message = self._network.accept(
            to=to,
            sender=sender,
            text=submission.text,
            channel="sms",
            client_message_id=submission.client_message_id,
            request=request,
            gateway=self.name,
            ucs2=submission.ucs2,
        )
        self._delivery.start(message, partial(status_callback, account, submission.reports))
        return message

    def _set_sender(self, submission: Submission) -> str:
        """Return the sender by the table of the two-way guide 8.2, read strictly.

        The default number takes the place of whatever is not sure to be kept: one of the account's
        numbers without mo=1, and anything else if the account has numbers.
        """
        account = self._network.account
        if submission.sender is None:
            return account.shared_sender
        kept = not account.senders or (submission.mo and submission.sender in account.senders)
        return submission.sender if kept else account.shared_sender


async def _read_parameters(request: web.Request) -> dict[str, str]:
    """Return the parameters, each byte as the character of ISO-8859-1 that it is read as (6)."""
    if request.method == "GET":
        encoded = request.rel_url.raw_query_string
    elif request.content_type == "application/x-www-form-urlencoded":
        encoded = (await request.read()).decode("iso-8859-1")
    else:
        encoded = ""
    parameters = dict(parse_qsl(encoded, keep_blank_values=True, encoding="iso-8859-1"))
    if "climsgid" in parameters:
        parameters["cliMsgId"] = parameters.pop("climsgid")
    return parameters


async def _read_xml(request: web.Request) -> list[Command]:
    parameters = await _read_parameters(request)
    return read_commands(parameters.get("data", "").encode("iso-8859-1"))


def _write_answer(
    commands: list[Command], execute: Callable[[Command], list[Element]]
) -> web.Response:
    responses = [response for command in commands for response in execute(command)]
    document = write_document(responses or [write_fault(str(CentralError(100)))])
    return web.Response(text=document, content_type="text/xml")


def _line(result: Result) -> str:
    return f"ID: {result.id}" if isinstance(result, Message) else f"ERR: {result}"


def _content(result: Result) -> dict[str, str]:
    """Return what a response in XML says."""
    return {"apiMsgId": result.id} if isinstance(result, Message) else {"fault": str(result)}
