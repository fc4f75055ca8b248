"""Tests of Burst SMS, in the bytes that gateways.md 2 and the vendor's pages show."""

from base64 import b64encode
from hashlib import sha256
import hmac
import json
from urllib.parse import parse_qs, urlencode

from aiohttp import ClientSession
from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    BlockLift,
    CallbackAnswer,
    CallbackRefusal,
    CallbackRequest,
    DeliveryReport,
    ErrorKind,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    ParsedCallback,
    ReportedState,
    SendResult,
    Verdict,
)
from custom_components.sms_gateway.gateways.burst import ERRORS, Burst

from ..ports import reserved_port
from .conftest import Remote
from .outcome import traits

CREDENTIALS = {"api_key": "key", "api_secret": "secret"}
HOME = "https://home.example/api/sms_gateway/abc"

# gateways.md 2; "…" filled in.
TAKEN = (
    '{"message_id":339000001,"send_at":"2026-01-02 10:00:00","recipients":2,"cost":0.174,"sms":2,'
    '"delivery_stats":{"delivered":0,"pending":0,"bounced":0,"responses":0,"optouts":0},'
    '"error":{"code":"SUCCESS","description":"OK"}}'
)
BATCH = [
    OutgoingMessage("1", "+61491570156", "Gate open", "HomeAlarm"),
    OutgoingMessage("2", "+61491570157", "Gate open", "HomeAlarm"),
]
# The examples of the vendor's page on webhooks, spaces encoded.
REPORT = (
    b"myparameter=myvalue&message_id=331694668&mobile=61400000001"
    b"&datetime=2020-05-16+12:10:00&status=delivered&user_id=123456"
)
REPLY = (
    b"myparameter=myvalue&user_id=54911&message_id=331695745&&response=This+is+my+reply"
    b"&response_id=35566670&mobile=61400000001&longcode=61429997672"
    b"&datetime_entry=2020-05-16+12:10:00&is_optout=no"
)
INBOUND = InboundMessage(
    "35566670",
    "+61400000001",
    "+61429997672",
    "This is my reply",
    1589631000.0,
    related_provider_message_id="331695745",
)
DELIVERED = DeliveryReport(None, "331694668", ReportedState.DELIVERED, to="+61400000001")
# An answer of the vendor's description of the call, cut to what is used.
RESPONSES = (
    '{"page":{"count":1,"number":1},"total":1,"responses":[{"id":36573149,'
    '"message_id":339814842,"list_id":4070947,"received_at":"2020-06-23 10:03:44",'
    '"first_name":null,"last_name":null,"msisdn":61478038915,'
    '"response":"Hi There, this is a sample response","longcode":61429720235}],'
    '"error":{"code":"SUCCESS","description":"OK"}}'
)
ASKED_FOR = InboundMessage(
    "36573149",
    "+61478038915",
    "+61429720235",
    "Hi There, this is a sample response",
    1592906624.0,
    related_provider_message_id="339814842",
)


async def home() -> str:
    """Be where callbacks can come in."""
    return HOME


@pytest.fixture
def burst(session: ClientSession, remote: Remote) -> Burst:
    """Return an account at the server, of a home that has an address."""
    return Burst(session, remote.url + "/", CREDENTIALS, home)


@pytest.fixture
def parser(session: ClientSession) -> Burst:
    """Return a gateway that is only asked to read."""
    return Burst(session, "", CREDENTIALS | {"signature": "ignored"})


@pytest.fixture
def wary(session: ClientSession) -> Burst:
    """Return a gateway that reads only what is signed."""
    return Burst(session, "", CREDENTIALS | {"signature": "required"})


def failure(code: str, description: object = "Refused.") -> str:
    """Return an error as it is documented."""
    return json.dumps({"error": {"code": code, "description": description}})


async def send(gateway: Burst) -> list[SendResult]:
    """Send two messages; return what became of them, whichever way it was told."""
    try:
        return await gateway.send(BATCH)
    except GatewayError as error:
        return [error, error]


def read(
    gateway: Burst, query: bytes = b"", body: bytes = b"", signature: str | None = None
) -> ParsedCallback:
    """Read a callback."""
    headers = {} if signature is None else {"x-transmitsms-signature": signature}
    return gateway.parse_callback(CallbackRequest("GET", headers, query, body))


