"""What Burst calls back with: version 1 in a query or a form, version 2 in JSON (gateways.md 2).

Of version 2, KUD-SKILL (skills/kudosity-webhooks) prints the events.
"""

from collections.abc import Mapping

from .base import (
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    Media,
    ParsedCallback,
    ReportedState,
    Verdict,
    normalise_number,
)
from .callback_fields import content, fields
from .reading import moment, text, wording
from .reasons import Reason

# Our own id is in the address for delivery reports under this name, and so comes back with each.
CLIENT_MESSAGE_ID = "client_message_id"

# A soft bounce is a phone that is switched off or out of range: it may be on again in time.
_STATES = {
    "pending": ReportedState.SENT,
    "sent": ReportedState.SENT,
    "soft-bounce": ReportedState.SENT,
    "delivered": ReportedState.DELIVERED,
    "hard-bounce": ReportedState.UNDELIVERED,
    "failed": ReportedState.UNDELIVERED,
}
_FAILURES = {
    "hard-bounce": GatewayError(ErrorKind.RECIPIENT, Reason.DISCONNECTED, code="hard-bounce"),
    "failed": GatewayError(ErrorKind.UNKNOWN, Reason.NOT_DELIVERED, code="failed"),
}


def parse(request: CallbackRequest) -> ParsedCallback:
    """Read a callback of either version."""
    said = fields(request)
    found = content(request)
    entries = found if isinstance(found, list) else [said]
    read = [_event(entry) if isinstance(entry, dict) else None for entry in entries]
    events = [event for event in read if event is not None]
    if len(events) < len(read) or not read:
        return ParsedCallback(events, oddity="it is neither a reply nor a delivery report")
    return ParsedCallback(events)


def _event(said: Mapping[str, object]) -> InboundMessage | DeliveryReport | None:
    match text(said.get("event_type")):
        case "SMS_INBOUND" | "MMS_INBOUND":
            return _message(_inner(said, "mo"), said)
        case "SMS_STATUS" | "MMS_STATUS":
            return _status(_inner(said, "status"), said)
        case "OPT_OUT":
            return _opt_out(_inner(_inner(said, "opt_out"), "source_message"), said)
    return inbound(said) or _report(said)


def inbound(said: Mapping[str, object]) -> InboundMessage | None:
    """Return the reply in a callback of version 1."""
    sender = normalise_number(text(said.get("mobile")) or "")
    written = wording(said.get("response"))
    if not sender or written is None or said.keys().isdisjoint({"response", "response_id"}):
        return None
    return InboundMessage(
        provider_message_id=text(said.get("response_id")),
        sender=sender,
        to=normalise_number(text(said.get("longcode")) or ""),
        text=written,
        sent_at=moment(text(said.get("datetime_entry"))),
        related_provider_message_id=text(said.get("message_id")),
        verdict=Verdict.STOP if text(said.get("is_optout")) == "yes" else None,
    )


def _report(said: Mapping[str, object]) -> DeliveryReport | None:
    provider_message_id, status = text(said.get("message_id")), text(said.get("status"))
    if provider_message_id is None or status is None:
        return None
    message_id = text(said.get(CLIENT_MESSAGE_ID))
    return _reported(message_id, provider_message_id, status, said.get("mobile"))


def _reported(
    message_id: str | None, provider_message_id: str | None, status: str, mobile: object
) -> DeliveryReport:
    """Return a report; versions write a status as soft-bounce and as SOFT_BOUNCE."""
    name = status.strip().lower().replace("_", "-")
    return DeliveryReport(
        message_id,
        provider_message_id,
        _STATES.get(name, ReportedState.ACCEPTED),
        _FAILURES.get(name),
        to=normalise_number(text(mobile) or "") or None,
    )


def _message(mo: Mapping[str, object], said: Mapping[str, object]) -> InboundMessage | None:
    """Return the reply in an event of version 2, with the addresses of its pictures."""
    sender, written = normalise_number(text(mo.get("sender")) or ""), wording(mo.get("message"))
    pictures = mo.get("content_urls")
    addresses = filter(None, map(text, pictures)) if isinstance(pictures, list) else ()
    media = tuple(map(Media, addresses))
    if not sender or written is None or ("message" not in mo and not media):
        return None
    return InboundMessage(
        provider_message_id=text(mo.get("id")),
        sender=sender,
        to=normalise_number(text(mo.get("recipient")) or ""),
        text=written,
        sent_at=moment(text(said.get("timestamp"))),
        related_provider_message_id=text(_inner(mo, "last_message").get("id")),
        media=media,
    )


def _status(status: Mapping[str, object], said: Mapping[str, object]) -> DeliveryReport | None:
    provider_message_id, name = text(status.get("id")), text(status.get("status"))
    message_id = text(said.get(CLIENT_MESSAGE_ID)) or text(status.get("message_ref"))
    if name is None or (provider_message_id is None and message_id is None):
        return None
    return _reported(message_id, provider_message_id, name, status.get("recipient"))


def _opt_out(message: Mapping[str, object], said: Mapping[str, object]) -> InboundMessage | None:
    """Return the STOP of somebody, which may have been a click: `message` is what they got."""
    sender = normalise_number(text(message.get("recipient")) or "")
    if not sender:
        return None
    return InboundMessage(
        provider_message_id=None,
        sender=sender,
        to=normalise_number(text(message.get("sender")) or ""),
        text="",
        sent_at=moment(text(said.get("timestamp"))),
        verdict=Verdict.STOP,
    )


def _inner(fields_of: Mapping[str, object], name: str) -> Mapping[str, object]:
    found = fields_of.get(name)
    return found if isinstance(found, dict) else {}
