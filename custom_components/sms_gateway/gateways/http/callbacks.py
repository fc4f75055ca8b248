"""What comes in: replies and delivery reports, their fields named by the settings."""

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

from ..base import (
    CallbackAnswer,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    Media,
    ParsedCallback,
    Part,
    ReportedState,
)
from ..callback_fields import is_empty
from ..reading import integer, text
from ..reasons import Reason
from . import fields
from .charset import decoded
from .fields import Fields
from .settings import PARTS, is_one_of

# In this order: a value that stands for many may stand behind one of them.
_STATES = {
    "report_delivered": ReportedState.DELIVERED,
    "report_sent": ReportedState.SENT,
    "report_failed": ReportedState.UNDELIVERED,
}
# A long message has no more parts (3GPP 23.040).
_MOST_PARTS = 255

type Settings = Mapping[str, str]
type Event = InboundMessage | DeliveryReport


def parse(request: CallbackRequest, settings: Settings) -> ParsedCallback:
    """Read a callback: fields of headers, query and a body that is a form, JSON or a text."""
    answer = CallbackAnswer(body=settings.get("callback_answer", ""))
    found = [list(_events(each, settings)) for each in fields.entries(request, settings)]
    events = [event for each in found for event in each]
    if not events and is_empty(request):
        return ParsedCallback(answer=answer)
    oddity = None if all(found) and found else "it is neither a reply nor a delivery report"
    return ParsedCallback(events, answer, oddity)


def _events(entry: Fields, settings: Settings) -> Iterator[Event]:
    """Yield what an entry tells: a reply, or a report for each message that it names.

    Where a mark tells them apart it decides; else one with a status that is known is a report,
    whatever else it holds.
    """
    if mark := settings.get("reply_mark"):
        name, _, expected = mark.partition("=")
        is_reply = is_one_of(_text(entry, name) or "", expected)
        reply = _reply(entry, settings) if is_reply else None
        reports = [] if is_reply else list(_reports(entry, settings))
    else:
        reports = list(_reports(entry, settings))
        is_known = any(report.state is not ReportedState.ACCEPTED for report in reports)
        reply = None if is_known else _reply(entry, settings)
    yield from (reports if reply is None else [reply])


def _reply(entry: Fields, settings: Settings) -> InboundMessage | None:
    """Return a reply, its numbers as they came: how a gateway writes them is known to nobody."""
    sender = (_text(entry, settings.get("reply_from")) or "").strip()
    written = fields.value(entry, settings.get("reply_text"))
    media = _media(entry, settings)
    if not sender or (written is None and not media):
        return None
    charset = _text(entry, settings.get("reply_charset")) or ""
    return InboundMessage(
        provider_message_id=_text(entry, settings.get("reply_id")),
        sender=sender,
        to=(_text(entry, settings.get("reply_to")) or "").strip(),
        text=text(decoded(written, charset)) or "",
        sent_at=None,
        part=_part(entry, settings),
        media=media,
    )


def _part(entry: Fields, settings: Settings) -> Part | None:
    """Return which part of a long reply this is; the engine puts them together."""
    reference, *counts = (_text(entry, settings.get(name)) for name in PARTS)
    total, number = map(integer, counts)
    if not reference or total is None or number is None:
        return None
    # Some write the reference in letters, of which only equality matters.
    return (
        Part(crc32(reference.casefold().encode()), total, number)
        if 1 <= number <= total <= _MOST_PARTS and total > 1
        else None
    )


def _media(entry: Fields, settings: Settings) -> tuple[Media, ...]:
    """Return the addresses of the pictures that came with a reply."""
    listed: list[object] = []
    for each in fields.values(entry, settings.get("reply_media")):
        listed += each if isinstance(each, list) else [each]
    written = (text(decoded(each, "")) for each in listed)
    return tuple(
        Media(each) for each in written if each and each.startswith(("https://", "http://"))
    )


def _reports(entry: Fields, settings: Settings) -> Iterator[DeliveryReport]:
    """Yield what an entry reports; some gateways divide several by commas."""
    names = ("report_id", "report_our_id", "report_status")
    theirs, ours, status = (_text(entry, settings.get(name)) for name in names)
    if status is None or (theirs is None and ours is None):
        return
    statuses = status.split(",")
    their_ids, our_ids = (_divided(each, len(statuses)) for each in (theirs, ours))
    if their_ids is None or our_ids is None:
        statuses, their_ids, our_ids = [status], [theirs], [ours]
    for their_id, our_id, each in zip(their_ids, our_ids, statuses, strict=True):
        yield _report(their_id, our_id, each, settings)


def _divided(ids: str | None, count: int) -> Sequence[str | None] | None:
    """Return the ids of so many reports, None where there are not as many."""
    if ids is None:
        return [None] * count
    divided = ids.split(",")
    return divided if len(divided) == count else None


def _report(
    theirs: str | None, ours: str | None, status: str, settings: Settings
) -> DeliveryReport:
    """Return a delivery report; whether its one id is ours or not, the journal finds out."""
    state = _state(status, settings)
    is_failure = state is ReportedState.UNDELIVERED
    error = (
        GatewayError(ErrorKind.UNKNOWN, Reason.NOT_DELIVERED, code=status) if is_failure else None
    )
    return DeliveryReport(ours or theirs, theirs or ours, state, error)


def _state(status: str, settings: Settings) -> ReportedState:
    """Return what a status means; one that the settings do not name is no news."""
    for name, state in _STATES.items():
        if is_one_of(status, settings.get(name, "")):
            return state
    return ReportedState.ACCEPTED


def _text(entry: Fields, names: str | None) -> str | None:
    return text(decoded(fields.value(entry, names), ""))
