"""For how long the journal's thread can't be had while the account does something else with it."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from inspect import iscoroutine
from sqlite3 import Connection, ProgrammingError
import time
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

_PAUSE = 0.003
_SECONDS = 30
"""How long a purge is watched, or nothing at all."""


async def longest_wait(entry: ConfigEntry[Any], working: asyncio.Task[None]) -> float:
    """Need the thread again and again until the work is done; return the longest wait, in seconds.

    Between two set-ups there is no journal to be had.
    """
    longest = 0.0
    while not working.done():
        began = time.perf_counter()
        if account := getattr(entry, "runtime_data", None):
            with suppress(ProgrammingError):
                await account.journal.run(_nothing)
                longest = max(longest, time.perf_counter() - began)
        await asyncio.sleep(_PAUSE)
    await working
    return longest


async def at_work(hass: HomeAssistant, entry: ConfigEntry[Any], work: str) -> None:
    """Do what Home Assistant does, or a user."""
    match work:
        case "purge":
            hass.config_entries.async_update_entry(entry, options={**entry.options, "keep_days": 1})
            await hass.config_entries.async_reload(entry.entry_id)
            await asyncio.sleep(_SECONDS)
        case "backup":
            await _back_up(hass)
        case "health":
            for _ in range(5):
                await _look(hass)
        case _:
            await asyncio.sleep(_SECONDS)


async def _back_up(hass: HomeAssistant) -> None:
    """Write alerts while the journal must not change, as happens during a backup."""
    from custom_components.sms_gateway import backup  # noqa: PLC0415 - there by now

    await backup.async_pre_backup(hass)
    for number in range(50):
        alert = {"to": "+15550100001", "message": f"The freezer is warm {number}"}
        await hass.services.async_call("sms_gateway", "send_message", alert, blocking=True)
    await backup.async_post_backup(hass)
    await asyncio.sleep(1)


async def _look(hass: HomeAssistant) -> None:
    """Ask for what the page of the system's health shows."""
    from custom_components.sms_gateway import system_health  # noqa: PLC0415 - there by now

    found = await system_health.async_info(hass)
    waiting: list[Coroutine[Any, Any, Any]] = [each for each in found.values() if iscoroutine(each)]
    await asyncio.gather(*waiting)


def _nothing(_db: Connection) -> None:
    """Need the thread for no time at all."""
