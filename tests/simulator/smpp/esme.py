"""A customer of the SMSC that knows nothing but bytes."""

import asyncio
from dataclasses import dataclass
import ssl
from typing import Self

from yarl import URL

from simulator import Simulator

from ...patience import soon

SUBMIT, DELIVER, DATA = "00000004", "00000005", "00000103"
RESPONSE = {"00000004": "80000004", "00000005": "80000005", "00000103": "80000103"}
TRANSCEIVER, TRANSMITTER, RECEIVER = "00000009", "00000002", "00000001"
LOGIN = b"simulator\0simulat\0\0\x34\0\0\0".hex()
PHONE, SENDER = "15550100001", "15550100099"


def address(number: str, kind: str = "0101") -> str:
    """Return TON, NPI and a C-octet string in hexadecimal."""
    return f"{kind}{number.encode().hex()}00"


def submit(
    text: str,
    *,
    to: str = PHONE,
    sender: str = address(SENDER),
    esm_class: str = "00",
    registered: str = "00",
    coding: str = "00",
    tlvs: str = "",
    priority: str = "00",
    validity: str = "",
) -> str:
    """Return the body of a submit_sm; text and TLVs are hexadecimal already."""
    length = f"{len(text) // 2:02x}"
    times = f"00{validity.encode().hex()}00"
    flags = f"{esm_class}00{priority}{times}{registered}00{coding}00"
    return f"00{sender}{address(to)}{flags}{length}{text}{tlvs}"


@dataclass(slots=True)
class Esme:
    """A connection to the SMSC; everything in hexadecimal."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(cls, simulator: Simulator, tls: ssl.SSLContext | None = None) -> Self:
        """Connect, and say nothing yet."""
        url = URL(simulator.gateway_urls["smpp"])
        return cls(*await asyncio.open_connection(url.host, url.port, ssl=tls))

    @classmethod
    async def bound(cls, simulator: Simulator, command: str = TRANSCEIVER) -> Self:
        """Connect and bind."""
        esme = await cls.connect(simulator)
        assert (await esme.ask(command, LOGIN))[8:24] == f"8{command[1:]}00000000"
        return esme

    def send(self, command: str, body: str = "", sequence: int = 1, status: int = 0) -> None:
        """Send a PDU."""
        length = 16 + len(body) // 2
        self.write(f"{length:08x}{command}{status:08x}{sequence:08x}{body}")

    def write(self, octets: str) -> None:
        """Send bytes; blanks are left out."""
        self.writer.write(bytes.fromhex(octets))

    async def read(self) -> str:
        """Read a PDU."""
        return await soon(self._read(), "the SMSC sends a PDU")

    async def _read(self) -> str:
        length = await self.reader.readexactly(4)
        return (length + await self.reader.readexactly(int.from_bytes(length) - 4)).hex()

    async def ask(self, command: str, body: str = "", sequence: int = 1) -> str:
        """Send a PDU; return what comes next."""
        self.send(command, body, sequence)
        return await self.read()

    async def submit(self, text: str, **fields: str) -> str:
        """Submit a message; return the status in hexadecimal, or the id if it was taken."""
        answer = await self.ask(SUBMIT, submit(text, **fields))
        assert (answer[8:16], answer[24:32]) == ("80000004", "00000001")
        return id_of(answer) if answer[16:24] == "00000000" else answer[16:24].lstrip("0")

    async def take(self, status: int = 0) -> str:
        """Read what is brought and acknowledge it."""
        brought = await self.read()
        self.acknowledge(brought, status)
        return brought

    def acknowledge(self, brought: str, status: int = 0) -> None:
        """Answer what was brought."""
        self.send(RESPONSE[brought[8:16]], "00", int(brought[24:32], 16), status)

    async def rest(self) -> str:
        """Read until the connection ends."""
        return (await soon(self.reader.read(), "the SMSC hangs up")).hex()

    def close(self) -> None:
        """Hang up."""
        self.writer.close()


def id_of(answer: str) -> str:
    """Return the id in a submit_sm_resp."""
    return bytes.fromhex(answer[32:]).partition(b"\0")[0].decode()


def text_of(brought: str) -> bytes:
    """Return the short_message of a deliver_sm whose addresses are of the usual length."""
    octets = bytes.fromhex(brought)
    # service_type, two addresses, three octets, two times and four octets before sm_length.
    rest = octets[17:]
    for _ in range(2):
        rest = rest[2:].partition(b"\0")[2]
    rest = rest[3 + 2 + 4 :]
    return rest[1 : 1 + rest[0]]
