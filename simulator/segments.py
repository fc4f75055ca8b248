"""How many SMS a text takes (clickatell.md 6)."""

from gsm0338 import Codec

_ESCAPE = 0x1B
_EXTENDED = (0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65)
_CODEC = Codec()
_GSM7 = dict.fromkeys(
    _CODEC.decode(bytes(code for code in range(0x80) if code != _ESCAPE))[0], 1
) | dict.fromkeys(_CODEC.decode(bytes(b for code in _EXTENDED for b in (_ESCAPE, code)))[0], 2)

_GSM7_SINGLE, _GSM7_PART = 160, 153
_UCS2_SINGLE, _UCS2_PART = 70, 67


def count_segments(text: str) -> int:
    """Count the segments: GSM-7 where every character is in its table, else UCS-2."""
    try:
        sizes = [_GSM7[character] for character in text]
    except KeyError:
        sizes = [1 if character <= "\uffff" else 2 for character in text]
        return _pack(sizes, _UCS2_SINGLE, _UCS2_PART)
    return _pack(sizes, _GSM7_SINGLE, _GSM7_PART)


def _pack(sizes: list[int], single: int, part: int) -> int:
    """Fill segments one after the other; a pair of units is never divided between two."""
    if sum(sizes) <= single:
        return 1
    segments, used = 1, 0
    for size in sizes:
        if used + size > part:
            segments, used = segments + 1, 0
        used += size
    return segments
