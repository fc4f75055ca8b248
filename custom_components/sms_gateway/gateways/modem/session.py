"""A modem that is ready, for as long as its port is open."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from ..base import Deliver, GatewayError, OutgoingMessage, SendResult
from ..under_way import UnderWay
from .at import Dialogue, session_ended
from .condition import Condition, condition
from .incoming import Incoming, Known
from .lines import Line, Refused, is_switched
from .port import opened
from .references import References
from .settings import Settings
from .start_up import Ready, indications, start_up
from .submission import Submission
from .timing import Timing
from .ussd import Ussd


class Memory:
    """What outlives a session: what the modem has, what it took, what is being handed to it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.known = Known()
        self.references = References()
        self.under_way = UnderWay()


@dataclass(frozen=True, slots=True)
class Session:
    """One modem: messages go out one after another, and critical ones first."""

    dialogue: Dialogue
    ready: Ready
    incoming: Incoming
    ussd: Ussd
    memory: Memory
    critical: asyncio.Lock = field(default_factory=asyncio.Lock)
    normal: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def send(self, message: OutgoingMessage, reference: int) -> SendResult:
        """Hand over a message; return what came of it."""
        give_way = _go_on if message.critical else self._give_way
        submission = Submission(message, reference, self.dialogue, self.memory.references, give_way)
        async with self._at_once() if message.critical else self.normal:
            with self.memory.under_way.to({message.to}):
                return await submission.result()

    @asynccontextmanager
    async def _at_once(self) -> AsyncIterator[None]:
        """Wait for other critical messages; raises GatewayError where the modem hangs meanwhile."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(self.dialogue.timing.busy):
                    await self.critical.acquire()
                    break
            await self.dialogue.free()
        try:
            await self.dialogue.free()
            yield
        finally:
            self.critical.release()

    async def stay(self, deliver: Deliver, told: Callable[[Condition], None]) -> GatewayError:
        """Take what comes in, and look after the modem, until it is lost; return why."""
        self.dialogue.listeners.append(self._hear)
        tasks = [
            asyncio.create_task(self.incoming.run(self.ready, deliver)),
            asyncio.create_task(self._look(told)),
            asyncio.create_task(self._end()),
        ]
        lost = self.dialogue.lost
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if not lost.done():
                done.pop().result()
            return lost.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if self.ready.is_direct:
                await self._have_stored()

    async def _have_stored(self) -> None:
        """Have the modem store what comes while nobody listens, where it does not anyway."""
        with suppress(GatewayError, Refused, TimeoutError):
            async with asyncio.timeout(self.dialogue.timing.close):
                await self.dialogue.command("AT+CNMI=2,0,0,0,0")

    async def _end(self) -> None:
        """Wait until the modem is lost."""
        await asyncio.wait([self.dialogue.lost])

    async def _look(self, told: Callable[[Condition], None]) -> None:
        """Ask how the modem does, which tells whether it is there, until it is lost."""
        while not self.dialogue.lost.done():
            with suppress(GatewayError, Refused):
                told(await condition(self.dialogue))
                await self._make_sure()
            await asyncio.sleep(self.dialogue.timing.look_every)

    async def _make_sure(self) -> None:
        """Notice a modem that had no power for a moment, behind an open port: it forgets all."""
        if await indications(self.dialogue) != self.ready.indications:
            self.dialogue.lose(session_ended())

    def _hear(self, line: Line) -> None:
        if is_switched(line.text):
            self.dialogue.lose(session_ended())

    async def _give_way(self) -> None:
        """Let critical messages go first, between the parts of another one as well."""
        async with self.critical:
            pass


@asynccontextmanager
async def begun(settings: Settings, memory: Memory, timing: Timing) -> AsyncIterator[Session]:
    """Open the port and make the modem ready; raises GatewayError."""
    async with opened(settings.port, settings.baud_rate, timing) as port:
        dialogue = Dialogue(port, timing)
        incoming = Incoming(dialogue, memory.known, memory.references, memory.under_way)
        ussd = Ussd(dialogue)
        reading = asyncio.create_task(dialogue.read())
        try:
            ready = await start_up(dialogue, settings)
            yield Session(dialogue, ready, incoming, ussd, memory)
        finally:
            dialogue.lose(session_ended())
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


async def _go_on() -> None:
    """Wait for nobody."""
