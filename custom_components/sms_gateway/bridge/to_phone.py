"""From chat to the phone: what somebody writes to a contact is handed to the account."""

import logging
import time
from uuid import uuid7
from xml.etree.ElementTree import Element

from homeassistant.exceptions import HomeAssistantError

from .. import errors
from ..account.muting import muted_name
from ..account.options import Access
from ..account.phrases import phrase
from ..account.recipients import Recipient
from ..account.sending import SendOptions, async_send
from ..const import BY_XMPP
from ..messaging import bridged
from ..messaging.bridged import Written
from ..messaging.number import InvalidNumberError
from ..messaging.written_number import AmbiguousNumberError
from .addresses import async_number
from .line import Line, node_of, parts_of
from .reading import Text, Unsendable, read
from .refusals import Refusal, async_not_taken
from .to_chat import ToChat

_LOGGER = logging.getLogger(__name__)

_UNSENDABLE = {
    Unsendable.GROUP: ("cancel", "service-unavailable", "xmpp_group"),
    Unsendable.ENCRYPTED: ("modify", "not-acceptable", "xmpp_encrypted"),
    Unsendable.CORRECTION: ("modify", "not-acceptable", "xmpp_correction"),
}


class ToPhone:
    """Takes messages from chat. Nothing is answered before the message is on disk."""

    def __init__(self, line: Line, to_chat: ToChat) -> None:
        """Take them for a line; what becomes of them is told by `to_chat`."""
        self._line = line
        self._to_chat = to_chat
        self._has_refused = False

    async def take(self, message: Element) -> None:
        """Take a message, or tell its writer why not."""
        if message.get("type") == "error":
            _LOGGER.info("The chat server did not pass on a message to somebody")
            return
        text = read(message)
        if text is None:
            return
        user, resource = parts_of(message.get("from", ""))
        refusal = self._not_allowed(user) or self._unsendable(text, message)
        if refusal is None and isinstance(text, Text):
            try:
                refusal = await self._submit(message, text, user, resource)
            except HomeAssistantError as error:
                refusal = await async_not_taken(self._line.hass, error)
        if refusal is not None:
            self._line.refuse(message, refusal)

    def _not_allowed(self, user: str) -> Refusal | None:
        match self._line.access(user):
            case None:
                if not self._has_refused:
                    self._has_refused = True
                    _LOGGER.warning("Somebody who may not use a bridge to chat wrote to it")
                return Refusal("auth", "forbidden")
            case Access.READ:
                return self._refusal("auth", "forbidden", "xmpp_read_only")
        if user in self._line.outside:
            return self._refusal("auth", "registration-required", "xmpp_left")
        return None

    def _unsendable(self, text: Text | Unsendable, message: Element) -> Refusal | None:
        if isinstance(text, Unsendable):
            return self._refusal(*_UNSENDABLE[text])
        if not node_of(message.get("to", "")):
            return self._refusal("cancel", "service-unavailable", "xmpp_to_gateway")
        return None

    async def _submit(
        self, message: Element, text: Text, user: str, resource: str
    ) -> Refusal | None:
        """Put a message on disk; returns what its writer is told at once.

        Raises HomeAssistantError before anything is kept. What is refused later, such as by a
        limit, is told by way of the journal: the server may be gone meanwhile.
        """
        line, node = self._line, node_of(message.get("to", ""))
        try:
            number = await async_number(line.hass, node)
        except AmbiguousNumberError:
            return self._refusal("cancel", "item-not-found", "xmpp_two_numbers")
        except InvalidNumberError:
            return self._refusal("cancel", "item-not-found", "xmpp_no_number")
        if not text.body.strip():
            raise errors.invalid("message_empty")
        if name := muted_name(line.hass, line.account.entry, number):
            raise errors.invalid("recipient_muted", recipient=name)
        recipient = line.account.recipients.known(number)
        written = Written(
            message_id=uuid7().hex,
            user=user,
            resource=resource,
            node=node,
            stanza_id=message.get("id"),
            wants_receipt=text.wants_receipt,
        )
        bridge, now = line.settings.bridge_id, time.time()
        with errors.journal_in_use():
            is_new = await line.account.journal.run(
                lambda db: bridged.begin(db, bridge, number, written, now)
            )
        if is_new:
            await self._send(written, recipient, text)
        return None

    async def _send(self, written: Written, recipient: Recipient, text: Text) -> None:
        line = self._line
        prefix = line.settings.prefix
        title = None if text.subject is None else f"{prefix}{text.subject}"
        body = text.body if title else f"{prefix}{text.body}"
        options = SendOptions(sent_by=f"{BY_XMPP}{written.user}", message_id=written.message_id)
        try:
            sent = await async_send(line.account, [recipient], body, title, options)
            why = next(iter(sent.errors), None)
        except HomeAssistantError as error:
            why = error
        if why is not None:
            problem = (await async_not_taken(line.hass, why)).kept()
            await line.account.journal.persist(
                lambda db: bridged.note_problem(db, written.message_id, problem)
            )
            self._to_chat.note(written.message_id)

    def _refusal(self, kind: str, condition: str, key: str) -> Refusal:
        line = self._line
        return Refusal(kind, condition, phrase(line.hass, key, component=line.component))
