"""What a modem's errors and an SMSC's reports mean (own-sim.md 2.4, 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..base import ErrorKind, GatewayError, ReportedState
from ..reasons import Reason

DUPLICATE = 0xC5
"""The SMSC refuses a repetition: it has the first one."""
NO_VALIDITY = frozenset({0xC6, 0xC7})
"""The SMSC takes a message only where it does not say how long it is to be kept."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    kind: ErrorKind
    reason: Reason
    retryable: bool = False


def _final(kind: ErrorKind, reason: Reason) -> _Meaning:
    return _Meaning(kind, reason)


def _passing(kind: ErrorKind, reason: Reason) -> _Meaning:
    return _Meaning(kind, reason, retryable=True)


_UNKNOWN, _SERVER = ErrorKind.UNKNOWN, ErrorKind.SERVER
_SENDER, _CONTENT = ErrorKind.SENDER, ErrorKind.CONTENT
_NO_NUMBER = _final(ErrorKind.RECIPIENT, Reason.NO_NUMBER)
_BARRED = _final(_SENDER, Reason.SIM_MAY_NOT_SEND)
# What a person has to see to; meanwhile another account may take over.
_NO_SIM = _passing(_SENDER, Reason.NO_SIM)
_LOCKED = _final(ErrorKind.AUTH, Reason.SIM_LOCKED)
_BLOCKED = _passing(_SENDER, Reason.SIM_BLOCKED)
_SIM_FAILS = _passing(_SENDER, Reason.SIM_FAILS)
_OTHER_SIM = _passing(_SENDER, Reason.OTHER_SIM)
# The modem itself answers: that it does puts neither right.
_NOT_REGISTERED = _passing(_SERVER, Reason.NO_NETWORK)
_TIME_OUT = _passing(_SERVER, Reason.NETWORK_SILENT)
_NETWORK_FAILS = _passing(_SERVER, Reason.NETWORK_FAILS)
_CENTRE_BUSY = _passing(_SERVER, Reason.CENTRE_BUSY)
_BUSY = _passing(_SERVER, Reason.SIM_BUSY)
_FULL = _passing(_SERVER, Reason.MEMORY_FULL)
_MEMORY_FAILS = _passing(_SERVER, Reason.MEMORY_FAILS)
_MALFORMED = _final(_CONTENT, Reason.MALFORMED)
_NOT_ALLOWED = _passing(_UNKNOWN, Reason.MODEM_NOT_READY)
_NOT_SUPPORTED = _final(_UNKNOWN, Reason.MODEM_CANNOT)
_MODEM_FAILS = _passing(_UNKNOWN, Reason.MODEM_FAILS)

_CMS: Mapping[int | None, _Meaning] = {
    **dict.fromkeys((1, 28, 30), _NO_NUMBER),
    **dict.fromkeys((8, 10, 29, 50, 69), _BARRED),
    # Often there is no credit, but it may pass.
    21: _passing(_SENDER, Reason.SIM_MAY_NOT_SEND),
    **dict.fromkeys((17, 22, 27, 38, 41, 42, 47, 111, 127), _NETWORK_FAILS),
    **dict.fromkeys((81, *range(95, 100)), _MALFORMED),
    **dict.fromkeys(range(0x80, 0x100), _final(_CONTENT, Reason.CENTRE_REFUSES)),
    0xC0: _CENTRE_BUSY,
    0xC1: _BARRED,
    0xC2: _CENTRE_BUSY,
    0xC3: _NO_NUMBER,
    0xC4: _final(ErrorKind.RECIPIENT, Reason.NUMBER_BARRED),
    300: _MODEM_FAILS,
    301: _NOT_ALLOWED,
    302: _NOT_ALLOWED,
    303: _NOT_SUPPORTED,
    304: _MALFORMED,
    305: _MALFORMED,
    310: _NO_SIM,
    311: _LOCKED,
    312: _OTHER_SIM,
    313: _SIM_FAILS,
    314: _BUSY,
    315: _SIM_FAILS,
    316: _BLOCKED,
    317: _SIM_FAILS,
    318: _SIM_FAILS,
    320: _MEMORY_FAILS,
    321: _MEMORY_FAILS,
    322: _FULL,
    330: _passing(_SENDER, Reason.NO_SMS_CENTRE),
    331: _NOT_REGISTERED,
    332: _TIME_OUT,
    515: _passing(_SERVER, Reason.MODEM_NOT_READY),
}
# Of these nobody knows whether the message left before.
_UNCERTAIN = frozenset({None, 332, 350, 500})
_CME: Mapping[int | None, _Meaning] = {
    3: _NOT_ALLOWED,
    4: _NOT_SUPPORTED,
    5: _OTHER_SIM,
    10: _NO_SIM,
    11: _LOCKED,
    12: _BLOCKED,
    13: _SIM_FAILS,
    14: _BUSY,
    15: _SIM_FAILS,
    16: _final(ErrorKind.AUTH, Reason.WRONG_PIN),
    20: _FULL,
    30: _NOT_REGISTERED,
    31: _TIME_OUT,
    32: _NOT_REGISTERED,
}

_DELIVERED = frozenset({0x00, 0x02})
_SENT = 0x01
_UNDELIVERED = range(0x40, 0x80)
_CAUSES: Mapping[int, Reason] = {
    **dict.fromkeys((0x41, 0x42, 0x63, 0x65), Reason.PHONE_REFUSES),
    **dict.fromkeys((0x43, 0x61, 0x62), Reason.PHONE_UNREACHABLE),
    0x46: Reason.NOT_IN_TIME,
    **dict.fromkeys((0x47, 0x48, 0x49), Reason.CENTRE_DELETED),
    0x60: Reason.NETWORK_FAILS,
}


def cms_error(code: int | None, *, is_handed_over: bool) -> GatewayError:
    """Return what `+CMS ERROR` means, None being ERROR alone.

    `is_handed_over` tells whether Ctrl-Z was written before.
    """
    meaning = _CMS.get(code, _MODEM_FAILS)
    is_uncertain = is_handed_over and code in _UNCERTAIN
    return _error(meaning, "CMS", code, uncertain=is_uncertain)


def cme_error(code: int | None) -> GatewayError:
    """Return what `+CME ERROR` means, None being ERROR alone."""
    return _error(_CME.get(code, _MODEM_FAILS), "CME", code)


def reported(status: int) -> ReportedState | None:
    """Return what a report says of a message, None where it is neither here nor there yet."""
    if status in _DELIVERED:
        return ReportedState.DELIVERED
    if status == _SENT:
        return ReportedState.SENT
    return ReportedState.UNDELIVERED if status in _UNDELIVERED else None


def undelivered(status: int) -> GatewayError:
    """Return why a message was not delivered, as its report says."""
    reason = _CAUSES.get(status, Reason.NOT_DELIVERED)
    return GatewayError(_UNKNOWN, reason, code=f"ST {status:02X}")


def _error(
    meaning: _Meaning, table: str, code: int | None, *, uncertain: bool = False
) -> GatewayError:
    return GatewayError(
        meaning.kind,
        meaning.reason,
        code=None if code is None else f"{table} {code}",
        retryable=meaning.retryable,
        uncertain=uncertain,
    )
