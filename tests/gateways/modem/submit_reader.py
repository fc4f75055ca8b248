"""A reader of SUBMITs that shares nothing with what it checks: bits as text, a table of its own."""

from dataclasses import dataclass

TABLE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPED = dict(zip(b"\n\x14()/<=>@e", "\f^{}\\[~]|€", strict=True))


@dataclass(frozen=True)
class Submit:
    """What a SUBMIT says; `part` is reference, total and number."""

    first: int
    number: str
    kind: int
    protocol: int
    scheme: int
    validity: bytes
    part: tuple[int, int, int] | None
    text: str


def read(pdu: bytes) -> Submit:
    """Read a SUBMIT; everything has to be as long as it says."""
    rest = list(pdu)

    def take(count: int) -> bytes:
        assert len(rest) >= count
        taken, rest[:] = bytes(rest[:count]), rest[count:]
        return taken

    take(take(1)[0])
    first, _reference, digits, kind = take(4)
    assert first & 3 == 1
    number = "".join(f"{octet:02X}"[::-1] for octet in take((digits + 1) // 2))
    assert number[digits:] == "F" * (digits % 2)
    protocol, scheme = take(2)
    validity = take({0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}[first & 0x18])
    length = take(1)[0]
    is_gsm = scheme in (0, 0x10, 0x11)
    data = take((length * 7 + 7) // 8 if is_gsm else length)
    assert not rest
    part, header = None, 0
    if first & 0x40:
        assert data[:3] == b"\5\0\3"
        part, header = (data[3], data[4], data[5]), 6
    if is_gsm:
        text = _gsm(data, length, header)
    else:
        text = data[header:].decode("utf-16-be" if scheme == 8 else "latin-1")
    return Submit(first, number[:digits], kind, protocol, scheme, validity, part, text)


def _gsm(data: bytes, length: int, header: int) -> str:
    bits = "".join(f"{octet:08b}"[::-1] for octet in data)
    septets = [int(bits[at : at + 7][::-1], 2) for at in range(0, 7 * length, 7)]
    assert "1" not in bits[7 * length :], "what is left of the last octet is empty"
    text = septets[(header * 8 + 6) // 7 :]
    assert "1" not in bits[header * 8 : (length - len(text)) * 7], "so is what fills the header up"
    signs = iter(text)
    return "".join(ESCAPED[next(signs)] if sign == 0x1B else TABLE[sign] for sign in signs)
