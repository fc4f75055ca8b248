"""What the data coding scheme of a message says about its text (3GPP 23.038, 4)."""

from enum import Enum

from .octets import PduError


class Alphabet(Enum):
    """What the user data of a message are."""

    GSM = "GSM 03.38, packed"
    DATA = "octets"
    UCS_2 = "UCS-2"


_GENERAL_GROUPS = 0x80  # below: the general groups, the second of which is deleted once read
_COMPRESSED = 0x20
_WAITING_UCS_2 = 0xE
_CLASS = 0xF
_ALPHABETS = (Alphabet.GSM, Alphabet.DATA, Alphabet.UCS_2, Alphabet.GSM)


def alphabet(scheme: int) -> Alphabet:
    """Return what a scheme says; a reserved one is GSM 03.38. Raises PduError if compressed."""
    if scheme < _GENERAL_GROUPS:
        if scheme & _COMPRESSED:
            raise PduError("its text is compressed")
        return _ALPHABETS[scheme >> 2 & 3]
    group = scheme >> 4
    if group == _CLASS:
        return Alphabet.DATA if scheme & 4 else Alphabet.GSM
    return Alphabet.UCS_2 if group == _WAITING_UCS_2 else Alphabet.GSM
