"""How many SMS a text takes, and what is in each (clickatell.md 6)."""

from gsm0338 import Codec

_ESCAPE = 0x1B
_EXTENDED = (0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65)
_CODEC = Codec()
_GSM7 = dict.fromkeys(
    _CODEC.decode(bytes(code for code in range(0x80) if code != _ESCAPE))[0], 1
) | dict.fromkeys(_CODEC.decode(bytes(b for code in _EXTENDED for b in (_ESCAPE, code)))[0], 2)

_PAYLOAD = 140
_HEADER, _WIDE_HEADER = 6, 7
"""Octets of a part's header with a reference of 8 and of 16 bits."""


def is_gsm7(text: str) -> bool:
    """Say whether every character of a text is in the table of GSM-7."""
    return all(character in _GSM7 for character in text)


def count_segments(text: str, *, ucs2: bool = False) -> int:
    """Count the segments of a text."""
    return len(divide(text, ucs2=ucs2))


def divide(text: str, *, ucs2: bool = False, wide_references: bool = False) -> list[str]:
    """Return the text of each segment: in GSM-7 if it can be and `ucs2` is not asked for.

    A character that takes two units (an escape or surrogate pair) is never divided.
    """
    room = _PAYLOAD - (_WIDE_HEADER if wide_references else _HEADER)
    if ucs2 or not is_gsm7(text):
        sizes = [1 if character <= "\uffff" else 2 for character in text]
        return _pack(text, sizes, _PAYLOAD // 2, room // 2)
    sizes = [_GSM7[character] for character in text]
    return _pack(text, sizes, _PAYLOAD * 8 // 7, room * 8 // 7)


def _pack(text: str, sizes: list[int], single: int, part: int) -> list[str]:
    """Fill segments one after the other."""
    if sum(sizes) <= single:
        return [text]
    borders, used = [0], 0
    for position, size in enumerate(sizes):
        if used + size > part:
            borders.append(position)
            used = 0
        used += size
    return [text[start:end] for start, end in zip(borders, [*borders[1:], None], strict=True)]
