"""Gateways by preset, in the bytes that their documents show (providers.md 2.2, 2.6 to 2.9, 5)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
import json

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
)
from custom_components.sms_gateway.gateways.http import Http
from custom_components.sms_gateway.gateways.http.presets import PRESETS

from ..roads import BY_ROUTER, NO_SESSION
from .conftest import Remote
from .outcome import traits
from .test_http import CALLBACK, fields, refused, send, settings_of

ONE = OutgoingMessage("ha42", "+15550100001", "door open", "+15550100099")
UNICODE = OutgoingMessage("ha43", "+15550100001", "ü → 🛑", "+15550100099", unicode=True)
FINAL, AGAIN = (ErrorKind.UNKNOWN, False, False), (ErrorKind.UNKNOWN, True, False)
AUTH, RECIPIENT = (ErrorKind.AUTH, False, False), (ErrorKind.RECIPIENT, False, False)
FUNDS, RATE = (ErrorKind.FUNDS, True, False), (ErrorKind.RATE, True, False)
OPTED_OUT = (ErrorKind.OPTED_OUT, False, False)


def account(session: ClientSession, remote: Remote, preset: str, **own: str) -> Http:
    """Return an account at the server, with the settings of a preset."""

    async def callback_address() -> str:
        return CALLBACK

    credentials = settings_of(preset, password="s3cret", **own)
    assert Http.wrong_field(credentials) is None
    return Http(session, remote.url, credentials, callback_address)


@dataclass(frozen=True, slots=True)
class Sent:
    """What a message is to look like, what is answered, and the ids that are read from it."""

    path: str
    content: Mapping[str, object]
    answer: str
    taken: Accepted
    status: int = 200
    authorization: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


# Answers are the documents' own.
SENT = {
    "vonage": Sent(
        "/sms/json",
        {
            "api_key": "foo",
            "api_secret": "s3cret",
            "to": "15550100001",
            "from": "15550100099",
            "text": "door open",
            "type": "text",
            "client-ref": "ha42",
        },
        '{"message-count":"2","messages":[{"to":"1234567890","message-id":"62df","status":"0",'
        '"remaining-balance":"37.43563628","message-price":"0.04120000","network":"23420",'
        '"client-ref":"ref123"},{"message-id":"62e0","status":"0"}]}',
        Accepted("62df", ("62e0",)),
    ),
    "gatewayapi": Sent(
        "/rest/mtsms?token=s3cret",
        {
            "recipients.0.msisdn": "15550100001",
            "sender": "15550100099",
            "message": "door open",
            "encoding": "UTF8",
            "userref": "ha42",
            "callback_url": CALLBACK,
        },
        '{"ids":[421332671],"usage":{"countries":{"DK":2},"currency":"DKK","total_cost":0.30}}',
        Accepted("421332671"),
    ),
    "plivo": Sent(
        "/v1/Account/foo/Message/",
        {
            "src": "15550100099",
            "dst": "15550100001",
            "text": "door open",
            "url": CALLBACK,
            "method": "POST",
        },
        '{"message":"message(s) queued","message_uuid":["5b40a428"],"api_id":"1"}',
        Accepted("5b40a428"),
        202,
        "Basic Zm9vOnMzY3JldA==",
    ),
    "messagebird": Sent(
        "/messages",
        {
            "originator": "15550100099",
            "recipients": "15550100001",
            "body": "door open",
            "datacoding": "auto",
            "reference": "ha42",
            "reportUrl": CALLBACK,
        },
        '{"id":"e8077d80","recipients":{"items":[{"recipient":1,"status":"sent"}]}}',
        Accepted("e8077d80"),
        201,
        "AccessKey s3cret",
    ),
    "smsplanet": Sent(
        "/sms",
        {"from": "15550100099", "to": "15550100001", "msg": "door open"},
        '{"messageId":"191919"}',
        Accepted("191919"),
        authorization="Bearer s3cret",
    ),
    "smsapi": Sent(
        "/sms.do",
        {
            "to": "15550100001",
            "from": "15550100099",
            "message": "door open",
            "format": "json",
            "encoding": "utf-8",
            "idx": "ha42",
            "notify_url": CALLBACK,
        },
        '{"count":1,"list":[{"id":"1460969715572091219","points":0.16,"status":"QUEUE"}]}',
        Accepted("1460969715572091219"),
        authorization="Bearer s3cret",
    ),
    "elks46": Sent(
        "/a1/sms",
        {
            "from": "+15550100099",
            "to": "+15550100001",
            "message": "door open",
            "whendelivered": CALLBACK,
        },
        '{"id":"s70df59","status":"created","parts":1,"cost":3500,"direction":"outgoing"}',
        Accepted("s70df59"),
        authorization="Basic Zm9vOnMzY3JldA==",
    ),
    "infobip": Sent(
        "/sms/3/messages",
        {
            "messages": [
                {
                    "sender": "15550100099",
                    "destinations": [{"to": "15550100001", "messageId": "ha42"}],
                    "content": {"text": "door open"},
                    "webhooks": {"delivery": {"url": CALLBACK}},
                }
            ]
        },
        '{"bulkId":"1","messages":[{"messageId":"ha42","status":{"groupId":1,"groupName":"PENDING",'
        '"name":"PENDING_ACCEPTED","description":"Pending"},"destination":"15550100001"}]}',
        Accepted("ha42"),
        authorization="App s3cret",
    ),
}


@pytest.mark.parametrize("preset", SENT)
async def test_a_message(session: ClientSession, remote: Remote, preset: str) -> None:
    expected = SENT[preset]
    remote.reply(expected.answer, expected.status)
    assert await send(account(session, remote, preset)) == expected.taken
    (asked,) = remote.asked
    path, _, query = expected.path.partition("?")
    assert (asked.method, asked.path, asked.query) == ("POST", path, query)
    assert asked.headers.get("Authorization") == expected.authorization
    is_json = asked.headers["Content-Type"] == "application/json"
    assert (json.loads(asked.body) if is_json else fields(asked.body)) == expected.content


@pytest.mark.parametrize(
    ("preset", "name", "value"),
    [("gatewayapi", "encoding", "UCS2"), ("vonage", "type", "unicode")],
)
async def test_a_message_outside_the_sms_alphabet(
    session: ClientSession, remote: Remote, preset: str, name: str, value: str
) -> None:
    remote.reply(SENT[preset].answer)
    await send(account(session, remote, preset), UNICODE)
    assert fields(remote.asked[0].body)[name] == value


async def test_vonage_is_told_no_callback_with_a_message(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(SENT["vonage"].answer)
    await send(account(session, remote, "vonage"))
    assert CALLBACK not in remote.asked[0].body.decode()
    assert "callback" not in fields(remote.asked[0].body)


@pytest.mark.parametrize(
    ("statuses", "taken"),
    [
        # A part may fail alone: money was spent, and trying again would spend it once more.
        (["0", "1"], Accepted("id-0")),
        (["1", "0"], Accepted("id-1")),
        (["1", "1"], None),
    ],
)
async def test_vonage_took_a_message_if_it_took_any_part(
    session: ClientSession, remote: Remote, statuses: list[str], taken: Accepted | None
) -> None:
    parts = [
        {"status": status, **({"message-id": f"id-{n}"} if status == "0" else {})}
        for n, status in enumerate(statuses)
    ]
    remote.reply(json.dumps({"message-count": "2", "messages": parts}))
    result = await send(account(session, remote, "vonage"))
    assert result == taken or (taken is None and isinstance(result, GatewayError))


def vonage(status: int) -> str:
    """Return a refusal of Vonage's, with HTTP 200."""
    return json.dumps({"messages": [{"status": str(status), "error-text": "No"}]})


