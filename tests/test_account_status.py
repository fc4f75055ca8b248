"""How an account shows that it does well, or what it lacks: status, connectivity, balance."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, BEN, AddEntry, send, until_state
from .test_entities import LAST, STATUS, attributes_of, press, state_of

CONNECTIVITY = "binary_sensor.clickatell_connectivity"
BALANCE = "sensor.clickatell_balance"
LOW_BALANCE = "binary_sensor.clickatell_low_balance"


async def test_gateway_that_is_not_there_and_back(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, CONNECTIVITY, "on")
    assert state_of(hass, STATUS) == "running"
    await simulator.refuse()
    await send(hass, to=ANNA, retry_rate=0.01)
    await until_state(hass, CONNECTIVITY, "off")
    assert state_of(hass, STATUS) == "retrying"
    await simulator.accept()
    await until_state(hass, LAST, "accepted")
    await until_state(hass, STATUS, "running")
    assert state_of(hass, CONNECTIVITY) == "on"


async def test_no_funds(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA, retry_rate=0.01)
    await until_state(hass, STATUS, "no_funds")
    # The gateway was there to refuse.
    assert state_of(hass, CONNECTIVITY) == "on"
    # That the balance can be asked does not mend it.
    await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, STATUS) == "no_funds"
    simulator.faults.clear()
    await until_state(hass, LAST, "accepted")
    await until_state(hass, STATUS, "running")


async def test_bad_key_holds_the_queue_until_it_is_mended(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, CONNECTIVITY, "on")
    simulator.account.api_key = "a-new-key=="
    await send(hass, to=ANNA)
    await until_state(hass, STATUS, "reauth")
    await hass.async_block_till_done()
    requests = simulator.network.send_requests
    await send(hass, to=BEN)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    assert simulator.network.send_requests == requests
    assert state_of(hass, "sensor.clickatell_pending") == "2"
    await hass.config_entries.flow.async_configure(flow["flow_id"], {"api_key": "a-new-key=="})
    await hass.async_block_till_done()
    await until_state(hass, LAST, "accepted")
    await until_state(hass, "sensor.ben_last_message", "accepted")
    assert state_of(hass, STATUS) == "running"


async def test_bad_key_is_noticed_by_the_balance_poll(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.set(Fault.BAD_KEY)
    with pytest.raises(HomeAssistantError, match="The gateway refuses the credentials"):
        await press(hass, "button.clickatell_check_balance")
    await hass.async_block_till_done()
    assert state_of(hass, STATUS) == "reauth"
    assert len(hass.config_entries.flow.async_progress()) == 1
    simulator.faults.clear()
    await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, STATUS) == "running"


async def test_bad_key_is_told_while_a_message_waits_out_an_outage(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.set(Fault.HTTP_500)
    await send(hass, to=ANNA, retry_rate=600)
    await until_state(hass, STATUS, "retrying")
    simulator.faults.clear()
    simulator.faults.set(Fault.BAD_KEY)
    with pytest.raises(HomeAssistantError, match="The gateway refuses the credentials"):
        await press(hass, "button.clickatell_check_balance")
    await hass.async_block_till_done()
    assert state_of(hass, STATUS) == "reauth"
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_address_that_is_not_allowed_is_no_reason_to_ask_for_credentials(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.set(Fault.ADDRESS)
    await send(hass, to=ANNA)
    await until_state(hass, STATUS, "retrying")
    assert hass.config_entries.flow.async_progress() == []


async def test_balance_is_money(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, BALANCE, "100.0")
    attributes = attributes_of(hass, BALANCE)
    assert attributes["device_class"] == "monetary"
    assert attributes["unit_of_measurement"] == "EUR"
    await send(hass, to=ANNA, wait_for="accepted")
    await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, BALANCE) == "99.96"


async def test_balance_is_asked_for_at_the_interval(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    await add_entry(balance_interval=15)
    await until_state(hass, BALANCE, "100.0")
    await simulator.refuse()
    freezer.tick(timedelta(minutes=15, seconds=1))
    async_fire_time_changed(hass)
    await until_state(hass, BALANCE, STATE_UNAVAILABLE)
    assert state_of(hass, CONNECTIVITY) == "off"
    await simulator.accept()
    freezer.tick(timedelta(minutes=15, seconds=1))
    async_fire_time_changed(hass)
    await until_state(hass, BALANCE, "100.0")
    assert state_of(hass, CONNECTIVITY) == "on"


async def test_money_without_a_currency_is_no_credits(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    simulator.account.currency = None  # type: ignore[assignment]  # as a gateway may leave it out
    await add_entry()
    await until_state(hass, BALANCE, "100.0")
    attributes = attributes_of(hass, BALANCE)
    assert "unit_of_measurement" not in attributes
    assert attributes["device_class"] == "monetary"


async def test_low_balance(hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry) -> None:
    await add_entry(low_balance=99.97)
    await until_state(hass, LOW_BALANCE, "off")
    await send(hass, to=ANNA, wait_for="accepted")
    await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, LOW_BALANCE) == "on"


async def test_check_balance_raises_when_the_gateway_is_down(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await until_state(hass, BALANCE, "100.0")
    await simulator.refuse()
    for _ in range(2):
        with pytest.raises(
            HomeAssistantError, match="The balance is not known: the gateway could not be reached"
        ):
            await press(hass, "button.clickatell_check_balance")
    assert state_of(hass, BALANCE) == STATE_UNAVAILABLE
