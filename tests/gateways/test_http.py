"""A gateway by template, in the bytes that the documents of known ones show (gateways.md 7, 8)."""

from collections.abc import Callable, Mapping
import json
import socket
from urllib.parse import parse_qsl

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.base import (
    Accepted,
    Balance,
    BlockLift,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.gateways.http import Http
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.http.settings import FIELDS

from .conftest import Remote
from .outcome import traits

CALLBACK = "https://home.example.net/api/sms_gateway/a1b2"
PASSWORD = 'p&ss "wörd"/1'
ENCODED = "p%26ss%20%22w%C3%B6rd%22%2F1"
ONE = OutgoingMessage("ha42", "+15550100001", "door open", "+15550100099")
UNICODE = OutgoingMessage("ha43", "+15550100001", "ü → 🛑", unicode=True)
# gateways.md 7.
UUID = "07033084-5cfd-4812-90a4-e4d24ffb6e3d"

type Make = Callable[..., Http]


def settings_of(preset: str = "own", **own: str) -> dict[str, str]:
    """Return what an account keeps: what the form has at first, a preset, what is a test's own."""
    defaults = {field.name: str(field.default) for field in FIELDS if field.default}
    if preset == "free_mobile":
        defaults["only_to"] = "+15550100001"
    credentials = {"username": "foo", "password": PASSWORD}
    return defaults | credentials | dict(PRESETS[preset].settings) | own


@pytest.fixture
def make(session: ClientSession, remote: Remote) -> Make:
    """Return a way to make an account at the server."""

    def make(preset: str = "own", *, has_callback: bool = True, **own: str) -> Http:
        async def callback_address() -> str | None:
            return CALLBACK if has_callback else None

        settings = {"path": "/send", "body": "to=%TO%&text=%MESSAGE%"} if preset == "own" else {}
        credentials = settings_of(preset, **{**settings, **own})
        assert Http.wrong_field(credentials) is None
        return Http(session, f"{remote.url}/", credentials, callback_address)

    return make


async def send(gateway: Http, message: OutgoingMessage = ONE) -> SendResult:
    """Send one message; return what became of it, whichever way it was told."""
    try:
        (result,) = await gateway.send([message])
    except GatewayError as error:
        return error
    return result


async def refused(gateway: Http, message: OutgoingMessage = ONE) -> GatewayError:
    """Send one message that must be refused."""
    result = await send(gateway, message)
    assert isinstance(result, GatewayError)
    return result


def fields(encoded: str | bytes) -> dict[str, str]:
    """Return the parameters of a query or a form."""
    text = encoded.decode() if isinstance(encoded, bytes) else encoded
    return dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True))


async def test_what_is_sent_to_kannel(make: Make, remote: Remote) -> None:
    remote.reply("0: Accepted for delivery", 202)
    assert await send(make("kannel")) == Accepted(None)
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/cgi-bin/sendsms", b"")
    assert "Content-Type" not in asked.headers
    assert fields(asked.query) == {
        "username": "foo",
        "password": PASSWORD,
        "to": "+15550100001",
        "from": "+15550100099",
        "text": "door open",
        "charset": "UTF-8",
        "coding": "0",
        "dlr-mask": "27",
        "dlr-url": f"{CALLBACK}?id=ha42&status=%d",
    }


async def test_what_is_sent_to_kannel_by_a_home_without_an_address_or_a_sender(
    make: Make, remote: Remote
) -> None:
    remote.reply("3: Queued for later delivery", 202)
    assert await send(make("kannel", has_callback=False), UNICODE) == Accepted(None)
    sent = fields(remote.asked[0].query)
    assert (sent["text"], sent["coding"]) == ("ü → 🛑", "2")
    assert not {"from", "dlr-url"} & sent.keys()


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ("Authorization failed for sendsms", 403, (ErrorKind.AUTH, False, False)),
        ("Missing receiver number, rejected", 400, (ErrorKind.UNKNOWN, False, False)),
        ("Temporal failure, try again later.", 503, (ErrorKind.SERVER, True, False)),
        ("<html>Not Found</html>", 404, (ErrorKind.UNKNOWN, True, False)),
        ("<html>Sign in</html>", 200, (ErrorKind.UNKNOWN, True, False)),
        ("", 200, (ErrorKind.SERVER, True, True)),
        ("", 502, (ErrorKind.SERVER, True, True)),
    ],
)
async def test_what_kannel_refuses(
    make: Make, remote: Remote, body: str, status: int, expected: tuple[ErrorKind, bool, bool]
) -> None:
    remote.reply(body, status)
    error = await refused(make("kannel"))
    assert traits(error) == expected
    assert error.code == str(status)
    assert body in error.text


