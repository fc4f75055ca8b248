"""The dialogue with a modem: one command at a time, and what it says unasked (own-sim.md 2.1)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
import logging

from ..base import ErrorKind, GatewayError
from ..reasons import Reason
from .lines import (
    OK,
    PROMPT,
    Line,
    Lines,
    Refused,
    answers,
    as_pdu,
    brings_pdu,
    fits,
    is_unasked,
    refusal,
)
from .port import Port
from .timing import Timing

_LOGGER = logging.getLogger(__name__)

_ESCAPE, _CTRL_Z = b"\x1b", b"\x1a"
# After so many silences a modem is given up.
_TRIES = 3
# So many lines may wait for their PDUs: more is no modem.
_MOST_HEADS = 10

# Hears what the modem says unasked.
type Hear = Callable[[Line], None]
type _Result = Refused | GatewayError | None


def _future[T]() -> asyncio.Future[T]:
    return asyncio.get_running_loop().create_future()


@dataclass(slots=True)
class _Question:
    """What was written last, and what came of it so far.

    With `prompted` a PDU is to be asked for, and with `only_ok` nothing else than OK is an answer.
    """

    written: str
    prefix: str | None = ""
    prompted: asyncio.Future[_Result] | None = None
    only_ok: bool = False
    lines: list[Line] = field(default_factory=list)
    ended: asyncio.Future[_Result] = field(default_factory=_future)

    @property
    def wants_prompt(self) -> bool:
        return self.prompted is not None and not self.prompted.done()

    def end(self, result: _Result) -> None:
        """Take the end of an answer; an OK before a prompt is a late one, of something else."""
        is_late = self.wants_prompt if result is None else self.only_ok
        is_lost = isinstance(result, GatewayError)
        if not self.ended.done() and (is_lost or not is_late):
            self.ended.set_result(result)


@dataclass(frozen=True, slots=True)
class _Head:
    """A line whose PDU has not come yet, and the question that it answers, if it does."""

    text: str
    question: _Question | None


class Dialogue:
    """One modem at an open port.

    All waits have an end that nothing moves, however much the modem says meanwhile. One that does
    not answer in time is woken, and given up where that fails three times. `listeners` hear what it
    says unasked.
    """

    def __init__(self, port: Port, timing: Timing) -> None:
        """Say nothing yet."""
        self._port = port
        self.timing = timing
        self.listeners: list[Hear] = []
        self._lines = Lines()
        self._turn = asyncio.Lock()
        self._question: _Question | None = None
        self._heads: list[_Head] = []
        self._is_in_step = True
        self.lost: asyncio.Future[GatewayError] = _future()

    async def wake(self) -> None:
        """Find the modem; raises GatewayError where nothing answers."""
        async with self._turn:
            await self._recover(Reason.MODEM_SILENT)

    async def command(
        self, text: str, prefix: str | None = "", *, seconds: float | None = None
    ) -> Sequence[Line]:
        """Return the lines of an answer that begin with a prefix, or with no name if it is None.

        Raises Refused, and GatewayError where no answer comes.
        """
        async with self._in_step():
            question = self._ask(_Question(text, prefix), f"{text}\r".encode())
            await self._end(question, seconds or self.timing.command)
            return question.lines

    async def free(self) -> None:
        """Wait until nothing is asked; raises GatewayError where that takes too long."""
        try:
            async with asyncio.timeout(self.timing.busy), self._turn:
                pass
        except TimeoutError:
            raise GatewayError(ErrorKind.RATE, Reason.MODEM_BUSY, retryable=True) from None

    async def submit(self, pdu: bytes) -> Sequence[Line]:
        """Hand over a PDU with the SMSC in front of it; return what is told of it.

        Raises Refused, which tells whether that was after Ctrl-Z, and GatewayError, which is
        uncertain from then on.
        """
        async with self._in_step():
            await self._prompted(f"AT+CMGS={len(pdu) - 1 - pdu[0]}")
            written = pdu.hex().upper()
            question = self._ask(_Question(written, "+CMGS:"), written.encode() + _CTRL_Z)
            try:
                await self._end(question, self.timing.submit)
            except Refused as refused:
                refused.is_handed_over = True
                raise
            except GatewayError as error:
                if question.lines:
                    return question.lines  # taken, though nothing came after that
                raise GatewayError(error.kind, error.text, retryable=True, uncertain=True) from None
            return question.lines

    async def read(self) -> None:
        """Hear what the modem says, until the port is gone."""
        try:
            while octets := await self._port.read():
                for text in self._lines.feed(octets, wants_prompt=self._wants_prompt):
                    self._take(text)
        except Exception:
            # The edge to the modem: nobody foresaw what it said, and a new session may do better.
            _LOGGER.exception("What the modem said could not be read")
        self.lose(session_ended())

    def lose(self, error: GatewayError) -> None:
        """Take the modem for lost: nothing that it was asked is answered any more."""
        if self.lost.done():
            return
        self.lost.set_result(error)
        if self._question is not None:
            self._question.end(session_ended())

    @asynccontextmanager
    async def _in_step(self) -> AsyncIterator[None]:
        """Wait for one's turn, with a modem that answers nothing but what it is asked then."""
        async with self._turn:
            if not self._is_in_step:
                await self._recover(Reason.NO_ANSWER)
            self._is_in_step = False
            try:
                yield
            except Refused, GatewayError:
                self._is_in_step = True
                raise
            self._is_in_step = True

    async def _prompted(self, text: str) -> None:
        """Wait until a PDU is asked for; raises Refused or GatewayError where it is not."""
        prompted: asyncio.Future[_Result] = _future()
        question = self._ask(_Question(text, prompted=prompted), f"{text}\r".encode())
        async with self._woken_if_late(self.timing.prompt):
            await asyncio.wait([prompted, question.ended], return_when=asyncio.FIRST_COMPLETED)
        if question.ended.done() and (result := question.ended.result()) is not None:
            raise result

    async def _end(self, question: _Question, seconds: float) -> None:
        async with self._woken_if_late(seconds):
            result = await question.ended
        if result is not None:
            raise result

    @asynccontextmanager
    async def _woken_if_late(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            await self._recover(Reason.NO_ANSWER)
            raise GatewayError(ErrorKind.NETWORK, Reason.NO_ANSWER, retryable=True) from None
        finally:
            self._question = None

    async def _recover(self, reason: Reason) -> None:
        """Wake a modem that hangs, at a prompt perhaps; raises GatewayError where it does not."""
        for _ in range(_TRIES):
            question = self._ask(_Question("AT", only_ok=True), _ESCAPE + b"\rAT\r")
            try:
                async with asyncio.timeout(self.timing.probe):
                    result = await question.ended
            except TimeoutError:
                continue
            finally:
                self._question = None
            if result is not None:
                raise result
            # What was asked before may be answered only now, which nobody hears.
            await asyncio.sleep(self.timing.settle)
            self._is_in_step = True
            return
        error = GatewayError(ErrorKind.NETWORK, reason, retryable=True)
        self.lose(error)
        raise error.with_traceback(None)

    def _ask(self, question: _Question, octets: bytes) -> _Question:
        if self.lost.done():
            raise session_ended()
        self._question = question
        self._port.write(octets)
        return question

    @property
    def _wants_prompt(self) -> bool:
        return self._question is not None and self._question.wants_prompt

    def _take(self, text: str) -> None:
        """Give a line to whoever it is for."""
        question = self._question
        if text == PROMPT:
            if question is not None and question.prompted is not None and question.wants_prompt:
                question.prompted.set_result(None)
        elif question is not None and text == question.written:
            pass  # an echo
        elif self._heads and (pdu := as_pdu(text)) is not None:
            self._take_pdu(pdu)
        elif text == OK or (refused := refusal(text)) is not None:
            if question is not None:
                self._end_heads(question)
                question.end(None if text == OK else refused)
        elif brings_pdu(text):
            fitting = question if question and answers(text, question.prefix) else None
            self._heads.append(_Head(text, None if is_unasked(text) else fitting))
            del self._heads[:-_MOST_HEADS]
        elif is_unasked(text):
            self._hear(Line(text))
        elif question is not None and answers(text, question.prefix):
            question.lines.append(Line(text))

    def _take_pdu(self, pdu: bytes) -> None:
        """Give a PDU to the line it belongs to: another message may have come in between."""
        fitting = [head for head in self._heads if fits(head.text, pdu)]
        head = (fitting or self._heads)[-1]
        self._heads.remove(head)
        line = Line(head.text, pdu)
        if head.question is None:
            self._hear(line)
        else:
            head.question.lines.append(line)

    def _hear(self, line: Line) -> None:
        for hear in self.listeners:
            hear(line)

    def _end_heads(self, question: _Question) -> None:
        """Take what an answer has without a PDU: a place that is empty, or can't be read."""
        without = [head for head in self._heads if head.question is question]
        for head in without:
            self._heads.remove(head)
            question.lines.append(Line(head.text))


def session_ended() -> GatewayError:
    """Return why nothing can be asked any more."""
    return GatewayError(ErrorKind.NETWORK, Reason.SESSION_ENDED, retryable=True)
