"""Home Assistant Cloud that is there late: no false alarm, and no wrong address."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components import cloud
from homeassistant.components.cloud.const import DATA_CLOUD
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.callback_address import (
    async_callback_address,
    async_callback_url,
)
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .cloud import CloudServers
from .conftest import ANNA, WEBHOOK_ID, AddEntry, new_entry, send
from .flows.test_account import account, begin, enter
from .repairs import RepairsPage, issue_of, reviewed, set_up_repairs, until_issue, until_none
from .test_repairs import AWAY, HOME


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Let Home Assistant Cloud's connection leave its heartbeat behind."""
    return True


@pytest.fixture
async def servers(hass: HomeAssistant, socket_enabled: None) -> AsyncIterator[CloudServers]:
    """Return what Home Assistant Cloud speaks to."""
    servers = CloudServers()
    yield servers
    await servers.stop(hass)


@pytest.fixture(params=[None, HOME], ids=["cloud only", "cloud and external URL"])
async def home(hass: HomeAssistant, request: pytest.FixtureRequest) -> str | None:
    """Return the address that the home has without Home Assistant Cloud."""
    address: str | None = request.param
    await hass.config.async_update(external_url=address)
    return address


def issues(hass: HomeAssistant) -> set[str]:
    """Return what is shown of the accounts."""
    return {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}


async def told_the_cloudhook(
    hass: HomeAssistant, servers: CloudServers, add_entry: AddEntry, entry: MockConfigEntry
) -> None:
    """Set an account up as it was before the power cut: its gateway knows the cloudhook."""
    await servers.start(hass)
    await servers.connect(hass)
    await add_entry(entry)
    await reviewed(hass)
    assert issues(hass) == set()


async def test_who_asks_at_the_same_moment_is_told_the_same_address(
    hass: HomeAssistant, servers: CloudServers
) -> None:
    await servers.start(hass)
    await servers.connect(hass)
    asked = [async_callback_url(hass, WEBHOOK_ID) for _ in range(3)]
    assert await asyncio.gather(*asked) == [servers.cloudhook] * 3
    assert servers.hooks == 1


async def test_account_is_loaded_while_the_cloud_is_away(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    home: str | None,
    add_entry: AddEntry,
) -> None:
    entry = new_entry(simulator)
    await told_the_cloudhook(hass, servers, add_entry, entry)
    await servers.disconnect(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    await reviewed(hass)
    assert not cloud.async_is_connected(hass)
    assert issues(hass) == set()
    # Somebody changes something else meanwhile.
    await hass.config.async_update(location_name="Home")
    await reviewed(hass)
    assert issues(hass) == set()
    await servers.connect(hass)
    await reviewed(hass)
    assert issues(hass) == set()
    assert servers.hooks == 1


@pytest.mark.parametrize("gateway", ["burst", "twilio", "simwood"])
async def test_message_that_is_sent_while_the_cloud_is_away(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    home: str | None,
    add_entry: AddEntry,
    gateway: str,
) -> None:
    entry = new_entry(simulator, gateway)
    await told_the_cloudhook(hass, servers, add_entry, entry)
    await servers.disconnect(hass)
    await hass.config_entries.async_reload(entry.entry_id)
    simulator.account.callback_retries = 0
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.settled()
    asked = {call.url for call in simulator.callbacks.sent}
    assert asked
    assert all(url.startswith(servers.cloudhook) for url in asked)


async def test_account_that_is_added_while_the_cloud_is_away(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    home: str | None,
    add_entry: AddEntry,
) -> None:
    await servers.start(hass)
    address = await async_callback_address(hass, WEBHOOK_ID)
    assert not address.is_certain
    entry = await add_entry(new_entry(simulator))
    await reviewed(hass)
    # Not known is not none.
    assert issues(hass) == set()
    await servers.connect(hass)
    # What was shown was another address, or that there is none.
    await until_issue(hass, "callback_changed" if home else "callback_new", entry)
    assert issue_of(hass, "no_callback", entry) is None


async def test_repair_waits_for_the_cloud(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    add_entry: AddEntry,
    hass_client: Callable[[], Awaitable[TestClient[Any, Any]]],
) -> None:
    await servers.start(hass, logged_in=False)
    await set_up_repairs(hass)
    repairs = RepairsPage(await hass_client())
    await hass.config.async_update(external_url=HOME)
    entry = await add_entry(new_entry(simulator))
    await reviewed(hass)
    await hass.config.async_update(external_url=AWAY)
    issue = await until_issue(hass, "callback_changed", entry)
    await servers.log_in(hass)
    # There is to be a cloudhook: what there is now must not be noted, nor entered anywhere.
    assert (await repairs.open(issue))["reason"] == "address_not_known"
    await servers.connect(hass)
    form = await repairs.fix(await until_issue(hass, "callback_changed", entry))
    assert form["description_placeholders"]["callback_url"] == servers.cloudhook
    await until_none(hass, "callback_changed", entry)
    await hass.config_entries.async_reload(entry.entry_id)
    await reviewed(hass)
    assert issues(hass) == set()


async def test_cloud_that_gives_no_address(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    home: str | None,
    add_entry: AddEntry,
) -> None:
    servers.refuses_hooks = True
    await servers.start(hass)
    await servers.connect(hass)
    await add_entry(new_entry(simulator))
    await reviewed(hass)
    assert issues(hass) == set()
    assert not (await async_callback_address(hass, WEBHOOK_ID)).is_certain


async def test_cloud_that_nobody_pays_for_any_more(
    hass: HomeAssistant,
    simulator: Simulator,
    servers: CloudServers,
    home: str | None,
    add_entry: AddEntry,
) -> None:
    entry = new_entry(simulator)
    await told_the_cloudhook(hass, servers, add_entry, entry)
    await hass.data[DATA_CLOUD].logout()
    await hass.async_block_till_done()
    await hass.config_entries.async_reload(entry.entry_id)
    # Now it is known: the address is another one, or none.
    await until_issue(hass, "callback_changed" if home else "no_callback", entry)


async def test_account_is_added_by_hand_with_a_cloudhook(
    hass: HomeAssistant, simulator: Simulator, servers: CloudServers
) -> None:
    await servers.start(hass)
    await servers.connect(hass)
    result = await enter(hass, await begin(hass), account(simulator))
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["callback_url"] == servers.cloudhook
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await reviewed(hass)
    assert issues(hass) == set()
    hooks = hass.data[DATA_CLOUD].client.cloudhooks
    assert set(hooks) == {result["data"]["webhook_id"]}
    await hass.config_entries.async_remove(result["result"].entry_id)
    assert hass.data[DATA_CLOUD].client.cloudhooks == {}
