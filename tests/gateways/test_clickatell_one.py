"""Tests of Clickatell's One API, in the bytes that clickatell.md 1 and 3.1 show."""

import json

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    CallbackAnswer,
    CallbackRequest,
    Channel,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral
from custom_components.sms_gateway.gateways.clickatell_one import ERRORS, ClickatellOne

from .conftest import Remote
from .outcome import traits

# clickatell.md 1.1, 1.2, 1.4 and 3.1, byte for byte; <32hex> is filled in.
SENT = b'{"messages":[{"channel":"sms","to":"15550100001","content":"door open","from":"15550100099","clientMessageId":"ha-42"}]}'  # noqa: E501
HEX = "0123456789abcdef0123456789abcdef"
TAKEN = f'{{"messages":[{{"apiMessageId":"{HEX}","accepted":true,"to":"15550100001","error":null}}],"error":null}}'  # noqa: E501
MO = b'{"integrationId":"i1","integrationName":"home","event":{"moText":[{"channel":"sms","messageId":"a1","relatedMessageId":null,"relatedClientMessageId":null,"from":"15550100001","to":"15550100099","timestamp":1700000000000,"content":"STATUS","charset":"UTF-8","sms":{"network":"65501"}}]}}'  # noqa: E501
STATUS = b'{"integrationId":"i1","integrationName":"home","event":{"messageStatusUpdate":[{"channel":"sms","messageId":"m1","clientMessageId":"ha-42","timestamp":1700000000000,"statusCode":5,"status":"DEVICE_ACK"}]}}'  # noqa: E501

# clickatell.md 1.3: code, HTTP status, and whether another attempt can help: for T and what is
# mended without a new message, but not for what the account or the message must be changed for.
TABLE = [
    (1, 401, "auth", False), (2, 400, "auth", False), (3, 400, "auth", False),
    (7, 401, "address", True), (18, 500, "server", True), (19, 503, "server", True),
    (20, 402, "funds", True), (21, 400, "content", False), (22, 400, "content", False),
    (23, 400, "content", False), (24, 400, "content", False), (25, 400, "recipient", False),
    (26, 400, "opted_out", False), (27, 400, "recipient", False), (28, 400, "recipient", False),
    (30, 400, "content", False), (31, 400, "content", False), (32, 400, "content", False),
    (33, 400, "content", False), (38, 400, "sender", False), (39, 400, "sender", False),
    (40, 400, "content", False), (41, 400, "unknown", False), (42, 400, "unknown", False),
    (43, 400, "rate", True), (44, 400, "sender", False), (45, 400, "sender", False),
    (46, 400, "sender", False), (100, 400, "content", False), (101, 400, "recipient", False),
    (110, 400, "sender", False), (111, 400, "sender", False),
]  # fmt: skip

ONE = OutgoingMessage("ha-42", "+15550100001", "door open", "+15550100099")


def outgoing(message_id: str, number: str = "+15550100001") -> OutgoingMessage:
    """Return a message to be sent."""
    return OutgoingMessage(message_id, number, "door open")


def entry(
    number: str | None, provider_message_id: str | None = None, code: object = None
) -> dict[str, object]:
    """Return an entry of an answer."""
    error = None if code is None else {"code": code, "description": "refused"}
    return {
        "apiMessageId": provider_message_id,
        "accepted": error is None,
        "to": number,
        "error": error,
    }


async def send_one(gateway: ClickatellOne) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    return result


async def refusal(gateway: ClickatellOne) -> GatewayError:
    """Send one message that must be refused."""
    result = await send_one(gateway)
    assert isinstance(result, GatewayError)
    return result


