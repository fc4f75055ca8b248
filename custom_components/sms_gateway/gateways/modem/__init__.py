"""A GSM or LTE modem, by AT commands (own-sim.md 2)."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from random import randrange
from types import MappingProxyType
from typing import override

from aiohttp import ClientSession

from ..base import (
    Arrival,
    Balance,
    BlockLift,
    CallbackAddress,
    CallbackAnswer,
    CallbackLogin,
    CallbackRequest,
    Capabilities,
    Deliver,
    ErrorKind,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    SessionGateway,
    nowhere,
)
from ..callback_fields import is_empty
from ..kept_session import KeptSession
from ..reasons import Reason
from . import settings as given
from .condition import Condition
from .port import REQUIREMENT
from .session import Memory, Session, begun
from .settings import FIELDS, Settings
from .timing import Timing

TIMING = Timing()
# A part takes 2 to 15 seconds (own-sim.md 2.2).
_PER_MINUTE = 6

# Which modem is at a port that is open here: nobody can open it again.
_ports: dict[str, Modem] = {}


class Modem(Gateway, SessionGateway):
    """A modem with a SIM, at a port of this computer or of another one."""

    name = "GSM or LTE modem"
    default_url = ""
    schemes = ()
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        balance=False,
        callback_login=CallbackLogin.NOWHERE,
        per_minute=_PER_MINUTE,
        radio=True,
    )
    fields = FIELDS
    advice = "modem_gone"
    requirement = REQUIREMENT

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Open nothing yet."""
        super().__init__(session, url, credentials, callback_address)
        can_be_asked = all(credentials.get(name) for name in ("balance_code", "balance_pattern"))
        self.capabilities = replace(self.capabilities, balance=can_be_asked)
        self._memory = Memory()
        self.kept = KeptSession[Session](lambda session: session.dialogue.lost.done())
        # A random start: parts of a message before a restart are no parts of one behind it.
        self._reference = randrange(0x100)  # noqa: S311 - nobody gains by guessing it

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return credentials["port"].strip()

    @classmethod
    @override
    def wrong_field(cls, credentials: Mapping[str, str]) -> tuple[str, str] | None:
        return given.wrong_field(credentials)

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        session = await self.kept.get(TIMING.patience)
        self._reference = (self._reference + 1) % 0x100
        return [await session.send(message, self._reference)]

    @override
    async def balance(self) -> Balance:
        if not self.capabilities.balance:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)
        return await self._balance(await self.kept.get(TIMING.patience))

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        oddity = None if is_empty(request) else "everything comes in over the modem"
        return ParsedCallback(answer=CallbackAnswer(), oddity=oddity)

    @override
    async def try_out(self) -> None:
        if (session := await _at_work(self._settings.port)) is not None:
            await self._try_balance(session)
            return
        async with begun(self._settings, Memory(), TIMING) as session:
            await self._try_balance(session)

    @override
    async def run(self, deliver: Deliver, connected: Callable[[], None]) -> None:
        port = self._settings.port
        _ports[port] = self

        def told(condition: Condition) -> None:
            self.condition = condition
            connected()

        async def delivered(arrivals: Sequence[Arrival]) -> bool:
            return await deliver([self._addressed(one) for one in arrivals])

        async def stay(session: Session) -> GatewayError:
            self.is_connected = True
            connected()
            return await session.stay(delivered, told)

        try:
            await self.kept.hold(begun(self._settings, self._memory, TIMING), stay)
        finally:
            if _ports.get(port) is self:
                del _ports[port]
            self.is_connected = False
            self.condition = MappingProxyType({})

    @override
    async def wanted(self) -> None:
        await self.kept.wanted()

    @cached_property
    def _settings(self) -> Settings:
        return given.settings(self._credentials)

    async def _balance(self, session: Session) -> Balance:
        return await session.ussd.balance(self._settings, is_packed=session.ready.packs_ussd)

    async def _try_balance(self, session: Session) -> None:
        """Ask once for what the account is to ask for; raises GatewayError."""
        if self.capabilities.balance:
            await self._balance(session)

    def _addressed(self, told: Arrival) -> Arrival:
        """Return what came in with the number that it came to, which a modem does not know."""
        own = self._credentials.get("sender", "")
        return replace(
            told,
            events=[
                replace(event, to=own) if isinstance(event, InboundMessage) else event
                for event in told.events
            ],
        )


async def _at_work(port: str) -> Session | None:
    """Return the session that has a port open here, once it is ready, if there is one."""
    with suppress(TimeoutError):
        async with asyncio.timeout(TIMING.patience):
            while (other := _ports.get(port)) is not None:
                if other.kept.now is not None:
                    return other.kept.now
                await asyncio.sleep(TIMING.again)
    return None
