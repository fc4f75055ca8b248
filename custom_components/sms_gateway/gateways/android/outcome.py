"""What became of a message: what the app answers, and what it says later (own-sim.md 1.3)."""

from collections.abc import Mapping
from http import HTTPStatus
import re

from ..base import (
    Accepted,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    ReportedState,
    SendResult,
)
from ..reading import text
from ..reasons import Reason
from ..success import Signs, any_of, member
from ..transport import Answer
from .app import is_success, refused

_STATES = {
    "Pending": ReportedState.ACCEPTED,
    "Cancelling": ReportedState.ACCEPTED,
    "Processed": ReportedState.ACCEPTED,
    "Sent": ReportedState.SENT,
    "Delivered": ReportedState.DELIVERED,
    "Failed": ReportedState.UNDELIVERED,
    "Cancelled": ReportedState.UNDELIVERED,
}
# What Android says where it has handed nothing to the network: the same may go out later.
_NEVER_SENT = re.compile(
    r"RADIO_OFF|NO_SERVICE|RADIO_NOT_AVAILABLE|NETWORK_NOT_READY|LIMIT_EXCEEDED"
)
# What the reason of a failure has in it -> whose business it is.
_KINDS = {
    "Invalid phone number": ErrorKind.RECIPIENT,
    "SHORT_CODE": ErrorKind.RECIPIENT,
    "FDN_CHECK_FAILURE": ErrorKind.RECIPIENT,
    "ENCODING_ERROR": ErrorKind.CONTENT,
    "NULL_PDU": ErrorKind.CONTENT,
    "LIMIT_EXCEEDED": ErrorKind.RATE,
    # Of the phone's network, and not of the way to it: that the phone answers mends none of it.
    "NO_SERVICE": ErrorKind.SERVER,
    "RADIO": ErrorKind.SERVER,
    "NETWORK": ErrorKind.SERVER,
    "SIM": ErrorKind.SENDER,
    "NO_DEFAULT_SMS_APP": ErrorKind.SENDER,
}
_SIGNS = Signs(
    taken=any_of(member("state", r"(?:Pending|Processed|Sent|Delivered)\b")),
    refused=any_of(member("message", r"[A-Z]")),
)


def result(own_id: str, answer: Answer) -> SendResult:
    """Return what became of a message as it was handed over; its id is ours.

    Where the app has one of that id already, an answer had got lost.
    """
    if answer.status == HTTPStatus.CONFLICT:
        return Accepted(own_id)
    content = answer.json()
    is_told = isinstance(content, dict) and _state(content) is not None
    if is_success(answer) and (is_told or _SIGNS.found_in(answer)):
        return Accepted(own_id)
    return refused(answer)


def report(message_id: str, told: Mapping[str, object]) -> DeliveryReport | None:
    """Return what the app says of a message, None where it says nothing."""
    state = _state(told)
    if state is None:
        return None
    error = failure(_reason(told)) if state is ReportedState.UNDELIVERED else None
    return DeliveryReport(message_id, message_id, state, error)


def is_open(told: Mapping[str, object]) -> bool:
    """Tell whether a message is still with the phone."""
    return _state(told) is ReportedState.ACCEPTED


def never_sent(told: Mapping[str, object]) -> GatewayError | None:
    """Return why a message can't have been sent, None where it may have been."""
    reason = _reason(told)
    if _state(told) is not ReportedState.UNDELIVERED or not is_never_sent(reason):
        return None
    error = failure(reason)
    return GatewayError(error.kind, error.text, retryable=True)


def is_never_sent(reason: str | None) -> bool:
    """Tell whether a reason of the phone's says that nothing has left it."""
    return reason is not None and _NEVER_SENT.search(reason) is not None


def _state(told: Mapping[str, object]) -> ReportedState | None:
    named = told.get("state")
    return _STATES.get(named) if isinstance(named, str) else None


def failure(reason: str | None) -> GatewayError:
    """Return the error that a reason of the phone's stands for; nobody documents them all."""
    words = reason or Reason.NOT_DELIVERED
    kind = next((kind for part, kind in _KINDS.items() if part in words), ErrorKind.UNKNOWN)
    return GatewayError(kind, words)


def _reason(told: Mapping[str, object]) -> str | None:
    recipients = told.get("recipients")
    found = recipients if isinstance(recipients, list) else []
    reasons = (text(one.get("error")) for one in found if isinstance(one, dict))
    return next(filter(None, reasons), None)
