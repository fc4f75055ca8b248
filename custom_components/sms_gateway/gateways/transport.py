"""One HTTP request to a gateway, and what its failure says about the message in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from aiohttp import (
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientError,
    ClientHandlerType,
    ClientOSError,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    NonHttpUrlClientError,
    ServerDisconnectedError,
    StreamReader,
    encode_basic_auth,
    hdrs,
)

from .base import ErrorKind, GatewayError
from .nearly_json import read_json
from .reasons import Reason

# Gateways answer within 1 to 2 seconds (clickatell.md 8); beyond half a minute nothing will come.
_TIMEOUT = ClientTimeout(total=30, connect=10)
# A proxy that names next year must not silence a house until then. In seconds.
_LONGEST_PAUSE = 3600.0
# No answer is longer that anybody documents; a few bytes on the wire may be compressed gigabytes.
_LONGEST_ANSWER = 1024 * 1024
_AT_ONCE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """A gateway's HTTP answer; `retry_after` is in seconds.

    Of a body that is too long there is only the beginning, which is JSON or XML no more: what a
    gateway makes of that is what it makes of any other answer that can't be read.
    """

    status: int
    body: bytes
    retry_after: float | None

    def json(self) -> object:
        """Return the body read as JSON, or None if it is none."""
        return read_json(self.body)


async def request(
    session: ClientSession,
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes | None = None,
    within: float | None = None,
) -> Answer:
    """Make one request; raises GatewayError when no answer came, `within` so many seconds.

    A redirect is an answer like any other: following one would turn a POST into a GET. What aiohttp
    raises is not passed on as a cause: it may name the URL, where some gateways want credentials.
    """
    try:
        async with session.request(
            method,
            url,
            headers=headers,
            data=body,
            timeout=_TIMEOUT if within is None else ClientTimeout(within, _TIMEOUT.connect),
            allow_redirects=False,
            middlewares=(_only_once,),
        ) as response:
            return Answer(
                response.status,
                await _beginning(response.content),
                _seconds(response.headers.get("Retry-After")),
            )
    except ClientConnectorCertificateError:
        raise GatewayError(ErrorKind.NETWORK, Reason.BAD_CERTIFICATE, retryable=True) from None
    except ClientConnectorError, ConnectionTimeoutError:
        raise GatewayError(ErrorKind.NETWORK, Reason.UNREACHABLE, retryable=True) from None
    except NonHttpUrlClientError, ValueError:
        # ValueError is also what a key with a line break in it comes to.
        raise GatewayError(ErrorKind.UNKNOWN, Reason.BAD_ADDRESS) from None
    except ClientError, TimeoutError, OSError:
        raise _no_answer() from None


def basic(username: str, password: str) -> dict[str, str]:
    """Return the header that proves who asks by HTTP Basic, without waiting to be asked for it.

    Raises GatewayError for a user name that can't be written so.
    """
    try:
        return {hdrs.AUTHORIZATION: encode_basic_auth(username, password, "utf-8")}
    except ValueError:
        raise GatewayError(ErrorKind.AUTH, Reason.BAD_USER_NAME) from None


def with_query(address: str, query: str) -> str:
    """Return an address with a query, behind the one that it may have already."""
    return f"{address}{'&' if '?' in address else '?'}{query}"


def undocumented(answer: Answer) -> GatewayError:
    """Return the error that an answer without a readable body stands for.

    It may be something between us and the gateway that answers, so all but a refused credential is
    worth another try. A success that can't be read, or a server error, may have come after the
    message was taken.
    """
    text = Reason.UNDOCUMENTED
    match answer.status:
        case HTTPStatus.UNAUTHORIZED:
            return GatewayError(ErrorKind.AUTH, text, code="401")
        case HTTPStatus.PAYMENT_REQUIRED:
            return GatewayError(ErrorKind.FUNDS, text, code="402", retryable=True)
        case HTTPStatus.TOO_MANY_REQUESTS:
            kind, uncertain = ErrorKind.RATE, False
        case HTTPStatus.SERVICE_UNAVAILABLE:
            kind, uncertain = ErrorKind.SERVER, False
        case status if 400 <= status < 500:  # noqa: PLR2004 - the client error range of HTTP
            kind, uncertain = ErrorKind.UNKNOWN, False
        case status if 300 <= status < 400:  # noqa: PLR2004 - a captive portal or a proxy
            kind, uncertain = ErrorKind.NETWORK, False
        case _:
            kind, uncertain = ErrorKind.SERVER, True
    return GatewayError(
        kind,
        text,
        code=str(answer.status),
        retryable=True,
        uncertain=uncertain,
        retry_after=answer.retry_after,
    )


def unmentioned(answer: Answer) -> GatewayError:
    """Return the error of a message that an answer says nothing about: it may have been taken."""
    return GatewayError(
        ErrorKind.SERVER,
        Reason.NOT_MENTIONED,
        code=str(answer.status),
        retryable=True,
        uncertain=True,
    )


def refusal(
    answer: Answer,
    known: Mapping[int, tuple[ErrorKind, bool]],
    code: int,
    description: str | None,
    *,
    written: str | None = None,
    retry_after: float | None = None,
) -> GatewayError:
    """Return the error that a gateway's code, which it may write otherwise, stands for.

    `known` tells for each code what it means and whether trying again may help; an unknown code is
    final unless the HTTP status says otherwise.
    """
    is_passing = (
        answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or answer.status == HTTPStatus.TOO_MANY_REQUESTS
    )
    kind, retryable = known.get(code, (ErrorKind.UNKNOWN, is_passing))
    return GatewayError(
        kind,
        description or Reason.NO_DESCRIPTION,
        code=written or str(code),
        retryable=retryable,
        retry_after=answer.retry_after if retry_after is None else retry_after,
    )


def refusal_by_name(
    answer: Answer,
    known: Mapping[str, tuple[ErrorKind, bool]],
    name: str | None,
    description: str | None,
) -> GatewayError:
    """Return the error that a gateway's code in letters stands for, if it gave one.

    `known` tells for each name what it means and whether trying again may help; an unknown name is
    judged by the HTTP status.
    """
    by_status = undocumented(answer)
    is_known = name in known
    kind, retryable = known.get(name or "", (by_status.kind, by_status.retryable))
    return GatewayError(
        kind,
        description or name or by_status.text,
        code=name or by_status.code,
        retryable=retryable,
        uncertain=by_status.uncertain and not is_known,
        retry_after=answer.retry_after,
    )


async def _beginning(content: StreamReader) -> bytes:
    """Return a body, or as much of it as is read at all."""
    body = bytearray()
    while len(body) < _LONGEST_ANSWER and (chunk := await content.read(_AT_ONCE)):
        body += chunk
    return bytes(body[:_LONGEST_ANSWER])


async def _only_once(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
    """Keep aiohttp from making a GET again by itself: with some gateways it carries a message."""
    try:
        return await handler(request)
    except ClientConnectorError:
        raise
    except ClientOSError, ServerDisconnectedError:
        raise _no_answer() from None


def _no_answer() -> GatewayError:
    return GatewayError(ErrorKind.NETWORK, Reason.NO_ANSWER, retryable=True, uncertain=True)


def _seconds(retry_after: str | None) -> float | None:
    """Read a Retry-After header: seconds or a date (RFC 9110, 10.2.3), an hour at most."""
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return min(float(retry_after), _LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), _LONGEST_PAUSE)
