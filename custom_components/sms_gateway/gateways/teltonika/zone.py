"""Where the router's clock is: its dates are local times (own-sim.md 3.2)."""

import asyncio
from collections.abc import Mapping
from datetime import tzinfo
import time
from zoneinfo import ZoneInfo

from ..base import ErrorKind, GatewayError
from ..reading import text
from .router import Router, entries

type Zone = tzinfo

# How often it is asked, in seconds; somebody may set it.
_ASKED_EVERY = 3600.0


class RouterZone:
    """The time zone that a router is set to, None where it does not tell."""

    def __init__(self, router: Router) -> None:
        """Ask nothing yet."""
        self._router = router
        self._zone: Zone | None = None
        self._asked_at: float | None = None

    async def ask(self) -> Zone | None:
        """Return the zone, as it was within the last hour; raises GatewayError."""
        now = time.monotonic()
        if self._asked_at is None or now - self._asked_at >= _ASKED_EVERY:
            self._zone = await self._told()
            self._asked_at = now
        return self._zone

    async def _told(self) -> Zone | None:
        answer = await self._router.ask("GET", "/date_time/ntp/client/config")
        try:
            found = entries(answer)
        except GatewayError as error:
            if error.kind in (ErrorKind.SERVER, ErrorKind.RATE):
                raise
            # An older firmware, or a user who may not read this.
            return None
        # Off the loop: the rules of a zone are read from disk.
        return await asyncio.to_thread(_zone, found)


def _zone(found: list[Mapping[str, object]]) -> Zone | None:
    """Return the zone that is named; OpenWrt has spaces where others have underscores."""
    for entry in found:
        if (name := text(entry.get("zoneName"))) is not None:
            try:
                return ZoneInfo(name.replace(" ", "_"))
            except KeyError, ValueError, OSError:
                return None
    return None
