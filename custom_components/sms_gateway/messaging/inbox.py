"""The inbox: what comes in is on disk before the gateway hears that it arrived."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from sqlite3 import Connection
import time

from ..gateways.base import InboundMessage
from . import consent, inbound, outbound, parts
from .consent import Block
from .events import Events
from .inbound import Terms
from .journal import Journal
from .message import Draft, MessageReceived, ReceivedKind, StatusChanged
from .wish import Wish, wish_of

# Writes the automatic answer to a message, where one is wanted.
type Answerer = Callable[[InboundMessage, Wish], Draft | None]


@dataclass(frozen=True, slots=True)
class _Written:
    """What became of a message that was new: what is to be told, and what answers it."""

    events: Sequence[MessageReceived]
    answer: StatusChanged | None


class Inbox:
    """Everything that comes in for one account.

    `blocked` holds the numbers that have written STOP; `changed` is called when it changes.
    Automatic answers are committed with what they answer, and given to `submitted`.
    """

    def __init__(
        self,
        journal: Journal,
        events: Events,
        terms: Terms,
        *,
        answer: Answerer,
        own_numbers: Collection[str],
        submitted: Callable[[Sequence[StatusChanged]], None],
        changed: Callable[[], None],
    ) -> None:
        """Work on an open journal; our own numbers are not answered."""
        self._journal = journal
        self._events = events
        self._terms = terms
        self._answer = answer
        self._own_numbers = own_numbers
        self._submitted = submitted
        self._changed = changed
        self._wake = asyncio.Event()
        self.blocked: frozenset[str] = frozenset()

    async def load(self) -> None:
        """Read who has written STOP in an earlier run."""
        self.blocked = await self._journal.run(consent.blocked_numbers)

    async def receive(self, messages: Sequence[InboundMessage]) -> int:
        """Write messages; once this returns, they are on disk. Returns how many were new."""
        answers = [self._answer_to(message) for message in messages]

        def write(db: Connection) -> list[_Written]:
            results = map(partial(self._write, db, time.time()), messages, answers, strict=True)
            return [result for result in results if result is not None]

        def written(new: Sequence[_Written]) -> None:
            self._received([event for result in new for event in result.events])
            self._submitted([result.answer for result in new if result.answer is not None])
            if any(message.part for message in messages):
                self._wake.set()

        new = await self._journal.run(write, written)
        return len(new)

    async def set_consent(self, number: str, scope: str | None, since: float | None = None) -> None:
        """Block a number, or with no scope lift whatever blocks it; once back, it is on disk.

        `since` is when that was said, now if nothing is given.
        """

        def write(db: Connection) -> frozenset[str]:
            if scope is None:
                consent.lift(db, number, inf)
            else:
                consent.block(db, number, scope, time.time() if since is None else since)
            return consent.blocked_numbers(db)

        await self._journal.run(write, self._set_blocked)

    async def block_of(self, number: str) -> Block | None:
        """Return what keeps a number from being written to."""
        return (await self._journal.run(partial(consent.blocks, numbers=[number]))).get(number)

    async def has_heard_stop(self, number: str, said_at: float) -> bool:
        """Tell whether a number wrote STOP here at a moment, as far as that was kept."""
        return await self._journal.run(
            partial(
                inbound.has_heard_stop,
                number=number,
                said_at=said_at,
                vocabulary=self._terms.vocabulary,
            )
        )

    async def blocked_everywhere(self) -> list[Block]:
        """Return the blocks that hold for all accounts."""
        return await self._journal.run(consent.blocked_everywhere)

    async def run(self) -> None:
        """Give out the long messages of which parts never come, until cancelled."""
        while True:
            self._wake.clear()
            moment = await self._journal.persist(parts.next_overdue)
            delay = None if moment is None else max(0.0, moment - time.time())
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._wake.wait()
            await self._journal.persist(self._give_out, self._received)
            await self._journal.persist(consent.blocked_numbers, self._set_blocked)

    def look_again(self) -> None:
        """Look at who is blocked: a gateway has said that somebody opted out there."""
        self._wake.set()

    def _give_out(self, db: Connection) -> list[MessageReceived]:
        return inbound.give_out(db, time.time(), self._terms)

    def _answer_to(self, message: InboundMessage) -> Draft | None:
        """Return the automatic answer to a STOP or a call for help from somebody with a phone."""
        wish = wish_of(message, self._terms.vocabulary)
        if wish in (Wish.NONE, Wish.START) or not message.sender.startswith("+"):
            return None
        return self._answer(message, wish)

    def _write(
        self, db: Connection, now: float, message: InboundMessage, draft: Draft | None
    ) -> _Written | None:
        was_blocked = draft and consent.blocks(db, [message.sender])
        events = inbound.receive(db, message, now, self._terms)
        if events is None:
            return None
        answer = None
        # A STOP is confirmed once, and where it blocks: it may be part of a long message, or late.
        is_asked = any(event.kind is ReceivedKind.HELP for event in events)
        if draft and (is_asked or (not was_blocked and consent.blocks(db, [message.sender]))):
            answer = outbound.answer(db, draft, self._own_numbers, now)
        return _Written(events, answer)

    def _received(self, events: Sequence[MessageReceived]) -> None:
        blocked = self.blocked
        for event in events:
            if event.kind is ReceivedKind.OPT_OUT:
                blocked |= {event.received.message.sender}
            elif event.kind is ReceivedKind.OPT_IN:
                blocked -= {event.received.message.sender}
        self._events.publish(events)
        self._set_blocked(blocked)

    def _set_blocked(self, blocked: frozenset[str]) -> None:
        if blocked != self.blocked:
            self.blocked = blocked
            self._changed()
