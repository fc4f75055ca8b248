"""What the numbers mean that SMSCs refuse with, and what may help (smpp.md 4)."""

from dataclasses import dataclass
from enum import IntEnum

from ..base import ErrorKind, GatewayError


class Status(IntEnum):
    """Those that more depends on than an error."""

    OK = 0x00
    INVALID_LENGTH = 0x02
    INVALID_COMMAND = 0x03
    WRONG_BIND_STATE = 0x04
    ALREADY_BOUND = 0x05
    INVALID_PRIORITY = 0x06
    QUEUE_FULL = 0x14
    BIND_FAILED = 0x0D
    THROTTLED = 0x58
    INVALID_VALIDITY = 0x62
    TRY_LATER = 0x64


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: ErrorKind
    words: str
    retryable: bool = False


def _final(kind: ErrorKind, words: str) -> _Meaning:
    return _Meaning(kind, words)


def _passing(kind: ErrorKind, words: str) -> _Meaning:
    return _Meaning(kind, words, retryable=True)


_UNKNOWN, _SERVER = ErrorKind.UNKNOWN, ErrorKind.SERVER
_SUBMIT = {
    0x01: _final(ErrorKind.CONTENT, "invalid message length"),
    0x02: _final(_UNKNOWN, "invalid command length"),
    0x03: _final(_UNKNOWN, "invalid command"),
    0x04: _passing(_SERVER, "not bound for sending"),
    0x06: _final(_UNKNOWN, "invalid priority flag"),
    0x07: _final(_UNKNOWN, "invalid registered delivery flag"),
    0x08: _passing(_SERVER, "system error"),
    0x0A: _final(ErrorKind.SENDER, "invalid source address"),
    0x0B: _final(ErrorKind.RECIPIENT, "invalid destination address, or no route to it"),
    0x14: _passing(_SERVER, "message queue full"),
    0x15: _final(_UNKNOWN, "invalid service type"),
    0x43: _final(ErrorKind.CONTENT, "invalid esm_class: try another way for long messages"),
    0x45: _passing(_SERVER, "submission failed"),
    0x48: _final(ErrorKind.SENDER, "invalid source type of number"),
    0x49: _final(ErrorKind.SENDER, "invalid source numbering plan"),
    0x50: _final(ErrorKind.RECIPIENT, "invalid destination type of number"),
    0x51: _final(ErrorKind.RECIPIENT, "invalid destination numbering plan"),
    0x58: _passing(ErrorKind.RATE, "throttled"),
    0x61: _final(_UNKNOWN, "invalid scheduled delivery time"),
    0x62: _final(_UNKNOWN, "invalid validity period"),
    0x64: _passing(_SERVER, "temporary application error"),
    0x65: _final(ErrorKind.CONTENT, "permanent application error"),
    0x66: _final(ErrorKind.CONTENT, "rejected by the application"),
    0xC0: _final(_UNKNOWN, "error in the optional parameters"),
    0xC1: _final(_UNKNOWN, "optional parameter not allowed"),
    0xC2: _final(_UNKNOWN, "invalid parameter length"),
    0xC3: _final(_UNKNOWN, "expected optional parameter missing"),
    0xC4: _final(_UNKNOWN, "invalid optional parameter value"),
    0xFE: _passing(_SERVER, "delivery failure"),
    0xFF: _passing(_SERVER, "unknown error"),
    0x100: _final(_UNKNOWN, "not authorised to use the service type"),
    0x101: _final(_UNKNOWN, "prohibited"),
    0x102: _passing(_SERVER, "service type not available"),
    0x103: _final(_UNKNOWN, "service type denied"),
    0x104: _final(ErrorKind.CONTENT, "invalid data coding"),
    # Route Mobile's; it is the only one of a vendor's that is known.
    0x40B: _passing(ErrorKind.FUNDS, "no credit"),
}
# About what is never asked for: cancelling, replacing, lists, queries.
_NOT_ASKED = (0x11, 0x13, 0x33, 0x34, 0x40, 0x42, 0x44, 0x53, 0x54, 0x55, 0x63, 0x67)
_SUBMIT |= dict.fromkeys(_NOT_ASKED, _final(_UNKNOWN, "invalid request"))
_OTHER = _passing(_UNKNOWN, "an error that is the provider's own")

_AUTH = ErrorKind.AUTH
_BIND = {
    0x05: _passing(_SERVER, "already bound: too many sessions"),
    0x0D: _final(_AUTH, "bind failed: credentials, system type, IP address or a limit"),
    0x0E: _final(_AUTH, "invalid password"),
    0x0F: _final(_AUTH, "invalid system ID"),
    0x53: _final(_AUTH, "invalid system type"),
    0x58: _passing(ErrorKind.RATE, "throttled"),
}
_NOT_BOUND = _passing(_SERVER, "bind refused")
# How long the sessions that there are too many of may live on at the SMSC, in seconds.
_TOO_MANY_PAUSE = 30.0


def submit_error(status: int, words: str = "") -> GatewayError:
    """Return what the refusal of a message means; `words` are the SMSC's own, if it has any."""
    meaning = _SUBMIT.get(status, _OTHER)
    return GatewayError(
        meaning.kind, words or meaning.words, code=code(status), retryable=meaning.retryable
    )


def bind_error(status: int) -> GatewayError:
    """Return what the refusal of a session means."""
    meaning = _BIND.get(status, _NOT_BOUND)
    pause = _TOO_MANY_PAUSE if status == Status.ALREADY_BOUND else None
    return GatewayError(
        meaning.kind,
        meaning.words,
        code=code(status),
        retryable=meaning.retryable,
        retry_after=pause,
    )


def code(status: int) -> str:
    """Return a status as providers' tables show it."""
    return f"0x{status:02X}"
