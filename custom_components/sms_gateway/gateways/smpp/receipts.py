"""Delivery receipts, in all the forms in which SMSCs write them (smpp.md 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
import re

from ..base import DeliveryReport, ErrorKind, GatewayError, ReportedState
from ..reasons import Reason
from .address import number
from .pdu import Pdu, ShortMessage, Tag

# What a deliver_sm is besides a message: a receipt, an acknowledgement of a phone, a progress note.
_KINDS = 0x04 | 0x08 | 0x20
_TYPE = 0x3C

# Where a field is empty, the next one follows.
_FIELDS = {
    "id": re.compile(r"\bid:\s*(?!\w+:)([^\s,;]+)", re.IGNORECASE),
    "stat": re.compile(r"\bstat:\s*(?!\w+:)([A-Za-z]+)", re.IGNORECASE),
    "err": re.compile(r"\berr:\s*(?!\w+:)([0-9A-Za-z]+)", re.IGNORECASE),
    "done": re.compile(r"\bdone date:\s*(\d+)", re.IGNORECASE),
}
_QUOTATION = re.compile(r"\btext:.*", re.IGNORECASE | re.DOTALL)
# <status>,<time>,<time>,<error>,<destination>,<originator>,<reference>
_COMMAS = re.compile(r"\s*([A-Za-z]+),\d*,\d*,([0-9A-Za-z]*),\+?\w*,\+?\w*,([^\s,]+)\s*")

_STATES = {
    0: ReportedState.SENT,
    1: ReportedState.SENT,
    2: ReportedState.DELIVERED,
    3: ReportedState.UNDELIVERED,
    4: ReportedState.UNDELIVERED,
    5: ReportedState.UNDELIVERED,
    6: ReportedState.SENT,
    8: ReportedState.UNDELIVERED,
    9: ReportedState.UNDELIVERED,
}
_UNKNOWN = 7
# By how words begin: some write them out, some leave out letters.
_WORDS = {
    "SCHED": 0, "ENROU": 1, "BUFF": 1, "ACKED": 6, "ACCEP": 6, "DELIV": 2, "EXPIR": 3, "DELET": 4,
    "UNDEL": 5, "FAIL": 5, "REJEC": 8, "SKIP": 9, "UNKNO": _UNKNOWN,
}  # fmt: skip
_NAMES = {3: "expired", 4: "deleted", 5: "undeliverable", 7: "unknown", 8: "rejected", 9: "skipped"}
_NO_ERROR = re.compile(r"0*")


@dataclass(frozen=True, slots=True)
class _Said:
    """What the text of a receipt says."""

    message_id: str = ""
    word: str = ""
    error: str = ""
    is_done: bool = False


def is_receipt(pdu: Pdu, message: ShortMessage) -> bool:
    """Tell whether a message is about another one; some forget to say so (smpp.md 8.1)."""
    if message.esm_class & _TYPE:
        return bool(message.esm_class & _KINDS)
    tags = Tag.RECEIPTED_MESSAGE_ID, Tag.MESSAGE_STATE
    return all(pdu.tlv(tag) is not None for tag in tags)


def read(pdu: Pdu, message: ShortMessage) -> DeliveryReport | None:
    """Return what a receipt says, None where it does not say about what, or what."""
    said = _said(_text(pdu, message))
    ids = [one for one in (_string(pdu.tlv(Tag.RECEIPTED_MESSAGE_ID)), said.message_id) if one]
    state = _state(pdu, said)
    if state is None:
        return None
    to = number(message.source)
    if not ids and not to.startswith("+"):
        return None
    reported = _reported(state, said)
    first, *others = dict.fromkeys((*ids, *_other_forms(ids))) or [None]
    return DeliveryReport(
        None,
        first,
        reported,
        _error(pdu, said, state) if reported is ReportedState.UNDELIVERED else None,
        to=to if to.startswith("+") else None,
        other_ids=tuple(filter(None, others)),
        sender=number(message.destination),
    )


def _text(pdu: Pdu, message: ShortMessage) -> str:
    octets = message.short_message or pdu.tlv(Tag.MESSAGE_PAYLOAD) or b""
    if message.data_coding == 8 and octets[:1] == b"\0":  # noqa: PLR2004 - UCS-2
        return octets.decode("utf-16-be", "replace")
    return octets.decode("latin-1")


def _said(text: str) -> _Said:
    if commas := _COMMAS.fullmatch(text):
        return _Said(commas[3], commas[1], commas[2], is_done=True)
    # What is quoted of the message may look like the fields; yet they may stand behind it.
    before = _QUOTATION.sub("", text)
    found = {name: field.search(before) or field.search(text) for name, field in _FIELDS.items()}
    message_id, word, error = (
        match[1] if (match := found[name]) else "" for name in ("id", "stat", "err")
    )
    done = found["done"]
    return _Said(message_id, word, error, done is not None and bool(done[1].strip("0")))


def _state(pdu: Pdu, said: _Said) -> int | None:
    """Return the number of a state; what a TLV says is more than words."""
    told = pdu.tlv(Tag.MESSAGE_STATE)
    if told:
        return told[0]
    word = said.word.upper()
    if not word:
        return None
    return next((state for begin, state in _WORDS.items() if word.startswith(begin)), 1)


def _reported(state: int, said: _Said) -> ReportedState:
    """Return how far a message has come; what nobody documented is no end."""
    if state == _UNKNOWN:
        return ReportedState.UNDELIVERED if said.is_done else ReportedState.SENT
    return _STATES.get(state, ReportedState.SENT)


def _error(pdu: Pdu, said: _Said, state: int) -> GatewayError:
    words = _string(pdu.tlv(Tag.ADDITIONAL_STATUS_INFO_TEXT)) or _NAMES.get(state)
    code = "" if _NO_ERROR.fullmatch(said.error) else said.error
    code = code or _network_error(pdu.tlv(Tag.NETWORK_ERROR_CODE) or b"")
    return GatewayError(ErrorKind.UNKNOWN, words or Reason.NOT_DELIVERED, code=code or None)


def _network_error(value: bytes) -> str:
    """Return an error of the network: a type and a number, or three digits as text."""
    if value[:1].isdigit():
        return value.decode("latin-1")
    code = int.from_bytes(value[1:3])
    return str(code) if code else ""


def _string(value: bytes | None) -> str:
    return (value or b"").partition(b"\0")[0].decode("latin-1").strip()


def _other_forms(ids: list[str]) -> Iterator[str]:
    """Yield how else the ids may have been written in the response (smpp.md 8.5)."""
    for one in ids:
        yield one.lower()
        yield one.upper()
    for one in ids:
        yield one.lstrip("0")
    for one in ids:
        if re.fullmatch(r"[0-9]{1,20}", one):
            yield from _padded(f"{int(one):x}")
    for one in ids:
        if re.fullmatch(r"[0-9A-Fa-f]{1,16}", one):
            yield from _padded(str(int(one, 16)))


def _padded(digits: str) -> Iterator[str]:
    """Yield a number as it is, and with the zeros that some begin it with."""
    for form in (digits, digits.zfill(8), digits.zfill(10)):
        yield form
        yield form.upper()