async def test_what_is_sent(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply(TAKEN, 202)
    assert await clickatell.send([ONE]) == [Accepted(HEX)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/v1/message")
    assert json.loads(asked.body) == json.loads(SENT)
    assert asked.headers["Authorization"] == "key=="
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["Accept"] == "application/json"


async def test_from_is_only_there_when_there_is_a_sender(
    clickatell: ClickatellOne, remote: Remote
) -> None:
    remote.reply(TAKEN, 202)
    await clickatell.send(
        [OutgoingMessage("a", "+15550100001", "“5 °C” 🛑", None, Channel.WHATSAPP)]
    )
    assert json.loads(remote.asked[0].body) == {
        "messages": [
            {
                "channel": "whatsapp",
                "to": "15550100001",
                "content": "“5 °C” 🛑",
                "clientMessageId": "a",
            }
        ]
    }


async def test_a_name_is_sent_as_it_is(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply(TAKEN, 202)
    await clickatell.send([OutgoingMessage("a", "+15550100001", "x", "Home")])
    assert json.loads(remote.asked[0].body)["messages"][0]["from"] == "Home"


async def test_a_mixed_answer_in_another_order(clickatell: ClickatellOne, remote: Remote) -> None:
    entries = [
        entry("15550100003", "c"),
        entry("15550100001", "a1"),
        entry("15550100002", None, 25),
        entry("15550100001", "a2"),
    ]
    remote.reply(json.dumps({"messages": entries, "error": None}), 207)
    numbers = ["+15550100001", "+15550100002", "+15550100003", "+15550100001"]
    results = await clickatell.send([outgoing(str(i), n) for i, n in enumerate(numbers)])
    assert (results[0], results[2], results[3]) == (Accepted("a1"), Accepted("c"), Accepted("a2"))
    assert isinstance(results[1], GatewayError)
    assert traits(results[1]) == (ErrorKind.RECIPIENT, False, False)


async def test_entries_without_numbers_count_by_position(
    clickatell: ClickatellOne, remote: Remote
) -> None:
    remote.reply(json.dumps({"messages": [entry(None, "a"), entry(None, "b")]}), 202)
    assert await clickatell.send([outgoing("1"), outgoing("2", "+15550100002")]) == [
        Accepted("a"),
        Accepted("b"),
    ]


@pytest.mark.parametrize("written", ["+15550100001", "0015550100001", " 15550100001"])
async def test_the_number_may_be_written_otherwise(
    clickatell: ClickatellOne, remote: Remote, written: str
) -> None:
    """What was taken must not be taken for lost, or it would be sent once more."""
    remote.reply(json.dumps({"messages": [entry(written, "a")]}), 202)
    assert await clickatell.send([ONE]) == [Accepted("a")]


async def test_what_is_not_mentioned_is_uncertain(
    clickatell: ClickatellOne, remote: Remote
) -> None:
    remote.reply(json.dumps({"messages": [entry("15550100002", "b"), "odd", None]}), 202)
    first, second = await clickatell.send([outgoing("1"), outgoing("2", "+15550100002")])
    assert isinstance(first, GatewayError)
    assert traits(first) == (ErrorKind.SERVER, True, True)
    assert second == Accepted("b")


@pytest.mark.parametrize(
    "found",
    [
        '{"apiMessageId":"a","accepted":true,"to":"15550100001"}',
        '{"apiMessageId":"a","to":"15550100001"}',
        '{"apiMessageId":"a","accepted":true}',
    ],
)
async def test_absent_fields_of_a_success(
    clickatell: ClickatellOne, remote: Remote, found: str
) -> None:
    remote.reply(f'{{"messages":[{found}]}}', 202)
    assert await clickatell.send([ONE]) == [Accepted("a")]


async def test_a_success_without_an_id(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply('{"messages":[{"accepted":true,"to":"15550100001"}]}', 202)
    assert await clickatell.send([ONE]) == [Accepted(None)]


# Whatever else is odd about it: what says that a message was taken must not be sent once more.
ODD_SUCCESSES = [
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":"525512345678"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":"5550100001"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":"nobody"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"to":["15550100001"]}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":"true"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":1}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":null}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":"yes"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","error":{}}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"error":{}}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"error":{"code":0}}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true,"error":"none"}]}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true}],"error":{}}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted":true}],"error":{"code":18}}', "a"),
    ('{"messages":[{"apiMessageId":{},"accepted":true}]}', None),
    ('{"messages":[1,{"apiMessageId":"a","accepted":true}]}', "a"),
    ('{"messages":[{"to":"1"},{"apiMessageId":"a","accepted":true,"to":"2"}]}', "a"),
    ('{"messages":{"apiMessageId":"a","accepted":true}}', "a"),
    ('[{"apiMessageId":"a","accepted":true}]', "a"),
    ('{"apiMessageId":"a","accepted": true}', "a"),
    ('{"messages":[{"apiMessageId":"a","accepted" : true,"to":"155501', "a"),
    ('{"messages":[{"accepted":true,"text":"Freezer\n-5 °C","error":null}]}', None),
]


