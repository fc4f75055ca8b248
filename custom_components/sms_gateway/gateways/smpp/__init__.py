"""SMPP 3.4, as SMSCs and aggregators speak it (smpp.md)."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cached_property
from random import randrange
from typing import override

from aiohttp import ClientSession

from ..base import (
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
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    SessionGateway,
    nowhere,
)
from ..callback_fields import is_empty
from ..kept_session import KeptSession
from ..reasons import Reason
from ..under_way import UnderWay
from . import settings as given
from .connection import Timing
from .incoming import Incoming
from .session import Session, opened
from .settings import FIELDS, Settings
from .status import Status, code
from .submission import Submission
from .text import takes

TIMING = Timing()
# After how many sessions that were refused without a reason the credentials are taken for wrong.
_TRIES = 10

type _Bound = tuple[Session, Incoming]


class Smpp(Gateway, SessionGateway):
    """An account at an SMSC: a carrier's, an aggregator's, or one of a box of one's own."""

    name = "SMPP"
    default_url = ""
    schemes = ("smpp", "smpps")
    capabilities = Capabilities(
        batch_size=10,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        balance=False,
        callback_login=CallbackLogin.NOWHERE,
    )
    fields = FIELDS

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Connect to nothing yet."""
        super().__init__(session, url, credentials, callback_address)
        # What is under way together is known to be taken together.
        window = int(credentials.get("window") or self.capabilities.batch_size)
        self.capabilities = replace(self.capabilities, batch_size=window)
        self._kept = KeptSession[_Bound](lambda bound: bound[0].is_lost)
        self._under_way = UnderWay()
        self._times_refused = 0
        # A random start: parts of a message before a restart are no parts of one behind it.
        self._reference = randrange(0x10000)  # noqa: S311 - nobody gains by guessing it

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        return given.base_url(url)

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return f"{credentials['system_id']}\n{credentials.get('system_type', '')}"

    @classmethod
    @override
    def wrong_field(cls, credentials: Mapping[str, str]) -> tuple[str, str] | None:
        return given.wrong_field(credentials)

    @override
    def takes_plainly(self, text: str) -> bool:
        return takes(text, self._settings.alphabet)

    @override
    async def balance(self) -> Balance:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        oddity = None if is_empty(request) else "everything comes in over the session"
        return ParsedCallback(answer=CallbackAnswer(), oddity=oddity)

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        with self._under_way.to({message.to for message in batch}):
            results = await self._hand_over(batch)
            again = [place for place, result in enumerate(results) if _is_unbound(result)]
            if again:
                # Nothing of them was taken: they go out over the next session.
                anew = await self._hand_over([batch[place] for place in again])
                for place, result in zip(again, anew, strict=True):
                    results[place] = result
            return results

    @override
    async def try_out(self) -> None:
        incoming = Incoming(self._under_way, self._settings.alphabet)
        await incoming.close(0)
        async with opened(self._settings, self.tls, incoming.hear, TIMING) as session:
            await session.unbind()

    @override
    async def run(self, deliver: Deliver, connected: Callable[[], None]) -> None:
        async def stay(bound: _Bound) -> GatewayError:
            self._times_refused = 0
            self.is_connected = True
            connected()
            return await _stay(*bound, deliver)

        try:
            await self._kept.hold(self._binding(), stay)
        finally:
            self.is_connected = False

    @override
    async def wanted(self) -> None:
        await self._kept.wanted()

    @cached_property
    def _settings(self) -> Settings:
        """Return what the account is set to; raises GatewayError where its address is none."""
        try:
            return given.settings(self._url, self._credentials)
        except ValueError:
            raise GatewayError(ErrorKind.UNKNOWN, Reason.BAD_ADDRESS) from None

    async def _hand_over(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        _ = self._settings  # where they are wrong there will be no session
        session, incoming = await self._kept.get(TIMING.patience)
        return await asyncio.gather(
            *(self._submission(message, session, incoming).result() for message in batch)
        )

    def _submission(
        self, message: OutgoingMessage, session: Session, incoming: Incoming
    ) -> Submission:
        self._reference = (self._reference + 1) % 0x10000
        return Submission(message, self._settings, self._reference, session, incoming)

    @asynccontextmanager
    async def _binding(self) -> AsyncIterator[_Bound]:
        """Bind, for as long as it is needed; raises GatewayError."""
        incoming = Incoming(self._under_way, self._settings.alphabet)
        try:
            async with opened(self._settings, self.tls, incoming.hear, TIMING) as session:
                yield session, incoming
        except GatewayError as error:
            raise self._refusal(error) from None

    def _refusal(self, error: GatewayError) -> GatewayError:
        """Return why there is no session: refused without a reason, it may be for anything."""
        if error.code != code(Status.BIND_FAILED):
            return error
        self._times_refused += 1
        if self._times_refused >= _TRIES:
            return error
        return GatewayError(ErrorKind.SERVER, error.text, code=error.code, retryable=True)


def _is_unbound(result: SendResult) -> bool:
    """Tell whether an SMSC has forgotten the session that a message was to go out over."""
    return isinstance(result, GatewayError) and result.code == code(Status.WRONG_BIND_STATE)


async def _stay(session: Session, incoming: Incoming, deliver: Deliver) -> GatewayError:
    """Let what comes in come in, until a connection is lost; in the end, take leave."""
    storing = asyncio.create_task(incoming.run(deliver))
    losing = asyncio.create_task(session.lost())
    try:
        await asyncio.wait([storing, losing], return_when=asyncio.FIRST_COMPLETED)
        if storing.done():
            storing.result()
        return await losing
    finally:
        try:
            await incoming.close(TIMING.unbind)
            await session.unbind()
        finally:
            storing.cancel()
            losing.cancel()
            await asyncio.gather(storing, losing, return_exceptions=True)
