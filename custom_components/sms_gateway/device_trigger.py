"""Device triggers: what happens with a recipient, or with any message of an account, in words."""

from homeassistant.components.device_automation import DEVICE_TRIGGER_BASE_SCHEMA
from homeassistant.const import CONF_DEVICE_ID, CONF_DOMAIN, CONF_PLATFORM, CONF_TYPE
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import TriggerActionType, TriggerInfo
from homeassistant.helpers.typing import ConfigType, VolDictType
import voluptuous as vol

from .actions.fields import ATTR_TAG, tag_text
from .const import DOMAIN
from .trigger import DELIVERED, FAILED, RECEIVED, async_listen

_HAPPENINGS = {
    **{kind.value: happening for kind, happening in RECEIVED.items()},
    "message_delivered": DELIVERED,
    "message_failed": FAILED,
}
TRIGGER_TYPES = tuple(_HAPPENINGS)
EXTRA_FIELDS: VolDictType = {vol.Optional(ATTR_TAG): cv.string}

TRIGGER_SCHEMA = DEVICE_TRIGGER_BASE_SCHEMA.extend(
    {vol.Required(CONF_TYPE): vol.In(TRIGGER_TYPES), vol.Optional(ATTR_TAG): tag_text}
)


async def async_validate_trigger_config(hass: HomeAssistant, config: ConfigType) -> ConfigType:
    """Check a trigger; that the device exists and is ours, Home Assistant checks before."""
    validated: ConfigType = TRIGGER_SCHEMA(config)
    return validated


async def async_get_triggers(hass: HomeAssistant, device_id: str) -> list[dict[str, str]]:
    """Return the triggers of a device, which are the same for accounts and recipients."""
    return [
        {
            CONF_PLATFORM: "device",
            CONF_DOMAIN: DOMAIN,
            CONF_DEVICE_ID: device_id,
            CONF_TYPE: trigger_type,
        }
        for trigger_type in TRIGGER_TYPES
    ]


async def async_get_trigger_capabilities(
    hass: HomeAssistant, config: ConfigType
) -> dict[str, vol.Schema]:
    """Return what a trigger can be narrowed down by."""
    return {"extra_fields": vol.Schema(EXTRA_FIELDS)}


async def async_attach_trigger(
    hass: HomeAssistant,
    config: ConfigType,
    action: TriggerActionType,
    trigger_info: TriggerInfo,
) -> CALLBACK_TYPE:
    """Listen for the event that a trigger stands for; an account's are those of everybody."""
    job = HassJob(action, f"{DOMAIN} device trigger")

    @callback
    def run(event: Event) -> None:
        trigger = {
            **trigger_info["trigger_data"],
            "platform": "device",
            "event": event,
            "description": f"event '{event.event_type}'",
        }
        hass.async_run_hass_job(job, {"trigger": trigger}, event.context)

    target = {CONF_DEVICE_ID: config[CONF_DEVICE_ID]}
    return async_listen(hass, _HAPPENINGS[config[CONF_TYPE]], target, config.get(ATTR_TAG), run)