@pytest.mark.parametrize(("body", "provider_message_id"), ODD_SUCCESSES)
async def test_a_success_that_is_odd_is_one(
    clickatell: ClickatellOne, remote: Remote, body: str, provider_message_id: str | None
) -> None:
    remote.reply(body, 202)
    assert await clickatell.send([ONE]) == [Accepted(provider_message_id)]


async def test_numbers_in_national_form_in_any_order(
    clickatell: ClickatellOne, remote: Remote
) -> None:
    batch = [outgoing("1", "+5215512345678"), outgoing("2", "+27821234561")]
    entries = [entry("0821234561", None, 25), entry("525512345678", "a")]
    remote.reply(json.dumps({"messages": entries, "error": None}), 207)
    first, second = await clickatell.send(batch)
    assert first == Accepted("a")
    assert isinstance(second, GatewayError)
    assert traits(second) == (ErrorKind.RECIPIENT, False, False)


async def test_all_were_taken_under_whatever_numbers(
    clickatell: ClickatellOne, remote: Remote
) -> None:
    entries = [entry("10000000001", "a"), entry("10000000002", "b")]
    remote.reply(json.dumps({"messages": entries, "error": {"code": 18}}), 202)
    batch = [outgoing("1"), outgoing("2", "+15550100002")]
    assert await clickatell.send(batch) == [Accepted("a"), Accepted("b")]


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(
            {"messages": [entry("10000000001", "a"), entry("10000000002", None, 25)], "error": None}
        ),
        json.dumps({"messages": [entry(None, "a")], "error": None}),
        json.dumps({"messages": [entry("15550100001", "a"), entry("15550100002", "b")]})[:-20],
        json.dumps({"messages": entry(None, "a")}),
    ],
)
async def test_where_it_is_not_clear_who_was_refused_nobody_was_for_sure(
    clickatell: ClickatellOne, remote: Remote, body: str
) -> None:
    remote.reply(body, 207)
    results: list[SendResult]
    try:
        results = await clickatell.send([outgoing("1"), outgoing("2", "+15550100002")])
    except GatewayError as error:
        results = [error]
    for result in results:
        assert isinstance(result, GatewayError)
        assert traits(result) == (ErrorKind.SERVER, True, True)


def test_the_table_is_the_whole_table() -> None:
    assert {code for code, *_ in TABLE} == set(ERRORS)


@pytest.mark.parametrize("level", ["message", "message without an id", "global"])
@pytest.mark.parametrize("spelled", [int, str])
@pytest.mark.parametrize(("code", "status", "kind", "retryable"), TABLE)
async def test_every_code(
    clickatell: ClickatellOne,
    remote: Remote,
    level: str,
    spelled: type[int | str],
    code: int,
    status: int,
    kind: str,
    retryable: bool,
) -> None:
    error = {"code": spelled(code), "description": "15550100001 is refused"}
    if level == "global":
        content: dict[str, object] = {"error": error}
    else:
        found: dict[str, object] = {"accepted": False, "to": "15550100001", "error": error}
        if level == "message":
            found["apiMessageId"] = None
        content = {"messages": [found], "error": None}
    remote.reply(json.dumps(content), status)
    refused = await refusal(clickatell)
    assert traits(refused) == (ErrorKind(kind), retryable, False)
    assert refused.code == str(code)
    assert refused.text == "155•••••001 is refused"


