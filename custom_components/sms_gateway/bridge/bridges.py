"""The bridges of one account, as its subentries describe them."""

import asyncio
from asyncio import Task, TaskGroup
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import override

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..account.account import Account
from ..account.follower import Follower
from ..const import DOMAIN, SUBENTRY_XMPP_BRIDGE
from ..messaging import bridged
from ..messaging.message import EngineEvent
from .bridge import Bridge
from .settings import BridgeSettings

# Those of all open accounts, by their entries.
_ALL: HassKey[dict[str, Bridges]] = HassKey(f"{DOMAIN}_bridges")
# How long one may take to stop, in seconds.
_PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class _Running:
    bridge: Bridge
    settings: BridgeSettings
    task: Task[None]


class Bridges(Follower):
    """Begins, changes and ends them."""

    def __init__(self, hass: HomeAssistant, account: Account) -> None:
        """Let none run yet."""
        self._hass = hass
        self._account = account
        self._running: dict[str, _Running] = {}
        self._aside: set[str] = set()
        self._changed = asyncio.Event()
        self._settled = asyncio.Event()

    @override
    @callback
    def began(self) -> None:
        self._hass.data.setdefault(_ALL, {})[self._account.entry.entry_id] = self
        self._account.run(self._run(), "bridges")

    @override
    @callback
    def applied(self) -> None:
        self._changed.set()
        for one in self._running.values():
            one.bridge.people_changed()

    @override
    @callback
    def changed(self) -> None:
        for one in self._running.values():
            one.bridge.changed()

    @override
    @callback
    def told(self, event: EngineEvent) -> None:
        for one in self._running.values():
            one.bridge.told(event)

    @override
    @callback
    def consent_changed(self, numbers: Collection[str]) -> None:
        for one in self._running.values():
            one.bridge.people_changed(numbers)

    @property
    def is_at_work(self) -> bool:
        """Tell whether the account is open, and this is who follows it."""
        return self._account.is_open

    async def step_aside(self, bridge_id: str) -> None:
        """Let a bridge stop for a while: a server takes only one of a name."""
        self._aside.add(bridge_id)
        while bridge_id in self._running and self.is_at_work:
            self._settled.clear()
            self._changed.set()
            await self._settled.wait()

    @callback
    def step_back(self, bridge_id: str) -> None:
        """Let a bridge go on."""
        self._aside.discard(bridge_id)
        self._changed.set()

    async def _run(self) -> None:
        """Keep to what the subentries say, until cancelled."""
        async with TaskGroup() as group:
            while True:
                self._changed.clear()
                await self._keep_to(group, self._wanted())
                self._settled.set()
                await self._changed.wait()

    def _wanted(self) -> dict[str, BridgeSettings]:
        subentries = self._account.entry.get_subentries_of_type(SUBENTRY_XMPP_BRIDGE)
        return {one.subentry_id: BridgeSettings.of(one) for one in subentries}

    async def _keep_to(self, group: TaskGroup, wanted: Mapping[str, BridgeSettings]) -> None:
        account = self._account
        for bridge_id, one in list(self._running.items()):
            if bridge_id in self._aside or one.settings != wanted.get(bridge_id):
                # The server takes a second one only once the first is gone.
                one.task.cancel()
                await asyncio.wait([one.task])
                del self._running[bridge_id]
        await account.journal.persist(lambda db: bridged.keep_to(db, wanted))
        for bridge_id, settings in wanted.items():
            if bridge_id not in self._running and bridge_id not in self._aside:
                bridge = Bridge(self._hass, account, settings)
                task = group.create_task(bridge.run())
                self._running[bridge_id] = _Running(bridge, settings, task)


@asynccontextmanager
async def stepped_aside(hass: HomeAssistant, entry_id: str, bridge_id: str) -> AsyncIterator[None]:
    """Let a bridge of an account be disconnected meanwhile, if it runs."""
    bridges = hass.data.get(_ALL, {}).get(entry_id)
    if bridges is None or not bridges.is_at_work:
        yield
        return
    try:
        async with asyncio.timeout(_PATIENCE):
            await bridges.step_aside(bridge_id)
        yield
    finally:
        bridges.step_back(bridge_id)
