"""A connection to an FTP server, to read one file; all here blocks (smpp.md 16, RFC 959, 4217)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from ftplib import FTP, FTP_TLS, Error, error_perm, error_temp
import socket
from ssl import SSLCertVerificationError, SSLContext, SSLError, SSLSocket
from typing import override

from ..base import ErrorKind, GatewayError
from ..reasons import Reason

# For each step, such as to connect, or the next bytes of the file. In seconds.
_TIMEOUT = 20.0
_AT_ONCE = 64 * 1024
# What a list of no files is answered with by some.
_NO_FILES = ("450", "550")
# The folder has few files, if any but this one. In bytes.
_LONGEST_LIST = 1024 * 1024
# The code, behind which words follow.
_CODE = 3


class Encryption(StrEnum):
    """How a connection is kept from others' eyes, if it is."""

    EXPLICIT = "explicit"
    IMPLICIT = "implicit"
    NONE = "none"


PORTS = {Encryption.EXPLICIT: 21, Encryption.IMPLICIT: 990, Encryption.NONE: 21}


class NoTlsError(GatewayError):
    """The server does not encrypt when it is asked to."""

    def __init__(self) -> None:
        """Say so in words of our own."""
        super().__init__(ErrorKind.NETWORK, Reason.NO_TLS)


@dataclass(frozen=True, slots=True)
class Server:
    """Where a file is, and who may read it."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    encryption: Encryption


class Connection:
    """A connection over which one file is read, from a place on.

    It is used by one thread at a time; only `interrupt` may be called meanwhile, after which what
    blocks fails soon. Everything raises GatewayError.
    """

    def __init__(self, server: Server, tls: SSLContext) -> None:
        """Connect to nothing yet."""
        self._server = server
        is_implicit = server.encryption is Encryption.IMPLICIT
        is_plain = server.encryption is Encryption.NONE
        self._ftp = FTP() if is_plain else _FtpOverTls(tls, is_implicit=is_implicit)  # noqa: S321 - where the person has chosen so
        self._data: socket.socket | None = None
        self._is_interrupted = False

    def open(self) -> None:
        """Connect and log in."""
        ftp, server = self._ftp, self._server
        with self._told():
            ftp.connect(server.host, server.port, _TIMEOUT)
            if self._is_interrupted:
                raise EOFError
            if isinstance(ftp, FTP_TLS) and server.encryption is Encryption.EXPLICIT:
                _encrypt(ftp)
        with self._told(ErrorKind.AUTH):
            ftp.login(server.user, server.password)
        with self._told():
            if isinstance(ftp, FTP_TLS):
                ftp.prot_p()
            # In ASCII line ends would be rewritten, and no place in the file be right.
            ftp.voidcmd("TYPE I")

    def has(self, name: str) -> bool:
        """Tell whether there is a file of a name, by the list of all there are."""
        listed = b""
        try:
            self._begin("NLST")
            while len(listed) < _LONGEST_LIST and (chunk := self.read()):
                listed += chunk
        except GatewayError as error:
            if error.code not in _NO_FILES:
                raise
            return False
        return any(one.rpartition(b"/")[2] == name.encode() for one in listed.splitlines())

    def size(self, name: str) -> int | None:
        """Return how long a file is, in bytes; None where the server does not tell."""
        try:
            with self._told():
                return self._ftp.size(name)
        except GatewayError as error:
            if error.kind is not ErrorKind.UNKNOWN:
                raise
            return None

    def begin(self, name: str, at: int) -> None:
        """Begin to read a file at a place."""
        self._begin(f"RETR {name}", at or None)

    def read(self, most: int = _AT_ONCE) -> bytes:
        """Return the next bytes, none at the end: then the server has said that it is the end."""
        data = self._data
        with self._told():
            if data is None:
                raise EOFError
            if chunk := self._received(data, most):
                return chunk
            self._data = None
            with data:
                if isinstance(data, SSLSocket):
                    # Each server ends TLS in its own way, some not at all.
                    with suppress(OSError):
                        data.unwrap()
            self._ftp.voidresp()
        return b""

    def leave(self) -> None:
        """Take leave, once all is said; what is answered to that is nobody's business."""
        with suppress(OSError):
            self._ftp.putcmd("QUIT")

    def close(self) -> None:
        """Close it, whatever is under way."""
        if self._data is not None:
            self._data.close()
        self._ftp.close()

    def interrupt(self) -> None:
        """End whatever blocks, from another thread."""
        self._is_interrupted = True
        for each in (self._ftp.sock, self._data):
            if each is not None:
                with suppress(OSError):
                    # Below TLS: its own shutdown is for the thread that reads.
                    socket.socket.shutdown(each, socket.SHUT_RDWR)

    def _begin(self, command: str, at: int | None = None) -> None:
        with self._told():
            self._data = self._ftp.transfercmd(command, at)

    def _received(self, data: socket.socket, most: int) -> bytes:
        try:
            return data.recv(most)
        except TimeoutError:
            raise
        except OSError:
            # Whether all had come is said by the answer that follows.
            return b""

    @contextmanager
    def _told(self, refused: ErrorKind = ErrorKind.UNKNOWN) -> Iterator[None]:
        """Say what went wrong; a refusal that is final is of a kind that depends on the moment."""
        try:
            yield
        except error_perm as error:
            raise self._answered(error, refused) from None
        except error_temp as error:
            raise self._answered(error, ErrorKind.SERVER) from None
        except SSLError as error:
            raise GatewayError(ErrorKind.NETWORK, Reason.UNREACHABLE, code=_why(error)) from None
        except OSError, EOFError:
            raise GatewayError(ErrorKind.NETWORK, Reason.UNREACHABLE, retryable=True) from None
        except Error, ValueError:
            # No FTP; a number that is none; bytes that are no UTF-8.
            raise GatewayError(ErrorKind.SERVER, Reason.UNDOCUMENTED, retryable=True) from None

    def _answered(self, error: Error, kind: ErrorKind) -> GatewayError:
        answer = str(error)
        words = " ".join(answer[_CODE:].strip(" -").split()) or Reason.NO_DESCRIPTION
        for secret in (self._server.password, self._server.user):
            words = words.replace(secret, "•••")
        retryable = kind is ErrorKind.SERVER
        return GatewayError(kind, words, code=answer[:_CODE], retryable=retryable)


