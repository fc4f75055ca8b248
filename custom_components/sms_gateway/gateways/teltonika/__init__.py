"""A router of Teltonika's with RutOS 7, by its API (own-sim.md 3.2)."""

from collections.abc import Callable, Mapping, Sequence
import re
from typing import override

from aiohttp import ClientSession

from ..asking import ReplyReader
from ..base import (
    Balance,
    BlockLift,
    CallbackAddress,
    CallbackAnswer,
    CallbackLogin,
    CallbackRequest,
    Capabilities,
    CredentialField,
    Deliver,
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
from ..callback_fields import is_empty
from ..reasons import Reason
from ..watch import Watch
from ..wrong_field import WrongFieldError
from .inbox import Inbox
from .modems import FIELD, find_modem
from .outcome import result
from .router import Router, certain

# How often the router is asked for replies, in seconds.
_ASK_EVERY = 15.0
# A modem takes its time, for each part; the router itself waits for it for two minutes. Seconds.
_SENDS_WITHIN = 60.0
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]{1,5})?")


class Teltonika(Gateway, SessionGateway, ReplyReader):
    """A router, by a user of it who may send and read messages.

    The connection that it keeps is a router that answers whenever it is looked at.
    """

    name = "Teltonika router (RutOS 7)"
    default_url = ""
    capabilities = Capabilities(
        batch_size=1,
        idempotent=False,
        block_lift=BlockLift.START_WORD,
        balance=False,
        reports=False,
        callback_login=CallbackLogin.NOWHERE,
    )
    fields = (
        CredentialField("username", FieldKind.TEXT),
        CredentialField("password", FieldKind.SECRET),
        CredentialField("sender", FieldKind.SENDER, required=False),
        CredentialField(FIELD, FieldKind.TEXT, required=False, section="advanced"),
    )
    asked_every = _ASK_EVERY
    # It lies in the router until it is asked for.
    late = 30 * 86400.0

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Ask nothing yet."""
        super().__init__(session, url, credentials, callback_address)
        self._router = Router(session, self._url, credentials["username"], credentials["password"])
        self._chosen = credentials.get(FIELD)
        self._modem: str | None = None
        self._inbox = Inbox(self._router)
        self._watch = Watch()

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        url = super().base_url(url).removesuffix("/api")
        # Without a certificate of one's own it has one that it has signed itself.
        return f"https://{url}" if _HOST.fullmatch(url) else url

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        # Each modem of a router may be an account.
        return f"{credentials['username']}\n{credentials.get(FIELD, '')}"

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        (message,) = batch
        with self._watch.handing_over():
            content = {"number": message.to, "message": message.text, "modem": await self._sends()}
            answer = await self._router.ask(
                "POST", "/messages/actions/send", {"data": content}, within=_SENDS_WITHIN
            )
        return [result(message, answer)]

    @override
    async def balance(self) -> Balance:
        raise GatewayError(ErrorKind.UNKNOWN, Reason.NO_QUESTION)

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        return await self._inbox.read(await self._sends(), since)

    @override
    async def stored(self, messages: Sequence[InboundMessage]) -> None:
        # The newest stays.
        if len(messages) > 1:
            ids = {message.provider_message_id for message in messages}
            await self._inbox.clear(await self._sends(), ids)

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        oddity = None if is_empty(request) else "the router calls nobody"
        return ParsedCallback(answer=CallbackAnswer(), oddity=oddity)

    @override
    async def try_out(self) -> None:
        await find_modem(self._router, self._chosen)

    @override
    async def run(self, deliver: Deliver, connected: Callable[[], None]) -> None:
        try:
            while True:
                self._modem = await find_modem(self._router, self._chosen)
                self.is_connected = True
                connected()
                await self._watch.rest()
        finally:
            self.is_connected = False

    @override
    async def wanted(self) -> None:
        await self._watch.heard()

    async def _sends(self) -> str:
        """Return the modem; raises GatewayError where it has to be asked for, and can't be."""
        if self._chosen is None and self._modem is None:
            try:
                self._modem = await find_modem(self._router, None)
            except WrongFieldError:
                raise
            except GatewayError as error:
                raise certain(error) from None
        return self._chosen or self._modem or ""
