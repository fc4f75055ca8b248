"""How the simulated SMSC does what SMPP leaves open."""

from dataclasses import dataclass
from enum import StrEnum


class Alphabet(StrEnum):
    """What data_coding 0 means (smpp.md 6)."""

    GSM = "gsm"
    """GSM 03.38, a septet in an octet."""
    LATIN1 = "latin1"
    ASCII = "ascii"


class IdForm(StrEnum):
    """How message ids are written in responses and in receipts (smpp.md 8.5)."""

    HEX = "hex"
    DECIMAL = "decimal"
    UUID = "uuid"
    HEX_DECIMAL = "hex_decimal"
    """Hexadecimal in the response, ten decimal digits in the text of the receipt."""
    DECIMAL_HEX = "decimal_hex"
    """Decimal in the response, hexadecimal in the text of the receipt."""
    UPPER = "upper"
    """Hexadecimal, in the receipt in capitals."""


class Dialect(StrEnum):
    """How receipts are written (smpp.md 8.3)."""

    FULL = "full"
    """The text of Appendix B, and the TLVs."""
    TEXT = "text"
    """The text alone."""
    TLVS = "tlvs"
    """The TLVs alone."""
    DATA_SM = "data_sm"
    """The TLVs alone, in a data_sm."""
    SHORT = "short"
    """Without sub, dlvrd and text."""
    SECONDS = "seconds"
    """Dates of twelve digits."""
    SHUFFLED = "shuffled"
    """The fields in another order, the text in the middle."""
    CAPITAL = "capital"
    """`Text:`, filled up with blanks."""
    ODD_ERROR = "odd_error"
    """An `err` that is no number."""
    PAYLOAD = "payload"
    """The text in message_payload, and in it that of the message in UTF-16."""
    CUT = "cut"
    """Cut off after 99 octets; and a TLV that says that it is longer than it is."""
    COMMAS = "commas"
    """One carrier's form with commas and without names."""


class LongReplies(StrEnum):
    """How what is typed on a phone comes that is too long for one SMS (smpp.md 7)."""

    UDH = "udh"
    SAR = "sar"
    PAYLOAD = "payload"


@dataclass(slots=True, kw_only=True)
class SmppSettings:
    """What is agreed about SMPP beside the user of the account, who is the system_id."""

    password: str = "simulat"  # noqa: S105 - it protects nothing
    """Of eight characters at most, as the specification has it."""
    system_type: str = ""
    """The one that a bind has to name; empty: any will do."""
    alphabet: Alphabet = Alphabet.GSM
    ids: IdForm = IdForm.HEX
    receipts: Dialect = Dialect.FULL
    long_replies: LongReplies = LongReplies.UDH
    window: int = 0
    """How many submit_sm may wait for their response; 0: any number."""
