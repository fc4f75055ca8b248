"""Tests of Twilio, in the fields that its pages show."""

from collections.abc import Sequence
import json
import time
from urllib.parse import parse_qs, parse_qsl, urlencode

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
    Media,
    OutgoingMessage,
    ParsedCallback,
    ReportedState,
    SendResult,
    Verdict,
)
from custom_components.sms_gateway.gateways.twilio import Twilio, _moment

from .conftest import Remote
from .outcome import traits

ACCOUNT = "AC" + "0a" * 16
SID = "SM" + "1b" * 16
SERVICE = "MG" + "2c" * 16
MESSAGE_ID = "0123456789abcdef" * 2
ADDRESS = "https://ha.example/api/sms_gateway/0123"
CREDENTIALS = {"account_sid": ACCOUNT, "auth_token": "auth-token"}
ONE = OutgoingMessage(MESSAGE_ID, "+15550100001", "Gate open, 5 °C & “more”", "+15550100099")
TAKEN = CallbackAnswer(200, "<Response/>", "text/xml")

# A Message resource, with the types of Twilio's page on it: most numbers are texts.
CREATED: dict[str, object] = {
    "account_sid": ACCOUNT,
    "api_version": "2010-04-01",
    "body": "Gate open",
    "date_created": "Thu, 30 Jul 2015 20:12:31 +0000",
    "date_sent": None,
    "direction": "outbound-api",
    "error_code": None,
    "error_message": None,
    "from": "+15550100099",
    "messaging_service_sid": None,
    "num_media": "0",
    "num_segments": "1",
    "price": None,
    "price_unit": None,
    "sid": SID,
    "status": "queued",
    "to": "+15550100001",
    "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{SID}.json",
}
RECEIVED = CREATED | {
    "body": "OPEN",
    "date_sent": "Thu, 30 Jul 2015 20:12:33 +0000",
    "direction": "inbound",
    "from": "+15550100001",
    "status": "received",
    "to": "+15550100099",
}
RECEIVED_AT = 1438287153.0
REPLY = {
    "MessageSid": SID,
    "SmsSid": SID,
    "AccountSid": ACCOUNT,
    "From": "+15550100001",
    "To": "+15550100099",
    "Body": "Öffnen & schließen 👍",
    "NumMedia": "0",
    "NumSegments": "1",
}
REPORT = {
    "AccountSid": ACCOUNT,
    "From": "+15550100099",
    "MessageSid": SID,
    "MessageStatus": "delivered",
    "SmsSid": SID,
    "SmsStatus": "delivered",
    "To": "+15550100001",
}


@pytest.fixture
def twilio(session: ClientSession, remote: Remote) -> Twilio:
    """Return an account at the server that nobody can call back."""
    return Twilio(session, remote.url + "/", CREDENTIALS)


@pytest.fixture
def reachable(session: ClientSession, remote: Remote) -> Twilio:
    """Return an account at the server that can be called back."""

    async def address() -> str:
        return ADDRESS

    return Twilio(session, remote.url, CREDENTIALS, address)


def bodies(remote: Remote) -> list[dict[str, str]]:
    """Return what each request said."""
    return [dict(parse_qsl(asked.body.decode(), strict_parsing=True)) for asked in remote.asked]


def error(code: int, status: int, message: str = "No") -> str:
    """Return an error in Twilio's form."""
    address = f"https://www.twilio.com/docs/errors/{code}"
    return json.dumps({"code": code, "message": message, "more_info": address, "status": status})


async def send_one(gateway: Twilio, message: OutgoingMessage = ONE) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([message])
    except GatewayError as refused:
        return refused
    return result


async def test_what_is_sent(twilio: Twilio, remote: Remote) -> None:
    remote.reply(json.dumps(CREATED), 201)
    assert await twilio.send([ONE]) == [Accepted(SID)]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.headers["Authorization"].startswith("Basic QUMwYTBh")
    assert bodies(remote) == [
        {"To": "+15550100001", "From": "+15550100099", "Body": "Gate open, 5 °C & “more”"}
    ]


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        ("+15550100099", {"From": "+15550100099"}),
        ("15550100099", {"From": "+15550100099"}),
        ("38282", {"From": "38282"}),
        ("MGM Home", {"From": "MGM Home"}),
        (SERVICE, {"MessagingServiceSid": SERVICE}),
        (None, {}),
    ],
)
async def test_senders(
    twilio: Twilio, remote: Remote, sender: str | None, fields: dict[str, str]
) -> None:
    remote.reply(json.dumps(CREATED), 201)
    await twilio.send([OutgoingMessage(MESSAGE_ID, "+15550100001", "hi", sender)])
    assert bodies(remote) == [{"To": "+15550100001", "Body": "hi", **fields}]


