"""What is older than the option says is forgotten at midnight; who has written STOP is not."""

from pathlib import Path
import sqlite3

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.sms_gateway.account import journal_path
from simulator import Simulator

from .conftest import ANNA, BEN, CARLA, AddEntry, send, until

COUNTED = ("outbound", "inbound", "block")


def rows(path: Path) -> dict[str, int]:
    """Return how many rows some tables have."""
    db = sqlite3.connect(path)
    # The names stand above.
    counts = {
        table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608
        for table in COUNTED
    }
    db.close()
    return counts


@pytest.mark.parametrize(
    ("keep_days", "left"),
    [
        (2, {"outbound": 2, "inbound": 1, "block": 1}),
        (0, {"outbound": 3, "inbound": 2, "block": 1}),
    ],
)
async def test_old_messages_are_forgotten(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    add_entry: AddEntry,
    freezer: FrozenDateTimeFactory,
    keep_days: int,
    left: dict[str, int],
) -> None:
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-18 23:00:00+00:00")
    entry = await add_entry(keep_days=keep_days, stop_after=0)
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(BEN, "STOP")
    await simulator.refuse()
    await send(hass, to=CARLA)
    await until(
        hass,
        lambda: (
            (s := hass.states.get("sensor.clickatell_status")) is not None and s.state == "retrying"
        ),
    )
    freezer.move_to("2026-11-20 23:30:00+00:00")
    await send(hass, to=ANNA)
    await simulator.reply(ANNA, "on my way")
    freezer.move_to("2026-11-21 00:00:01+00:00")
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert await hass.async_add_executor_job(rows, journal_path(hass, entry.entry_id)) == left