@pytest.mark.parametrize("code", [29, 34, 47, 112, 9999, -1, 10**30])
@pytest.mark.parametrize(
    ("status", "retryable"), [(202, False), (207, False), (400, False), (500, True), (503, True)]
)
async def test_an_unknown_code_is_final_unless_the_status_says_otherwise(
    clickatell: ClickatellOne, remote: Remote, code: int, status: int, retryable: bool
) -> None:
    remote.reply(json.dumps({"messages": [entry("15550100001", None, code)]}), status)
    error = await refusal(clickatell)
    assert (error.kind, error.retryable) == (ErrorKind.UNKNOWN, retryable)
    assert error.code == str(code)


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable", "uncertain"),
    [
        (401, b"", ErrorKind.AUTH, False, False),
        (402, b"", ErrorKind.FUNDS, True, False),
        (404, b"<html>", ErrorKind.UNKNOWN, True, False),
        (429, b"", ErrorKind.RATE, True, False),
        (500, b"", ErrorKind.SERVER, True, True),
        (500, b"<html>", ErrorKind.SERVER, True, True),
        (503, b"", ErrorKind.SERVER, True, False),
        (302, b"", ErrorKind.NETWORK, True, False),
        (200, b"<html>welcome to the hotel</html>", ErrorKind.SERVER, True, True),
        (202, TAKEN.encode()[:20], ErrorKind.SERVER, True, True),
        (202, b"", ErrorKind.SERVER, True, True),
        (202, b"[]", ErrorKind.SERVER, True, True),
        (202, b"{}", ErrorKind.SERVER, True, True),
        (202, b'{"messages":null}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":{}}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[1,null,"a",[]]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{}]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{"accepted":"no doubt"}]}', ErrorKind.SERVER, True, True),
        (202, b'{"messages":[{"accepted":0}]}', ErrorKind.UNKNOWN, False, False),
        (202, b'{"messages":[{"accepted":false}]}', ErrorKind.UNKNOWN, False, False),
        (202, b'{"messages":[{"accepted":false,"error":null}]}', ErrorKind.UNKNOWN, False, False),
        (202, b'{"error":"odd"}', ErrorKind.SERVER, True, True),
        (400, b'{"error":{}}', ErrorKind.UNKNOWN, True, False),
        (400, b'{"error":{"code":1.5}}', ErrorKind.UNKNOWN, True, False),
        (400, b'{"error":{"code":"one"}}', ErrorKind.UNKNOWN, True, False),
        (401, b'{"error":{"code":null}}', ErrorKind.AUTH, False, False),
    ],
)
async def test_answers_that_are_not_documented(
    clickatell: ClickatellOne,
    remote: Remote,
    status: int,
    body: bytes,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    remote.reply(body, status)
    assert traits(await refusal(clickatell)) == (kind, retryable, uncertain)


async def test_an_error_without_a_description(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply('{"error":{"code":1}}', 401)
    assert str(await refusal(clickatell)) == "the gateway gave no description (1)"


@pytest.mark.parametrize("body", [b"", b'{"error":{"code":43,"description":"too fast"}}'])
async def test_retry_after(clickatell: ClickatellOne, remote: Remote, body: bytes) -> None:
    remote.reply(body, 429, Retry_After="120")
    error = await refusal(clickatell)
    assert (error.kind, error.retryable, error.retry_after) == (ErrorKind.RATE, True, 120.0)


async def test_the_balance(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply('{"balance":12.5,"currency":"ZAR"}')
    assert await clickatell.balance() == Balance(12.5, "ZAR")
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/v1/balance", b"")
    assert asked.headers["Authorization"] == "key=="
    assert "Content-Type" not in asked.headers


async def test_the_balance_of_the_older_path(clickatell: ClickatellOne, remote: Remote) -> None:
    remote.reply(b"", 404)
    remote.reply('{"balance":"7"}')
    assert await clickatell.balance() == Balance(7.0, None)
    assert [asked.path for asked in remote.asked] == ["/v1/balance", "/public-client/balance"]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, '{"error":{"code":1,"description":"bad key"}}', ErrorKind.AUTH),
        (401, '{"error":{"code":7,"description":"bad address"}}', ErrorKind.ADDRESS),
        (401, "", ErrorKind.AUTH),
        (500, "", ErrorKind.SERVER),
        (302, "", ErrorKind.NETWORK),
        (200, "<html>", ErrorKind.SERVER),
        (200, "[]", ErrorKind.SERVER),
        (200, "{}", ErrorKind.SERVER),
        (200, '{"balance":null}', ErrorKind.SERVER),
        (200, '{"balance":"much"}', ErrorKind.SERVER),
        (200, '{"balance":{}}', ErrorKind.SERVER),
        (200, '{"balance":NaN}', ErrorKind.SERVER),
        (200, '{"balance":1e999}', ErrorKind.SERVER),
        (200, '{"balance":' + "9" * 400 + "}", ErrorKind.SERVER),
    ],
)
async def test_a_balance_that_is_none(
    clickatell: ClickatellOne, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await clickatell.balance()
    assert caught.value.kind is kind


def test_the_account_is_the_key() -> None:
    assert ClickatellOne.account_id({"api_key": "k"}) == "k"


@pytest.fixture(scope="module")
def parser() -> ClickatellOne:
    """Return a gateway that is only asked to read."""
    return ClickatellOne.__new__(ClickatellOne)


def read(parser: ClickatellOne, body: bytes | object) -> ParsedCallback:
    """Read a callback's body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parser.parse_callback(CallbackRequest("POST", {}, b"", raw))


def report(parser: ClickatellOne, **fields: object) -> DeliveryReport:
    """Read a callback with one delivery report."""
    (found,) = read(parser, {"event": {"messageStatusUpdate": [fields]}}).events
    assert isinstance(found, DeliveryReport)
    return found


def inbound(parser: ClickatellOne, **fields: object) -> InboundMessage:
    """Read a callback with one inbound message."""
    (found,) = read(parser, {"event": {"moText": [fields]}}).events
    assert isinstance(found, InboundMessage)
    return found


def test_an_inbound_message(parser: ClickatellOne) -> None:
    message = InboundMessage("a1", "+15550100001", "+15550100099", "STATUS", 1_700_000_000.0)
    assert read(parser, MO) == ParsedCallback([message], CallbackAnswer(200, ""), None)


def test_a_delivery_report(parser: ClickatellOne) -> None:
    found = DeliveryReport("ha-42", "m1", ReportedState.DELIVERED)
    assert read(parser, STATUS) == ParsedCallback([found], CallbackAnswer(200, ""), None)


def test_a_reply_names_what_it_answers(parser: ClickatellOne) -> None:
    message = inbound(parser, **{"from": "1", "relatedMessageId": "m", "relatedClientMessageId": 7})
    assert (message.related_provider_message_id, message.related_message_id) == ("m", "7")


def test_several_entries_and_a_single_object(parser: ClickatellOne) -> None:
    event = {
        "moText": [{"from": "1", "content": "a"}, {"from": "2", "content": "b"}],
        "messageStatusUpdate": {"messageId": "m1", "statusCode": "4", "channel": "whatsapp "},
        "moMedia": [{"from": "3"}],
        "new": {"field": 1},
    }
    parsed = read(parser, {"event": event, "integrationID": "i1", "new": 1})
    first, second, picture, third = parsed.events
    assert isinstance(picture, InboundMessage)
    assert picture.sender == "3"
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    assert (first.text, second.text) == ("a", "b")
    assert third == DeliveryReport(None, "m1", ReportedState.SENT)
    assert parsed.oddity is None


@pytest.mark.parametrize(
    ("timestamp", "seconds"),
    [
        (1_700_000_000_000, 1_700_000_000.0), ("1700000000000", 1_700_000_000.0), (None, None),
        ("yesterday", None), (0, None), (-5, None), (10**30, None), (1.5, None), ([], None),
    ],
)  # fmt: skip
def test_timestamps(parser: ClickatellOne, timestamp: object, seconds: float | None) -> None:
    assert inbound(parser, **{"from": "1", "timestamp": timestamp}).sent_at == seconds


@pytest.mark.parametrize("code", range(1, 143))
def test_every_status_code(parser: ClickatellOne, code: int) -> None:
    found = report(parser, messageId="m1", statusCode=code, status="NAME")
    progress = {4: ReportedState.SENT, 5: ReportedState.DELIVERED, 6: ReportedState.DELIVERED}
    if code < 20:
        assert found.state is progress.get(code, ReportedState.ACCEPTED)
        assert found.error is None
    else:
        assert found.state is ReportedState.UNDELIVERED
        assert found.error is not None
        assert (found.error.code, found.error.text) == (str(code), "NAME")
        assert not found.error.retryable


@pytest.mark.parametrize("code", [21, 22])
def test_who_stops_a_message_in_the_portal_opts_nobody_out(
    parser: ClickatellOne, code: int
) -> None:
    """A user of the Clickatell account is meant, as by Central's code 006."""
    stopped = report(parser, messageId="m1", statusCode=code, status="STOPPED_BY_USER")
    central = ClickatellCentral.__new__(ClickatellCentral)
    query = b"apiMsgId=m1&status=006"
    (same,) = central.parse_callback(CallbackRequest("GET", {}, query, b"")).events
    assert isinstance(same, DeliveryReport)
    assert stopped.error is not None
    assert same.error is not None
    assert (stopped.state, stopped.error.kind) == (same.state, same.error.kind)
    assert stopped.error.kind is ErrorKind.UNKNOWN


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("DEVICE_ACK", ReportedState.DELIVERED), (" device_ack ", ReportedState.DELIVERED),
        ("SENT_TO_SUPPLIER", ReportedState.SENT), ("DELIVERY_FAILURE", ReportedState.UNDELIVERED),
        ("NEW_NAME", ReportedState.ACCEPTED), (None, ReportedState.ACCEPTED),
    ],
)  # fmt: skip
def test_a_status_without_its_code(
    parser: ClickatellOne, status: str | None, state: ReportedState
) -> None:
    assert report(parser, messageId="m1", status=status).state is state