@pytest.mark.parametrize("given_by_twilio", ["", "/", "/2010-04-01", "/2010-04-01/"])
async def test_the_version_in_an_address_is_not_doubled(
    session: ClientSession, remote: Remote, given_by_twilio: str
) -> None:
    remote.reply(json.dumps(CREATED), 201)
    await Twilio(session, remote.url + given_by_twilio, CREDENTIALS).send([ONE])
    assert remote.asked[0].path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"


@pytest.mark.parametrize(("found", "separator"), [(ADDRESS, "?"), (f"{ADDRESS}?k=a%2Fb", "&")])
async def test_reports_are_asked_for_at_our_address(
    session: ClientSession, remote: Remote, found: str, separator: str
) -> None:
    async def address() -> str:
        return found

    remote.reply(json.dumps(CREATED), 201)
    await Twilio(session, remote.url, CREDENTIALS, address).send([ONE])
    (body,) = bodies(remote)
    assert body["StatusCallback"] == f"{found}{separator}message_id={MESSAGE_ID}"


async def test_an_address_that_twilio_can_not_call_keeps_no_message_back(
    reachable: Twilio, remote: Remote
) -> None:
    remote.reply(error(21609, 400), 400)
    remote.reply(json.dumps(CREATED), 201)
    assert await reachable.send([ONE]) == [Accepted(SID)]
    first, second = bodies(remote)
    assert first.pop("StatusCallback")
    assert first == second


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        (20003, 401, (ErrorKind.AUTH, False, False)),
        (20429, 429, (ErrorKind.RATE, True, False)),
        (21211, 400, (ErrorKind.RECIPIENT, False, False)),
        (21614, 400, (ErrorKind.RECIPIENT, False, False)),
        (21408, 403, (ErrorKind.RECIPIENT, False, False)),
        (21608, 403, (ErrorKind.RECIPIENT, False, False)),
        (21610, 400, (ErrorKind.OPTED_OUT, False, False)),
        (21606, 400, (ErrorKind.SENDER, False, False)),
        (21659, 400, (ErrorKind.SENDER, False, False)),
        (21660, 400, (ErrorKind.SENDER, False, False)),
        (21701, 404, (ErrorKind.SENDER, False, False)),
        (21212, 400, (ErrorKind.SENDER, False, False)),
        (21617, 400, (ErrorKind.CONTENT, False, False)),
        (21611, 429, (ErrorKind.RATE, True, False)),
        (21730, 503, (ErrorKind.SERVER, True, False)),
        (20005, 403, (ErrorKind.FUNDS, True, False)),
        (10001, 401, (ErrorKind.FUNDS, True, False)),
        # Codes that are not known: final only where the request is bad.
        (29999, 400, (ErrorKind.UNKNOWN, False, False)),
        (20101, 401, (ErrorKind.AUTH, False, False)),
        (20403, 403, (ErrorKind.UNKNOWN, True, False)),
        (20404, 404, (ErrorKind.UNKNOWN, True, False)),
        (29999, 429, (ErrorKind.RATE, True, False)),
        (20500, 500, (ErrorKind.SERVER, True, True)),
        (20503, 503, (ErrorKind.SERVER, True, False)),
    ],
)
async def test_refusals(
    twilio: Twilio,
    remote: Remote,
    code: int,
    status: int,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(error(code, status), status)
    assert traits(await send_one(twilio)) == expected
    assert len(remote.asked) == 1


async def test_the_words_of_a_refusal(twilio: Twilio, remote: Remote) -> None:
    remote.reply(error(21211, 400, "The 'To' number +15550100001 is not valid"), 400)
    assert str(await send_one(twilio)) == "The 'To' number +15•••••001 is not valid (21211)"


async def test_a_pause_is_kept(twilio: Twilio, remote: Remote) -> None:
    remote.reply(error(20429, 429), 429, Retry_After="7")
    result = await send_one(twilio)
    assert isinstance(result, GatewayError)
    assert result.retry_after == 7


@pytest.mark.parametrize(
    ("status", "answered", "expected"),
    [
        (401, "", (ErrorKind.AUTH, False, False)),
        (404, "<html>", (ErrorKind.UNKNOWN, True, False)),
        (502, "<html>", (ErrorKind.SERVER, True, True)),
        (302, json.dumps(CREATED), (ErrorKind.NETWORK, True, False)),
        (201, "", (ErrorKind.SERVER, True, True)),
        (201, "[]", (ErrorKind.SERVER, True, True)),
        (201, "{}", (ErrorKind.SERVER, True, True)),
        (201, '{"sid":null}', (ErrorKind.SERVER, True, True)),
        (200, error(21211, 400), (ErrorKind.RECIPIENT, False, False)),
    ],
)
async def test_what_is_no_success(
    twilio: Twilio,
    remote: Remote,
    status: int,
    answered: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(answered, status)
    assert traits(await send_one(twilio)) == expected


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
async def test_a_message_that_fails_at_once(twilio: Twilio, remote: Remote, status: str) -> None:
    failed = {"status": status, "error_code": 30007, "error_message": "Carrier violation"}
    remote.reply(json.dumps(CREATED | failed), 201)
    result = await send_one(twilio)
    assert traits(result) == (ErrorKind.CONTENT, False, False)
    assert str(result) == "Carrier violation (30007)"


async def test_the_balance(twilio: Twilio, remote: Remote) -> None:
    remote.reply(f'{{"account_sid":"{ACCOUNT}","balance":"-0.0075","currency":"USD"}}')
    assert await twilio.balance() == Balance(-0.0075, "USD")
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Balance.json")


@pytest.mark.parametrize(
    ("status", "answered", "kind"),
    [
        (401, error(20003, 401), ErrorKind.AUTH),
        (200, "{}", ErrorKind.SERVER),
        (200, '{"balance":"much"}', ErrorKind.SERVER),
        (500, '{"balance":"1.00"}', ErrorKind.SERVER),
    ],
)
async def test_a_balance_that_is_none(
    twilio: Twilio, remote: Remote, status: int, answered: str, kind: ErrorKind
) -> None:
    remote.reply(answered, status)
    with pytest.raises(GatewayError) as caught:
        await twilio.balance()
    assert caught.value.kind is kind


def page(messages: Sequence[object], following: str | None = None) -> str:
    """Return a page of a list."""
    return json.dumps({"messages": messages, "next_page_uri": following, "page_size": 1000})


async def test_replies_are_asked_for_by_the_day(twilio: Twilio, remote: Remote) -> None:
    earlier = RECEIVED | {"sid": "SM1", "date_sent": "Thu, 30 Jul 2015 20:12:32 +0000"}
    remote.reply(page([CREATED, RECEIVED, RECEIVED | {"direction": "outbound-reply"}, earlier, 1]))
    assert await twilio.replies(RECEIVED_AT + 0.9) == [
        InboundMessage(SID, "+15550100001", "+15550100099", "OPEN", RECEIVED_AT)
    ]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    # On a wire, DateSent>=2015-07-30: the equals sign belongs to both.
    assert parse_qs(asked.query) == {"DateSent>": ["2015-07-30"], "PageSize": ["50"]}


async def test_a_reply_without_a_time_is_not_left_out(twilio: Twilio, remote: Remote) -> None:
    created = RECEIVED | {"sid": "SM1", "date_sent": None}
    nowhen = created | {"sid": "SM2", "date_created": "some day"}
    remote.reply(page([created, nowhen]))
    found = await twilio.replies(RECEIVED_AT - 60)
    assert [one.sent_at for one in found] == [RECEIVED_AT - 2, None]


async def test_pages_are_followed_and_only_at_our_own_address(
    twilio: Twilio, remote: Remote
) -> None:
    second = "PageSize=50&DateSent%3E=2015-07-30&Page=1&PageToken=PASM1"
    remote.reply(page([RECEIVED], f"https://elsewhere.example/x?{second}"))
    remote.reply(page([RECEIVED | {"sid": "SM2"}]))
    found = await twilio.replies(RECEIVED_AT)
    assert [one.provider_message_id for one in found] == ["SM2", SID]
    assert {asked.path for asked in remote.asked} == {
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    }
    assert remote.asked[1].query == second


async def test_pages_that_do_not_go_on_come_to_an_end(twilio: Twilio, remote: Remote) -> None:
    for _ in range(3):
        remote.reply(page([RECEIVED], "/Messages.json?Page=1"))
    await twilio.replies(RECEIVED_AT)
    assert len(remote.asked) == 2


@pytest.mark.parametrize(
    ("status", "answered", "kind"),
    [
        (401, error(20003, 401), ErrorKind.AUTH),
        (200, "{}", ErrorKind.SERVER),
        (200, '{"messages":{}}', ErrorKind.SERVER),
        (503, "", ErrorKind.SERVER),
    ],
)
async def test_replies_that_can_not_be_had(
    twilio: Twilio, remote: Remote, status: int, answered: str, kind: ErrorKind
) -> None:
    remote.reply(answered, status)
    with pytest.raises(GatewayError) as caught:
        await twilio.replies(RECEIVED_AT)
    assert caught.value.kind is kind


async def test_half_of_the_pages_are_no_answer(twilio: Twilio, remote: Remote) -> None:
    remote.reply(page([RECEIVED], "/Messages.json?Page=1"))
    remote.reply("", 503)
    with pytest.raises(GatewayError):
        await twilio.replies(RECEIVED_AT)


@given(st.text() | st.from_regex(r"\A[\w, :+-]{0,40}\Z") | st.none() | st.integers())
def test_any_date_is_read(value: object) -> None:
    found = _moment(value)
    assert found is None or found > 0


@pytest.mark.parametrize("zone", ["+0000", "-0000", "", "GMT", "UT"])
def test_dates_are_in_utc(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Africa/Johannesburg")
    time.tzset()
    try:
        assert _moment(f"Thu, 30 Jul 2015 20:12:33 {zone}".strip()) == 1438287153.0
        assert _moment("Thu, 30 Jul 2015 22:12:33 +0200") == 1438287153.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_its_own_words() -> None:
    assert Twilio.capabilities.stop_words == ("REVOKE", "OPTOUT")
    assert Twilio.capabilities.start_words == ("START", "YES", "UNSTOP")


def test_pictures() -> None:
    fields = {"From": "+15550100001", "To": "+15550100099", "MessageSid": "MM1", "Body": ""}
    fields |= {"SmsStatus": "received", "NumMedia": "2"}
    addresses = ("https://api.twilio.com/ME0", "https://api.twilio.com/ME1")
    fields |= {f"MediaUrl{n}": address for n, address in enumerate(addresses)}
    fields |= {"MediaContentType0": "image/jpeg"}
    (event,) = parse(fields).events
    assert isinstance(event, InboundMessage)
    assert event.text == ""
    assert event.media == (Media(addresses[0], "image/jpeg"), Media(addresses[1]))


@pytest.mark.parametrize(
    ("uris", "address"),
    [
        ({"media": "/2010-04-01/x/Media.json"}, "https://api.twilio.com/2010-04-01/x/Media.json"),
        ({}, ""),
        (None, ""),
    ],
)
async def test_pictures_that_are_asked_for(
    twilio: Twilio, remote: Remote, uris: object, address: str
) -> None:
    """The list says how many there are, and where they are listed."""
    with_picture = RECEIVED | {"num_media": "1", "body": "", "subresource_uris": uris}
    remote.reply(json.dumps({"messages": [with_picture, RECEIVED]}))
    without, found = await twilio.replies(RECEIVED_AT - 60)
    assert (without.media, found.media) == ((), (Media(address),))


@pytest.mark.parametrize(
    "value",
    ["", " ", "Thu, 01 Jan 1970 00:00:00 +2359", "Thu, 99 Jul 2015 20:12:33 +0000", "(", "Mon, "],
)
def test_dates_that_are_none(value: str) -> None:
    assert _moment(value) is None


def parse(encoded: bytes | dict[str, str], query: str = "", method: str = "POST") -> ParsedCallback:
    """Read a callback."""
    gateway = Twilio.__new__(Twilio)
    gateway._credentials = CREDENTIALS  # noqa: SLF001 - no session here
    body = encoded if isinstance(encoded, bytes) else urlencode(encoded).encode()
    return gateway.parse_callback(CallbackRequest(method, {}, query.encode(), body))


INBOUND = InboundMessage(SID, "+15550100001", "+15550100099", "Öffnen & schließen 👍", None)


def test_a_reply() -> None:
    assert parse(REPLY) == ParsedCallback([INBOUND], TAKEN)


def test_a_reply_by_get() -> None:
    assert parse(b"", urlencode(REPLY), "GET") == ParsedCallback([INBOUND], TAKEN)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ("STOP", Verdict.STOP),
        ("START", Verdict.START),
        ("HELP", Verdict.HELP),
        ("Stop", Verdict.STOP),
        ("", None),
        ("something new", None),
    ],
)
def test_what_advanced_opt_out_says(told: str, verdict: Verdict | None) -> None:
    (reply,) = parse(REPLY | {"Body": "Basta", "OptOutType": told}).events
    assert isinstance(reply, InboundMessage)
    assert (reply.text, reply.verdict) == ("Basta", verdict)


def test_a_reply_that_also_has_a_status() -> None:
    assert parse(REPLY | {"MessageStatus": "received"}).events == [INBOUND]


def test_a_picture_without_words() -> None:
    (reply,) = parse(REPLY | {"Body": "", "NumMedia": "1"}).events
    assert isinstance(reply, InboundMessage)
    assert reply.text == ""


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", ReportedState.ACCEPTED),
        ("queued", ReportedState.ACCEPTED),
        ("sending", ReportedState.ACCEPTED),
        ("sent", ReportedState.SENT),
        ("delivered", ReportedState.DELIVERED),
        ("read", ReportedState.DELIVERED),
        ("partially_delivered", ReportedState.ACCEPTED),
        ("something new", ReportedState.ACCEPTED),
    ],
)
def test_reports_of_progress(status: str, state: ReportedState) -> None:
    report = REPORT | {"MessageStatus": status, "SmsStatus": status}
    expected = DeliveryReport(MESSAGE_ID, SID, state)
    assert parse(report, f"message_id={MESSAGE_ID}") == ParsedCallback([expected], TAKEN)
    assert parse(report).events == [DeliveryReport(None, SID, state)]


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        # Before there was MessageStatus; and what both forms say of a message from a phone.
        ({"MessageSid": SID, "SmsStatus": "sent"}, ReportedState.SENT),
        ({"SmsSid": SID, "SmsStatus": "delivered"}, ReportedState.DELIVERED),
        ({"SmsSid": SID, "SmsStatus": "failed", "ErrorCode": "30003"}, ReportedState.UNDELIVERED),
        ({"SmsSid": SID, "SmsStatus": "queued", "Body": "Gate open"}, ReportedState.ACCEPTED),
        ({"SmsSid": "SM9", "MessageSid": SID, "SmsStatus": "sent"}, ReportedState.SENT),
        ({"SmsSid": SID, "SmsStatus": "received", "Body": "yes"}, None),
        ({"SmsSid": SID, "SmsStatus": "receiving", "Body": "yes"}, None),
        ({"SmsSid": SID, "Body": "yes"}, None),
    ],
)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_older_names(fields: dict[str, str], event: ReportedState | None, method: str) -> None:
    whole = {"From": "+15550100099", "To": "+15550100001", **fields}
    parsed = parse(whole) if method == "POST" else parse(b"", urlencode(whole), "GET")
    (found,) = parsed.events
    assert found.provider_message_id == SID
    if event is None:
        assert isinstance(found, InboundMessage)
        assert (found.sender, found.text) == ("+15550100099", "yes")
    else:
        assert isinstance(found, DeliveryReport)
        assert found.state is event


