"""Sensors in the long run: statistics that go on, and what is kept out of the database."""

from datetime import datetime, timedelta
from decimal import Decimal

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import get_instance, history
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    async_list_statistic_ids,
    statistics_during_period,
    validate_statistics,
)
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
    do_adhoc_statistics,
)

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, send, until_state
from .flows.test_options import save
from .test_entities import BALANCE, LAST, attributes_of, press, state_of
from .test_webhook import Client

START = datetime(2026, 11, 9, 12, 0, tzinfo=dt_util.UTC)
PERIOD = timedelta(minutes=5)
LOW_BALANCE = "binary_sensor.clickatell_low_balance"
CHECK_BALANCE = "button.clickatell_check_balance"
LAST_ERROR = "sensor.anna_last_error"


@pytest.fixture
def mock_recorder_before_hass(async_test_recorder: object) -> None:
    """Have the recorder's database ready before Home Assistant is."""


class Statistics:
    """The long-term statistics of the balance, five minutes at a time."""

    def __init__(self, hass: HomeAssistant, clock: FrozenDateTimeFactory) -> None:
        """Begin now."""
        self._hass = hass
        self._clock = clock
        clock.move_to(START)
        self._period = START

    async def go_on(self) -> None:
        """Let five minutes pass, and be compiled."""
        await async_wait_recording_done(self._hass)
        do_adhoc_statistics(self._hass, start=self._period)
        await async_wait_recording_done(self._hass)
        self._period += PERIOD
        self._clock.move_to(self._period + timedelta(seconds=1))

    async def what_is_wrong(self) -> object:
        """Return what Home Assistant would have the user mend."""
        return await get_instance(self._hass).async_add_executor_job(
            validate_statistics, self._hass
        )

    async def metadata(self) -> dict[str, object]:
        """Return what the statistics are of."""
        (found,) = await async_list_statistic_ids(self._hass, {BALANCE})
        return found

    async def sums(self) -> list[float | None]:
        """Return by how much the balance has changed since the beginning, at each time."""
        rows = await get_instance(self._hass).async_add_executor_job(
            lambda: statistics_during_period(
                self._hass, START, None, {BALANCE}, "5minute", None, {"sum"}
            )
        )
        return [row["sum"] for row in rows[BALANCE]]


@pytest.mark.usefixtures("recorder_mock")
async def test_statistics_of_the_balance_go_on_after_a_start_without_the_gateway(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, freezer: FrozenDateTimeFactory
) -> None:
    statistics = Statistics(hass, freezer)
    entry = await add_entry(balance_interval=10080)
    await until_state(hass, BALANCE, "100.0")
    await statistics.go_on()
    simulator.account.balance = Decimal(40)
    await press(hass, CHECK_BALANCE)
    await statistics.go_on()
    before = await statistics.metadata()
    known = what_it_is_of(hass)
    await simulator.refuse()
    await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    await statistics.go_on()
    assert what_it_is_of(hass) == known
    assert await statistics.what_is_wrong() == {}
    assert await statistics.metadata() == before
    await simulator.accept()
    simulator.account.balance = Decimal(30)
    await press(hass, CHECK_BALANCE)
    await statistics.go_on()
    assert what_it_is_of(hass) == known
    assert await statistics.what_is_wrong() == {}
    assert await statistics.metadata() == before
    assert await statistics.sums() == [0, -60, -60, -70]


def what_it_is_of(hass: HomeAssistant) -> list[object]:
    """Return what says how the balance is to be counted."""
    attributes = attributes_of(hass, BALANCE)
    return [attributes.get(name) for name in ("state_class", "device_class", "unit_of_measurement")]


