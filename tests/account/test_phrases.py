"""What the house says by itself is in the home's language, also after that was changed."""

import json
from string import Formatter

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.phrases import phrase

from ..translations import COMPONENT, english

FILES = sorted((COMPONENT / "translations").glob("*.json"))


async def speak(hass: HomeAssistant, language: str) -> None:
    """Change the home's language."""
    await hass.config.async_update(language=language)
    await hass.async_block_till_done()


@pytest.mark.parametrize("language", [file.stem for file in FILES])
async def test_every_phrase_in_every_language(
    hass: HomeAssistant, entry: MockConfigEntry, language: str
) -> None:
    await speak(hass, language)
    file = COMPONENT / "translations" / f"{language}.json"
    translated = json.loads(file.read_text()).get("common", {})
    for key, text in english()["common"].items():
        given = {name: "..." for _, name, _, _ in Formatter().parse(text) if name}
        assert phrase(hass, key, **given) == translated.get(key, text).format(**given)


async def test_language_that_nobody_has_translated_gets_english(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await speak(hass, "he")
    assert phrase(hass, "ask_hint", options="1 yes") == "Please answer: 1 yes"


async def test_language_of_a_country_gets_the_language(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await speak(hass, "de")
    german = phrase(hass, "ask_hint", options="1 ja")
    await speak(hass, "de-CH")
    assert phrase(hass, "ask_hint", options="1 ja") == german
