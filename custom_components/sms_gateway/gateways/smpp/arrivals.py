"""What an SMSC brings: messages from phones, and receipts (smpp.md 8, 9)."""

from ..base import Arrival, InboundMessage
from . import receipts
from .address import number
from .pdu import Pdu, ShortMessage
from .text import Alphabet, content

# The id that one provider gives to messages of phones, of which SMPP itself knows none.
_ID_OF_8X8 = 0x1502


def arrival(pdu: Pdu, alphabet: Alphabet) -> Arrival:
    """Read what came; anything is read, or named in the oddity."""
    message = pdu.body
    if not isinstance(message, ShortMessage):
        return Arrival(oddity="it has no body")
    size = len(message.short_message) + sum(len(value) for _, value in pdu.tlvs)
    if not receipts.is_receipt(pdu, message):
        return _from_phone(pdu, message, alphabet, size)
    report = receipts.read(pdu, message)
    if report is None:
        oddity = "it is a delivery receipt that does not say of what, or which state"
        return Arrival(oddity=oddity, size=size)
    return Arrival((report,), size=size)


def _from_phone(pdu: Pdu, message: ShortMessage, alphabet: Alphabet, size: int) -> Arrival:
    sender = number(message.source)
    if not sender:
        return Arrival(oddity="it has no sender", size=size)
    found = content(pdu, message, alphabet)
    oddity = None
    if found.is_torn:
        oddity = "the header of its text is longer than the text"
    elif found.text is None:
        oddity = "it is no text but data, which are kept in hexadecimal"
    own_id = (pdu.tlv(_ID_OF_8X8) or b"").partition(b"\0")[0].decode("latin-1")
    told = InboundMessage(
        provider_message_id=own_id or None,
        sender=sender,
        to=number(message.destination),
        text=found.octets.hex() if found.text is None else found.text,
        sent_at=None,
        part=found.part,
    )
    return Arrival((told,), oddity, size)
