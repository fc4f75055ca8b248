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
    words: str
    retryable: bool = False


def _final(kind: ErrorKind, words: str) -> _Meaning:
    return _Meaning(kind, words)


def _passing(kind: ErrorKind, words: str) -> _Meaning:
    return _Meaning(kind, words, retryable=True)


_UNKNOWN, _SERVER = ErrorKind.UNKNOWN, ErrorKind.SERVER
_SENDER, _CONTENT = ErrorKind.SENDER, ErrorKind.CONTENT
_NO_NUMBER = _final(ErrorKind.RECIPIENT, Reason.NO_NUMBER)
_BARRED = _final(_SENDER, Reason.SIM_MAY_NOT_SEND)
# What a person has to see to; meanwhile another account may take over.
_NO_SIM = _passing(_SENDER, Reason.NO_SIM)
_LOCKED = _final(ErrorKind.AUTH, Reason.SIM_LOCKED)
_BLOCKED = _passing(_SENDER, Reason.SIM_BLOCKED)
_SIM_FAILS = _passing(_SENDER, Reason.SIM_FAILS)
_OTHER_SIM = _passing(_SENDER, "the modem is locked to another SIM")
# The modem itself answers: that it does puts neither right.
_NOT_REGISTERED = _passing(_SERVER, Reason.NO_NETWORK)
_TIME_OUT = _passing(_SERVER, "the network did not answer the modem")
_BUSY = _passing(_SERVER, "the SIM is busy")
_FULL = _passing(_SERVER, "the memory for messages is full")
_MEMORY = _passing(_SERVER, "the memory for messages fails")
_NOT_SUPPORTED = _final(_UNKNOWN, "the modem does not support this")
_MODEM_FAILS = _passing(_UNKNOWN, "the modem failed")

_CMS: Mapping[int | None, _Meaning] = {
    **dict.fromkeys((1, 28, 30), _NO_NUMBER),
    **dict.fromkeys((8, 10, 29, 50, 69), _BARRED),
    # Often there is no credit, but it may pass.
    21: _passing(_SENDER, Reason.SIM_MAY_NOT_SEND),
    17: _passing(_SERVER, "network failure"),
    22: _passing(_SERVER, "congestion"),
    27: _passing(_SERVER, "destination out of order"),
    38: _passing(_SERVER, "network out of order"),
    41: _passing(_SERVER, "temporary failure of the network"),
    42: _passing(_SERVER, "congestion"),
    47: _passing(_SERVER, "the network has no resources"),
    111: _passing(_SERVER, "protocol error"),
    127: _passing(_SERVER, "interworking error"),
    **dict.fromkeys((81, *range(95, 100)), _final(_CONTENT, "the network takes it for malformed")),
    **dict.fromkeys(range(0x80, 0x100), _final(_CONTENT, "the SMS centre refuses it")),
    0xC0: _passing(_SERVER, "the SMS centre is busy"),
    0xC1: _BARRED,
    0xC2: _passing(_SERVER, "the SMS centre failed"),
    0xC3: _NO_NUMBER,
    0xC4: _final(ErrorKind.RECIPIENT, "the SMS centre sends nothing to this number"),
    DUPLICATE: _passing(_SERVER, "the SMS centre has it already"),
    300: _MODEM_FAILS,
    301: _passing(_UNKNOWN, "the modem keeps SMS for itself"),
    302: _passing(_UNKNOWN, "the modem does not allow it now"),
    303: _NOT_SUPPORTED,
    304: _final(_CONTENT, "the modem takes it for malformed"),
    305: _final(_CONTENT, "the modem takes it for malformed"),
    310: _NO_SIM,
    311: _LOCKED,
    312: _OTHER_SIM,
    313: _SIM_FAILS,
    314: _BUSY,
    315: _SIM_FAILS,
    316: _BLOCKED,
    317: _SIM_FAILS,
    318: _SIM_FAILS,
    320: _MEMORY,
    321: _MEMORY,
    322: _FULL,
    330: _passing(_SENDER, Reason.NO_SMS_CENTRE),
    331: _NOT_REGISTERED,
    332: _TIME_OUT,
    515: _passing(_SERVER, "the modem is not ready yet"),
}
# Of these nobody knows whether the message left before.
_UNCERTAIN = frozenset({None, DUPLICATE, 332, 350, 500})
_CME: Mapping[int | None, _Meaning] = {
    3: _passing(_UNKNOWN, "the modem does not allow it now"),
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
_CAUSES = {
    0x40: "remote procedure error",
    0x41: "the phone can't take it",
    0x42: "the phone refused it",
    0x43: "the phone could not be found",
    0x44: "no service of this quality",
    0x45: "the networks do not work together",
    0x46: "it could not be delivered in time",
    0x47: "it was deleted by its sender",
    0x48: "it was deleted by the SMS centre",
    0x49: "the SMS centre does not know it",
    0x60: "congestion",
    0x61: "the phone was busy",
    0x62: "the phone did not answer",
    0x63: "service rejected",
    0x64: "no service of this quality",
    0x65: "error in the phone",
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
    words = _CAUSES.get(status, Reason.NOT_DELIVERED)
    return GatewayError(_UNKNOWN, words, code=f"ST {status:02X}")


def _error(
    meaning: _Meaning, table: str, code: int | None, *, uncertain: bool = False
) -> GatewayError:
    return GatewayError(
        meaning.kind,
        meaning.words,
        code=None if code is None else f"{table} {code}",
        retryable=meaning.retryable,
        uncertain=uncertain,
    )
