"""Tests of BulkSMS, in the bytes that gateways.md 1 and BulkSMS's own description show."""

from base64 import b64encode
from collections import Counter
from hashlib import sha256
import json
from urllib.parse import parse_qs

from aiohttp import ClientSession
from hypothesis import given, strategies as st
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    BlockLift,
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
from custom_components.sms_gateway.gateways.bulksms import BulkSms
from simulator import Simulator

from ..conftest import CREDENTIALS
from ..ports import reserved_port
from .conftest import Remote
from .outcome import traits

MESSAGE_ID = "0123456789abcdef0123456789abcdef"
ONE = OutgoingMessage(MESSAGE_ID, "+27820000001", "Gate open", parts=4)

# The fields of a response element (gateways.md 1), a submission's without what is known later.
TAKEN = {
    "id": "8990",
    "type": "SENT",
    "from": "27830000000",
    "to": "27820000001",
    "body": "Gate open",
    "encoding": "TEXT",
    "protocolId": 0,
    "messageClass": 2,
    "submission": {"id": "1-00000000000522347562", "date": "2026-01-02T10:00:00Z"},
    "status": {"id": "ACCEPTED.null", "type": "ACCEPTED", "subtype": None},
    "numberOfParts": None,
    "creditCost": None,
    "userSuppliedId": "cdef0123456789abcdef",
    "relatedSentMessageId": None,
}
# The documented example of HTTP 403, and the one of another error.
NO_CREDITS = (
    '{"status": 403, "title": "Insufficient Credits",'
    ' "type": "https://developer.bulksms.com/json/v1/errors#insufficient-credits"}'
)
NOT_FOUND = (
    '{"detail": "Webhook with id \'1\' does not exist\\n", "status": 404, "title": "Not Found",'
    ' "type": "https://developer.bulksms.com/json/v1/errors/#not-found"}'
)
# gateways.md 1, what stands there as "…" filled in.
REPLY = (
    '[{"id":"9001","type":"RECEIVED","from":"27820000001","to":"27830000000","body":"OPEN",'
    '"submission":{"id":"1","date":"2026-01-02T10:00:00Z"},'
    '"status":{"id":"SENT.null","type":"SENT"},"relatedSentMessageId":"8990"}]'
)
REPORT = (
    '[{"id":"8990","type":"SENT","to":"27820000001",'
    '"status":{"id":"DELIVERED.null","type":"DELIVERED"},"userSuppliedId":"ha-0192"}]'
)
INBOUND = InboundMessage(
    "9001",
    "+27820000001",
    "+27830000000",
    "OPEN",
    1767348000.0,
    related_provider_message_id="8990",
)
DELIVERED = DeliveryReport(None, "8990", ReportedState.DELIVERED)


@pytest.fixture
def bulksms(session: ClientSession, remote: Remote) -> BulkSms:
    """Return an account at the server."""
    return BulkSms(session, remote.url + "/", {"token_id": "id", "token_secret": "secret"})


@pytest.fixture(scope="module")
def parser() -> BulkSms:
    """Return a gateway that is only asked to read."""
    return BulkSms.__new__(BulkSms)


def problem(name: str, status: int, detail: str | None = None) -> str:
    """Return an error as it is documented."""
    fields = {
        "type": f"https://developer.bulksms.com/json/v1/errors#{name}",
        "title": "Refused",
        "status": status,
    }
    return json.dumps(fields | ({"detail": detail} if detail else {}))


async def send_one(gateway: BulkSms, message: OutgoingMessage = ONE) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([message])
    except GatewayError as error:
        return error
    return result


def read(parser: BulkSms, body: object) -> ParsedCallback:
    """Read a callback; a body that is no text comes as JSON."""
    raw = body if isinstance(body, str) else json.dumps(body)
    return parser.parse_callback(CallbackRequest("POST", {}, b"", raw.encode()))


