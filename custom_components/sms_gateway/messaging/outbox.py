"""The outbox: accept, commit, hand over in batches, retry, tell what became of each message."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from math import inf
from sqlite3 import Connection
import time

from ..gateways.base import (
    Accepted,
    DeliveryReport,
    ErrorKind,
    Gateway,
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from . import handover, outbound, setting
from .events import Events
from .handover import Fallback, Settled
from .journal import Journal
from .message import (
    Draft,
    EngineEvent,
    MessageState,
    OutboundMessage,
    Refusal,
    RefusalKind,
    StatusChanged,
)
from .number import is_number
from .outbound import Limits, Numbers, Outcome
from .retry import next_attempt
from .text import Encoding, encoding

# Requests that are under way at once while the gateway is well. Gateways answer in 1 to 2 seconds:
# with four of them a thousand messages leave within a few seconds, in the order of their priority.
_PARALLEL_BATCHES = 4
# While the gateway is down, how far apart the single batches are that probe it, in seconds.
_PROBE_INTERVAL = 1.0
# How long to wait before an account that could not be asked is asked again, in seconds.
_SETTLE_PAUSE = 60.0
# How long a request that is under way may hold up an unload, in seconds.
_GRACE = 10.0

_SENDING = "sending"

# What is over as soon as the gateway answers anything at all.
MENDED_BY_ANY_ANSWER = frozenset({ErrorKind.AUTH, ErrorKind.ADDRESS, ErrorKind.NETWORK})

_INTERRUPTED = GatewayError(
    ErrorKind.UNKNOWN,
    "Home Assistant stopped before the gateway's answer came",
    retryable=True,
    uncertain=True,
)
_SWITCHED_OFF = GatewayError(ErrorKind.UNKNOWN, "sending is switched off")
_OPTED_OUT = GatewayError(ErrorKind.OPTED_OUT, "the recipient has written STOP")


@dataclass(frozen=True, slots=True)
class OutboxSettings:
    """What an account's options say about sending; limits of 0 do not limit.

    With `two_way` None, answers are asked for where the sender is a number.
    """

    retry_uncertain: bool
    hourly_messages: int
    daily_parts: int
    two_way: bool | None = None


class Outbox:
    """Everything that goes out through one account.

    The journal is the queue: nothing is kept in memory but how the gateway does (`trouble` is what
    stands in the way, `has_contact` whether it was asked at all) and two counts. `changed` is
    called when one of those may have changed.
    """

    def __init__(
        self,
        journal: Journal,
        events: Events,
        gateway: Gateway,
        settings: OutboxSettings,
        midnight: Callable[[], float],
        changed: Callable[[], None],
        fallback: Fallback | None = None,
    ) -> None:
        """Work on an open journal; `midnight` tells when the account's day began."""
        self._journal = journal
        self._events = events
        self._gateway = gateway
        self._settings = settings
        self._midnight = midnight
        self._changed = changed
        self._fallback = fallback
        self._fallback_after = None if fallback is None else fallback.after
        self._is_settled = False
        self._wake = asyncio.Event()
        self._waits: set[_Wait] = set()
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._hold_began = self._hold_end = 0.0
        self._closing = False
        self.trouble: GatewayError | None = None
        self.has_contact = False
        self.sending_on = True
        self.pending = 0
        self.sent_today = 0

    async def load(self) -> None:
        """Take up the queue where an earlier run left it."""

        def recover(db: Connection) -> tuple[list[StatusChanged], outbound.Counts, bool]:
            now = time.time()
            outcomes = [
                self._outcome(message, _INTERRUPTED, now) for message in outbound.sending(db)
            ]
            changes = outbound.settle(db, outcomes, now, self._settings.retry_uncertain)
            handover.schedule(db, self._fallback_after)
            is_on = setting.read(db, _SENDING) in (None, "on")
            return changes, outbound.counts(db, self._midnight()), is_on

        changes, counts, self.sending_on = await self._journal.run(recover)
        self._events.publish(changes)
        self.pending, self.sent_today = counts.pending, counts.sent_today

    async def submit(
        self, drafts: Sequence[Draft], numbers: Numbers | None = None
    ) -> list[OutboundMessage | Refusal]:
        """Take messages, one result each: once this returns, what was taken is on disk."""
        if not self.sending_on:
            return [Refusal(draft.number, RefusalKind.SENDING_OFF) for draft in drafts]
        limits = Limits(
            self._settings.hourly_messages, self._settings.daily_parts, self._midnight()
        )
        results = await self._journal.run(
            lambda db: outbound.submit(
                db, drafts, limits, numbers or Numbers(), time.time(), self._fallback_after
            ),
            self._submitted,
        )
        return [result if isinstance(result, Refusal) else result.message for result in results]

    def _submitted(self, results: Sequence[StatusChanged | Refusal]) -> None:
        self._publish(result for result in results if isinstance(result, StatusChanged))
        self._wake.set()

    def taken(self, changes: Sequence[StatusChanged]) -> None:
        """Pass on messages that were committed elsewhere, such as automatic answers."""
        if changes:
            self._submitted(changes)

    async def cancel(self, message_id: str | None, tag: str | None) -> int:
        """Cancel the waiting messages with an id or a tag; return how many there were."""

        def write(db: Connection) -> list[StatusChanged]:
            return outbound.cancel(db, message_id, tag, time.time())

        cancelled = await self._journal.run(write, self._publish)
        if self._fallback is None:
            return len(cancelled)
        there = await self._journal.run(
            partial(handover.waiting_there, message_id=message_id, tag=tag)
        )
        return len(cancelled) + await self._fallback.cancel(there)

    async def follow(self, theirs: OutboundMessage) -> None:
        """Write how far the other account has come with a message that it took over."""

        def write(db: Connection) -> list[StatusChanged]:
            return handover.follow(db, theirs, time.time())

        await self._journal.persist(write, self._publish)
        # Its recipient may have written STOP while it could not be called back.
        self._wake.set()

    async def find(self, message_ids: Sequence[str]) -> list[OutboundMessage]:
        """Return those of these messages that are there."""

        def find(db: Connection) -> list[OutboundMessage]:
            found = (outbound.find(db, message_id) for message_id in message_ids)
            return [message for message in found if message is not None]

        return await self._journal.run(find)

    async def wait(
        self, message_ids: Sequence[str], until: MessageState, seconds: float
    ) -> list[OutboundMessage]:
        """Return the messages once all are as far as `until`, or have ended, or time is up.

        Closing the outbox ends the wait, too. What the gateway never tells is not waited for.
        """
        if not self._gateway.capabilities.reports:
            until = min(until, MessageState.ACCEPTED, key=lambda state: state.rank)
        wait = _Wait(set(message_ids), until)
        self._waits.add(wait)
        try:
            for message in await self.find(message_ids):
                wait.note(message)
            # What is known when the time is up is the answer.
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await wait.over.wait()
        finally:
            self._waits.discard(wait)
        return await self.find(message_ids)

    async def report(self, reports: Iterable[DeliveryReport]) -> None:
        """Write delivery reports; once this returns, they are on disk."""

        def write(db: Connection) -> list[StatusChanged]:
            now = time.time()
            return [change for found in reports for change in outbound.report(db, found, now)]

        changes = await self._journal.run(write, self._publish)
        if self._fallback is not None:
            # It had arrived after all: the other account need not send it any more.
            handed = [change.message for change in changes if change.message.fallback]
            await self._fallback.cancel([message.message_id for message in handed])

    async def switch(self, *, on: bool) -> None:
        """Switch sending on or off; what waits stays waiting until its time has passed."""

        def write(db: Connection) -> None:
            setting.write(db, _SENDING, "on" if on else "off")

        def switched(_: None) -> None:
            self.sending_on = on
            self._changed()
            self._wake.set()

        await self._journal.run(write, switched)

    def heard(self, error: GatewayError | None) -> None:
        """Learn from another request, such as one for the balance, how the gateway does."""
        self.has_contact = True
        if error is None:
            # That the balance can be asked says nothing about why messages were refused.
            if self.trouble is None or self.trouble.kind in MENDED_BY_ANY_ANSWER:
                self._set_trouble(None)
                self._hold_end = 0.0
                self._wake.set()
        elif error.kind in MENDED_BY_ANY_ANSWER:
            self._set_trouble(error)

    def look_again(self) -> None:
        """Look at the queue: something happened that may end messages in it."""
        self._wake.set()

    def settle(self) -> None:
        """Ask anew for what was handed over: the other account may know more, or be there now."""
        self._is_settled = False
        self._wake.set()

    def begin_day(self) -> None:
        """Count anew what was sent today."""
        self.sent_today = 0
        self._changed()

    async def run(self) -> None:
        """Hand over what is due, until cancelled."""
        while True:
            self._wake.clear()
            self._at_rest.clear()
            try:
                moment = await self._work()
            finally:
                self._at_rest.set()
            delay = None if moment is None else max(0.0, moment - time.time())
            with suppress(TimeoutError):
                async with asyncio.timeout(delay):
                    await self._wake.wait()

    async def close(self) -> None:
        """Begin nothing more, and let the requests that are under way end."""
        self._closing = True
        for wait in self._waits:
            wait.over.set()
        # A request that takes longer is cut off and counts as uncertain.
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self._at_rest.wait()

    def reopen(self) -> None:
        """Go on after all."""
        self._closing = False
        self._wake.set()

    async def _work(self) -> float | None:
        """Do all that can be done now; return when there will be more."""
        while True:
            await self._sweep()
            if self._closing or not self.sending_on:
                return await self._journal.persist(outbound.next_expiry)
            if self._fallback is not None:
                await self._hand_over(self._fallback)
            if self._is_held_for_credentials:
                return await self._journal.persist(outbound.next_expiry)
            if (held_until := self._held_until()) is not None:
                return await self._next(outbound.next_expiry, held_until)
            batches = await self._claim(1 if self.trouble else _PARALLEL_BATCHES)
            if not batches:
                return await self._next(outbound.next_moment)
            async with asyncio.TaskGroup() as attempts:
                for batch in batches:
                    self._publish(batch)
                    messages = [change.message for change in batch]
                    attempts.create_task(self._attempt(messages))

    async def _sweep(self) -> None:
        """End what has to end, here and at the account that took it over."""
        obstacle = self.trouble if self.sending_on else _SWITCHED_OFF

        def sweep(db: Connection) -> tuple[list[StatusChanged], list[str]]:
            ended = outbound.sweep(db, time.time(), _OPTED_OUT, obstacle)
            return ended, handover.opted_out(db)

        ended, elsewhere = await self._journal.persist(sweep)
        self._publish(ended)
        if self._fallback is not None:
            await self._fallback.cancel(elsewhere)

    async def _next(
        self, query: Callable[[Connection], float | None], *moments: float
    ) -> float | None:
        """Return the earliest of these moments, of what a query finds and of the next handover."""
        found = list[float | None](moments)
        if self._fallback is not None and not self._is_settled:
            found.append(time.time() + _SETTLE_PAUSE)
        if self._fallback is not None and self._fallback.is_ready:
            may_repeat = self._settings.retry_uncertain
            found.append(
                await self._journal.persist(partial(handover.next_offer, may_repeat=may_repeat))
            )
        found.append(await self._journal.persist(query))
        return min((moment for moment in found if moment is not None), default=None)

    async def _hand_over(self, fallback: Fallback) -> None:
        """Let another account take over what this one's gateway refuses, or can't take in time."""
        if not self._is_settled:
            self._is_settled = True
            handed = await self._journal.persist(handover.handed_over)
            if handed:
                await self._settle(await fallback.settle(handed))
        if not fallback.is_ready:
            return
        changes = await self._journal.persist(
            partial(
                handover.hand_over,
                fallback=fallback.name,
                # Whatever is held for the credentials would only wait until it expires.
                before=inf if self._is_held_for_credentials else time.time(),
                may_repeat=self._settings.retry_uncertain,
            )
        )
        self._publish(changes)
        if changes:
            await self._settle(await fallback.settle([change.message for change in changes]))

    async def _settle(self, settled: Settled) -> None:
        self._is_settled &= not settled.is_open
        self._publish(
            await self._journal.persist(partial(handover.settle, settled=settled, now=time.time()))
        )

    async def _claim(self, count: int) -> list[list[StatusChanged]]:
        """Take the messages for so many requests out of the queue."""
        capabilities = self._gateway.capabilities
        return await self._journal.persist(
            partial(
                outbound.claim,
                now=time.time(),
                size=capabilities.batch_size,
                count=count,
                one_text=capabilities.one_text,
            )
        )

    def _held_until(self) -> float | None:
        """Return until when nothing is tried; a hold is over, too, if the clock was set back."""
        return self._hold_end if self._hold_began <= time.time() < self._hold_end else None

    @property
    def _is_held_for_credentials(self) -> bool:
        return self.trouble is not None and self.trouble.kind is ErrorKind.AUTH

    async def _attempt(self, batch: Sequence[OutboundMessage]) -> None:
        """Hand over one batch and write what came of it."""
        results: Sequence[SendResult]
        try:
            results = await self._gateway.send([self._outgoing(message) for message in batch])
        except GatewayError as error:
            results = [error] * len(batch)
        self._judge(batch, results)
        now = time.time()
        outcomes = [
            self._outcome(message, result, now)
            for message, result in zip(batch, results, strict=True)
        ]
        self._publish(
            await self._journal.persist(
                partial(
                    outbound.settle,
                    outcomes=outcomes,
                    now=now,
                    may_repeat=self._settings.retry_uncertain,
                )
            )
        )

    def _outgoing(self, message: OutboundMessage) -> OutgoingMessage:
        """Return a message as the gateway gets it."""
        sender, two_way = message.sender, self._settings.two_way
        needed = encoding(message.text, self._gateway.takes_plainly)
        return OutgoingMessage(
            message.message_id,
            message.number,
            message.text,
            sender,
            message.channel,
            message.parts,
            unicode=needed is Encoding.UCS_2,
            two_way=sender is not None and (is_number(sender) if two_way is None else two_way),
        )

    def _judge(self, batch: Sequence[OutboundMessage], results: Sequence[SendResult]) -> None:
        """Tell from a batch how the gateway does.

        A permanent refusal of a message says nothing about the gateway: it was there to refuse.
        """
        self.has_contact = True
        errors = [result for result in results if isinstance(result, GatewayError)]
        trouble = next((error for error in errors if _is_gateways(error)), None)
        if trouble is None or len(errors) < len(results):
            self._set_trouble(None)
            return
        rate = min(message.retry_rate for message in batch)
        # A gateway may name tomorrow. The messages it refused wait until then; what comes after
        # them, an alarm perhaps, asks again at their pace.
        pause = min(max(_PROBE_INTERVAL, trouble.retry_after or 0.0), rate)
        self._hold_began = time.time()
        self._hold_end = self._hold_began + pause
        self._set_trouble(trouble)

    def _set_trouble(self, trouble: GatewayError | None) -> None:
        self.trouble = trouble
        self._changed()

    def _outcome(self, message: OutboundMessage, result: SendResult, now: float) -> Outcome:
        """Decide what becomes of a message after an attempt."""
        if isinstance(result, Accepted):
            return Outcome(
                message.message_id,
                MessageState.ACCEPTED,
                provider_message_id=result.provider_message_id,
            )
        offer = self._may_hand_over(message, result)
        if result.kind is ErrorKind.AUTH:
            # Held by the credentials, not by the clock: due as soon as they are mended.
            return Outcome(
                message.message_id, MessageState.QUEUED, due_at=now, error=result, offer=offer
            )
        if not result.retryable:
            return Outcome(message.message_id, MessageState.REJECTED, error=result, offer=offer)
        if result.uncertain and not self._may_repeat:
            # Only a delivery report can settle it now; without a time limit none may ever come.
            state = MessageState.QUEUED if message.expires_at else MessageState.EXPIRED
            return Outcome(message.message_id, state, error=result)
        due = next_attempt(
            message.created_at, message.retry_rate, message.expires_at, now, result.retry_after
        )
        return Outcome(
            message.message_id, MessageState.QUEUED, due_at=due, error=result, offer=offer
        )

    def _may_hand_over(self, message: OutboundMessage, error: GatewayError) -> bool:
        """Tell whether another account is to take over what this one may not send."""
        return (
            error.kind in handover.OWN_REASONS
            and message.origin is None
            and self._fallback is not None
            and self._fallback.exists
        )

    @property
    def is_well(self) -> bool:
        """Tell whether what is given to the gateway now will be sent, as far as is known."""
        if not self.sending_on or self._closing or self._is_held_for_credentials:
            return False
        # With nothing that waits nobody else would find out that the trouble is over.
        return self.trouble is None or self.pending == 0

    @property
    def _may_repeat(self) -> bool:
        return self._gateway.capabilities.idempotent or self._settings.retry_uncertain

    def _publish(self, changes: Iterable[StatusChanged]) -> None:
        """Count, wake who waits, and pass on changes that were committed."""
        events: list[EngineEvent] = []
        before = self.pending, self.sent_today
        for change in changes:
            events.append(change)
            state = change.message.state
            self.pending += state.is_waiting
            self.pending -= change.previous is not None and change.previous.is_waiting
            self.sent_today += state.is_taken and not (
                change.previous is not None and change.previous.is_taken
            )
            for wait in self._waits:
                wait.note(change.message)
        if events:
            self._events.publish(events)
        if before != (self.pending, self.sent_today):
            self._changed()


class _Wait:
    """Somebody who waits until messages have got somewhere."""

    def __init__(self, message_ids: set[str], until: MessageState) -> None:
        self._outstanding = message_ids
        self._until = until
        self.over = asyncio.Event()
        if not message_ids:
            self.over.set()

    def note(self, message: OutboundMessage) -> None:
        if message.state.rank >= self._until.rank:
            self._outstanding.discard(message.message_id)
            if not self._outstanding:
                self.over.set()


def _is_gateways(error: GatewayError) -> bool:
    """Tell whether an error is about the gateway or the account rather than one message."""
    return error.retryable or error.kind is ErrorKind.AUTH
