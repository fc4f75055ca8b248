"""The question for the balance: when it is asked again, and what becomes of a failure."""

import asyncio
from collections.abc import Callable
import logging
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.sms_gateway.gateways.base import Balance
from custom_components.sms_gateway.gateways.clickatell_one import ClickatellOne
from simulator import Simulator
from simulator.faults import Fault

from .conftest import AddEntry, until, until_state
from .test_entities import BALANCE, CONNECTIVITY, press, state_of
from .test_retry import START, elapse

CHECK_BALANCE = "button.clickatell_check_balance"
ASK = ClickatellOne.balance


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return what the log says of this integration."""
    caplog.set_level(logging.INFO)
    return lambda: [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components")
    ]


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the questions for the balance, as they are asked."""
    asked: list[str] = []

    async def ask(self: ClickatellOne) -> Balance:
        asked.append("balance")
        return await ASK(self)

    monkeypatch.setattr(ClickatellOne, "balance", ask)
    return asked


async def elapse_and_look(
    hass: HomeAssistant, clock: FrozenDateTimeFactory, seconds: float
) -> None:
    """Let time pass, and what is due by then begin."""
    elapse(hass, clock, seconds)
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("interval", "retry_after", "pause"),
    [(1, 600, 600), (10, 2, 600)],
    ids=["later than usual", "never earlier"],
)
async def test_a_gateway_that_is_asked_too_often_is_asked_when_it_says(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    questions: list[str],
    interval: float,
    retry_after: float,
    pause: float,
) -> None:
    simulator.faults.set(Fault.RATE_429, retry_after, count=1)
    await add_entry(balance_interval=interval)
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    for _ in range(9):
        await elapse_and_look(hass, clock, pause / 10)
    assert len(questions) == 1
    elapse(hass, clock, pause / 10 + 1)
    await until_state(hass, BALANCE, "100.0")


async def test_after_a_failure_it_is_asked_at_the_usual_time(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, clock: FrozenDateTimeFactory
) -> None:
    simulator.faults.set(Fault.HTTP_503, count=1)
    await add_entry(balance_interval=1)
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    elapse(hass, clock, 61)
    await until_state(hass, BALANCE, "100.0")


async def test_refused_credentials_may_be_a_hiccup(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, clock: FrozenDateTimeFactory
) -> None:
    simulator.faults.set(Fault.BAD_KEY, count=1)
    await add_entry(balance_interval=1)
    await until(hass, lambda: len(hass.config_entries.flow.async_progress()) == 1)
    await until_state(hass, "sensor.clickatell_status", "reauth")
    elapse(hass, clock, 61)
    await until_state(hass, BALANCE, "100.0")
    await until_state(hass, "sensor.clickatell_status", "running")


async def test_what_nobody_foresaw_is_no_answer_of_the_gateway(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    balance = "custom_components.sms_gateway.gateways.clickatell_one.ClickatellOne.balance"
    with patch(balance, side_effect=RuntimeError("a bug")):
        entry = await add_entry(balance_interval=1)
        await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    assert state_of(hass, CONNECTIVITY) == STATE_UNKNOWN
    assert lines() == ["Unexpected error fetching Clickatell One API balance data"]
    # A gateway that was lost is not back by that.
    await simulator.refuse()
    elapse(hass, clock, 61)
    await until_state(hass, CONNECTIVITY, "off")
    with patch(balance, side_effect=RuntimeError("a bug")) as asked:
        await elapse_and_look(hass, clock, 61)
        assert asked.call_count == 1
    assert state_of(hass, CONNECTIVITY) == "off"
    assert entry.runtime_data.coordinator.trouble is not None
    assert not [line for line in lines() if line.endswith("is back")]


async def test_lost_and_back_has_a_line_each(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    lines: Callable[[], list[str]],
) -> None:
    await add_entry(balance_interval=1)
    await until_state(hass, BALANCE, "100.0")
    simulator.faults.set(Fault.HTTP_503)
    elapse(hass, clock, 61)
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    for _ in range(2):
        with pytest.raises(HomeAssistantError, match="The balance is not known"):
            await press(hass, CHECK_BALANCE)
    simulator.faults.clear()
    await press(hass, CHECK_BALANCE)
    assert state_of(hass, BALANCE) == "100.0"
    (lost, back) = lines()
    assert lost.startswith("Clickatell fails (balance): ")
    assert back == "Clickatell is back"
