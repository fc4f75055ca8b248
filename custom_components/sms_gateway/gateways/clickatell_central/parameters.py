"""What both of Central's APIs are told about a message (clickatell.md 4.1 and 4.3)."""

from ..base import OutgoingMessage

# Every status is reported: at the gateway, final ones, errors.
_ALL_REPORTS = "7"
# What is technically possible (clickatell.md 6); the gateway refuses what is longer.
_MOST_PARTS = 35


def parameters(message: OutgoingMessage) -> dict[str, str]:
    """Return a message's parameters by their names."""
    found = {"to": message.to.removeprefix("+"), "text": _text(message)}
    if message.sender:
        found["from"] = message.sender.removeprefix("+")
    if message.two_way:
        found["mo"] = "1"
    found["concat"] = str(min(message.parts, _MOST_PARTS))
    if message.unicode:
        found["unicode"] = "1"
    return found | {"cliMsgId": message.message_id, "callback": _ALL_REPORTS}


def _text(message: OutgoingMessage) -> str:
    """Return the text, as hexadecimal UTF-16BE where it is not plain (clickatell.md 6)."""
    return message.text.encode("utf-16-be").hex() if message.unicode else message.text
