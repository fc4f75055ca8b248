"""Replies and delivery reports that Central calls back with (clickatell.md 4.6 and 5)."""

from codecs import BOM_UTF8
from collections.abc import Mapping
from datetime import datetime
import re
from urllib.parse import unquote_to_bytes

from ..amount import amount
from ..base import (
    CallbackRequest,
    DeliveryReport,
    InboundMessage,
    ParsedCallback,
    normalise_number,
)
from ..clickatell import report
from ..nearly_json import read_json
from ..reading import form, part, text
from .charset import decode_or_guess
from .document import read_document

# Names in lower case, values as text; JSON has other types, too.
type Fields = Mapping[str, object]

# A document that is not percent-encoded, as the two-way guide prints it in 8.3.4.
_LITERAL_DOCUMENT = re.compile(rb"(?:^|&)data=\s*(<.*)", re.IGNORECASE | re.DOTALL)
# The two-way guide prints a letter l for the I in 8.3.2 and 8.3.4.
_MESSAGE_IDS = ("momsgid", "momsgld")
# The two-way guide prints it without the space in 8.3.1. GMT+2 it is all year round.
_TIMESTAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]?([0-9]{2}:[0-9]{2}:[0-9]{2})")


def parse(request: CallbackRequest) -> ParsedCallback:
    """Read a callback in any of the documented forms, told apart by what is in it."""
    if not request.query.strip() and not request.body.strip():
        return ParsedCallback()  # somebody tries whether the address answers
    records = [*_records(request.query), *_records(request.body)]
    found = [inbound(fields) or _report(fields) for fields in records]
    events = [event for event in found if event is not None]
    if not events:
        return ParsedCallback(oddity="it holds neither a reply nor a delivery report")
    return ParsedCallback(events)


def inbound(fields: Fields) -> InboundMessage | None:
    """Return the reply that fields hold, if they do."""
    sender, provider_message_id = _number(fields, "from"), _value(fields, *_MESSAGE_IDS)
    if sender is None or (provider_message_id is None and "text" not in fields):
        return None
    written = fields.get("text")
    found = part(_value(fields, "udh") or "")
    if provider_message_id and found:
        # The parts of a message may share its id.
        provider_message_id = f"{provider_message_id}/{found.number}"
    return InboundMessage(
        provider_message_id=provider_message_id,
        sender=sender,
        to=_number(fields, "to") or "",
        # Half a surrogate pair finds its other half in the next part.
        text=written if found and isinstance(written, str) else text(written) or "",
        sent_at=_moment(_value(fields, "timestamp") or ""),
        part=found,
    )


def decoded(values: Mapping[str, bytes]) -> Fields:
    """Return values as text, the message's own in its charset."""
    charset = decode_or_guess(values.get("charset", b"")).strip()
    return {
        name: decode_or_guess(value, charset if name == "text" else "")
        for name, value in values.items()
    }


def _records(encoded: bytes) -> list[Fields]:
    """Return what a query or a body holds: JSON, XML by itself or as `data`, or a form."""
    encoded = encoded.strip()
    content = read_json(encoded)
    if isinstance(content, dict):
        return [{name.lower(): value for name, value in content.items()}]
    if _is_document(encoded):
        return _xml(encoded)
    if literal := _LITERAL_DOCUMENT.search(encoded):
        document = literal[1]
        is_encoded = b" " not in document
        return _xml(unquote_to_bytes(document.replace(b"+", b" ")) if is_encoded else document)
    values = form(encoded)
    if _is_document(values.get("data", b"")):
        return _xml(values["data"])
    return [decoded(values)]


def _is_document(encoded: bytes) -> bool:
    return encoded.removeprefix(BOM_UTF8).lstrip().startswith(b"<")


def _xml(document: bytes) -> list[Fields]:
    return [record.fields for record in read_document(document)]


def _report(fields: Fields) -> DeliveryReport | None:
    """Return the delivery report that fields hold, if they do."""
    message_id, provider_message_id = _value(fields, "climsgid"), _value(fields, "apimsgid")
    status = _value(fields, "status")
    if status is None or (message_id is None and provider_message_id is None):
        return None
    return report(
        message_id,
        provider_message_id,
        status,
        to=_number(fields, "to"),
        cost=amount(fields.get("charge")),
    )


def _value(fields: Fields, *names: str) -> str | None:
    """Return the first of several fields that says anything."""
    found = ((text(fields.get(name)) or "").strip() for name in names)
    return next(filter(None, found), None)


def _number(fields: Fields, name: str) -> str | None:
    value = _value(fields, name)
    return normalise_number(value) if value else None


def _moment(timestamp: str) -> float | None:
    """Return a MySQL time in GMT+2 as seconds since the epoch."""
    found = _TIMESTAMP.fullmatch(timestamp)
    try:
        moment = datetime.fromisoformat(f"{found[1]}T{found[2]}+02:00") if found else None
    except ValueError:
        return None
    return moment.timestamp() if moment and moment.timestamp() > 0 else None
