"""Numbers and names as PDUs have them: semi-octets with their halves swapped (23.040, 9.1.2.5)."""

import re

from ..segments import from_septets
from .octets import PduError, Rest
from .septets import unpacked

_INTERNATIONAL, _UNKNOWN = 0x91, 0x81
_TYPE_INTERNATIONAL, _TYPE_NAME = 1, 5
# By the value of a semi-octet; the last one is what an odd count is filled with.
_DIGITS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "a", "b", "c", "")
_LONGEST = 20
_WRITABLE = re.compile(r"\+?([0-9*#]{1,20})")
_E164 = re.compile(r"[1-9][0-9]{6,14}")


def written(number: str) -> bytes:
    """Return a number or a short code with its length in digits in front; raises PduError."""
    found = _WRITABLE.fullmatch(number)
    if found is None:
        raise PduError("this is no number that a phone could dial")
    digits = found[1]
    kind = _INTERNATIONAL if number.startswith("+") else _UNKNOWN
    values = [_DIGITS.index(digit) for digit in digits] + [0xF] * (len(digits) % 2)
    pairs = zip(values[::2], values[1::2], strict=True)
    return bytes((len(digits), kind)) + bytes(low | high << 4 for low, high in pairs)


def read(rest: Rest) -> str:
    """Read an address whose length is in semi-octets; raises PduError where it can't be one.

    A place of the SIM's that was never written to has all bits set.
    """
    length = rest.octet()
    if length > _LONGEST:
        raise PduError("the number in it is too long")
    kind = rest.octet()
    return _meant(kind, rest.take((length + 1) // 2), length)


def read_centre(rest: Rest) -> str:
    """Read the number of the SMSC, whose length is in octets; nothing where it is the SIM's own."""
    octets = rest.take(rest.octet())
    return _meant(octets[0], octets[1:], 2 * len(octets) - 2) if octets else ""


def _meant(kind: int, octets: bytes, length: int) -> str:
    """Return a number as E.164 where it is one, and else as it came: the engine may know more."""
    type_of_number = kind >> 4 & 7
    if type_of_number == _TYPE_NAME:
        return _name(octets, length)
    halves = [half for octet in octets for half in (octet & 0xF, octet >> 4)]
    digits = "".join(_DIGITS[half] for half in halves[:length])
    is_international = type_of_number == _TYPE_INTERNATIONAL and _E164.fullmatch(digits)
    return f"+{digits}" if is_international else digits


def _name(octets: bytes, length: int) -> str:
    """Read a name of as many septets as its semi-octets hold.

    Seven letters take 13 semi-octets. Where they are counted as 14, an eighth that is not there
    would be read from the filling: @ is all zeros.
    """
    septets = unpacked(octets, 4 * length // 7)
    if len(septets) == 8 and septets[-1] == 0:  # noqa: PLR2004 - as many as fill their octets
        septets = septets[:-1]
    return from_septets(septets)
