"""From the phone to chat: what comes in, and what became of what went out.

Both are kept in the journal until the server has taken them.
"""

import asyncio
from functools import partial
import time
from xml.etree.ElementTree import Element

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..account.phrases import phrase
from ..const import BY_XMPP
from ..messaging import bridged
from ..messaging.bridged import Written
from ..messaging.message import (
    EngineEvent,
    MessageState,
    ReceivedMessage,
    StatusChanged,
)
from . import stanza
from .addresses import node_for
from .line import Line
from .refusals import Refusal, not_sent
from .settings import Strangers
from .wire import Wire

# How many messages the server is given before it has to say that it has them.
_AT_ONCE = 20
# A message that was longer under way shows when it was sent, in seconds.
_LATE = 60.0
# What was taken from the server before we stopped, and never got into the queue, is this old at
# most, in seconds: what has been in it is kept longer.
_UNTAKEN = 12 * 3600.0
_DELIVERED, _FAILED = "delivered", "failed"


class ToChat:
    """Hands over what is for chat, in order, as long as there is a session."""

    def __init__(self, line: Line) -> None:
        """Begin with nothing that is known to wait; `run` looks."""
        self._line = line
        self._journal = line.account.journal
        self._bridge = line.settings.bridge_id
        self._due: set[str] = set()
        self._wake = asyncio.Event()

    async def recover(self) -> None:
        """Take up what an earlier run left: what was never taken is told as such."""
        text = phrase(self._line.hass, "xmpp_not_taken")
        problem = Refusal("wait", "internal-server-error", text).kept()
        since = time.time() - _UNTAKEN
        await self._journal.persist(lambda db: bridged.give_up(db, self._bridge, problem, since))

    @callback
    def told(self, event: EngineEvent) -> None:
        """Hear of a message that came in, or of one that went out."""
        if not isinstance(event, StatusChanged):
            self._wake.set()
        elif event.message.state.is_final and (event.message.sent_by or "").startswith(BY_XMPP):
            self.note(event.message.message_id)

    @callback
    def note(self, message_id: str) -> None:
        """Tell what has become of a message, if anybody is still to be told."""
        self._due.add(message_id)
        self._wake.set()

    async def run(self, wire: Wire) -> None:
        """Hand over what waits and what comes; raises SessionError."""
        self._due.update(await self._journal.read(lambda db: bridged.still_open(db, self._bridge)))
        while True:
            self._wake.clear()
            has_told = await self._tell(wire)
            if not await self._hand_over(wire) and not has_told:
                await self._wake.wait()

    async def _tell(self, wire: Wire) -> bool:
        """Tell writers what has become of their messages."""
        due, self._due = sorted(self._due), set()
        told: dict[str, str] = {}
        for message_id in due:
            outcome = await self._outcome(message_id)
            if outcome is None:
                continue
            told[message_id], element = outcome
            if element is not None:
                wire.write(element)
        if not told:
            return False
        await wire.echo()
        await self._journal.persist(partial(bridged.note_outcomes, outcomes=told))
        return True

    async def _outcome(self, message_id: str) -> tuple[str, Element | None] | None:
        """Return what a writer is told; None if it is not yet known, or was told before."""
        found = await self._journal.read(lambda db: bridged.find(db, self._bridge, message_id))
        if found is None:
            return None
        written, message = found
        if written.problem is not None:
            return _FAILED, self._error(written, Refusal.of(written.problem))
        if message is None or not message.state.is_final:
            return None
        if message.state is MessageState.DELIVERED:
            return _DELIVERED, self._receipt(written) if written.wants_receipt else None
        return _FAILED, self._error(written, not_sent(self._line.hass, message))

    def _receipt(self, written: Written) -> Element:
        received = stanza.element("received", stanza.RECEIPTS, id=written.stanza_id or "")
        return self._to_writer(written, "chat", received)

    def _error(self, written: Written, refusal: Refusal) -> Element:
        why = refusal.element(self._line.hass.config.language)
        return self._to_writer(written, "error", why)

    def _to_writer(self, written: Written, kind: str, within: Element) -> Element:
        to = f"{written.user}/{written.resource}" if written.resource else written.user
        # A receipt is a message of its own, an error is the one that was written.
        message_id = written.stanza_id if kind == "error" else f"{written.message_id}-{kind}"
        return stanza.message(message_id, self._line.address(written.node), to, kind, within)

    async def _hand_over(self, wire: Wire) -> bool:
        """Hand over the first of what came in; tell whether there was anything."""
        waiting = await self._journal.read(lambda db: bridged.waiting(db, self._bridge, _AT_ONCE))
        for _, received in waiting:
            if received is not None:
                for element in await self._addressed(received):
                    wire.write(element)
        if not waiting:
            return False
        await wire.echo()
        places = [place for place, _ in waiting]
        await self._journal.persist(lambda db: bridged.handed_over(db, self._bridge, places))
        return True

    async def _addressed(self, received: ReceivedMessage) -> list[Element]:
        """Return a message that came in, to everybody who may read it."""
        line, sender = self._line, received.message.sender
        known = await self._journal.read(lambda db: bridged.nodes(db, self._bridge, sender))
        strangers = line.settings.strangers
        if line.name(sender) is not None or known.keys() & line.readers:
            strangers = Strangers.CONTACT
        if strangers is Strangers.DROP:
            return []
        own = node_for(sender) if strangers is Strangers.CONTACT else ""
        text = self._text(received)
        if not own:
            text = f"{sender}: {text}"
        return [
            stanza.message(
                received.message_id,
                line.address(known.get(user, own) if own else ""),
                user,
                "chat",
                stanza.body(text),
                stanza.element("origin-id", stanza.ORIGIN, id=received.message_id),
                *(self._name(sender) if own else ()),
                *_delay(received),
            )
            for user in sorted(line.readers)
        ]

    def _name(self, sender: str) -> list[Element]:
        """Return what a sender is called; a name that is one is written small in an address."""
        if sender.startswith("+") or self._line.name(sender) is not None:
            return self._line.nick(sender)
        return [stanza.element("nick", stanza.NICK, sender)]

    def _text(self, received: ReceivedMessage) -> str:
        lines = [received.message.text, *(media.address for media in received.message.media)]
        if not received.complete:
            lines.append(phrase(self._line.hass, "xmpp_incomplete"))
        return "\n".join(line for line in lines if line)


def _delay(received: ReceivedMessage) -> list[Element]:
    """Return when a message was sent that comes late (XEP-0203)."""
    sent_at = received.message.sent_at
    said_at = received.received_at if sent_at is None else min(sent_at, received.received_at)
    if time.time() - said_at < _LATE:
        return []
    stamp = dt_util.utc_from_timestamp(said_at).strftime("%Y-%m-%dT%H:%M:%SZ")
    return [stanza.element("delay", stanza.DELAY, stamp=stamp)]
