"""Tests of one request: what came back, or what it means that nothing did."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
import gzip
from pathlib import Path
from traceback import format_exception
import tracemalloc

from aiohttp import ClientSession, ClientTimeout
from freezegun.api import FrozenDateTimeFactory
from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways import transport
from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.reasons import Reason
from custom_components.sms_gateway.gateways.transport import (
    Answer,
    basic,
    request,
    undocumented,
)

from ..certificate import contexts
from ..ports import reserved_port
from .conftest import Remote

SECRET = "s3cret"
MIB = 1024 * 1024


async def ask(session: ClientSession, url: str) -> Answer:
    """Make a request that carries a message."""
    return await request(session, "POST", url, headers={"Authorization": "k"}, body=b"{}")


async def refusal(session: ClientSession, url: str) -> GatewayError:
    """Make a request that must fail; return how."""
    with pytest.raises(GatewayError) as caught:
        await ask(session, url)
    return caught.value


async def test_an_answer(session: ClientSession, remote: Remote) -> None:
    remote.reply(b'{"a": 1}', 202)
    answer = await ask(session, remote.url + "/path")
    assert answer == Answer(202, b'{"a": 1}', None)
    assert answer.json() == {"a": 1}
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/path", b"{}")


async def test_a_redirect_is_an_answer(session: ClientSession, remote: Remote) -> None:
    remote.reply(b"", 302, Location=remote.url + "/elsewhere")
    answer = await ask(session, remote.url + "/path")
    assert answer.status == 302
    assert len(remote.asked) == 1
    error = undocumented(answer)
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, False)


async def test_a_refused_connection_is_certain(
    session: ClientSession, socket_enabled: None
) -> None:
    with reserved_port() as port:
        error = await refusal(session, f"http://127.0.0.1:{port}/")
        assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, False)


async def test_a_certificate_that_nobody_knows_is_told_as_that(
    session: ClientSession, socket_enabled: None, tmp_path: Path
) -> None:
    tls, _ = contexts(tmp_path)
    async with await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=tls) as server:
        port = server.sockets[0].getsockname()[1]
        error = await refusal(session, f"https://127.0.0.1:{port}/")
    assert error.text == Reason.BAD_CERTIFICATE
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, False)


async def test_an_answer_that_never_comes_is_uncertain(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(status=None)
    error = await refusal(session, remote.url)
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, True)
    assert len(remote.asked) == 1


async def test_a_get_that_is_not_answered_is_not_repeated(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(status=None)
    with pytest.raises(GatewayError, match="did not answer"):
        await request(session, "GET", remote.url + "/send?text=door", headers={})
    assert len(remote.asked) == 1


@pytest.mark.parametrize("answered", [b"", b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\n: \r\n\r\n"])
async def test_credentials_in_an_address_are_in_no_traceback(
    session: ClientSession, socket_enabled: None, answered: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answered)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(GatewayError) as caught:
            await request(session, "GET", f"http://127.0.0.1:{port}/?pass={SECRET}", headers={})
    assert SECRET not in "".join(format_exception(caught.value))
    assert (caught.value.kind, caught.value.uncertain) == (ErrorKind.NETWORK, True)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "http://[/", "http://a:b/"])
async def test_credentials_in_an_address_that_is_none_are_in_no_traceback(
    session: ClientSession, url: str
) -> None:
    with pytest.raises(GatewayError) as caught:
        await request(session, "GET", f"{url}?pass={SECRET}", headers={})
    assert SECRET not in "".join(format_exception(caught.value))
    assert caught.value.kind is ErrorKind.UNKNOWN


async def test_credentials_of_a_connection_that_takes_too_long_are_in_no_traceback(
    session: ClientSession, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_TIMEOUT", ClientTimeout(connect=0.000001))
    with pytest.raises(GatewayError) as caught:
        await request(session, "GET", f"{remote.url}/?pass={SECRET}", headers={})
    assert SECRET not in "".join(format_exception(caught.value))
    assert (caught.value.kind, caught.value.uncertain) == (ErrorKind.NETWORK, False)


async def test_an_answer_cut_off_is_uncertain(session: ClientSession, socket_enabled: None) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"{}")
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(half, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        error = await refusal(session, f"http://127.0.0.1:{port}/")
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, True)


async def test_an_answer_that_does_not_end_is_read_no_further(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(b'{"a": "' + b"x" * 3 * MIB + b'"}', 202)
    answer = await ask(session, remote.url)
    assert len(answer.body) == MIB
    error = undocumented(answer)
    assert answer.json() is None
    assert (error.kind, error.uncertain) == (ErrorKind.SERVER, True)
    # What is left of it is not taken for the next answer.
    remote.reply(b"{}")
    assert (await ask(session, remote.url)).body == b"{}"


async def test_a_compressed_answer_is_unpacked_no_further(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(gzip.compress(bytes(256 * MIB)), Content_Encoding="gzip")
    tracemalloc.start()
    try:
        answer = await ask(session, remote.url)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(answer.body) == MIB
    assert peak < 16 * MIB


async def test_an_answer_of_the_greatest_length_is_read_whole(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(gzip.compress(b'"' + b"x" * (MIB - 2) + b'"'), Content_Encoding="gzip")
    assert (await ask(session, remote.url)).json() == "x" * (MIB - 2)


async def test_a_slow_answer_is_uncertain(
    session: ClientSession, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_TIMEOUT", ClientTimeout(total=0.2))
    remote.goes_on.clear()
    remote.reply()
    error = await refusal(session, remote.url)
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.NETWORK, True, True)


@pytest.mark.parametrize("url", ["not an address", "http://", "ftp://127.0.0.1/", ""])
async def test_an_address_that_is_none_is_final(session: ClientSession, url: str) -> None:
    error = await refusal(session, url)
    assert (error.kind, error.retryable, error.uncertain) == (ErrorKind.UNKNOWN, False, False)


async def test_a_key_that_can_not_be_sent_is_final(session: ClientSession, remote: Remote) -> None:
    with pytest.raises(GatewayError, match="not valid") as caught:
        await request(session, "GET", remote.url, headers={"Authorization": "a\nb"})
    assert not caught.value.retryable
    assert remote.asked == []


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 5 ", 5.0),
        ("9" * 400, 3600.0),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
async def test_retry_after_in_seconds(
    session: ClientSession, remote: Remote, written: str, seconds: float | None
) -> None:
    remote.reply(b"", 429, Retry_After=written)
    assert (await ask(session, remote.url)).retry_after == seconds


@pytest.mark.parametrize(("minutes", "seconds"), [(2, 120.0), (-2, 0.0), (600000, 3600.0)])
async def test_retry_after_as_a_date(
    session: ClientSession,
    remote: Remote,
    freezer: FrozenDateTimeFactory,
    minutes: int,
    seconds: float,
) -> None:
    freezer.move_to("2026-11-20 12:00:00+00:00")
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC) + timedelta(minutes=minutes)
    for written in (format_datetime(moment, usegmt=True), format_datetime(moment)[:-6]):
        remote.reply(b"", 503, Retry_After=written)
        assert (await ask(session, remote.url)).retry_after == seconds


@given(
    st.one_of(
        st.text(max_size=40),
        st.from_regex(r"\A[A-Z][a-z]{2}, \d{2} Jan \d{4,6} 00:00:00 [+-]\d{2,20}\Z"),
    )
)
def test_any_retry_after_is_read_or_ignored(written: str) -> None:
    seconds = transport._seconds(written)  # noqa: SLF001 - servers may send anything
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("status", "kind", "retryable", "uncertain"),
    [
        (200, ErrorKind.SERVER, True, True),
        (202, ErrorKind.SERVER, True, True),
        (301, ErrorKind.NETWORK, True, False),
        (400, ErrorKind.UNKNOWN, True, False),
        (401, ErrorKind.AUTH, False, False),
        (402, ErrorKind.FUNDS, True, False),
        (403, ErrorKind.UNKNOWN, True, False),
        (404, ErrorKind.UNKNOWN, True, False),
        (429, ErrorKind.RATE, True, False),
        (500, ErrorKind.SERVER, True, True),
        (502, ErrorKind.SERVER, True, True),
        (503, ErrorKind.SERVER, True, False),
        (504, ErrorKind.SERVER, True, True),
    ],
)
def test_what_a_status_without_a_body_means(
    status: int, kind: ErrorKind, retryable: bool, uncertain: bool
) -> None:
    error = undocumented(Answer(status, b"<html>", 7.0))
    assert (error.kind, error.retryable, error.uncertain) == (kind, retryable, uncertain)
    assert str(status) in str(error)


def test_a_user_name_with_a_colon_is_wrong_like_any_other() -> None:
    assert basic("é", "a:b") == {"Authorization": "Basic w6k6YTpi"}
    with pytest.raises(GatewayError) as caught:
        basic("a:b", SECRET)
    assert caught.value.kind is ErrorKind.AUTH
    assert SECRET not in "".join(format_exception(caught.value))
