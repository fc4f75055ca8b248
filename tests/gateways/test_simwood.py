"""Tests of Simwood, in the bytes that gateways.md 3a shows."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import ClientSession
from hypothesis import given, strategies as st
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
    ReportedState,
    SendResult,
)
from custom_components.sms_gateway.gateways.simwood import Simwood

from .conftest import Remote
from .outcome import traits

# gateways.md 3a; what stands there as "…" is filled in.
PLAIN = '[{"id":"a1b2c3d4"}]'
EXTENDED = '{"success":true,"data":{"id":"a1b2c3d4","desc":"SMS - United Kingdom","parts":1,"charge":0.02,"currency":"GBP"}}'  # noqa: E501
REPLY = b'{"app":"sms_inbound","id":"si_0123","data":{"originator":"447700900321","destination":"447700900123","message":"OPEN","length":4,"time":"2026-01-02 10:00:00"}}'  # noqa: E501
REPORT = (
    '{"app":"sms_send_status","id":"a1b2c3d4","data":{"dtime":"2026-01-02 10:00:00","status":%d}}'
)

MESSAGE_ID = "0123456789abcdef" * 2
ADDRESS = "https://ha.example/api/sms_gateway/0123"
CREDENTIALS = {"account": "930123", "username": "api-user", "password": "api-password"}
ONE = OutgoingMessage(MESSAGE_ID, "+447700900123", "Gate open", "HomeAlarm", parts=4)
TAKEN = CallbackAnswer(200, "OK")


@pytest.fixture
def simwood(session: ClientSession, remote: Remote) -> Simwood:
    """Return an account at the server that nobody can call back."""
    return Simwood(session, remote.url + "/", CREDENTIALS)


def body(remote: Remote) -> dict[str, object]:
    """Return what the only request said."""
    (asked,) = remote.asked
    content: dict[str, object] = json.loads(asked.body)
    return content


async def send_one(gateway: Simwood) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([ONE])
    except GatewayError as error:
        return error
    return result


async def test_what_is_sent(simwood: Simwood, remote: Remote) -> None:
    remote.reply(EXTENDED)
    assert await simwood.send([ONE]) == [Accepted("a1b2c3d4")]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/v3/messaging/930123/sms")
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.headers["Authorization"] == "Basic YXBpLXVzZXI6YXBpLXBhc3N3b3Jk"
    assert body(remote) == {
        "to": "447700900123",
        "from": "HomeAlarm",
        "message": "Gate open",
        "concat": 4,
        "extended": 1,
    }


async def test_a_number_as_the_sender_goes_without_its_plus(
    simwood: Simwood, remote: Remote
) -> None:
    remote.reply(EXTENDED)
    await simwood.send([OutgoingMessage(MESSAGE_ID, "+447700900123", "“5 °C” 🛑", "+447700900321")])
    assert (body(remote)["from"], body(remote)["message"]) == ("447700900321", "“5 °C” 🛑")


@pytest.mark.parametrize("given_by_simwood", ["", "/", "/v3", "/v3/"])
async def test_the_address_may_have_the_version(
    session: ClientSession, remote: Remote, given_by_simwood: str
) -> None:
    remote.reply(PLAIN)
    await Simwood(session, remote.url + given_by_simwood, CREDENTIALS).send([ONE])
    assert remote.asked[0].path == "/v3/messaging/930123/sms"


async def test_an_account_is_no_path_of_its_own(session: ClientSession, remote: Remote) -> None:
    remote.reply(PLAIN)
    await Simwood(session, remote.url, CREDENTIALS | {"account": "../x?y"}).send([ONE])
    assert remote.asked[0].path == "/v3/messaging/../x?y/sms"


@pytest.mark.parametrize("answered", [PLAIN, EXTENDED])
async def test_both_forms_of_a_success(simwood: Simwood, remote: Remote, answered: str) -> None:
    remote.reply(answered)
    assert await simwood.send([ONE]) == [Accepted("a1b2c3d4")]


@pytest.mark.parametrize(
    ("found", "separator"), [(ADDRESS, "?"), (f"{ADDRESS}?key=a%2Fb", "&")], ids=["bare", "query"]
)
async def test_reports_are_asked_for_at_our_address(
    session: ClientSession, remote: Remote, found: str, separator: str
) -> None:
    async def address() -> str:
        return found

    remote.reply(EXTENDED)
    await Simwood(session, remote.url, CREDENTIALS, address).send([ONE])
    report = body(remote)["report"]
    assert report == f"{found}{separator}message_id={MESSAGE_ID}&id=%id%&status=%status%"
    filled_in = str(report).replace("%id%", "a1b2").replace("%status%", "11")
    fields = parse_qs(urlsplit(filled_in).query)
    assert (fields["message_id"], fields["id"], fields["status"]) == (
        [MESSAGE_ID],
        ["a1b2"],
        ["11"],
    )


@pytest.mark.parametrize(
    ("status", "answered", "expected"),
    [
        (401, '{"success":false,"errors":["No"]}', (ErrorKind.AUTH, False, False)),
        (401, "", (ErrorKind.AUTH, False, False)),
        (
            400,
            '{"success":false,"errors":["Bad to","Bad from"]}',
            (ErrorKind.UNKNOWN, False, False),
        ),
        (403, '{"success":false,"errors":["No"]}', (ErrorKind.UNKNOWN, False, False)),
        (402, '{"success":false,"errors":["No"]}', (ErrorKind.FUNDS, True, False)),
        (429, '{"success":false,"errors":["No"]}', (ErrorKind.RATE, True, False)),
        (500, '{"success":false,"errors":["No"]}', (ErrorKind.SERVER, True, True)),
        (503, '{"success":false,"errors":["No"]}', (ErrorKind.SERVER, True, False)),
        (200, '{"success":false,"errors":["No"]}', (ErrorKind.UNKNOWN, True, False)),
        (200, '{"success":false}', (ErrorKind.UNKNOWN, True, False)),
        (200, '{"errors":"No"}', (ErrorKind.UNKNOWN, True, False)),
        # Not in Simwood's words: a proxy may have said it.
        (404, "<html>", (ErrorKind.UNKNOWN, True, False)),
        (400, '{"message":"No"}', (ErrorKind.UNKNOWN, True, False)),
        (500, '{"message":"No"}', (ErrorKind.SERVER, True, True)),
        (200, "<html>", (ErrorKind.SERVER, True, True)),
        (200, "", (ErrorKind.SERVER, True, True)),
        (200, "[]", (ErrorKind.SERVER, True, True)),
        (200, "[1]", (ErrorKind.SERVER, True, True)),
        (200, "[{}]", (ErrorKind.SERVER, True, True)),
    ],
)
async def test_what_is_no_success(
    simwood: Simwood,
    remote: Remote,
    status: int,
    answered: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(answered, status)
    assert traits(await send_one(simwood)) == expected


async def test_a_refusal_is_told_in_simwoods_words(simwood: Simwood, remote: Remote) -> None:
    remote.reply('{"success":false,"errors":["Message #1","447700900123 is wrong",{},""]}', 400)
    assert str(await send_one(simwood)) == "Message #1; 447•••••123 is wrong (400)"


async def test_the_pause_that_is_asked_for(simwood: Simwood, remote: Remote) -> None:
    remote.reply('{"success":false,"errors":["Slow down"]}', 429, Retry_After="7")
    error = await send_one(simwood)
    assert isinstance(error, GatewayError)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    "answered",
    [
        '{"balance":"42.50","currency":"GBP"}',
        '[{"balance":"42.50","currency":"GBP"}]',
        '[{"balance":42.5,"currency":"GBP"}]',
    ],
)
async def test_the_balance_in_its_shapes(simwood: Simwood, remote: Remote, answered: str) -> None:
    remote.reply(answered)
    assert await simwood.balance() == Balance(42.5, "GBP")
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("GET", "/v3/accounts/930123/prepay/balance")


@pytest.mark.parametrize(
    ("status", "answered", "kind"),
    [
        (401, "", ErrorKind.AUTH),
        (401, '{"success":false,"errors":["No"]}', ErrorKind.AUTH),
        (200, "[]", ErrorKind.SERVER),
        (200, '{"balance":"much"}', ErrorKind.SERVER),
        (500, '{"balance":"1.00"}', ErrorKind.SERVER),
    ],
)
async def test_a_balance_that_is_none(
    simwood: Simwood, remote: Remote, status: int, answered: str, kind: ErrorKind
) -> None:
    remote.reply(answered, status)
    with pytest.raises(GatewayError) as caught:
        await simwood.balance()
    assert caught.value.kind is kind


def parse(gateway: Simwood, encoded: bytes, query: str = "") -> ParsedCallback:
    """Read a callback."""
    return gateway.parse_callback(CallbackRequest("POST", {}, query.encode(), encoded))


def payload(content: str) -> bytes:
    """Return the form that holds JSON."""
    return urlencode({"payload": content}).encode()


@pytest.mark.parametrize(
    "encoded",
    [REPLY, payload(REPLY.decode().replace("sms_inbound", "mvno_inbound_sms"))],
    ids=["http_json", "http"],
)
def test_a_reply(simwood: Simwood, encoded: bytes) -> None:
    expected = InboundMessage("si_0123", "+447700900321", "+447700900123", "OPEN", None)
    assert parse(simwood, encoded) == ParsedCallback([expected], TAKEN)


def test_a_reply_without_text_or_id(simwood: Simwood) -> None:
    encoded = b'{"data":{"originator":"60606","destination":"447700900123","message":""}}'
    expected = InboundMessage(None, "60606", "+447700900123", "", None)
    assert parse(simwood, encoded).events == [expected]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (1, ReportedState.ACCEPTED),
        (2, ReportedState.SENT),
        (11, ReportedState.DELIVERED),
        (14, ReportedState.SENT),
        (18, ReportedState.SENT),
        (99, ReportedState.ACCEPTED),
    ],
)
def test_reports_of_progress(simwood: Simwood, status: int, state: ReportedState) -> None:
    query = f"message_id={MESSAGE_ID}&id=a1b2c3d4&status={status}"
    expected = ParsedCallback([DeliveryReport(MESSAGE_ID, "a1b2c3d4", state)], TAKEN)
    assert parse(simwood, payload(REPORT % status), query) == expected
    # Either of the two is enough.
    assert parse(simwood, b"", query) == expected
    assert parse(simwood, payload(REPORT % status)).events == [
        DeliveryReport(None, "a1b2c3d4", state)
    ]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(12, ErrorKind.UNKNOWN), (13, ErrorKind.RECIPIENT), (26, ErrorKind.UNKNOWN)],
)
def test_reports_of_failure(simwood: Simwood, status: int, kind: ErrorKind) -> None:
    (report,) = parse(simwood, payload(REPORT % status), f"message_id={MESSAGE_ID}").events
    assert isinstance(report, DeliveryReport)
    assert report.message_id == MESSAGE_ID
    assert report.state is ReportedState.UNDELIVERED
    assert report.error is not None
    assert (report.error.kind, report.error.code) == (kind, str(status))


def test_a_query_in_which_nothing_was_filled_in(simwood: Simwood) -> None:
    query = f"message_id={MESSAGE_ID}&id=%id%&status=%status%"
    expected = DeliveryReport(MESSAGE_ID, "a1b2c3d4", ReportedState.DELIVERED)
    assert parse(simwood, payload(REPORT % 11), query).events == [expected]
    parsed = parse(simwood, b"", query)
    assert (parsed.events, parsed.answer) == ((), TAKEN)
    assert parsed.oddity is not None


@pytest.mark.parametrize(
    "encoded",
    [
        b"[]",
        b"{",
        b"payload=%7B",
        b"payload=1",
        b"\xff",
        b'{"app":"sms_inbound","id":"si_1","data":null}',
        b'{"app":"sms_inbound","id":"si_1","data":{"message":"OPEN"}}',
        b'{"app":"fax_inbound","id":"fi_1","data":{"originator":"447700900321","pages":2}}',
        b'{"app":"sms_send_status","id":"a1","data":{"status":"soon"}}',
        b'{"app":"sms_send_status","data":{"status":11}}',
    ],
)
def test_what_can_not_be_read_is_answered_like_the_rest(simwood: Simwood, encoded: bytes) -> None:
    parsed = parse(simwood, encoded)
    assert (parsed.events, parsed.answer) == ((), TAKEN)
    assert parsed.oddity is not None


def test_somebody_tries_the_address(simwood: Simwood) -> None:
    assert parse(simwood, b" ") == ParsedCallback(answer=TAKEN)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_any_callback_has_a_body_in_its_answer(body: bytes, query: bytes) -> None:
    gateway = Simwood.__new__(Simwood)
    parsed = gateway.parse_callback(CallbackRequest("POST", {}, query, body))
    assert parsed.answer == TAKEN
