"""The page comes with the first account and goes with the last one."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from homeassistant.components import frontend
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.sms_gateway.panel.version import HASHES
from simulator import Simulator

from ..conftest import ANNA, AddEntry, other_entry, send
from .conftest import Views

ELEMENT = "sms-gateway-panel"


def page(hass: HomeAssistant) -> Mapping[str, Any] | None:
    """Return what the frontend is told of the page."""
    panel = hass.data[frontend.DATA_PANELS].get("sms_gateway")
    return panel.to_response() if panel else None


def modules(hass: HomeAssistant) -> set[str]:
    """Return what the frontend loads at every start, of ours."""
    return {url for url in hass.data[frontend.DATA_EXTRA_MODULE_URL].urls if "sms" in url}


@pytest.fixture
async def with_frontend(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "frontend", {})


async def test_page_is_there_as_long_as_an_account_is(
    hass: HomeAssistant, with_frontend: None, simulator: Simulator, add_entry: AddEntry
) -> None:
    first = await add_entry()
    told = page(hass)
    assert told is not None
    assert (told["title"], told["icon"]) == ("SMS", "mdi:message-text")
    custom = told["config"]["_panel_custom"]
    assert custom["name"] == ELEMENT
    assert custom["module_url"].endswith(f"/{ELEMENT}.js?v={HASHES[ELEMENT]}")
    assert len(modules(hass)) == 1
    # Another one, and loading anew, change nothing.
    second = await add_entry(other_entry(simulator))
    assert await hass.config_entries.async_reload(first.entry_id)
    await hass.async_block_till_done()
    assert page(hass) == told
    await hass.config_entries.async_set_disabled_by(first.entry_id, ConfigEntryDisabler.USER)
    assert page(hass) == told
    await hass.config_entries.async_remove(second.entry_id)
    assert (page(hass), modules(hass)) == (None, set())
    await hass.config_entries.async_set_disabled_by(first.entry_id, None)
    assert page(hass) == told
    await hass.config_entries.async_remove(first.entry_id)
    assert (page(hass), modules(hass)) == (None, set())


async def test_page_is_for_admins_until_somebody_else_is_let_in(
    hass: HomeAssistant, with_frontend: None, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    for options, expected in (
        ({}, (True, True)),
        ({"people": {"anna": "read"}}, (False, True)),
        ({"people": {"anna": "read"}, "show_panel": False}, (False, False)),
        ({"show_panel": False}, (True, False)),
        ({"show_panel": True}, (True, True)),
    ):
        hass.config_entries.async_update_entry(entry, options=options)
        await hass.async_block_till_done()
        told = page(hass)
        assert told is not None
        assert (told["require_admin"], told["show_in_sidebar"]) == expected


async def test_page_of_somebody_else_is_left_alone(
    hass: HomeAssistant,
    with_frontend: None,
    simulator: Simulator,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    frontend.async_register_built_in_panel(hass, "iframe", frontend_url_path="sms_gateway")
    entry = await add_entry()
    assert "There is a page at /sms_gateway already" in caplog.text
    await hass.config_entries.async_remove(entry.entry_id)
    told = page(hass)
    assert told is not None
    assert told["component_name"] == "iframe"


async def test_nothing_is_missing_without_a_frontend(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    assert frontend.DATA_PANELS not in hass.data
    await hass.config_entries.async_remove(entry.entry_id)


async def test_built_files_are_served_to_be_kept_and_nothing_beside_them(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    await add_entry()
    client = await hass_client_no_auth()
    for name, version in HASHES.items():
        answer = await client.get(f"/sms_gateway_static/{name}.js?v={version}")
        assert answer.status == HTTPStatus.OK
        assert "max-age=2678400" in answer.headers["Cache-Control"]
        assert "javascript" in answer.headers["Content-Type"]
    for path in ("", "version.py", "../version.py", "%2e%2e/version.py"):
        answer = await client.get(f"/sms_gateway_static/{path}")
        assert answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}, path


async def test_what_was_read_goes_with_the_last_account(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    simulator: Simulator,
    views: Views,
    add_entry: AddEntry,
) -> None:
    admin = await views("admin")
    second = await add_entry(other_entry(simulator))
    first, _ = hass.config_entries.async_entries("sms_gateway")
    await send(hass, to=ANNA, message="hello", config_entry_id=first.entry_id)
    (row,) = (await admin.asks("threads/list"))["threads"]
    await admin.asks("thread/read", thread_id=row["thread_id"], at=row["at"])
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=1))
    await hass.async_block_till_done(wait_background_tasks=False)
    assert "sms_gateway.read" in hass_storage
    await hass.config_entries.async_remove(first.entry_id)
    assert "sms_gateway.read" in hass_storage
    await hass.config_entries.async_remove(second.entry_id)
    assert "sms_gateway.read" not in hass_storage
