"""The outbox: accept, commit, hand over in batches, retry, tell what became of each message."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
import time

from ..gateways.base import DeliveryReport, ErrorKind, Gateway, GatewayError
from ..gateways.reasons import Reason
from . import away, claims, limits, outbound, outcomes, people, reports, setting, waiting
from .attempts import Attempts
from .handover import Fallback
from .health import GatewayHealth
from .journal import Journal
from .limits import Limits, Numbers
from .message import (
    Change,
    Claimed,
    Draft,
    MessageState,
    OutboundMessage,
    Refusal,
    RefusalKind,
    SendingSwitched,
    SetApart,
    StatusChanged,
)
from .publisher import Publisher
from .text import storable
from .verdict import Policy
from .waits import Waits
from .writer import Writer

# How long a request that is under way may hold up an unload, in seconds.
_GRACE = 10.0
# More requests than can begin at once.
_ANY = 100

_SENDING = "sending"
_INTERRUPTED = GatewayError(
    ErrorKind.UNKNOWN,
    Reason.INTERRUPTED,
    retryable=True,
    uncertain=True,
)
_SWITCHED_OFF = GatewayError(ErrorKind.UNKNOWN, Reason.SWITCHED_OFF)


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

    The journal is the queue: nothing is kept in memory but how the gateway does and two counts.
    `changed` is called when one of those may have changed.
    """

    def __init__(
        self,
        journal: Journal,
        publisher: Publisher,
        gateway: Gateway,
        settings: OutboxSettings,
        midnight: Callable[[], float],
        changed: Callable[[], None],
        fallback: Fallback | None = None,
    ) -> None:
        """Work on an open journal; `midnight` tells when the account's day began."""
        self._journal = journal
        self._gateway = gateway
        self._settings = settings
        self._midnight = midnight
        self._changed = changed
        self._fallback = fallback
        self._wake = asyncio.Event()
        self._waits = Waits()
        self._closing = False
        self.health = GatewayHealth(changed)
        self.attempts = Attempts(
            journal,
            gateway,
            self.health,
            self._policy_of(settings),
            may_begin=lambda: self.sending_on and not self._closing,
            ended=self._wake_for_more,
        )
        self.sending_on = True
        self.pending = 0
        self.sent_today = 0
        publisher.listen(self._hear)

    async def load(self) -> None:
        """Take up the queue where an earlier run left it."""

        def recover(db: Writer) -> tuple[int, int, bool]:
            now = time.time()
            outcomes.settle(
                db,
                [(message, _INTERRUPTED) for message in waiting.sending(db)],
                partial(self.attempts.policy.decide, now),
                now,
                began_at=now,
                may_repeat=self._settings.retry_uncertain,
            )
            waiting.hasten(db)
            after = None if self._fallback is None else self._fallback.after
            away.schedule(db, after, may_repeat=self._settings.retry_uncertain)
            waiting.end_stuck(db)
            is_on = setting.read(db, _SENDING) in (None, "on")
            return waiting.count(db), outbound.accepted_since(db, self._midnight()), is_on

        counts = await self._journal.run(recover)
        self.pending, self.sent_today, self.sending_on = counts

    @property
    def bounds(self) -> Limits:
        """Return how much may be submitted."""
        settings = self._settings
        return Limits(settings.hourly_messages, settings.daily_parts, self._midnight())

    async def submit(
        self, drafts: Sequence[Draft], numbers: Numbers | None = None
    ) -> list[OutboundMessage | Refusal]:
        """Take messages, one result each: once this returns, what was taken is on disk."""
        if not self.sending_on:
            return [Refusal(draft.number, RefusalKind.SENDING_OFF) for draft in drafts]
        bounds = self.bounds
        after = None if self._fallback is None else self._fallback.after
        by_kin = self._gateway.capabilities.one_text

        def take(db: Writer) -> list[OutboundMessage | Refusal]:
            now = time.time()
            admitted = limits.admit(db, drafts, bounds, numbers or Numbers(), now)
            wanted = [draft for draft in admitted if isinstance(draft, Draft)]
            taken = iter(claims.insert(db, wanted, now, offer_after=after, by_kin=by_kin))
            return [next(taken) if isinstance(one, Draft) else one for one in admitted]

        # Woken now, the loop claims what is taken in the same transaction.
        self._wake.set()
        return await self._journal.run(take)

    def apply(self, settings: OutboxSettings) -> None:
        """Go on with other settings; what waits is tried by them, too."""
        self._settings = settings
        self.attempts.policy = self._policy_of(settings)
        self._wake.set()

    async def keep_to(self, numbers: Mapping[str, str]) -> None:
        """Note who has which number; call back what waits for one that somebody has left."""
        elsewhere = await self._journal.run(partial(people.keep_to, numbers=dict(numbers)))
        if self._fallback is not None:
            await self._fallback.cancel(elsewhere)

    async def cancel(
        self, message_id: str | None, tag: str | None, sent_by: str | None = None
    ) -> int:
        """Cancel what waits with an id or a tag, and was sent by a user; return how much it was."""
        named = {"message_id": message_id, "tag": tag, "sent_by": sent_by}
        asked = {name: written and storable(written) for name, written in named.items()}
        here, elsewhere = await self._journal.run(lambda db: waiting.cancel(db, **asked))
        return here + (await self._fallback.cancel(elsewhere) if self._fallback else 0)

    async def find(self, message_ids: Sequence[str]) -> list[OutboundMessage]:
        """Return those of these messages that are there."""
        wanted = [storable(message_id) for message_id in message_ids]
        return await self._journal.run(partial(outbound.find_all, message_ids=wanted))

    async def wait(
        self, message_ids: Sequence[str], until: MessageState, seconds: float
    ) -> list[OutboundMessage]:
        """Return the messages once all are as far as `until`, or have ended, or time is up.

        Closing the outbox ends the wait, too. What the gateway never tells is not waited for.
        """
        if not self._gateway.capabilities.reports:
            until = min(until, MessageState.ACCEPTED, key=lambda state: state.rank)
        with self._waits.begin(message_ids, until) as wait:
            for message in await self.find(message_ids):
                wait.note(message)
            await wait.is_over(seconds)
        return await self.find(message_ids)

    async def report(self, found: Iterable[DeliveryReport]) -> None:
        """Write delivery reports; once this returns, they are on disk."""

        def write(db: Writer) -> list[OutboundMessage | None]:
            now = time.time()
            return [reports.report(db, one, now) for one in found]

        known = await self._journal.run(write)
        if self._fallback is not None:
            # It had arrived after all: the other account need not send it any more.
            handed = [message.message_id for message in known if message and message.fallback]
            await self._fallback.cancel(handed)

    async def switch(self, *, on: bool) -> None:
        """Switch sending on or off; what waits stays waiting until its time has passed."""

        def write(db: Writer) -> None:
            setting.write(db, _SENDING, "on" if on else "off")
            db.note([SendingSwitched(on)])

        await self._journal.run(write)

    def hear(self, error: GatewayError | None) -> None:
        """Learn from another request, such as one for the balance, how the gateway does."""
        self.health.hear(error)
        self._wake.set()

    def look_again(self) -> None:
        """Look at the queue: something happened that may end messages in it."""
        self._wake.set()

    async def begin_day(self) -> None:
        """Count anew what was sent today."""
        self.sent_today = await self._journal.run(
            partial(outbound.accepted_since, since=self._midnight())
        )
        self._changed()

    async def run(self) -> None:
        """Hand over what is due, until cancelled."""
        async with asyncio.TaskGroup() as group:
            with self.attempts.in_group(group):
                while True:
                    self._wake.clear()
                    delay = await self._work()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(delay):
                            await self._wake.wait()

    async def close(self) -> None:
        """Begin nothing more, and let the requests that are under way end."""
        self._closing = True
        self._waits.end()
        # A request that takes longer is cut off and counts as uncertain.
        with suppress(TimeoutError):
            async with asyncio.timeout(_GRACE):
                await self.attempts.rest.wait()

    def reopen(self) -> None:
        """Go on after all."""
        self._closing = False
        self._wake.set()

    @property
    def is_well(self) -> bool:
        """Tell whether what is given to the gateway now will be sent, as far as is known."""
        if not self.sending_on or self._closing or self.health.is_refused:
            return False
        # With nothing that waits nobody else would find out that the trouble is over.
        return self.health.trouble is None or self.pending == 0

    def _policy_of(self, settings: OutboxSettings) -> Policy:
        fallback = self._fallback
        return Policy(
            may_resend=self._gateway.capabilities.idempotent or settings.retry_uncertain,
            may_offer_uncertain=settings.retry_uncertain,
            two_way=settings.two_way,
            has_fallback=lambda: fallback is not None and fallback.exists,
        )

    async def _work(self) -> float | None:
        """Do all that can be done now; return in how many seconds there will be more."""
        obstacle = self.health.trouble if self.sending_on else _SWITCHED_OFF
        # Both of one moment: a hold that ends meanwhile must not be missed.
        held_until = self.health.held_until
        room = self.attempts.reserve(_ANY)

        def turn(db: Writer) -> float | None:
            now = time.time()
            waiting.sweep(db, now, obstacle)
            waiting.promote(db, now)
            claims.claim(db, room)
            return waiting.next_moment(db)

        try:
            moment = await self._journal.persist(turn)
        finally:
            self.attempts.release(room)
        delays = [] if held_until is None else [max(0.0, held_until - time.monotonic())]
        if moment is not None:
            delays.append(max(0.0, moment - time.time()))
        return min(delays, default=None)

    def _hear(self, changes: Sequence[Change]) -> None:
        """Count, wake who waits, and begin what was claimed."""
        before = self.pending, self.sent_today
        for change in changes:
            if isinstance(change, StatusChanged):
                self._count(change)
            elif isinstance(change, Claimed):
                self.attempts.begin(change.batch)
            elif isinstance(change, SetApart):
                self.pending -= 1
            elif isinstance(change, SendingSwitched):
                self.sending_on = change.is_on
                self._changed()
        self._wake_for_more()
        if before != (self.pending, self.sent_today):
            self._changed()

    def _wake_for_more(self) -> None:
        """Look at the queue, unless all there is in it is under way."""
        if self.pending > self.attempts.under_way:
            self._wake.set()

    def _count(self, change: StatusChanged) -> None:
        state, previous = change.message.state, change.previous
        self.pending += state.is_waiting
        self.pending -= previous is not None and previous.is_waiting
        self.sent_today += state.is_taken and not (previous is not None and previous.is_taken)
        self._waits.note(change.message)
