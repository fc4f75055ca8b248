"""One message on its way into the network, part after part (own-sim.md 2.2)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from ..base import (
    Accepted,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from ..in_part import in_part
from ..reasons import Reason
from ..validity import kept
from .at import Dialogue
from .errors import error_of
from .lines import Refused
from .pdu import PduError, submit
from .references import References
from .status import DUPLICATE, NO_VALIDITY

_OF_THE_NETWORK = "CMS"
# How many parts a header can count.
_MOST_PARTS = 255


class Submission:
    """A message that is handed over once."""

    def __init__(
        self,
        message: OutgoingMessage,
        reference: int,
        dialogue: Dialogue,
        references: References,
        give_way: Callable[[], Awaitable[None]],
    ) -> None:
        """Begin nothing yet; `reference` is what its parts have in common.

        `give_way` waits for what has to go first, before each part.
        """
        self._message = message
        self._reference = reference
        self._dialogue = dialogue
        self._references = references
        self._give_way = give_way
        self._loop = asyncio.get_running_loop()
        self._ends_at = None if message.lasts is None else self._loop.time() + message.lasts

    async def result(self) -> SendResult:
        """Hand it over; return what came of all of it."""
        ids: list[str | None] = []
        try:
            pdus = self._pdus(self._lasts())
            if len(pdus) > 1:
                await self._keep_open()
            for place in range(len(pdus)):
                await self._give_way()
                if not ids and self._is_over:
                    raise _too_late()
                ids.append(await self._part(pdus[place], place))
        except GatewayError as error:
            return in_part(error) if ids else error
        known = [one for one in ids if one is not None]
        return Accepted(known[0], tuple(known[1:])) if known else Accepted(None)

    @property
    def _is_over(self) -> bool:
        return self._ends_at is not None and self._loop.time() >= self._ends_at

    def _lasts(self) -> float | None:
        return None if self._ends_at is None else max(0.0, self._ends_at - self._loop.time())

    def _pdus(self, lasts: float | None) -> Sequence[bytes]:
        message = self._message
        try:
            return submit(
                message.to,
                message.text,
                reference=self._reference,
                lasts=kept(lasts),
                wants_report=True,
            )
        except PduError:
            if message.parts > _MOST_PARTS:
                raise GatewayError(ErrorKind.CONTENT, Reason.TOO_MANY_PARTS) from None
            raise GatewayError(ErrorKind.RECIPIENT, Reason.NO_NUMBER) from None

    async def _keep_open(self) -> None:
        """Have the network ready for the next part at once, where the modem can."""
        with suppress(Refused):
            await self._dialogue.command("AT+CMMS=1")

    async def _part(self, pdu: bytes, place: int) -> str | None:
        """Hand over a part; return its id, if it has one. Raises GatewayError."""
        try:
            return await self._hand_over(pdu)
        except Refused as refused:
            if _code(refused) not in NO_VALIDITY or self._ends_at is None:
                raise error_of(refused) from None
        try:
            return await self._hand_over(self._pdus(None)[place])
        except Refused as refused:
            raise error_of(refused) from None

    async def _hand_over(self, pdu: bytes) -> str | None:
        # Switched off and on, some take a length for a number, and a PDU for a text to it.
        await self._dialogue.command("AT+CMGF=0")
        try:
            told = await self._dialogue.submit(pdu)
        except Refused as refused:
            if _code(refused) != DUPLICATE:
                raise
            return None  # the SMSC has it, from an attempt of which nobody knew
        reference = told[0].number(0) if told else None
        return None if reference is None else self._references.taken(self._message.to, reference)


def _code(refused: Refused) -> int | None:
    """Return the number of a refusal that is the network's, and about a message."""
    return refused.code if refused.table == _OF_THE_NETWORK else None


def _too_late() -> GatewayError:
    return GatewayError(ErrorKind.RATE, Reason.MODEM_BUSY, retryable=True)
