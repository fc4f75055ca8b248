"""A Teltonika router with RutOS 7: its token, words, modems and storage (own-sim.md 3.2)."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
import json
import sqlite3
import time
from zoneinfo import ZoneInfo

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest

from custom_components.sms_gateway.gateways import teltonika, watch
from custom_components.sms_gateway.gateways.base import (
    Accepted,
    ErrorKind,
    GatewayError,
    InboundMessage,
    OutgoingMessage,
    SendResult,
)
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from custom_components.sms_gateway.gateways.teltonika.inbox import sent_at
from custom_components.sms_gateway.gateways.wrong_field import WrongFieldError
from simulator import Simulator
from simulator.faults import Fault
from simulator.teltonika_rutos import TeltonikaRutOs

from ..conftest import ANNA, BEN, CREDENTIALS, AddEntry, new_entry, send, until, until_state
from ..patience import moment, patience, soon
from .conftest import Remote

ONE = OutgoingMessage("ha42", ANNA, "door open")
LOGIN = CREDENTIALS["teltonika"]
TOKEN = '{"success":true,"data":{"username":"ha","group":"user","expires":299,"token":"t%d"}}'
# What RutOS answers to a message that it took, and to a token that is none.
TAKEN = '{"success":true,"data":{"sms_used":1}}'
EXPIRED = (
    '{"success":false,"errors":[{"code":123,"error":"Expired bearer token",'
    '"source":"Authorization"}]}'
)
SPRING = datetime(2026, 5, 1, 12, tzinfo=ZoneInfo("Europe/Stockholm")).timestamp()


@pytest.fixture
def router(simulator: Simulator) -> TeltonikaRutOs:
    """Return the simulated router."""
    found = simulator.carriers["teltonika_rutos"]
    assert isinstance(found, TeltonikaRutOs)
    simulator.account.gateway = "teltonika_rutos"
    return found


@pytest.fixture
def account(session: ClientSession, simulator: Simulator, router: TeltonikaRutOs) -> Teltonika:
    """Return an account at the simulated router."""
    return Teltonika(session, simulator.gateway_urls["teltonika_rutos"], LOGIN)


@pytest.fixture
def at_remote(session: ClientSession, remote: Remote) -> Teltonika:
    """Return an account at a server that answers what it is told to, with a modem chosen."""
    return Teltonika(session, remote.url, LOGIN | {"modem": "1-1"})


async def sent(account: Teltonika, message: OutgoingMessage = ONE) -> SendResult:
    """Send a message; return what became of it, whichever way it was told."""
    try:
        (result,) = await account.send([message])
    except GatewayError as error:
        return error
    return result


def traits(error: SendResult) -> tuple[ErrorKind, bool, bool]:
    """Return what the outbox decides by."""
    assert isinstance(error, GatewayError)
    return error.kind, error.retryable, error.uncertain


def paths(remote: Remote) -> list[str]:
    """Return what was asked for."""
    return [asked.path.removeprefix("/api/") for asked in remote.asked]


# -- the token -------------------------------------------------------------------------------------


async def test_what_is_asked(at_remote: Teltonika, remote: Remote) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(TAKEN)
    assert await sent(at_remote) == Accepted(None)
    login, message = remote.asked
    assert (login.method, login.path) == ("POST", "/api/login")
    assert json.loads(login.body) == LOGIN
    assert "Authorization" not in login.headers
    assert (message.method, message.path) == ("POST", "/api/messages/actions/send")
    assert message.headers["Authorization"] == "Bearer t1"
    wanted = {"number": ANNA, "message": "door open", "modem": "1-1"}
    assert json.loads(message.body) == {"data": wanted}


async def test_a_token_is_kept_and_renewed_once(at_remote: Teltonika, remote: Remote) -> None:
    for body, status in (
        (TOKEN % 1, 200),
        (TAKEN, 200),
        (TAKEN, 200),
        (EXPIRED, 401),
        (TOKEN % 2, 200),
        (TAKEN, 200),
    ):
        remote.reply(body, status)
    assert [await sent(at_remote) for _ in range(3)] == [Accepted(None)] * 3
    send_it = "messages/actions/send"
    assert paths(remote) == ["login", send_it, send_it, send_it, "login", send_it]
    assert remote.asked[-1].headers["Authorization"] == "Bearer t2"
    # A router that knows not even the new one is not asked for a third.
    for body, status in ((EXPIRED, 401), (TOKEN % 3, 200), (EXPIRED, 401)):
        remote.reply(body, status)
    assert traits(await sent(at_remote)) == (ErrorKind.AUTH, False, False)
    assert paths(remote)[6:] == [send_it, "login", send_it]


async def test_many_that_meet_an_expired_token_log_in_once(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator
) -> None:
    await sent(account)
    assert router.logins == 1
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    assert await asyncio.gather(*(sent(account) for _ in range(5))) == [Accepted(None)] * 5
    assert router.logins == 2
    assert simulator.network.accepted == 6


async def test_wrong_credentials_are_not_tried_again_and_again(
    account: Teltonika,
    router: TeltonikaRutOs,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    simulator.account.password = "another"

    async def tries(seconds: float) -> int:
        before = router.logins
        freezer.tick(seconds)
        for _ in range(3):
            assert traits(await sent(account)) == (ErrorKind.AUTH, False, False)
        return router.logins - before

    # A minute after the first, then two, and so on.
    assert [await tries(at) for at in (0, 59, 2, 61, 62)] == [1, 0, 1, 0, 1]
    assert simulator.network.send_requests == 0
    freezer.tick(3600)
    simulator.account.password = LOGIN["password"]
    assert await sent(account) == Accepted(None)
    # It begins with a minute again.
    simulator.account.password = "another"
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    assert [await tries(at) for at in (0, 61)] == [1, 1]


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (403, "", (ErrorKind.AUTH, False, False)),
        (401, EXPIRED, (ErrorKind.AUTH, False, False)),
        (200, '{"success":false,"errors":[{"code":121}]}', (ErrorKind.AUTH, False, False)),
        # Whatever it is, the message was not sent.
        (500, "", (ErrorKind.SERVER, True, False)),
        (200, "<html>Sign in</html>", (ErrorKind.SERVER, True, False)),
        (200, '{"success":true,"data":{}}', (ErrorKind.SERVER, True, False)),
        (None, "", (ErrorKind.NETWORK, True, False)),
    ],
)
async def test_a_log_in_that_fails_sends_nothing(
    at_remote: Teltonika,
    remote: Remote,
    status: int | None,
    body: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(body, status)
    assert traits(await sent(at_remote)) == expected
    assert paths(remote) == ["login"]


# -- what it answers -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "source", "expected"),
    [
        (1, "Message sending", (ErrorKind.CONTENT, False, True)),
        (2, "Message sending", (ErrorKind.SERVER, True, True)),
        (3, "Message sending", (ErrorKind.NETWORK, True, False)),
        (6, "Message sending", (ErrorKind.RATE, True, False)),
        (7, "Message sending", (ErrorKind.NETWORK, True, False)),
        (8, "Message sending", (ErrorKind.CONTENT, False, False)),
        (9, "Message sending", (ErrorKind.CONTENT, False, False)),
        (10, "modem", (ErrorKind.NETWORK, True, False)),
        (103, "number", (ErrorKind.RECIPIENT, False, False)),
        (103, "message", (ErrorKind.CONTENT, False, False)),
        (103, "modem", (ErrorKind.UNKNOWN, True, False)),
        (120, "Authorization", (ErrorKind.AUTH, False, False)),
        (777, "?", (ErrorKind.UNKNOWN, True, False)),
    ],
)
async def test_what_is_refused(
    at_remote: Teltonika,
    remote: Remote,
    code: int,
    source: str,
    expected: tuple[ErrorKind, bool, bool],
) -> None:
    remote.reply(TOKEN % 1)
    problem = {"code": code, "error": "No way", "source": source}
    remote.reply(json.dumps({"success": False, "errors": [problem]}), 422)
    error = await sent(at_remote)
    assert traits(error) == expected
    assert isinstance(error, GatewayError)
    assert error.text == "No way"


async def test_a_router_that_does_not_answer_in_time(
    at_remote: Teltonika, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teltonika, "_SENDS_WITHIN", 0.05)
    remote.reply(TOKEN % 1)
    remote.reply(TAKEN)
    await sent(at_remote)
    remote.goes_on.clear()
    remote.reply(TAKEN)
    assert traits(await sent(at_remote)) == (ErrorKind.NETWORK, True, True)


# -- the modem -------------------------------------------------------------------------------------


async def test_the_only_modem_is_asked_for(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator
) -> None:
    simulator.account.router_modems = ("3-1",)
    assert await sent(account) == Accepted(None)
    simulator.account.router_modems = ("1-1", "3-1")
    # It is the same as before.
    assert await sent(account) == Accepted(None)


@pytest.mark.parametrize(
    ("modems", "chosen", "field", "words"),
    [
        (("1-1", "3-1"), {}, "modem", "1-1, 3-1"),
        (("1-1.4", "3-1"), {"modem": "1-2"}, "modem", "1-1.4, 3-1"),
        ((), {}, "url", ""),
    ],
)
async def test_a_modem_that_can_not_be_known(
    session: ClientSession,
    router: TeltonikaRutOs,
    simulator: Simulator,
    modems: tuple[str, ...],
    chosen: Mapping[str, str],
    field: str,
    words: str,
) -> None:
    simulator.account.router_modems = modems
    account = Teltonika(session, simulator.gateway_urls[router.name], {**LOGIN, **chosen})
    with pytest.raises(WrongFieldError) as caught:
        await account.try_out()
    assert (caught.value.field, caught.value.words) == (field, words)
    assert words in str(caught.value)
    assert traits(caught.value) == (ErrorKind.UNKNOWN, True, False)


async def test_a_modem_that_can_not_be_asked_for_sends_nothing(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(status=None)
    account = Teltonika(session, remote.url, LOGIN)
    assert traits(await sent(account)) == (ErrorKind.NETWORK, True, False)
    assert paths(remote) == ["login", "modems/status"]


async def test_who_may_send_need_not_be_one_who_may_look(
    at_remote: Teltonika, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply('{"success":false,"errors":[{"code":120,"error":"Unauthorized"}]}', 403)
    await at_remote.try_out()


async def test_a_router_that_has_nothing_to_ask_has_no_modem(
    session: ClientSession, remote: Remote
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply('{"success":false,"errors":[{"code":122,"error":"Endpoint not found"}]}', 404)
    with pytest.raises(WrongFieldError, match="the router has no modem"):
        await Teltonika(session, remote.url, LOGIN).try_out()


async def test_each_modem_is_an_account() -> None:
    ids = {Teltonika.account_id(LOGIN | own) for own in ({}, {"modem": "1-1"}, {"modem": "3-1"})}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("192.168.1.1", "https://192.168.1.1"),
        ("router.home:8443", "https://router.home:8443"),
        ("https://192.168.1.1/", "https://192.168.1.1"),
        ("http://192.168.1.1/api", "http://192.168.1.1"),
    ],
)
def test_addresses_as_people_give_them(given: str, url: str) -> None:
    assert Teltonika.base_url(given) == url


# -- what came in ----------------------------------------------------------------------------------


def told(*entries: Mapping[str, object]) -> str:
    """Return the router's list of messages."""
    whole = {"modem_id": "1-1", "status": "Received unread", "sender": ANNA, "id": "1"}
    return json.dumps({"success": True, "data": [{**whole, **one} for one in entries]})


