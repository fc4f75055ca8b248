"""What a customer submits: its text, and the parts of a long one (smpp.md 6 and 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from ..place import Place, by_header
from ..smpp_settings import Alphabet
from .pdu import EsmClass, PduError, ShortMessage, Status, Tag
from .text import UCS_2, read_text

_SEPTETS, _OCTETS = 160, 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A submit_sm that was taken: a message or a part of one, with an id and a receipt of its own.

    `id` is what its response says, `receipt_id` what the text of its receipt does.
    """

    id: str
    receipt_id: str
    content: ShortMessage
    text: str
    place: Place
    is_ucs2: bool
    at: float

    @classmethod
    def read(
        cls, content: ShortMessage, alphabet: Alphabet, ids: tuple[str, str], at: float
    ) -> Self:
        """Read what a PDU holds; raise PduError if no phone could be shown it."""
        payload = content.tlvs.get(Tag.PAYLOAD)
        if payload is not None and content.short_message:
            raise PduError(Status.INVALID_LENGTH)
        octets = content.short_message if payload is None else payload
        header, octets = _divided(octets, content.esm_class)
        place = _checked(by_header(header) if header else _by_tlvs(content))
        is_ucs2 = content.data_coding == UCS_2
        if payload is None:
            _refuse_too_long(header, octets, is_ucs2=is_ucs2)
        text = read_text(octets, content.data_coding, alphabet)
        if not text:
            raise PduError(Status.INVALID_LENGTH)
        return cls(
            id=ids[0],
            receipt_id=ids[1],
            content=content,
            text=text,
            place=place,
            is_ucs2=is_ucs2,
            at=at,
        )


class Assembly:
    """Puts the parts of messages together as a phone does."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._incomplete: dict[tuple[str, str, int, int], dict[int, Submission]] = {}

    def add(self, part: Submission) -> Sequence[Submission]:
        """Add a part; return all of its message, in the order of the text, once they are there."""
        place, content = part.place, part.content
        addresses = (content.source.address, content.destination.address)
        key = (*addresses, place.reference, place.total)
        parts = self._incomplete.setdefault(key, {})
        parts[place.number] = part
        if len(parts) < place.total:
            return ()
        del self._incomplete[key]
        return [parts[number] for number in sorted(parts)]


def _divided(octets: bytes, esm_class: int) -> tuple[bytes, bytes]:
    """Return the user data header and what follows it."""
    if not esm_class & EsmClass.HEADER:
        return b"", octets
    length = octets[0] + 1 if octets else 1
    if length > len(octets):
        raise PduError(Status.INVALID_ESM_CLASS)
    return octets[:length], octets[length:]


def _by_tlvs(content: ShortMessage) -> Place:
    tags = (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER)
    values = [int.from_bytes(content.tlvs[tag]) for tag in tags if tag in content.tlvs]
    if not values:
        return Place()
    if len(values) < len(tags):
        raise PduError(Status.TLV_NOT_ALLOWED)
    return Place(*values)


def _checked(place: Place) -> Place:
    if not place.is_possible:
        raise PduError(Status.INVALID_ESM_CLASS)
    return place


def _refuse_too_long(header: bytes, octets: bytes, *, is_ucs2: bool) -> None:
    """Refuse what does not go into one SMS."""
    if is_ucs2:
        fits = len(header) + len(octets) <= _OCTETS
    else:
        fits = (len(header) * 8 + 6) // 7 + len(octets) <= _SEPTETS
    if not fits:
        raise PduError(Status.INVALID_LENGTH)
