"""What the app and its servers answer, in their own words (own-sim.md 1)."""

from collections.abc import Mapping
import json
import time

from aiohttp import ClientSession
import pytest

from custom_components.sms_gateway.gateways.android import Android, inbox
from custom_components.sms_gateway.gateways.android.app import App
from custom_components.sms_gateway.gateways.android.inbox import Inbox
from custom_components.sms_gateway.gateways.android.outcome import report
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    GatewayError,
    OutgoingMessage,
    ReportedState,
    SendResult,
)

from ..conftest import Remote

LOGIN = {"username": "sms", "password": "s3cret"}
ONE = OutgoingMessage("ha42", "+15550100001", "door open")
PENDING = '{"id":"ha42","deviceId":"x","state":"Pending","recipients":[],"states":{}}'


async def sent(session: ClientSession, remote: Remote) -> SendResult:
    """Send a message to whatever answers."""
    (result,) = await Android(session, remote.url, LOGIN).send([ONE])
    return result


async def test_what_is_taken(session: ClientSession, remote: Remote) -> None:
    for status, body in (
        (202, PENDING),
        # An answer that got lost.
        (409, '{"message":"Message with the same ID already exists"}'),
    ):
        remote.reply(body, status)
        assert await sent(session, remote) == Accepted("ha42")
    asked = remote.asked[0]
    assert (asked.method, asked.path, asked.query) == (
        "POST",
        "/messages",
        "skipPhoneValidation=true",
    )


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        (400, "Invalid phone number", (ErrorKind.RECIPIENT, False, False)),
        (400, "message is too long", (ErrorKind.CONTENT, False, False)),
        (400, "Invalid device ID", (ErrorKind.CONTENT, False, False)),
        (401, "Unauthorized", (ErrorKind.AUTH, False, False)),
        (403, "scope required: messages:send", (ErrorKind.AUTH, False, False)),
        (429, "Too many", (ErrorKind.RATE, True, False)),
        (500, "Internal server error", (ErrorKind.SERVER, True, True)),
        (503, "queue limits exceeded: 100", (ErrorKind.SERVER, True, False)),
    ],
)
async def test_what_is_refused(
    session: ClientSession,
    remote: Remote,
    status: int,
    words: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(json.dumps({"message": words}), status)
    error = await sent(session, remote)
    assert isinstance(error, GatewayError)
    assert (error.kind, error.retryable, error.uncertain) == expected
    assert status == 401 or error.text == words


@pytest.mark.parametrize(
    ("state", "reason", "expected", "kind"),
    [
        ("Pending", None, ReportedState.ACCEPTED, None),
        ("Processed", None, ReportedState.ACCEPTED, None),
        ("Sent", None, ReportedState.SENT, None),
        ("Delivered", None, ReportedState.DELIVERED, None),
        ("Cancelled", None, ReportedState.UNDELIVERED, ErrorKind.UNKNOWN),
        ("Failed", "TTL expired", ReportedState.UNDELIVERED, ErrorKind.UNKNOWN),
        ("Failed", "Invalid phone number", ReportedState.UNDELIVERED, ErrorKind.RECIPIENT),
        ("Failed", "SIM 2 not found", ReportedState.UNDELIVERED, ErrorKind.SENDER),
        (
            "Failed",
            "Send result: RESULT_ERROR_NO_SERVICE",
            ReportedState.UNDELIVERED,
            ErrorKind.SERVER,
        ),
    ],
)
def test_what_became_of_a_message(
    state: str, reason: str | None, expected: ReportedState, kind: ErrorKind | None
) -> None:
    told: Mapping[str, object] = {"state": state, "recipients": [{"error": reason}]}
    found = report("ha42", told)
    assert found is not None
    assert (found.message_id, found.state) == ("ha42", expected)
    assert (found.error and found.error.kind) == kind
    assert report("ha42", {"state": "Scheduled"}) is None


async def test_health_is_what_its_body_says(session: ClientSession, remote: Remote) -> None:
    """The values of the app's own documentation; without the internet, and of a server."""
    checks = {
        "connection:status": {"observedValue": 0, "status": "fail"},
        "connection:cellular": {"observedValue": 4.0, "status": "pass"},
        "battery:level": {"observedValue": 94, "status": "pass"},
        "battery:charging": {"observedValue": 4, "status": "pass"},
    }
    app = App(session, remote.url, "sms", "s3cret")
    remote.reply(json.dumps({"status": "fail", "checks": checks}), 500)
    assert await app.condition() == {"battery": 94, "charging": True, "mobile_network": "4G"}
    for status, body in ((200, '{"status":"pass"}'), (404, '{"message":"Not Found"}')):
        remote.reply(body, status)
        assert await app.condition() == {}
    # Something before it.
    remote.reply("<html>Sign in</html>")
    with pytest.raises(GatewayError):
        await app.condition()


async def test_an_app_that_is_too_old(session: ClientSession, remote: Remote) -> None:
    remote.reply("", 404)
    with pytest.raises(GatewayError, match="too old to be asked for replies"):
        await Inbox(App(session, remote.url, "sms", "s3cret"), None).read(time.time())


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("192.168.1.20:8080", "http://192.168.1.20:8080"),
        ("http://phone:8080/", "http://phone:8080"),
        ("http://phone:8080/messages", "http://phone:8080"),
        ("api.sms-gate.app", "https://api.sms-gate.app/3rdparty/v1"),
        ("https://api.sms-gate.app", "https://api.sms-gate.app/3rdparty/v1"),
        ("https://sms.example.org/api/3rdparty/v1/", "https://sms.example.org/api/3rdparty/v1"),
    ],
)
def test_addresses_as_people_give_them(given: str, url: str) -> None:
    assert Android.base_url(given) == url


async def test_who_is_asked_to_let_us_in(session: ClientSession, remote: Remote) -> None:
    remote.reply('{"status":"ok","model":"Pixel"}')
    await Android(session, remote.url, LOGIN).try_out()
    remote.reply("[]")
    await Android(session, f"{remote.url}/3rdparty/v1", LOGIN).try_out()
    assert [asked.path for asked in remote.asked] == ["/", "/3rdparty/v1/devices"]


def test_each_sim_is_an_account() -> None:
    ids = {Android.account_id({**LOGIN, "sim": sim}) for sim in ("any", "sim_1", "sim_2")}
    assert len(ids) == 3


async def test_an_app_that_tells_the_same_page_again_and_again_is_heard_once(
    session: ClientSession, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "_REFRESH_TAKES", 0)
    one = {"sender": "+15550100001", "createdAt": "2026-11-28T11:00:00.000Z"}
    page = [one | {"id": f"text:{n}", "contentPreview": "OK"} for n in range(200)]
    for _ in range(5):  # with what it is asked to look for in between
        remote.reply(json.dumps(page))
    found = await Inbox(App(session, remote.url, "sms", "s3cret"), None).read(0.0)
    assert len(found) == 200
