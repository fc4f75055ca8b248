"""Tests of 382 Communications, in the bytes that gateways.md 3c shows."""

import asyncio
from collections.abc import Callable
import json
from traceback import format_exception
from urllib.parse import parse_qs, quote, quote_plus

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    CallbackAnswer,
    CallbackRequest,
    ErrorKind,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
)
from custom_components.sms_gateway.gateways.com382 import Com382

from .conftest import Remote

REPLY = b'{"source":"5085550100","destination":"3395550101","type":"sms","message":"Hello"}'
FORM = b"source=5085550100&destination=3395550101&message=Hello&type=sms"
# As the plug-in's first test has it, from the vendor's documents.
FORM_IN_LINES = (
    b"source=5085550100\n    destination=3395550101\n    message=Hello+World\n    type=sms"
)
PASSWORD = "p&ss w/rd?%41"
CREDENTIALS = {"username": "me", "password": PASSWORD}
MESSAGE_ID = "0123456789abcdef" * 2
ONE = OutgoingMessage(MESSAGE_ID, "+15085550100", "Hello", "+13395550101")
TAKEN = CallbackAnswer(200, "OK")
# As much as a callback may bring.
LARGE = 64 * 1024


@pytest.fixture
def com382(session: ClientSession, remote: Remote) -> Com382:
    """Return an account at the server."""
    return Com382(session, remote.url, CREDENTIALS)


async def send_one(gateway: Com382) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    return result


async def test_what_is_sent(com382: Com382, remote: Remote) -> None:
    remote.reply("OK")
    assert await com382.send([ONE]) == [Accepted(None)]
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/sendsms.cgi", b"")
    assert parse_qs(asked.query, strict_parsing=True) == {
        "user": ["me"],
        "pass": [PASSWORD],
        "source": ["3395550101"],
        "destination": ["5085550100"],
        "message": ["Hello"],
    }


@pytest.mark.parametrize("text", ["a&b=c #1 + 2 % 3 %41", "“5 °C” 🛑\r\nnow; ?/\\'\"<>", "~!*()"])
async def test_every_character_arrives(com382: Com382, remote: Remote, text: str) -> None:
    remote.reply("OK")
    await com382.send([OutgoingMessage(MESSAGE_ID, "+15085550100", text, "+13395550101")])
    fields = parse_qs(remote.asked[0].query, strict_parsing=True)
    assert (fields["message"], set(fields)) == (
        [text],
        {"user", "pass", "source", "destination", "message"},
    )
    # What a CGI script may read otherwise than a form is not left to it.
    assert "+" not in remote.asked[0].query


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+447700900123", "447700900123"),
        ("+11235550100", "11235550100"),
        ("+15085550100", "5085550100"),
    ],
)
async def test_numbers_of_north_america_go_without_their_country_code(
    com382: Com382, remote: Remote, number: str, written: str
) -> None:
    remote.reply("OK")
    await com382.send([OutgoingMessage(MESSAGE_ID, number, "Hello", "60606")])
    fields = parse_qs(remote.asked[0].query)
    assert (fields["destination"], fields["source"]) == ([written], ["60606"])


@pytest.mark.parametrize("pasted", ["", "/", "/sendsms.cgi"])
async def test_the_whole_address_may_be_pasted(
    session: ClientSession, remote: Remote, pasted: str
) -> None:
    remote.reply("OK")
    await Com382(session, remote.url + pasted, CREDENTIALS).send([ONE])
    assert remote.asked[0].path == "/sendsms.cgi"


@pytest.mark.parametrize("status", [200, 201, 202, 299])
@pytest.mark.parametrize(
    "answered", ["", "OK", "Message sent", "Notified", "12345", "{}", "\udcff"]
)
async def test_200_and_its_like_are_a_success(
    com382: Com382, remote: Remote, status: int, answered: str
) -> None:
    remote.reply(answered.encode("utf-8", "surrogateescape"), status)
    assert await send_one(com382) == Accepted(None)


ECHOES = [
    "Sent: {}",
    '{{"status":"ok","message":"{}"}}',
    "OK message={}&type=sms",
    "{}",
]


