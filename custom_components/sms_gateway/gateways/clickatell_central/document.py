"""XML that comes in: answers and callbacks, read with care."""

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
import re
import sys
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from .charset import decode_or_guess

# Also without the quotes, as the two-way guide prints it in 8.3.5.
_PROLOG = re.compile(rb"\s*<\?xml\b([^>]*)>")
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']?([A-Za-z0-9._-]+)")
# The two-way guide prints its SOAP example so (8.3.5).
_MISPRINT = ('instance"xmlns:', 'instance" xmlns:')
# What XML has no place for, raw or as a reference: phones write it all the same.
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# "&" by itself, or one of HTML's entities: people and machines put both into XML.
_AMPERSAND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]{1,9}|#x[0-9A-Fa-f]{1,8});)([A-Za-z][A-Za-z0-9]{1,30};)?"
)
_REFERENCE = re.compile(r"&#(?:([0-9]{1,9})|x([0-9A-Fa-f]{1,8}));")


@dataclass(frozen=True, slots=True)
class Record:
    """An element with the texts of its children; all names in lower case, without namespaces."""

    name: str
    fields: Mapping[str, str]


def read_document(encoded: bytes) -> list[Record]:
    """Return each element that has children without children; none if it is no XML.

    A document with a DTD is refused: entities can do harm, and nothing here needs them.
    """
    try:
        root = fromstring(_mended(_decoded(encoded)), forbid_dtd=True)
    except ParseError, DefusedXmlException:
        return []
    return list(_records(root))


def _records(root: Element) -> Iterator[Record]:
    for element in root.iter():
        fields = {_name(child): child.text or "" for child in element if len(child) == 0}
        if fields:
            yield Record(_name(element), fields)


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _decoded(encoded: bytes) -> str:
    """Return a document as text and without its prolog, which has said its encoding then."""
    encoded = encoded.removeprefix(BOM_UTF8)
    prolog = _PROLOG.match(encoded)
    if prolog is None:
        return decode_or_guess(encoded)
    encoding = _ENCODING.search(prolog[1])
    return decode_or_guess(encoded[prolog.end() :], encoding[1].decode() if encoding else "")


def _mended(document: str) -> str:
    """Return a document without what would make all of it unreadable: no reply is lost to that."""
    document = _AMPERSAND.sub(_ampersand, document.replace(*_MISPRINT))
    document = _REFERENCE.sub(_character, document)
    # The halves of a surrogate pair, each written as a reference, become one character.
    whole = document.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _FORBIDDEN.sub("\ufffd", whole)


def _ampersand(found: re.Match[str]) -> str:
    """Return what HTML means by an entity, and an ampersand that begins none as XML wants it."""
    meant = html5.get(found[1] or "")
    return escape(meant) if meant else found[0].replace("&", "&amp;")


def _character(reference: re.Match[str]) -> str:
    """Return a reference as it is, but one that is forbidden as what it refers to."""
    code = int(reference[1]) if reference[1] else int(reference[2], 16)
    if code > sys.maxunicode:
        return "\ufffd"
    return chr(code) if _FORBIDDEN.match(chr(code)) else reference[0]
