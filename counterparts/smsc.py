"""The network behind a box: takes what it submits, says what becomes of it, and has phones."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import batched, count
import json
from typing import Any

from gsm0338 import Codec

from simulator.segments import is_gsm7

from .checks import PATIENCE, NotSeenError, until

# What SMPP 3.4 calls them.
RECEIPT = 0x04
WITH_HEADER = 0x40
REPORT_WANTED = 0x01
UCS_2 = 8
INVALID_DESTINATION = 0x0B
_INTERNATIONAL, _ISDN = 1, 1
_WAITS = 0.1
"""Seconds from a message to its receipt: what is told at once may overtake the answer."""
_RECEIPTED_MESSAGE_ID, _MESSAGE_STATE = "30", "1063"
_STATES = {"DELIVRD": 2, "EXPIRED": 3, "DELETED": 4, "UNDELIV": 5, "UNKNOWN": 7, "REJECTD": 8}
_GSM = Codec()
_HEADER = bytes.fromhex("050003")
_PART = {0: 153, UCS_2: 134}
"""Octets of a part that a long text is divided into: septets are sent one in an octet."""
_WHOLE = {0: 160, UCS_2: 140}


@dataclass(frozen=True, slots=True)
class Part:
    """A submit_sm: one part of a message, or all of it; `place` of `total`, counted from 1."""

    to: str
    sender: str
    coding: int
    text: bytes
    reference: int
    total: int
    place: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of a message: a state, or it is refused with a status.

    Networks tell the state in words, or in fields as well, which boxes believe more.
    """

    state: str = "DELIVRD"
    refused: int = 0
    in_fields: bool = False


_USUAL = Fate()


@dataclass(slots=True)
class Smsc:
    """An SMSC that one box is bound to; `fates` says what becomes of messages to some numbers."""

    process: asyncio.subprocess.Process
    port: int
    fates: dict[str, Fate] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    bound: int = 0
    listening: bool = False
    _answers: dict[int, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _later: set[asyncio.TimerHandle] = field(default_factory=set)

    def to(self, number: str) -> list[Part]:
        """Return what was submitted for a number, parts in the order of the text."""
        return sorted((p for p in self.parts if p.to == number), key=lambda p: p.place)

    def text_to(self, number: str) -> str:
        """Return what the phone shows of all that was submitted for a number."""
        parts = self.to(number)
        content = b"".join(part.text for part in parts)
        if parts and parts[0].coding == UCS_2:
            return content.decode("utf-16-be")
        text, _ = _GSM.decode(content)
        return text

    async def reply(self, sender: str, to: str, text: str) -> None:
        """Have a phone write; returns when the box has taken all parts of it."""
        coding = 0 if is_gsm7(text) else UCS_2
        content = text.encode("utf-16-be") if coding else _GSM.encode(text)[0]
        for header, part in _divided(content, coding, next(self._numbers) % 256):
            await self._deliver(
                source_addr=sender.removeprefix("+"),
                source_addr_ton=_INTERNATIONAL,
                source_addr_npi=_ISDN,
                destination_addr=to.removeprefix("+"),
                dest_addr_ton=_INTERNATIONAL,
                dest_addr_npi=_ISDN,
                esm_class=WITH_HEADER if header else 0,
                data_coding=coding,
                short_message=(header + part).hex(),
            )

    async def follow(self) -> None:
        """Read what the server tells, until it ends."""
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            told = json.loads(line)
            if "submit" in told:
                self._submitted(told)
            elif "answered" in told:
                self._answers[told["answered"]] = told["status"]
            elif "listening" in told:
                self.listening = True
            else:
                self.bound += 1 if "bound" in told else -1

    def close(self) -> None:
        """Send no receipt any more."""
        for timer in self._later:
            timer.cancel()

    def _submitted(self, told: dict[str, Any]) -> None:
        number = told["submit"]
        part = _part(told)
        fate = self.fates.get(part.to, _USUAL)
        if fate.refused:
            self._tell(reject=number, status=fate.refused)
            return
        self.parts.append(part)
        self._tell(accept=number, id=str(number))
        if told["registered_delivery"] & REPORT_WANTED:
            loop = asyncio.get_running_loop()
            self._later.add(loop.call_later(_WAITS, self._receipt, number, part, fate))

    def _receipt(self, number: int, part: Part, fate: Fate) -> None:
        text = (
            f"id:{number} sub:001 dlvrd:001 submit date:2611280400 done date:2611280400"
            f" stat:{fate.state} err:000 text:"
        )
        self._tell(
            deliver={
                "source_addr": part.to.removeprefix("+"),
                "destination_addr": part.sender.removeprefix("+"),
                "esm_class": RECEIPT,
                "short_message": text.encode().hex(),
                "tlvs": _in_fields(str(number), fate) if fate.in_fields else {},
            },
            tag=next(self._numbers),
        )

    async def _deliver(self, **fields: object) -> None:
        tag = next(self._numbers)
        self._tell(deliver=fields, tag=tag)
        await until(lambda: tag in self._answers, "the box takes what a phone has written")
        if status := self._answers[tag]:
            raise NotSeenError(f"the box refused what a phone has written with status {status}")

    def _tell(self, **line: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(line).encode() + b"\n")


@asynccontextmanager
async def network(server: Sequence[str], port: int, *more: str) -> AsyncIterator[Smsc]:
    """Run an SMSC by a server of somebody else's: a program that is given the port and `more`."""
    process = await asyncio.create_subprocess_exec(
        *(*server, str(port), *more),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    smsc = Smsc(process, port)
    following = asyncio.create_task(smsc.follow())
    try:
        await until(lambda: smsc.listening, "the SMPP server listens")
        yield smsc
    finally:
        smsc.close()
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(PATIENCE):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
        await following


def _part(told: dict[str, Any]) -> Part:
    content = bytes.fromhex(told["short_message"])
    reference, total, place = 0, 1, 1
    if told["esm_class"] & WITH_HEADER:
        header, content = content[: content[0] + 1], content[content[0] + 1 :]
        reference, total, place = header[-3:]
    return Part(
        f"+{told['destination_addr']}",
        f"+{told['source_addr']}",
        told["data_coding"],
        content,
        reference,
        total,
        place,
    )


def _in_fields(message_id: str, fate: Fate) -> dict[str, str]:
    """Return the optional parameters of a receipt, each in hexadecimal."""
    return {
        _RECEIPTED_MESSAGE_ID: f"{message_id}\0".encode().hex(),
        _MESSAGE_STATE: f"{_STATES[fate.state]:02x}",
    }


def _divided(content: bytes, coding: int, reference: int) -> Sequence[tuple[bytes, bytes]]:
    """Return the parts of a text with their headers; a short one has none."""
    if len(content) <= _WHOLE[coding]:
        return [(b"", content)]
    parts = [bytes(each) for each in batched(content, _PART[coding], strict=False)]
    return [
        (_HEADER + bytes((reference, len(parts), place)), part)
        for place, part in enumerate(parts, 1)
    ]