@pytest.mark.parametrize("answered", ECHOES)
@pytest.mark.parametrize("write", [str, quote, quote_plus, lambda text: json.dumps(text)[1:-1]])
async def test_the_words_of_the_message_are_no_error(
    com382: Com382, remote: Remote, answered: str, write: Callable[[str], str]
) -> None:
    """An alarm is about something that failed, and the answer may quote it."""
    text = "Pump: ERROR 5 °C,\nheating not running/failed"
    remote.reply(answered.format(write(text)))
    message = OutgoingMessage(MESSAGE_ID, "+15085550100", text, "+13395550101")
    assert await com382.send([message]) == [Accepted(None)]


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("Error", "Error"),
        ("not", "not sent"),
        ("", "Error"),
        ("Pump has failed", "Error: Pump has failed"),
        ("Pump has failed", "Pump failed"),
    ],
)
async def test_an_error_beside_the_words_of_the_message_is_one(
    com382: Com382, remote: Remote, text: str, answered: str
) -> None:
    remote.reply(answered)
    message = OutgoingMessage(MESSAGE_ID, "+15085550100", text, "+13395550101")
    (error,) = await com382.send([message])
    assert isinstance(error, GatewayError)
    assert (error.retryable, error.uncertain, error.text) == (True, True, answered)


@pytest.mark.parametrize(
    ("status", "answered", "expected"),
    [
        (200, "ERROR: bad destination", (ErrorKind.UNKNOWN, True, True)),
        (200, "Login failed", (ErrorKind.UNKNOWN, True, True)),
        (200, '{"status":"rejected"}', (ErrorKind.UNKNOWN, True, True)),
        (200, "Not authorized", (ErrorKind.UNKNOWN, True, True)),
        (200, "<!DOCTYPE html><title>Sign in</title>", (ErrorKind.SERVER, True, True)),
        (200, "\n<HTML>", (ErrorKind.SERVER, True, True)),
        (202, "ERROR", (ErrorKind.UNKNOWN, True, True)),
        (202, "<html>", (ErrorKind.SERVER, True, True)),
        (302, "", (ErrorKind.NETWORK, True, False)),
        (400, "", (ErrorKind.UNKNOWN, True, False)),
        (401, "", (ErrorKind.AUTH, False, False)),
        (429, "", (ErrorKind.RATE, True, False)),
        (500, "OK", (ErrorKind.SERVER, True, True)),
        (503, "", (ErrorKind.SERVER, True, False)),
    ],
)
async def test_what_is_no_success(
    com382: Com382,
    remote: Remote,
    status: int,
    answered: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(answered, status)
    error = await send_one(com382)
    assert isinstance(error, GatewayError)
    assert (error.kind, error.retryable, error.uncertain) == expected


async def test_an_answer_that_never_comes_is_not_asked_for_again(
    com382: Com382, remote: Remote
) -> None:
    remote.reply("OK")
    await send_one(com382)
    # Over the same connection: there an HTTP client likes to repeat a GET by itself.
    remote.reply(status=None)
    error = await send_one(com382)
    assert isinstance(error, GatewayError)
    assert (error.kind, error.uncertain) == (ErrorKind.NETWORK, True)
    assert len(remote.asked) == 2


async def test_an_error_that_quotes_the_request_tells_no_password(
    com382: Com382, remote: Remote
) -> None:
    remote.reply(f"Error:  /sendsms.cgi?user=me&pass=p%26ss&message=Hello\nlogin me/{PASSWORD}")
    error = await send_one(com382)
    assert str(error) == "Error: /sendsms.cgi?user=me&&message=Hello login me/"


@pytest.mark.parametrize("answered", [b"", b"rubbish\r\n\r\n"])
async def test_no_traceback_has_the_password(
    session: ClientSession, socket_enabled: None, answered: bytes
) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answered)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    credentials = {"username": "me", "password": "s3cret"}
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        error = await send_one(Com382(session, url, credentials))
    assert isinstance(error, GatewayError)
    assert credentials["password"] not in "".join(format_exception(error))


async def test_there_is_no_balance(com382: Com382) -> None:
    assert not com382.capabilities.balance
    with pytest.raises(GatewayError):
        await com382.balance()


