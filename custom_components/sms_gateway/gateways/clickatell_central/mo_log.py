"""The file mo.log at Clickatell's FTP server, fetched from where it was read to (smpp.md 16)."""

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping
from enum import StrEnum
import re
from ssl import SSLContext
from typing import override

from ..base import CredentialField, ErrorKind, FieldKind, GatewayError
from ..reply_source import LogPiece, ReplyLog, WrongLogField
from .ftp import PORTS, Connection, Encryption, NoTlsError, Server
from .log_lines import LogLines
from .log_place import LogPlace

NAME = "mo.log"
DEFAULT_HOST = "ftpupload.clickatell.com"
HOST, PASSWORD, ENCRYPTION = "ftp_host", "ftp_password", "ftp_encryption"
_OFF = "off"
FIELDS = (
    CredentialField(HOST, FieldKind.TEXT, required=False, section="advanced"),
    CredentialField(PASSWORD, FieldKind.SECRET, required=False, section="advanced"),
    CredentialField(
        ENCRYPTION,
        FieldKind.CHOICE,
        required=False,
        choices=(*map(str, Encryption), _OFF),
        section="advanced",
    ),
)


class Wrong(StrEnum):
    """What is wrong with what was entered, as the key of a sentence."""

    BAD_HOST = "invalid_ftp_host"
    REFUSED = "ftp_refused"
    UNREACHABLE = "ftp_unreachable"
    NO_TLS = "ftp_no_tls"


# A name or an address, perhaps as a browser has it, perhaps with a port.
_ADDRESS = re.compile(
    r"(?:ftps?://)?(?:\[(?P<v6>[0-9a-fA-F:.]+)\]|(?P<name>[^\s/:@\[\]?#]+))(?::(?P<port>[0-9]{1,5}))?/?",
    re.IGNORECASE,
)
_HIGHEST_PORT = 65535


def read_server(credentials: Mapping[str, str]) -> Server | None:
    """Return the server that an account's log is fetched from; None where it is not to be.

    Raises ValueError for an address that can't be one.
    """
    chosen = credentials.get(ENCRYPTION, Encryption.EXPLICIT)
    password = credentials.get(PASSWORD)
    if not password or chosen == _OFF:
        return None
    encryption = Encryption(chosen)
    host, port = _read_address(credentials.get(HOST, DEFAULT_HOST))
    return Server(host, port or PORTS[encryption], credentials["api_id"], password, encryption)


def wrong_field(credentials: Mapping[str, str]) -> tuple[str, str] | None:
    """Return which field keeps the log from being fetched, as far as that can be seen."""
    if not credentials.get(PASSWORD, "").isprintable():
        return PASSWORD, "not_text"
    try:
        _read_address(credentials.get(HOST, DEFAULT_HOST))
    except ValueError:
        return HOST, Wrong.BAD_HOST
    return None


def _read_address(written: str) -> tuple[str, int | None]:
    """Return the name or address of a server, and its port if there is one; raises ValueError."""
    found = _ADDRESS.fullmatch(written)
    port = int(found["port"]) if found and found["port"] else None
    if found is None or (port is not None and not 0 < port <= _HIGHEST_PORT):
        raise ValueError("this is no address of an FTP server")
    return found["v6"] or found["name"], port


class MoLog(ReplyLog):
    """The log of one API of a Central account."""

    # Files are deleted 48 hours after they were last changed.
    kept = 48 * 3600.0

    def __init__(self, server: Server) -> None:
        """Fetch from a server; nothing is asked yet."""
        self._server = server

    @override
    async def pieces(self, place: str | None, since: float) -> AsyncGenerator[LogPiece]:
        fetch = _Fetch(self._server, self.tls, LogPlace.read(place), since)
        found = fetch.pieces()
        is_in_thread = False
        try:
            while True:
                is_in_thread = True
                piece = await asyncio.to_thread(next, found, None)
                is_in_thread = False
                if piece is None:
                    return
                yield piece
        finally:
            if is_in_thread:
                # It ends by itself, soon: nobody waits for a server that does not answer.
                fetch.interrupt()
            else:
                await asyncio.to_thread(found.close)

    @override
    async def try_out(self) -> WrongLogField | None:
        fetch = _Fetch(self._server, self.tls, None, 0.0)
        try:
            await asyncio.to_thread(fetch.look)
        except NoTlsError:
            return WrongLogField(ENCRYPTION, Wrong.NO_TLS)
        except GatewayError as error:
            is_refused = error.kind is ErrorKind.AUTH
            wrong = (PASSWORD, Wrong.REFUSED) if is_refused else (HOST, Wrong.UNREACHABLE)
            return WrongLogField(*wrong, str(error))
        except asyncio.CancelledError:
            fetch.interrupt()
            raise
        return None


class _Fetch:
    """One look at the log, in threads."""

    def __init__(
        self, server: Server, tls: SSLContext, place: LogPlace | None, since: float
    ) -> None:
        self._server = server
        self._tls = tls
        self._place = place
        self._since = since
        self._connection = Connection(server, tls)

    def interrupt(self) -> None:
        """End it, from another thread."""
        self._connection.interrupt()

    def look(self) -> None:
        """Look whether files can be seen, over a connection for data as well."""
        try:
            self._connection.open()
            self._connection.has(NAME)
            self._connection.leave()
        finally:
            self._connection.close()

    def pieces(self) -> Generator[LogPiece]:
        """Yield what the log holds, also where the connection breaks in the middle of it."""
        try:
            lines = self._begin()
            if lines is not None:
                yield from self._read_on(lines)
            self._connection.leave()
        finally:
            self._connection.close()

    def _begin(self) -> LogLines | None:
        """Begin to read behind the place, or from the start where the log is another; None without.

        By what stands before the place it is known again, however long it is.
        """
        self._connection.open()
        size = self._connection.size(NAME)
        if size is None and not self._connection.has(NAME):
            return None
        place = self._place
        if place is not None and (size is None or place.offset <= size):
            before = self._before(place)
            if place.is_behind(before):
                return LogLines(place, before, self._since, follows=True)
            self._connection.close()
            self._connection = Connection(self._server, self._tls)
            self._connection.open()
        self._connection.begin(NAME, 0)
        return LogLines(LogPlace.start(), b"", self._since, follows=False)

    def _before(self, place: LogPlace) -> bytes:
        """Return what stands before a place, as far as there is anything."""
        found = b""
        try:
            self._connection.begin(NAME, place.begin)
            while missing := place.before.length - len(found):
                chunk = self._connection.read(missing)
                if not chunk:
                    break
                found += chunk
        except GatewayError as error:
            # A place behind the end is refused, where no size was told; so is any where none helps.
            if error.kind is not ErrorKind.UNKNOWN:
                raise
        return found

    def _read_on(self, lines: LogLines) -> Generator[LogPiece]:
        broken: GatewayError | None = None
        try:
            while chunk := self._connection.read():
                lines.add(chunk)
                if lines.are_many:
                    yield lines.take()
        except GatewayError as error:
            broken = error
        else:
            lines.end()
        yield lines.take()
        if broken is not None:
            raise broken
