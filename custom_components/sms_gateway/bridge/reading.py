"""What a message from chat is: a text to send, nothing for a phone, or what none can have."""

from dataclasses import dataclass
from enum import Enum, auto
from xml.etree.ElementTree import Element

from . import stanza

_ENCRYPTION = (
    "eu.siacs.conversations.axolotl",
    "urn:xmpp:omemo:0",
    "urn:xmpp:omemo:1",
    "urn:xmpp:omemo:2",
    "urn:xmpp:openpgp:0",
    "jabber:x:encrypted",
    "urn:xmpp:eme:0",
)
_REPLACE = "urn:xmpp:message-correct:0"
_ASIDE = frozenset(
    {
        ("urn:xmpp:reactions:0", "reactions"),
        ("urn:xmpp:message-retract:0", "retract"),
        ("urn:xmpp:message-retract:1", "retract"),
    }
)
_FALLBACK = "urn:xmpp:fallback:0"
_REPLY = "urn:xmpp:reply:0"


class Unsendable(Enum):
    """What a writer is told that a phone can't have."""

    GROUP = auto()
    ENCRYPTED = auto()
    CORRECTION = auto()


@dataclass(frozen=True, slots=True)
class Text:
    """What is to be sent, and whether its writer wants to hear of its arrival."""

    subject: str | None
    body: str
    wants_receipt: bool


def read(message: Element) -> Text | Unsendable | None:
    """Return what a message says; None for what is nothing to a phone (xmpp.md 4.4)."""
    kind = message.get("type", "normal")
    within = {(namespace, name) for namespace, name, _ in stanza.children(message)}
    if kind in ("error", "headline"):
        return None
    # Some send no body at all with what is encrypted: somebody wrote it all the same.
    if any(namespace in _ENCRYPTION for namespace, _ in within):
        return Unsendable.ENCRYPTED
    body = None if within & _ASIDE else _own_words(message)
    if body is None:
        return None
    if kind == "groupchat":
        return Unsendable.GROUP
    if (_REPLACE, "replace") in within:
        return Unsendable.CORRECTION
    subject = (stanza.text_of(message, "subject") or "").strip() or None
    return Text(subject, body, (stanza.RECEIPTS, "request") in within)


def _own_words(message: Element) -> str | None:
    """Return a text without what stands in it for clients that know less (XEP-0428, XEP-0461).

    None if there is none, or if all of it does.
    """
    body = stanza.text_of(message, "body")
    for fallback in message.findall(f"{{{_FALLBACK}}}fallback"):
        ranges = fallback.findall(f"{{{_FALLBACK}}}body")
        if body is None or not all(one.attrib for one in ranges) or not ranges:
            return None
        for one in ranges:
            if fallback.get("for") == _REPLY:
                body = _without(body, one.get("start", "0"), one.get("end", str(len(body))))
    return body


def _without(text: str, start: str, end: str) -> str:
    if not (start.isdecimal() and end.isdecimal()) or int(start) > int(end):
        return text
    return text[: int(start)] + text[int(end) :]
