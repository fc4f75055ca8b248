"""The router's requests, with a token that lives for some minutes (own-sim.md 3.2)."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
import json
import time

from aiohttp import ClientSession, hdrs

from ..base import ErrorKind, GatewayError
from ..reading import flag, integer, text
from ..transport import Answer, refusal_by_name, request, undocumented

# A router keeps out who has tried too often: after credentials were refused the pause before they
# are tried again is twice as long each time. In seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 60.0, 3600.0
# RutOS's codes of whoever may not do what was asked, or is nobody.
_NOT_ALLOWED = (120, 121, 123)


class Router:
    """One user of one router."""

    def __init__(self, session: ClientSession, url: str, username: str, password: str) -> None:
        """Ask nothing yet."""
        self._session = session
        self._url = url
        self._login = {"username": username, "password": password}
        self._token: str | None = None
        self._logging_in = asyncio.Lock()
        self._refusal: GatewayError | None = None
        self._pause = 0.0
        self._refused_until = 0.0

    async def ask(
        self,
        method: str,
        path: str,
        content: Mapping[str, object] | None = None,
        *,
        within: float | None = None,
    ) -> Answer:
        """Make a request, logged in; raises GatewayError, `uncertain` if it may have been made.

        Where the token is not known any more nothing was done, and the request is made once more.
        """
        token = await self._token_after(None)
        answer = await self._request(method, path, content, token, within)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            token = await self._token_after(token)
            answer = await self._request(method, path, content, token, within)
        return answer

    async def _token_after(self, spent: str | None) -> str:
        """Return a token other than a spent one: of many who need it, one fetches it."""
        async with self._logging_in:
            if self._token in (None, spent):
                self._token = None
                self._token = await self._log_in()
            return self._token

    async def _log_in(self) -> str:
        if self._refusal is not None and time.monotonic() < self._refused_until:
            raise certain(self._refusal)
        try:
            answer = await self._request("POST", "/login", self._login)
        except GatewayError as error:
            raise certain(error) from None
        if (token := text(_data(answer).get("token"))) is not None:
            self._refusal, self._pause = None, 0.0
            return token
        refusal = certain(refused(answer))
        if is_forbidden(answer):
            refusal = GatewayError(ErrorKind.AUTH, refusal.text, code=refusal.code)
            self._refusal = refusal
            self._pause = min(max(_FIRST_PAUSE, self._pause * 2), _LONGEST_PAUSE)
            self._refused_until = time.monotonic() + self._pause
        raise refusal

    async def _request(
        self,
        method: str,
        path: str,
        content: Mapping[str, object] | None,
        token: str | None = None,
        within: float | None = None,
    ) -> Answer:
        headers: dict[str, str] = {hdrs.CONTENT_TYPE: "application/json"}
        if token is not None:
            headers[hdrs.AUTHORIZATION] = f"Bearer {token}"
        body = None if content is None else json.dumps(content).encode()
        url = f"{self._url}/api{path}"
        return await request(self._session, method, url, headers=headers, body=body, within=within)


def certain(error: GatewayError) -> GatewayError:
    """Return an error of a question: no message was on its way with it."""
    return GatewayError(
        error.kind,
        error.text,
        code=error.code,
        retryable=error.retryable,
        retry_after=error.retry_after,
    )


def entries(answer: Answer) -> list[Mapping[str, object]]:
    """Return the objects of a list that was asked for; raises GatewayError.

    An empty list of the router's language may be written as an empty object.
    """
    content = answer.json()
    found = content.get("data") if isinstance(content, dict) else None
    if not isinstance(content, dict) or flag(content.get("success")) is not True:
        raise certain(refused(answer))
    if not found:
        return []
    if not isinstance(found, list):
        raise certain(undocumented(answer))
    return [one for one in found if isinstance(one, dict)]


def problem(answer: Answer) -> Mapping[str, object]:
    """Return the first of the errors in an answer, {code, error, source}; empty without one."""
    content = answer.json()
    errors = content.get("errors") if isinstance(content, dict) else None
    found = errors if isinstance(errors, list) else []
    return next((one for one in found if isinstance(one, dict)), {})


def is_forbidden(answer: Answer) -> bool:
    """Tell whether whoever asked is nobody that the router knows, or may not do that."""
    is_refused = answer.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    return is_refused or integer(problem(answer).get("code")) in _NOT_ALLOWED


def refused(answer: Answer) -> GatewayError:
    """Return the error that an answer stands for by its status, in the router's words."""
    return refusal_by_name(answer, {}, None, text(problem(answer).get("error")))


def _data(answer: Answer) -> Mapping[str, object]:
    content = answer.json()
    found = content.get("data") if isinstance(content, dict) else None
    return found if isinstance(found, dict) else {}
