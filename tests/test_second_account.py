"""Whose every account needs the internet is told once that another kind does not."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.const import CONF_URL, CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, flush_store

from custom_components.sms_gateway.account.second_account import (
    LEARN_MORE,
    SECOND_ACCOUNT,
    is_at_home,
    needs_internet,
)
from custom_components.sms_gateway.const import CONF_ADVANCED, CONF_GATEWAY, DOMAIN
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, other_entry, send
from .papers import MANIFEST, anchor, headings

LATER = timedelta(days=8)


def shown(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return the suggestion, unless it is ignored."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, SECOND_ACCOUNT)
    return issue if issue and issue.active and issue.dismissed_version is None else None


def by_phone(simulator: Simulator) -> MockConfigEntry:
    """Return an account of a phone in the house, not yet added."""
    data = {**new_entry(simulator, "android").data, CONF_WEBHOOK_ID: "7" * 64}
    return MockConfigEntry(domain=DOMAIN, title="SIM", unique_id="account-sim", data=data)


async def test_it_is_suggested_once_something_was_sent_and_not_in_the_first_week(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    await send(hass, to=ANNA, wait_for="accepted")
    assert shown(hass) is None
    freezer.tick(LATER)
    await hass.async_block_till_done()
    assert shown(hass) is None
    await send(hass, to=ANNA, wait_for="accepted")
    issue = shown(hass)
    assert issue is not None
    assert not issue.is_fixable
    assert issue.learn_more_url == LEARN_MORE


async def test_not_to_who_has_no_recipient(
    hass: HomeAssistant, add_entry: AddEntry, simulator: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    entry = await add_entry(new_entry(simulator))
    for subentry_id in list(entry.subentries):
        hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done()
    freezer.tick(LATER)
    await send(hass, to=ANNA, wait_for="accepted")
    assert shown(hass) is None


async def test_not_to_who_has_a_phone_in_the_house(
    hass: HomeAssistant,
    add_entry: AddEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    await add_entry(new_entry(simulator))
    phone = await add_entry(by_phone(simulator))
    freezer.tick(LATER)
    await send(hass, to="Ben", wait_for="accepted")
    assert shown(hass) is None
    await hass.config_entries.async_set_disabled_by(phone.entry_id, ConfigEntryDisabler.USER)
    await send(hass, to="Ben", wait_for="accepted")
    assert shown(hass) is not None
    await hass.config_entries.async_set_disabled_by(phone.entry_id, None)
    await hass.async_block_till_done()
    assert shown(hass) is None


async def test_another_account_in_the_internet_is_no_way_out(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    await add_entry(other_entry(simulator))
    freezer.tick(LATER)
    await send(hass, to=ANNA, wait_for="accepted")
    assert shown(hass) is not None


async def test_ignored_it_never_comes_again(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    simulator: Simulator,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.tick(LATER)
    await send(hass, to=ANNA, wait_for="accepted")
    ir.async_ignore_issue(hass, DOMAIN, SECOND_ACCOUNT, ignore=True)
    await send(hass, to=ANNA, wait_for="accepted")
    assert shown(hass) is None
    phone = await add_entry(by_phone(simulator))
    await hass.config_entries.async_remove(phone.entry_id)
    await hass.config_entries.async_reload(entry.entry_id)
    await send(hass, to=ANNA, wait_for="accepted")
    assert shown(hass) is None


async def test_it_stays_over_a_restart_ignored_or_not(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.tick(LATER)
    await send(hass, to=ANNA, wait_for="accepted")
    for is_ignored in (False, True):
        ir.async_ignore_issue(hass, DOMAIN, SECOND_ACCOUNT, ignore=is_ignored)
        registry = ir.async_get(hass)
        await flush_store(registry._store)  # noqa: SLF001 - as a shutdown would write it
        again = ir.IssueRegistry(hass)
        await again.async_load()
        issue = again.async_get_issue(DOMAIN, SECOND_ACCOUNT)
        assert issue is not None
        assert issue.active
        assert (issue.dismissed_version is not None) is is_ignored


async def test_nothing_of_it_is_left_after_the_last_account(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    freezer.tick(LATER)
    await send(hass, to=ANNA, wait_for="accepted")
    ir.async_ignore_issue(hass, DOMAIN, SECOND_ACCOUNT, ignore=True)
    await hass.config_entries.async_remove(entry.entry_id)
    assert ir.async_get(hass).async_get_issue(DOMAIN, SECOND_ACCOUNT) is None


@pytest.mark.parametrize(
    ("gateway", "address", "is_needed"),
    [
        ("android", "192.168.1.20:8080", False),
        ("android", "http://old-phone:8080", False),
        ("android", "http://phone.fritz.box:8080", False),
        ("android", "https://api.sms-gate.app", True),
        ("clickatell_one", "http://192.168.1.5", True),
        ("http", "http://10.0.0.3:13013", False),
        ("http", "http://sms.lan", False),
        ("http", "https://sms.example.com", True),
        ("http", "http://[fd00::1]:8080", False),
        ("modem", "", False),
        ("peerless", "https://peerless.example.com", True),
        ("smpp", "smpp://[2001:db9::1]:2775", True),
        ("smpp", "smpp://172.16.0.9:2775", False),
        ("smpp", "smpps://smpp.example.net:2776", True),
    ],
)
def test_which_accounts_need_the_internet(gateway: str, address: str, is_needed: bool) -> None:
    data = {CONF_GATEWAY: gateway, CONF_ADVANCED: {CONF_URL: address}}
    assert needs_internet(MockConfigEntry(domain=DOMAIN, data=data)) is is_needed


def test_what_has_no_address_is_plugged_in() -> None:
    assert is_at_home("/dev/serial/by-id/usb-modem")
    assert is_at_home("http://[::1")


async def test_an_account_at_a_gateway_of_a_newer_version_fails_alone(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    newer = other_entry(simulator)
    data = {**newer.data, CONF_GATEWAY: "of_a_newer_version"}
    entry = MockConfigEntry(domain=DOMAIN, unique_id="newer", data=data)
    entry.add_to_hass(hass)
    await add_entry(new_entry(simulator))
    assert entry.error_reason_translation_key == "gateway_too_new"
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert message["state"] == "accepted"


def test_it_leads_to_the_chapter_of_the_readme() -> None:
    page, _, chapter = LEARN_MORE.partition("#")
    assert page == MANIFEST["documentation"]
    assert chapter in {anchor(heading) for heading in headings("README.md")}