async def test_what_is_sent(burst: Burst, remote: Remote) -> None:
    remote.reply(TAKEN)
    # One id for all of them: the number tells their reports apart.
    assert await burst.send(BATCH) == [Accepted("339000001"), Accepted("339000001")]
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/send-sms.json", "")
    assert parse_qs(asked.body.decode(), strict_parsing=True) == {
        "message": ["Gate open"],
        "to": ["61491570156,61491570157"],
        "from": ["HomeAlarm"],
        "dlr_callback": [f"{HOME}?client_message_id=1"],
        "reply_callback": [HOME],
    }
    assert asked.headers["Authorization"] == f"Basic {b64encode(b'key:secret').decode()}"
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"


async def test_a_home_without_an_address_and_a_message_without_a_sender(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(TAKEN)
    gateway = Burst(session, remote.url, CREDENTIALS)
    await gateway.send([OutgoingMessage("1", "+61491570156", "“5 °C” & 🛑=+%")])
    assert parse_qs(remote.asked[0].body.decode(), strict_parsing=True) == {
        "message": ["“5 °C” & 🛑=+%"],
        "to": ["61491570156"],
    }


async def test_an_address_with_a_query_keeps_it(session: ClientSession, remote: Remote) -> None:
    async def elsewhere() -> str:
        return f"{HOME}?home=1"

    remote.reply(TAKEN)
    await Burst(session, remote.url, CREDENTIALS, elsewhere).send(BATCH)
    form = parse_qs(remote.asked[0].body.decode())
    assert form["dlr_callback"] == [f"{HOME}?home=1&client_message_id=1"]
    assert form["reply_callback"] == [f"{HOME}?home=1"]


async def test_a_number_as_sender(burst: Burst, remote: Remote) -> None:
    remote.reply(TAKEN)
    await burst.send([OutgoingMessage("1", "+61491570156", "x", "+61429997672")])
    assert parse_qs(remote.asked[0].body.decode())["from"] == ["61429997672"]


def test_what_it_can_do() -> None:
    capabilities = Burst.capabilities
    assert (capabilities.batch_size, capabilities.one_text) == (500, True)
    assert (capabilities.idempotent, capabilities.block_lift) == (False, BlockLift.START_WORD)


@pytest.mark.parametrize("status", [200, 400, 500])
async def test_success_is_read_from_the_body(burst: Burst, remote: Remote, status: int) -> None:
    remote.reply(TAKEN, status)
    assert await send(burst) == [Accepted("339000001")] * 2


async def test_a_success_without_an_id(burst: Burst, remote: Remote) -> None:
    remote.reply('{"error":{"code":"SUCCESS","description":"OK"}}')
    assert await send(burst) == [Accepted(None)] * 2


@pytest.mark.parametrize("number", [61491570157, "61491570157", "+61491570157"])
@pytest.mark.parametrize(
    ("name", "kind"), [("fails", ErrorKind.RECIPIENT), ("optouts", ErrorKind.OPTED_OUT)]
)
@pytest.mark.parametrize("place", ["beside the id", "in the description"])
async def test_numbers_of_a_mixed_batch_that_are_not_written_to(
    burst: Burst, remote: Remote, number: object, name: str, kind: ErrorKind, place: str
) -> None:
    content = json.loads(TAKEN)
    if place == "beside the id":
        content[name] = [number]
    else:
        content["error"]["description"] = {name: [number]}
    remote.reply(json.dumps(content))
    first, second = await burst.send(BATCH)
    assert first == Accepted("339000001")
    assert traits(second) == (kind, False, False)


async def test_recipients_error_names_who_has_opted_out(burst: Burst, remote: Remote) -> None:
    remote.reply(failure("RECIPIENTS_ERROR", {"fails": [], "optouts": ["61491570157"]}), 400)
    first, second = await burst.send(BATCH)
    assert traits(first) == (ErrorKind.RECIPIENT, False, False)
    assert traits(second) == (ErrorKind.OPTED_OUT, False, False)


async def test_numbers_that_are_ignored_without_a_word(burst: Burst, remote: Remote) -> None:
    remote.reply(TAKEN.replace('"recipients":2', '"recipients":0'))
    assert [traits(result) for result in await burst.send(BATCH)] == [
        (ErrorKind.RECIPIENT, False, False)
    ] * 2
    # Which of them it was can't be told, and to send the other again would be worse.
    remote.reply(TAKEN.replace('"recipients":2', '"recipients":1'))
    assert await burst.send(BATCH) == [Accepted("339000001")] * 2


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("AUTH_FAILED", "auth", False),
        ("AUTH_FAILED_NO_DATA", "auth", False),
        ("FIELD_EMPTY", "content", False),
        ("FIELD_INVALID", "content", False),
        ("FIELD_UNSAFE", "content", False),
        ("RECIPIENTS_ERROR", "recipient", False),
        ("LIST_EMPTY", "recipient", False),
        ("BAD_CALLER_ID", "sender", False),
        ("NO_ACCESS", "unknown", False),
        ("KEY_EXISTS", "unknown", False),
        ("NOT_FOUND", "unknown", False),
        ("LEDGER_ERROR", "funds", True),
        ("NOT_IMPLEMENTED", "unknown", False),
        ("OVER_LIMIT", "rate", True),
    ],
)
@pytest.mark.parametrize("status", [200, 400, 401, 429, 500])
async def test_every_documented_code(
    burst: Burst, remote: Remote, code: str, kind: str, retryable: bool, status: int
) -> None:
    remote.reply(failure(code, "61491570156 is refused."), status, Retry_After="7")
    for error in await send(burst):
        assert traits(error) == (ErrorKind(kind), retryable, False)
        assert isinstance(error, GatewayError)
        assert (error.text, error.code) == ("614•••••156 is refused.", code)
        assert error.retry_after == 7
    assert code in ERRORS


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable", "uncertain"),
    [
        (400, failure("SOMETHING_NEW"), ErrorKind.UNKNOWN, True, False),
        (200, failure("SOMETHING_NEW"), ErrorKind.SERVER, True, True),
        (500, failure("SOMETHING_NEW"), ErrorKind.SERVER, True, True),
        (429, failure("SOMETHING_NEW"), ErrorKind.RATE, True, False),
        (401, "", ErrorKind.AUTH, False, False),
        (429, "", ErrorKind.RATE, True, False),
        (500, "<html>", ErrorKind.SERVER, True, True),
        (503, "", ErrorKind.SERVER, True, False),
        (302, "", ErrorKind.NETWORK, True, False),
        (200, "<html>welcome to the hotel</html>", ErrorKind.SERVER, True, True),
        (200, "", ErrorKind.SERVER, True, True),
        (200, "[]", ErrorKind.SERVER, True, True),
        (200, "{}", ErrorKind.SERVER, True, True),
        (200, '{"error":"SUCCESS"}', ErrorKind.SERVER, True, True),
        (200, '{"message_id":5,"error":{"code":["SUCCESS"]}}', ErrorKind.SERVER, True, True),
        (200, TAKEN[:-20], ErrorKind.SERVER, True, True),
    ],
)
async def test_answers_that_are_not_documented(
    burst: Burst,
    remote: Remote,
    status: int,
    body: str,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    remote.reply(body, status)
    assert [traits(error) for error in await send(burst)] == [(kind, retryable, uncertain)] * 2


async def test_an_answer_that_is_dropped(burst: Burst, remote: Remote) -> None:
    remote.reply(status=None)
    assert traits((await send(burst))[0]) == (ErrorKind.NETWORK, True, True)


async def test_a_gateway_that_is_not_there(session: ClientSession, socket_enabled: None) -> None:
    with reserved_port() as port:
        gateway = Burst(session, f"http://127.0.0.1:{port}", CREDENTIALS)
        assert traits((await send(gateway))[0]) == (ErrorKind.NETWORK, True, False)


async def test_the_balance(burst: Burst, remote: Remote) -> None:
    remote.reply('{"balance":21.4,"currency":"AUD","error":{"code":"SUCCESS","description":"OK"}}')
    assert await burst.balance() == Balance(21.4, "AUD")
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/get-balance.json", "")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, failure("AUTH_FAILED"), ErrorKind.AUTH),
        (200, failure("AUTH_FAILED"), ErrorKind.AUTH),
        (200, '{"error":{"code":"SUCCESS"}}', ErrorKind.SERVER),
        (200, '{"balance":NaN,"error":{"code":"SUCCESS"}}', ErrorKind.SERVER),
        (200, '{"balance":21.4}', ErrorKind.SERVER),
        (404, "<html>", ErrorKind.UNKNOWN),
    ],
)
async def test_a_balance_that_is_none(
    burst: Burst, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await burst.balance()
    assert caught.value.kind is kind


def test_the_account_is_the_key() -> None:
    assert Burst.account_id(CREDENTIALS) == "key"


async def test_replies_are_asked_for_from_a_moment_on(burst: Burst, remote: Remote) -> None:
    remote.reply(RESPONSES)
    assert await burst.replies(1592906600.9) == [ASKED_FOR]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("GET", "/get-user-sms-responses.json")
    assert asked.body == b""
    assert parse_qs(asked.query) == {
        "start": ["2020-06-23 10:03:20"],
        "page": ["1"],
        "max": ["100"],
    }


async def test_all_pages_are_read(burst: Burst, remote: Remote) -> None:
    for _ in range(3):
        remote.reply(RESPONSES.replace('"count":1', '"count":3'))
    assert await burst.replies(0) == [ASKED_FOR] * 3
    assert [parse_qs(asked.query)["page"] for asked in remote.asked] == [["1"], ["2"], ["3"]]


@pytest.mark.parametrize("place", ['{"count":7,"number":1}', "null", '{"count":"x"}', "[]"])
async def test_an_empty_page_is_the_last(burst: Burst, remote: Remote, place: str) -> None:
    remote.reply(f'{{"page":{place},"responses":[],"error":{{"code":"SUCCESS"}}}}')
    assert await burst.replies(0) == []
    assert len(remote.asked) == 1


async def test_an_entry_that_is_no_reply_keeps_no_other_back(burst: Burst, remote: Remote) -> None:
    content = json.loads(RESPONSES)
    content["responses"][:0] = ["x", {}, {"msisdn": None, "response": "no sender"}]
    remote.reply(json.dumps(content))
    assert await burst.replies(0) == [ASKED_FOR]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, failure("FIELD_INVALID"), ErrorKind.CONTENT),
        (401, "", ErrorKind.AUTH),
        (200, "<html>", ErrorKind.SERVER),
        (200, '{"responses":5,"error":{"code":"SUCCESS"}}', ErrorKind.SERVER),
    ],
)
async def test_replies_that_can_not_be_had(
    burst: Burst, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(RESPONSES.replace('"count":1', '"count":2'))
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await burst.replies(0)
    assert caught.value.kind is kind


@pytest.mark.parametrize(("query", "event"), [(REPLY, INBOUND), (REPORT, DELIVERED)])
def test_documented_callbacks(
    parser: Burst, query: bytes, event: InboundMessage | DeliveryReport
) -> None:
    expected = ParsedCallback([event], CallbackAnswer(200, ""), None)
    assert read(parser, query) == expected
    assert read(parser, query.replace(b"+", b"%20")) == expected


def test_a_reply_that_opts_out(parser: Burst) -> None:
    query = REPLY.replace(b"is_optout=no", b"is_optout=yes")
    (found,) = read(parser, query).events
    assert isinstance(found, InboundMessage)
    assert found.verdict is Verdict.STOP


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (b"response=%F0%9F%94%A5+5+%E2%82%AC%0Aok", "🔥 5 €\nok"),
        (b"response=", ""),
        (b"response=%ff", "ÿ"),
        (b"x=1", ""),
    ],
)
def test_texts_of_replies(parser: Burst, written: bytes, text: str) -> None:
    query = REPLY.replace(b"response=This+is+my+reply", written)
    (found,) = read(parser, query).events
    assert isinstance(found, InboundMessage)
    assert (found.text, found.provider_message_id) == (text, "35566670")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("delivered", ReportedState.DELIVERED),
        ("pending", ReportedState.SENT),
        # The phone may be switched on again.
        ("soft-bounce", ReportedState.SENT),
        ("hard-bounce", ReportedState.UNDELIVERED),
        ("something-new", ReportedState.ACCEPTED),
    ],
)
def test_every_status(parser: Burst, status: str, state: ReportedState) -> None:
    (found,) = read(parser, REPORT.replace(b"delivered", status.encode())).events
    assert isinstance(found, DeliveryReport)
    assert (found.state, found.to) == (state, "+61400000001")
    error = found.error
    assert (error and error.kind) == (
        ErrorKind.RECIPIENT if state is ReportedState.UNDELIVERED else None
    )


