"""What Central's errors mean (clickatell.md 4.4)."""

from datetime import UTC, datetime
import re
import time

from ..base import ErrorKind, GatewayError
from ..reasons import Reason
from ..transport import Answer, refusal

_LIMIT_EXCEEDED = 130
# Code -> what it means for us, and whether trying again may help.
ERRORS: dict[int, tuple[ErrorKind, bool]] = {
    1: (ErrorKind.AUTH, False),  # authentication failed
    2: (ErrorKind.AUTH, False),  # unknown user or wrong password
    3: (ErrorKind.SERVER, True),  # session expired: none is used here
    4: (ErrorKind.AUTH, False),  # account frozen
    5: (ErrorKind.AUTH, False),  # no session: the credentials did not arrive
    7: (ErrorKind.ADDRESS, True),  # our address is locked out: the portal can mend that meanwhile
    100: (ErrorKind.CONTENT, False),  # data malformed
    101: (ErrorKind.CONTENT, False),  # parameter missing or wrong
    102: (ErrorKind.CONTENT, False),  # user data header
    103: (ErrorKind.UNKNOWN, False),  # no such message id
    104: (ErrorKind.UNKNOWN, False),  # no such message id of ours
    105: (ErrorKind.RECIPIENT, False),  # not a valid address
    106: (ErrorKind.SENDER, False),  # not a valid source address
    107: (ErrorKind.CONTENT, False),  # empty message
    108: (ErrorKind.AUTH, False),  # API id missing or wrong
    109: (ErrorKind.UNKNOWN, False),  # message id missing
    113: (ErrorKind.CONTENT, False),  # more parts than `concat` allows
    114: (ErrorKind.RECIPIENT, False),  # no route
    115: (ErrorKind.UNKNOWN, False),  # expired
    116: (ErrorKind.CONTENT, False),  # not the hexadecimal that `unicode` asks for
    120: (ErrorKind.CONTENT, False),  # delivery time
    121: (ErrorKind.RECIPIENT, False),  # number blocked
    122: (ErrorKind.OPTED_OUT, False),
    123: (ErrorKind.SENDER, False),  # not a valid sender id
    128: (ErrorKind.RECIPIENT, False),  # number delisted
    _LIMIT_EXCEEDED: (ErrorKind.RATE, True),
    201: (ErrorKind.UNKNOWN, False),  # batches are not used here
    202: (ErrorKind.UNKNOWN, False),
    301: (ErrorKind.FUNDS, True),  # a top-up may come in time
    901: (ErrorKind.SERVER, True),
}

# "NNN, text", where the code may be missing (clickatell.md 4.1). Longer numbers are none.
_CODE = re.compile(r"\s*([0-9]{1,3})(?![0-9])[\s,]*")
_UNIX_TIME = re.compile(r"\b[0-9]{10}\b")
# A clock that is wrong, there or here, must not silence a house. In seconds.
_LONGEST_PAUSE = 86400.0


def read_fault(fault: str, answer: Answer) -> GatewayError:
    """Return the error that "NNN, text" in an answer stands for."""
    found = _CODE.match(fault)
    if found is None:
        words = fault.strip(" ,") or Reason.NO_REASON
        return GatewayError(ErrorKind.UNKNOWN, words, retryable=True)
    code, words = int(found[1]), fault[found.end() :].strip()
    retry_after = None
    if code == _LIMIT_EXCEEDED and (until := _UNIX_TIME.search(words)):
        moment = int(until[0])
        retry_after = min(max(0.0, moment - time.time()), _LONGEST_PAUSE)
        # As it stands there it would be masked like a telephone number.
        words = words.replace(until[0], f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M} UTC")
    return refusal(answer, ERRORS, code, words, written=f"{code:03}", retry_after=retry_after)
