"""What Central is asked to send, be it by HTTP or in XML (clickatell.md 4.1, 4.4 and 6)."""

from binascii import unhexlify
from collections.abc import Mapping
from dataclasses import dataclass
import re
import unicodedata

from .network import is_sender
from .segments import count_segments, is_gsm7

MAX_CONCAT = 35

ERRORS = {
    1: "Authentication failed",
    7: "IP lockdown violation",
    100: "Data malformed",
    101: "Invalid or missing parameters",
    105: "Invalid destination address",
    106: "Invalid source address",
    107: "Empty message",
    108: "Invalid or missing api_id",
    113: "Maximum message parts exceeded",
    116: "Invalid unicode data",
    122: "Number opted out",
    130: "MT limit exceeded until",
    301: "No credit left",
    901: "Internal error - please retry",
}

_CLIENT_MESSAGE_ID = re.compile(r"[A-Za-z0-9]{1,32}")


class CentralError(Exception):
    """A command is refused, or the message to one recipient."""

    def __init__(self, code: int, detail: str = "") -> None:
        """Refuse with this error code, and what its text ends with."""
        super().__init__(f"{code:03}, {ERRORS[code]}{detail}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A text for some recipients."""

    to: tuple[str, ...]
    text: str
    ucs2: bool
    sender: str | None
    mo: bool
    reports: int
    """The bits of `callback`: 1 on the way, 2 the end, 4 errors."""
    client_message_id: str | None


def read_submission(parameters: Mapping[str, str], max_recipients: int) -> Submission:
    """Read the parameters of `sendmsg`; raise CentralError for the first that is wrong."""
    if not parameters.get("to"):
        raise CentralError(101)
    to = tuple(parameters["to"].split(","))
    client_message_id = parameters.get("cliMsgId") or None
    if client_message_id and not _CLIENT_MESSAGE_ID.fullmatch(client_message_id):
        raise CentralError(101)
    sender = parameters.get("from") or None
    if sender and not is_sender(sender):
        raise CentralError(106)
    if len(to) > max_recipients:
        raise CentralError(101)
    ucs2 = bool(_number(parameters, "unicode", 0, range(2)))
    text = _read_text(parameters.get("text", ""), ucs2=ucs2)
    if count_segments(text, ucs2=ucs2) > _number(parameters, "concat", 1, range(1, MAX_CONCAT + 1)):
        raise CentralError(113)
    return Submission(
        to=to,
        text=text,
        ucs2=ucs2,
        sender=sender,
        mo=bool(_number(parameters, "mo", 0, range(2))),
        reports=_number(parameters, "callback", 0, range(8)),
        client_message_id=client_message_id,
    )


def _number(parameters: Mapping[str, str], name: str, default: int, allowed: range) -> int:
    value = parameters.get(name, str(default))
    if not (value.isascii() and value.isdigit()) or int(value) not in allowed:
        raise CentralError(101)
    return int(value)


def _read_text(text: str, *, ucs2: bool) -> str:
    if not text:
        raise CentralError(107)
    return _read_hex(text) if ucs2 else "".join(map(_to_gsm7, text))


def _read_hex(text: str) -> str:
    """Read UTF-16BE in hex, as `unicode=1` wants it: without a byte order mark."""
    try:
        read = unhexlify(text).decode("utf-16-be")
    except ValueError as error:
        raise CentralError(116) from error
    if read.startswith(("\ufeff", "\ufffe")):
        raise CentralError(116)
    return read


def _to_gsm7(character: str) -> str:
    """Return what the phone shows: without its accent, or "?", what GSM-7 or ISO-8859-1 lacks.

    A customer who sends "ä" in UTF-8 has sent "Ã¤" and sees "A¤" (6).
    """
    if character > "\xff":
        return "?"
    base = unicodedata.normalize("NFKD", character)[0]
    return next(filter(is_gsm7, (character, base)), "?")
