"""What clients ask: what there is, who a contact is, to take part, which address a number has."""

from collections.abc import Awaitable, Callable
from xml.etree.ElementTree import Element, SubElement

from ..account.phrases import phrase
from ..messaging.number import InvalidNumberError
from . import presence, stanza
from .addresses import async_number, node_for
from .contacts import Contacts
from .line import Line, node_of, parts_of
from .refusals import Refusal

type Answer = Callable[[Element, Element], Awaitable[Element | Refusal | None]]

_FORM = "jabber:x:data"
_NOTHING = Refusal("cancel", "service-unavailable")


class Queries:
    """Answers queries of those who may use the bridge (xmpp.md 4.8)."""

    def __init__(self, line: Line, contacts: Contacts) -> None:
        """Answer for a line."""
        self._line = line
        self._contacts = contacts
        self._answers: dict[tuple[str, str], Answer] = {
            (presence.DISCO, "get"): self._info,
            (presence.ITEMS, "get"): self._items,
            (presence.VCARD, "get"): self._card,
            (presence.PING, "get"): self._ping,
            (presence.PROMPT, "get"): self._prompt,
            (presence.PROMPT, "set"): self._address,
            (presence.REGISTER, "get"): self._registration,
            (presence.REGISTER, "set"): self._register,
        }

    async def answer(self, asked: Element) -> None:
        """Answer a query; what answers one of ours needs none."""
        kind = asked.get("type", "")
        if kind not in ("get", "set"):
            return
        user, _ = parts_of(asked.get("from", ""))
        if self._line.access(user) is None:
            self._line.refuse(asked, Refusal("auth", "forbidden"))
            return
        given: Element | Refusal | None = _NOTHING
        for namespace, _, query in stanza.children(asked):
            if (answer := self._answers.get((namespace, kind))) is not None:
                given = await answer(asked, query)
        if isinstance(given, Refusal):
            self._line.refuse(asked, given)
        elif given is None:
            self._line.reply(stanza.answer(asked))
        else:
            self._line.reply(stanza.answer(asked, given))
        await self._follow(asked, user)

    async def _follow(self, asked: Element, user: str) -> None:
        """Do what comes behind the answer to a registration (XEP-0100)."""
        query = stanza.child(asked, "query", presence.REGISTER)
        if query is None or asked.get("type") != "set" or node_of(asked.get("to", "")):
            return
        if stanza.child(query, "remove", presence.REGISTER) is not None:
            await self._contacts.leave(user)
        else:
            await self._contacts.join(user)

    async def _info(self, asked: Element, query: Element) -> Element | Refusal:
        if node_of(asked.get("to", "")):
            identity, name, features = presence.PHONE, "", presence.PHONE_FEATURES
        else:
            identity, name = presence.GATEWAY, self._line.settings.title
            features = presence.GATEWAY_FEATURES
        found = _same_node(stanza.element("query", presence.DISCO), query)
        category, kind = identity
        attributes = {"category": category, "type": kind, "name": name}
        given = {key: value for key, value in attributes.items() if value}
        SubElement(found, f"{{{presence.DISCO}}}identity", given)
        for feature in features:
            SubElement(found, f"{{{presence.DISCO}}}feature", {"var": feature})
        return found

    async def _items(self, asked: Element, query: Element) -> Element:
        found = _same_node(stanza.element("query", presence.ITEMS), query)
        if not node_of(asked.get("to", "")) and not query.get("node"):
            for number, person in self._line.account.recipients.items():
                address = self._line.address(node_for(number))
                attributes = {"jid": address, "name": person.label}
                SubElement(found, f"{{{presence.ITEMS}}}item", attributes)
        return found

    async def _card(self, asked: Element, _query: Element) -> Element | Refusal:
        card = stanza.element("vCard", presence.VCARD)
        node = node_of(asked.get("to", ""))
        if not node:
            SubElement(card, f"{{{presence.VCARD}}}FN").text = self._line.settings.title
            words = phrase(self._line.hass, "xmpp_prompt_description")
            SubElement(card, f"{{{presence.VCARD}}}DESC").text = words
            return card
        try:
            number = await async_number(self._line.hass, node)
        except InvalidNumberError:
            return Refusal("cancel", "item-not-found")
        name = self._line.name(number)
        SubElement(card, f"{{{presence.VCARD}}}FN").text = name or number
        if name:
            SubElement(card, f"{{{presence.VCARD}}}NICKNAME").text = name
        telephone = SubElement(card, f"{{{presence.VCARD}}}TEL")
        SubElement(telephone, f"{{{presence.VCARD}}}CELL")
        SubElement(telephone, f"{{{presence.VCARD}}}NUMBER").text = number
        return card

    async def _ping(self, _asked: Element, _query: Element) -> None:
        return None

    async def _prompt(self, asked: Element, _query: Element) -> Element | Refusal:
        if node_of(asked.get("to", "")):
            return _NOTHING
        query = stanza.element("query", presence.PROMPT)
        for name in ("desc", "prompt"):
            key = "xmpp_prompt_description" if name == "desc" else "xmpp_prompt"
            SubElement(query, f"{{{presence.PROMPT}}}{name}").text = phrase(self._line.hass, key)
        return query

    async def _address(self, asked: Element, query: Element) -> Element | Refusal:
        """Return the address of the number that somebody typed (XEP-0100, 6.3)."""
        written = stanza.child(query, "prompt", presence.PROMPT)
        typed = "" if written is None else written.text or ""
        try:
            number = await async_number(self._line.hass, typed.strip())
        except InvalidNumberError:
            words = phrase(self._line.hass, "xmpp_no_number", component=self._line.component)
            return Refusal("modify", "not-acceptable", words)
        found = stanza.element("query", presence.PROMPT)
        SubElement(found, f"{{{presence.PROMPT}}}jid").text = self._line.address(node_for(number))
        return found

    async def _registration(self, asked: Element, _query: Element) -> Element | Refusal:
        """Return the form of a registration, which asks for nothing (XEP-0077)."""
        if node_of(asked.get("to", "")):
            return _NOTHING
        user, _ = parts_of(asked.get("from", ""))
        found = stanza.element("query", presence.REGISTER)
        if user not in self._line.outside:
            SubElement(found, f"{{{presence.REGISTER}}}registered")
        words = phrase(self._line.hass, "xmpp_register", bridge=self._line.settings.title)
        SubElement(found, f"{{{presence.REGISTER}}}instructions").text = words
        form = SubElement(found, f"{{{_FORM}}}x", {"type": "form"})
        SubElement(form, f"{{{_FORM}}}title").text = self._line.settings.title
        SubElement(form, f"{{{_FORM}}}instructions").text = words
        field = SubElement(form, f"{{{_FORM}}}field", {"type": "hidden", "var": "FORM_TYPE"})
        SubElement(field, f"{{{_FORM}}}value").text = presence.REGISTER
        return found

    async def _register(self, asked: Element, _query: Element) -> Refusal | None:
        return _NOTHING if node_of(asked.get("to", "")) else None


def _same_node(found: Element, query: Element) -> Element:
    """Say in an answer which node was asked about."""
    if node := query.get("node"):
        found.set("node", node)
    return found
