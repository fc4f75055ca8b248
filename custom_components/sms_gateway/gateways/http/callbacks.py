"""What comes in: replies and delivery reports, their fields named by the settings."""

from collections.abc import Mapping

from ..base import (
    CallbackAnswer,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    ParsedCallback,
    ReportedState,
)
from ..callback_fields import content, fields as said, is_empty
from ..reading import decode, form, text
from ..reasons import Reason

# How gateways name UCS-2: 8 is its data coding scheme (3GPP 23.038), which Jasmin sends.
_UCS_2 = {"8", "UCS2", "UCS-2", "UCS2-BE", "UTF-16BE"}

# In this order: a value that stands for many may stand behind one of them.
_STATES = {
    "report_delivered": ReportedState.DELIVERED,
    "report_sent": ReportedState.SENT,
    "report_failed": ReportedState.UNDELIVERED,
}

type Fields = Mapping[str, object]


def parse(request: CallbackRequest, settings: Mapping[str, str]) -> ParsedCallback:
    """Read a callback: fields of the query and of a body that is a form, JSON or an array of it."""
    answer = CallbackAnswer(body=settings.get("callback_answer", ""))
    if is_empty(request):
        return ParsedCallback(answer=answer)
    found = [_event(fields, settings) for fields in _entries(request)]
    events = [event for event in found if event is not None]
    oddity = "it is neither a reply nor a delivery report" if len(events) < len(found) else None
    return ParsedCallback(events, answer, oddity)


def _entries(request: CallbackRequest) -> list[Fields]:
    found = content(request)
    if isinstance(found, list):
        # What is no entry says no more than the query, and is found to be odd.
        entries = [each if isinstance(each, dict) else {} for each in found] or [{}]
        return [form(request.query) | each for each in entries]
    return [said(request)]


def _event(fields: Fields, settings: Mapping[str, str]) -> InboundMessage | DeliveryReport | None:
    """Return what an entry tells; one with a status that is known is a report, whatever else."""
    report = _report(fields, settings)
    if report is not None and report.state is not ReportedState.ACCEPTED:
        return report
    return _reply(fields, settings) or report


def _reply(fields: Fields, settings: Mapping[str, str]) -> InboundMessage | None:
    """Return a reply, its numbers as they came: how a gateway writes them is known to nobody."""
    sender = (_text(fields, settings.get("reply_from")) or "").strip()
    written = _value(fields, settings.get("reply_text"))
    if not sender or written is None:
        return None
    charset = _text(fields, settings.get("reply_charset")) or ""
    return InboundMessage(
        provider_message_id=_text(fields, settings.get("reply_id")),
        sender=sender,
        to=(_text(fields, settings.get("reply_to")) or "").strip(),
        text=text(_decoded(written, charset)) or "",
        sent_at=None,
    )


def _report(fields: Fields, settings: Mapping[str, str]) -> DeliveryReport | None:
    """Return a delivery report; whether its id is ours or the gateway's, the journal finds out."""
    message_id = _text(fields, settings.get("report_id"))
    status = _text(fields, settings.get("report_status"))
    if message_id is None or status is None:
        return None
    state = _state(status, settings)
    is_failure = state is ReportedState.UNDELIVERED
    error = (
        GatewayError(ErrorKind.UNKNOWN, Reason.NOT_DELIVERED, code=status) if is_failure else None
    )
    return DeliveryReport(message_id, message_id, state, error)


def _state(status: str, settings: Mapping[str, str]) -> ReportedState:
    """Return what a status means; one that the settings do not name is no news."""
    for name, state in _STATES.items():
        if _is_one_of(status, settings.get(name, "")):
            return state
    return ReportedState.ACCEPTED


def _is_one_of(status: str, values: str) -> bool:
    """Tell whether a status is one of some divided by commas; a `*` stands for any ending."""
    status = status.strip().casefold()
    for each in values.casefold().split(","):
        value = each.strip()
        if value == status or (value.endswith("*") and status.startswith(value[:-1])):
            return True
    return False


def _value(fields: Fields, name: str | None) -> object:
    """Return the value of a field, in JSON also of one further inside: `data.from`, `to.0`."""
    if name is None:
        return None
    exact = {key.casefold(): value for key, value in fields.items()}
    if (value := exact.get(name.casefold())) is not None:
        return value
    node: object = exact
    for step in name.casefold().split("."):
        if isinstance(node, dict):
            node = next((each for key, each in node.items() if key.casefold() == step), None)
        elif isinstance(node, list) and step.isdecimal() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def _text(fields: Fields, name: str | None) -> str | None:
    return text(_decoded(_value(fields, name), ""))


def _decoded(value: object, charset: str) -> object:
    """Return a value of a form as text; what is no UTF-8 is of a gateway that knows Latin-1."""
    if not isinstance(value, bytes):
        return value
    if charset.strip().upper() in _UCS_2:
        return decode(value, "UTF-16BE")
    try:
        return value.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(value, "WINDOWS-1252")
