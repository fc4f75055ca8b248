"""What a bridge is set up with, as its subentry keeps it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_HOST, CONF_PORT

from ..const import (
    CONF_COMPONENT,
    CONF_CONTACTS,
    CONF_MESSAGE_PREFIX,
    CONF_READERS,
    CONF_SECRET,
    CONF_STRANGERS,
)


class Strangers(StrEnum):
    """What becomes of messages from numbers that nobody here knows."""

    CONTACT = "contact"
    GATEWAY = "gateway"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the server takes components, and as which of them it knows this one."""

    host: str
    port: int
    component: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BridgeSettings:
    """A bridge: its place, who may write and who may only read, and what it does."""

    bridge_id: str
    title: str
    place: Place
    writers: Collection[str] = field(repr=False)
    readers: Collection[str] = field(repr=False)
    prefix: str
    strangers: Strangers

    @classmethod
    def of(cls, subentry: ConfigSubentry) -> Self:
        """Read what a subentry holds."""
        data = subentry.data
        place = Place(
            data[CONF_HOST], int(data[CONF_PORT]), data[CONF_COMPONENT], data[CONF_SECRET]
        )
        return cls(
            bridge_id=subentry.subentry_id,
            title=subentry.title,
            place=place,
            writers=frozenset(data.get(CONF_CONTACTS, ())),
            readers=frozenset(data.get(CONF_READERS, ())),
            prefix=data.get(CONF_MESSAGE_PREFIX, ""),
            strangers=Strangers(data.get(CONF_STRANGERS, Strangers.CONTACT)),
        )

    @property
    def people(self) -> frozenset[str]:
        """Return who may read."""
        return frozenset({*self.writers, *self.readers})
