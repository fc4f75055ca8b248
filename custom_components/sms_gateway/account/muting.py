"""Who is muted: a recipient whose notify entity is disabled."""

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN


@callback
def notify_entity(hass: HomeAssistant, subentry_id: str) -> er.RegistryEntry | None:
    """Return the notify entity of a recipient."""
    registry = er.async_get(hass)
    unique_id = f"{subentry_id}_{NOTIFY_DOMAIN}"
    entity_id = registry.async_get_entity_id(NOTIFY_DOMAIN, DOMAIN, unique_id)
    return None if entity_id is None else registry.async_get(entity_id)


@callback
def is_muted(hass: HomeAssistant, subentry_id: str) -> bool:
    """Tell whether a recipient's notify entity is disabled."""
    entity = notify_entity(hass, subentry_id)
    # With a whole account that is disabled, its entities are.
    return entity is not None and entity.disabled_by not in (
        None,
        er.RegistryEntryDisabler.CONFIG_ENTRY,
    )
