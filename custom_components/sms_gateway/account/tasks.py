"""What an account runs beside each other, for as long as it is open."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
import logging
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

# How long to wait before an account is started anew that failed, in seconds.
_RESTART_PAUSE = 10.0


class Tasks:
    """The tasks of one account. If one of them fails, the account starts anew."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Run nothing yet."""
        self._hass = hass
        self._entry = entry
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_ending = False

    @callback
    def run(self, work: Coroutine[Any, Any, None], what: str) -> asyncio.Task[None]:
        """Run something until it ends or everything is cancelled."""
        task = self._entry.async_create_background_task(
            self._hass, work, f"{DOMAIN} {self._entry.title} {what}"
        )
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def cancel(self) -> None:
        """End everything."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @callback
    def start_anew(self) -> None:
        """Load the account anew; not at once: what failed may fail again."""

        @callback
        def reload(_now: datetime) -> None:
            self._hass.config_entries.async_schedule_reload(self._entry.entry_id)

        if self._is_ending:
            return
        self._is_ending = True
        self._entry.async_on_unload(async_call_later(self._hass, _RESTART_PAUSE, reload))

    @callback
    def _ended(self, task: asyncio.Task[None]) -> None:
        """Start the account anew if a task failed: a queue must not stand still."""
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        _LOGGER.error("%s failed; the account is reloaded", task.get_name(), exc_info=error)
        self.start_anew()
