"""The line between a modem and whoever has its port: what is typed, echo, answers, prompts."""

import asyncio
from collections.abc import Awaitable, Callable

from ..faults import Fault, Faults
from .at import AtError, HangUpError, Lines, Prompt, UnansweredError
from .device import Device

_BACKSPACE, _RETURN, _CTRL_Z, _ESCAPE = 0x08, 0x0D, 0x1A, 0x1B
_NOT_TYPED = {0x0A, _CTRL_Z, _ESCAPE}

type Execute = Callable[[Link, str], Awaitable[Lines | Prompt]]


class Link:
    """One serial line; it stays as it is when somebody else comes to its other end."""

    def __init__(self, device: Device, faults: Faults, execute: Execute) -> None:
        """Have what is typed executed by this."""
        self._input: asyncio.Queue[bytes] = asyncio.Queue()
        self._device = device
        self._faults = faults
        self._execute = execute
        self._write: Callable[[bytes], None] | None = None
        self._hang_up: Callable[[], None] | None = None
        self.reset()

    def reset(self) -> None:
        """Be as after a start."""
        self.echo = True
        self._typed = bytearray()
        self._echoed = bytearray()
        self._prompt: Prompt | None = None
        self._is_busy = False
        self._held: list[str] = []
        while not self._input.empty():
            self._input.get_nowait()

    @property
    def is_used(self) -> bool:
        """Whether somebody is at its other end."""
        return self._write is not None

    def attach(
        self, write: Callable[[bytes], None], hang_up: Callable[[], None] | None = None
    ) -> None:
        """Let somebody use it."""
        self._write, self._hang_up = write, hang_up

    def detach(self) -> None:
        """Say that nobody is there any more."""
        self._write = self._hang_up = None

    def hang_up(self) -> None:
        """Cut off whoever is there, where that can be done."""
        if self._hang_up is not None:
            self._hang_up()

    def feed(self, octets: bytes) -> None:
        """Take what is typed."""
        self._input.put_nowait(octets)

    def say(self, text: str) -> None:
        """Say something unasked, between two commands."""
        if self._is_busy:
            self._held.append(text)
        else:
            self._send(f"\r\n{text}\r\n")

    def say_held(self) -> None:
        """Say what was held back, although a command is not answered yet."""
        held, self._held = self._held, []
        for text in held:
            self._send(f"\r\n{text}\r\n")

    async def run(self) -> None:
        """Do what is typed, one command after the other."""
        while True:
            for octet in await self._input.get():
                await self._take(octet)
            self._send("")

    async def _take(self, octet: int) -> None:
        if self.echo or self._faults.take(Fault.ECHO_STAYS):
            self._echoed.append(octet)
        if self._prompt is not None:
            await self._take_text(octet, self._prompt)
        elif octet == _RETURN:
            typed, self._typed = self._typed.decode("latin-1").strip(), bytearray()
            if typed[:2].upper() == "AT":
                self._is_busy = True
                await self._answer(self._execute(self, typed))
        elif octet == _BACKSPACE:
            del self._typed[-1:]
        elif octet not in _NOT_TYPED:
            self._typed.append(octet)

    async def _take_text(self, octet: int, prompt: Prompt) -> None:
        """Take what is typed at a prompt."""
        if octet == _ESCAPE:
            self._prompt, self._typed = None, bytearray()
            self._finish([], "OK")
        elif octet == _CTRL_Z and not self._faults.take(Fault.PROMPT_STUCK):
            typed, self._prompt, self._typed = bytes(self._typed), None, bytearray()
            await self._answer(prompt.go_on(typed))
        else:
            self._typed.append(octet)

    async def _answer(self, work: Awaitable[Lines | Prompt]) -> None:
        self._send("")
        try:
            outcome = await work
        except AtError as error:
            self._finish([], error.result(self._device.values["+CMEE"]))
        except UnansweredError:
            self._free()
        except HangUpError as error:
            self._send_octets(error.last)
            if error.half_of:
                whole = self._written(list(error.half_of), "OK")
                self._send(whole[: len(whole) // 2])
            self._is_busy = False
            self._held.clear()
            self.hang_up()
        else:
            if isinstance(outcome, Prompt):
                self._prompt = outcome
                self._send("\r\n> ")
            else:
                self._finish(outcome, "OK")

    def _finish(self, lines: Lines, result: str) -> None:
        self._send(self._written(lines, result))
        self._free()

    def _free(self) -> None:
        """Let others speak again."""
        self._is_busy = False
        self.say_held()
        if unasked := self._device.family.unasked:
            self.say(unasked.format(signal=self._device.settings.signal))

    def _written(self, lines: Lines, result: str) -> str:
        end = self._device.family.line_end
        is_noisy = self._faults.take(Fault.URCS_INSIDE) is not None
        noise = f"\r\n^RSSI:{self._device.settings.signal}\r\n" if is_noisy else ""
        information = "".join(f"{line}{end}{noise}" for line in lines)
        return (
            f"{noise}\r\n{information}\r\n{result}{end}" if lines else f"{noise}\r\n{result}{end}"
        )

    def _send(self, text: str) -> None:
        self._send_octets(text.encode("latin-1", "replace"))

    def _send_octets(self, octets: bytes) -> None:
        octets, self._echoed = bytes(self._echoed) + octets, bytearray()
        if octets and self._write is not None:
            self._write(octets)