def zone(name: str) -> str:
    """Return what a router answers that is asked for its time zone."""
    return json.dumps({"success": True, "data": [{"id": "general", "zoneName": name}]})


async def test_only_what_came_in_at_this_modem_is_read(
    at_remote: Teltonika, remote: Remote, caplog: pytest.LogCaptureFixture
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(
        told(
            {"date": "2026-05-01 12:00:02", "message": "two", "id": 2},
            {"date": "2026-05-01 12:00:01", "message": "one"},
            {"date": "2026-05-01 12:00:01", "message": "one", "id": "7"},
            {"date": "2026-05-01 12:00:01", "message": "other modem", "modem_id": "3-1"},
            {"date": "2026-05-01 12:00:01", "message": "written here", "status": "Stored unsent"},
            {"date": "2026-04-01 12:00:00", "message": "long ago"},
            {"message": "a secret"},
        )
    )
    remote.reply(zone("Europe/Stockholm"))
    found = await at_remote.replies(SPRING - 60)
    assert [(one.text, one.sender, one.sent_at) for one in found] == [
        ("one", ANNA, SPRING + 1),
        ("two", ANNA, SPRING + 2),
    ]
    assert paths(remote) == ["login", "messages/status", "date_time/ntp/client/config"]
    assert "1 of the messages in the router can't be read" in caplog.text
    assert "a secret" not in caplog.text


@pytest.mark.parametrize("nothing", ["[]", "{}", "null"])
async def test_there_may_be_nothing(at_remote: Teltonika, remote: Remote, nothing: str) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(f'{{"success":true,"data":{nothing}}}')
    assert list(await at_remote.replies(0)) == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>Sign in</html>", ErrorKind.SERVER),
        (200, '{"success":true,"data":"none"}', ErrorKind.SERVER),
        (422, '{"success":false,"errors":[{"code":10,"error":"Modem is blocked or disabled"}]}',
         ErrorKind.UNKNOWN),
        (403, '{"success":false,"errors":[{"code":120,"error":"Unauthorized"}]}',
         ErrorKind.UNKNOWN),
    ],
)  # fmt: skip
async def test_a_list_that_is_none(
    at_remote: Teltonika, remote: Remote, status: int, body: str, kind: ErrorKind
) -> None:
    remote.reply(TOKEN % 1)
    remote.reply(body, status)
    with pytest.raises(GatewayError) as caught:
        await at_remote.replies(0)
    assert caught.value.kind is kind
    assert not caught.value.uncertain