async def test_a_report_brings_back_our_own_id(burst: Burst, remote: Remote, parser: Burst) -> None:
    remote.reply(status=None)
    await send(burst)
    form = parse_qs(remote.asked[0].body.decode())
    own_query = form["dlr_callback"][0].partition("?")[2].encode()
    (found,) = read(parser, own_query + b"&" + REPORT).events
    assert isinstance(found, DeliveryReport)
    # The first of the batch; with the number it stands for any message of it.
    assert (found.message_id, found.to) == ("1", "+61400000001")


@pytest.mark.parametrize(
    "query",
    [
        b"x=1",
        b"response=hello",
        b"mobile=61400000001",
        b"status=delivered",
        b"message_id=1&mobile=61400000001",
        # A click on a link: of the fields of the vendor's example.
        b"datetime=2020-05-16&link_hits=1&longcode=X&message=x&message_id=1&mobile=61400000001",
    ],
)
def test_what_is_neither_reply_nor_report(parser: Burst, query: bytes) -> None:
    parsed = read(parser, query)
    assert (list(parsed.events), parsed.answer.status) == ([], 200)
    assert parsed.oddity is not None


def test_trying_the_address_brings_nothing(parser: Burst, wary: Burst) -> None:
    assert read(parser) == read(wary) == ParsedCallback()


