"""The addresses of contacts: which number one stands for, and by which a sender is known."""

from homeassistant.core import HomeAssistant

from ..messaging.number import is_number
from ..messaging.written_number import read_bare

# What can't stand in the first part of an address (XEP-0106).
_ESCAPES = {
    " ": "\\20",
    '"': "\\22",
    "&": "\\26",
    "'": "\\27",
    "/": "\\2f",
    ":": "\\3a",
    "<": "\\3c",
    ">": "\\3e",
    "@": "\\40",
}
# No part of an address is longer, in bytes (RFC 7622).
_LONGEST = 1023


async def async_number(hass: HomeAssistant, node: str) -> str:
    """Return the number that a contact stands for, as E.164; raises InvalidNumberError.

    In a thread: a country's numbering plan is loaded from disk.
    """
    return await hass.async_add_executor_job(read_bare, node, hass.config.country)


def node_for(sender: str) -> str:
    """Return the first part of the address by which a sender is a contact, a name or a number.

    It is empty for a sender that can have no address: what it says comes from the bridge itself.
    """
    if sender.startswith("+") and is_number(sender):
        return sender
    escaped = "".join(_ESCAPES.get(sign, sign) for sign in sender.strip().lower())
    is_usable = escaped.isprintable() and 0 < len(escaped.encode()) <= _LONGEST
    return escaped if is_usable else ""


def address(node: str, component: str) -> str:
    """Return the address of a contact, or of the bridge itself."""
    return f"{node}@{component}" if node else component
