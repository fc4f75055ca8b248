"""Brings the customer receipts and replies until they are acknowledged (smpp.md 10.9)."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from ..background import Background
from ..callbacks import Attempt, Callback, CallbackRequest, CallbackState
from ..faults import Fault, Faults
from ..network import Network, now_ms
from .pdu import Command, Pdu
from .session import Session


@dataclass(slots=True, eq=False)
class Brought:
    """A receipt, or a reply or a part of one."""

    command: Command
    body: bytes
    callback: Callback
    """What the page and the control API show of it."""


def brought(command: Command, body: bytes, summary: str, **fields: object) -> Brought:
    """Return something to be brought, with what the page shows."""
    request = CallbackRequest(summary=summary, fields=fields, method=command.name.lower())
    return Brought(command, body, Callback("smpp", request))


class Bringing:
    """What the customer is to be brought, in order; it waits while no receiver is bound."""

    def __init__(
        self,
        network: Network,
        faults: Faults,
        background: Background,
        note: Callable[[Callback], None],
    ) -> None:
        """Start with nothing."""
        self.acknowledged: list[Brought] = []
        self.waiting: list[Brought] = []
        self._receivers: list[Session] = []
        self._network = network
        self._faults = faults
        self._background = background
        self._note = note

    def clear(self) -> None:
        """Forget everything but who is bound."""
        self.acknowledged.clear()
        self.waiting.clear()

    def add_receiver(self, session: Session) -> None:
        """Bring over this session from now on, and first what waits."""
        self._receivers.append(session)
        waiting, self.waiting = self.waiting, []
        for each in waiting:
            self._bring(each)

    async def bring(self, *those: Brought) -> None:
        """Bring what is new; return when each was tried once."""
        if under_way := self.begin(*those):
            await asyncio.wait(under_way)

    def begin(self, *those: Brought) -> list[asyncio.Task[None]]:
        """Send what is new, if somebody is bound; return what waits for its acknowledgement."""
        trying = []
        for each in those:
            self._note(each.callback)
            times = 2 if self._faults.take(Fault.DUPLICATE_CALLBACKS) else 1
            trying += [self._bring(each) for _ in range(times)]
        return [task for task in trying if task]

    def _bring(self, what: Brought) -> asyncio.Task[None] | None:
        self._receivers = [session for session in self._receivers if session.can_receive]
        if not self._receivers:
            self.waiting.append(what)
            return None
        answer = self._receivers[-1].request(what.command, what.body)
        return self._background.start(self._hear(what, answer))

    async def _hear(self, what: Brought, answer: asyncio.Future[Pdu | None]) -> None:
        account = self._network.account
        try:
            async with asyncio.timeout(account.callback_timeout):
                response = await answer
        except TimeoutError:
            self._tried(what, "timeout")
            self._background.start(self._again(what))
            return
        if response is None or self._faults.take(Fault.ACKNOWLEDGEMENT_LOST):
            self._tried(what, "not acknowledged")
            self.waiting.append(what)
        elif response.status:
            self._tried(what, response.status)
            self._background.start(self._again(what))
        else:
            what.callback.state = CallbackState.DONE
            self.acknowledged.append(what)
            self._tried(what, 0)

    async def _again(self, what: Brought) -> None:
        """Bring it again after a while; after the last time, once somebody binds."""
        account = self._network.account
        tries = len(what.callback.attempts)
        if tries > account.callback_retries:
            self.waiting.append(what)
            return
        await asyncio.sleep(account.callback_retry_delay * 2 ** (tries - 1))
        self._bring(what)

    def _tried(self, what: Brought, answer: int | str) -> None:
        what.callback.attempts.append(Attempt(now_ms(), answer))
        self._network.changed()