@pytest.mark.parametrize("status", ["failed", "undelivered", "canceled"])
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("30001", ErrorKind.RATE),
        ("30002", ErrorKind.FUNDS),
        ("30003", ErrorKind.UNKNOWN),
        ("30005", ErrorKind.RECIPIENT),
        ("30007", ErrorKind.CONTENT),
        ("21610", ErrorKind.OPTED_OUT),
        ("99999", ErrorKind.UNKNOWN),
        ("", ErrorKind.UNKNOWN),
        ("soon", ErrorKind.UNKNOWN),
    ],
)
def test_reports_of_failure(status: str, code: str, kind: ErrorKind) -> None:
    (report,) = parse(REPORT | {"MessageStatus": status, "ErrorCode": code}).events
    assert isinstance(report, DeliveryReport)
    assert report.state is ReportedState.UNDELIVERED
    assert report.error is not None
    assert (report.error.kind, report.error.code) == (kind, code or None)
    assert report.error.text


@pytest.mark.parametrize(
    "encoded",
    [b"[]", b"{}", b"\xff", b"Body=OPEN", b"MessageStatus=delivered", b"From=+&Body=OPEN"],
)
def test_what_can_not_be_read_is_answered_like_the_rest(encoded: bytes) -> None:
    parsed = parse(encoded)
    assert (parsed.events, parsed.answer) == ((), TAKEN)
    assert parsed.oddity is not None


def test_somebody_tries_the_address() -> None:
    assert parse(b" ") == ParsedCallback(answer=TAKEN)


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_no_answer_is_a_text_that_twilio_would_send_on(body: bytes, query: bytes) -> None:
    gateway = Twilio.__new__(Twilio)
    gateway._credentials = CREDENTIALS  # noqa: SLF001 - no session here
    assert gateway.parse_callback(CallbackRequest("POST", {}, query, body)).answer == TAKEN
