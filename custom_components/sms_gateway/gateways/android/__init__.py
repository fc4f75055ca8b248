"""SMS Gateway for Android: an old phone with a SIM, in the home's own network (own-sim.md 1)."""

from collections.abc import Callable, Mapping, Sequence
import re
from typing import override

from aiohttp import ClientSession

from ..asking import ReplyReader, StateReader
from ..base import (
    Balance,
    BlockLift,
    CallbackAddress,
    CallbackLogin,
    CallbackRequest,
    Capabilities,
    CredentialField,
    Deliver,
    DeliveryReport,
    ErrorKind,
    FieldKind,
    Gateway,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    SessionGateway,
    nowhere,
)
from ..reasons import Reason
from ..signature import Signature, is_required
from ..watch import Watch
from .app import App
from .callbacks import parse, signing_key
from .inbox import Inbox
from .outcome import report
from .sending import Sending
from .webhooks import WANTED, keep_webhooks

# How often the phone is asked for replies where it does not bring them, in seconds. Where it does,
# its app may have stopped hearing of messages.
_ASK_EVERY = 15.0
_MAKE_SURE_EVERY = 300.0
_SIMS = {"sim_1": 1, "sim_2": 2, "sim_3": 3}
_ANY_SIM = "any"
_CLOUD = "api.sms-gate.app"
# The app shows its address without http://.
_AS_SHOWN = re.compile(r"[\w.-]+:[0-9]{1,5}")


class Android(Gateway, SessionGateway, ReplyReader, StateReader):
    """A phone, by the address that its app shows; or a server that passes messages on to it.

    The connection that it keeps is a phone that answers whenever it is looked at.
    """

    name = "SMS Gateway for Android"
    default_url = ""
    capabilities = Capabilities(
        batch_size=1,
        idempotent=True,
        block_lift=BlockLift.START_WORD,
        balance=False,
        callback_login=CallbackLogin.NOWHERE,
    )
    fields = (
        CredentialField("username", FieldKind.TEXT),
        CredentialField("password", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
        CredentialField("sim", FieldKind.CHOICE, default=_ANY_SIM, choices=(_ANY_SIM, *_SIMS)),
        CredentialField(
            "replies_by", FieldKind.CHOICE, default="asking", choices=("asking", "webhook")
        ),
        CredentialField(
            "signature",
            FieldKind.CHOICE,
            default=Signature.REQUIRED,
            choices=tuple(map(str, Signature)),
        ),
    )
    # A message that waited for a phone without a network has the time when it was sent.
    late = 86400.0
    advice = "phone_gone"

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Ask nothing yet."""
        super().__init__(session, url, credentials, callback_address)
        self._app = App(session, self._url, credentials["username"], credentials["password"])
        self._sim = _SIMS.get(credentials.get("sim", _ANY_SIM))
        self._inbox = Inbox(self._app, self._sim)
        self._sending = Sending(self._app, self._sim)
        self._key = signing_key(credentials["password"])
        self._brings_replies = credentials.get("replies_by") == "webhook"
        self.asked_every = _MAKE_SURE_EVERY if self._brings_replies else _ASK_EVERY
        self._watch = Watch()

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        url = super().base_url(url)
        if (url.partition("://")[2] or url) == _CLOUD:
            return f"https://{_CLOUD}/3rdparty/v1"
        if _AS_SHOWN.fullmatch(url):
            url = f"http://{url}"
        return url.removesuffix("/messages").removesuffix("/message")

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        # Each SIM of a phone may be an account.
        return f"{credentials['username']}\n{credentials.get('sim', _ANY_SIM)}"

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        with self._watch.handing_over():
            return [await self._sending.send(message)]

    @override
    async def balance(self) -> Balance:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)

    @override
    async def states(self, provider_message_ids: Sequence[str]) -> Sequence[DeliveryReport]:
        found = []
        for message_id in provider_message_ids:
            told = await self._app.found(f"/messages/{message_id}")
            if told is not None and (one := report(message_id, told)) is not None:
                found.append(one)
        return found

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        return await self._inbox.read(since)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        key = self._key if is_required(self._credentials) else None
        return parse(request, key, self._sim)

    @override
    async def try_out(self) -> None:
        await self._app.log_in()

    @override
    async def run(self, deliver: Deliver, connected: Callable[[], None]) -> None:
        try:
            await self._greet()
            await self._tell_address()
            while True:
                self.condition = await self._app.condition()
                if self._inbox.is_deaf:
                    raise GatewayError(ErrorKind.UNKNOWN, Reason.PHONE_DEAF)
                self.is_connected = True
                connected()
                await self._watch.rest()
        finally:
            self.is_connected = False

    @override
    async def wanted(self) -> None:
        await self._watch.heard()

    async def _greet(self) -> None:
        try:
            await self._app.log_in()
        except GatewayError:
            # Who is away may be started anew meanwhile.
            self._inbox.trust()
            raise

    async def _tell_address(self) -> None:
        """Have the phone call where we are, or call us no more."""
        wanted = WANTED if self._brings_replies else ()
        await keep_webhooks(self._app, await self._callback_address() or "", self._key, wanted)
