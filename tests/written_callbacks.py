"""Callbacks as each gateway writes them, with whatever a test wants to stand in them."""

from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import urlencode

from .test_webhook import PATH, Client

_IDS = count(1)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def _one(sender: str, to: str, text: str) -> dict[str, Any]:
    message = {"channel": "sms", "messageId": f"mo-{next(_IDS)}", "from": sender, "to": to}
    return {"json": {"event": {"moText": [message | {"content": text}]}}}


def _form(**fields: str) -> dict[str, Any]:
    return {"data": urlencode(fields), "headers": _FORM}


def _twilio(sender: str, to: str, text: str) -> dict[str, Any]:
    return _form(From=sender, To=to, Body=text, MessageSid=f"SM{next(_IDS)}", NumMedia="0")


def _jasmin(sender: str, to: str, text: str) -> dict[str, Any]:
    return _form(**{"id": f"j-{next(_IDS)}", "from": sender, "to": to, "content": text})


def _simwood(sender: str, to: str, text: str) -> dict[str, Any]:
    message = {"originator": sender, "destination": to, "message": text, "length": len(text)}
    return {"json": {"app": "sms_inbound", "id": f"sw-{next(_IDS)}", "data": message}}


def _peerless(sender: str, to: str, text: str) -> dict[str, Any]:
    return {"json": {"from": sender, "recipients": [to], "text": text, "mediaURL": None}}


def _com382(sender: str, to: str, text: str) -> dict[str, Any]:
    return {"json": {"source": sender, "destination": to, "type": "sms", "message": text}}


WRITTEN: dict[str, Callable[[str, str, str], dict[str, Any]]] = {
    "http": _jasmin,
    "clickatell_one": _one,
    "twilio": _twilio,
    "simwood": _simwood,
    "peerless": _peerless,
    "com382": _com382,
}


async def bring(callbacks: Client, gateway: str, sender: str, text: str, to: str = "") -> None:
    """Bring a message from a phone, its numbers written like this."""
    answer = await callbacks.post(PATH, **WRITTEN[gateway](sender, to or "38282", text))
    assert answer.status == 200