async def test_what_is_sent_to_jasmin(make: Make, remote: Remote) -> None:
    remote.reply(f'Success "{UUID}"')
    assert await send(make("jasmin")) == Accepted(UUID)
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/send", "")
    assert asked.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert asked.body.startswith(f"username=foo&password={ENCODED}&to=15550100001".encode())
    assert fields(asked.body) == {
        "username": "foo",
        "password": PASSWORD,
        "to": "15550100001",
        "from": "15550100099",
        "content": "door open",
        "coding": "0",
        "dlr": "yes",
        "dlr-level": "3",
        "dlr-method": "POST",
        "dlr-url": CALLBACK,
    }


async def test_unicode_goes_to_jasmin_as_hexadecimal(make: Make, remote: Remote) -> None:
    remote.reply(f'Success "{UUID}"')
    # The Arabic text of the documentation, and its hex-content.
    text = bytes.fromhex("0623063106460628").decode("utf-16-be")
    await send(make("jasmin"), OutgoingMessage("a", "+15550100001", text, "Home", unicode=True))
    sent = fields(remote.asked[0].body)
    assert (sent["hex-content"], sent["coding"], sent["from"]) == ("0623063106460628", "8", "Home")
    assert "content" not in sent


@pytest.mark.parametrize(
    ("body", "status", "expected"),
    [
        ('Error "No route found"', 412, (ErrorKind.UNKNOWN, False, False)),
        ('Error "Mandatory argument [to] is not found."', 400, (ErrorKind.UNKNOWN, False, False)),
        ('Error "Authentication failure for username:foo"', 403, (ErrorKind.AUTH, False, False)),
        ('Error "User throughput exceeded"', 403, (ErrorKind.UNKNOWN, True, False)),
        ('Error "Cannot send submit_sm, check"', 500, (ErrorKind.SERVER, True, False)),
        ("", 500, (ErrorKind.SERVER, True, True)),
        ("<html>Bad Request</html>", 400, (ErrorKind.UNKNOWN, True, False)),
        ('Success "0703', 200, (ErrorKind.SERVER, True, True)),
        ("", 429, (ErrorKind.RATE, True, False)),
    ],
)
async def test_what_jasmin_refuses(
    make: Make, remote: Remote, body: str, status: int, expected: tuple[ErrorKind, bool, bool]
) -> None:
    remote.reply(body, status, Retry_After="7")
    error = await refused(make("jasmin"))
    assert traits(error) == expected
    if body.startswith("Error"):
        assert error.text == body.removeprefix('Error "').removesuffix('"')
    if error.retryable:
        assert error.retry_after == 7


async def test_balance_of_jasmin(make: Make, remote: Remote) -> None:
    remote.reply('{"balance": 100.0, "sms_count": "ND"}')
    assert not make("jasmin").capabilities.money
    assert await make("jasmin").balance() == Balance(100.0, None)
    (asked,) = remote.asked
    assert (asked.method, asked.path, asked.body) == ("GET", "/balance", b"")
    assert fields(asked.query) == {"username": "foo", "password": PASSWORD}


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ('{"balance": "?", "sms_count": "ND"}', 200, ErrorKind.UNKNOWN),
        ("<html>", 200, ErrorKind.UNKNOWN),
        ('Error "Authentication failure for username:foo"', 403, ErrorKind.AUTH),
        ("", 401, ErrorKind.AUTH),
        ("", 302, ErrorKind.NETWORK),
        ("", 500, ErrorKind.SERVER),
    ],
)
async def test_an_answer_without_a_balance(
    make: Make, remote: Remote, body: str, status: int, kind: ErrorKind
) -> None:
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await make("jasmin").balance()
    assert caught.value.kind is kind


async def test_a_balance_that_cannot_be_asked_for(make: Make) -> None:
    with pytest.raises(GatewayError, match="can't be asked"):
        await make("kannel").balance()


