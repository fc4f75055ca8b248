"""What a PDU that came in brings (own-sim.md 2.4)."""

from collections.abc import Callable
from hashlib import sha256

from ..base import Arrival, DeliveryReport, InboundMessage
from .pdu import Deliver, PduError, StatusReport, decode

_DATA = "it is no text but data, which are kept in hexadecimal"
_TORN = "there is less of its text than it says"
_NO_SENDER = "it has no sender"
_SILENT = "it is a silent message, which shows nothing on a phone, and was thrown away"


class UnreadableError(Exception):
    """A PDU that can't be read; says why, without the content."""


# What became of a part, where a report says anything yet.
type Report = Callable[[StatusReport], DeliveryReport | None]


def arrival(pdu: bytes, report: Report) -> Arrival:
    """Read what came; raises UnreadableError."""
    try:
        told = decode(pdu)
    except PduError as error:
        raise UnreadableError(str(error)) from None
    if isinstance(told, StatusReport):
        found = report(told)
        return Arrival(() if found is None else (found,), size=len(pdu))
    if told.is_silent:
        return Arrival(oddity=_SILENT, size=len(pdu))
    if not told.sender:
        return Arrival(oddity=_NO_SENDER, size=len(pdu))
    oddity = _DATA if told.is_data else _TORN if told.is_torn else None
    return Arrival((_from_phone(told),), oddity, len(pdu))


def _from_phone(told: Deliver) -> InboundMessage:
    return InboundMessage(
        provider_message_id=_id(told),
        sender=told.sender,
        to="",
        text=told.text,
        sent_at=told.sent_at,
        part=told.part,
    )


def _id(told: Deliver) -> str | None:
    """Return what is the same when it comes again: after a power cut, or from the network.

    Without a time, OK of today and OK of tomorrow would be one message.
    """
    if told.sent_at is None:
        return None
    content = f"{told.sent_at}\0{told.sender}\0{told.part}\0{told.text}"
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:32]