# The JSON that the vendor's page shows for its sample of a delivery report.
SAMPLE = (
    b"message_id=483979011&mobile=61429859724&datetime=2021-04-26+04%3A18%3A00"
    b"&status=delivered&user_id=63935&rate=10"
)
SAMPLE_JSON = (
    b'{"message_id":"483979011","mobile":"61429859724","datetime":"2021-04-26 04:18:00",'
    b'"status":"delivered","user_id":"63935","rate":"10"}'
)


def signature(written: bytes, secret: bytes = b"secret") -> str:
    """Return the signature of parameters that are written down already."""
    return hmac.new(secret, written, sha256).hexdigest()


def test_the_documented_signature(wary: Burst) -> None:
    expected = [DeliveryReport(None, "483979011", ReportedState.DELIVERED, to="+61429859724")]
    assert read(wary, SAMPLE, signature=signature(SAMPLE_JSON)).events == expected
    assert read(wary, SAMPLE, signature=signature(SAMPLE_JSON).upper()).events == expected


@pytest.mark.parametrize(
    ("query", "written"),
    [
        # What PHP's json_encode makes of these: a slash is escaped, and all that is not ASCII.
        ("response=a/b", rb'"response":"a\/b"'),
        ("response=%C3%A9", rb'"response":"\u00e9"'),
        ("response=%F0%9F%94%A5", rb'"response":"\ud83d\udd25"'),
        ("response=%22%5C%0A", rb'"response":"\"\\\n"'),
        ("response=", b'"response":""'),
        ("&&response=a+b%2Bc", b'"response":"a b+c"'),
        ("response=<'>%26", b'"response":"<\'>&"'),
    ],
)
def test_signatures_of_any_text(wary: Burst, query: str, written: bytes) -> None:
    whole = f"mobile=61400000001&response_id=1&{query}".encode()
    shown = signature(b'{"mobile":"61400000001","response_id":"1",' + written + b"}")
    parsed = read(wary, whole, signature=shown)
    assert len(parsed.events) == 1
    assert parsed.answer.status == 200


