"""Tests of Clickatell's Platform SMS, in the bytes that clickatell.md 2 and 3.2 show."""

import json
from urllib.parse import quote_from_bytes, urlencode

from aiohttp import ClientSession
from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    CallbackAnswer,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    Part,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.gateways.clickatell_platform import ERRORS, ClickatellPlatform

from .conftest import Remote
from .outcome import traits

# clickatell.md 2.1; what stands there as "…" is filled in.
HEX = "0123456789abcdef0123456789abcdef"
TAKEN = f'{{"messages":[{{"apiMessageId":"{HEX}","accepted":true,"to":"15550100001","errorCode":null,"error":null,"errorDescription":null}}],"errorCode":null,"error":null,"errorDescription":null}}'  # noqa: E501
# The answers of clickatell.md 2.3: home-assistant/core#23305, phpservermon#749 and COUR.
WRONG_FROM = '{"messages":[],"errorCode":106,"error":"Invalid FROM number.","errorDescription":"You should specify correct FROM number."}'  # noqa: E501
WRONG_KEY = '{"messages":[],"errorCode":108,"error":"Invalid or missing integration API Key.","errorDescription":"The integration API key is either incorrect or has not been included in the API call."}'  # noqa: E501
FROM_IN_WORDS = '{"messages":[],"error":"Two-Way integration error - From number is not related to integration"}'  # noqa: E501

ONE = OutgoingMessage("ha-42", "+15550100001", "door open", "+15550100099")


def outgoing(message_id: str, number: str = "+15550100001") -> OutgoingMessage:
    """Return a message of a batch."""
    return OutgoingMessage(message_id, number, "door open")


def entry(
    number: str | None, provider_message_id: str | None = None, code: object = None
) -> dict[str, object]:
    """Return an entry of an answer."""
    return {
        "apiMessageId": provider_message_id,
        "accepted": code is None,
        "to": number,
        "errorCode": code,
        "error": None if code is None else "Refused.",
        "errorDescription": None,
    }


def messages(*entries: object) -> str:
    """Return an answer with these entries."""
    return json.dumps({"messages": entries, "errorCode": None, "error": None})


@pytest.fixture
def platform(session: ClientSession, remote: Remote) -> ClickatellPlatform:
    """Return an account at the server."""
    return ClickatellPlatform(session, remote.url + "/", {"api_key": "key=="})


async def send_one(gateway: ClickatellPlatform) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    return result


async def refusal(gateway: ClickatellPlatform) -> GatewayError:
    """Send one message that must be refused."""
    result = await send_one(gateway)
    assert isinstance(result, GatewayError)
    return result


