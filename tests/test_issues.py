"""Limits that refuse a message show as a repair issue, once a day."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import (
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.sms_gateway.const import DOMAIN

from .conftest import ANNA, BEN, AddEntry, send, until
from .translations import english

BEFORE_MIDNIGHT = "2026-11-20 23:59:00+00:00"


@pytest.fixture(autouse=True)
async def clock(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> FrozenDateTimeFactory:
    """Return a clock that shows a minute before midnight and only goes when it is told to."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to(BEFORE_MIDNIGHT)
    return freezer


async def refused(hass: HomeAssistant, **data: object) -> None:
    """Send what a limit refuses."""
    with pytest.raises(HomeAssistantError):
        await send(hass, **data)


@pytest.mark.parametrize(
    ("key", "option"), [("hourly_limit", "recipient_hourly_limit"), ("daily_limit", "daily_limit")]
)
async def test_limit_shows_once_a_day_and_goes_at_midnight(
    hass: HomeAssistant,
    add_entry: AddEntry,
    clock: FrozenDateTimeFactory,
    key: str,
    option: str,
) -> None:
    entry = await add_entry(**{option: 1})
    changes = async_capture_events(hass, ir.EVENT_REPAIRS_ISSUE_REGISTRY_UPDATED)
    issue_id = f"{key}_{entry.entry_id}"
    await send(hass, to=ANNA)
    assert changes == []
    for _ in range(3):
        await refused(hass, to=ANNA)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    assert issue.translation_key == key
    assert issue.translation_placeholders == {"account": "Clickatell", "limit": "1"}
    assert not issue.is_fixable
    assert {"title", "description"} == set(english()["issues"][key])
    await hass.async_block_till_done()
    assert [event.data["action"] for event in changes] == ["create"]
    clock.tick(61)
    async_fire_time_changed(hass)
    await until(hass, lambda: ir.async_get(hass).async_get_issue(DOMAIN, issue_id) is None)


async def test_daily_limit_counts_anew_at_midnight(
    hass: HomeAssistant, add_entry: AddEntry, clock: FrozenDateTimeFactory
) -> None:
    await add_entry(daily_limit=2)
    await send(hass, to=[ANNA, BEN], wait_for="accepted")
    await refused(hass, to=ANNA)
    state = hass.states.get("sensor.clickatell_sent_today")
    assert state is not None
    assert state.state == "2"
    clock.tick(61)
    async_fire_time_changed(hass)
    await until(
        hass,
        lambda: (
            (s := hass.states.get("sensor.clickatell_sent_today")) is not None and s.state == "0"
        ),
    )
    await send(hass, to=ANNA, wait_for="accepted")


async def test_other_refusals_are_no_issue(hass: HomeAssistant, add_entry: AddEntry) -> None:
    await add_entry()
    before = set(ir.async_get(hass).issues)
    await hass.services.async_call(
        "switch", "turn_off", {"entity_id": "switch.clickatell_sending"}, blocking=True
    )
    await refused(hass, to=ANNA)
    assert set(ir.async_get(hass).issues) == before
