"""What the parts of a bridge share: whose line it is, who may use it, and the way to chat."""

from contextlib import suppress
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from homeassistant.core import HomeAssistant

from ..account.account import Account
from ..account.options import Access
from . import stanza
from .addresses import address
from .refusals import Refusal
from .settings import BridgeSettings
from .wire import SessionError, Wire


@dataclass(slots=True)
class Line:
    """An account's line in chat. `outside` are those who might use it and have left it."""

    hass: HomeAssistant
    account: Account
    settings: BridgeSettings
    outside: set[str] = field(default_factory=set)
    wire: Wire | None = None

    @property
    def component(self) -> str:
        """Return the address of the bridge itself."""
        return self.settings.place.component

    @property
    def readers(self) -> frozenset[str]:
        """Return who gets what comes in."""
        return self.settings.people - self.outside

    def access(self, user: str) -> Access | None:
        """Return what somebody may do; whoever has left the bridge still may come back."""
        if user in self.settings.writers:
            return Access.WRITE
        return Access.READ if user in self.settings.readers else None

    def address(self, node: str) -> str:
        """Return the address of a contact; without a node, of the bridge itself."""
        return address(node, self.component)

    def name(self, number: str) -> str | None:
        """Return what a contact is called, if it is one of the account's people."""
        return self.account.recipients.known(number).name

    def nick(self, number: str) -> list[Element]:
        """Return what a contact is called, as stanzas have it (XEP-0172)."""
        name = self.name(number)
        return [stanza.element("nick", stanza.NICK, name)] if name else []

    def reply(self, element: Element) -> None:
        """Send what need not arrive: whoever asked asks again."""
        if self.wire is not None:
            with suppress(SessionError):
                self.wire.write(element)

    def refuse(self, asked: Element, refusal: Refusal) -> None:
        """Answer a stanza with why nothing was done about it."""
        why = refusal.element(self.account.hass.config.language)
        self.reply(stanza.answer(asked, why, kind="error"))


def parts_of(address: str) -> tuple[str, str]:
    """Return an address without its resource, and that; servers have checked what they pass on."""
    bare, _, resource = address.partition("/")
    return bare, resource


def node_of(address: str) -> str:
    """Return the first part of an address, empty where it has none."""
    node, _, _ = parts_of(address)[0].rpartition("@")
    return node