class _FtpOverTls(FTP_TLS):
    """FTP over TLS, begun at once or when asked for (`auth`).

    The connections that data come over resume the session of the first one: without that many
    servers refuse them, lest somebody else should come first.
    """

    def __init__(self, tls: SSLContext, *, is_implicit: bool) -> None:
        super().__init__(context=tls)
        self._tls = tls
        self._is_implicit = is_implicit

    @override
    def connect(
        self,
        host: str = "",
        port: int = 0,
        timeout: float = _TIMEOUT,
        source_address: tuple[str, int] | None = None,
    ) -> str:
        if not self._is_implicit:
            return super().connect(host, port, timeout, source_address)
        self.host, self.port, self.timeout = host, port, timeout
        self.sock = socket.create_connection((host, port), timeout, source_address)
        self.af = self.sock.family
        self.sock = self._tls.wrap_socket(self.sock, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome

    @override
    def ntransfercmd(
        self, cmd: str, rest: int | str | None = None
    ) -> tuple[socket.socket, int | None]:
        plain, size = super(FTP_TLS, self).ntransfercmd(cmd, rest)
        session = self.sock.session if isinstance(self.sock, SSLSocket) else None
        try:
            data = self._tls.wrap_socket(plain, server_hostname=self.host, session=session)
        except OSError:
            plain.close()
            raise
        return data, size


def _encrypt(ftp: FTP_TLS) -> None:
    try:
        ftp.auth()
    except error_perm:
        raise NoTlsError from None


def _why(error: SSLError) -> str:
    """Return what is wrong: "self-signed certificate", or what comes of TLS where there is none."""
    return error.verify_message if isinstance(error, SSLCertVerificationError) else error.reason
