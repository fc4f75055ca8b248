"""PDUs by chance, and good ones with something wrong in them: nothing is raised but PduError."""

from contextlib import suppress
from random import Random

from custom_components.sms_gateway.gateways.modem.pdu import PduError, decode

from .vectors import CAME, REPORTED, SENT

SEED = 20261128
GOOD = [
    bytes.fromhex(pdu)
    for pdu in (
        *(came.pdu for came in CAME.values()),
        *(came.pdu for came in REPORTED.values()),
        *(pdu for sent in SENT.values() for pdu in sent.pdus),
    )
]


def damaged(chance: Random, octets: bytes) -> bytes:
    """Return a PDU with something wrong in it."""
    start = chance.randrange(len(octets) + 1)
    end = min(len(octets), start + chance.choice((0, 1, 1, 2, 4, 200)))
    put = chance.choice((b"", chance.randbytes(end - start), chance.choice(GOOD)))
    return octets[:start] + put + octets[end:]


def test_whatever_comes_is_read_or_refused() -> None:
    chance = Random(SEED)  # noqa: S311 - chance that can be repeated
    read = 0
    for _ in range(4_000):
        for pdu in (damaged(chance, chance.choice(GOOD)), chance.randbytes(chance.randrange(200))):
            with suppress(PduError):
                repr(decode(pdu)).encode("utf-8", "surrogatepass")
                read += 1
    assert read > 1_000


def test_every_octet_of_every_pdu_may_be_any_other() -> None:
    for pdu in GOOD:
        for place in range(min(len(pdu), 40)):
            for octet in (0, 1, 0x7F, 0x80, 0xFF):
                with suppress(PduError):
                    decode(pdu[:place] + bytes([octet]) + pdu[place + 1 :])
            with suppress(PduError):
                decode(pdu[:place])
