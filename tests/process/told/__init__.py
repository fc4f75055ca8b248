"""Writes down what is told of each message, in a file that outlives the process."""

from functools import partial
import json
from pathlib import Path

from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.typing import ConfigType


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Add a line to the file for each event, and one with nothing in it for each start."""
    path = Path(hass.config.path("told"))
    file = await hass.async_add_executor_job(partial(path.open, "a", buffering=1))
    file.write("null\n")

    @callback
    def note(event: Event) -> None:
        told = [event.data[name] for name in ("message_id", "state", "previous_state")]
        file.write(f"{json.dumps(told)}\n")

    hass.bus.async_listen("sms_gateway_message_status", note)
    return True