async def test_user_name_and_password_in_a_header(make: Make, remote: Remote) -> None:
    remote.reply('{"sid": "SM1", "status": "queued", "error_message": null}', 201)
    gateway = make(
        path="/Accounts/%USERNAME%/Messages.json",
        body="To=%TO%&From=%FROM%&Body=%MESSAGE%&StatusCallback=%CALLBACK%",
        authentication="basic",
        success_status="201",
        id_at="$.sid",
        error_at="$.message",
        final_status="400",
        balance_path="/Accounts/%USERNAME%/Balance.json",
        balance_at="$.balance",
        balance_unit="USD",
    )
    assert await send(gateway) == Accepted("SM1")
    (asked,) = remote.asked
    assert (asked.method, asked.path) == ("POST", "/Accounts/foo/Messages.json")
    assert asked.headers["Authorization"] == "Basic Zm9vOnAmc3MgInfDtnJkIi8x"
    assert fields(asked.body) == {
        "To": "+15550100001",
        "From": "+15550100099",
        "Body": "door open",
        "StatusCallback": CALLBACK,
    }
    remote.reply('{"code": 21211, "message": "Invalid To number", "status": 400}', 400)
    error = await refused(gateway)
    assert (error.text, *traits(error)) == ("Invalid To number", ErrorKind.UNKNOWN, False, False)
    remote.reply('{"account_sid": "AC1", "balance": "-1.23", "currency": "USD"}')
    assert gateway.capabilities.money
    assert await gateway.balance() == Balance(-1.23, "USD")
    assert remote.asked[-1].headers["Authorization"] == asked.headers["Authorization"]


async def test_json_with_headers_and_another_form_of_numbers(make: Make, remote: Remote) -> None:
    remote.reply()
    gateway = make(
        path="/v1/%ID%",
        content_type="json",
        body='{"to": ["%TO%"], "body": "<%MESSAGE%>", "from": "%FROM%"}',
        headers="X-Key: %PASSWORD%\nAccept: application/json\ncontent-type: application/x+json",
        number_format="zeros",
    )
    message = OutgoingMessage("a", "+15550100001", '"%TO%"\n\\ 🛑', "12345")
    assert await send(gateway, message) == Accepted(None)
    (asked,) = remote.asked
    assert asked.path == "/v1/a"
    assert json.loads(asked.body) == {
        "to": ["0015550100001"],
        "body": '<"%TO%"\n\\ 🛑>',
        "from": "12345",
    }
    assert asked.headers["X-Key"] == PASSWORD
    assert asked.headers["Content-Type"] == "application/x+json"


