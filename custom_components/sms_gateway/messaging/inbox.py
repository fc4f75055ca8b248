"""The inbox: what comes in is on disk before the gateway hears that it arrived."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf
import time

from ..gateways.base import InboundMessage
from . import claims, consent, inbound, limits, parts
from .consent import Block
from .inbound import Terms
from .journal import Journal
from .message import Change, ConsentChanged, Draft, ReceivedKind
from .number import read_numbers
from .publisher import Publisher
from .wish import Wish, wish_of
from .writer import Writer

# Writes the automatic answer to a message, where one is wanted.
type Answerer = Callable[[InboundMessage, Wish], Draft | None]

# How many numbers are remembered as they were read; anybody can write from any number.
_KNOWN_NUMBERS = 5000


class Inbox:
    """Everything that comes in for one account.

    `blocked` holds the numbers that have written STOP; `changed` is told which ones.
    Automatic answers are committed with what they answer.
    """

    def __init__(
        self,
        journal: Journal,
        publisher: Publisher,
        terms: Terms,
        *,
        answer: Answerer,
        own_numbers: Collection[str],
        people: Collection[str] = (),
        changed: Callable[[Collection[str]], None],
    ) -> None:
        """Work on an open journal; our own numbers are not answered, `people` are those known."""
        self._journal = journal
        self._terms = terms
        self._answer = answer
        self._own_numbers = own_numbers
        self._people = people
        self._changed = changed
        self._wake = asyncio.Event()
        self._numbers: dict[str, str] = {}
        self.blocked: set[str] = set()
        publisher.listen(self._hear)

    async def load(self) -> None:
        """Read who has written STOP in an earlier run."""
        self.blocked = await self._journal.run(consent.blocked_numbers)

    async def receive(self, messages: Sequence[InboundMessage]) -> int:
        """Write messages; once this returns, they are on disk. Returns how many were new."""
        told = await self.as_sent(messages)
        answers = [self._answer_to(message) for message in told]

        def write(db: Writer) -> int:
            now = time.time()
            return sum(
                self._write(db, now, message, answer)
                for message, answer in zip(told, answers, strict=True)
            )

        writing = self._journal.run(write)
        if any(message.part for message in told):
            # Also if whoever waits here is cancelled: what is on disk is waited for.
            writing.add_done_callback(lambda _: self._wake.set())
        return await writing

    async def as_sent(self, messages: Sequence[InboundMessage]) -> list[InboundMessage]:
        """Return messages with their numbers as those are known here."""
        written = {number for message in messages for number in (message.sender, message.to)}
        if unread := written - self._numbers.keys():
            # Off the loop: a country's numbering plan is read from disk when it is first needed.
            read = partial(read_numbers, unread, self._terms.country, self._people)
            self._numbers |= await asyncio.get_running_loop().run_in_executor(None, read)
        numbers = {number: self._numbers[number] for number in written}
        if len(self._numbers) > _KNOWN_NUMBERS:
            self._numbers.clear()
        return [
            replace(message, sender=numbers[message.sender], to=numbers[message.to])
            for message in messages
        ]

    async def set_consent(self, number: str, scope: str | None, since: float | None = None) -> None:
        """Block a number, or with no scope lift whatever blocks it; once back, it is on disk.

        `since` is when that was said, now if nothing is given.
        """

        def write(db: Writer) -> None:
            now = time.time()
            if scope is None:
                consent.lift(db, number, inf, now)
            else:
                consent.block(db, number, scope, now if since is None else since, now)

        await self._journal.run(write)

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
            await self._journal.persist(lambda db: inbound.give_out(db, time.time(), self._terms))

    def _answer_to(self, message: InboundMessage) -> Draft | None:
        """Return the automatic answer to a STOP or a call for help from somebody with a phone."""
        wish = wish_of(message, self._terms.vocabulary)
        if wish in (Wish.NONE, Wish.START) or not message.sender.startswith("+"):
            return None
        return self._answer(message, wish)

    def _write(self, db: Writer, now: float, message: InboundMessage, draft: Draft | None) -> bool:
        """Write a message and the answer to it; tell whether it was new."""
        was_blocked = draft and consent.blocks(db, [message.sender])
        events = inbound.receive(db, message, now, self._terms)
        if events is None:
            return False
        # A STOP is confirmed once, and where it blocks: it may be part of a long message, or late.
        is_asked = any(event.kind is ReceivedKind.HELP for event in events)
        is_confirmed = not was_blocked and bool(consent.blocks(db, [message.sender]))
        if (
            draft
            and (is_asked or is_confirmed)
            and limits.may_answer(db, draft.number, self._own_numbers, now)
        ):
            claims.insert(db, [draft], now)
        return True

    def _hear(self, changes: Sequence[Change]) -> None:
        heard = [change for change in changes if isinstance(change, ConsentChanged)]
        for change in heard:
            if change.is_blocked:
                self.blocked.add(change.number)
            else:
                self.blocked.discard(change.number)
        if heard:
            self._changed({change.number for change in heard})
