"""Why a message is not sent, in the words of XMPP and in ours (xmpp.md 4.5)."""

from dataclasses import dataclass
import json
from typing import Self
from xml.etree.ElementTree import Element

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_translations

from ..account.phrases import explained, phrase
from ..const import DOMAIN
from ..gateways.base import ErrorKind
from ..messaging.message import OWN_REASONS, MessageState, OutboundMessage
from . import stanza


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a writer is told: of which type, by which of XMPP's conditions, in which words."""

    kind: str
    condition: str
    text: str | None = None

    def element(self, language: str) -> Element:
        """Return it as it stands in a stanza."""
        return stanza.error(self.kind, self.condition, self.text, language)

    def kept(self) -> str:
        """Return it as the journal keeps it."""
        return json.dumps([self.kind, self.condition, self.text])

    @classmethod
    def of(cls, kept: str) -> Self:
        """Return one that the journal has kept."""
        return cls(*json.loads(kept))


# By the key of the error that an action would end with; all else is for whoever runs the home.
_BY_ERROR = {
    "daily_limit": ("wait", "resource-constraint"),
    "hourly_limit": ("wait", "resource-constraint"),
    "invalid_number": ("cancel", "item-not-found"),
    "journal_failed": ("wait", "internal-server-error"),
    "message_empty": ("modify", "policy-violation"),
    "message_too_long": ("modify", "policy-violation"),
    "message_too_long_without_parts": ("modify", "policy-violation"),
    "opted_out": ("cancel", "not-allowed"),
    "own_number": ("cancel", "not-allowed"),
    "recipient_muted": ("cancel", "not-allowed"),
}
_OUT_OF_ORDER = ("cancel", "service-unavailable")
_BY_KIND = {
    ErrorKind.CONTENT: ("modify", "policy-violation"),
    ErrorKind.OPTED_OUT: ("cancel", "not-allowed"),
    ErrorKind.RATE: ("wait", "resource-constraint"),
    ErrorKind.RECIPIENT: ("cancel", "recipient-unavailable"),
}


async def async_not_taken(hass: HomeAssistant, error: HomeAssistantError) -> Refusal:
    """Return what a writer is told whose message was not taken."""
    key = error.translation_key or ""
    words = await _in_words(hass, error)
    return Refusal(*_BY_ERROR.get(key, _OUT_OF_ORDER), words)


def not_sent(hass: HomeAssistant, message: OutboundMessage) -> Refusal:
    """Return what a writer is told whose message has ended without arriving."""
    kind = ErrorKind(message.error_kind) if message.error_kind else None
    if kind in OWN_REASONS:
        # What is wrong with the account is nobody's in chat.
        return Refusal(*_OUT_OF_ORDER, phrase(hass, "xmpp_out_of_order"))
    reason = explained(hass, message.error)
    text = ended = phrase(hass, f"log_{message.state}")
    if reason:
        text = phrase(hass, "log_reason", ended=ended, reason=reason)
    match message.state:
        case MessageState.UNDELIVERED:
            return Refusal("wait", "recipient-unavailable", text)
        case MessageState.CANCELLED:
            return Refusal("cancel", "not-acceptable", text)
        case MessageState.EXPIRED:
            return Refusal("wait", "remote-server-timeout", text)
    default = ("wait", "remote-server-timeout")
    return Refusal(*(_BY_KIND.get(kind, default) if kind else default), text)


async def _in_words(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """Return an error in the home's language, in English where it is not translated."""
    language = hass.config.language
    found = await async_get_translations(hass, language, "exceptions", [DOMAIN])
    message = found.get(f"component.{DOMAIN}.exceptions.{error.translation_key}.message")
    if message is None:
        return str(error)
    return message.format(**(error.translation_placeholders or {}))
