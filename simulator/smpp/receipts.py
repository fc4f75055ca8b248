"""Delivery receipts in the forms that SMSCs have been seen to write (smpp.md 8)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ..network import Status
from ..smpp_settings import Dialect
from .pdu import Command, EsmClass, ShortMessage, Tag, c_string, write_tlvs
from .submission import Submission

WANTED, FAILURES, SUCCESSES, INTERMEDIATE = 1, 2, 3, 0x10
"""Values and a bit of registered_delivery."""
_WANTED = {Status.DELIVERED: (WANTED, SUCCESSES), Status.FAILED: (WANTED, FAILURES)}
_WORDS = {Status.SENT: "ENROUTE", Status.DELIVERED: "DELIVRD", Status.FAILED: "UNDELIV"}
_STATES = {"ENROUTE": 1, "DELIVRD": 2, "UNDELIV": 5, "REJECTD": 8}
_ABSENT_SUBSCRIBER = 27
_GSM_NETWORK = 3
_SHOWN = 20
"""Characters of the message that a receipt repeats."""
_NAMES = ("id", "sub", "dlvrd", "submit date", "done date", "stat", "err", "text")
_CUT_AT = 99
_LIES = b"\x00\x1e\x00\x41" + b"3005\0"
"""A receipted_message_id of which five octets are there."""


def is_wanted(submission: Submission, status: Status) -> bool:
    """Say whether the customer wants to hear that a message is so far."""
    registered = submission.content.registered_delivery
    if status is Status.SENT:
        return bool(registered & INTERMEDIATE)
    return registered & 3 in _WANTED[status]


def write_receipt(
    submission: Submission, status: Status, dialect: Dialect, *, rejected: bool
) -> tuple[Command, bytes]:
    """Return the command and the body that tell how far a message is."""
    word = "REJECTD" if rejected else _WORDS[status]
    fields = _fields(submission, word, "%y%m%d%H%M%S" if dialect is Dialect.SECONDS else None)
    content = submission.content
    text = _WRITTEN.get(dialect, _whole)(fields)
    is_silent = dialect in (Dialect.TLVS, Dialect.DATA_SM)
    receipt = ShortMessage(
        source=content.destination,
        destination=content.source,
        esm_class=EsmClass.INTERMEDIATE if status is Status.SENT else EsmClass.RECEIPT,
        short_message=b"" if is_silent or dialect is Dialect.PAYLOAD else text,
        tlvs=_tlvs(submission, word, dialect),
    )
    if dialect is Dialect.DATA_SM:
        return Command.DATA_SM, receipt.data_sm()
    body = receipt.deliver_sm()
    if dialect is Dialect.PAYLOAD:
        said = _whole({**fields, "text": ""}) + fields["text"].encode("utf-16-be")
        body += write_tlvs({Tag.PAYLOAD: said})
    return Command.DELIVER_SM, body + (_LIES if dialect is Dialect.CUT else b"")


def _fields(submission: Submission, word: str, form: str | None) -> dict[str, str]:
    form = form or "%y%m%d%H%M"
    return {
        "id": submission.receipt_id,
        "sub": "001",
        "dlvrd": "001" if word == "DELIVRD" else "000",
        "submit date": f"{datetime.fromtimestamp(submission.at, UTC):{form}}",
        "done date": f"{datetime.now(UTC):{form}}",
        "stat": word,
        "err": f"{_ABSENT_SUBSCRIBER:03}" if _failed(word) else "000",
        "text": submission.text[:_SHOWN],
        "from": submission.content.source.address,
        "to": submission.content.destination.address,
    }


def _tlvs(submission: Submission, word: str, dialect: Dialect) -> dict[int, bytes]:
    if dialect in (Dialect.TEXT, Dialect.COMMAS):
        return {}
    tlvs: dict[int, bytes] = {Tag.MESSAGE_STATE: bytes((_STATES[word],))}
    if dialect is not Dialect.CUT:
        tlvs[Tag.RECEIPTED_MESSAGE_ID] = c_string(submission.id)
    if _failed(word):
        tlvs[Tag.NETWORK_ERROR_CODE] = bytes((_GSM_NETWORK, 0, _ABSENT_SUBSCRIBER))
    return tlvs


def _failed(word: str) -> bool:
    return word in ("UNDELIV", "REJECTD")


def _written(fields: Mapping[str, str], *names: str) -> bytes:
    told = " ".join(f"{name}:{fields[name]}" for name in names)
    return told.encode("latin-1", "replace")


def _whole(fields: Mapping[str, str]) -> bytes:
    return _written(fields, *_NAMES)


def _short(fields: Mapping[str, str]) -> bytes:
    return _written(fields, "id", "submit date", "done date", "stat", "err")


def _shuffled(fields: Mapping[str, str]) -> bytes:
    return _written(fields, "id", "stat", "err", "text", "done date", "submit date", "dlvrd", "sub")


def _capital(fields: Mapping[str, str]) -> bytes:
    return _written({**fields, "Text": f"{fields['text']:{_SHOWN}}"}, *_NAMES[:-1], "Text")


def _odd_error(fields: Mapping[str, str]) -> bytes:
    return _whole({**fields, "err": "21b"})


def _cut(fields: Mapping[str, str]) -> bytes:
    return _whole(fields)[:_CUT_AT]


def _commas(fields: Mapping[str, str]) -> bytes:
    names = ("stat", "submit date", "done date", "err", "to", "from", "id")
    return ",".join(fields[name] for name in names).encode("latin-1", "replace")


_WRITTEN: Mapping[Dialect, Callable[[Mapping[str, str]], bytes]] = {
    Dialect.SHORT: _short,
    Dialect.SHUFFLED: _shuffled,
    Dialect.CAPITAL: _capital,
    Dialect.ODD_ERROR: _odd_error,
    Dialect.CUT: _cut,
    Dialect.COMMAS: _commas,
}