@pytest.mark.parametrize(
    ("zone_name", "date", "utc"),
    [
        ("UTC", "2026-05-01 12:00:00", "2026-05-01T12:00:00+00:00"),
        ("Europe/Stockholm", "2026-05-01 12:00:00", "2026-05-01T10:00:00+00:00"),
        # Both can have been: it is the later one.
        ("Europe/Stockholm", "2026-10-25 02:30:00", "2026-10-25T01:30:00+00:00"),
        ("America/New_York", "2026-12-01 12:00:00", "2026-12-01T17:00:00+00:00"),
        ("UTC", "2026-05-01T12:00:00+05:30", "2026-05-01T06:30:00+00:00"),
    ],
)
def test_when_it_was_sent(zone_name: str, date: str, utc: str) -> None:
    now = datetime.fromisoformat("2026-12-31T00:00:00+00:00").timestamp()
    stamp = datetime.fromisoformat(utc).timestamp()
    assert sent_at(date, ZoneInfo(zone_name), now) == stamp


def test_when_it_was_sent_may_not_be_known() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    first = datetime.fromisoformat("2026-10-25T00:30:00+00:00").timestamp()
    # The second half past two of that night is still to come.
    assert sent_at("2026-10-25 02:30:00", stockholm, first + 5) == first
    assert sent_at("2026-05-01 12:00:00", None, first) is None
    for odd in ("yesterday", "0001-01-01 00:00:00", "9999-12-31 23:59:59", ""):
        assert (sent_at(odd, stockholm, first) or 1.0) > 0


