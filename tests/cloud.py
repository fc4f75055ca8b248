"""Home Assistant Cloud as it is, but for its servers, which are played here."""

import asyncio
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from homeassistant.components.cloud.const import DATA_CLOUD
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import jwt

from .patience import Awaited, soon

_USER = "home"


class CloudServers:
    """What Home Assistant Cloud speaks to: it answers, but is connected only when it is told so."""

    def __init__(self) -> None:
        """Begin without a connection."""
        self._lets_in = asyncio.Event()
        self._has_called = Awaited("Home Assistant Cloud has called")
        self._starting: asyncio.Task[None] | None = None
        self._sockets: list[web.WebSocketResponse] = []
        self.hooks = 0
        self.refuses_hooks = False
        app = web.Application()
        app.router.add_get("/relayer", self._relay)
        app.router.add_get("/subscription", _subscription)
        app.router.add_get("/webhook", self._generate)
        app.router.add_route("*", "/hook", _take)
        self._server = TestServer(app)

    @property
    def cloudhook(self) -> str:
        """Return the address that is given out; what comes there is thrown away."""
        return str(self._server.make_url("/hook"))

    async def start(self, hass: HomeAssistant, *, logged_in: bool = True) -> None:
        """Set Home Assistant Cloud up with these servers, and with a subscription to it."""
        await self._server.start_server()
        if logged_in:
            await hass.async_add_executor_job(_keep_token, Path(hass.config.path(".cloud")))
        urls = {name: str(self._server.make_url(path)) for name, path in _PLAYED.items()}
        config = {
            "cloud": {
                "mode": "development",
                "api_server": "127.0.0.1:1",
                "cognito_client_id": "client",
                "user_pool_id": "eu_1",
                "region": "eu-central-1",
                "discovery_service_actions": urls,
            }
        }
        assert await async_setup_component(hass, "cloud", config)
        prefs = hass.data[DATA_CLOUD].client.prefs
        await prefs.async_set_username(_USER)
        # None of this is played here.
        await prefs.async_update(
            alexa_enabled=False, google_enabled=False, cloud_ice_servers_enabled=False
        )
        if logged_in:
            await self._has_called.wait()

    async def log_in(self, hass: HomeAssistant) -> None:
        """Subscribe; there is no connection yet."""
        token = _token()
        self._starting = await hass.data[DATA_CLOUD].update_token(token, token, token)
        await self._has_called.wait()

    async def connect(self, hass: HomeAssistant) -> None:
        """Let Home Assistant Cloud in, as once the router has its line."""
        self._lets_in.set()
        await soon(_connected(hass, is_so=True), "Home Assistant Cloud is connected")
        await hass.async_block_till_done()

    async def disconnect(self, hass: HomeAssistant) -> None:
        """Let go of Home Assistant Cloud, and of whatever it tries until it is to connect again."""
        self._lets_in.clear()
        while self._sockets:
            await self._sockets.pop().close()
        await soon(_connected(hass, is_so=False), "Home Assistant Cloud is not connected")
        await hass.async_block_till_done()

    async def stop(self, hass: HomeAssistant) -> None:
        """End the connection, and the servers."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait([self._starting])
        if DATA_CLOUD in hass.data:
            await hass.data[DATA_CLOUD].stop()
        await self._server.close()

    async def _relay(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self._sockets.append(socket)
        self._has_called.set()
        await self._lets_in.wait()
        # Home Assistant Cloud is connected once it has heard something.
        await socket.send_json({"msgid": "1", "handler": "system", "payload": {}})
        async for _message in socket:
            pass
        return socket

    async def _generate(self, _request: web.Request) -> web.Response:
        if self.refuses_hooks:
            return web.Response(status=500)
        self.hooks += 1
        return web.json_response({"url": self.cloudhook, "cloudhook_id": "hook-1"})


_PLAYED = {
    "relayer_connect": "/relayer",
    "subscription_info": "/subscription",
    "webhook_generate": "/webhook",
}


async def _take(_request: web.Request) -> web.Response:
    return web.Response()


async def _subscription(_request: web.Request) -> web.Response:
    return web.json_response({"billing_plan_type": "monthly"})


async def _connected(hass: HomeAssistant, *, is_so: bool) -> None:
    while hass.data[DATA_CLOUD].iot.connected != is_so:  # noqa: ASYNC110 - it has no such event
        await asyncio.sleep(0.01)


def _token() -> str:
    claims = {
        "cognito:username": _USER,
        "custom:sub-exp": "2100-01-01",
        "exp": int((datetime.now(UTC) + timedelta(days=1)).timestamp()),
    }
    return jwt.encode(claims, "not checked here, and long enough for it")


def _keep_token(folder: Path) -> None:
    folder.mkdir()
    names = ("id_token", "access_token", "refresh_token")
    (folder / "development_auth.json").write_text(json.dumps(dict.fromkeys(names, _token())))
