"""What the house says by itself, in an SMS or in the logbook: in the home's language."""

from collections.abc import Mapping
from typing import overload

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_translations,
)

from ..const import DOMAIN
from ..gateways.base import Gateway
from ..gateways.reasons import Reason

# Where they stand in the files of translations/.
_CATEGORY = "common"


async def async_setup(hass: HomeAssistant) -> None:
    """Have the phrases at hand, also when the home's language changes."""

    async def load(_event: Event) -> None:
        await async_load(hass)

    @callback
    def is_of_language(changed: Mapping[str, object]) -> bool:
        return "language" in changed

    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, load, event_filter=is_of_language)
    await async_load(hass)


async def async_load(hass: HomeAssistant) -> None:
    """Have the phrases at hand; the first account is added before the integration is set up."""
    for language in _languages(hass):
        await async_get_translations(hass, language, _CATEGORY, [DOMAIN])


@callback
def phrase(hass: HomeAssistant, key: str, **placeholders: str) -> str:
    """Return a phrase in the home's language, in English where it is not translated."""
    full_key = f"component.{DOMAIN}.{_CATEGORY}.{key}"
    english = _in(hass, "en")[full_key]
    found = (_in(hass, language).get(full_key, english) for language in _languages(hass))
    # What is not translated is there in English, which the next language may have better.
    text = next((text for text in found if text != english), english)
    return text.format(**placeholders)


@callback
def callback_login_words(hass: HomeAssistant, gateway: Gateway) -> str:
    """Return what to do so that a gateway brings user name and password with its callbacks."""
    return phrase(hass, f"callback_login_{gateway.capabilities.callback_login}")


@callback
@overload
def explained(hass: HomeAssistant, error: str) -> str: ...
@overload
def explained(hass: HomeAssistant, error: str | None) -> str | None: ...
def explained(hass: HomeAssistant, error: str | None) -> str | None:
    """Return why something failed in the home's language, as far as the words are our own."""
    if error is None:
        return None
    for reason in Reason:
        # A code may stand behind it, in brackets, or what the gateway says.
        if error == reason or error.startswith((f"{reason} (", f"{reason}: ")):
            return phrase(hass, f"reason_{reason.name.lower()}") + error.removeprefix(reason)
    return error


def _in(hass: HomeAssistant, language: str) -> Mapping[str, str]:
    return async_get_cached_translations(hass, language, _CATEGORY, DOMAIN)


def _languages(hass: HomeAssistant) -> tuple[str, ...]:
    """Return what the home's language is found under: Brazil's Portuguese is Portuguese, too."""
    language = hass.config.language
    return language, language.partition("-")[0]
