"""The inbox: what comes in is on disk before the gateway hears that it arrived."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import batched
from math import inf
import time

from ..gateways.base import InboundMessage
from . import claims, consent, consent_notes, inbound, limits, parts, text
from .consent import Block
from .consent_notes import Note
from .inbound import Terms
from .inflow import Inflow, TooManyMessagesError
from .journal import Journal, Unit
from .message import Change, ConsentChanged, Draft, ReceivedKind
from .number import read_numbers
from .publisher import Publisher
from .wish import Wish, wish_of
from .writer import Writer

# Writes the automatic answer to a message, where one is wanted.
type Answerer = Callable[[InboundMessage, Wish], Draft | None]

# How many numbers are remembered as they were read; anybody can write from any number.
_KNOWN_NUMBERS = 5000
# How many blocks of another account are taken over at a time.
_SLICE = 200


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
        people: Collection[str] = (),
        changed: Callable[[Collection[str]], None],
    ) -> None:
        """Work on an open journal; `people` are those known."""
        self._journal = journal
        self._terms = replace(terms, people=people)
        self._answer = answer
        self._people = people
        self._changed = changed
        self._wake = asyncio.Event()
        self._inflow = Inflow()
        self._numbers: dict[str, str] = {}
        self.blocked: set[str] = set()
        publisher.listen(self._hear)

    async def load(self) -> None:
        """Read who has written STOP in an earlier run."""
        self.blocked = await self._journal.run(consent.blocked_numbers)

    def apply(self, terms: Terms) -> None:
        """Go on with other terms, and with the people that there are now."""
        self._terms = replace(terms, people=self._people)
        self._numbers.clear()

    async def receive(
        self, messages: Sequence[InboundMessage], also: Unit[None] | None = None
    ) -> int:
        """Write messages; once this returns, they are on disk. Returns how many were new.

        `also` is done in their transaction.
        """
        told = [_storable(message) for message in await self.as_sent(messages)]
        answers = [self._answer_to(message) for message in told]

        def write(db: Writer) -> int:
            now = time.time()
            if also is not None:
                also(db)
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

    async def admit(
        self, messages: Sequence[InboundMessage]
    ) -> tuple[list[InboundMessage], TooManyMessagesError | None]:
        """Return what is taken of what a callback brought, and why the rest is not, if it is not.

        Strangers together may only bring so much; whom the account knows is always heard.
        """
        senders = {message.sender for message in messages}.difference(self._people)
        if not senders:
            return list(messages), None
        find = partial(inbound.strangers, numbers=senders, people=self._people)
        strangers = await self._journal.run(find)
        count = sum(message.sender in strangers for message in messages)
        try:
            self._inflow.take(count, time.monotonic())
        except TooManyMessagesError as error:
            return [message for message in messages if message.sender not in strangers], error
        return list(messages), None

    async def set_consent(
        self, number: str, scope: str, *, subscribed: bool = False, note: Note | None = None
    ) -> None:
        """Block a number by hand, or lift whatever blocks it; once back, it is on disk."""

        def write(db: Writer) -> None:
            now, everywhere = time.time(), scope == "all"
            if note is not None:
                consent_notes.write(db, number, note, now, scope, subscribed=subscribed)
            if not subscribed:
                consent.block(db, number, scope, now, now)
                return
            consent.lift(db, number, inf, now, everywhere=everywhere)
            # Also where nothing blocks it: another account's block may come to be known later.
            consent.remember_lift(db, number, now, now, everywhere=everywhere)

        await self._journal.run(write)

    async def take_over(self, blocks: Sequence[Block]) -> dict[str, float]:
        """Block whom another account must not write to, unless that was taken back here since.

        Returns which of these blocks were taken back for all accounts, and when.
        """
        taken_back: dict[str, float] = {}
        for slice_of_all in batched(blocks, _SLICE, strict=False):
            taken_back |= await self._journal.run(partial(self._take_over, blocks=slice_of_all))
        return taken_back

    def _take_over(self, db: Writer, blocks: Sequence[Block]) -> dict[str, float]:
        return inbound.take_over(db, blocks, self._terms, time.time())

    async def lift_everywhere(self, lifts: Mapping[str, float]) -> None:
        """Lift what holds for all accounts and was taken back at another one, with when."""

        def write(db: Writer) -> None:
            inbound.lift_everywhere(db, lifts, self._terms, time.time())

        if lifts:
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
            and limits.may_answer(db, draft.number, self._terms.own_numbers, now)
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


def _storable(message: InboundMessage) -> InboundMessage:
    """Return a message of which everything can be stored; a part may end in half a character."""
    whole = message.text if message.part else text.storable(message.text)
    return message if whole == message.text else replace(message, text=whole)
