"""In which alphabet the text of a reply came, by what its gateway says of it."""

import re

from ..reading import decode
from ..segments import from_septets

# As gateways name UCS-2, or number it: 8 is its data coding scheme (3GPP 23.038), 24 that of a
# message which is shown at once.
_UCS_2 = {"8", "24", "UCS2", "UCS-2", "UCS2-BE", "UTF-16BE"}
# The data coding schemes of the SMSC's own alphabet, which is GSM 03.38, and of Latin-1 (SMPP 3.4,
# 5.2.19); of GSM 03.38 a byte is a septet.
_GSM_7, _LATIN_1 = {"0", "16"}, {"3", "ISO-8859-1", "LATIN-1", "LATIN1", "WINDOWS-1252"}
_LAST_SEPTET = 0x7F
_OF_A_TYPE = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)


def decoded(value: object, charset: str) -> object:
    """Return a value of a form as text; what is no UTF-8 is of a gateway that knows Latin-1."""
    if not isinstance(value, bytes):
        return value
    name = _name(charset)
    if name in _UCS_2:
        return decode(value, "UTF-16BE")
    if name in _GSM_7 and max(value, default=0) <= _LAST_SEPTET:
        return from_septets(value)
    if name in _LATIN_1:
        return decode(value, "WINDOWS-1252")
    try:
        return value.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(value, "WINDOWS-1252")


def _name(charset: str) -> str:
    """Return the name of a charset, also out of a Content-Type, or the number of a data coding.

    Jasmin writes the number as the one byte that it is, and not as digits.
    """
    if len(charset) == 1 and not charset.isprintable():
        return str(ord(charset))
    found = _OF_A_TYPE.search(charset)
    return (found[1] if found else charset).strip().upper()
