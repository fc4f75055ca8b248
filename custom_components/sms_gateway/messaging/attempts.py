"""Requests that are under way: each in a slot of its own, so that none holds up another."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
import logging
import time

from ..gateways.base import ErrorKind, Gateway, GatewayError, OutgoingMessage, SendResult
from ..gateways.reasons import Reason
from . import claims, outcomes
from .claims import Room
from .health import GatewayHealth
from .journal import Journal
from .message import OutboundMessage, Priority
from .number import is_number
from .text import Encoding, encoding
from .verdict import Policy, for_all
from .writer import Writer

_LOGGER = logging.getLogger(__name__)

# Requests that are under way at once while the gateway is well. Gateways answer in 1 to 2 seconds:
# with four of them a thousand messages leave within a few seconds, in the order of their priority.
_SLOTS = 4
# One more for critical messages alone: an alarm leaves although all others hang.
_CRITICAL_SLOTS = 1


class Attempts:
    """The slots of one account. An attempt that ends claims what comes next for its slot.

    `under_way` counts the messages in them; `rest` is set while there are none,
    and none is being claimed.
    """

    def __init__(
        self,
        journal: Journal,
        gateway: Gateway,
        health: GatewayHealth,
        policy: Policy,
        *,
        may_begin: Callable[[], bool],
        ended: Callable[[], None],
    ) -> None:
        """Begin nothing without `may_begin`, nor before there is a group for the attempts.

        `ended` is called after each.
        """
        self._journal = journal
        self._gateway = gateway
        self._health = health
        self.policy = policy
        self._may_begin = may_begin
        self._on_end = ended
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._reserved = 0
        self.under_way = 0
        self.rest = asyncio.Event()
        self.rest.set()

    @contextmanager
    def in_group(self, group: asyncio.TaskGroup) -> Iterator[None]:
        """Let attempts begin in a group: it ends them when it is cancelled."""
        self._group = group
        try:
            yield
        finally:
            self._group = None

    def begin(self, batch: Sequence[OutboundMessage]) -> None:
        """Begin a request for messages that were claimed for it."""
        if self._group is None:
            return  # the account is closing: the next run finds them as interrupted
        task = self._group.create_task(self._attempt(batch))
        self._tasks.add(task)
        self.under_way += len(batch)
        self._note_rest()
        task.add_done_callback(partial(self._ended, len(batch)))

    def reserve(self, most: int) -> Room:
        """Take the room there is for at most so many requests; to be given back by `release`."""
        room = self._room(len(self._tasks) + self._reserved, most)
        self._reserved += room.requests + room.critical
        self._note_rest()
        return room

    def release(self, room: Room) -> None:
        """Give back room, whether messages were claimed for it or not."""
        self._reserved -= room.requests + room.critical
        self._note_rest()

    def _room(self, under_way: int, most: int) -> Room:
        slots = 1 if self._health.is_down else _SLOTS
        requests = max(0, min(most, slots - under_way))
        critical = max(0, min(most, slots + _CRITICAL_SLOTS - under_way) - requests)
        if self._group is None or not self._may_begin():
            requests = critical = 0
        elif self._health.held_until is not None:
            # Who has the wrong credentials now may have the right ones for an alarm.
            requests, critical = 0, critical if self._health.is_refused else 0
        capabilities = self._gateway.capabilities
        size = 1 if self._health.is_refused else capabilities.batch_size
        return Room(requests, min(critical, _CRITICAL_SLOTS), size, capabilities.one_text)

    async def _attempt(self, batch: Sequence[OutboundMessage]) -> None:
        """Hand over one batch, write what came of it, and claim what comes next."""
        began_at = time.time()
        results = await self._results(batch)
        self._health.judge(results, min(message.retry_rate for message in batch))
        now = time.time()
        room = self._room(len(self._tasks) + self._reserved - 1, 1)

        def settle(db: Writer) -> None:
            outcomes.settle(
                db,
                list(zip(batch, results, strict=True)),
                partial(self.policy.decide, now),
                now,
                began_at=began_at,
                may_repeat=self.policy.may_offer_uncertain,
            )
            claims.claim(db, room)

        await self._journal.persist(settle)

    async def _results(self, batch: Sequence[OutboundMessage]) -> Sequence[SendResult]:
        try:
            results = await self._gateway.send([self._outgoing(message) for message in batch])
        except GatewayError as error:
            return for_all(error, len(batch))
        except (Exception, asyncio.CancelledError) as error:
            # The edge to a provider's code: what it did before is not known, and the attempts
            # beside this one are none of its business.
            if isinstance(error, asyncio.CancelledError) and _is_called_off():
                raise
            _LOGGER.exception("%s could not be asked to send", self._gateway.name)
            return for_all(_broken(), len(batch))
        if len(results) != len(batch):
            _LOGGER.error("%s told of other messages than it was given", self._gateway.name)
            return for_all(_broken(), len(batch))
        return results

    def _outgoing(self, message: OutboundMessage) -> OutgoingMessage:
        """Return a message as the gateway gets it."""
        sender, two_way = message.sender, self.policy.two_way
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
            critical=message.priority is Priority.CRITICAL,
            lasts=None
            if message.expires_at is None
            else max(0.0, message.expires_at - time.time()),
        )

    def _ended(self, messages: int, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self.under_way -= messages
        self._note_rest()
        self._on_end()

    def _note_rest(self) -> None:
        if self._tasks or self._reserved:
            self.rest.clear()
        else:
            self.rest.set()


def _is_called_off() -> bool:
    """Tell whether this attempt is to end, and not only something that it waited for."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def _broken() -> GatewayError:
    return GatewayError(
        ErrorKind.UNKNOWN,
        Reason.NOT_UNDERSTOOD,
        retryable=True,
        uncertain=True,
    )
