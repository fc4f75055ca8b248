"""One bridge at work: it connects, again and again, and serves while it is connected."""

import asyncio
from asyncio import Queue, QueueShutDown
from collections.abc import Collection
from contextlib import suppress
import logging
from xml.etree.ElementTree import Element

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..account.account import Account
from ..messaging import bridged
from ..messaging.message import EngineEvent
from .contacts import Contacts
from .library import async_library
from .line import Line
from .queries import Queries
from .refusals import Refusal
from .settings import BridgeSettings
from .to_chat import ToChat
from .to_phone import ToPhone
from .troubles import Troubles
from .wire import SessionError, Wire

_LOGGER = logging.getLogger(__name__)

# How long to wait before connecting anew, at first and at the most, in seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
# How long until the library is asked for again that could not be had.
_LIBRARY_PAUSE = 600.0
# How often the server is asked whether it is still there: some end what is silent for hours.
_KEEP_ALIVE = 300.0


class Bridge:
    """An account's line of messages as contacts in chat."""

    def __init__(self, hass: HomeAssistant, account: Account, settings: BridgeSettings) -> None:
        """Put its parts together; `run` lets it work."""
        self._hass = hass
        self._line = Line(hass, account, settings)
        self._to_chat = ToChat(self._line)
        self._to_phone = ToPhone(self._line, self._to_chat)
        self._contacts = Contacts(self._line)
        self._queries = Queries(self._line, self._contacts)
        self._troubles = Troubles(hass, account, settings)
        self._heard: Queue[Element] = Queue()

    async def run(self) -> None:
        """Work until cancelled."""
        line = self._line
        bridge = line.settings.bridge_id
        line.outside |= await line.account.journal.run(lambda db: bridged.outside(db, bridge))
        await self._to_chat.recover()
        listening = asyncio.create_task(self._listen())
        try:
            await self._connect()
        finally:
            # The server hands nothing over any more; what it has handed over is taken to the end.
            self._heard.shutdown()
            await listening
            self._troubles.over()

    @callback
    def told(self, event: EngineEvent) -> None:
        """Hear what is told of the account's messages."""
        self._to_chat.told(event)

    @callback
    def changed(self) -> None:
        """Hear that the account may do better or worse."""
        self._contacts.changed()

    @callback
    def people_changed(self, _numbers: Collection[str] = ()) -> None:
        """Hear that somebody may be written to no more, or again, or is called otherwise."""
        self._contacts.look_again()

    async def _connect(self) -> None:
        """Connect, again whenever the connection is lost."""
        pause = _FIRST_PAUSE
        while True:
            try:
                library = await async_library(self._hass)
            except HomeAssistantError as error:
                self._troubles.no_library(error)
                await asyncio.sleep(_LIBRARY_PAUSE)
                continue
            place, loop = self._line.settings.place, self._hass.loop
            session = await self._hass.async_add_executor_job(
                library.session, loop, place, self._heard.put_nowait
            )
            # At once: what comes with the first breath is answered, too.
            self._line.wire = session
            try:
                await session.open()
                self._troubles.gone()
                pause = _FIRST_PAUSE
                await self._serve(session)
            except SessionError as error:
                self._troubles.met(error.obstacle)
            finally:
                self._line.wire = None
                await session.close()
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _serve(self, wire: Wire) -> None:
        """Serve over a session until that is lost; raises SessionError."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._contacts.run(wire))
                group.create_task(self._to_chat.run(wire))
                group.create_task(_keep_alive(wire))
                group.create_task(wire.lost())
        except* SessionError as errors:
            raise _first(errors) from None
        finally:
            with suppress(SessionError):
                self._contacts.vanish(wire)

    async def _listen(self) -> None:
        """Take what comes from chat, one stanza after the other.

        What the server had handed over when the connection was lost is taken all the same.
        """
        while True:
            try:
                heard = await self._heard.get()
            except QueueShutDown:
                return
            try:
                await self._take(heard)
            except Exception:
                # The edge to whoever writes: one stanza that can't be taken must not end the rest.
                _LOGGER.exception("A stanza from the chat server can't be taken")
                if heard.get("type") not in ("error", "result"):
                    self._line.refuse(heard, Refusal("wait", "internal-server-error"))

    async def _take(self, heard: Element) -> None:
        match heard.tag.rpartition("}")[2]:
            case "message":
                await self._to_phone.take(heard)
            case "presence":
                await self._contacts.answer(heard)
            case "iq":
                await self._queries.answer(heard)


async def _keep_alive(wire: Wire) -> None:
    while True:
        await asyncio.sleep(_KEEP_ALIVE)
        await wire.echo()


def _first(errors: BaseExceptionGroup[SessionError]) -> SessionError:
    first = errors.exceptions[0]
    return first if isinstance(first, SessionError) else _first(first)
