"""User name and password of callbacks: how a gateway gets to know them, and what is told if not."""

from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways.base import CallbackLogin
from simulator import Simulator

from .conftest import ANNA, BEN, AddEntry, new_entry, send, until
from .roads import ROADS, Road, roads_where

# What an address, and what Kannel, which fills in what stands behind a percent sign, could spoil.
USERNAME, PASSWORD = "häuser&co", "p:ss@/%C3%25?w#rd"
LOGIN: dict[str, Any] = {"callback_username": USERNAME, "callback_password": PASSWORD}
AS_WRITTEN = "h%C3%A4user%26co:p%3Ass%40%2F%25C3%2525%3Fw%23rd"

type Client = TestClient[Any, Any]


def login_of(road: Road) -> CallbackLogin:
    """Return how the gateway at the end of a road gets to know them."""
    return road.capabilities.callback_login


def refused(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return the issue about callbacks without them, if it is there."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    return ir.async_get(hass).async_get_issue(DOMAIN, f"callback_refused_{entry.entry_id}")


def test_who_takes_them_in_the_address() -> None:
    found = {road.name for road in ROADS if login_of(road) is CallbackLogin.IN_ADDRESS}
    assert found == {"twilio", "http kannel"}
    found = {road.name for road in ROADS if login_of(road) is CallbackLogin.NOWHERE}
    assert found == {"android", "bulksms", "burst", "modem", "simwood", "smpp", "teltonika", "http"}


@roads_where(lambda road: login_of(road) is CallbackLogin.IN_ADDRESS)
async def test_reports_come_with_what_the_address_has(
    road: Road,
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    entry = await add_entry(road.entry(simulator, **LOGIN))
    (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout=20)
    assert message["state"] == "delivered"
    # At the gateway, the address for replies is entered in the same form.
    address = simulator.account.callback_url
    assert address is not None
    simulator.account.callback_url = address.replace("://", f"://{AS_WRITTEN}@")
    await simulator.reply(ANNA, "on my way")
    await until(hass, lambda: bool(received))
    await simulator.settled()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await hass.async_block_till_done()
    assert refused(hass) is None
    assert entry.runtime_data.callbacks.refused == 0
    for secret in (USERNAME, PASSWORD, *AS_WRITTEN.split(":")):
        assert secret not in caplog.text


async def test_options_of_the_moment_count(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, "twilio"))
    for options in (LOGIN, {"callback_password": "other"}, {}):
        hass.config_entries.async_update_entry(entry, options=options)
        await hass.async_block_till_done()
        (message,) = await send(hass, to=ANNA, wait_for="delivered", timeout=20)
        assert message["state"] == "delivered"
    await simulator.settled()
    asked = [call.url for call in simulator.callbacks.sent]
    assert any("://:other@" in url for url in asked)
    assert "@" not in asked[-1]


def takes_none(road: Road) -> bool:
    """Tell whether a gateway that calls back can't be given user name and password."""
    is_nowhere = login_of(road) is CallbackLogin.NOWHERE
    return is_nowhere and road.capabilities.reports and not road.has_session


@roads_where(takes_none)
async def test_where_an_address_is_not_known_to_take_them(
    road: Road,
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await add_entry(road.entry(simulator, **LOGIN))
    simulator.account.callback_retries = 0
    await send(hass, to=BEN, wait_for="accepted")
    await simulator.settled()
    assert simulator.callbacks.sent
    assert all("@" not in call.url for call in simulator.callbacks.sent)
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=11))
    await hass.async_block_till_done()
    # A report that is refused is told as a reply is, with what to do about it at this gateway.
    issue = refused(hass)
    assert issue is not None
    assert "leave both empty" in (issue.translation_placeholders or {})["login"].lower()
    assert caplog.text.count("Callbacks for Clickatell are refused: their user name") == 1
    assert PASSWORD not in caplog.text


async def test_form_says_how_the_gateway_gets_to_know_them(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    said = {}
    for road in ROADS:
        entry = await add_entry(road.entry(simulator, **LOGIN))
        form = await hass.config_entries.options.async_init(entry.entry_id)
        placeholders = form["description_placeholders"] or {}
        said[road.name] = placeholders["callback_login"]
        assert PASSWORD not in str(placeholders)
        assert AS_WRITTEN not in str(placeholders)
        hass.config_entries.options.async_abort(form["flow_id"])
        await hass.config_entries.async_remove(entry.entry_id)
    assert said["twilio"] == said["http kannel"]
    assert said["burst"] == said["simwood"] == said["http"]
    assert "https://user:password@" in said["twilio"]
    assert "is not known to send them" in said["burst"]
    assert "Enter the same user name and password at the gateway" in said["clickatell_one"]
