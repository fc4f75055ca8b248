"""Until when each user has read each conversation: on all of that user's devices alike."""

from typing import TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_VERSION = 1
_SAVE_DELAY = 10.0
_MARKS: HassKey[ReadMarks] = HassKey(f"{DOMAIN}_read_marks")


class _Stored(TypedDict):
    users: dict[str, dict[str, float]]


class ReadMarks:
    """Times in seconds since the epoch, by user and conversation."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know nothing yet."""
        self._store: Store[_Stored] = Store(hass, _VERSION, f"{DOMAIN}.read")
        self._users: dict[str, dict[str, float]] = {}

    async def load(self) -> None:
        """Read what an earlier run kept."""
        stored = await self._store.async_load()
        self._users = stored["users"] if stored else {}

    @callback
    def get(self, user_id: str, thread_id: str) -> float:
        """Return until when a user has read a conversation."""
        return self._users.get(user_id, {}).get(thread_id, 0.0)

    @callback
    def set(self, user_id: str, thread_id: str, at: float) -> None:
        """Note until when a user has read a conversation; what was read stays so."""
        marks = self._users.setdefault(user_id, {})
        if at > marks.get(thread_id, 0.0):
            marks[thread_id] = at
            self._store.async_delay_save(lambda: _Stored(users=self._users), _SAVE_DELAY)

    async def forget(self) -> None:
        """Keep nothing of it."""
        self._users.clear()
        await self._store.async_remove()


async def async_read_marks(hass: HomeAssistant) -> ReadMarks:
    """Return the marks of this home."""
    if _MARKS not in hass.data:
        marks = ReadMarks(hass)
        await marks.load()
        hass.data[_MARKS] = marks
    return hass.data[_MARKS]