def gatewayapi(code: str) -> str:
    """Return a refusal of GatewayAPI's."""
    return json.dumps({"code": code, "message": "No", "variables": []})


def messagebird(code: int) -> str:
    """Return a refusal of MessageBird's."""
    return json.dumps({"errors": [{"code": code, "description": "No", "parameter": None}]})


def smsplanet(code: int) -> str:
    """Return a refusal of SMSPlanet's, with HTTP 200."""
    return json.dumps({"errorMsg": "No", "errorCode": code})


def smsapi(code: int) -> str:
    """Return a refusal of smsapi's, with HTTP 200."""
    return json.dumps({"error": code, "message": "No"})


def infobip(name: str) -> str:
    """Return a refusal of Infobip's, with HTTP 200."""
    status = {"groupName": "REJECTED", "name": name, "description": "No"}
    return json.dumps({"messages": [{"messageId": "ha42", "status": status}]})


REFUSED = [
    *(("vonage", 200, vonage(code), AUTH) for code in (4, 8, 11, 14, 32)),
    *(("vonage", 200, vonage(code), RECIPIENT) for code in (6, 7, 22, 29, 33)),
    *(("vonage", 200, vonage(code), FINAL) for code in (2, 3, 12, 15, 23)),
    ("vonage", 200, vonage(9), FUNDS),
    ("vonage", 200, vonage(1), RATE),
    *(("vonage", 200, vonage(code), AGAIN) for code in (5, 10, 99)),
    *(("gatewayapi", 401, gatewayapi(code), AUTH) for code in ("0x0210", "0x0212", "0x0225")),
    *(("gatewayapi", 403, gatewayapi(code), OPTED_OUT) for code in ("0x0214", "0x0215")),
    ("gatewayapi", 403, gatewayapi("0x0216"), FUNDS),
    *(("gatewayapi", 422, gatewayapi(code), RECIPIENT) for code in ("0x0217", "0x021F", "0x0310")),
    ("gatewayapi", 422, gatewayapi("0x0312"), FINAL),
    ("gatewayapi", 422, gatewayapi("0x9999"), AGAIN),
    ("messagebird", 401, messagebird(2), AUTH),
    ("messagebird", 402, messagebird(25), FUNDS),
    *(("messagebird", 422, messagebird(code), FINAL) for code in (9, 10, 21)),
    ("messagebird", 500, messagebird(99), (ErrorKind.SERVER, True, False)),
    *(("smsplanet", 200, smsplanet(code), AUTH) for code in (101, 102, 200, 203)),
    ("smsplanet", 200, smsplanet(106), RECIPIENT),
    ("smsplanet", 200, smsplanet(109), FUNDS),
    ("smsplanet", 200, smsplanet(105), RATE),
    *(("smsplanet", 200, smsplanet(code), FINAL) for code in (100, 103, 104, 111, 115)),
    # 110 is a refused internet address: whoever allows it makes the message good.
    ("smsplanet", 200, smsplanet(110), AGAIN),
    *(("smsapi", 200, smsapi(code), AUTH) for code in (101, 102, 105, 110)),
    ("smsapi", 200, smsapi(13), RECIPIENT),
    *(("smsapi", 200, smsapi(code), OPTED_OUT) for code in (57, 59)),
    ("smsapi", 200, smsapi(103), FUNDS),
    ("smsapi", 200, smsapi(52), RATE),
    *(("smsapi", 200, smsapi(code), FINAL) for code in (11, 12, 14, 94, 98, 112)),
    *(("smsapi", 200, smsapi(code), AGAIN) for code in (200, 203, 999)),
    ("infobip", 200, infobip("REJECTED_NOT_ENOUGH_CREDITS"), FUNDS),
    ("infobip", 200, infobip("REJECTED_DESTINATION_NOT_REGISTERED"), RECIPIENT),
    ("infobip", 200, infobip("REJECTED_SENDER"), FINAL),
    ("infobip", 401, '{"errorCode":"E401"}', AUTH),
    ("plivo", 401, '{"error":"No"}', AUTH),
    ("plivo", 400, '{"error":"No"}', FINAL),
    ("plivo", 402, '{"error":"No"}', FUNDS),
    ("plivo", 429, '{"error":"No"}', RATE),
    ("elks46", 400, "No", FINAL),
    ("elks46", 401, "No", AUTH),
    ("elks46", 403, "No", AGAIN),
    ("free_mobile", 400, "", FINAL),
    ("free_mobile", 402, "", RATE),
    ("free_mobile", 403, "", AUTH),
    ("free_mobile", 500, "", (ErrorKind.SERVER, True, True)),
]


