"""The log has one line when the gateway is lost, and one when it is back, whoever notices."""

from collections.abc import Callable
from decimal import Decimal
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.sms_gateway.account.outage_log import OutageLog
from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.messaging.health import GatewayHealth
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, AddEntry, new_entry, send, until, until_state
from .test_entities import press
from .test_polling import poll_until
from .test_retry import START, elapse, states

CHECK_BALANCE = "button.clickatell_check_balance"


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what a log says at its usual level of the integration, short: lost, or back."""
    caplog.set_level(logging.INFO)

    def said() -> list[str]:
        ours = [
            record.getMessage()
            for record in caplog.records
            if record.name.startswith("custom_components") and record.levelno >= logging.INFO
        ]
        return [line.partition(":")[0].removeprefix("Clickatell ") for line in ours]

    return said


async def asked(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    gateway: str = "bulksms",
    **options: Any,  # noqa: ANN401 - the account's
) -> None:
    """Set up an account whose balance is known, and is asked for by the button alone."""
    entry = await add_entry(new_entry(simulator, gateway, balance_interval=10080, **options))
    await until(hass, lambda: entry.runtime_data.coordinator.balance is not None)


async def ask_for_balance(hass: HomeAssistant) -> None:
    with pytest.raises(HomeAssistantError):
        await press(hass, CHECK_BALANCE)


async def test_an_outage_that_only_the_poll_for_replies_meets(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, poll_replies=1)
    assert lines() == []
    simulator.faults.set(Fault.HTTP_503)
    await poll_until(hass, clock, lambda: bool(lines()))
    for _ in range(5):
        elapse(hass, clock, 60)
        await hass.async_block_till_done(wait_background_tasks=False)
    assert lines() == ["fails (replies)"]
    simulator.faults.clear()
    await poll_until(hass, clock, lambda: len(lines()) > 1)
    assert lines() == ["fails (replies)", "is back"]


async def test_an_outage_that_only_messages_meet(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, "clickatell_one")
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA)
    for attempt in range(1, 4):
        await until(hass, lambda n=attempt: states(statuses).count("queued") == n + 1)  # type: ignore[misc]
        elapse(hass, clock, 60)
    assert lines() == ["fails (sending)"]
    simulator.faults.clear()
    elapse(hass, clock, 60)
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    assert lines() == ["fails (sending)", "is back"]


async def test_an_outage_that_only_the_question_for_the_balance_meets(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, "clickatell_one")
    simulator.faults.set(Fault.HTTP_503)
    for _ in range(3):
        await ask_for_balance(hass)
    assert lines() == ["fails (balance)"]
    simulator.faults.clear()
    await press(hass, CHECK_BALANCE)
    assert lines() == ["fails (balance)", "is back"]


async def test_an_outage_that_everything_meets(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    # However many minutes pass while a slow disk writes, the message waits.
    await asked(hass, simulator, add_entry, poll_replies=1, stop_after=10080)
    simulator.faults.set(Fault.HTTP_503)
    await ask_for_balance(hass)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    await poll_until(hass, clock, lambda: states(statuses).count("queued") >= 4)
    assert lines() in (["fails (balance)"], ["fails (replies)"])
    simulator.faults.clear()
    await poll_until(hass, clock, lambda: states(statuses)[-1] == "accepted")
    await press(hass, CHECK_BALANCE)
    await poll_until(hass, clock, lambda: len(lines()) > 1)
    assert lines()[1:] == ["is back"]


async def test_each_time_it_is_lost_and_back_has_its_lines(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, "clickatell_one")
    for _ in range(3):
        await simulator.refuse()
        await ask_for_balance(hass)
        await simulator.accept()
        await press(hass, CHECK_BALANCE)
    assert lines() == ["fails (balance)", "is back"] * 3


async def test_a_balance_that_can_be_had_does_not_end_an_outage_of_messages(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, "clickatell_one")
    for attempt in range(1, 4):
        simulator.faults.set(Fault.HTTP_503, count=1)
        if attempt == 1:
            await send(hass, to=ANNA)
        else:
            elapse(hass, clock, 60)
        await until(hass, lambda n=attempt: states(statuses).count("queued") == n + 1)  # type: ignore[misc]
        await press(hass, CHECK_BALANCE)
    assert lines() == ["fails (sending)"]


async def test_a_start_while_the_gateway_is_down_says_so_once(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    await simulator.refuse()
    entry = await add_entry(new_entry(simulator, "bulksms", poll_replies=1))
    await until(hass, lambda: bool(lines()))
    await hass.async_block_till_done(wait_background_tasks=False)
    assert len(lines()) == 1
    await hass.config_entries.async_reload(entry.entry_id)
    await until(hass, lambda: len(lines()) == 2)
    for _ in range(3):
        elapse(hass, clock, 60)
        await hass.async_block_till_done(wait_background_tasks=False)
    assert len(lines()) == 2
    await simulator.accept()
    await poll_until(hass, clock, lambda: len(lines()) == 3)
    assert lines()[-1] == "is back"


@pytest.mark.parametrize("gateway", ["clickatell_one", "bulksms"])
async def test_refused_credentials_have_one_line(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
    gateway: str,
) -> None:
    await asked(hass, simulator, add_entry, gateway, poll_replies=1)
    simulator.faults.set(Fault.BAD_KEY)
    await ask_for_balance(hass)
    await send(hass, to=ANNA)
    await until_state(hass, "sensor.clickatell_status", "reauth")
    for _ in range(3):
        elapse(hass, clock, 60)
        await hass.async_block_till_done(wait_background_tasks=False)
    assert len(lines()) == 1
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_no_funds_is_not_an_outage(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    lines: Callable[[], list[str]],
) -> None:
    await asked(hass, simulator, add_entry, "clickatell_one")
    simulator.account.balance = Decimal(0)
    await send(hass, to=ANNA)
    await until_state(hass, "sensor.clickatell_status", "no_funds")
    assert lines() == []


def test_an_answer_ends_what_kept_all_questions_from_the_gateway(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = OutageLog("Home", GatewayHealth(lambda: None))
    down = GatewayError(ErrorKind.NETWORK, "no route")
    broken = GatewayError(ErrorKind.SERVER, "internal error")
    log.heard("balance", down)
    log.heard("replies", broken)
    log.heard("sending", None)
    assert caplog.messages == ["Home fails (balance): no route"]
    log.heard("replies", None)
    assert caplog.messages[1:] == ["Home is back"]