@pytest.mark.parametrize(
    ("body", "oddity"),
    [
        (b"\xff\xfe", "the body is not a One API callback"),
        (b"[]", "the body is not a One API callback"),
        (b'{"event":[]}', "the body is not a One API callback"),
        (b'{"event":{}}', "the event is of a kind that is not used here"),
        (b'{"event":{"moLocation":[{}]}}', "the event is of a kind that is not used here"),
        (b'{"event":{"moText":[1,null]}}', "an entry lacks what identifies it"),
        (b'{"event":{"moText":[{"content":"a"}]}}', "an entry lacks what identifies it"),
        (b'{"event":{"moText":[{"from":" "}]}}', "an entry lacks what identifies it"),
        (b'{"event":{"messageStatusUpdate":[{}]}}', "an entry lacks what identifies it"),
    ],
)
def test_what_can_not_be_read_is_told_and_answered(
    parser: ClickatellOne, body: bytes, oddity: str
) -> None:
    parsed = read(parser, body)
    assert (list(parsed.events), parsed.oddity) == ([], oddity)
    assert parsed.answer == CallbackAnswer(200, "")


def test_what_can_be_read_is_not_lost_with_what_can_not(parser: ClickatellOne) -> None:
    parsed = read(parser, {"event": {"moText": [{"content": "a"}, {"from": "2"}]}})
    assert len(parsed.events) == 1
    assert parsed.oddity == "an entry lacks what identifies it"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text()
    | st.sampled_from(["\ud800", "a\udfffb", "\x00", "5", "DEVICE_ACK", "15550100001"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.text(max_size=5)
        | st.sampled_from(
            ["event", "moText", "messageStatusUpdate", "from", "to", "content", "messageId",
             "clientMessageId", "statusCode", "status", "timestamp", "relatedMessageId"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=20,
)  # fmt: skip
ENTRY = st.dictionaries(
    st.sampled_from(
        ["from", "to", "content", "messageId", "clientMessageId", "statusCode", "status",
         "timestamp", "relatedMessageId", "relatedClientMessageId"]
    ),
    JSON,
)  # fmt: skip
CALLBACK = st.fixed_dictionaries(
    {"event": st.dictionaries(st.sampled_from(["moText", "messageStatusUpdate"]), st.lists(ENTRY))}
)

ODDITIES = (
    None,
    "the body is not a One API callback",
    "an entry lacks what identifies it",
    "the event is of a kind that is not used here",
)


@given(st.binary() | st.one_of(JSON, CALLBACK).map(lambda found: json.dumps(found).encode()))
@settings(deadline=None)
def test_any_body_is_read_and_can_be_stored(body: bytes) -> None:
    parsed = read(ClickatellOne.__new__(ClickatellOne), body)
    assert parsed.answer == CallbackAnswer(200, "")
    assert parsed.oddity in ODDITIES
    for event in parsed.events:
        if isinstance(event, InboundMessage):
            texts = [event.provider_message_id, event.sender, event.to, event.text]
            texts += [event.related_message_id, event.related_provider_message_id]
        else:
            texts = [event.message_id, event.provider_message_id]
            texts += [event.error.text, event.error.code] if event.error else []
        for text in texts:
            (text or "").encode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbf" + MO.replace(b"STATUS", b"STOP"), "STOP"),
        (MO.replace(b"STATUS", "Grüße".encode("latin-1")), "Grüße"),
    ],
)
def test_one_bad_byte_does_not_lose_a_reply(
    parser: ClickatellOne, content: bytes, text: str
) -> None:
    parsed = parser.parse_callback(CallbackRequest("POST", {}, b"", content))
    assert [event.text for event in parsed.events if isinstance(event, InboundMessage)] == [text]
