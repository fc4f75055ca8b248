"""The automation that writes once a week that all is well."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, AddEntry, new_entry, send, until, until_state
from ..test_retry import START, elapse
from .conftest import Use, phone

TEXT = "Home Assistant is still here. Balance: 100.0 EUR"
DAY = 24 * 3600


async def test_message_comes_every_friday(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    use: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(START)
    await add_entry(new_entry(simulator, balance_interval=0.5))
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    await use(
        "automation",
        "still_here",
        recipients={"entity_id": ["notify.anna", "notify.ben"]},
        balance="sensor.clickatell_balance",
        weekday="fri",
        time="12:30:00",
    )
    elapse(hass, freezer, 1799)
    await send(hass, to=CARLA, wait_for="accepted")
    assert phone(simulator, ANNA) == []
    elapse(hass, freezer, 1)
    await until(hass, lambda: len(phone(simulator, BEN)) == 1)
    assert phone(simulator, ANNA) == phone(simulator, BEN) == [TEXT]
    for _ in range(6):
        elapse(hass, freezer, DAY)
        await send(hass, to=CARLA, wait_for="accepted")
    assert phone(simulator, ANNA) == [TEXT]
    elapse(hass, freezer, DAY)
    await until(hass, lambda: len(phone(simulator, BEN)) == 2)
    assert len(phone(simulator, ANNA)) == 2


async def test_gateway_without_a_balance(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    use: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(START)
    await add_entry(new_entry(simulator, "peerless"))
    assert not [name for name in hass.states.async_entity_ids() if name.endswith("_balance")]
    recipients = {"entity_id": ["notify.anna"]}
    await use("automation", "still_here", recipients=recipients, weekday="fri", time="12:00:30")
    elapse(hass, freezer, 30)
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA) == ["Home Assistant is still here."]
