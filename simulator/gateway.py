"""What the gateways over HTTP have in common."""

from abc import abstractmethod
import asyncio

from aiohttp import web
from aiohttp.typedefs import Handler

from .callbacks import Callbacks, Told
from .carrier import Carrier
from .delivery import Delivery
from .faults import INSTEAD_OF_AN_ANSWER, Fault, Faults, Setting
from .network import Network


class Gateway(Carrier):
    """One gateway over HTTP: its answers to the customer, and its callbacks."""

    def __init__(
        self, network: Network, faults: Faults, callbacks: Callbacks, delivery: Delivery[Told]
    ) -> None:
        """Play the gateway on this network."""
        super().__init__(network, faults)
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
