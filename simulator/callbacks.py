"""Sends callbacks to the customer and repeats them as the gateway does (clickatell.md 3.1)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
import json

import aiohttp
from yarl import URL

from .background import Background
from .faults import Fault, Faults
from .network import Network, now_ms

_AT_ONCE = 32
_KEPT = 5000


class CallbackState(StrEnum):
    """What became of a callback."""

    PENDING = "pending"
    DONE = "done"
    LOST = "lost"
    """Answered in a way after which the gateway neither has it taken nor tries again."""
    GIVEN_UP = "given_up"


def by_status(status: int, _body: bytes) -> CallbackState:
    """Judge an answer by its HTTP status alone."""
    match status // 100:
        case 2:
            return CallbackState.DONE
        case 3:
            return CallbackState.LOST
    return CallbackState.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackRequest:
    """What a gateway sends to the customer."""

    summary: str
    """For the page."""
    fields: Mapping[str, object]
    """What it says, for the page and the control API, in whatever form it goes out."""
    method: str = "POST"
    query: str = ""
    """Percent-encoded."""
    body: bytes = b""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    """Where it goes, if not to the address of the account: some messages name one."""
    waits_to_be_asked: bool = False
    """Whether user name and password in the address are sent only to who has asked for them."""
    judge: Callable[[int, bytes], CallbackState] = by_status
    """Says from status and body of an answer whether the gateway has its callback taken."""


type Told = CallbackRequest | Sequence[CallbackRequest] | None
"""A report as a callback, or as one for each part of a message; None: it is not reported."""


def json_callback(summary: str, fields: Mapping[str, object]) -> CallbackRequest:
    """Write a callback down as JSON."""
    return CallbackRequest(
        summary=summary,
        fields=fields,
        body=json.dumps(fields).encode(),
        content_type="application/json",
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver a callback."""

    at: int
    answer: int | str
    """The HTTP status, or what went wrong instead."""


@dataclass(slots=True)
class Callback:
    """A callback and how it fared."""

    url: str
    request: CallbackRequest
    state: CallbackState = CallbackState.PENDING
    attempts: list[Attempt] = field(default_factory=list)


class Callbacks:
    """The gateway's sender of callbacks."""

    def __init__(self, network: Network, faults: Faults, background: Background) -> None:
        """Use the account's callback settings."""
        self.sent: list[Callback] = []
        self._network = network
        self._faults = faults
        self._background = background
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, request: CallbackRequest, gateway: str) -> None:
        """Try once and return; retries go on in the background."""
        account = self._network.account
        times = 2 if self._faults.take(Fault.DUPLICATE_CALLBACKS) else 1
        for _ in range(times):
            url = request.url or account.callback_urls.get(gateway, account.callback_url)
            if url is None:
                return
            callback = Callback(url, request)
            self.note(callback)
            await self._attempt(callback)
            if callback.state is CallbackState.PENDING:
                self._background.start(self._retry(callback))

    async def send_all(self, told: Told, gateway: str) -> None:
        """Send what reports a message, one after the other."""
        for request in [told] if isinstance(told, CallbackRequest) else told or ():
            await self.send(request, gateway)

    def note(self, callback: Callback) -> None:
        """Keep what somebody else sends."""
        self.sent.append(callback)
        del self.sent[:-_KEPT]
        self._network.changed()

    async def _retry(self, callback: Callback) -> None:
        delay = self._network.account.callback_retry_delay
        for _ in range(self._network.account.callback_retries):
            await asyncio.sleep(delay)
            delay *= 2
            await self._attempt(callback)
            if callback.state is not CallbackState.PENDING:
                return
        callback.state = CallbackState.GIVEN_UP
        self._network.changed()

    async def _attempt(self, callback: Callback) -> None:
        async with self._turn:
            answer = await self._request(callback.url, callback.request)
        if isinstance(answer, str):
            callback.attempts.append(Attempt(now_ms(), answer))
        else:
            status, body = answer
            callback.attempts.append(Attempt(now_ms(), status))
            callback.state = callback.request.judge(status, body)
        self._network.changed()

    async def _request(self, url: str, request: CallbackRequest) -> tuple[int, bytes] | str:
        """Return status and body of the answer, or what went wrong instead."""
        target = _with_query(url, request.query)
        target, proof = without_login(target), self._proof(target)
        try:
            if proof and request.waits_to_be_asked:
                status, body, is_asked = await self._call(target, request, {})
                if not is_asked:
                    return status, body
            status, body, _ = await self._call(target, request, proof)
        except TimeoutError:
            return "timeout"
        except (aiohttp.ClientError, OSError) as error:
            return str(error) or type(error).__name__
        return status, body

    async def _call(
        self, target: URL, request: CallbackRequest, proof: Mapping[str, str]
    ) -> tuple[int, bytes, bool]:
        """Return status and body of the answer, and whether it asks for user name and password."""
        headers = {**request.headers, **proof}
        if request.content_type is not None:
            headers["Content-Type"] = request.content_type
        async with self._open_session().request(
            request.method,
            target,
            data=request.body or None,
            headers=headers,
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=self._network.account.callback_timeout),
        ) as response:
            is_asked = response.status == HTTPStatus.UNAUTHORIZED and "WWW-Authenticate" in (
                response.headers
            )
            return response.status, await response.read(), is_asked

    def _proof(self, target: URL) -> dict[str, str]:
        """Return what an address has of user name and password, else what the account has."""
        account = self._network.account
        username, password = account.callback_username, account.callback_password
        if without_login(target) != target:
            username, password = target.user or "", target.password or ""
        if not username and not password:
            return {}
        return {"Authorization": aiohttp.encode_basic_auth(username, password, "utf-8")}

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=_AT_ONCE, resolver=aiohttp.ThreadedResolver(), ssl=False
            )
            self._session = aiohttp.ClientSession(connector=connector)
        return self._session


def without_login(url: URL) -> URL:
    """Return an address without the user name and the password in it, if there are any."""
    has_login = url.raw_user is not None or url.raw_password is not None
    return url.with_user(None) if has_login else url


def _with_query(url: str, query: str) -> URL:
    """Add a query that is encoded already and must reach the customer byte for byte."""
    if not query:
        return URL(url)
    separator = "&" if URL(url).raw_query_string else "?"
    return URL(f"{URL(url)}{separator}{query}", encoded=True)