async def test_what_is_sent(platform: ClickatellPlatform, remote: Remote) -> None:
    remote.reply(TAKEN, 202)
    assert await platform.send([ONE]) == [Accepted(HEX)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/messages")
    assert asked.body == (
        b'{"content": "door open", "to": ["15550100001"],'
        b' "clientMessageId": "ha-42", "from": "15550100099"}'
    )
    assert asked.headers["Authorization"] == "key=="
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["Accept"] == "application/json"


async def test_a_batch_is_one_request_under_its_first_id(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    remote.reply(messages(entry("15550100001", "a"), entry("15550100002", "b")), 202)
    batch = [
        OutgoingMessage("1", "+15550100001", "“5 °C” 🛑"),
        OutgoingMessage("2", "+15550100002", "“5 °C” 🛑"),
    ]
    assert await platform.send(batch) == [Accepted("a"), Accepted("b")]
    (asked,) = remote.asked
    assert json.loads(asked.body) == {
        "content": "“5 °C” 🛑",
        "to": ["15550100001", "15550100002"],
        "clientMessageId": "1",
    }


async def test_a_name_is_sent_as_it_is(platform: ClickatellPlatform, remote: Remote) -> None:
    remote.reply(TAKEN, 202)
    await platform.send([OutgoingMessage("a", "+15550100001", "x", "Home")])
    assert json.loads(remote.asked[0].body)["from"] == "Home"


async def test_a_mixed_answer_in_another_order(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    remote.reply(
        messages(
            entry("15550100003", "c"),
            entry("15550100001", "a"),
            entry("15550100002", None, 105),
            {"apiMessageId": None, "accepted": False, "to": "15550100005", "error": None},
        ),
        207,
    )
    batch = [outgoing(str(i), f"+1555010000{i}") for i in range(1, 6)]
    first, second, third, fourth, fifth = await platform.send(batch)
    assert (first, third) == (Accepted("a"), Accepted("c"))
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)
    assert traits(fourth) == (ErrorKind.SERVER, True, True)
    assert traits(fifth) == (ErrorKind.UNKNOWN, True, False)


async def test_entries_without_numbers_count_by_position(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    remote.reply(messages(entry(None, "a"), entry(None, None, 105)), 200)
    first, second = await platform.send([outgoing("1"), outgoing("2", "+15550100002")])
    assert first == Accepted("a")
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


@pytest.mark.parametrize("status", [200, 201, 202, 207, 400, 500])
@pytest.mark.parametrize(
    "found",
    [
        '{"apiMessageId":"a","accepted":true,"to":"15550100001","error":null}',
        '{"apiMessageId":"a","accepted":true,"to":"+15550100001","error":""}',
        '{"apiMessageId":"a","accepted":true,"to":"15550100001","errorCode":0}',
        '{"apiMessageId":"a","accepted":true}',
        '{"apiMessageId":"a","to":"15550100001"}',
    ],
)
async def test_what_was_taken_is_read_from_the_body(
    platform: ClickatellPlatform, remote: Remote, status: int, found: str
) -> None:
    remote.reply(f'{{"messages":[{found}],"error":null}}', status)
    assert await platform.send([ONE]) == [Accepted("a")]


async def test_a_success_without_an_id(platform: ClickatellPlatform, remote: Remote) -> None:
    remote.reply('{"messages":[{"accepted":true,"to":"15550100001"}]}', 202)
    assert await platform.send([ONE]) == [Accepted(None)]


# Whatever else is odd about it: what says that a message was taken must not be sent once more.
ODD_SUCCESSES = [
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":"525512345678"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":"nobody"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":"true"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":"yes"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":1}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"error":"none"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"errorCode":200}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true}],"error":"none"}', "a"),
    ('{"messages":[{"apiMessageId":[],"accepted":true}]}', None),
    ('{"messages":[1,{"apiMessageId":"a","accepted":true}]}', "a"),
    ('{"messages":{"apiMessageId":"a","accepted":true}}', "a"),
    ('[{"apiMessageId":"a","accepted":true}]', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted" : true,"to":"155501', "a"),
    ('{"messages":[{"accepted":true,"text":"Freezer\n-5 °C","error":null}]}', None),
]


@pytest.mark.parametrize(("body", "provider_message_id"), ODD_SUCCESSES)
async def test_a_success_that_is_odd_is_one(
    platform: ClickatellPlatform, remote: Remote, body: str, provider_message_id: str | None
) -> None:
    remote.reply(body, 202)
    assert await platform.send([ONE]) == [Accepted(provider_message_id)]


async def test_numbers_in_national_form_in_any_order(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    batch = [outgoing("1", "+5215512345678"), outgoing("2", "+27821234561")]
    remote.reply(messages(entry("0821234561", None, 105), entry("525512345678", "a")), 207)
    first, second = await platform.send(batch)
    assert first == Accepted("a")
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


async def test_all_were_taken_under_whatever_numbers(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    remote.reply(messages(entry("10000000001", "a"), entry("10000000002", "b")), 202)
    batch = [outgoing("1"), outgoing("2", "+15550100002")]
    assert await platform.send(batch) == [Accepted("a"), Accepted("b")]


@pytest.mark.parametrize(
    "body",
    [
        messages(entry("10000000001", "a"), entry("10000000002", None, 105)),
        messages(entry(None, "a")),
        messages(entry("15550100001", "a"), entry("15550100002", "b"))[:-60],
    ],
)
async def test_where_it_is_not_clear_who_was_refused_nobody_was_for_sure(
    platform: ClickatellPlatform, remote: Remote, body: str
) -> None:
    remote.reply(body, 207)
    results: list[SendResult]
    try:
        results = await platform.send([outgoing("1"), outgoing("2", "+15550100002")])
    except GatewayError as error:
        results = [error]
    for result in results:
        assert traits(result) == (ErrorKind.SERVER, True, True)


@pytest.mark.parametrize("level", ["message", "no messages", "messages absent"])
@pytest.mark.parametrize("spelled", [int, str])
@pytest.mark.parametrize("status", [200, 202, 400, 401])
@pytest.mark.parametrize(
    ("code", "kind"), [(105, "recipient"), (106, "sender"), (108, "auth"), (401, "auth")]
)
async def test_every_known_code(
    platform: ClickatellPlatform,
    remote: Remote,
    level: str,
    spelled: type[int | str],
    status: int,
    code: int,
    kind: str,
) -> None:
    error: dict[str, object] = {
        "errorCode": spelled(code),
        "error": "Refused.",
        "errorDescription": "15550100001 is refused.",
    }
    if level == "message":
        error |= {"accepted": False, "to": "15550100001"}
        content: dict[str, object] = {"messages": [error], "errorCode": None}
    else:
        content = error if level == "messages absent" else {"messages": [], **error}
    remote.reply(json.dumps(content), status)
    refused = await refusal(platform)
    assert traits(refused) == (ErrorKind(kind), False, False)
    assert (refused.code, refused.text) == (str(code), "155•••••001 is refused.")


def test_the_table_has_what_is_known() -> None:
    assert set(ERRORS) == {105, 106, 108, 401}


@pytest.mark.parametrize(
    ("body", "kind", "shown"),
    [
        (WRONG_FROM, ErrorKind.SENDER, "You should specify correct FROM number. (106)"),
        (WRONG_KEY, ErrorKind.AUTH, json.loads(WRONG_KEY)["errorDescription"] + " (108)"),
        (
            FROM_IN_WORDS,
            ErrorKind.SENDER,
            "Two-Way integration error - From number is not related to integration",
        ),
    ],
)
async def test_an_error_of_the_whole_request_with_http_200(
    platform: ClickatellPlatform, remote: Remote, body: str, kind: ErrorKind, shown: str
) -> None:
    remote.reply(body, 200)
    with pytest.raises(GatewayError) as caught:
        await platform.send([outgoing("1"), outgoing("2", "+15550100002")])
    assert traits(caught.value) == (kind, False, False)
    assert str(caught.value) == shown


@pytest.mark.parametrize("code", [1, 7, 107, 122, 301, 9999, -1, 10**30])
@pytest.mark.parametrize("status", [200, 400, 401, 500])
async def test_an_unknown_code_may_pass(
    platform: ClickatellPlatform, remote: Remote, code: int, status: int
) -> None:
    remote.reply(messages(entry("15550100001", None, code)), status)
    error = await refusal(platform)
    assert traits(error) == (ErrorKind.UNKNOWN, True, False)
    assert (error.code, error.text) == (str(code), "Refused.")


@pytest.mark.parametrize("level", ["message", "global"])
@pytest.mark.parametrize(
    ("status", "kind", "retryable", "uncertain"),
    [
        (200, ErrorKind.UNKNOWN, True, False),
        (202, ErrorKind.UNKNOWN, True, False),
        (207, ErrorKind.UNKNOWN, True, False),
        (400, ErrorKind.UNKNOWN, True, False),
        (404, ErrorKind.UNKNOWN, True, False),
        (401, ErrorKind.AUTH, False, False),
        (402, ErrorKind.FUNDS, True, False),
        (429, ErrorKind.RATE, True, False),
        (500, ErrorKind.SERVER, True, True),
        (503, ErrorKind.SERVER, True, False),
    ],
)
async def test_words_without_a_code(
    platform: ClickatellPlatform,
    remote: Remote,
    level: str,
    status: int,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    error = {"error": "No", "accepted": False, "to": "15550100001"}
    content = {"messages": [error]} if level == "message" else {"messages": [], "error": "No"}
    remote.reply(json.dumps(content), status)
    refused = await refusal(platform)
    assert traits(refused) == (kind, retryable, uncertain)
    if kind is ErrorKind.UNKNOWN:
        assert str(refused) == "No"


async def test_a_refused_sender_of_one_message_in_words(
    platform: ClickatellPlatform, remote: Remote
) -> None:
    remote.reply('{"messages":[{"accepted":false,"error":"Invalid FROM number"}]}', 400)
    assert traits(await refusal(platform)) == (ErrorKind.SENDER, False, False)


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable", "uncertain"),
    [
        (400, b"Error", ErrorKind.UNKNOWN, True, False),  # COUR
        (401, b"", ErrorKind.AUTH, False, False),
        (402, b"", ErrorKind.FUNDS, True, False),
        (429, b"too fast", ErrorKind.RATE, True, False),
        (500, b"<html>", ErrorKind.SERVER, True, True),
        (503, b"", ErrorKind.SERVER, True, False),
        (302, b"", ErrorKind.NETWORK, True, False),
        (200, b"<html>welcome to the hotel</html>", ErrorKind.SERVER, True, True),
        (202, TAKEN.encode()[:20], ErrorKind.SERVER, True, True),
        (202, b"", ErrorKind.SERVER, True, True),
        (202, b"[]", ErrorKind.SERVER, True, True),
        (202, b"{}", ErrorKind.SERVER, True, True),
        (202, b'{"messages":null,"error":null}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":{}}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[1,null,"a",[]]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{}]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{"accepted":"no doubt"}]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{"accepted":0}]}', ErrorKind.UNKNOWN, True, False),
        (202, b'{"messages":[{"accepted":false}]}', ErrorKind.UNKNOWN, True, False),
        (202, b'{"error":{"code":1}}', ErrorKind.SERVER, True, True),
        (400, b'{"errorCode":1.5}', ErrorKind.UNKNOWN, True, False),
        (401, b'{"errorCode":null,"error":null}', ErrorKind.AUTH, False, False),
    ],
)
async def test_answers_that_are_not_documented(
    platform: ClickatellPlatform,
    remote: Remote,
    status: int,
    body: bytes,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    remote.reply(body, status)
    assert traits(await refusal(platform)) == (kind, retryable, uncertain)


@pytest.mark.parametrize("status", [400, 429])
@pytest.mark.parametrize("body", [b"", b'{"error":"No"}', b'{"errorCode":130,"error":"No"}'])
async def test_retry_after(
    platform: ClickatellPlatform, remote: Remote, status: int, body: bytes
) -> None:
    remote.reply(body, status, Retry_After="120")
    error = await refusal(platform)
    assert (error.retryable, error.retry_after) == (True, 120.0)


async def test_the_balance(platform: ClickatellPlatform, remote: Remote) -> None:
    remote.reply('{"balance":1267.92,"currency":"ZAR"}')
    assert await platform.balance() == Balance(1267.92, "ZAR")
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/public-client/balance", b"")
    assert asked.headers["Authorization"] == "key=="
    assert "Content-Type" not in asked.headers


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, WRONG_KEY, ErrorKind.AUTH),
        (200, '{"errorCode":"401","error":"Unauthorized"}', ErrorKind.AUTH),
        (401, '{"error":"Unauthorized"}', ErrorKind.AUTH),
        (401, "", ErrorKind.AUTH),
        (200, '{"error":"No"}', ErrorKind.UNKNOWN),
        (404, "<html>", ErrorKind.UNKNOWN),
        (500, "", ErrorKind.SERVER),
        (302, "", ErrorKind.NETWORK),
        (200, "[]", ErrorKind.SERVER),
        (200, "{}", ErrorKind.SERVER),
        (200, '{"balance":1267.92"currency":"ZAR"}', ErrorKind.SERVER),
        (200, '{"balance":NaN}', ErrorKind.SERVER),
    ],
)
async def test_a_balance_that_is_none(
    platform: ClickatellPlatform, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await platform.balance()
    assert caught.value.kind is kind


def test_the_account_is_the_key() -> None:
    assert ClickatellPlatform.account_id({"api_key": "k"}) == "k"


# clickatell.md 3.2: its fields and the values of COUR.
REPLY: dict[str, object] = {
    "integrationName": "home",
    "messageId": "1234",
    "replyMessageId": "5678",
    "fromNumber": "250788383383",
    "toNumber": "15550100099",
    "timestamp": 1516217711000,
    "text": "Hello World!",
    "charset": "UTF-8",
    "udh": "",
    "network": "65501",
    "keyword": "",
}
STATUS: dict[str, object] = {
    "integrationName": "home",
    "messageId": "msg1",
    "requestId": "r1",
    "clientMessageId": "ha-42",
    "to": "250788383383",
    "from": "15550100099",
    "statusCode": 4,
    "status": "RECEIVED_BY_RECIPIENT",
    "statusDescription": "Message received by recipient",
    "timestamp": 1516217711000,
}
INBOUND = InboundMessage(
    "5678",
    "+250788383383",
    "+15550100099",
    "Hello World!",
    1_516_217_711.0,
    related_provider_message_id="1234",
)
DELIVERED = DeliveryReport("ha-42", "msg1", ReportedState.DELIVERED, to="+250788383383")


@pytest.fixture(scope="module")
def parser() -> ClickatellPlatform:
    """Return a gateway that is only asked to read."""
    return ClickatellPlatform.__new__(ClickatellPlatform)


def read(
    parser: ClickatellPlatform, *, body: object = b"", query: bytes = b"", method: str = "POST"
) -> ParsedCallback:
    """Read a callback; a body that is not bytes comes as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parser.parse_callback(CallbackRequest(method, {}, query, raw))


def inbound(
    parser: ClickatellPlatform, *, body: object = b"", query: bytes = b""
) -> InboundMessage:
    """Read a callback that brings a reply."""
    parsed = read(parser, body=body, query=query)
    (found,) = parsed.events
    assert isinstance(found, InboundMessage)
    assert (parsed.answer, parsed.oddity) == (CallbackAnswer(200, ""), None)
    return found


def status(parser: ClickatellPlatform, **fields: object) -> DeliveryReport:
    """Read a callback with a status."""
    (found,) = read(parser, body=fields).events
    assert isinstance(found, DeliveryReport)
    return found


@pytest.mark.parametrize(("fields", "event"), [(REPLY, INBOUND), (STATUS, DELIVERED)])
def test_json_query_and_form_are_told_apart_by_their_fields(
    parser: ClickatellPlatform,
    fields: dict[str, object],
    event: InboundMessage | DeliveryReport,
) -> None:
    encoded = urlencode(fields).encode()
    expected = ParsedCallback([event], CallbackAnswer(200, ""), None)
    assert read(parser, body=fields) == expected
    assert read(parser, body=fields, query=b"home=1") == expected
    assert read(parser, query=encoded, method="GET") == expected
    assert read(parser, query=encoded, body=b"\r\n") == expected
    assert read(parser, body=encoded) == expected
    lowered = urlencode({name.lower(): value for name, value in fields.items()}).encode()
    assert read(parser, query=lowered) == expected


def test_null_is_as_good_as_absent(parser: ClickatellPlatform) -> None:
    assert read(parser, body=REPLY | dict.fromkeys(("statusCode", "status"))).events == [INBOUND]
    assert read(parser, body=STATUS | {"fromNumber": None, "text": None}).events == [DELIVERED]


def test_what_has_a_sender_is_a_reply(parser: ClickatellPlatform) -> None:
    assert inbound(parser, body=STATUS | REPLY) == INBOUND


def test_what_a_reply_must_have(parser: ClickatellPlatform) -> None:
    assert inbound(parser, body={"fromNumber": "Bank"}) == InboundMessage(
        None, "Bank", "", "", None
    )


@pytest.mark.parametrize(
    ("fields", "provider_message_id"),
    [
        ({"replyMessageId": "r", "messageId": "m", "timestamp": 5, "udh": "u"}, "r"),
        ({"replyMessageId": "r", "udh": "050003330201"}, "r/1"),
        ({"replyMessageId": "r", "udh": "050003330202"}, "r/2"),
        ({"replyMessageId": "r"}, "r"),
        ({"replyMessageId": 7}, "7"),
        ({"messageId": "m", "timestamp": 5}, "m/5"),
        ({"messageId": "m", "timestamp": "5", "udh": ""}, "m/5"),
        ({"replyMessageId": "", "messageId": "m", "timestamp": 5, "udh": "050003330202"}, "m/5/2"),
        # Nothing tells these from another answer to the same message.
        ({"messageId": "m"}, None),
        ({"timestamp": 5}, None),
    ],
)
def test_what_a_repeated_reply_is_known_by(
    parser: ClickatellPlatform, fields: dict[str, object], provider_message_id: str | None
) -> None:
    found = inbound(parser, body={"fromNumber": "1", **fields})
    assert found.provider_message_id == provider_message_id
    assert found.related_provider_message_id == fields.get("messageId")
    query = urlencode({"fromNumber": "1", **fields}).encode()
    assert inbound(parser, query=query).provider_message_id == provider_message_id


@pytest.mark.parametrize(
    ("written", "charset", "found"),
    [
        ("hello%21", "ISO-8859-1", "hello!"),  # COUR
        ("%00t%00e%00n%00%ED%00a", "UTF-16BE", "tenía"),  # COUR
        ("%00t%00e%00n%00%ED%00a%00+%00k", "UTF-16BE", "tenía k"),
        ("%D8%3D%DE%00", "UTF-16BE", "😀"),
        ("%00a%D8%3D", "UTF-16BE", "a?"),
        ("%00a%00", "UTF-16BE", "a"),
        ("a+b%2B", "ISO-8859-1", "a b+"),
        ("%80", "Windows-1252", "€"),
        ("ten%EDa", "8-BIT", "tenía"),
        ("ten%EDa", "unheard of", "tenía"),
        ("tenía 100%25", "ISO-8859-1", "tenía 100%25"),
        ("100% + 5%21", "UTF-8", "100% + 5%21"),
        ("100% + 5%21", "utf-8 ", "100% + 5%21"),
        ("100% + 5%21", None, "100% + 5%21"),
        ("100% + 5%21", "", "100% + 5%21"),
        ("tenía 😀", "UTF-8", "tenía 😀"),
        ("a\ud83d", "UTF-8", "a?"),
        ("a\ud83d", "ISO-8859-1", "a?"),
        (42, "UTF-8", "42"),
        (None, "UTF-16BE", ""),
    ],
)
def test_a_text_in_json(
    parser: ClickatellPlatform, written: object, charset: str | None, found: str
) -> None:
    body = {"fromNumber": "1", "text": written, "charset": charset}
    assert inbound(parser, body=body).text == found


@pytest.mark.parametrize("place", ["query", "body"])
@pytest.mark.parametrize(
    ("written", "found"),
    [
        (b"text=hello%21&charset=ISO-8859-1", "hello!"),
        (b"text=%00t%00e%00n%00%ED%00a%00+%00k&charset=UTF-16BE", "tenía k"),
        (b"charset=ISO-8859-1&text=ten%EDa", "tenía"),
        (b"text=ten\xeda&charset=ISO-8859-1", "tenía"),
        (b"text=100%25+%2B+5%2521&charset=UTF-8", "100% + 5%21"),
        (b"text=ten%C3%ADa+%F0%9F%98%80", "tenía 😀"),
        (b"text=ten%EDa&charset=", "tenía"),
        (b"text=%D8%3D&charset=UTF-16BE", "?"),
        (b"TEXT=a&Charset=UTF-16BE&text=%00b", "b"),
        (b"", ""),
    ],
)
def test_a_text_in_a_query_or_a_form(
    parser: ClickatellPlatform, place: str, written: bytes, found: str
) -> None:
    encoded = b"fromNumber=1&" + written
    query, body = (encoded, b"") if place == "query" else (b"", encoded)
    assert inbound(parser, query=query, body=body).text == found


@given(
    st.text().filter(lambda written: not written.startswith("\ufeff")),
    st.sampled_from(["UTF-8", "UTF-16BE", "ISO-8859-1", "WINDOWS-1252"]),
)
def test_every_text_in_every_charset_comes_through(written: str, charset: str) -> None:
    parser = ClickatellPlatform.__new__(ClickatellPlatform)
    codec = charset.lower()
    raw = written.encode(codec, "ignore")
    expected = raw.decode(codec)
    encoded = quote_from_bytes(raw)
    query = f"fromNumber=1&charset={charset}&text={encoded}".encode()
    assert inbound(parser, query=query).text == expected
    in_json = expected if charset == "UTF-8" else encoded
    body = {"fromNumber": "1", "charset": charset, "text": in_json}
    assert inbound(parser, body=body).text == expected


@pytest.mark.parametrize(
    ("charset", "texts"),
    [
        ("UTF-16BE", ("%00a%D8%3D", "%DE%00%00b")),
        ("UTF-8", ("a\ud83d", "\ude00b")),
    ],
)
def test_parts_of_a_long_message_in_json(
    parser: ClickatellPlatform, charset: str, texts: tuple[str, str]
) -> None:
    """A character may be cut in two: each part keeps its half."""
    first, second = [
        inbound(parser, body=REPLY | {"udh": udh, "charset": charset, "text": text})
        for udh, text in zip(("050003330201", "050003330202"), texts, strict=True)
    ]
    assert (first.part, second.part) == (Part(0x33, 2, 1), Part(0x33, 2, 2))
    assert (first.text, second.text) == ("a\ud83d", "\ude00b")


def test_a_part_of_a_long_message_in_a_query(parser: ClickatellPlatform) -> None:
    query = b"fromNumber=1&charset=UTF-16BE&udh=050003330202&text=%DE%00%00b"
    found = inbound(parser, query=query)
    assert (found.part, found.text) == (Part(0x33, 2, 2), "\ude00b")


@pytest.mark.parametrize("udh", ["", None, "nonsense", "050003330101", 5, []])
def test_a_header_that_says_nothing_of_parts(parser: ClickatellPlatform, udh: object) -> None:
    assert inbound(parser, body=REPLY | {"udh": udh}) == INBOUND


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        (1516217711000, 1_516_217_711.0), ("1516217711000", 1_516_217_711.0), (None, None),
        ("yesterday", None), (0, None), (1.5, None), ([], None), (10**30, None),
    ],
)  # fmt: skip
def test_timestamps(parser: ClickatellPlatform, timestamp: object, seconds: float | None) -> None:
    assert inbound(parser, body=REPLY | {"timestamp": timestamp}).sent_at == seconds


@pytest.mark.parametrize(
    ("fields", "state", "code"),
    [
        ({"statusCode": 5}, ReportedState.UNDELIVERED, "005"),  # COUR
        ({"statusCode": 4}, ReportedState.DELIVERED, None),  # COUR
        ({"statusCode": -1}, ReportedState.ACCEPTED, None),  # COUR
        ({"statusCode": "4"}, ReportedState.DELIVERED, None),
        ({"statusCode": "012"}, ReportedState.UNDELIVERED, "012"),
        ({"statusCode": 3, "status": "RECEIVED_BY_RECIPIENT"}, ReportedState.SENT, None),
        ({"status": "RECEIVED_BY_RECIPIENT"}, ReportedState.DELIVERED, None),
        ({"status": " received_by_recipient"}, ReportedState.DELIVERED, None),
        ({"status": "DELIVERED_TO_GATEWAY", "statusCode": None}, ReportedState.SENT, None),
        ({"status": "NEW_NAME"}, ReportedState.ACCEPTED, None),
    ],
)
def test_statuses(
    parser: ClickatellPlatform,
    fields: dict[str, object],
    state: ReportedState,
    code: str | None,
) -> None:
    found = status(parser, messageId="msg1", **fields)
    assert found == DeliveryReport(None, "msg1", state, found.error)
    assert (found.error.code if found.error else None) == code


def test_a_status_is_found_by_our_id_alone(parser: ClickatellPlatform) -> None:
    found = status(parser, clientMessageId="ha-42", statusCode=4, to="15550100001")
    assert found == DeliveryReport("ha-42", None, ReportedState.DELIVERED, to="+15550100001")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("body", [b"", b"\r\n"])
def test_an_empty_request_is_a_probe(parser: ClickatellPlatform, method: str, body: bytes) -> None:
    assert read(parser, body=body, method=method) == ParsedCallback()


@pytest.mark.parametrize(
    ("query", "body"),
    [
        (b"", b"{}"),
        (b"", b"[]"),
        (b"", b"foo"),
        (b"", b"\xff\xfe"),
        (b"", b'{"text":"a","replyMessageId":"r","messageId":"m"}'),
        (b"", b'{"fromNumber":" ","text":"a"}'),
        (b"", b'{"statusCode":4}'),
        (b"", b'{"messageId":"m"}'),
        (b"", b'{"messageId":"m","statusCode":null,"status":""}'),
        (b"", b'[{"fromNumber":"1"}]'),
        (b"home=1", b""),
        (b"text=a&replyMessageId=r&messageId=m", b""),
        (b"fromNumber=&text=a", b""),
        (b"statusCode=4", b""),
    ],
)
def test_what_can_not_be_read_is_told_and_answered(
    parser: ClickatellPlatform, query: bytes, body: bytes
) -> None:
    parsed = read(parser, query=query, body=body)
    assert parsed == ParsedCallback(oddity="it is neither a reply nor a status of a message")
    assert parsed.answer == CallbackAnswer(200, "")


def test_one_bad_byte_does_not_lose_a_reply(parser: ClickatellPlatform) -> None:
    body = b'\xef\xbb\xbf{"fromNumber":"1","text":"Gr\xfc\xdfe"}'
    assert inbound(parser, body=body).text == "Gr\ufffd\ufffde"


NAMES = st.sampled_from(
    ["fromNumber", "toNumber", "text", "charset", "udh", "timestamp", "messageId",
     "replyMessageId", "clientMessageId", "statusCode", "status", "to"]
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(
        ["\ud800", "a\udfffb", "\x00", "5", "UTF-16BE", "ISO-8859-1", "%D8%3D", "%0", "+",
         "050003330201", "15550100001", "RECEIVED_BY_RECIPIENT"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)  # fmt: skip
JSON = st.dictionaries(NAMES | st.text(max_size=3), VALUES).map(lambda f: json.dumps(f).encode())
FORM = st.dictionaries(NAMES, st.text() | st.binary()).map(lambda f: urlencode(f).encode())


@given(st.binary() | JSON | FORM, st.binary() | FORM)
@settings(deadline=None)
def test_any_callback_is_read_and_can_be_stored(body: bytes, query: bytes) -> None:
    parsed = read(ClickatellPlatform.__new__(ClickatellPlatform), body=body, query=query)
    assert parsed.answer == CallbackAnswer(200, "")
    for event in parsed.events:
        if isinstance(event, InboundMessage):
            texts = [event.provider_message_id, event.sender, event.to]
            texts += [event.related_provider_message_id, None if event.part else event.text]
        else:
            texts = [event.message_id, event.provider_message_id, event.to]
        for found in texts:
            (found or "").encode()
