"""Septets packed into octets: the first one in the lowest bits (3GPP 23.038, 6.1.2.1)."""


def packed(septets: bytes, fill: int = 0) -> bytes:
    """Pack septets, one in each byte, behind so many bits of filling."""
    bits = sum(septet << (7 * place + fill) for place, septet in enumerate(septets))
    return bits.to_bytes((7 * len(septets) + fill + 7) // 8, "little")


def unpacked(octets: bytes, count: int, fill: int = 0) -> bytes:
    """Return so many septets, one in each byte; there may be fewer in the octets."""
    bits = int.from_bytes(octets, "little") >> fill
    there = max(0, (8 * len(octets) - fill) // 7)
    return bytes(bits >> 7 * place & 0x7F for place in range(min(count, there)))
