"""Stanzas: what is sent is built here, and what came is looked into."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

COMPONENT = "jabber:component:accept"
CLIENT = "jabber:client"
STANZAS = "urn:ietf:params:xml:ns:xmpp-stanzas"
RECEIPTS = "urn:xmpp:receipts"
NICK = "http://jabber.org/protocol/nick"
DELAY = "urn:xmpp:delay"
ORIGIN = "urn:xmpp:sid:0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What XML 1.0 has no way to say: one of them, and the server closes the stream.
_FORBIDDEN = {
    **dict.fromkeys(set(range(0x20)) - {0x09, 0x0A, 0x0D}, "\ufffd"),
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    **dict.fromkeys((0xFFFE, 0xFFFF), "\ufffd"),
}


def element(name: str, namespace: str, text: str | None = None, **attributes: str) -> Element:
    """Return an element of its own namespace."""
    made = Element(f"{{{namespace}}}{name}", attributes)
    made.text = None if text is None else speakable(text)
    return made


def speakable(text: str) -> str:
    """Return a text with what XML can't hold replaced."""
    return text.translate(_FORBIDDEN)


def message(
    message_id: str | None, sender: str, to: str, kind: str = "chat", *within: Element
) -> Element:
    """Return a message."""
    return _stanza("message", kind, message_id, sender, to, within)


def presence(sender: str, to: str, kind: str | None = None, *within: Element) -> Element:
    """Return a presence; without a kind, that of somebody who is there."""
    return _stanza("presence", kind, None, sender, to, within)


def iq(kind: str, query_id: str, sender: str, to: str, *within: Element) -> Element:
    """Return a query, or an answer to one."""
    return _stanza("iq", kind, query_id, sender, to, within)


def body(text: str) -> Element:
    """Return the text of a message."""
    return element("body", COMPONENT, text)


def plain(name: str, text: str) -> Element:
    """Return an element of a presence, such as what it shows."""
    return element(name, COMPONENT, text)


def error(kind: str, condition: str, text: str | None = None, language: str = "en") -> Element:
    """Return what went wrong, in one of XMPP's words and, with a text, in ours (RFC 6120, 8.3)."""
    made = Element(f"{{{COMPONENT}}}error", {"type": kind})
    SubElement(made, f"{{{STANZAS}}}{condition}")
    if text:
        words = SubElement(made, f"{{{STANZAS}}}text", {_LANG: language})
        words.text = speakable(text)
    return made


def answer(to: Element, *within: Element, kind: str = "result") -> Element:
    """Return the answer to a stanza: from whom it was for, under its id."""
    name = to.tag.rpartition("}")[2]
    return _stanza(name, kind, to.get("id"), to.get("to", ""), to.get("from", ""), within)


def child(within: Element, name: str, *namespaces: str) -> Element | None:
    """Return the first child of a name in one of some namespaces, else in the stanza's own."""
    for namespace in namespaces or (COMPONENT, CLIENT):
        if (found := within.find(f"{{{namespace}}}{name}")) is not None:
            return found
    return None


def text_of(within: Element, name: str) -> str | None:
    """Return the text of a child of the stanza's own namespace; None if there is none."""
    found = child(within, name)
    return None if found is None else found.text or ""


def children(within: Element) -> Iterator[tuple[str, str, Element]]:
    """Yield the namespace and the name of each child, and itself."""
    for one in within:
        namespace, _, name = one.tag.removeprefix("{").rpartition("}")
        yield namespace, name, one


def _stanza(
    name: str,
    kind: str | None,
    stanza_id: str | None,
    sender: str,
    to: str,
    within: tuple[Element, ...],
) -> Element:
    given = {"type": kind, "id": stanza_id, "from": sender, "to": to}
    made = Element(f"{{{COMPONENT}}}{name}", {k: v for k, v in given.items() if v})
    made.extend(within)
    return made
