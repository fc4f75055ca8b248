"""Bytes as text, whatever their charset is called, or is."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_LE
from collections.abc import Mapping
import re

_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Charsets that are not found out by looking; ISO-8859-1 is written by those who mean Windows-1252.
_CODECS = {
    "iso-8859-2": "iso-8859-2",
    "iso-8859-5": "iso-8859-5",
    "iso-8859-7": "iso-8859-7",
    "iso-8859-9": "iso-8859-9",
    "iso-8859-15": "iso-8859-15",
    "koi8-r": "koi8-r",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1256": "cp1256",
}
# Where a zero is one.
_NARROW = frozenset({"utf-8", "utf8"})


def charset_of(headers: Mapping[str, str]) -> str:
    """Return the charset that a Content-Type names, or nothing."""
    found = _CHARSET.search(headers.get("Content-Type", ""))
    return found[1].lower() if found else ""


def as_text(encoded: bytes, charset: str = "") -> str:
    """Return bytes as text: by what they are, then by what they are called.

    What can be UTF-8 is; of text in UTF-8 with a bad byte the rest is kept.
    """
    codec = _marked(encoded)
    if codec is None and charset.lower() not in _NARROW:
        codec = _seen(encoded)
    if codec is not None:
        return encoded.decode(codec, "replace").removeprefix("\ufeff")
    try:
        return encoded.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if named := _CODECS.get(charset.lower()):
        return encoded.decode(named, "replace")
    if _is_damaged_utf_8(encoded):
        return encoded.decode("utf-8-sig", "replace")
    try:
        return encoded.decode("cp1252")
    except UnicodeDecodeError:
        return encoded.decode("latin-1")


def _marked(encoded: bytes) -> str | None:
    """Return which UTF-16 bytes are in, by their mark."""
    if encoded.startswith(BOM_UTF16_LE) and not encoded.startswith(BOM_UTF32_LE):
        return "utf-16-le"
    return "utf-16-be" if encoded.startswith(BOM_UTF16_BE) else None


def _seen(encoded: bytes) -> str | None:
    """Return which UTF-16 bytes are in, by the zeros beside Latin letters."""
    match [octet == 0 for octet in encoded[:2]]:
        case [True, False]:
            return "utf-16-be"
        case [False, True]:
            return "utf-16-le"
    return None


def _is_damaged_utf_8(encoded: bytes) -> bool:
    """Tell whether there is a whole character of UTF-8 beyond ASCII: by chance there is none."""
    return any("\x7f" < character != "\ufffd" for character in encoded.decode("utf-8", "replace"))
