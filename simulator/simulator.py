"""The simulator: the gateways and their page, with an API that controls them."""

from typing import override

from aiohttp import web

from .control import Control
from .server import Server


class Simulator(Server):
    """The simulated gateways, on one port, with a page and a control API.

    Page and control API are also on a port of their own, which stays open while the first one
    refuses connections.
    """

    def __init__(self, callback_url: str | None = None) -> None:
        """Prepare a simulator that sends its callbacks to this URL."""
        super().__init__(callback_url)
        self._control = Control(self)

    @override
    def extend(self, application: web.Application) -> None:
        application.add_routes(self._control.routes())
        application.on_shutdown.append(self._control.close)
