"""How contacts show in chat: by whether they may be written to, and how the account does."""

import base64
from dataclasses import dataclass
from hashlib import sha1
from xml.etree.ElementTree import Element

from homeassistant.core import HomeAssistant

from ..account.account import Account
from ..account.phrases import phrase
from ..account.status import AccountStatus, status_of
from . import stanza

DISCO = "http://jabber.org/protocol/disco#info"
ITEMS = "http://jabber.org/protocol/disco#items"
REGISTER = "jabber:iq:register"
PROMPT = "jabber:iq:gateway"
PING = "urn:xmpp:ping"
VCARD = "vcard-temp"
_CAPS = "http://jabber.org/protocol/caps"
# What a client goes by that knows the features of such contacts already.
_SOFTWARE = "https://www.home-assistant.io"

# Category, type; the name is told apart from them.
GATEWAY = ("gateway", "sms")
PHONE = ("client", "sms")
GATEWAY_FEATURES = tuple(sorted((DISCO, ITEMS, REGISTER, PROMPT, PING, VCARD)))
PHONE_FEATURES = tuple(sorted((DISCO, PING, VCARD, stanza.RECEIPTS)))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a contact shows: how free it is, and why; without both it is just there."""

    show: str | None = None
    status: str | None = None

    def elements(self) -> list[Element]:
        """Return it as a presence has it."""
        given = {"show": self.show, "status": self.status}
        return [stanza.plain(name, text) for name, text in given.items() if text]


def of_account(hass: HomeAssistant, account: Account) -> Shown:
    """Return how the bridge itself shows, and everybody who may be written to."""
    match status_of(account):
        case AccountStatus.RUNNING:
            return Shown()
        case AccountStatus.OFF:
            return Shown("dnd", phrase(hass, "reason_switched_off"))
        case _:
            return Shown("away", phrase(hass, "xmpp_trouble"))


def of_number(hass: HomeAssistant, account: Account, number: str) -> Shown:
    """Return how a number shows."""
    if number in account.inbox.blocked:
        return Shown("xa", phrase(hass, "reason_wrote_stop"))
    return of_account(hass, account)


def caps(identity: tuple[str, str], name: str, features: tuple[str, ...]) -> Element:
    """Return what a contact is able to, as a hash that clients know it by (XEP-0115)."""
    category, kind = identity
    told = "".join(f"{one}<" for one in (f"{category}/{kind}//{name}", *features))
    version = base64.b64encode(sha1(told.encode(), usedforsecurity=False).digest()).decode()
    return stanza.element("c", _CAPS, hash="sha-1", node=_SOFTWARE, ver=version)
