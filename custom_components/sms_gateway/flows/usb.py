"""A modem that was plugged in: offered for an account of its own."""

from typing import override

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.const import CONF_PORT
from homeassistant.helpers.service_info.usb import UsbServiceInfo

from .account import GatewaySteps
from .port import is_same_stick, lasting, port_for_commands


class UsbSteps(GatewaySteps):
    """The step that Home Assistant begins when it finds a modem."""

    @override
    async def async_step_usb(self, discovery_info: UsbServiceInfo) -> ConfigFlowResult:
        """Ask for the account of a modem that was plugged in, once for all its ports."""
        found = discovery_info
        await self.async_set_unique_id(
            f"usb_{found.vid}_{found.pid}_{found.serial_number}_{found.manufacturer}"
        )
        self._abort_if_unique_id_configured()
        port = await self.hass.async_add_executor_job(lasting, found.device)
        for entry in self._async_current_entries(include_ignore=False):
            used = entry.data.get(CONF_PORT)
            if used and await self.hass.async_add_executor_job(is_same_stick, port, used):
                return self.async_abort(reason="port_in_use")
        called = found.description or found.manufacturer or port
        self.context["title_placeholders"] = {"name": called}
        self.shown_at_first = {CONF_PORT: port_for_commands(port, found.vid)}
        return await self.async_step_modem()
