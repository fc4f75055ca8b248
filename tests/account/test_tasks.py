"""An account that failed is loaded anew, unless somebody unloaded it meanwhile."""

import asyncio
from datetime import timedelta

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

LATER = timedelta(seconds=11)


async def let_it_fail(entry: MockConfigEntry) -> None:
    """Let a part of the account fail as nobody foresaw."""

    async def fail() -> None:
        raise RuntimeError

    entry.runtime_data.run(fail(), "part")


async def test_a_part_that_fails_is_begun_anew(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    before = entry.runtime_data
    await let_it_fail(entry)
    await hass.async_block_till_done()
    async_fire_time_changed(hass, dt_util.utcnow() + LATER)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert entry.runtime_data is not before


async def test_what_was_unloaded_stays_so(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await let_it_fail(entry)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(entry.entry_id)
    async_fire_time_changed(hass, dt_util.utcnow() + LATER)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.NOT_LOADED


async def test_what_runs_has_ended_before_the_journal_is_closed(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    account = entry.runtime_data
    found: list[object] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            found.append(await account.outbox.find(["none"]))

    account.run(work(), "part")
    await asyncio.sleep(0)
    await hass.config_entries.async_unload(entry.entry_id)
    assert found == [[]]
