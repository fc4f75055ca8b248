"""Streams of PDUs with something wrong in them: nothing raised, nothing hung, no message lost.

A few thousand each time; with SMS_GATEWAY_FULL_FUZZ=1 in the environment a million.
"""

import asyncio
from collections.abc import Sequence
import logging
import os
from random import Random
from typing import cast

import pytest

from custom_components.sms_gateway.gateways.smpp.arrivals import arrival
from custom_components.sms_gateway.gateways.smpp.connection import Connection, Timing
from custom_components.sms_gateway.gateways.smpp.pdu import Name, Pdu, encode
from custom_components.sms_gateway.gateways.smpp.text import Alphabet

from .smsc import from_phone
from .vectors import UNBIND, VECTORS

IS_FULL = "SMS_GATEWAY_FULL_FUZZ" in os.environ
STREAMS = 1_000_000 if IS_FULL else 3_000
SEED = 20261128
# Of a million in seconds, on a busy machine.
TIMEOUT = 3600 if IS_FULL else 60
HTTP = b"HTTP/1.1 200 OK\r\n\r\n"
PIECES = [*VECTORS.values(), b"\0", b"\xff\xff\xff\xff", b"\0\0\0\x10", HTTP, b""]
# After that one nothing more is read.
OTHERS = [octets for octets in VECTORS.values() if octets != UNBIND]


class Written:
    """Takes what is written, as a socket does."""

    def __init__(self) -> None:
        """Begin open."""
        self.octets = b""
        self.is_closed = False

    def write(self, octets: bytes) -> None:
        """Take some more."""
        self.octets += octets

    def close(self) -> None:
        """Take nothing more."""
        self.is_closed = True

    def is_closing(self) -> bool:
        """Tell whether nothing is taken."""
        return self.is_closed


def damaged(chance: Random, octets: bytes) -> tuple[bytes, int]:
    """Return a stream with something wrong in it, and where that begins."""
    start = chance.randrange(len(octets))
    end = min(len(octets), start + chance.choice((0, 1, 1, 2, 4, 16, 300)))
    put = chance.choice((chance.randbytes(end - start), chance.choice(PIECES), octets[:end]))
    return octets[:start] + put + octets[end:], start


def intact(pdus: Sequence[bytes], until: int) -> int:
    """Return how many of the first PDUs end before something is wrong."""
    count = end = 0
    for pdu in pdus:
        end += len(pdu)
        if end > until:
            break
        count += 1
    return count


async def heard(stream: bytes, chance: Random) -> list[Pdu]:
    """Return what is heard in a stream that comes in two pieces and ends."""
    found: list[Pdu] = []
    written = Written()
    reader = asyncio.StreamReader()

    def hear(connection: Connection, pdu: Pdu) -> None:
        told = arrival(pdu, Alphabet.GSM)
        assert told.events or told.oddity
        for event in told.events:
            repr(event).encode("utf-8", "surrogatepass")
        connection.respond(pdu, 0, Name())
        found.append(pdu)

    connection = Connection(reader, cast("asyncio.StreamWriter", written), hear, Timing())
    cut = chance.randrange(len(stream) + 1)
    reader.feed_data(stream[:cut])
    reader.feed_data(stream[cut:])
    reader.feed_eof()
    await connection.read()
    assert connection.lost.done()
    assert written.is_closed
    return found


@pytest.mark.timeout(TIMEOUT)
async def test_whatever_comes_is_read_as_far_as_it_can_be(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    chance = Random(SEED)  # noqa: S311 - chance that can be repeated
    for number in range(STREAMS):
        mine = [encode(from_phone(b"%d" % number, place)) for place in range(3)]
        others = chance.choices(OTHERS, k=2)
        whole = [mine[0], others[0], mine[1], others[1], mine[2]]
        stream, wrong_at = damaged(chance, b"".join(whole))
        expected = [pdu for pdu in whole[: intact(whole, wrong_at)] if pdu in mine]
        told = [encode(pdu) for pdu in await heard(stream, chance)]
        assert [pdu for pdu in told if pdu in mine][: len(expected)] == expected, stream.hex()
    assert caplog.text == ""
