"""A modem that does what a test tells it to, on a real socket."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
import re
import time

from ...conftest import ANNA
from ...patience import patience

CTRL_Z, ESCAPE = b"\x1a", b"\x1b"
# "How are you?" of 2002, as published (own-sim.md 2.8, 13).
HOW = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"

# What is said to a command, in place of what is usual; nothing where it is None.
type Answer = bytes | Callable[[str], bytes | None] | None

_USUAL = {
    "AT+CGMI": "ACME",
    "AT+CGMM": "M1",
    "AT+CPIN?": "+CPIN: READY",
    "AT+CSQ": "+CSQ: 21,99",
    "AT+CREG?": "+CREG: 0,1",
    "AT+CEREG?": "+CEREG: 0,5",
    "AT+COPS?": '+COPS: 0,0,"Home, sweet home",7',
    "AT+CSCA?": '+CSCA: "+491710760000",145',
    "AT+CSMS?": "+CSMS: 0,1,1,1",
    "AT+CPMS=?": '+CPMS: ("SM","ME","SR"),("SM","ME"),("SM","ME")',
    "AT+CNMI=?": "+CNMI: (0-2),(0-3),(0,2),(0-2),(0,1)",
}


@dataclass
class Stick:
    """One that answers whoever opens it, keeps messages, and what it was told."""

    heard: list[str] = field(default_factory=list)
    pdus: list[str] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    always: dict[str, Answer] = field(default_factory=dict)
    stored: dict[str, dict[int, tuple[int, str]]] = field(
        default_factory=lambda: {"SM": {}, "ME": {}, "SR": {}}
    )
    places: int = 10
    memory: str = "SM"
    reference: int = 0
    indications: str = "0,0,0,0,0"
    echoes: bool = False
    is_mute: bool = False
    port: int = 0
    opened: int = 0
    writer: asyncio.StreamWriter | None = None
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"socket://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak to whoever opened the port, until they are gone."""
        self.writer = writer
        self.opened += 1
        rest = b""
        try:
            while octets := await reader.read(1000):
                rest += octets
                while found := re.search(rb"[\r\x1a\x1b]", rest):
                    line, mark = rest[: found.start()], found[0]
                    rest = rest[found.end() :]
                    if self.echoes and not self.is_mute:
                        self.say(line + mark)
                    self._take(line.decode(), mark)
                    self.changed.set()
        except OSError:
            pass
        finally:
            writer.close()
            self.changed.set()

    def say(self, octets: bytes) -> None:
        """Say something, asked or unasked."""
        assert self.writer is not None
        self.writer.write(octets)

    def keep(self, pdu: str, *, memory: str = "SM", index: int = 1, stat: int = 0) -> bytes:
        """Store a message; return what it says of that."""
        self.stored[memory][index] = stat, pdu
        return f'\r\n+CMTI: "{memory}",{index}\r\n'.encode()

    def cut(self) -> None:
        """Be pulled out."""
        if self.writer is not None:
            self.writer.transport.abort()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so that it hears."""
        async with patience(lambda: f"the modem has heard {self.heard}, {self.pdus}"):
            while not is_so():
                self.changed.clear()
                await self.changed.wait()

    def _take(self, text: str, mark: bytes) -> None:
        if mark == ESCAPE:
            self.heard.append("ESC")
        elif mark == CTRL_Z:
            self.pdus.append(text)
            self.reference = (self.reference + 1) % 256
            self._answer("PDU")
        elif text:
            self.heard.append(text)
            self._answer(text)

    def _answer(self, asked: str) -> None:
        left = self.answers.get(asked) or self.answers.get(asked.partition("=")[0])
        if left:
            said = left.pop(0)
        elif asked in self.always:
            said = self.always[asked]
        else:
            said = done(_USUAL[asked]) if asked in _USUAL else self._usual
        octets = said(asked) if callable(said) else said
        if octets is not None and not self.is_mute:
            self.say(octets)

    def _usual(self, asked: str) -> bytes:
        found = {"AT+CNMI?": f"+CNMI: {self.indications}", "PDU": f"+CMGS: {self.reference}"}
        if asked in found:
            return done(found[asked])
        name, _, given = asked.partition("=")
        match name:
            case "AT+CMGS":
                return b"\r\n> "
            case "AT+CPMS":
                self.memory = given.split(",")[0].strip('"')
                used = len(self.stored[self.memory])
                return done(f"+CPMS: {used},{self.places},{used},{self.places}")
            case "AT+CNMI":
                self.indications = given
            case "AT+CMGL":
                return done(*self._listed())
            case "AT+CMGR":
                return self._read(int(given))
            case "AT+CMGD":
                self.stored[self.memory].pop(int(given), None)
        return done()

    def _listed(self) -> Iterable[str]:
        for index, (stat, pdu) in self.stored[self.memory].items():
            yield f"+CMGL: {index},{stat},,{length(pdu)}"
            yield pdu

    def _read(self, index: int) -> bytes:
        if index not in self.stored[self.memory]:
            return b"\r\n+CMS ERROR: 321\r\n"
        stat, pdu = self.stored[self.memory][index]
        return done(f"+CMGR: {stat},,{length(pdu)}", pdu)


def done(*lines: str) -> bytes:
    """Return an answer that ends well."""
    return "".join(f"\r\n{line}\r\n" for line in (*lines, "OK")).encode()


def length(pdu: str) -> int:
    """Return how many octets a modem counts of a PDU: all but the SMSC."""
    octets = bytes.fromhex(pdu)
    return len(octets) - 1 - octets[0]


def urc(head: str, pdu: str) -> bytes:
    """Return what is said of what comes directly."""
    return f"\r\n{head}{length(pdu)}\r\n{pdu}\r\n".encode()


def report(reference: int, status: int = 0, *, to: str = ANNA, at: float | None = None) -> str:
    """Return the report about a part that was sent at some time."""
    digits = to.removeprefix("+")
    kind = "91" if to.startswith("+") else "81"
    swapped = _swapped(digits + "F" * (len(digits) % 2))
    moment = time.strftime("%y%m%d%H%M%S", time.gmtime(time.time() if at is None else at))
    stamp = f"{_swapped(moment)}00"
    return f"0006{reference:02X}{len(digits):02X}{kind}{swapped}{stamp}{stamp}{status:02X}"


def _swapped(digits: str) -> str:
    pairs = zip(digits[::2], digits[1::2], strict=True)
    return "".join(second + first for first, second in pairs)
