"""Replies from Clickatell Central's file mo.log, fetched by FTP."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import gateway as account_gateway, issues
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.clickatell_central_callbacks import reply_line
from simulator.faults import Fault
from simulator.network import Reply

from .certificate import contexts
from .conftest import ANNA, BEN, AddEntry, new_entry, send, until, until_state
from .flows.test_account import account, begin, enter
from .flows.test_options import show
from .patience import Awaited, soon
from .repairs import RepairsPage, issue_of, set_up_repairs, until_issue, until_none
from .test_polling import poll_until, texts
from .test_retry import START, elapse
from .translations import config_error, config_step

CENTRAL = "clickatell_central"
STATUS = "sensor.clickatell_status"
HOUR = 3600
LONG = "grün " * 60 + "ist die Heide"

type Client = TestClient[Any, Any]
type Clock = FrozenDateTimeFactory


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


def ftp(simulator: Simulator, **others: str) -> dict[str, str]:
    """Return what is filled in so that the log is fetched."""
    return {
        "ftp_host": f"127.0.0.1:{simulator.ftp.port}",
        "ftp_password": simulator.account.ftp_password,
        "ftp_encryption": "none",
        **others,
    }


@pytest.fixture
def central(simulator: Simulator) -> MockConfigEntry:
    """Return an account whose replies go to the log, not yet added."""
    simulator.account.replies_to_log = True
    return new_entry(simulator, CENTRAL, ftp(simulator), balance_interval=10080)


def write_to_log(simulator: Simulator, reply: Reply) -> None:
    """Write what was typed to the log, wherever else it went."""
    for part in reply.parts:
        simulator.network.files.append("mo.log", reply_line(simulator.account, reply, part))


async def looked_again(hass: HomeAssistant, simulator: Simulator, clock: Clock) -> None:
    """Let time pass until somebody has looked into the log from now on, and is done with it."""
    logins = simulator.ftp.logins
    # Whoever comes a second time has made an end of the first.
    await poll_until(hass, clock, lambda: simulator.ftp.logins > logins + 1)


async def test_replies_come_in_without_a_callback(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
) -> None:
    await add_entry(central)
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(ANNA, "on my way, grün 5 €")
    await simulator.reply(BEN, "x" * 400)
    await poll_until(hass, clock, lambda: len(received) == 2)
    assert texts(received) == ["on my way, grün 5 €", "x" * 400]
    assert received[0].data["from"] == ANNA
    assert received[0].data["in_reply_to"] == message["message_id"]
    await simulator.reply(ANNA, "STOP")
    await looked_again(hass, simulator, clock)
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    assert len(received) == 2
    assert simulator.network.files.names() == ["mo.log"]
    assert simulator.callbacks.sent == []


async def test_what_came_while_home_assistant_was_off_is_fetched_at_its_start(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
) -> None:
    hass.config.external_url = "http://127.0.0.1:9"
    await simulator.reply(ANNA, "long before")
    clock.tick(HOUR)
    await add_entry(central)
    await poll_until(hass, clock, lambda: simulator.ftp.logins == 1)
    assert await hass.config_entries.async_unload(central.entry_id)
    for text in ("one", "two"):
        await simulator.reply(ANNA, text)
    clock.tick(HOUR)
    assert await hass.config_entries.async_setup(central.entry_id)
    await until(hass, lambda: texts(received) == ["one", "two"])
    assert received[0].data["late"] is True


async def test_what_came_another_way_is_not_told_again(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
    tmp_path: Path,
) -> None:
    await add_entry(central)
    await simulator.reply(ANNA, "by log")
    await simulator.reply(ANNA, LONG)
    written = simulator.network.files.read("mo.log")
    assert written is not None
    # The same as callbacks, and in a file that somebody imports.
    await poll_until(hass, clock, lambda: len(received) == 2)
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    (tmp_path / "mo.log").write_bytes(written)
    imported: Any = await hass.services.async_call(
        DOMAIN,
        "import_log",
        {"path": str(tmp_path / "mo.log")},
        blocking=True,
        return_response=True,
    )
    assert imported["imported"] == 0
    assert imported["duplicates"] == written.count(b"\n")
    simulator.account.replies_to_log = False
    await simulator.reply(ANNA, "by callback")
    await simulator.reply(ANNA, LONG)
    await until(hass, lambda: len(received) == 4)
    # Nobody brings again what a callback has brought: the log may have it as well.
    for reply in simulator.network.replies[2:]:
        write_to_log(simulator, reply)
    await looked_again(hass, simulator, clock)
    assert texts(received) == ["by log", LONG, "by callback", LONG]


async def test_over_tls_by_a_certificate_that_is_known(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
    tmp_path: Path,
) -> None:
    simulator.ftp.settings.tls, known = contexts(tmp_path)
    simulator.ftp.settings.must_resume = True
    with patch.object(account_gateway, "client_context", return_value=known):
        await add_entry(new_entry(simulator, CENTRAL, ftp(simulator, ftp_encryption="explicit")))
        await simulator.reply(ANNA, "over TLS")
        await poll_until(hass, clock, lambda: texts(received) == ["over TLS"])


async def test_a_refused_password_is_told_at_once_and_holds_up_no_message(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    simulator.faults.set(Fault.BAD_KEY, at="ftp")
    await add_entry(central)
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    await poll_until(hass, clock, lambda: issue_of(hass, "log_unread", central) is not None)
    issue = issue_of(hass, "log_unread", central)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["error"] == "Login incorrect (530)"
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert message["state"] in ("accepted", "sent", "delivered")
    assert hass.states.is_state(STATUS, "running")
    assert hass.config_entries.flow.async_progress() == []
    await simulator.reply(ANNA, "hello")
    simulator.faults.clear()
    await poll_until(hass, clock, lambda: texts(received) == ["hello"])
    await until_none(hass, "log_unread", central)
    told = [r.getMessage() for r in caplog.records if "the log of replies" in r.getMessage()]
    assert told == [
        "Clickatell: the log of replies can't be fetched: Login incorrect (530)",
        "Clickatell: the log of replies is fetched again",
    ]


async def test_48_hours_without_the_log_are_told(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
) -> None:
    await add_entry(central)
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    await simulator.reply(ANNA, "one")
    await poll_until(hass, clock, lambda: texts(received) == ["one"])
    read_at = clock().timestamp()
    simulator.ftp.refuse()
    await poll_until(hass, clock, lambda: clock().timestamp() > read_at + HOUR)
    assert issue_of(hass, "log_unread", central) is None
    elapse(hass, clock, 48 * HOUR)
    await poll_until(hass, clock, lambda: issue_of(hass, "log_unread", central) is not None)
    issue = issue_of(hass, "log_unread", central)
    assert issue is not None
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["error"] == "the gateway could not be reached"
    assert hass.states.is_state(STATUS, "running")
    simulator.ftp.accept()
    await simulator.reply(ANNA, "two")
    await poll_until(hass, clock, lambda: texts(received) == ["one", "two"])
    await until_none(hass, "log_unread", central)
    # The file of then was deleted meanwhile.
    gap = await until_issue(hass, "log_gap", central)
    assert gap.is_persistent
    assert gap.translation_placeholders is not None
    assert gap.translation_placeholders["since"].startswith("2026-11-20 04:")
    assert await hass.config_entries.async_remove(central.entry_id)
    assert issue_of(hass, "log_gap", central) is None


async def test_who_has_seen_that_replies_may_be_lost_says_so(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: Callable[[], Awaitable[Client]]
) -> None:
    await set_up_repairs(hass)
    page = RepairsPage(await hass_client())
    issues.create_log_gap(hass, entry, since="2026-11-20 04:00", until="2026-11-22 05:00")
    await page.fix(await until_issue(hass, "log_gap", entry))
    assert issue_of(hass, "log_gap", entry) is None


async def test_a_line_that_can_not_be_read_is_told_and_holds_up_no_other(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    central: MockConfigEntry,
    received: list[Event],
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await add_entry(central)
    simulator.network.files.append("mo.log", b"this is private\n")
    await simulator.reply(ANNA, "hello")
    await poll_until(hass, clock, lambda: texts(received) == ["hello"])
    assert "Clickatell: 1 lines in the log of replies can't be read" in caplog.text
    assert "private" not in caplog.text
    assert simulator.account.ftp_password not in caplog.text


async def test_nobody_waits_for_the_log_when_an_account_is_unloaded(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    socket_enabled: None,
) -> None:
    connected = Awaited("somebody connects")

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.set()
        await reader.read()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    async with server:
        host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        entry = await add_entry(new_entry(simulator, CENTRAL, ftp(simulator, ftp_host=host)))
        await connected.wait()
        assert await soon(hass.config_entries.async_unload(entry.entry_id), "it is unloaded")


async def test_the_option_is_there_with_the_password_alone(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry, clock: Clock
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL))

    async def shown() -> Any:  # noqa: ANN401 - a form's field
        result = await show(hass, entry)
        assert result["data_schema"] is not None
        fields = result["data_schema"].schema["replies"].schema.schema
        return next((option for option in fields if option == "poll_replies"), None)

    assert await shown() is None
    await simulator.reply(ANNA, "by callback")
    await hass.async_block_till_done()
    hass.config_entries.async_update_entry(entry, data={**entry.data, **ftp(simulator)})
    await hass.async_block_till_done()
    # What was brought by callback once says nothing of the log.
    option = await shown()
    assert option.default() == 5
    hass.config_entries.async_update_entry(entry, data={**entry.data, "ftp_encryption": "off"})
    await hass.async_block_till_done()
    assert await shown() is None


async def test_what_is_entered_is_tried(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await begin(hass, CENTRAL)
    for wrong, error in (
        ({"ftp_password": "another"}, "ftp_refused"),
        ({"ftp_host": "127.0.0.1:1"}, "ftp_unreachable"),
        ({"ftp_host": "no host"}, "invalid_ftp_host"),
        ({"ftp_encryption": "explicit"}, "ftp_no_tls"),
    ):
        entered = account(simulator, CENTRAL, **ftp(simulator, **wrong))
        result = await enter(hass, result, entered)
        assert result["type"] is FlowResultType.FORM
        assert result["errors"] == {"advanced": error}
        assert result["description_placeholders"] is not None
        assert config_error(error).format(**result["description_placeholders"])
    result = await enter(hass, result, account(simulator, CENTRAL, **ftp(simulator)))
    assert result["step_id"] == "no_callback_but_log"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = result["result"]
    assert entry.data["ftp_password"] == simulator.account.ftp_password
    options = await show(hass, entry)
    assert options["description_placeholders"] is not None
    told = options["description_placeholders"]["callback"]
    assert told == config_step("no_callback_but_log")["description"]
    # Left empty the password stays; what it is for can be switched off.
    changing = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    kept = account(simulator, CENTRAL, **ftp(simulator, ftp_password="", ftp_encryption="off"))
    changed = await enter(hass, changing, kept | {"name": entry.title})
    assert changed["reason"] == "reconfigure_successful"
    assert entry.data["ftp_password"] == simulator.account.ftp_password
    assert entry.data["ftp_encryption"] == "off"
    await hass.async_block_till_done()
