"""Replies from the file mo.log (two-way guide 8.3.2, clickatell.md 5)."""

from urllib.parse import unquote_to_bytes

from ..base import InboundMessage
from .callbacks import decoded, inbound

# The fields of a line in their order. The network's id may follow; the last ones may be missing.
_NAMES = ("timestamp", "from", "to", "text", "api_id", "momsgid", "charset", "udh")
_REQUIRED = 6


def parse_line(line: bytes) -> InboundMessage:
    """Read one line; raises ValueError that says what is wrong, without the content."""
    columns = line.split(b"\t")
    if len(columns) < _REQUIRED:
        raise ValueError("too few fields")
    if len(columns) < len(_NAMES) and not line.endswith(b"\n"):
        # The file was fetched while it was being written: the next one has all of it.
        raise ValueError("the line is cut off")
    values = dict(zip(_NAMES, columns, strict=False))
    values["text"] = unquote_to_bytes(values["text"].replace(b"+", b" "))
    message = inbound(decoded(values))
    if message is None:
        raise ValueError("no handset number")
    if message.sent_at is None:
        raise ValueError("no valid time")
    if message.provider_message_id is None:
        raise ValueError("no message id")
    return message
