"""Who is muted: a recipient whose notify entity is disabled."""

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import CONF_PHONE_NUMBER, DOMAIN, SUBENTRY_RECIPIENT


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


@callback
def muted_name(hass: HomeAssistant, entry: ConfigEntry, number: str) -> str | None:
    """Return who has a number, if that is somebody muted: here, else wherever it is known."""
    people = [
        (each, subentry)
        for each in hass.config_entries.async_entries(DOMAIN)
        for subentry in each.get_subentries_of_type(SUBENTRY_RECIPIENT)
        if subentry.data[CONF_PHONE_NUMBER] == number
    ]
    theirs = [one for one in people if one[0] is entry] or people
    if theirs and all(is_muted(hass, subentry.subentry_id) for _, subentry in theirs):
        return theirs[0][1].title
    return None
