"""What became of a message: what the router answers to it (own-sim.md 3.2)."""

from collections.abc import Sequence

from ..base import Accepted, ErrorKind, GatewayError, OutgoingMessage, SendResult
from ..reading import flag, integer, text
from ..reasons import Reason
from ..success import Signs, any_of, member, read_results
from ..transport import Answer, undocumented
from .router import is_forbidden, problem, refused

# Code -> what it means, whether trying again may help, whether the message may have been sent
# (errors of RutOS's own API for messages). 2 is also what a modem that did not answer in time is,
# and 1 that it was sent in a form that the phone may not show.
ERRORS: dict[int, tuple[ErrorKind, bool, bool]] = {
    1: (ErrorKind.CONTENT, False, True),
    2: (ErrorKind.SERVER, True, True),
    # That the router answers mends neither of these.
    3: (ErrorKind.SERVER, True, False),  # no modem
    4: (ErrorKind.CONTENT, False, False),
    5: (ErrorKind.RECIPIENT, False, False),
    6: (ErrorKind.RATE, True, False),  # the limit that is set for the SIM
    7: (ErrorKind.SERVER, True, False),  # no SIM
    8: (ErrorKind.CONTENT, False, False),
    9: (ErrorKind.CONTENT, False, False),  # too many parts
    10: (ErrorKind.SERVER, True, False),  # the modem is blocked or switched off
}
# An option of the request that is not valid; which one, the error names as its source.
_WRONG_OPTION = 103
_SOURCES = {"number": ErrorKind.RECIPIENT, "message": ErrorKind.CONTENT}
_SIGNS = Signs(
    taken=any_of(member("success", r"true\b")),
    refused=any_of(member("success", r"false\b"), member("error", "[A-Z]")),
)


def result(message: OutgoingMessage, answer: Answer) -> SendResult:
    """Return what became of a message; the router gives it no id."""
    (found,) = read_results([message], answer, _results, _SIGNS)
    return found


def _results(_batch: Sequence[OutgoingMessage], answer: Answer) -> list[SendResult]:
    content = answer.json()
    is_taken = flag(content.get("success")) if isinstance(content, dict) else None
    if is_taken is None:
        raise undocumented(answer)
    return [Accepted(None) if is_taken else _refusal(answer)]


def _refusal(answer: Answer) -> GatewayError:
    said = problem(answer)
    code = integer(said.get("code"))
    if code in ERRORS:
        kind, retryable, uncertain = ERRORS[code]
    elif code == _WRONG_OPTION:
        kind = _SOURCES.get(text(said.get("source")) or "", ErrorKind.UNKNOWN)
        # The modem may be there again, or another one chosen.
        retryable, uncertain = kind is ErrorKind.UNKNOWN, False
    elif is_forbidden(answer):
        kind, retryable, uncertain = ErrorKind.AUTH, False, False
    else:
        return refused(answer)
    words = text(said.get("error")) or Reason.NO_DESCRIPTION
    return GatewayError(kind, words, code=str(code), retryable=retryable, uncertain=uncertain)
