"""Clickatell's Developers' Central, the generation of user name, password and API id.

Its HTTP and its XML API send; what comes in is the same for both (clickatell.md 4 and 5).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
import re
from typing import override

from aiohttp import ClientSession

from ..base import (
    Balance,
    BlockLift,
    CallbackAddress,
    CallbackRequest,
    Capabilities,
    CredentialField,
    FieldKind,
    Gateway,
    InboundMessage,
    LogReader,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
    nowhere,
)
from ..reply_source import LogKeeper
from . import callbacks, log, mo_log
from .connection import Connection
from .http import HttpApi
from .mo_log import MoLog
from .xml import XmlApi

# What is pasted as the address is often the "API URI", with the path of a command.
_COMMAND_PATH = re.compile(r"/(?:http(?:/sendmsg(?:\.php)?)?|xml(?:/xml)?)/*$", re.IGNORECASE)


class Transport(StrEnum):
    """The API that messages are sent over."""

    HTTP = "http"
    XML = "xml"


class ClickatellCentral(Gateway, LogReader, LogKeeper):
    """An API of a Developers' Central account."""

    name = "Clickatell Central"
    default_url = "https://api.clickatell.com"
    # Up to 600 are allowed; a smaller request leaves fewer in doubt when its connection breaks.
    capabilities = Capabilities(
        batch_size=100,
        idempotent=False,
        block_lift=BlockLift.ANY_MESSAGE,
        one_text=True,
        asks_for_answers=True,
    )
    fields = (
        CredentialField("username", FieldKind.TEXT),
        CredentialField("password", FieldKind.SECRET),
        CredentialField("api_id", FieldKind.TEXT),
        CredentialField("sender", FieldKind.SENDER, required=False),
        CredentialField(
            "transport",
            FieldKind.CHOICE,
            default=Transport.HTTP,
            choices=tuple(map(str, Transport)),
        ),
        *mo_log.FIELDS,
    )

    def __init__(
        self,
        session: ClientSession,
        url: str,
        credentials: Mapping[str, str],
        callback_address: CallbackAddress = nowhere,
    ) -> None:
        """Speak to Central over the API that the credentials name."""
        super().__init__(session, url, credentials, callback_address)
        self._is_xml = credentials.get("transport") == Transport.XML
        connection = Connection(session, self._url, credentials)
        self._api = XmlApi(connection) if self._is_xml else HttpApi(connection)
        log_server = mo_log.read_server(credentials)
        self._log = MoLog(log_server) if log_server else None
        # An XML document holds messages of different texts.
        self.capabilities = replace(self.capabilities, one_text=not self._is_xml)

    @classmethod
    @override
    def base_url(cls, url: str) -> str:
        return _COMMAND_PATH.sub("", url).rstrip("/")

    @classmethod
    @override
    def account_id(cls, credentials: Mapping[str, str]) -> str:
        return f"{credentials['username']}/{credentials['api_id']}"

    @classmethod
    @override
    def wrong_field(cls, credentials: Mapping[str, str]) -> tuple[str, str] | None:
        return mo_log.wrong_field(credentials)

    @property
    @override
    def reply_log(self) -> MoLog | None:
        return self._log

    @override
    async def send(self, batch: Sequence[OutgoingMessage]) -> list[SendResult]:
        return await self._api.send(batch)

    @override
    async def balance(self) -> Balance:
        return await self._api.balance()

    @override
    def parse_callback(self, request: CallbackRequest) -> ParsedCallback:
        return callbacks.parse(request)

    @override
    def parse_log_line(self, line: bytes) -> InboundMessage:
        return log.parse_line(line)

    @override
    def takes_plainly(self, text: str) -> bool:
        # Plain text is read as ISO-8859-1 (clickatell.md 6), and XML has no form feed.
        is_latin_1 = max(text, default="") <= "\xff"
        return is_latin_1 and not (self._is_xml and "\f" in text)
