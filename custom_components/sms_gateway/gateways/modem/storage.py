"""The messages that a modem has stored (own-sim.md 2.1, 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
import re

from .at import Dialogue
from .errors import is_too_early
from .families import MEMORIES
from .lines import Line, Refused

_GROUP = re.compile(r"\(([^()]*)\)")
# What CMGL lists: whatever state it is in.
_ALL = 4
*_USUAL_MEMORIES, _ALL_MEMORIES = MEMORIES
# What a person wrote, and has sent or not.
_OUTGOING = (2, 3)
# There is nothing at this place.
_NO_PLACE = 321


@dataclass(frozen=True, slots=True)
class Stored:
    """A message in a memory; None where it could not be read."""

    memory: str
    index: int
    pdu: bytes | None

    @property
    def key(self) -> tuple[str, int, bytes]:
        """Return what tells it from what is stored at its place some other time."""
        return self.memory, self.index, sha256(self.pdu or b"").digest()


class Storage:
    """The memories of a modem: a SIM's, its own, and that for reports."""

    def __init__(self, dialogue: Dialogue) -> None:
        """Ask nothing yet."""
        self._dialogue = dialogue
        self._memories: list[str] = []
        self._selected: str | None = None
        # How many messages there are room for, and how many there were when all were read.
        self._places: dict[str, int] = {}
        self._used: dict[str, int] = {}

    async def choose(self) -> None:
        """Have messages stored where they can be read; raises Refused where it is too early."""
        read, write, receive = await self._offered()
        known = [one for one in MEMORIES if one in read]
        for memory in [one for one in known if one in receive]:
            other = memory if memory in write else (*write, memory)[0]
            if await self._receive_in(memory, other):
                break
        else:
            await self._take_current()
        # What came before may be elsewhere; the last one is all of them together.
        if self._memories != [_ALL_MEMORIES]:
            others = [one for one in known if one not in (_ALL_MEMORIES, *self._memories)]
            self._memories += others

    @property
    def is_full(self) -> bool:
        """Tell whether there was no room for messages when all were read."""
        own = self._memories[0] if self._memories else ""
        return self._used.get(own, 0) >= self._places.get(own, 0) > 0

    async def everything(self) -> list[Stored]:
        """Return all that has come in and is stored; raises GatewayError."""
        found = []
        for memory in tuple(self._memories):
            try:
                await self._select(memory)
                found += await self._listed(memory)
            except Refused as refused:
                # One that can't be read never can, but for that where messages are stored.
                if memory != self._memories[0] and not is_too_early(refused):
                    self._memories.remove(memory)
        return found

    async def one(self, memory: str, index: int) -> Stored | None:
        """Return what is stored at a place, if anything is; raises GatewayError."""
        try:
            await self._select(memory)
            told = await self._dialogue.command(f"AT+CMGR={index}", "+CMGR:")
        except Refused:
            return None
        return Stored(memory, index, told[0].pdu) if told else None

    async def delete(self, stored: Stored) -> bool:
        """Delete a message; tell whether it is gone. Raises GatewayError."""
        try:
            await self._select(stored.memory)
            await self._dialogue.command(f"AT+CMGD={stored.index}")
        except Refused as refused:
            return refused.code == _NO_PLACE
        return True

    async def _take_current(self) -> None:
        """Read where the modem stores by itself."""
        told = await self._if_it_can("AT+CPMS?")
        self._memories = told[0].fields[:1] if told else []
        self._selected = self._memories[0] if self._memories else None

    async def _receive_in(self, memory: str, other: str) -> bool:
        told = await self._if_it_can(f'AT+CPMS="{memory}","{other}","{memory}"')
        if told is None:
            return False
        self._note(memory, told)
        return True

    async def _if_it_can(self, command: str) -> Sequence[Line] | None:
        """Return what is answered, None where it is refused; raises Refused if it is too early."""
        try:
            return await self._dialogue.command(command, "+CPMS:")
        except Refused as refused:
            if is_too_early(refused):
                raise
            return None

    async def _offered(self) -> Sequence[Sequence[str]]:
        """Return the memories that can be read, written to and received in."""
        told = await self._if_it_can("AT+CPMS=?")
        groups = _GROUP.findall(told[0].text) if told else []
        names = [re.findall(r"\w+", group) for group in groups[:3]]
        return names if len(names) == 3 else [_USUAL_MEMORIES] * 3  # noqa: PLR2004 - as said above

    async def _select(self, memory: str) -> None:
        if self._selected != memory:
            self._note(memory, await self._dialogue.command(f'AT+CPMS="{memory}"', "+CPMS:"))

    def _note(self, memory: str, told: Sequence[Line]) -> None:
        self._selected = memory
        if memory not in self._memories:
            self._memories.append(memory)
        # Used and total of each, where some write the names before them.
        numbers = [int(one) for one in told[0].fields if one.isdecimal()] if told else []
        if len(numbers) > 1:
            self._places[memory] = numbers[1]

    async def _listed(self, memory: str) -> list[Stored]:
        dialogue = self._dialogue
        try:
            told = await dialogue.command(
                f"AT+CMGL={_ALL}", "+CMGL:", seconds=dialogue.timing.listing
            )
        except Refused:
            return await self._one_by_one(memory)
        self._used[memory] = len(told)
        return [
            Stored(memory, index, line.pdu)
            for line in told
            if line.number(1) not in _OUTGOING and (index := line.number(0)) is not None
        ]

    async def _one_by_one(self, memory: str) -> list[Stored]:
        """Read all places: some modems can't list what they have (own-sim.md 2.7)."""
        found = []
        for index in range(self._places.get(memory, -1) + 1):
            stored = await self.one(memory, index)
            if stored is not None and stored.pdu:
                found.append(stored)
        self._used[memory] = len(found)
        return found
