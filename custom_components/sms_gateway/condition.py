"""The condition of the automation editor: who may be written to."""

from typing import override

from homeassistant.components.binary_sensor import DOMAIN as BINARY_SENSOR_DOMAIN
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .const import DOMAIN

_SUBSCRIBED = "subscribed"


class IsSubscribed(EntityStateConditionBase):
    """True where those in the target have not written STOP; false where that is not known."""

    _domain_specs = {BINARY_SENSOR_DOMAIN: DomainSpec()}
    _states = {STATE_ON}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return what says so about the people whose entities these are.

        An account's entity stands for all of its people.
        """
        registry = er.async_get(self._hass)
        found: set[str] = set()
        for entity in map(registry.async_get, entities):
            if entity is None or entity.platform != DOMAIN or entity.config_entry_id is None:
                continue
            found |= {
                other.entity_id
                for other in er.async_entries_for_config_entry(registry, entity.config_entry_id)
                if other.translation_key == _SUBSCRIBED
                and entity.config_subentry_id in (None, other.config_subentry_id)
            }
        return found

    @property
    @override
    def needs_polling(self) -> bool:
        """Look again, because what is looked at need not be what was named."""
        return True

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        """Test all, of whom there must be some: nothing known is no consent."""
        return bool(states) and super()._check_all_match_state(states)


CONDITIONS: dict[str, type[Condition]] = {"is_subscribed": IsSubscribed}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions by what stands behind the domain in their names."""
    return CONDITIONS
