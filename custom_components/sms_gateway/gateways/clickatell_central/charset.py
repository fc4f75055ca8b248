"""Bytes as text where the charset may not be named."""

from ..reading import decode


def decode_or_guess(encoded: bytes, charset: str = "") -> str:
    """Return bytes in a charset as text; without one they are UTF-8 if they can be.

    Else they are ISO-8859-1, the charset of most of what Central writes (clickatell.md 5).
    """
    if charset:
        return decode(encoded, charset)
    if b"\0" in encoded:
        # No phone writes that: it is one half of a letter in UTF-16BE.
        return decode(encoded, "UTF-16BE")
    try:
        return encoded.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(encoded, "ISO-8859-1")
