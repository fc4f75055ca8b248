"""Changing the options of an account."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.options import DEFAULTS
from custom_components.sms_gateway.flows.schemas import SECTIONS
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, SENDER, WEBHOOK_ID, AddEntry, new_entry, send, until
from ..test_webhook import Client
from ..translations import english

NOTHING: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}


async def show(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options."""
    return await hass.config_entries.options.async_init(entry.entry_id)


async def save(
    hass: HomeAssistant, entry: MockConfigEntry, **sections: dict[str, Any]
) -> ConfigFlowResult:
    """Save options, by section; what is not named stays as it is at first."""
    result = await show(hass, entry)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {**NOTHING, **sections}
    )
    await hass.async_block_till_done()
    return result


def suggested(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form shows in its fields."""
    assert result["data_schema"] is not None
    return {
        str(option): option.description["suggested_value"]
        for group in result["data_schema"].schema.values()
        for option in group.schema.schema
        if option.description
    }


async def test_options_without_a_change_are_the_defaults(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await save(hass, entry)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert {"message_prefix": "", **entry.options} == DEFAULTS


async def test_options_are_kept_without_their_sections_and_take_effect(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    account_before = entry.runtime_data
    await save(
        hass,
        entry,
        sending={"retry_rate": 0.5, "stop_after": 10, "retry_uncertain": False},
        text={"message_prefix": "Home: ", "max_parts": 1, "too_long": "refuse"},
        balance={"balance_interval": 15, "low_balance": 12.5},
        callbacks={"callback_username": "gateway", "callback_password": " pass word "},
    )
    assert entry.options == {
        **DEFAULTS,
        "retry_rate": 0.5,
        "stop_after": 10,
        "retry_uncertain": False,
        "message_prefix": "Home: ",
        "max_parts": 1,
        "too_long": "refuse",
        "balance_interval": 15,
        "low_balance": 12.5,
        "callback_username": "gateway",
        "callback_password": " pass word ",
    }
    assert entry.runtime_data is not account_before
    await send(hass, to=ANNA, wait_for="accepted")
    assert [message.text for message in simulator.network.messages] == ["Home: door open"]


async def test_options_are_shown_as_they_are(hass: HomeAssistant, add_entry: AddEntry) -> None:
    hass.config.external_url = "https://home.example.net"
    entry = await add_entry(max_parts=7, low_balance=3.5)
    result = await show(hass, entry)
    assert result["step_id"] == "init"
    assert result["description_placeholders"] == {
        "callback_url": f"https://home.example.net/api/sms_gateway/{WEBHOOK_ID}"
    }
    assert suggested(result) == {"max_parts": 7, "low_balance": 3.5}


def two_way_of(result: ConfigFlowResult) -> bool | None:
    """Return what a form suggests for the option two_way, None if it does not ask."""
    assert result["data_schema"] is not None
    for option in result["data_schema"].schema["sending"].schema.schema:
        if option == "two_way":
            suggested: bool = (option.description or {}).get("suggested_value", option.default())
            return suggested
    return None


@pytest.mark.parametrize(
    ("gateway", "sender", "suggested"),
    [
        ("clickatell_central", SENDER, True),
        ("clickatell_central", "12345", True),
        ("clickatell_central", "Home", False),
        ("clickatell_central", "", False),
        ("clickatell_one", SENDER, None),
        ("clickatell_platform", SENDER, None),
    ],
)
async def test_two_way_is_asked_for_where_the_gateway_has_it(
    hass: HomeAssistant,
    simulator: Simulator,
    add_entry: AddEntry,
    gateway: str,
    sender: str,
    suggested: bool | None,
) -> None:
    entry = await add_entry(new_entry(simulator, gateway, {"sender": sender}))
    assert two_way_of(await show(hass, entry)) is suggested


@pytest.mark.parametrize("two_way", [True, False])
async def test_two_way_is_kept_as_it_was_set(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, two_way: bool
) -> None:
    sender = "Home" if two_way else SENDER
    entry = await add_entry(new_entry(simulator, "clickatell_central", {"sender": sender}))
    await save(hass, entry, sending={"two_way": two_way})
    assert entry.options["two_way"] is two_way
    assert two_way_of(await show(hass, entry)) is two_way


async def test_options_without_an_address_from_outside(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await show(hass, entry)
    assert result["description_placeholders"] == {"callback_url": "-"}


async def test_an_option_that_was_set_can_be_emptied(
    hass: HomeAssistant, add_entry: AddEntry
) -> None:
    entry = await add_entry(message_prefix="Home: ", low_balance=5, callback_password="secret")
    await save(hass, entry, text={"message_prefix": ""})
    assert entry.options.keys() == DEFAULTS.keys() - {"message_prefix"}


@pytest.mark.parametrize(
    ("section", "option", "wrong"),
    [
        ("sending", "retry_rate", 0),
        ("sending", "retry_rate", 1441),
        ("sending", "stop_after", -1),
        ("sending", "stop_after", 43201),
        ("text", "max_parts", 36),
        ("text", "too_long", "shout"),
        ("replies", "replies_from", "nobody"),
        ("replies", "stop_reply", "{{ account"),
        ("replies", "help_reply", "{% if %}"),
        ("replies", "keyword", 5),
        ("limits", "recipient_hourly_limit", -1),
        ("limits", "daily_limit", "many"),
        ("balance", "balance_interval", 0.5),
        ("balance", "low_balance", -1),
        ("callbacks", "callback_username", 5),
        ("callbacks", "callback_password", 5),
        ("storage", "keep_days", -1),
    ],
)
async def test_option_out_of_bounds(
    hass: HomeAssistant, entry: MockConfigEntry, section: str, option: str, wrong: object
) -> None:
    with pytest.raises(InvalidData):
        await save(hass, entry, **{section: {option: wrong}})
    assert entry.options == {}


async def test_replies_are_kept_and_take_effect(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    replies = {
        "replies_from": "recipients",
        "stop_reply": "Goodbye {{ recipient }}",
        "help_reply": "Call us",
        "keyword": "fun",
    }
    await save(hass, entry, replies=replies)
    assert {"message_prefix": "", **entry.options} == {**DEFAULTS, **replies}
    # No report is to be on its way when the test ends.
    simulator.faults.set(Fault.NO_RECEIPTS)
    await simulator.reply(ANNA, "fun stop")
    await until(hass, lambda: simulator.network.accepted == 1)
    assert simulator.network.messages[0].text == "Goodbye Anna"


@pytest.mark.parametrize("keyword", ["stop", "Info", "start", "STOP ALL", "Quit!"])
async def test_keyword_that_is_a_word_about_consent(
    hass: HomeAssistant, entry: MockConfigEntry, keyword: str
) -> None:
    result = await save(hass, entry, replies={"keyword": keyword}, text={"max_parts": 7})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "invalid_keyword"}
    assert "invalid_keyword" in english()["options"]["error"]
    assert entry.options == {}
    # What was entered is still there.
    shown = suggested(result)
    assert (shown["keyword"], shown["max_parts"]) == (keyword, 7)
    result = await hass.config_entries.options.async_configure(
        result["flow_id"], {**NOTHING, "replies": {"keyword": "fun"}}
    )
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options["keyword"] == "fun"


async def test_an_account_can_not_take_over_from_itself(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await save(hass, entry, fallback={"fallback": entry.entry_id})
    assert result["errors"] == {"base": "fallback_is_itself"}
    assert english()["options"]["error"]["fallback_is_itself"]
    # What was chosen is still there to be changed.
    assert suggested(result)["fallback"] == entry.entry_id
