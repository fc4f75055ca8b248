"""Contacts in chat: who has which number among them, and how each shows."""

import asyncio
import time
from xml.etree.ElementTree import Element

from homeassistant.core import callback

from ..messaging import bridged
from ..messaging.bridged import Contact
from ..messaging.number import InvalidNumberError
from . import presence, stanza
from .addresses import async_number
from .line import Line, node_of, parts_of
from .presence import Shown
from .wire import SessionError, Wire

# What the presence of a number comes from, so that clients ask what it is able to.
_RESOURCE = "/sms"


class Contacts:
    """Answers what clients want of contacts, and shows those that are wanted."""

    def __init__(self, line: Line) -> None:
        """Show nothing yet."""
        self._line = line
        self._journal = line.account.journal
        self._bridge = line.settings.bridge_id
        self._sent: dict[tuple[str, str], Shown] = {}
        self._account = Shown()
        self._wake = asyncio.Event()

    @callback
    def changed(self) -> None:
        """Hear that the account does better or worse, which its contacts show."""
        if presence.of_account(self._line.hass, self._line.account) != self._account:
            self._wake.set()

    @callback
    def look_again(self) -> None:
        """Hear that somebody may be written to no more, or again, or has another name."""
        self._wake.set()

    async def run(self, wire: Wire) -> None:
        """Show what there is and what changes; raises SessionError."""
        self._sent.clear()
        while True:
            self._wake.clear()
            self._account = presence.of_account(self._line.hass, self._line.account)
            found = await self._journal.read(lambda db: bridged.contacts(db, self._bridge))
            for one in (*(Contact("", user, "") for user in self._line.readers), *found):
                if one.user in self._line.readers:
                    self._show(wire, one)
            await self._wake.wait()

    def vanish(self, wire: Wire) -> None:
        """Show that nobody is there any more; raises SessionError."""
        for user, node in self._sent:
            wire.write(stanza.presence(self._from(node), user, "unavailable"))

    async def answer(self, asked: Element) -> None:
        """Answer the presence that somebody's server sends, which may be a wish (xmpp.md 4.7)."""
        kind = asked.get("type")
        user, _ = parts_of(asked.get("from", ""))
        node = node_of(asked.get("to", ""))
        match kind:
            case "subscribe" | "probe":
                await self._welcome(user, node, kind)
            case "unsubscribe":
                await self._part(user, node)
            case None if not node and user in self._line.readers:
                # A client that has just come.
                self._sent.pop((user, node), None)
                self._try_show(Contact("", user, ""))

    async def join(self, user: str) -> None:
        """Let somebody take part; raises sqlite3.Error and OSError."""
        await self._journal.run(lambda db: bridged.join(db, self._bridge, user, time.time()))
        self._line.outside.discard(user)
        name = stanza.element("nick", stanza.NICK, self._line.settings.title)
        own = self._line.component
        self._line.reply(stanza.presence(own, user, "subscribe", name))
        self._sent.pop((user, ""), None)
        self._try_show(Contact("", user, ""))

    async def leave(self, user: str) -> None:
        """Forget somebody, who wants no contacts any more; raises sqlite3.Error and OSError."""
        theirs = await self._journal.run(
            lambda db: bridged.leave(db, self._bridge, user, time.time())
        )
        self._line.outside.add(user)
        for node in ("", *sorted({one.node for one in theirs if one.node})):
            for kind in ("unsubscribe", "unsubscribed", "unavailable"):
                sender = self._line.address(node)
                self._line.reply(stanza.presence(sender, user, kind))
            self._sent.pop((user, node), None)

    async def _welcome(self, user: str, node: str, kind: str) -> None:
        """Let somebody have a contact; who asks how one does has it already."""
        line, sender = self._line, self._line.address(node)
        number = "" if not node else await self._number(node)
        if user not in line.readers or number is None:
            line.reply(stanza.presence(sender, user, "unsubscribed"))
            return
        contact = Contact(number, user, node)
        await self._journal.run(
            lambda db: bridged.note_contact(db, self._bridge, contact, time.time(), is_in=True)
        )
        if kind == "subscribe":
            nick = line.nick(number) if number else []
            line.reply(stanza.presence(sender, user, "subscribed", *nick))
        self._sent.pop((user, node), None)
        self._try_show(contact)

    async def _part(self, user: str, node: str) -> None:
        number = "" if not node else await self._number(node)
        if number:
            await self._journal.run(
                lambda db: bridged.forget_contact(db, self._bridge, Contact(number, user, node))
            )
        for kind in ("unsubscribed", "unavailable"):
            self._line.reply(stanza.presence(self._line.address(node), user, kind))
        self._sent.pop((user, node), None)

    async def _number(self, node: str) -> str | None:
        try:
            return await async_number(self._line.hass, node)
        except InvalidNumberError:
            return None

    def _try_show(self, contact: Contact) -> None:
        if self._line.wire is not None:
            try:
                self._show(self._line.wire, contact)
            except SessionError:
                return  # the next session shows all of them

    def _show(self, wire: Wire, contact: Contact) -> None:
        """Send how a contact shows, unless that was sent already."""
        line, key = self._line, (contact.user, contact.node)
        if contact.number:
            shown = presence.of_number(line.hass, line.account, contact.number)
            able = presence.caps(presence.PHONE, "", presence.PHONE_FEATURES)
        else:
            shown = presence.of_account(line.hass, line.account)
            name = line.settings.title
            able = presence.caps(presence.GATEWAY, name, presence.GATEWAY_FEATURES)
        if self._sent.get(key) == shown:
            return
        sender = self._from(contact.node)
        wire.write(stanza.presence(sender, contact.user, None, *shown.elements(), able))
        self._sent[key] = shown

    def _from(self, node: str) -> str:
        return self._line.address(node) + (_RESOURCE if node else "")
