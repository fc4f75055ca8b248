"""Device triggers: what happens with a recipient, or with any message of an account, in words."""

from collections.abc import Mapping
from typing import Any

from homeassistant.components.device_automation import DEVICE_TRIGGER_BASE_SCHEMA
from homeassistant.const import CONF_DEVICE_ID, CONF_DOMAIN, CONF_PLATFORM, CONF_TYPE
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.trigger import TriggerActionType, TriggerInfo
from homeassistant.helpers.typing import ConfigType, VolDictType
import voluptuous as vol

from .account.telling import EVENT_MESSAGE_STATUS
from .actions.fields import ATTR_TAG, TAG
from .const import DOMAIN
from .messaging.message import MessageState, ReceivedKind

# What comes in has an event of its own each; what went out has one, in which the state differs.
_STATES = {
    "message_delivered": (MessageState.DELIVERED,),
    "message_failed": (MessageState.UNDELIVERED, MessageState.REJECTED, MessageState.EXPIRED),
}
TRIGGER_TYPES = (*(kind.value for kind in ReceivedKind), *_STATES)
EXTRA_FIELDS: VolDictType = {vol.Optional(ATTR_TAG): TAG}

TRIGGER_SCHEMA = DEVICE_TRIGGER_BASE_SCHEMA.extend(
    {vol.Required(CONF_TYPE): vol.In(TRIGGER_TYPES), **EXTRA_FIELDS}
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
    """Listen for the event that a trigger stands for."""
    wanted = _whose(hass, config[CONF_DEVICE_ID])
    if tag := config.get(ATTR_TAG):
        wanted[ATTR_TAG] = tag
    states = _STATES.get(config[CONF_TYPE])
    event_type = EVENT_MESSAGE_STATUS if states else f"{DOMAIN}_{config[CONF_TYPE]}"
    job = HassJob(action, f"{DOMAIN} device trigger")

    @callback
    def is_wanted(data: Mapping[str, Any]) -> bool:
        return wanted.items() <= data.items() and (not states or data.get("state") in states)

    @callback
    def run(event: Event) -> None:
        trigger = {
            **trigger_info["trigger_data"],
            "platform": "device",
            "event": event,
            "description": f"event '{event.event_type}'",
        }
        hass.async_run_hass_job(job, {"trigger": trigger}, event.context)

    return hass.bus.async_listen(event_type, run, event_filter=is_wanted)


def _whose(hass: HomeAssistant, device_id: str) -> dict[str, str]:
    """Return what the data of events about a device hold: an account's are those of everybody."""
    device = dr.async_get(hass).async_get(device_id)
    if device and (DOMAIN, device.config_entry_id) in device.identifiers:
        return {"config_entry_id": device.config_entry_id}
    return {"device_id": device_id}
