"""What stands in an account's way shows as a repair issue, for as long as it does."""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    ANNA,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    other_entry,
    send,
    until_state,
)
from .repairs import RepairsPage, issue_of, reviewed, set_up_repairs, until_issue, until_none
from .test_entities import press
from .test_webhook import PATH, Client, inbound

HOME = "https://home.example.org"
AWAY = "https://away.example.org"


@pytest.fixture
async def repairs(
    hass: HomeAssistant, hass_client: Callable[[], Awaitable[TestClient[Any, Any]]]
) -> RepairsPage:
    """Return the page of the repairs."""
    await set_up_repairs(hass)
    return RepairsPage(await hass_client())


async def test_low_balance(hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry) -> None:
    entry = await add_entry(low_balance=50)
    assert issue_of(hass, "low_balance", entry) is None
    simulator.account.balance = Decimal("49.5")
    await press(hass, "button.clickatell_check_balance")
    issue = await until_issue(hass, "low_balance", entry)
    assert issue.translation_placeholders == {
        "account": "Clickatell",
        "balance": "49.50 EUR",
        "threshold": "50",
    }
    await hass.config_entries.async_reload(entry.entry_id)
    assert issue_of(hass, "low_balance", entry) is not None
    simulator.account.balance = Decimal(50)
    await press(hass, "button.clickatell_check_balance")
    assert issue_of(hass, "low_balance", entry) is None


