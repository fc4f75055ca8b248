"""What Clickatell's generations have in common (clickatell.md 1.1, 2.1, 2.4 and 4.5)."""

from aiohttp import ClientSession

from .base import DeliveryReport, ErrorKind, GatewayError, ReportedState
from .reading import integer
from .success import NOT_NULL, Signs, any_of, member
from .transport import Answer, request

# Status codes of Platform SMS and Central; those that are missing tell of a failure.
_PROGRESS = {
    1: ReportedState.ACCEPTED,  # unknown, or delayed
    2: ReportedState.ACCEPTED,  # queued for another try
    3: ReportedState.SENT,  # at the network
    4: ReportedState.DELIVERED,
    8: ReportedState.ACCEPTED,  # at Clickatell: no more than that
    11: ReportedState.ACCEPTED,  # queued for later
}
_FAILURES = {
    5: (ErrorKind.CONTENT, "error with the message"),
    6: (ErrorKind.UNKNOWN, "cancelled by the user or an administrator"),
    7: (ErrorKind.UNKNOWN, "error delivering the message"),
    9: (ErrorKind.RECIPIENT, "routing error"),
    10: (ErrorKind.UNKNOWN, "the message expired"),
    12: (ErrorKind.FUNDS, "out of credit"),
    13: (ErrorKind.UNKNOWN, "cancelled by Clickatell"),
    14: (ErrorKind.RATE, "the limit of messages is exceeded"),
}

SIGNS = Signs(
    taken=any_of(member("accepted", r"true\b"), member("apiMessageId", "[0-9a-z]")),
    refused=any_of(
        member("accepted", r"false\b"),
        member("error", NOT_NULL + "[{a-z]"),
        member("errorCode", "(?:0[0-9]|[1-9])"),
    ),
    message_id=any_of(member("apiMessageId", r"([\w-]+)\\*[\"']")),
)
"""What both APIs of platform.clickatell.com say in an answer."""


async def ask_platform(
    session: ClientSession, method: str, url: str, api_key: str, body: bytes | None = None
) -> Answer:
    """Make a request to platform.clickatell.com; raises GatewayError where no answer came."""
    headers = {"Accept": "application/json", "Authorization": api_key}
    if body is not None:
        headers["Content-Type"] = "application/json"
    return await request(session, method, url, headers=headers, body=body)


def report(
    message_id: str | None,
    provider_message_id: str | None,
    status: object,
    *,
    to: str | None,
    cost: float | None = None,
) -> DeliveryReport:
    """Return what a status code of Platform SMS or Central says; an unknown one says nothing new.

    Codes come as 4, "4" and "004".
    """
    code = integer(status)
    if code in _FAILURES:
        kind, words = _FAILURES[code]
        state, error = ReportedState.UNDELIVERED, GatewayError(kind, words, code=f"{code:03}")
    else:
        state, error = _PROGRESS.get(code or 0, ReportedState.ACCEPTED), None
    return DeliveryReport(message_id, provider_message_id, state, error, to=to, cost=cost)
