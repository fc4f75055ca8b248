"""The flows: add an account, mend its credentials, change it, its options, its recipients."""

from typing import override

from homeassistant.config_entries import ConfigEntry, ConfigSubentryFlow, OptionsFlow
from homeassistant.core import callback

from .const import DOMAIN, SUBENTRY_RECIPIENT, SUBENTRY_XMPP_BRIDGE
from .flows.change import ChangeSteps
from .flows.options import SmsGatewayOptionsFlow
from .flows.recipient import RecipientFlow
from .flows.usb import UsbSteps
from .flows.xmpp_bridge import XmppBridgeFlow


class SmsGatewayConfigFlow(ChangeSteps, UsbSteps, domain=DOMAIN):
    """Adds an account, mends its credentials, changes it: the steps stand in flows/."""

    VERSION = 1
    MINOR_VERSION = 2

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to an account."""
        return {SUBENTRY_RECIPIENT: RecipientFlow, SUBENTRY_XMPP_BRIDGE: XmppBridgeFlow}

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow for an account's options."""
        return SmsGatewayOptionsFlow()
