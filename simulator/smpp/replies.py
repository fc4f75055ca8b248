"""What was typed on a phone, as deliver_sm (smpp.md 7 and 9)."""

from collections.abc import Sequence

from ..network import Reply, is_international
from ..parts import Part
from ..smpp_settings import Alphabet, LongReplies
from .pdu import Address, EsmClass, ShortMessage, Tag
from .text import is_plain, write_text

_ISDN = 1
_INTERNATIONAL, _NETWORK_SPECIFIC = 1, 3


def write_reply(
    reply: Reply, parts: Sequence[Part], form: LongReplies, alphabet: Alphabet
) -> list[bytes]:
    """Return the body of a deliver_sm for each part, in the order of `parts`."""
    if form is LongReplies.PAYLOAD and len(parts) > 1:
        coding, octets = write_text(reply.text, alphabet, plain=is_plain(reply.text))
        return [_written(reply, coding, tlvs={Tag.PAYLOAD: octets})]
    plain = is_plain(reply.text)
    bodies = []
    for part in parts:
        coding, octets = write_text(part.text, alphabet, plain=plain)
        header = bytes.fromhex(part.udh)
        if header and form is LongReplies.SAR:
            bodies.append(_written(reply, coding, octets, tlvs=_sar(header)))
        else:
            bodies.append(_written(reply, coding, header + octets, has_header=bool(header)))
    return bodies


def _sar(header: bytes) -> dict[int, bytes]:
    *reference, total, number = header[3:]
    return {
        Tag.SAR_REFERENCE: int.from_bytes(bytes(reference)).to_bytes(2),
        Tag.SAR_TOTAL: bytes((total,)),
        Tag.SAR_NUMBER: bytes((number,)),
    }


def _written(
    reply: Reply,
    coding: int,
    octets: bytes = b"",
    *,
    has_header: bool = False,
    tlvs: dict[int, bytes] | None = None,
) -> bytes:
    return ShortMessage(
        source=_address(reply.sender),
        destination=_address(reply.to),
        esm_class=EsmClass.HEADER if has_header else 0,
        data_coding=coding,
        short_message=octets,
        tlvs=tlvs or {},
    ).deliver_sm()


def _address(number: str) -> Address:
    if is_international(number):
        return Address(ton=_INTERNATIONAL, npi=_ISDN, address=number)
    return Address(ton=_NETWORK_SPECIFIC, npi=0, address=number)
