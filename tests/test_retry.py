"""Messages that do not get through at once: tried again, and given up in time."""

from collections.abc import Mapping
from datetime import UTC, datetime

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, BEN, AddEntry, new_entry, send, until, until_state

START = "2026-11-20 12:00:00+00:00"


@pytest.fixture(autouse=True)
def clock(freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that only goes when it is told to."""
    freezer.move_to(START)
    return freezer


def elapse(hass: HomeAssistant, clock: FrozenDateTimeFactory, seconds: float) -> None:
    """Let time pass, and the clock of the event loop, which rounds otherwise, see that it has."""
    clock.tick(seconds + 1e-6)
    async_fire_time_changed(hass)


def states(statuses: list[Event], to: str = ANNA) -> list[str]:
    """Return the states of the messages to a number, in order."""
    return [event.data["state"] for event in statuses if event.data["to"] == to]


async def set_up(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    gateway: str = "clickatell_one",
    credentials: Mapping[str, str] | None = None,
    **options: object,
) -> MockConfigEntry:
    """Set up an account that is not asked for its balance in the middle of a test."""
    entry = await add_entry(
        new_entry(simulator, gateway, credentials, balance_interval=10080, **options)
    )
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    return entry


async def test_five_attempts_at_minutes_0_to_4_then_given_up(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA, tag="freezer")
    for minute in range(5):
        await until(hass, lambda n=minute + 1: simulator.network.send_requests >= n)  # type: ignore[misc]
        await until(hass, lambda n=minute + 1: states(statuses).count("queued") == n + 1)  # type: ignore[misc]
        # Not a second too early.
        elapse(hass, clock, 59)
        await hass.async_block_till_done()
        assert simulator.network.send_requests == minute + 1
        elapse(hass, clock, 1)
    await until(hass, lambda: states(statuses)[-1] == "expired")
    assert simulator.network.send_requests == 5
    passed = datetime.now(UTC) - datetime.fromisoformat(START)
    assert passed.total_seconds() == pytest.approx(300, abs=0.001)
    last = statuses[-1].data
    assert last["attempts"] == 5
    assert last["tag"] == "freezer"
    assert last["error"] == "Internal error, please retry. (19)"
    assert states(statuses) == ["queued", *["sending", "queued"] * 5, "expired"]


async def test_rate_and_end_of_the_action_come_before_the_options(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry, retry_rate=5, stop_after=60)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA, retry_rate=0.5, stop_after=1)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    elapse(hass, clock, 30)
    await until(hass, lambda: states(statuses).count("queued") == 3)
    elapse(hass, clock, 30)
    await until(hass, lambda: states(statuses)[-1] == "expired")
    assert simulator.network.send_requests == 2


async def test_gateway_that_is_down_and_back_later(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await set_up(hass, simulator, add_entry)
    await simulator.refuse()
    await send(hass, to=[ANNA, BEN])
    await until(hass, lambda: states(statuses, BEN).count("queued") == 2)
    await until_state(hass, "binary_sensor.clickatell_connectivity", "off")
    await until_state(hass, "sensor.clickatell_status", "retrying")
    await until_state(hass, "sensor.clickatell_pending", "2")
    elapse(hass, clock, 60)
    await until(hass, lambda: states(statuses, BEN).count("queued") == 3)
    assert caplog.text.count("Clickatell fails (sending)") == 1
    await simulator.accept()
    elapse(hass, clock, 60)
    await until(hass, lambda: states(statuses, BEN)[-1] == "accepted")
    await until_state(hass, "binary_sensor.clickatell_connectivity", "on")
    await until_state(hass, "sensor.clickatell_status", "running")
    await until_state(hass, "sensor.clickatell_pending", "0")
    assert caplog.text.count("Clickatell is back") == 1
    # What became due together left together.
    assert simulator.network.send_requests == 1


async def test_retry_after_moves_the_next_attempt_later(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.RATE_429, 90, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    elapse(hass, clock, 89)
    await hass.async_block_till_done()
    assert simulator.network.send_requests == 1
    elapse(hass, clock, 1)
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    assert simulator.network.send_requests == 2


async def test_restart_in_between_keeps_to_the_times(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    entry = await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    clock.tick(30)
    simulator.faults.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, "binary_sensor.clickatell_connectivity", "on")
    await hass.async_block_till_done()
    assert simulator.network.send_requests == 1
    elapse(hass, clock, 30)
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    assert statuses[-1].data["attempts"] == 2


async def test_time_that_passed_while_home_assistant_was_off(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    entry = await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    await hass.config_entries.async_unload(entry.entry_id)
    clock.tick(600)
    simulator.faults.clear()
    await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: states(statuses)[-1] == "expired")
    assert simulator.network.send_requests == 1


async def test_stop_ends_what_waits(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=[ANNA, BEN])
    await until(hass, lambda: states(statuses, BEN).count("queued") == 2)
    simulator.faults.clear()
    await simulator.reply(ANNA, "STOP")
    await until(hass, lambda: states(statuses)[-1] == "rejected")
    assert "written STOP" in next(
        e.data["error"] for e in statuses if e.data["state"] == "rejected"
    )
    elapse(hass, clock, 60)
    await until(hass, lambda: states(statuses, BEN)[-1] in ("accepted", "sent", "delivered"))
    assert [message.to for message in simulator.network.messages] == [BEN.removeprefix("+")]


async def test_answer_that_got_lost_is_settled_by_a_report(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    elapse(hass, clock, 60)
    await hass.async_block_till_done()
    assert simulator.network.accepted == 1


@pytest.mark.parametrize(("retry_uncertain", "accepted"), [(True, 2), (False, 1)])
async def test_answer_that_got_lost_without_a_report(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
    retry_uncertain: bool,
    accepted: int,
) -> None:
    await set_up(hass, simulator, add_entry, retry_uncertain=retry_uncertain)
    simulator.faults.set(Fault.DROP_ANSWER, count=1)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    elapse(hass, clock, 60)
    if retry_uncertain:
        await until(hass, lambda: states(statuses)[-1] == "accepted")
    elapse(hass, clock, 240)
    if not retry_uncertain:
        await until(hass, lambda: states(statuses)[-1] == "expired")
    assert simulator.network.accepted == accepted


async def test_sending_switched_off_lets_time_pass(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    clock: FrozenDateTimeFactory,
) -> None:
    await set_up(hass, simulator, add_entry)
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses).count("queued") == 2)
    simulator.faults.clear()
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.clickatell_sending"}, blocking=True
    )
    elapse(hass, clock, 60)
    await hass.async_block_till_done()
    assert simulator.network.accepted == 0
    elapse(hass, clock, 240)
    await until(hass, lambda: states(statuses)[-1] == "expired")
    assert simulator.network.accepted == 0
