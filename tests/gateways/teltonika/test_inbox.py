"""What came in at a router: read by its clock, and deleted once it is stored."""

from collections.abc import Mapping
from datetime import UTC, datetime
import json
import time
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.sms_gateway.gateways.base import (
    ErrorKind,
    GatewayError,
    InboundMessage,
)
from custom_components.sms_gateway.gateways.teltonika import Teltonika
from custom_components.sms_gateway.gateways.teltonika.inbox import sent_at
from simulator import Simulator
from simulator.teltonika_rutos import TeltonikaRutOs

from ...conftest import ANNA, BEN
from ..conftest import Remote
from .conftest import SPRING, TOKEN, paths


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