@pytest.mark.parametrize("gateway", ["clickatell_one", "bulksms"])
async def test_what_the_balance_is_of_is_known_before_it_is(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    await simulator.refuse()
    await add_entry(new_entry(simulator, gateway))
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    is_money = gateway == "clickatell_one"
    counted = ["total", "monetary"] if is_money else ["measurement", None]
    assert what_it_is_of(hass) == [*counted, None if is_money else "credits"]
    await simulator.accept()
    await press(hass, CHECK_BALANCE)
    unit = simulator.account.currency if is_money else "credits"
    assert what_it_is_of(hass) == [*counted, unit]


async def test_another_currency_takes_the_place_of_the_one_before(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, BALANCE, "100.0")
    simulator.account.currency = "ZAR"
    await press(hass, CHECK_BALANCE)
    assert attributes_of(hass, BALANCE)["unit_of_measurement"] == "ZAR"


@pytest.mark.usefixtures("recorder_mock")
async def test_who_wrote_what_is_kept_out_of_the_database(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    await send(hass, to=ANNA, tag="freezer", wait_for="delivered")
    await simulator.reply(ANNA, "on my way")
    await until_state(hass, LAST, "delivered")
    await hass.async_block_till_done()
    await async_wait_recording_done(hass)
    events = ["event.clickatell_incoming_message", "event.anna_reply"]
    since = dt_util.utcnow() - timedelta(minutes=5)
    recorded = await get_instance(hass).async_add_executor_job(
        lambda: history.get_significant_states(
            hass, since, entity_ids=[*events, LAST], minimal_response=False
        )
    )
    for entity_id in events:
        assert attributes_of(hass, entity_id)["text"] == "on my way"
        kept = recorded[entity_id][-1].attributes  # type: ignore[union-attr]
        assert kept["event_type"] == "message_received"
        assert not kept.keys() & {"from", "to", "text", "recipient", "media"}
    assert attributes_of(hass, LAST)["tag"] == "freezer"
    kept = recorded[LAST][-1].attributes  # type: ignore[union-attr]
    assert kept["parts"] == 1
    assert not kept.keys() & {"message_id", "tag"}


async def test_there_is_a_sensor_for_a_low_balance_while_the_options_say_what_is_low(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    await until_state(hass, BALANCE, "100.0")
    assert registry.async_get(LOW_BALANCE) is None
    for threshold, state in ((150, "on"), (50, "off")):
        await save(hass, entry, balance={"low_balance": threshold})
        await hass.async_block_till_done()
        assert state_of(hass, LOW_BALANCE) == state
    await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, LOW_BALANCE, "off")
    await save(hass, entry, balance={})
    await hass.async_block_till_done()
    assert registry.async_get(LOW_BALANCE) is None
    assert hass.states.get(LOW_BALANCE) is None
    await save(hass, entry, balance={"low_balance": 150})
    await hass.async_block_till_done()
    assert state_of(hass, LOW_BALANCE) == "on"


async def test_a_sensor_for_a_low_balance_that_an_earlier_version_made_goes(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = new_entry(simulator)
    entry.add_to_hass(hass)
    unique_id = f"{entry.entry_id}_low_balance"
    registry = er.async_get(hass)
    registry.async_get_or_create("binary_sensor", DOMAIN, unique_id, config_entry=entry)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert registry.async_get_entity_id("binary_sensor", DOMAIN, unique_id) is None


async def test_before_there_is_a_message_there_is_none(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    assert state_of(hass, LAST) == "none"
    await send(hass, to=ANNA, wait_for="accepted")
    await until_state(hass, LAST, "accepted")
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, LAST) == "accepted"


async def test_counts_are_numbers_without_a_unit(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    for key in ("pending", "sent_today"):
        assert "unit_of_measurement" not in attributes_of(hass, f"sensor.clickatell_{key}")


async def test_the_last_error_is_there_for_who_wants_it(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    known = registry.async_get(LAST_ERROR)
    assert known is not None
    assert known.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    registry.async_update_entity(LAST_ERROR, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    assert state_of(hass, LAST_ERROR) == "none"
    simulator.account.senders = ("15550100055",)
    (message,) = await send(hass, to=ANNA, wait_for="delivered")
    await until_state(hass, LAST_ERROR, message["error"])
    simulator.account.senders = ()
    await send(hass, to=ANNA, wait_for="accepted")
    await until_state(hass, LAST_ERROR, "none")


@pytest.mark.usefixtures("recorder_mock")
async def test_statistics_of_counts_that_had_a_unit_go_on(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = new_entry(simulator)
    pending = er.async_get(hass).async_get_or_create(
        "sensor", DOMAIN, f"{entry.entry_id}_pending", suggested_object_id="waiting"
    )
    old = StatisticMetaData(
        mean_type=StatisticMeanType.ARITHMETIC,
        has_sum=False,
        name=None,
        source="recorder",
        statistic_id=pending.entity_id,
        unit_class=None,
        unit_of_measurement="messages",
    )
    async_import_statistics(hass, old, [StatisticData(start=START, mean=1.0)])
    await async_wait_recording_done(hass)
    await add_entry(entry)
    await async_wait_recording_done(hass)
    (found,) = await async_list_statistic_ids(hass, {pending.entity_id})
    assert found["statistics_unit_of_measurement"] is None
    assert entry.minor_version == 2