async def test_the_time_zone_is_asked_for_once_an_hour(
    at_remote: Teltonika, remote: Remote, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-05-01 12:00:00")
    entry = told({"date": "2026-05-01 07:00:00", "message": "x"})
    remote.reply(TOKEN % 1)
    for body, status in (
        (entry, 200),
        ("Service unavailable", 503),  # that may pass, and is no answer
        (entry, 200),
        (zone("America/New York"), 200),  # as OpenWrt writes it
        (entry, 200),
    ):
        remote.reply(body, status)
    with pytest.raises(GatewayError):
        await at_remote.replies(0)
    for _ in range(2):
        (found,) = await at_remote.replies(0)
        assert found.sent_at == datetime(2026, 5, 1, 11, tzinfo=UTC).timestamp()
    freezer.tick(3601)
    remote.reply(entry)
    remote.reply(zone("UTC"))
    (found,) = await at_remote.replies(0)
    assert found.sent_at == datetime(2026, 5, 1, 7, tzinfo=UTC).timestamp()


async def test_without_a_time_zone_what_is_surely_old_is_left_out(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    simulator.account.router_zone = None
    simulator.network.reply(ANNA, "of yesterday")
    freezer.tick(27 * 3600)
    simulator.network.reply(ANNA, "of now")
    found = await account.replies(time.time() - 600)
    assert [(one.text, one.sent_at) for one in found] == [("of now", None)]


async def read_and_clear(account: Teltonika) -> list[InboundMessage]:
    """Read what there is, and have it on disk."""
    found = list(await account.replies(0))
    await account.stored(found)
    return found


async def test_what_is_stored_is_deleted_and_the_newest_stays(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    for text in ("one", "two", "three"):
        simulator.network.reply(ANNA, text)
        freezer.tick(1)
    found = await account.replies(0)
    await account.stored(found[:2])
    assert [one["message"] for one in router.stored()] == ["three"]
    # The next one gets an index that another had.
    simulator.network.reply(ANNA, "one")
    assert {one["id"] for one in router.stored()} == {"1", "3"}
    again = await read_and_clear(account)
    assert [one.text for one in again] == ["three", "one"]
    assert again[1].provider_message_id != found[0].provider_message_id
    assert [one["message"] for one in router.stored()] == ["one"]
    await read_and_clear(account)
    # RutOS would have emptied its storage, with what had come in at that moment.
    assert router.emptied == 0


async def test_what_lies_at_an_index_now_is_not_deleted_for_what_lay_there(
    account: Teltonika, router: TeltonikaRutOs, simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    for text in ("one", "two"):
        simulator.network.reply(ANNA, text)
        freezer.tick(1)
    found = await account.replies(0)
    simulator.network.replies.clear()
    for text in ("another", "and one more"):
        simulator.network.reply(BEN, text)
    await account.stored(found)
    assert len(router.stored()) == 2


async def test_who_was_quicker_to_delete_does_no_harm(at_remote: Teltonika, remote: Remote) -> None:
    dates = ({"date": f"2026-05-01 12:00:0{n}", "message": "x", "id": str(n)} for n in range(3))
    entries = told(*dates)
    remote.reply(TOKEN % 1)
    remote.reply(entries)
    remote.reply(zone("UTC"))
    found = await at_remote.replies(0)
    for status, body in (
        (404, '{"success":false,"errors":[{"code":113,"error":"SMS with ID=0 was not found"}]}'),
        (200, '{"success":true,"data":{}}'),
    ):
        remote.reply(entries)
        remote.reply(body, status)
        await at_remote.stored(found)
    wanted = {"modem_id": "1-1", "sms_id": ["0", "1"]}
    assert json.loads(remote.asked[-1].body) == {"data": wanted}
    # Of the newest, which stays, nothing is asked.
    count = len(remote.asked)
    await at_remote.stored(found[-1:])
    assert len(remote.asked) == count
    remote.reply(entries)
    remote.reply('{"success":false,"errors":[{"code":10,"error":"Modem is blocked"}]}', 422)
    with pytest.raises(GatewayError, match="Modem is blocked"):
        await at_remote.stored(found)


# -- through the front door ------------------------------------------------------------------------


@pytest.fixture
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for replies, and look at the router, without a pause."""
    monkeypatch.setattr(Teltonika, "asked_every", 0.02)
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.02)


async def test_alert_out_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    simulator.account.router_zone = "Asia/Kolkata"
    simulator.network.reply(ANNA, "of before")
    # It was written long enough before anybody asked.
    old = simulator.network.replies[0]
    object.__setattr__(old, "sent_at", old.sent_at - 3600_000)
    await add_entry(new_entry(simulator, "teltonika"))
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    simulator.faults.set(Fault.TOKEN_EXPIRED, count=1)
    simulator.network.reply(ANNA, "OK, on my way")
    await until(hass, lambda: bool(received))
    assert received[0].data["in_reply_to"] == message["message_id"]
    assert received[0].data["text"] == "OK, on my way"
    assert received[0].data["late"] is False
    simulator.network.reply(ANNA, "and back")
    await until(hass, lambda: len(received) == 2)
    await until_deleted(router, ["and back", "of before"])
    assert [event.data["text"] for event in received] == ["OK, on my way", "and back"]
    assert router.emptied == 0


async def until_deleted(router: TeltonikaRutOs, left: list[str]) -> None:
    """Wait until there is nothing else in the router."""
    async with patience(lambda: f"only {left} are left of {router.stored()}"):
        while [one["message"] for one in router.stored()] != left:
            await moment()


async def test_what_could_not_be_stored_is_not_deleted(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    received: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry = await add_entry(new_entry(simulator, "teltonika"))
    refused = asyncio.Event()

    async def refuse(*_args: object) -> int:
        refused.set()
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(entry.runtime_data.inbox, "receive", refuse)
        for text in ("one", "two"):
            simulator.network.reply(ANNA, text)
        await soon(refused.wait(), "a reply is read that can't be stored")
        assert len(router.stored()) == 2
    await until(hass, lambda: len(received) == 2)
    assert {event.data["text"] for event in received} == {"one", "two"}
    async with patience(lambda: "one of them is deleted"):
        while len(router.stored()) != 1:
            await moment()


async def test_a_router_that_is_gone_and_comes_back(
    hass: HomeAssistant,
    simulator: Simulator,
    router: TeltonikaRutOs,
    quickly: None,
    add_entry: AddEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await add_entry(new_entry(simulator, "teltonika"))
    connectivity = "binary_sensor.clickatell_connectivity"
    await until_state(hass, connectivity, "on")
    await simulator.refuse()
    await until_state(hass, connectivity, "off")
    await simulator.accept()
    # A message that was taken shows that it is there again.
    await send(hass, to=ANNA, wait_for="accepted", retry_rate=0.01)
    await until_state(hass, connectivity, "on")


async def test_a_message_that_can_not_be_handed_over_shows_that_the_router_is_gone(
    hass: HomeAssistant, simulator: Simulator, router: TeltonikaRutOs, add_entry: AddEntry
) -> None:
    """It is looked at then, and not half a minute later."""
    await add_entry(new_entry(simulator, "teltonika", poll_replies=0))
    connectivity = "binary_sensor.clickatell_connectivity"
    await until_state(hass, connectivity, "on")
    await simulator.refuse()
    await send(hass, to=ANNA)
    await until_state(hass, connectivity, "off")