@pytest.mark.parametrize(
    ("own", "body", "status", "is_taken"),
    [
        ({}, "", 204, True),
        ({}, "", 300, False),
        ({"success_status": "200, 300-302"}, "", 301, True),
        ({"success_status": "200, 300-302"}, "", 201, False),
        ({"success_at": "SENT"}, "status=SENT", 200, True),
        ({"success_at": "SENT"}, "status=FAILED", 200, False),
        ({"success_at": "status=*", "success_value": "0"}, "status=0\nx", 200, True),
        ({"success_at": "status=*", "success_value": "0"}, "status=01", 200, False),
        ({"success_at": "$.ok"}, '{"ok": true}', 200, True),
        ({"success_at": "$.s", "success_value": "100, 101"}, '{"s": 101}', 200, True),
        ({"success_at": "$.s", "success_value": "100, 101"}, '{"s": "10"}', 200, False),
        # As it may stand in the settings of version 0.1.0.
        ({"success_at": "$.s", "success_value": "OK, sent"}, '{"s": "OK, sent"}', 200, True),
        ({"success_at": "$[*].s", "success_value": "0"}, '[{"s": "1"}, {"s": "0"}]', 200, True),
        ({"success_at": "$[*].s", "success_value": "0"}, '[{"s": "1"}, 5]', 200, False),
        # A success that is cut off, or is nearly JSON, is one as far as it can be read.
        ({"success_at": "$.s", "success_value": "ok"}, '{"s":"ok","text":"a\nb"}', 200, True),
        ({"success_at": "$.m[0].id"}, '{"m": [{"id": "a1", "to": "155', 200, True),
        ({"success_at": "$.ok"}, '{"ok": false}', 200, False),
        ({"success_at": "$.id"}, '{"id": null}', 200, False),
        ({"success_at": "$.error", "success_value": "null"}, '{"error": null}', 200, True),
    ],
)
async def test_what_a_success_is(
    make: Make, remote: Remote, own: Mapping[str, str], body: str, status: int, is_taken: bool
) -> None:
    remote.reply(body, status)
    assert isinstance(await send(make(**own)), Accepted) is is_taken


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        # Words of the gateway's own: it was there to refuse. Without them nothing is sure.
        ({"error_at": "$.error"}, (ErrorKind.UNKNOWN, True, False)),
        ({"error_at": "$.nothing"}, (ErrorKind.SERVER, True, True)),
        ({}, (ErrorKind.SERVER, True, True)),
        ({"error_at": "$.error", "final_status": "200"}, (ErrorKind.UNKNOWN, False, False)),
        ({"error_at": "$.nothing", "final_status": "200"}, (ErrorKind.SERVER, True, True)),
    ],
)
async def test_a_refusal_with_the_status_of_a_success(
    make: Make,
    remote: Remote,
    own: Mapping[str, str],
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply('{"error": "no"}')
    assert traits(await refused(make(success_at="$.id", **own))) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (401, (ErrorKind.AUTH, False, False)),
        (402, (ErrorKind.FUNDS, True, False)),
        (403, (ErrorKind.UNKNOWN, True, False)),
        (404, (ErrorKind.UNKNOWN, False, False)),
        (429, (ErrorKind.RATE, True, False)),
        (503, (ErrorKind.SERVER, True, False)),
    ],
)
async def test_what_a_status_means(
    make: Make, remote: Remote, status: int, expected: tuple[ErrorKind, bool, bool]
) -> None:
    remote.reply("no", status)
    assert traits(await refused(make(final_status="404"))) == expected


@pytest.mark.parametrize(
    "echo",
    [
        PASSWORD,
        ENCODED,
        ENCODED.lower(),
        "p%26ss+%22w%C3%B6rd%22%2F1",
        json.dumps(PASSWORD),
        json.dumps(PASSWORD, ensure_ascii=False),
        "p&amp;ss &quot;wörd&quot;/1",
        "Zm9vOnAmc3MgInfDtnJkIi8x",
    ],
)
async def test_an_error_does_not_repeat_the_password(make: Make, remote: Remote, echo: str) -> None:
    remote.reply(f"Error: invalid value: [{echo}]", 400)
    error = await refused(make(error_at="Error: *"))
    assert "rd" not in error.text
    assert "Zm9v" not in error.text
    assert error.text.startswith("invalid value: [")
    assert "••" in error.text


async def test_a_long_error_is_cut(make: Make, remote: Remote) -> None:
    remote.reply("x" * 5000, 400)
    assert (await refused(make(error_at="*", password=""))).text == "x" * 200


async def test_nobody_there(session: ClientSession, socket_enabled: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        gateway = Http(session, url, settings_of("kannel"))
        error = await refused(gateway)
    assert traits(error) == (ErrorKind.NETWORK, True, False)
    assert PASSWORD not in repr(error)
    assert ENCODED not in repr(error)


@pytest.mark.parametrize(
    ("preset", "balance", "inbound", "reports"),
    [
        ("kannel", False, True, True),
        ("jasmin", True, True, True),
        ("own", False, False, False),
    ],
)
def test_what_it_can_do_is_what_it_was_told(
    make: Make, preset: str, balance: bool, inbound: bool, reports: bool
) -> None:
    can = make(preset).capabilities
    assert (can.balance, can.inbound, can.reports) == (balance, inbound, reports)
    assert (can.batch_size, can.idempotent, can.block_lift) == (1, False, BlockLift.START_WORD)


def test_what_tells_accounts_apart() -> None:
    kannel = Http.account_id(settings_of("kannel"))
    assert Http.account_id(settings_of("kannel", password="another")) == kannel
    assert Http.account_id(settings_of("kannel", username="bar")) != kannel
    assert Http.account_id(settings_of("jasmin")) != kannel
    key = Http.account_id(settings_of("jasmin", username=""))
    assert Http.account_id(settings_of("jasmin", username="", password="another")) != key