async def test_what_is_sent(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(json.dumps([TAKEN]), 201)
    assert await bulksms.send([ONE]) == [Accepted("8990")]
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/v1/messages")
    assert json.loads(asked.body) == [
        {
            "to": "+27820000001",
            "from": {"type": "REPLIABLE"},
            "body": "Gate open",
            "longMessageMaxParts": 4,
            "userSuppliedId": "cdef0123456789abcdef",
        }
    ]
    # Without being asked for it, as BulkSMS wishes.
    assert asked.headers["Authorization"] == f"Basic {b64encode(b'id:secret').decode()}"
    assert asked.headers["Content-Type"] == "application/json"
    query = parse_qs(asked.query)
    assert query["auto-unicode"] == ["true"]
    assert query.keys() == {"auto-unicode", "deduplication-id"}


async def test_the_version_in_an_address_is_not_doubled(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply("[]")
    url = remote.url + "/v1/"
    gateway = BulkSms(session, url, {"token_id": "id", "token_secret": "secret"})
    await gateway.replies(0)
    assert remote.asked[0].path == "/v1/messages"


def ids_of_one_moment(count: int) -> list[str]:
    """Return ids as of UUID version 7: the time, a counter, and chance at the end."""
    return [
        f"01a21eda831171778{0x45AA000 + number:07x}{sha256(b'%d' % number).hexdigest()[:8]}"
        for number in range(count)
    ]


@pytest.mark.parametrize(
    "ids",
    [
        [f"{number:032x}" for number in range(100)],
        [sha256(b"%d" % number).hexdigest()[:32] for number in range(100)],
        ids_of_one_moment(100),
    ],
)
async def test_each_attempt_has_the_same_id_and_each_message_its_own(
    bulksms: BulkSms, remote: Remote, ids: list[str]
) -> None:
    assert {len(message_id) for message_id in ids} == {32}
    for message_id in [*ids, *ids]:
        remote.reply(json.dumps([TAKEN | {"userSuppliedId": message_id[-20:]}]), 201)
        message = OutgoingMessage(message_id, "+27820000001", "Gate open")
        assert await send_one(bulksms, message) == Accepted("8990")
    sent = [int(parse_qs(asked.query)["deduplication-id"][0]) for asked in remote.asked]
    assert sent[:100] == sent[100:]
    assert len(set(sent)) == 100
    assert 0 <= min(sent) <= max(sent) < 2**31
    ours = [json.loads(asked.body)[0]["userSuppliedId"] for asked in remote.asked]
    assert len(set(ours)) == 100
    assert {len(own) for own in ours} == {20}


async def test_messages_of_one_moment_have_ids_of_all_sizes(
    bulksms: BulkSms, remote: Remote
) -> None:
    for message_id in ids_of_one_moment(400):
        remote.reply(json.dumps([TAKEN | {"userSuppliedId": message_id[-20:]}]), 201)
        await send_one(bulksms, OutgoingMessage(message_id, "+27820000001", "Gate open"))
    sent = [int(parse_qs(asked.query)["deduplication-id"][0]) for asked in remote.asked]
    assert len(set(sent)) == 400
    for shift in (0, 9, 18, 27):
        counts = Counter(number >> shift & 0xF for number in sent)
        assert len(counts) == 16
        assert max(counts.values()) < 50


# Ids with one CRC of 31 bits, of version 4 and of version 7.
PAIRS = [
    ("5d5c18e4cd078a34b4db2ac85fbc1ed0", "6c088d0fc5b811089baf86ce80c024c8"),
    ("01a21eda831177ee8445088bdf081f3c", "01a21eda83af70e6af4bfa2d3001dd72"),
]


@pytest.fixture
def at_simulator(session: ClientSession, simulator: Simulator) -> BulkSms:
    """Return an account at the simulated gateway."""
    return BulkSms(session, simulator.gateway_urls["bulksms"], CREDENTIALS["bulksms"])


@pytest.mark.parametrize("pair", PAIRS)
async def test_two_messages_of_one_number_are_both_sent_once(
    at_simulator: BulkSms, simulator: Simulator, pair: tuple[str, str]
) -> None:
    """However often they are handed over."""
    messages = [OutgoingMessage(one, "+27820000001", f"text of {one}") for one in pair]
    results = [await send_one(at_simulator, message) for message in [*messages, *messages]]
    assert all(isinstance(result, Accepted) for result in results)
    assert results[:2] == results[2:]
    assert results[0] != results[1]
    assert [shown.text for shown in simulator.network.messages] == [one.text for one in messages]


def test_what_it_can_do() -> None:
    # The id covers a whole request: with more than one message in it, a retry of some of them
    # would be another request, and send those again.
    capabilities = BulkSms.capabilities
    assert (capabilities.batch_size, capabilities.idempotent) == (1, True)
    assert capabilities.block_lift is BlockLift.START_WORD


@pytest.mark.parametrize(
    ("sender", "written"),
    [
        (None, {"type": "REPLIABLE"}),
        ("+27830000000", "+27830000000"),
        ("27830000000", "27830000000"),
        ("Home", "Home"),
        ("4Home", "4Home"),
        # A string of digits is taken for a number of 7 and more.
        ("12345", {"type": "SHORTCODE", "address": "12345"}),
        ("123456", {"type": "SHORTCODE", "address": "123456"}),
        ("1234567", "1234567"),
    ],
)
async def test_senders(
    bulksms: BulkSms, remote: Remote, sender: str | None, written: object
) -> None:
    remote.reply(json.dumps([TAKEN]), 201)
    await bulksms.send([OutgoingMessage(MESSAGE_ID, "+27820000001", "“5 °C” 🛑", sender)])
    (entry,) = json.loads(remote.asked[0].body)
    assert entry["from"] == written
    assert entry["body"] == "“5 °C” 🛑"


@pytest.mark.parametrize("status", [200, 201, 400, 500])
@pytest.mark.parametrize(
    "entry",
    [
        TAKEN,
        {"id": 8990, "status": {"type": "SENT"}},
        {"id": "8990", "unknown": "property"},
        {"id": "8990", "userSuppliedId": "", "status": {"id": "UNKNOWN.null"}},
    ],
)
async def test_what_was_taken_is_read_from_the_body(
    bulksms: BulkSms, remote: Remote, status: int, entry: dict[str, object]
) -> None:
    remote.reply(json.dumps([entry]), status)
    assert await send_one(bulksms) == Accepted("8990")


@pytest.mark.parametrize(
    ("subtype", "kind"),
    [("BLOCKED", "opted_out"), ("NOT_SENT", "recipient"), ("EXPIRED", "unknown")],
)
async def test_a_message_that_fails_at_once(
    bulksms: BulkSms, remote: Remote, subtype: str, kind: str
) -> None:
    status = {"id": f"FAILED.{subtype}", "type": "FAILED", "subtype": subtype}
    remote.reply(json.dumps([TAKEN | {"status": status}]), 201)
    error = await send_one(bulksms)
    assert traits(error) == (ErrorKind(kind), False, False)
    assert isinstance(error, GatewayError)
    assert error.code == f"FAILED.{subtype}"


async def test_the_answer_to_another_message_is_not_taken_for_ours(
    bulksms: BulkSms, remote: Remote
) -> None:
    foreign = TAKEN | {"id": "1", "userSuppliedId": "f" * 20}
    remote.reply(json.dumps([foreign]), 201)
    remote.reply(json.dumps([TAKEN]), 201)
    assert await send_one(bulksms) == Accepted("8990")
    first, second = remote.asked
    assert first.body == second.body
    assert parse_qs(first.query)["deduplication-id"] != parse_qs(second.query)["deduplication-id"]


async def test_a_gateway_that_only_tells_of_others_is_not_asked_for_ever(
    bulksms: BulkSms, remote: Remote
) -> None:
    for _ in range(2):
        remote.reply(json.dumps([TAKEN | {"userSuppliedId": "f" * 20}]), 201)
    assert traits(await send_one(bulksms)) == (ErrorKind.SERVER, True, True)
    assert len(remote.asked) == 2


async def test_no_answer_after_the_answer_to_another_message(
    bulksms: BulkSms, remote: Remote
) -> None:
    remote.reply(json.dumps([TAKEN | {"userSuppliedId": "f" * 20}]), 201)
    remote.reply(status=None)
    assert traits(await send_one(bulksms)) == (ErrorKind.NETWORK, True, True)


async def test_a_refusal_after_the_answer_to_another_message(
    bulksms: BulkSms, remote: Remote
) -> None:
    remote.reply(json.dumps([TAKEN | {"userSuppliedId": "f" * 20}]), 201)
    remote.reply(NO_CREDITS, 403)
    assert traits(await send_one(bulksms)) == (ErrorKind.FUNDS, True, False)


@pytest.mark.parametrize("own", ["0123456789abcdef0123", " CDEF0123456789ABCDEF ", None, ""])
async def test_our_id_may_be_an_older_one_or_written_otherwise(
    bulksms: BulkSms, remote: Remote, own: str | None
) -> None:
    """A message that was sent before an update must not be sent once more behind it."""
    remote.reply(json.dumps([TAKEN | {"userSuppliedId": own}]), 201)
    assert await send_one(bulksms) == Accepted("8990")
    assert len(remote.asked) == 1


@pytest.mark.parametrize("status", ["ACCEPTED.null", "SCHEDULED.null", "SENT.null", "DELIVERED"])
async def test_a_success_whose_id_can_not_be_read(
    bulksms: BulkSms, remote: Remote, status: str
) -> None:
    remote.reply(json.dumps([TAKEN | {"id": None, "status": {"id": status}}]), 201)
    assert await send_one(bulksms) == Accepted(None)


@pytest.mark.parametrize(
    ("status", "body", "kind", "retryable", "uncertain"),
    [
        (403, NO_CREDITS, ErrorKind.FUNDS, True, False),
        (200, NO_CREDITS, ErrorKind.FUNDS, True, False),
        (401, problem("authentication-failed", 401), ErrorKind.AUTH, False, False),
        (401, "", ErrorKind.AUTH, False, False),
        (400, problem("bad-request", 400), ErrorKind.UNKNOWN, False, False),
        # HTTP 403 is for several kinds of refusal, of which one is known.
        (403, problem("something-new", 403), ErrorKind.UNKNOWN, True, False),
        (404, NOT_FOUND, ErrorKind.UNKNOWN, True, False),
        (429, problem("too-many-requests", 429), ErrorKind.RATE, True, False),
        (429, "", ErrorKind.RATE, True, False),
        (500, problem("internal", 500), ErrorKind.SERVER, True, True),
        (500, "<html>", ErrorKind.SERVER, True, True),
        (503, "", ErrorKind.SERVER, True, False),
        (302, "", ErrorKind.NETWORK, True, False),
        (200, "<html>welcome to the hotel</html>", ErrorKind.SERVER, True, True),
        (201, "", ErrorKind.SERVER, True, True),
        (201, "{}", ErrorKind.SERVER, True, True),
        (201, "[]", ErrorKind.SERVER, True, True),
        (201, "[null]", ErrorKind.SERVER, True, True),
        (201, "[{}]", ErrorKind.SERVER, True, True),
        (201, '[{"id":true}]', ErrorKind.SERVER, True, True),
        (201, '{"type":5,"title":[]}', ErrorKind.SERVER, True, True),
    ],
)
async def test_refusals(
    bulksms: BulkSms,
    remote: Remote,
    status: int,
    body: str,
    kind: ErrorKind,
    retryable: bool,
    uncertain: bool,
) -> None:
    remote.reply(body, status)
    assert traits(await send_one(bulksms)) == (kind, retryable, uncertain)


async def test_the_words_of_a_refusal(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(problem("bad-request", 400, "+27820000001 is no number"), 400)
    error = await send_one(bulksms)
    assert str(error) == "Refused: +27•••••001 is no number (bad-request)"


async def test_a_pause_is_kept(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(problem("something-new", 429), 429, Retry_After="120")
    error = await send_one(bulksms)
    assert isinstance(error, GatewayError)
    assert error.retry_after == 120


async def test_an_answer_that_is_dropped(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(status=None)
    assert traits(await send_one(bulksms)) == (ErrorKind.NETWORK, True, True)


async def test_a_gateway_that_is_not_there(session: ClientSession, socket_enabled: None) -> None:
    with reserved_port() as port:
        credentials = {"token_id": "id", "token_secret": "secret"}
        gateway = BulkSms(session, f"http://127.0.0.1:{port}", credentials)
        assert traits(await send_one(gateway)) == (ErrorKind.NETWORK, True, False)


async def test_the_balance_is_in_credits(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(
        '{"id":"1","username":"home","created":"2026-01-02T10:00:00Z",'
        '"credits":{"balance":95.5,"limit":0,"isTransferAllowed":false},'
        '"quota":{"size":1000,"remaining":990}}'
    )
    assert await bulksms.balance() == Balance(95.5, None)
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/v1/profile", "")
    assert asked.headers["Authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, problem("authentication-failed", 401), ErrorKind.AUTH),
        (200, "{}", ErrorKind.SERVER),
        (200, '{"credits":5}', ErrorKind.SERVER),
        (200, '{"credits":{"balance":NaN}}', ErrorKind.SERVER),
        (200, "[]", ErrorKind.SERVER),
        (404, "<html>", ErrorKind.UNKNOWN),
    ],
)
async def test_a_balance_that_is_none(
    bulksms: BulkSms, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await bulksms.balance()
    assert caught.value.kind is kind


def test_the_account_is_the_token() -> None:
    assert BulkSms.account_id({"token_id": "id", "token_secret": "secret"}) == "id"


def received(number: int) -> dict[str, object]:
    """Return a message that was received."""
    entry: dict[str, object] = json.loads(REPLY)[0]
    return entry | {"id": str(number)}


async def test_replies_are_asked_for_from_a_moment_on(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(REPLY)
    remote.reply("[]")
    assert await bulksms.replies(1767348000.9) == [INBOUND]
    first, second = remote.asked
    assert (first.method, first.path, first.body) == ("GET", "/v1/messages", b"")
    # The clauses are one parameter, encoded as documented.
    assert parse_qs(first.query, strict_parsing=True) == {
        "filter": ["type=RECEIVED&submission.date>=2026-01-02T10:00:00Z"],
        "limit": ["200"],
    }
    assert first.query.startswith("filter=type%3DRECEIVED%26submission.date%3E%3D")
    assert parse_qs(second.query) == {
        "filter": ["type=RECEIVED&submission.date>=2026-01-02T10:00:00Z&id<9001"],
        "limit": ["200"],
    }


async def test_a_short_page_is_not_the_last(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(json.dumps([received(9005), received(9003)]))
    remote.reply(json.dumps([received(9001)]))
    remote.reply("[]")
    found = [reply.provider_message_id for reply in await bulksms.replies(0)]
    assert found == ["9001", "9003", "9005"]
    ends = [parse_qs(asked.query)["filter"][0].rpartition("&")[2] for asked in remote.asked]
    assert ends[1:] == ["id<9003", "id<9001"]


@pytest.mark.parametrize(("number", "asked"), [(9001, 2), ("x", 1), (None, 1)])
async def test_pages_that_do_not_go_on_come_to_an_end(
    bulksms: BulkSms, remote: Remote, number: object, asked: int
) -> None:
    for _ in range(3):
        remote.reply(json.dumps([received(9001) | {"id": number}]))
    await bulksms.replies(0)
    assert len(remote.asked) == asked


async def test_what_we_sent_is_no_reply(bulksms: BulkSms, remote: Remote) -> None:
    remote.reply(json.dumps([TAKEN, received(9001), "x"]))
    remote.reply("[]")
    assert await bulksms.replies(0) == [INBOUND]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, problem("bad-request", 400), ErrorKind.UNKNOWN),
        (401, "", ErrorKind.AUTH),
        (200, "<html>", ErrorKind.SERVER),
    ],
)
async def test_replies_that_can_not_be_had(
    bulksms: BulkSms, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(REPLY)
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await bulksms.replies(0)
    assert caught.value.kind is kind


@pytest.mark.parametrize(("body", "event"), [(REPLY, INBOUND), (REPORT, DELIVERED)])
def test_documented_callbacks(
    parser: BulkSms, body: str, event: InboundMessage | DeliveryReport
) -> None:
    assert read(parser, body) == ParsedCallback([event], CallbackAnswer(200, ""), None)


def test_both_webhooks_may_share_an_address(parser: BulkSms) -> None:
    both = [*json.loads(REPLY), *json.loads(REPORT)]
    assert read(parser, both).events == [INBOUND, DELIVERED]


@pytest.mark.parametrize("body", ["[]", " [] ", "", "\r\n"])
def test_trying_the_address_brings_nothing(parser: BulkSms, body: str) -> None:
    parsed = read(parser, body)
    assert (list(parsed.events), parsed.answer.status, parsed.oddity) == ([], 200, None)


def test_numbers_with_a_plus_sign_and_times_elsewhere(parser: BulkSms) -> None:
    (entry,) = json.loads(REPLY)
    entry |= {
        "from": "+27820000001",
        "to": "+27830000000",
        "submission": {"id": "1", "date": "2026-01-02T12:00:00+02:00"},
    }
    assert read(parser, [entry]).events == [INBOUND]


@pytest.mark.parametrize(
    ("given", "state", "kind"),
    [
        ("ACCEPTED.null", ReportedState.ACCEPTED, None),
        ("SCHEDULED.null", ReportedState.ACCEPTED, None),
        ("SENT.null", ReportedState.SENT, None),
        ("DELIVERED.null", ReportedState.DELIVERED, None),
        ("UNKNOWN.null", ReportedState.ACCEPTED, None),
        ("SOMETHING.NEW", ReportedState.ACCEPTED, None),
        ("FAILED.EXPIRED", ReportedState.UNDELIVERED, ErrorKind.UNKNOWN),
        ("FAILED.HANDSET_ERROR", ReportedState.UNDELIVERED, ErrorKind.UNKNOWN),
        ("FAILED.BLOCKED", ReportedState.UNDELIVERED, ErrorKind.OPTED_OUT),
        ("FAILED.NOT_SENT", ReportedState.UNDELIVERED, ErrorKind.RECIPIENT),
        ("FAILED.null", ReportedState.UNDELIVERED, ErrorKind.UNKNOWN),
    ],
)
@pytest.mark.parametrize("spelled", ["id", "type and subtype"])
def test_every_status(
    parser: BulkSms, given: str, state: ReportedState, kind: ErrorKind | None, spelled: str
) -> None:
    name, subtype = given.split(".")
    status = {"id": given} if spelled == "id" else {"type": name, "subtype": subtype}
    (found,) = read(parser, [TAKEN | {"status": status}]).events
    assert isinstance(found, DeliveryReport)
    assert (found.provider_message_id, found.state) == ("8990", state)
    assert (found.error and found.error.kind) == kind
    assert (found.error and found.error.code) == (given if kind else None)


@pytest.mark.parametrize(("cost", "found"), [(1.5, 1.5), (0, 0.0), (None, None), ("x", None)])
def test_what_a_message_cost(parser: BulkSms, cost: object, found: float | None) -> None:
    (report,) = read(parser, [TAKEN | {"creditCost": cost}]).events
    assert isinstance(report, DeliveryReport)
    assert report.cost == found


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("{}", 0),
        ("null", 0),
        ("hello", 0),
        ('{"id":"9001","type":"RECEIVED"}', 0),
        ("[1, null, []]", 0),
        ('[{"type":"RECEIVED","body":"no sender"}]', 0),
        ('[{"type":"SENT","status":{"type":"SENT"}}]', 0),
        ('[{"id":"1","type":"SOMETHING"}]', 0),
        (REPLY.replace("]", ",7]"), 1),
    ],
)
def test_nothing_is_answered_in_a_way_that_throws_it_away(
    parser: BulkSms, body: str, count: int
) -> None:
    parsed = read(parser, body)
    assert len(parsed.events) == count
    assert parsed.answer.status == 200
    assert parsed.oddity is not None


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    entries=st.lists(
        st.fixed_dictionaries(
            {"type": st.sampled_from(["SENT", "RECEIVED"])},
            optional=dict.fromkeys([*TAKEN.keys() - {"type"}], JSON_VALUES),
        ),
        max_size=2,
    )
)
def test_any_message_is_read(parser: BulkSms, entries: list[object]) -> None:
    assert read(parser, entries).answer.status == 200


@given(body=st.binary())
def test_any_bytes_are_read(parser: BulkSms, body: bytes) -> None:
    assert parser.parse_callback(CallbackRequest("POST", {}, body, body)).answer.status == 200
