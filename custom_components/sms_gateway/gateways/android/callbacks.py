"""What the app calls with, and what it signs (own-sim.md 1.5)."""

from collections.abc import Mapping, Sequence
from hmac import compare_digest, digest
import time

from ..base import (
    CallbackRefusal,
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    ParsedCallback,
    ReportedState,
)
from ..callback_fields import content as json_of, is_empty
from ..reading import integer, moment, text, wording
from ..signature import refused
from .inbox import is_for
from .outcome import failure, is_never_sent

_STATES = {
    "sms:sent": ReportedState.SENT,
    "sms:delivered": ReportedState.DELIVERED,
    "sms:failed": ReportedState.UNDELIVERED,
    "sms:cancelled": ReportedState.UNDELIVERED,
}
_RECEIVED = "sms:received"
# The phone's clock may be wrong where it has no internet. What comes twice is known by its id. In
# seconds.
_SIGNED_FOR = 86400.0
_ID_BITS = 32


def signing_key(password: str) -> str:
    """Return the key that the app is given: it can't be asked for the one that it has."""
    return digest(password.encode(), b"sms_gateway callbacks", "sha256").hex()[:32]


def parse(request: CallbackRequest, key: str | None, sim: int | None) -> ParsedCallback:
    """Read a callback, which has to be signed if there is a key."""
    if is_empty(request):
        return ParsedCallback()
    if key is not None and not _is_signed(request, key):
        return refused(CallbackRefusal.SIGNATURE)
    content = json_of(request)
    payload = content.get("payload") if isinstance(content, dict) else None
    if not isinstance(content, dict) or not isinstance(payload, dict):
        return ParsedCallback(oddity="it is none of the app's events")
    events = _events(content.get("event"), payload, sim)
    if events is None:
        return ParsedCallback(oddity="it is no event that was asked for, or lacks what it is about")
    return ParsedCallback(events)


def _events(
    event: object, payload: Mapping[str, object], sim: int | None
) -> Sequence[InboundMessage | DeliveryReport] | None:
    """Return what a callback tells us, None where it can't be read."""
    found: InboundMessage | DeliveryReport | None
    if event == _RECEIVED:
        if not is_for(payload, sim):
            return ()
        found = _inbound(payload)
    elif is_never_sent(text(payload.get("reason"))):
        # It is tried again; or that was too long ago, and what became of it is asked for.
        return ()
    else:
        found = _report(event, payload)
    return None if found is None else (found,)


def _is_signed(request: CallbackRequest, key: str) -> bool:
    headers = {name.lower(): value.strip() for name, value in request.headers.items()}
    at = headers.get("x-timestamp", "")
    signed_at = integer(at)
    if signed_at is None or abs(time.time() - signed_at) > _SIGNED_FOR:
        return False
    signature = digest(key.encode(), request.body + at.encode(), "sha256").hex()
    return compare_digest(signature.encode(), headers.get("x-signature", "").lower().encode())


def _inbound(payload: Mapping[str, object]) -> InboundMessage | None:
    # Before version 1.54 of the app the sender was the phone number alone.
    sender = text(payload.get("sender")) or text(payload.get("phoneNumber"))
    written = wording(payload.get("message"))
    if sender is None or written is None or "message" not in payload:
        return None
    return InboundMessage(
        provider_message_id=_inbox_id(text(payload.get("messageId"))),
        sender=sender,
        to=text(payload.get("recipient")) or "",
        text=written,
        sent_at=moment(payload.get("receivedAt")),
    )


def _inbox_id(message_id: str | None) -> str | None:
    """Return an id as the inbox has it: the same 32 bits, there with a sign and here in hex."""
    try:
        number = int(message_id or "", 16)
    except ValueError:
        return message_id
    if not 0 <= number < 1 << _ID_BITS:
        return message_id
    return f"text:{number - (1 << _ID_BITS) if number >> (_ID_BITS - 1) else number}"


def _report(event: object, payload: Mapping[str, object]) -> DeliveryReport | None:
    state = _STATES.get(event) if isinstance(event, str) else None
    message_id = text(payload.get("messageId"))
    if state is None or message_id is None:
        return None
    is_failure = state is ReportedState.UNDELIVERED
    error = failure(text(payload.get("reason"))) if is_failure else None
    return DeliveryReport(message_id, message_id, state, error)
