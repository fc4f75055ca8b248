"""Tests of Peerless, in the bytes that gateways.md 3b shows."""

import json
from uuid import UUID

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    CallbackRequest,
    ErrorKind,
    GatewayError,
    InboundMessage,
    Media,
    OutgoingMessage,
    ParsedCallback,
    SendResult,
)
from custom_components.sms_gateway.gateways.peerless import Peerless

from .conftest import Remote

SUBMITTED = '{"responseText":"OK. Message Submitted Successfully"}'
REPLY = b'{"from":"+15085550100","recipients":["+17745550101"],"ccRecipients":[],"text":"Hi","mediaURL":null,"contentId":null}'  # noqa: E501
PATH = "/partners/messageReceiving/your-account-no/submitMessage"
CREDENTIALS = {
    "account": "your-account-no",
    "username": "your-user",
    "password": "your-password",
    "sender": "+15085550100",
}
ONE = OutgoingMessage("0123456789abcdef" * 2, "+15085550101", "Hi", "+15085550100")


@pytest.fixture
def peerless(session: ClientSession, remote: Remote) -> Peerless:
    """Return an account at the server."""
    return Peerless(session, remote.url, CREDENTIALS)


async def send_one(gateway: Peerless) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    return result


async def test_what_is_sent(peerless: Peerless, remote: Remote) -> None:
    remote.reply(SUBMITTED)
    assert await peerless.send([ONE]) == [Accepted(None)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", PATH)
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["Authorization"] == "Basic eW91ci11c2VyOnlvdXItcGFzc3dvcmQ="
    assert json.loads(asked.body) == {
        "from": "+15085550100",
        "recipients": ["+15085550101"],
        "text": "Hi",
    }


async def test_an_account_without_credentials_sends_none(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(SUBMITTED)
    assert await Peerless(session, remote.url, {"account": "1"}).send([ONE]) == [Accepted(None)]
    assert "Authorization" not in remote.asked[0].headers


@pytest.mark.parametrize("pasted", ["", "/", PATH, PATH + "/", PATH.removesuffix("/submitMessage")])
async def test_the_whole_address_may_be_pasted(
    session: ClientSession, remote: Remote, pasted: str
) -> None:
    remote.reply(SUBMITTED)
    await Peerless(session, remote.url + pasted, CREDENTIALS).send([ONE])
    assert remote.asked[0].path == PATH


@pytest.mark.parametrize(
    ("status", "answered", "expected"),
    [
        (200, '{"responseText":"Invalid recipient"}', (ErrorKind.UNKNOWN, True, True)),
        (200, '{"responseText":"Okra is not a text"}', (ErrorKind.UNKNOWN, True, True)),
        (200, '{"responseText":null}', (ErrorKind.SERVER, True, True)),
        (200, "{}", (ErrorKind.SERVER, True, True)),
        (200, "", (ErrorKind.SERVER, True, True)),
        (200, "<html>", (ErrorKind.SERVER, True, True)),
        (400, '{"responseText":"Bad"}', (ErrorKind.UNKNOWN, True, False)),
        (401, "", (ErrorKind.AUTH, False, False)),
        (429, "", (ErrorKind.RATE, True, False)),
        (503, "", (ErrorKind.SERVER, True, False)),
    ],
)
async def test_what_is_no_success(
    peerless: Peerless,
    remote: Remote,
    status: int,
    answered: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(answered, status)
    error = await send_one(peerless)
    assert isinstance(error, GatewayError)
    assert (error.kind, error.retryable, error.uncertain) == expected


async def test_other_words_are_told(peerless: Peerless, remote: Remote) -> None:
    remote.reply('{"responseText":"Number +15085550101 is not mobile"}')
    assert str(await send_one(peerless)) == "Number +15•••••101 is not mobile"


async def test_there_is_no_balance(peerless: Peerless) -> None:
    assert not peerless.capabilities.balance
    with pytest.raises(GatewayError):
        await peerless.balance()


def parse(gateway: Peerless, body: bytes) -> ParsedCallback:
    """Read a callback; its answer must be the receipt that Peerless wants."""
    parsed = gateway.parse_callback(CallbackRequest("POST", {}, b"", body))
    assert (parsed.answer.status, parsed.answer.content_type) == (200, "application/json")
    receipt = json.loads(parsed.answer.body)
    assert receipt == {"receipt": str(UUID(receipt["receipt"])), "status": "accepted"}
    return parsed


def test_a_reply(peerless: Peerless) -> None:
    parsed = parse(peerless, REPLY)
    assert parsed.events == [InboundMessage(None, "+15085550100", "+17745550101", "Hi", None)]
    assert parsed.oddity is None


def test_each_receipt_is_another(peerless: Peerless) -> None:
    assert parse(peerless, REPLY).answer != parse(peerless, REPLY).answer


@pytest.mark.parametrize(
    ("text", "media", "told", "addresses"),
    [
        ("STOP", None, "STOP", []),
        ("STOP", "https://example.com/1.jpg", "STOP", ["https://example.com/1.jpg"]),
        (None, "https://example.com/1.jpg", "", ["https://example.com/1.jpg"]),
        ("", ["https://example.com/1.jpg", "", 2], "", ["https://example.com/1.jpg", "2"]),
        ("", None, "", []),
        ({}, {}, "", []),
    ],
)
def test_pictures(
    peerless: Peerless, text: object, media: object, told: str, addresses: list[str]
) -> None:
    content = json.loads(REPLY) | {"text": text, "mediaURL": media}
    (event,) = parse(peerless, json.dumps(content).encode()).events
    assert isinstance(event, InboundMessage)
    assert (event.text, event.media) == (told, tuple(map(Media, addresses)))


@pytest.mark.parametrize(
    ("recipients", "to"),
    [
        (["+17745550101", "+15085550102"], "+17745550101"),
        (["+17745550101", "15085550100"], "+15085550100"),
        ("+17745550101", "+17745550101"),
        (["17745550101"], "17745550101"),
        ([" 7745550101 "], "7745550101"),
        ([], ""),
        (None, ""),
        ([{}], ""),
    ],
)
def test_our_sender_or_the_first_recipient_is_meant(
    peerless: Peerless, recipients: object, to: str
) -> None:
    content = json.loads(REPLY) | {"recipients": recipients}
    (event,) = parse(peerless, json.dumps(content).encode()).events
    assert isinstance(event, InboundMessage)
    assert event.to == to


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"{}", b'{"from":"","text":"Hi"}', b"7"])
def test_what_can_not_be_read_is_answered_like_the_rest(peerless: Peerless, body: bytes) -> None:
    parsed = parse(peerless, body)
    assert parsed.events == ()
    assert parsed.oddity is not None


def test_somebody_tries_the_address(peerless: Peerless) -> None:
    assert parse(peerless, b"").oddity is None
