"""Wires the simulator together and puts it on the network."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
import weakref

from aiohttp import web
from aiohttp.typedefs import Handler

from .account import Account
from .android import Android
from .background import Background
from .bulksms import BulkSms
from .burst import Burst
from .callbacks import Callbacks, Told
from .carrier import Carrier
from .clickatell_central import ClickatellCentral
from .clickatell_one import ClickatellOne
from .clickatell_platform import ClickatellPlatform
from .com382 import Com382
from .delivery import Delivery
from .elks46 import Elks46
from .faults import Faults
from .free_mobile import FreeMobile
from .ftp import FtpServer
from .gateway import Gateway
from .gatewayapi import GatewayApi
from .infobip import Infobip
from .jasmin import Jasmin
from .kannel import Kannel
from .messagebird import MessageBird
from .mikrotik import MikroTik
from .modem import Modem
from .network import Network, Reply
from .peerless import Peerless
from .plivo import Plivo
from .simwood import Simwood
from .smpp import Smsc
from .sms_gammu import SmsGammu
from .smsapi import SmsApi
from .smsplanet import SmsPlanet
from .teltonika import Teltonika
from .teltonika_rutos import TeltonikaRutOs
from .twilio import Twilio
from .vonage import Vonage

GATEWAYS: tuple[type[Gateway], ...] = (
    ClickatellOne,
    ClickatellPlatform,
    ClickatellCentral,
    BulkSms,
    Burst,
    Simwood,
    Peerless,
    Com382,
    Twilio,
    Android,
    TeltonikaRutOs,
    Kannel,
    Jasmin,
    Elks46,
    FreeMobile,
    GatewayApi,
    Infobip,
    MessageBird,
    Plivo,
    SmsApi,
    SmsPlanet,
    Teltonika,
    MikroTik,
    SmsGammu,
    Vonage,
)

_PAGE = Path(__file__).with_name("page.html")
_MAX_BODY = 16 * 1024**2
_TURNS_TO_NOTICE = 5
"""Turns of the loop until a client on the same loop knows that its connection was cut."""


class Server:
    """The simulated gateways, on one port, with a page.

    SMSC, modem and FTP server are on ports of their own. So is the page, too: that one stays open
    while the others refuse connections.
    """

    def __init__(self, callback_url: str | None = None) -> None:
        """Prepare a simulator that sends its callbacks to this URL."""
        self._callback_url = callback_url
        self._background = Background()
        self.network = Network(Account(callback_url=callback_url))
        self.faults = Faults()
        self.callbacks = Callbacks(self.network, self.faults, self._background)
        delivery: Delivery[Told] = Delivery(
            self.network, self.faults, self.callbacks.send_all, self._background
        )
        self._gateways = {
            gateway.name: gateway(self.network, self.faults, self.callbacks, delivery)
            for gateway in GATEWAYS
        }
        self.smpp = Smsc(self.network, self.faults, self.callbacks, self._background)
        self.modem = Modem(self.network, self.faults, self.callbacks, self._background)
        self.carriers: Mapping[str, Carrier] = {
            **self._gateways,
            Smsc.name: self.smpp,
            Modem.name: self.modem,
        }
        self.ftp = FtpServer(self.network, self.faults)
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self._host = ""
        self._port = 0
        self._control_port = 0
        self._reopening: asyncio.Task[None] | None = None
        self._gateway_connections: weakref.WeakSet[asyncio.Transport] = weakref.WeakSet()

    @property
    def url(self) -> str:
        """Where the gateways, the page and the control API are."""
        return f"http://{self._host}:{self._port}"

    @property
    def gateway_urls(self) -> dict[str, str]:
        """Where each gateway is, by name."""
        urls = {name: f"{self.url}{gateway.path}" for name, gateway in self._gateways.items()}
        return urls | {Smsc.name: self.smpp.url, Modem.name: self.modem.url}

    @property
    def control_url(self) -> str:
        """Where the page and the control API are even while connections are refused."""
        return f"http://{self._host}:{self._control_port}"

    @property
    def account(self) -> Account:
        """The customer's account at the gateway."""
        return self.network.account

    @property
    def refusing(self) -> bool:
        """Whether connections to the gateways are refused."""
        return self._site is None

    async def start(
        self,
        port: int,
        host: str = "127.0.0.1",
        control_port: int = 0,
        *,
        smpp_port: int = 0,
        smpp_tls: bool = False,
        ftp_port: int = 0,
        modem_port: int = 0,
        modem_pty: Path | None = None,
    ) -> None:
        """Listen; port 0 picks a free one. Raise OSError if a port is taken."""
        self._runner = web.AppRunner(
            self._application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        self._host = host
        self._port = port
        try:
            await self.smpp.start(host, smpp_port, tls=smpp_tls)
            await self.modem.start(host, modem_port, modem_pty)
            await self.accept()
            control_site = web.TCPSite(self._runner, host, control_port)
            await control_site.start()
            await self.ftp.start(ftp_port, host)
        except OSError:
            await self.stop()
            raise
        self._control_port = control_site.port

    async def stop(self) -> None:
        """Close everything."""
        # First the requests that are still answered: they start work in the background.
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = self._site = None
        await self.smpp.stop()
        await self.modem.stop()
        await self.ftp.stop()
        await self._background.cancel()
        await self.callbacks.close()

    async def refuse(self, seconds: float | None = None) -> None:
        """Refuse connections to the gateways, for some seconds or until `accept`."""
        self._cancel_reopening()
        if self._site is not None:
            await self._site.stop()
            self._site = None
        self.ftp.refuse()
        for transport in self._gateway_connections:
            transport.abort()
        await self.smpp.refuse()
        await self.modem.refuse()
        for _ in range(_TURNS_TO_NOTICE):
            await asyncio.sleep(0)
        if seconds is not None:
            self._reopening = self._background.start(self._reopen(seconds))
        self.network.changed()

    async def accept(self) -> None:
        """Accept connections to the gateways again."""
        self._cancel_reopening()
        if self._site is None:
            self._site = web.TCPSite(self._running, self._host, self._port)
            await self._site.start()
            self._port = self._site.port
        await self.smpp.accept()
        await self.modem.accept()
        self.ftp.accept()
        self.network.changed()

    async def reply(self, number: str, text: str, to: str | None = None) -> Reply:
        """Type a message on a phone; return when each of its callbacks has been tried once."""
        reply = self._type(number, text, to)
        await self._forward(reply)
        return reply

    def post_reply(self, number: str, text: str, to: str | None = None) -> Reply:
        """Type a message on a phone and do not wait for its callbacks."""
        reply = self._type(number, text, to)
        self._background.start(self._forward(reply))
        return reply

    async def settled(self) -> None:
        """Wait until every message is delivered and every callback answered or given up."""
        await self._background.settled()

    async def reset(self) -> None:
        """Forget all messages, phones and faults; the account is as it was at first."""
        await self._background.cancel()
        self.callbacks.sent.clear()
        self.faults.clear()
        self.smpp.clear()
        self.network.reset(Account(callback_url=self._callback_url))
        await self.modem.clear()
        await self.accept()

    def _type(self, number: str, text: str, to: str | None) -> Reply:
        reply = self.network.reply(number, text, to)
        lifts = self.carriers[reply.gateway].any_message_lifts_stop
        self.network.obey_stop(reply, any_message_lifts=lifts)
        return reply

    async def _forward(self, reply: Reply) -> None:
        """Let the gateway forward a reply, unless it went to the number all customers share."""
        if reply.to != self.account.shared_sender:
            await self.carriers[reply.gateway].forward(reply)

    @property
    def _running(self) -> web.AppRunner:
        if self._runner is None:
            raise RuntimeError("The simulator is not running")
        return self._runner

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._reopening = None
        await self.accept()

    def _cancel_reopening(self) -> None:
        if self._reopening is not None:
            self._reopening.cancel()
            self._reopening = None

    def _application(self) -> web.Application:
        application = web.Application(middlewares=[self._connect], client_max_size=_MAX_BODY)
        application.router.add_get("/", self._show_page)
        self.extend(application)
        for gateway in self._gateways.values():
            application.add_subapp(gateway.path, gateway.application())
        return application

    def extend(self, application: web.Application) -> None:
        """Add what can be asked for besides gateways and page: nothing here."""

    @web.middleware
    async def _connect(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Keep the connections to the gateways apart, so that they can be cut to refuse."""
        if request.path.split("/")[1] in self._gateways and request.transport:
            self._gateway_connections.add(request.transport)
            if self.refusing:
                request.transport.abort()
            return await handler(request)
        response = await handler(request)
        if not response.prepared:
            response.force_close()
        return response

    async def _show_page(self, request: web.Request) -> web.StreamResponse:
        """Show the page on the port that stays open."""
        if request.url.port == self._port:
            raise web.HTTPFound(request.url.with_port(self._control_port))
        return web.FileResponse(_PAGE)