@pytest.mark.parametrize(("preset", "status", "body", "expected"), REFUSED)
async def test_what_is_refused(
    session: ClientSession,
    remote: Remote,
    preset: str,
    status: int,
    body: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(body, status)
    error = await refused(account(session, remote, preset))
    assert traits(error) == expected
    assert "No" not in body or error.text == "No"
    assert error.code


@pytest.mark.parametrize(
    ("preset", "body", "expected"),
    [
        ("vonage", '{"value":3.14159,"autoReload":false}', Balance(3.14159, "EUR")),
        ("gatewayapi", '{"credit":1234.56,"currency":"DKK","id":1}', Balance(1234.56, None)),
        ("plivo", '{"cash_credits":"92.44190","city":"5"}', Balance(92.4419, "USD")),
        (
            "messagebird",
            '{"payment":"prepaid","type":"credits","amount":12.5}',
            Balance(12.5, None),
        ),
        ("smsplanet", '{"balance":251}', Balance(251.0, None)),
        ("smsapi", '{"username":"5","points":606.25}', Balance(606.25, None)),
        ("elks46", '{"currency":"SEK","balance":1234500}', Balance(123.45, None)),
        ("infobip", '{"balance":47.79134,"currency":"EUR"}', Balance(47.79134, None)),
        # A user of Jasmin's without a quota has no balance; nothing is wrong with the account.
        ("jasmin", '{"balance":"ND","sms_count":"ND"}', Balance(None, None)),
        ("jasmin", '{"balance":10.5,"sms_count":"ND"}', Balance(10.5, None)),
    ],
)
async def test_a_balance(
    session: ClientSession, remote: Remote, preset: str, body: str, expected: Balance
) -> None:
    remote.reply(body)
    assert await account(session, remote, preset).balance() == expected


@pytest.mark.parametrize(
    ("preset", "body"), [("smsapi", smsapi(101)), ("smsplanet", smsplanet(101))]
)
async def test_credentials_that_are_refused_with_http_200(
    session: ClientSession, remote: Remote, preset: str, body: str
) -> None:
    remote.reply(body)
    with pytest.raises(GatewayError) as caught:
        await account(session, remote, preset).balance()
    assert caught.value.kind is ErrorKind.AUTH


@pytest.mark.parametrize(
    ("preset", "parts", "is_taken"),
    [
        ("jasmin", 5, True),
        ("jasmin", 6, False),
        ("messagebird", 10, False),
        ("smsplanet", 7, False),
        ("kannel", 35, True),
    ],
)
async def test_what_a_gateway_would_cut_is_refused_before_it_is_sent(
    session: ClientSession, remote: Remote, preset: str, parts: int, is_taken: bool
) -> None:
    remote.reply(
        'Success "1"' if preset == "jasmin" else "0: Accepted", 202 - 2 * (preset != "kannel")
    )
    message = OutgoingMessage("ha42", "+15550100001", "x" * 153 * parts, parts=parts)
    result = await send(account(session, remote, preset), message)
    assert isinstance(result, Accepted) is is_taken
    assert len(remote.asked) == is_taken
    if isinstance(result, GatewayError):
        assert traits(result) == (ErrorKind.CONTENT, False, False)
        assert result.text == "the gateway takes no message of so many parts"


@pytest.mark.parametrize("only_to", ["+15550100001", "+1 (555) 010-0001"])
async def test_free_mobile_sends_to_its_own_phone_alone(
    session: ClientSession, remote: Remote, only_to: str
) -> None:
    gateway = account(session, remote, "free_mobile", only_to=only_to)
    remote.reply()
    assert await send(gateway) == Accepted(None)
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("GET", "/sendmsg")
    assert fields(asked.query) == {"user": "foo", "pass": "s3cret", "msg": "door open"}
    error = await refused(gateway, OutgoingMessage("ha43", "+15550100002", "door open"))
    assert traits(error) == RECIPIENT
    assert len(remote.asked) == 1


def test_what_presets_can_do() -> None:
    can = {
        name: Http(NO_SESSION, "", settings_of(name)).capabilities
        for name in PRESETS
        if name != "own"
    }
    assert {name for name, each in can.items() if each.may_cut} == {
        "kannel", "elks46", "free_mobile", "gatewayapi", "infobip", "plivo", "sms_gammu",
        "smsapi", "vonage",
    }  # fmt: skip
    assert {name for name, each in can.items() if not each.inbound} == {
        *BY_ROUTER, "free_mobile", "smsplanet",
    }  # fmt: skip
    assert {name for name, each in can.items() if not each.reports} == {
        *BY_ROUTER, "free_mobile",
    }  # fmt: skip
    assert {name for name, each in can.items() if not each.balance} == {
        *BY_ROUTER, "kannel", "free_mobile",
    }  # fmt: skip
