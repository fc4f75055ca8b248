"""The balance of a SIM, by a code that one would dial (own-sim.md 2.6)."""

import asyncio
from contextlib import suppress

from ..amount import amount
from ..base import Balance, ErrorKind, GatewayError
from ..reasons import Reason
from ..segments import from_septets, from_utf_16, septets
from .at import Dialogue
from .errors import error_of
from .lines import Line, Refused, as_pdu
from .septets import packed, unpacked
from .settings import Settings

_TOLD = "+CUSD:"
_GSM = 15
# The schemes that stand for UCS-2 (23.038, 5), and that of messages, which some modems tell.
_GENERAL, _UCS_2 = 0xCC, 0x48
_OTHER_UCS_2 = (0x08, 0x11)
# What the network wants to know next, and what it does not do.
_ASKS, _UNSUPPORTED, _TIME_OUT = 1, 4, 5
# No text of the network is longer; a pattern takes the longer, the more it is given.
_LONGEST = 182


class Ussd:
    """Codes and their answers, one at a time."""

    def __init__(self, dialogue: Dialogue) -> None:
        """Ask nothing yet."""
        self._dialogue = dialogue
        self._turn = asyncio.Lock()
        self._answer: asyncio.Future[Line] | None = None
        dialogue.listeners.append(self._hear)

    async def balance(self, settings: Settings, *, is_packed: bool) -> Balance:
        """Return what is left, as the account's pattern finds it; raises GatewayError."""
        code, pattern = settings.balance_code, settings.balance_pattern
        if code is None or pattern is None:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)
        async with self._turn:
            line = await self._ask(code, is_packed=is_packed)
        found = pattern.search(_text(line, is_packed=is_packed)[:_LONGEST])
        if found is None:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_BALANCE, retryable=True)
        value = amount(found[1])
        if value is None:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.UNCLEAR_BALANCE, retryable=True)
        return Balance(value, None)

    def _hear(self, line: Line) -> None:
        if line.text.startswith(_TOLD) and self._answer is not None and not self._answer.done():
            self._answer.set_result(line)

    async def _ask(self, code: str, *, is_packed: bool) -> Line:
        self._answer = answer = asyncio.get_running_loop().create_future()
        written = _packed(code) if is_packed else code
        try:
            await self._dialogue.command(f'AT+CUSD=1,"{written}",{_GSM}')
            async with asyncio.timeout(self._dialogue.timing.ussd):
                await asyncio.wait(
                    [answer, self._dialogue.lost], return_when=asyncio.FIRST_COMPLETED
                )
        except Refused as refused:
            error = error_of(refused)
            words = f"{Reason.CODE_REFUSED}: {error.text}"
            raise GatewayError(error.kind, words, code=error.code, retryable=True) from None
        except TimeoutError:
            raise _no_answer() from None
        finally:
            self._answer = None
        if not answer.done():
            raise _no_answer()
        return await self._ended(answer.result())

    async def _ended(self, line: Line) -> Line:
        """Have the network wait for nothing more; raises GatewayError where it tells nothing."""
        state = line.number(0)
        if state == _ASKS:
            with suppress(Refused):
                await self._dialogue.command("AT+CUSD=2")
        if state == _UNSUPPORTED:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.CODE_REFUSED)
        if state == _TIME_OUT:
            raise _no_answer()
        return line


def _packed(code: str) -> str:
    written = septets(code)
    # Else the last septet would be read as an @ (23.038, 6.1.2.3.1).
    fill = b"\r" if len(written) % 8 == 7 else b""  # noqa: PLR2004 - one less than fill octets
    return packed(written + fill).hex().upper()


def _text(line: Line, *, is_packed: bool) -> str:
    """Return the text of an answer, which may be written in hexadecimal."""
    fields = line.fields
    written = fields[1] if len(fields) > 1 else ""
    octets = as_pdu(written)
    if octets is None:
        return written
    scheme = line.number(2) or _GSM
    if scheme & _GENERAL == _UCS_2 or scheme in _OTHER_UCS_2:
        return from_utf_16(octets)
    return from_septets(unpacked(octets, len(octets) * 8 // 7)) if is_packed else written


def _no_answer() -> GatewayError:
    # The network's: the modem is there.
    return GatewayError(ErrorKind.SERVER, Reason.CODE_REFUSED, retryable=True)
