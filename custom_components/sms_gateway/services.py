"""The actions of the integration: what each accepts, and what is done."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)

from .actions import ask, cancel, consent, import_log, legacy_notify, look_back, send
from .actions.fields import ActionSchema
from .const import DOMAIN

type Handler = Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]

# Name -> the fields, what is done, and whether there is a response.
ACTIONS: dict[str, tuple[ActionSchema, Handler, SupportsResponse]] = {
    "send_message": (send.FIELDS, send.async_send_message, SupportsResponse.OPTIONAL),
    "ask": (ask.FIELDS, ask.async_ask, SupportsResponse.ONLY),
    "cancel_message": (cancel.FIELDS, cancel.async_cancel, SupportsResponse.OPTIONAL),
    "get_messages": (look_back.FIELDS, look_back.async_get_messages, SupportsResponse.ONLY),
    "set_consent": (consent.FIELDS, consent.async_set_consent, SupportsResponse.OPTIONAL),
    "import_log": (import_log.FIELDS, import_log.async_import_log, SupportsResponse.OPTIONAL),
}


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions, once for all accounts, and one of the old kind for each."""
    for name, (fields, handler, supports_response) in ACTIONS.items():
        hass.services.async_register(
            DOMAIN,
            name,
            handler,
            schema=fields,
            supports_response=supports_response,
        )
    legacy_notify.async_setup(hass)