def parse(gateway: Com382, body: bytes, query: bytes = b"") -> ParsedCallback:
    """Read a callback."""
    return gateway.parse_callback(CallbackRequest("POST", {}, query, body))


@pytest.mark.parametrize("body", [REPLY, FORM])
def test_a_reply(com382: Com382, body: bytes) -> None:
    expected = InboundMessage(None, "+15085550100", "+13395550101", "Hello", None)
    assert parse(com382, body) == ParsedCallback([expected], TAKEN)
    assert parse(com382, b"", FORM) == ParsedCallback([expected], TAKEN)


def test_a_form_in_lines(com382: Com382) -> None:
    expected = InboundMessage(None, "+15085550100", "+13395550101", "Hello World", None)
    assert parse(com382, FORM_IN_LINES).events == [expected]


def test_a_form_with_what_has_to_be_encoded(com382: Com382) -> None:
    body = FORM.replace(b"Hello", b"5+%C2%B0C+%26+more%0D%0Amessage%3Dx")
    (event,) = parse(com382, body).events
    assert isinstance(event, InboundMessage)
    assert event.text == "5 °C & more\r\nmessage=x"


@pytest.mark.parametrize(
    "between", [b" ", b"\n", b"\r\n ", b"\t", b" s", b"\nmessage", b"\nsource "]
)
def test_a_large_form_is_read_at_once(com382: Com382, between: bytes) -> None:
    """Looked at anew from each of its places, it would hold all of the home up for a minute."""
    message = b"source=5085550100&message=" + between * (LARGE // len(between)) + b"x"
    (event,) = parse(com382, message).events
    assert isinstance(event, InboundMessage)
    assert event.text.endswith("x")


@pytest.mark.parametrize("space", [b"\n", b"\r\n", b"  \r\n\t ", b"\n" * LARGE])
def test_lines_between_fields_are_no_part_of_the_text(com382: Com382, space: bytes) -> None:
    fields = [b"source=5085550100", b"message=Hello\nWorld  again", b"type=sms", b""]
    (event,) = parse(com382, space.join(fields)).events
    assert isinstance(event, InboundMessage)
    assert event.text == "Hello\nWorld  again"


@pytest.mark.parametrize(
    ("kind", "message", "text", "addresses"),
    [
        ("mms", "http://picmsg.org/1.jpg", "", ["http://picmsg.org/1.jpg"]),
        ("MMS ", "https://a.example/1 https://a.example/2", "", 2),
        ("mms", "look", "look", []),
        ("mms", "look https://a.example/1", "look https://a.example/1", []),
        ("mms", "", "", []),
        ("sms", "http://picmsg.org/1.jpg", "http://picmsg.org/1.jpg", []),
    ],
)
def test_a_picture_is_its_address(
    com382: Com382, kind: str, message: str, text: str, addresses: list[str] | int
) -> None:
    content = json.loads(REPLY) | {"type": kind, "message": message}
    (event,) = parse(com382, json.dumps(content).encode()).events
    assert isinstance(event, InboundMessage)
    found = [media.address for media in event.media]
    assert (event.text, found) == (text, message.split() if addresses == 2 else addresses)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("5085550100", "+15085550100"),
        ("15085550100", "+15085550100"),
        ("+15085550100", "+15085550100"),
        ("447700900123", "+447700900123"),
        ("60606", "60606"),
    ],
)
def test_numbers_of_north_america_get_their_country_code(
    com382: Com382, written: str, number: str
) -> None:
    (event,) = parse(com382, REPLY.replace(b"5085550100", written.encode())).events
    assert isinstance(event, InboundMessage)
    assert event.sender == number


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b"\xff", b"{}", b"source=5085550100", b"message=x", b'{"message":"x"}']
)
def test_what_can_not_be_read_is_answered_like_the_rest(com382: Com382, body: bytes) -> None:
    parsed = parse(com382, body)
    assert (parsed.events, parsed.answer) == ((), TAKEN)
    assert parsed.oddity is not None


def test_somebody_tries_the_address(com382: Com382) -> None:
    assert parse(com382, b"") == ParsedCallback(answer=TAKEN)
