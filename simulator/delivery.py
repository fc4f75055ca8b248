"""Carries accepted messages to the phones and reports on it."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from .background import Background
from .faults import Fault, Faults
from .network import Message, Network, Status

type Report[Told] = Callable[[Message], Told]
"""Writes a message's present status down the way that the customer is told it."""


class Delivery[Told]:
    """The way from the gateway to the phones."""

    def __init__(
        self,
        network: Network,
        faults: Faults,
        tell: Callable[[Told, str], Awaitable[None]],
        background: Background,
    ) -> None:
        """Take what the way goes through, and what tells the customer of a gateway's report."""
        self._network = network
        self._faults = faults
        self._tell = tell
        self._background = background
        self._under_way: dict[int, set[asyncio.Task[None]]] = {}

    def start(self, message: Message, report: Report[Told], *, blocked: bool = False) -> None:
        """Begin to deliver a message, which fails if it is blocked."""
        task = self._background.start(self._deliver(message, report, blocked=blocked))
        self._under_way.setdefault(message.request, set()).add(task)
        task.add_done_callback(partial(self._arrived, message.request))

    async def reported(self, request: int) -> None:
        """Wait until what a request brought has come to its end, and each report was tried once."""
        if tasks := self._under_way.get(request):
            await asyncio.wait(tasks)

    def _arrived(self, request: int, task: asyncio.Task[None]) -> None:
        tasks = self._under_way[request]
        tasks.discard(task)
        if not tasks:
            del self._under_way[request]

    async def _deliver(self, message: Message, report: Report[Told], *, blocked: bool) -> None:
        sent = await self._step(message, Status.SENT, report)
        in_order = self._faults.take(Fault.CALLBACKS_OUT_OF_ORDER) is None
        receipts = self._faults.take(Fault.NO_RECEIPTS) is None
        if receipts and in_order:
            await self._tell(sent, message.gateway)
        fails = blocked or self._network.phone(message.to).unreachable
        end = await self._step(message, Status.FAILED if fails else Status.DELIVERED, report)
        if receipts:
            await self._tell(end, message.gateway)
            if not in_order:
                await self._tell(sent, message.gateway)

    async def _step(self, message: Message, status: Status, report: Report[Told]) -> Told:
        await asyncio.sleep(self._network.account.delivery_delay)
        self._network.set_status(message, status)
        return report(message)
