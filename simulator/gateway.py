"""What the gateways have in common."""

from abc import ABC, abstractmethod
import asyncio
from typing import ClassVar

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import Callbacks
from .delivery import Delivery
from .faults import INSTEAD_OF_AN_ANSWER, Fault, Faults, Setting
from .network import Network, Reply
from .parts import Part


class Gateway(ABC):
    """One gateway: its answers to the customer, and its callbacks."""

    name: ClassVar[str]
    refusals: ClassVar[frozenset[str]]
    """What its refusals can be told apart by: auth, address, funds, recipient, sender, content,
    opted_out, rate."""
    takes_names: ClassVar[bool] = True
    """Whether the sender of a message may be a name."""
    forwards_replies: ClassVar[bool] = True
    """Whether what is typed on a phone comes back."""
    answers_by_status_alone: ClassVar[bool] = False
    """Whether there is nothing in its answers to tell them from those of something before it."""
    longest_text: ClassVar[int] = 10_000
    """How many characters a message may have."""
    reports_our_id: ClassVar[bool] = False
    """Whether its delivery reports bring the customer's own id of a message."""
    reports_cost: ClassVar[bool] = False
    """Whether they tell what a message cost."""
    any_message_lifts_stop: ClassVar[bool] = False
    """Whether a STOP is lifted by whatever is written next; elsewhere it takes START or UNSTOP."""

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery
    ) -> None:
        """Play the gateway on this network."""
        self._network = network
        self._faults = faults.seen_by(self.name)
        self._callbacks = callbacks
        self._delivery = delivery

    @property
    def path(self) -> str:
        """Where the gateway is mounted."""
        return f"/{self.name}"

    def application(self) -> web.Application:
        """Return the gateway's web application, to be mounted at `path`."""
        application = web.Application(middlewares=[self._count, self._strike, self.check])
        application.add_routes(self.routes())
        return application

    @abstractmethod
    def routes(self) -> list[web.RouteDef]:
        """Return what the gateway answers to."""

    @abstractmethod
    async def is_send(self, request: web.Request) -> bool:
        """Say whether messages are to be sent with this request."""

    @abstractmethod
    async def check(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Say in the gateway's way what is wrong with a request: a middleware."""

    @abstractmethod
    async def faulty_answer(self, request: web.Request, strike: Setting) -> web.Response:
        """Say in the gateway's way what a fault says that comes instead of an answer."""

    @abstractmethod
    async def forward(self, reply: Reply) -> None:
        """Send the callbacks for a message that was typed on a phone."""

    def _in_order(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Return the parts of a long reply in the order in which they are forwarded."""
        if len(parts) > 1 and self._faults.take(Fault.CALLBACKS_OUT_OF_ORDER):
            return parts[::-1]
        return parts

    @web.middleware
    async def _count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Number the send requests, also those that a fault keeps from being processed."""
        if await self.is_send(request):
            self._network.send_requests += 1
            request["number"] = self._network.send_requests
            self._network.changed()
        return await handler(request)

    @web.middleware
    async def _strike(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let the faults happen that are set."""
        strike = self._faults.take_for_request()
        slow = self._faults.take(Fault.SLOW)
        if strike and strike.fault in INSTEAD_OF_AN_ANSWER:
            answer: web.StreamResponse = await self._struck(request, strike)
        else:
            answer = await handler(request)
            if "number" in request and self._faults.take(Fault.REPORTS_FIRST):
                await self._delivery.reported(request["number"])
        if slow and slow.amount:
            await asyncio.sleep(slow.amount)
        if strike and strike.fault is Fault.TRUNCATED and isinstance(answer, web.Response):
            return _truncated(answer)
        if strike and strike.fault is Fault.DROP_ANSWER and request.transport:
            request.transport.abort()
        return answer

    async def _struck(self, request: web.Request, strike: Setting) -> web.Response:
        if strike.fault is Fault.HTML:
            page = "<!DOCTYPE html><title>Sign in</title><p>Please sign in to use this network.</p>"
            return web.Response(text=page, content_type="text/html")
        answer = await self.faulty_answer(request, strike)
        if strike.fault is Fault.RATE_429:
            answer.headers["Retry-After"] = f"{strike.amount:.0f}"
        return answer


def _truncated(answer: web.Response) -> web.Response:
    text = answer.text or ""
    half = text[: len(text) // 2]
    return web.Response(status=answer.status, text=half, content_type=answer.content_type)
