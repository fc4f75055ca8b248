"""slixmpp: had when it is needed, in the version that Home Assistant has itself."""

import json
from pathlib import Path
import sys

from homeassistant.components import xmpp
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.requirements import RequirementsNotFound
import pytest

from custom_components.sms_gateway.account import library as packages
from custom_components.sms_gateway.bridge import library
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from ..conftest import ANNA, AddEntry, send, until
from ..papers import MANIFEST
from .conftest import BRIDGE_ID, entry_with_bridge

ISSUE = f"xmpp_library_missing_{BRIDGE_ID}"


def test_it_is_pinned_as_home_assistant_pins_it() -> None:
    theirs = json.loads((Path(xmpp.__path__[0]) / "manifest.json").read_text())
    assert library.REQUIREMENT in theirs["requirements"]
    assert not any("slixmpp" in requirement for requirement in MANIFEST["requirements"])


async def test_it_is_installed_with_the_first_bridge_only(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: list[list[str]] = []

    async def refuse(
        _hass: HomeAssistant, name: str, requirements: list[str], *, is_built_in: bool
    ) -> None:
        assert not is_built_in
        asked.append(requirements)
        raise RequirementsNotFound(name, requirements)

    monkeypatch.setattr(packages, "async_process_requirements", refuse)
    hass.config.skip_pip = False
    entry = entry_with_bridge(simulator, 1)
    bridge = entry.subentries[BRIDGE_ID]
    await add_entry(entry)
    registry = ir.async_get(hass)
    await until(hass, lambda: registry.async_get_issue(DOMAIN, ISSUE) is not None)
    assert asked == [[library.REQUIREMENT]]
    assert "slixmpp==1.17.0 can't be installed" in caplog.text
    # Everything else works.
    await send(hass, to=ANNA, wait_for="accepted")
    hass.config_entries.async_remove_subentry(entry, bridge.subentry_id)
    await hass.async_block_till_done()
    await until(hass, lambda: registry.async_get_issue(DOMAIN, ISSUE) is None)


async def test_what_it_lacks_is_an_error_with_a_sentence(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "slixmpp", None)
    monkeypatch.delitem(sys.modules, f"{library.__package__}.session", raising=False)
    with pytest.raises(HomeAssistantError) as raised:
        await library.async_library(hass)
    assert raised.value.translation_key == "xmpp_library_missing"
