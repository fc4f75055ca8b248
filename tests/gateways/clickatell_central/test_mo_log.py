"""mo.log at an FTP server: found again, read on, and left alone (smpp.md 16)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
import ssl
import tracemalloc

import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError, InboundMessage
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral
from custom_components.sms_gateway.gateways.clickatell_central.mo_log import (
    MoLog,
    read_server,
    wrong_field,
)
from custom_components.sms_gateway.gateways.reply_source import (
    LogPiece,
    WrongLogField,
    reply_source,
)
from simulator import Simulator
from simulator.faults import Fault
from simulator.ftp import FtpSettings

from ...certificate import contexts
from ...patience import Awaited, patience, soon
from ...roads import NO_SESSION

NAME = "mo.log"
PASSWORD = "simulator-ftp-password"
MIB = 1024 * 1024


def line(number: int, text: str = "hello") -> bytes:
    """Return a line as the two-way guide lays it out in 8.3.2."""
    columns = ("2026-11-20 13:55:04", "15550100001", "15550100099", text, "1234567")
    return "\t".join((*columns, f"{number:032x}", "ISO-8859-1", "")).encode() + b"\n"


def lines(*numbers: int) -> bytes:
    """Return several lines."""
    return b"".join(map(line, numbers))


class Shelf:
    """The file at the simulator, and somebody who fetches it."""

    def __init__(self, simulator: Simulator) -> None:
        """Fetch without encryption, from the start."""
        self.simulator = simulator
        self.place: str | None = None
        self.client_tls = ssl.create_default_context()
        self.pieces: list[LogPiece] = []

    def log(self, **credentials: str) -> MoLog:
        """Return the log of an account."""
        given = {
            "api_id": self.simulator.account.api_id,
            "ftp_password": PASSWORD,
            "ftp_host": f"127.0.0.1:{self.simulator.ftp.port}",
            "ftp_encryption": "none",
            **credentials,
        }
        server = read_server(given)
        assert server is not None
        log = MoLog(server)
        log.tls = self.client_tls
        return log

    def write(self, content: bytes) -> None:
        """Put this in place of the file."""
        self.simulator.network.files.write(NAME, content)

    def append(self, content: bytes) -> None:
        """Add to the file."""
        self.simulator.network.files.append(NAME, content)

    async def fetch(self, since: float = 0.0, /, **credentials: str) -> list[int]:
        """Read on; return the numbers of the lines that came."""
        self.pieces = []
        async with aclosing(self.log(**credentials).pieces(self.place, since)) as pieces:
            async for piece in pieces:
                self.pieces.append(piece)
                self.place = piece.place
        return [number(message) for piece in self.pieces for message in piece.messages]

    async def fails(self, **credentials: str) -> GatewayError:
        """Return why it can't be read."""
        with pytest.raises(GatewayError) as raised:
            await self.fetch(**credentials)
        assert PASSWORD not in f"{raised.value!r} {raised.value}"
        return raised.value

    @property
    def taken(self) -> list[int]:
        """The numbers of the lines that came, although there was an error."""
        return [number(message) for piece in self.pieces for message in piece.messages]

    @property
    def follows(self) -> bool:
        """Whether it was the file that had been read before."""
        (follows,) = {piece.follows for piece in self.pieces}
        return follows

    @property
    def sent(self) -> int:
        """How many bytes have gone out since this was asked before."""
        sent, self.simulator.ftp.sent = self.simulator.ftp.sent, 0
        return sent


