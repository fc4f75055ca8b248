"""The connection to an FTP server, and what servers make of it (smpp.md 16)."""

import asyncio
from contextlib import aclosing
from pathlib import Path
from socket import SO_LINGER, SOL_SOCKET
import ssl
import struct

import pytest

from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.clickatell_central import (
    ftp as client,
)
from custom_components.sms_gateway.gateways.clickatell_central.mo_log import (
    read_server,
)
from custom_components.sms_gateway.gateways.reply_source import (
    WrongLogField,
)
from simulator import ftp
from simulator.faults import Fault
from simulator.ftp import FtpSettings
from simulator.ftp_data import DataPort

from ...patience import Awaited, patience, soon
from .shelf import PASSWORD, Shelf, answering, lines


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


async def test_a_transfer_may_be_cut_before_anything_new_has_come(shelf: Shelf) -> None:
    shelf.write(lines(*range(1, 41)))
    await shelf.fetch()
    shelf.simulator.faults.set(Fault.TRUNCATED, count=1)
    await shelf.fails()
    assert shelf.pieces == []
    assert (await shelf.fetch(), shelf.follows) == ([], True)


async def test_how_a_connection_for_data_ends_is_the_servers_business(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def send_and_reset(port: DataPort, content: bytes) -> str:
        writer = await port._connected  # noqa: SLF001 - what no server of ours does
        writer.write(content)
        writer.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
        return "226 That is all"

    monkeypatch.setattr(DataPort, "send", send_and_reset)
    shelf.write(lines(1, 2))
    assert await shelf.fetch() == [1, 2]
    shelf.append(lines(3))
    assert (await shelf.fetch(), shelf.follows) == ([3], True)


async def test_a_transfer_that_stands_still_has_an_end(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_over = asyncio.Event()

    async def send_a_part(port: DataPort, content: bytes) -> str:
        writer = await port._connected  # noqa: SLF001 - what no server of ours does
        writer.write(content[:-1])
        await is_over.wait()
        return "226 That is all"

    shelf.write(lines(1, 2))
    with monkeypatch.context() as patched:
        patched.setattr(client, "_TIMEOUT", 0.2)
        patched.setattr(DataPort, "send", send_a_part)
        error = await shelf.fails()
        is_over.set()
    assert (error.kind, shelf.taken) == (ErrorKind.NETWORK, [1])
    assert await shelf.fetch() == [2]


async def test_who_was_interrupted_before_does_not_begin(shelf: Shelf) -> None:
    server = read_server({"api_id": "1234567", "ftp_password": PASSWORD, "ftp_host": shelf.host})
    assert server is not None
    connection = client.Connection(server, shelf.client_tls)
    connection.interrupt()
    with pytest.raises(GatewayError):
        await asyncio.to_thread(connection.open)
    connection.close()


async def test_a_connection_for_data_to_somebody_else_is_refused(
    shelf: Shelf, tls: FtpSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OfAStranger(DataPort):
        def __init__(self, _tls: ssl.SSLContext | None, *, must_resume: bool) -> None:
            super().__init__(stranger, must_resume=must_resume)

    # It has the certificate of nobody.
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    stranger.set_ciphers("aNULL:@SECLEVEL=0")
    stranger.maximum_version = ssl.TLSVersion.TLSv1_2
    monkeypatch.setattr(ftp, "DataPort", OfAStranger)
    shelf.write(lines(1))
    error = await shelf.fails(ftp_encryption="explicit")
    assert error.kind is ErrorKind.NETWORK
    assert shelf.pieces == []


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


async def test_that_there_are_no_files_may_be_an_error(shelf: Shelf) -> None:
    is_in = b"220 Hi\r\n331 And?\r\n230 Welcome\r\n200 I\r\n"
    for code in (b"450", b"550"):
        said = is_in + b"550 No such file\r\n227 (HERE)\r\n" + code + b" No files found\r\n"
        async with answering(said) as host:
            assert await shelf.fetch(ftp_host=host) == []
    said = is_in + b"550 No such file\r\n227 (HERE)\r\n553 You may not\r\n"
    async with answering(said) as host:
        error = await shelf.fails(ftp_host=host)
    assert (error.kind, str(error)) == (ErrorKind.UNKNOWN, "You may not (553)")


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
