"""Who sent a message by hand, by the names that users have in Home Assistant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..const import BY_XMPP
from ..messaging.conversation import Line
from ..messaging.message import OutboundMessage


@dataclass(frozen=True, slots=True)
class Names:
    """The names of users, by their ids; of one who is gone there is none.

    Who wrote in chat is known by the address.
    """

    by_id: Mapping[str, str | None]

    def of(self, line: Line) -> str | None:
        """Return who sent a message by hand."""
        return self.by_id.get(_sent_by(line) or "")


async def async_names(hass: HomeAssistant, lines: Sequence[Line]) -> Names:
    """Return the names of those who sent some messages by hand."""
    by_id: dict[str, str | None] = {}
    for user_id in {sent_by for line in lines if (sent_by := _sent_by(line))}:
        if user_id.startswith(BY_XMPP):
            by_id[user_id] = f"{user_id.removeprefix(BY_XMPP)} (XMPP)"
            continue
        user = await hass.auth.async_get_user(user_id)
        by_id[user_id] = user.name if user else None
    return Names(by_id)


def _sent_by(line: Line) -> str | None:
    return line.message.sent_by if isinstance(line.message, OutboundMessage) else None