async def test_low_balance_goes_with_the_option(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(low_balance=500)
    await until_issue(hass, "low_balance", entry)
    hass.config_entries.async_update_entry(entry, options={})
    await until_none(hass, "low_balance", entry)


async def test_no_funds(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA)
    issue = await until_issue(hass, "no_funds", entry)
    assert issue.severity is ir.IssueSeverity.ERROR
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["error"] == "Insufficient account balance. (20)"
    # That the balance can be asked is no funds yet.
    await press(hass, "button.clickatell_check_balance")
    assert issue_of(hass, "no_funds", entry) is not None
    simulator.faults.clear()
    await send(hass, to=ANNA, wait_for="accepted")
    assert issue_of(hass, "no_funds", entry) is None


async def test_sender_refused(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.senders = ("15550100055",)
    await send(hass, to=ANNA, wait_for="accepted")
    issue = await until_issue(hass, "sender_refused", entry)
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["sender"] == "+15•••••099"
    assert issue.translation_placeholders["error"] not in ("", "-")
    assert SENDER not in str(issue)
    await send(hass, to=ANNA, sender="+15550100055", wait_for="accepted")
    await hass.async_block_till_done()
    assert issue_of(hass, "sender_refused", entry) is not None
    simulator.account.senders = ()
    await send(hass, to=ANNA, wait_for="accepted")
    await until_none(hass, "sender_refused", entry)


async def test_sender_that_was_reconfigured(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.account.senders = ("15550100055",)
    await send(hass, to=ANNA, wait_for="accepted")
    await until_issue(hass, "sender_refused", entry)
    data = {**entry.data, "sender": "+15550100055"}
    hass.config_entries.async_update_entry(entry, data=data)
    await until_none(hass, "sender_refused", entry)


async def test_sender_is_refused_and_another_account_takes_over(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    entry = await add_entry(fallback=other.entry_id)
    simulator.account.senders = ("15550100098",)
    await send(hass, to=ANNA, config_entry_id=entry.entry_id)
    await until_issue(hass, "sender_refused", entry)
    await until_state(hass, "sensor.anna_last_message", "accepted")
    # That it was accepted there is no word about the sender here.
    assert issue_of(hass, "sender_refused", entry) is not None
    assert issue_of(hass, "sender_refused", other) is None


async def test_nowhere_for_replies_to_come_in(
    hass: HomeAssistant, simulator: Simulator, repairs: RepairsPage, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    issue = await until_issue(hass, "no_callback", entry)
    assert issue.learn_more_url == "homeassistant://config/network"
    await hass.config.async_update(external_url=HOME)
    await until_none(hass, "no_callback", entry)
    # None was ever told, so it is not another one: it is the first.
    await until_issue(hass, "callback_new", entry)
    assert issue_of(hass, "callback_changed", entry) is None
    await hass.config.async_update(external_url=None)
    await until_issue(hass, "no_callback", entry)
    await until_none(hass, "callback_new", entry)
    await hass.config.async_update(external_url=HOME)
    await repairs.fix(await until_issue(hass, "callback_new", entry))
    await hass.config.async_update(external_url=AWAY)
    await until_issue(hass, "callback_changed", entry)
    assert issue_of(hass, "callback_new", entry) is None


async def test_address_that_the_gateway_uses_was_told(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    address, hass.config.external_url = hass.config.external_url, None
    entry = await add_entry()
    await hass.config.async_update(external_url=address)
    await until_issue(hass, "callback_new", entry)
    await callbacks.post(PATH, json=inbound())
    await until_none(hass, "callback_new", entry)
    await hass.config.async_update(external_url=AWAY)
    await until_issue(hass, "callback_changed", entry)


@pytest.mark.parametrize(
    "gateway",
    [
        # They can be asked for replies, and are until one is brought.
        *("twilio", "bulksms", "burst"),
        # It brings none, as it is set here.
        "http",
    ],
)
async def test_no_address_is_needed(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    silent = dict.fromkeys(("reply_from", "reply_text", "report_id", "report_status"), "")
    await add_entry(new_entry(simulator, gateway, silent if gateway == "http" else {}))
    for address in (None, HOME, AWAY):
        await hass.config.async_update(external_url=address)
        await reviewed(hass)
        assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]


async def test_address_that_was_used_has_changed(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, "bulksms"))
    await reviewed(hass)
    await simulator.reply(ANNA, "on my way")
    await simulator.settled()
    await hass.config.async_update(external_url=AWAY)
    # It is asked no more since it has brought one.
    await until_issue(hass, "callback_changed", entry)


async def test_callback_address_changes(
    hass: HomeAssistant, simulator: Simulator, repairs: RepairsPage, add_entry: AddEntry
) -> None:
    await hass.config.async_update(external_url=HOME)
    entry = await add_entry()
    await reviewed(hass)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]
    await hass.config.async_update(external_url=AWAY)
    issue = await until_issue(hass, "callback_changed", entry)
    assert WEBHOOK_ID not in str(issue)
    # It is about as long as nobody says that the gateway knows.
    await hass.config_entries.async_reload(entry.entry_id)
    await reviewed(hass)
    await hass.config.async_update(external_url=HOME)
    await until_none(hass, "callback_changed", entry)
    await hass.config.async_update(external_url=AWAY)
    form = await repairs.fix(await until_issue(hass, "callback_changed", entry))
    assert form["description_placeholders"]["callback_url"] == (
        f"{AWAY}/api/sms_gateway/{WEBHOOK_ID}"
    )
    assert issue_of(hass, "callback_changed", entry) is None
    await hass.config_entries.async_reload(entry.entry_id)
    await reviewed(hass)
    assert issue_of(hass, "callback_changed", entry) is None
    await hass.config.async_update(external_url=HOME)
    await until_issue(hass, "callback_changed", entry)


async def test_callback_address_of_an_account_that_is_not_open(
    hass: HomeAssistant, simulator: Simulator, repairs: RepairsPage, add_entry: AddEntry
) -> None:
    await hass.config.async_update(external_url=HOME)
    entry = await add_entry()
    await reviewed(hass)
    await hass.config.async_update(external_url=AWAY)
    issue = await until_issue(hass, "callback_changed", entry)
    await hass.config_entries.async_unload(entry.entry_id)
    form = await repairs.fix(issue)
    assert (form["type"], form["reason"]) == ("abort", "account_not_open")
    assert issue_of(hass, "callback_changed", entry) is not None


async def test_account_is_loaded_anew_while_the_address_is_shown(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    repairs: RepairsPage,
) -> None:
    await hass.config.async_update(external_url=HOME)
    entry = await add_entry()
    await reviewed(hass)
    await hass.config.async_update(external_url=AWAY)
    form = await repairs.open(await until_issue(hass, "callback_changed", entry))
    await hass.config_entries.async_unload(entry.entry_id)
    assert (await repairs.submit(form))["reason"] == "account_not_open"
    await hass.config_entries.async_setup(entry.entry_id)
    form = await repairs.open(await until_issue(hass, "callback_changed", entry))
    await hass.config_entries.async_reload(entry.entry_id)
    assert (await repairs.submit(form))["type"] == "create_entry"
    await hass.config_entries.async_reload(entry.entry_id)
    await reviewed(hass)
    assert issue_of(hass, "callback_changed", entry) is None


async def test_address_is_gone_while_it_is_to_be_told(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, repairs: RepairsPage
) -> None:
    await hass.config.async_update(external_url=HOME)
    entry = await add_entry()
    await reviewed(hass)
    await hass.config.async_update(external_url=AWAY)
    issue = await until_issue(hass, "callback_changed", entry)
    hass.config.external_url = None
    assert (await repairs.open(issue))["reason"] == "address_not_known"


async def test_account_that_takes_over_is_gone(
    hass: HomeAssistant, simulator: Simulator, repairs: RepairsPage, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    entry = await add_entry(fallback=other.entry_id, fallback_after=1)
    assert issue_of(hass, "fallback_gone", entry) is None
    await hass.config_entries.async_remove(other.entry_id)
    issue = await until_issue(hass, "fallback_gone", entry)
    form = await repairs.fix(issue)
    assert form["description_placeholders"] == {"account": "Clickatell"}
    await hass.async_block_till_done()
    assert entry.options == {"fallback_after": 1}
    assert issue_of(hass, "fallback_gone", entry) is None


async def test_account_that_takes_over_was_gone_before(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(fallback="no-such-account")
    assert issue_of(hass, "fallback_gone", entry) is not None
    hass.config_entries.async_update_entry(entry, options={})
    await until_none(hass, "fallback_gone", entry)


@pytest.mark.parametrize("is_removed", [True, False])
async def test_nothing_is_left_of_an_account_that_is_gone(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, is_removed: bool
) -> None:
    entry = await add_entry(
        low_balance=500, fallback="no-such-account", recipient_hourly_limit=0, daily_limit=1
    )
    simulator.account.senders = ("15550100055",)
    await send(hass, to=ANNA, wait_for="accepted")
    simulator.account.senders = ()
    simulator.faults.set(Fault.NO_FUNDS)
    await send(hass, to=ANNA)
    with pytest.raises(HomeAssistantError):
        await send(hass, to=ANNA)
    for key in (
        "low_balance",
        "no_callback",
        "no_funds",
        "sender_refused",
        "fallback_gone",
        "daily_limit",
    ):
        await until_issue(hass, key, entry)
    if is_removed:
        await hass.config_entries.async_remove(entry.entry_id)
    else:
        await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert not [key for key in ir.async_get(hass).issues if key[0] == DOMAIN]