@asynccontextmanager
async def answering(said: bytes) -> AsyncIterator[str]:
    """Have a server that says this to everybody, and goes if it is nothing; return where it is."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        if said:
            await reader.read()
        writer.close()

    server = await asyncio.start_server(say, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def number(message: InboundMessage) -> int:
    """Return which line a message was in."""
    assert message.provider_message_id is not None
    return int(message.provider_message_id, 16)


@pytest.fixture
def shelf(simulator: Simulator) -> Shelf:
    """Return the file, which is not there yet."""
    return Shelf(simulator)


@pytest.fixture
def tls(shelf: Shelf, tmp_path: Path) -> FtpSettings:
    """Let the server encrypt, with a certificate that is known, and insist on one session."""
    shelf.simulator.ftp.settings.tls, shelf.client_tls = contexts(tmp_path)
    shelf.simulator.ftp.settings.must_resume = True
    return shelf.simulator.ftp.settings


async def test_a_file_is_read_on_from_where_it_was_read_to(shelf: Shelf) -> None:
    assert await shelf.fetch() == []
    assert shelf.pieces == []  # there is none
    shelf.write(lines(1, 2))
    assert (await shelf.fetch(), shelf.follows) == ([1, 2], False)
    assert (await shelf.fetch(), shelf.follows) == ([], True)
    shelf.append(lines(3))
    assert (await shelf.fetch(), shelf.follows) == ([3], True)
    many = range(4, 40)
    shelf.append(lines(*many))
    assert await shelf.fetch() == list(many)
    _ = shelf.sent
    assert await shelf.fetch() == []
    # What it is known by, and nothing else, is read again.
    assert shelf.sent == 512
    assert shelf.simulator.network.files.names() == [NAME]


@pytest.mark.parametrize("encryption", ["explicit", "implicit"])
async def test_it_comes_over_tls_with_one_session_for_all_connections(
    shelf: Shelf, tls: FtpSettings, encryption: str
) -> None:
    tls.implicit = encryption == "implicit"
    shelf.write(lines(1))
    log = shelf.log(ftp_encryption=encryption)
    assert await log.try_out() is None
    assert await shelf.fetch(ftp_encryption=encryption) == [1]
    shelf.append(lines(2))
    assert await shelf.fetch(ftp_encryption=encryption) == [2]


async def test_what_keeps_it_from_being_fetched_is_told_before(
    shelf: Shelf, tls: FtpSettings
) -> None:
    for wrong, field, error, words in (
        ({"ftp_password": "another"}, "ftp_password", "ftp_refused", "530"),
        ({"api_id": "another"}, "ftp_password", "ftp_refused", "530"),
        ({"ftp_host": "127.0.0.1:1"}, "ftp_host", "ftp_unreachable", "could not be reached"),
        ({"ftp_encryption": "implicit"}, "ftp_host", "ftp_unreachable", "WRONG_VERSION_NUMBER"),
    ):
        told = await shelf.log(**{"ftp_encryption": "explicit", **wrong}).try_out()
        assert told is not None
        assert (told.field, told.error) == (field, error)
        assert words in told.words
        assert "another" not in told.words
    shelf.client_tls = ssl.create_default_context()
    told = await shelf.log(ftp_encryption="explicit").try_out()
    assert told is not None
    assert "self-signed certificate" in told.words
    tls.tls = None
    told = await shelf.log(ftp_encryption="explicit").try_out()
    assert told == WrongLogField("ftp_encryption", "ftp_no_tls")
    assert await shelf.log().try_out() is None


async def test_half_a_line_waits_for_the_other_half(shelf: Shelf) -> None:
    whole = line(2)
    for cut in (5, 60, len(whole) - 12):
        shelf.place = None
        shelf.write(line(1) + whole[:cut])
        assert await shelf.fetch() == [1]
        assert await shelf.fetch() == []
        shelf.append(whole[cut:] + line(3))
        assert await shelf.fetch() == [2, 3]
        assert [piece.unreadable for piece in shelf.pieces] == [0]


async def test_a_last_line_without_an_end_is_taken_once_nothing_more_was_added(
    shelf: Shelf,
) -> None:
    shelf.write(lines(1, 2).removesuffix(b"\n"))
    assert await shelf.fetch() == [1]
    assert await shelf.fetch() == [2]
    assert await shelf.fetch() == []
    shelf.append(b"\n" + line(3))
    assert await shelf.fetch() == [3]
    assert [piece.unreadable for piece in shelf.pieces] == [0]


async def test_a_file_that_is_smaller_is_another_one(shelf: Shelf) -> None:
    shelf.write(lines(1, 2, 3))
    await shelf.fetch()
    shelf.write(lines(4))
    assert (await shelf.fetch(), shelf.follows) == ([4], False)
    shelf.simulator.network.files.delete(NAME)
    assert await shelf.fetch() == []
    assert shelf.pieces == []
    shelf.write(lines(5))
    assert await shelf.fetch() == [5]


@pytest.mark.parametrize("size", ["same", "larger"])
async def test_a_file_that_was_replaced_is_another_one(shelf: Shelf, size: str) -> None:
    shelf.write(lines(1, 2, 3))
    await shelf.fetch()
    replaced = (4, 5, 6) if size == "same" else range(4, 14)
    shelf.write(lines(*replaced))
    assert (await shelf.fetch(), shelf.follows) == (list(replaced), False)
    assert (await shelf.fetch(), shelf.follows) == ([], True)


async def test_a_transfer_that_is_cut_gives_what_came_and_goes_on_there(shelf: Shelf) -> None:
    shelf.write(lines(*range(1, 41)))
    shelf.simulator.faults.set(Fault.TRUNCATED, count=1)
    error = await shelf.fails()
    assert (error.kind, error.retryable) == (ErrorKind.NETWORK, True)
    first = shelf.taken
    assert first == list(range(1, len(first) + 1))
    assert len(first) in (19, 20)
    assert first + await shelf.fetch() == list(range(1, 41))
    # All has come, and nobody has said so.
    shelf.append(lines(41))
    shelf.simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await shelf.fails()
    assert shelf.taken == [41]
    assert await shelf.fetch() == []


async def test_100_megabytes_come_in_slices(shelf: Shelf) -> None:
    of_60_kb = b"x" * 60_000 + b"\n"
    shelf.write(of_60_kb * (100 * MIB // len(of_60_kb)) + line(1))
    tracemalloc.start()
    try:
        assert await shelf.fetch() == [1]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(shelf.pieces) > 50
    assert most < 8 * MIB
    assert (await shelf.fetch(), shelf.follows) == ([], True)


async def test_what_was_sent_before_is_left_out(shelf: Shelf) -> None:
    shelf.write(lines(1, 2))
    sent_at = 1_795_175_704.0
    assert await shelf.fetch(sent_at + 1) == []
    shelf.place = None
    assert await shelf.fetch(sent_at) == [1, 2]


async def test_lines_that_can_not_be_read_are_counted(shelf: Shelf) -> None:
    too_long = b"x" * 200_000 + b"\n"
    shelf.write(line(1) + b"hello\n\r\n" + too_long + line(2) + b"y" * 70_000)
    assert await shelf.fetch() == [1, 2]
    (piece,) = shelf.pieces
    assert (piece.unreadable, piece.why) == (3, "too few fields")
    shelf.append(b"y" * 10 + b"\n" + line(3))
    assert await shelf.fetch() == [3]


async def test_a_server_may_lack_what_helps(shelf: Shelf) -> None:
    shelf.simulator.ftp.settings.has_size = False
    assert await shelf.fetch() == []
    first = list(range(1, 11))
    shelf.write(lines(*first))
    assert await shelf.fetch() == first
    shelf.append(lines(11))
    assert await shelf.fetch() == [11]
    shelf.simulator.ftp.settings.has_rest = False
    shelf.append(lines(12))
    # Without places all comes again, and is known.
    assert await shelf.fetch() == [*first, 11, 12]
    shelf.write(lines(13))
    assert await shelf.fetch() == [13]


async def test_a_place_that_is_damaged_is_none(shelf: Shelf) -> None:
    shelf.write(lines(1))
    for place in ("", "{}", "[1]", '[-1,[0,""],[0,""]]', '[9,[600,""],[0,""]]', "[1,2,3]"):
        shelf.place = place
        assert await shelf.fetch() == [1]


async def test_whatever_a_server_says_is_an_error_of_ours(shelf: Shelf) -> None:
    is_in = b"220 Hi\r\n331 And?\r\n230 Welcome\r\n200 I\r\n"
    for said in (
        b"",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"220 Hi\r\n" + b"x" * 20_000,
        b"220 \xff\xfe\r\n",
        b"421 Too many users\r\n",
        is_in + b"213 many\r\n",
        is_in + b"213 9\r\n227 Somewhere\r\n",
    ):
        async with answering(said) as host:
            error = await shelf.fails(ftp_host=host)
        assert error.retryable
        assert error.kind in (ErrorKind.NETWORK, ErrorKind.SERVER)


async def test_a_password_that_a_server_repeats_is_hidden(shelf: Shelf) -> None:
    async with answering(f"220 Hi\r\n331 And?\r\n530 Not {PASSWORD}!\r\n".encode()) as host:
        error = await shelf.fails(ftp_host=host)
    assert (error.kind, str(error)) == (ErrorKind.AUTH, "Not •••! (530)")


async def test_nobody_waits_for_a_server_that_does_not_answer(shelf: Shelf) -> None:
    connected, gone = Awaited("somebody connects"), Awaited("the connection is closed")

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await reader.read()
        gone.set()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for ask in (lambda: shelf.fetch(ftp_host=host), shelf.log(ftp_host=host).try_out):
            asking = asyncio.ensure_future(ask())
            await connected.wait()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await soon(asking, "it is cancelled")
            await gone.wait()
            connected.clear()
            gone.clear()


async def test_whoever_has_enough_leaves_at_once(shelf: Shelf) -> None:
    shelf.write(lines(*range(8_000)))
    async with patience(lambda: "one piece is read"), aclosing(shelf.log().pieces(None, 0)) as all_:
        piece = await anext(all_)
    assert len(piece.messages) >= 500
    shelf.place = piece.place
    assert (await shelf.fetch())[0] == len(piece.messages)


def test_only_who_has_given_a_password_is_asked() -> None:
    def source(**credentials: str) -> object:
        given = {"username": "u", "password": "p", "api_id": "1", **credentials}
        return reply_source(ClickatellCentral(NO_SESSION, "", given))

    assert source() is None
    assert source(ftp_encryption="explicit", ftp_host="127.0.0.1") is None
    assert isinstance(source(ftp_password="x"), MoLog)
    assert source(ftp_password="x", ftp_encryption="off") is None


@pytest.mark.parametrize(
    ("host", "encryption", "expected"),
    [
        ("ftp.example.com", "explicit", ("ftp.example.com", 21)),
        ("ftp.example.com", "implicit", ("ftp.example.com", 990)),
        ("ftp.example.com:2121", "implicit", ("ftp.example.com", 2121)),
        ("FTP://ftp.example.com/", "none", ("ftp.example.com", 21)),
        ("[2001:db8::1]:2121", "none", ("2001:db8::1", 2121)),
        ("192.0.2.1", "none", ("192.0.2.1", 21)),
    ],
)
def test_the_server(host: str, encryption: str, expected: tuple[str, int]) -> None:
    given = {"api_id": "1", "ftp_password": "x", "ftp_encryption": encryption, "ftp_host": host}
    server = read_server(given)
    assert server is not None
    assert (server.host, server.port) == expected
    assert wrong_field(given) is None
    assert "'x'" not in repr(server)


@pytest.mark.parametrize(
    "host",
    ["a b", "ftp.example.com:0", "ftp.example.com:99999", "u@host", "http://host", "a/b", ":"],
)
def test_what_is_no_server(host: str) -> None:
    given = {"api_id": "1", "ftp_password": "x", "ftp_host": host}
    assert wrong_field(given) == ("ftp_host", "invalid_ftp_host")


def test_a_password_is_one_line() -> None:
    assert wrong_field({"api_id": "1", "ftp_password": "x\r\nDELE mo.log"}) == (
        "ftp_password",
        "not_text",
    )