@pytest.mark.parametrize(
    "shown",
    [
        None,
        "",
        "é",
        signature(SAMPLE_JSON, b"another secret"),
        signature(SAMPLE_JSON.replace(b"483979011", b"483979012")),
        signature(b""),
    ],
)
def test_without_the_right_signature_nothing_is_taken(
    wary: Burst, parser: Burst, shown: str | None
) -> None:
    parsed = read(wary, SAMPLE, signature=shown)
    assert (list(parsed.events), parsed.answer.status) == ([], 403)
    assert parsed.refusal is CallbackRefusal.SIGNATURE
    assert len(read(parser, SAMPLE, signature=shown).events) == 1


def test_the_order_is_signed_too(wary: Burst) -> None:
    pairs = SAMPLE.split(b"&")
    other_order = b"&".join([*pairs[1:], pairs[0]])
    assert read(wary, other_order, signature=signature(SAMPLE_JSON)).answer.status == 403


@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["mobile", "message_id", "status", "response", "response_id", "datetime_entry"]
        ),
        st.text(st.characters(exclude_categories=["Cs"])),
    )
)
def test_any_callback_is_read_and_any_signature_checked(fields: dict[str, str]) -> None:
    query = urlencode(fields).encode()
    for choice, expected in (("ignored", 200), ("required", 403 if query else 200)):
        gateway = Burst.__new__(Burst)
        gateway._credentials = CREDENTIALS | {"signature": choice}  # noqa: SLF001 - no session here
        assert read(gateway, query).answer.status == expected


@given(query=st.binary(), shown=st.text(), choice=st.sampled_from(["ignored", "required"]))
def test_any_bytes_are_read(query: bytes, shown: str, choice: str) -> None:
    gateway = Burst.__new__(Burst)
    gateway._credentials = CREDENTIALS | {"signature": choice}  # noqa: SLF001 - no session here
    assert read(gateway, query, query, shown).answer.status in (200, 403)
