"""Changing the options of an account."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.sms_gateway.account.options import DEFAULTS, Access, Options
from custom_components.sms_gateway.flows.schemas import SECTIONS
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import (
    ANNA,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    other_entry,
    send,
    until,
    until_state,
)
from ..test_webhook import Client
from ..translations import config_step, english

# There is nobody to let in, or the section asks.
NOTHING: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS if name != "people"}


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
    # Nothing is loaded anew for it: no entity goes and comes back.
    assert entry.runtime_data is account_before
    await send(hass, to=ANNA, wait_for="accepted")
    assert [message.text for message in simulator.network.messages] == ["Home: door open"]


async def test_options_are_shown_as_they_are(hass: HomeAssistant, add_entry: AddEntry) -> None:
    hass.config.external_url = "https://home.example.net"
    entry = await add_entry(max_parts=7, low_balance=3.5)
    result = await show(hass, entry)
    assert result["step_id"] == "init"
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["account"] == "Clickatell"
    url = f"https://home.example.net/api/sms_gateway/{WEBHOOK_ID}"
    # What the page said when the account was added: where in the portal it goes.
    told = config_step("callback_clickatell_one")["description"]
    callback = result["description_placeholders"]["callback"]
    assert callback == told.replace("{callback_url}", url)
    assert f"`{url}`" in callback.splitlines()
    assert suggested(result) == {"max_parts": 7, "low_balance": 3.5}


def two_way_of(result: ConfigFlowResult) -> bool | None:
    """Return what a form suggests for the option two_way, None if it does not ask."""
    assert result["data_schema"] is not None
    for option in result["data_schema"].schema["replies"].schema.schema:
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
    await save(hass, entry, replies={"two_way": two_way})
    assert entry.options["two_way"] is two_way
    assert two_way_of(await show(hass, entry)) is two_way


@pytest.mark.parametrize(
    ("gateway", "page"),
    [("clickatell_one", "no_callback"), ("twilio", "no_callback_but_asked")],
)
async def test_options_without_an_address_from_outside(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str, page: str
) -> None:
    result = await show(hass, await add_entry(new_entry(simulator, gateway)))
    assert result["description_placeholders"] is not None
    # What to do about it.
    assert result["description_placeholders"]["callback"] == config_step(page)["description"]


async def test_nothing_is_said_of_callbacks_where_nothing_calls(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    silent = {name: "" for name in PRESETS["jasmin"].settings if name.startswith("re")}
    entry = await add_entry(new_entry(simulator, "http", silent))
    result = await show(hass, entry)
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["callback"] == ""


async def test_a_balance_is_asked_about_where_there_is_one(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    result = await show(hass, await add_entry(new_entry(simulator, "com382")))
    assert result["data_schema"] is not None
    assert "balance" not in result["data_schema"].schema


@pytest.mark.parametrize(
    ("section", "option", "value", "error"),
    [
        ("text", "max_parts", "nan", "not_a_number"),
        ("limits", "daily_limit", float("nan"), "not_a_number"),
        ("text", "message_prefix", "p" * 101, "text_too_long"),
        ("text", "message_prefix", "\ud83d", "not_text"),
        ("callbacks", "callback_password", "a\0b", "not_text"),
    ],
)
async def test_what_can_not_be_kept_is_told_at_its_section(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    section: str,
    option: str,
    value: object,
    error: str,
) -> None:
    result = await save(hass, entry, **{section: {option: value}})
    assert result["errors"] == {section: error}
    assert result["data_schema"] is not None
    sections = result["data_schema"].schema
    # The form is longer than a screen: it stands in front, and is the only one that is open.
    assert str(next(iter(sections))) == section
    assert [name for name, each in sections.items() if not each.options["collapsed"]] == [section]
    assert english()["options"]["error"][error]
    assert entry.options == {}


async def test_what_most_look_for_comes_first(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    sections = result["data_schema"].schema
    assert [str(name) for name in sections][:3] == ["text", "replies", "sending"]
    opened = [name for name, each in sections.items() if not each.options["collapsed"]]
    assert opened == ["text"]


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
    assert result["errors"] == {"replies": "invalid_keyword"}
    assert result["data_schema"] is not None
    assert not result["data_schema"].schema["replies"].options["collapsed"]
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
    assert result["errors"] == {"fallback": "fallback_is_itself"}
    assert english()["options"]["error"]["fallback_is_itself"]
    # What was chosen is still there to be changed.
    assert suggested(result)["fallback"] == entry.entry_id


@pytest.mark.parametrize(
    ("fallback_after", "stop_after", "is_too_late"),
    [(5, 5, True), (10, 5, True), (4.9, 5, False), (10, 0, False), (2, 5, False), (0, 5, False)],
)
async def test_an_account_takes_over_before_it_is_too_late(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    fallback_after: float,
    stop_after: float,
    is_too_late: bool,
) -> None:
    other = await add_entry(other_entry(simulator))
    sending = {"stop_after": stop_after}
    # Without an account that takes over it means nothing.
    await save(hass, entry, fallback={"fallback_after": fallback_after}, sending=sending)
    assert "fallback" not in entry.options
    fallback = {"fallback": other.entry_id, "fallback_after": fallback_after}
    result = await save(hass, entry, fallback=fallback, sending=sending)
    if is_too_late:
        assert result["errors"] == {"fallback": "fallback_too_late"}
        assert english()["options"]["error"]["fallback_too_late"]
    assert ("fallback" in entry.options) is not is_too_late


@pytest.mark.parametrize("fallback", ["", "nobody", "\0", "\ud83d"])
async def test_an_account_that_is_not_there_does_not_take_over(
    hass: HomeAssistant, entry: MockConfigEntry, fallback: str
) -> None:
    result = await save(hass, entry, fallback={"fallback": fallback})
    if fallback:
        assert result["errors"] is not None
        assert set(result["errors"]) == {"fallback"}
    assert "fallback" not in entry.options


async def test_stop_words_are_kept_and_shown(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await save(hass, entry, replies={"stop_words": " ARRET, ,Stopp  , baja basta,停止 "})
    assert entry.options["stop_words"] == ["ARRET", "Stopp", "baja basta", "停止"]
    assert Options.of(entry.options).stop_words == ("ARRET", "Stopp", "baja basta", "停止")
    assert suggested(await show(hass, entry))["stop_words"] == "ARRET, Stopp, baja basta, 停止"
    await save(hass, entry, replies={"stop_words": " , "})
    assert "stop_words" not in entry.options


@pytest.mark.parametrize(
    ("words", "error", "named"),
    [
        ("ARRET, start", "invalid_stop_word", "start"),
        ("help", "invalid_stop_word", "help"),
        ("ARRET, 1", "invalid_stop_word", "1"),
        ("\u200b", "invalid_stop_word", "\u200b"),
        ("👎", "invalid_stop_word", "👎"),
        ("Fun", "invalid_stop_word", "Fun"),
        ("a" * 41, "text_too_long", ""),
        ("\ud83d", "not_text", ""),
        (",".join(f"stop{'p' * n}" for n in range(51)), "too_many_words", ""),
    ],
)
async def test_words_that_can_not_mean_stop(
    hass: HomeAssistant, entry: MockConfigEntry, words: str, error: str, named: str
) -> None:
    result = await save(hass, entry, replies={"stop_words": words, "keyword": "fun"})
    assert result["errors"] == {"replies": error}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["value"] == named
    assert english()["options"]["error"][error]
    assert entry.options == {}


async def test_people_are_let_in_to_read_or_to_write(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    for name in ("Wanda", "anna", "Tablet"):
        MockUser(id=name.lower(), name=name).add_to_hass(hass)
    MockUser(id="gone", name="Gone", is_active=False).add_to_hass(hass)
    MockUser(id="machine", name="Machine", system_generated=True).add_to_hass(hass)
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    (control,) = result["data_schema"].schema["people"].schema.schema.values()
    assert [(each["value"], each["label"]) for each in control.config["options"]] == [
        ("anna/read", "anna: read"),
        ("anna/write", "anna: read and write"),
        ("tablet/read", "Tablet: read"),
        ("tablet/write", "Tablet: read and write"),
        ("wanda/read", "Wanda: read"),
        ("wanda/write", "Wanda: read and write"),
    ]
    chosen = ["wanda/write", "wanda/read", "anna/read"]
    await save(hass, entry, people={"people": chosen})
    # Who may write may read.
    assert entry.options["people"] == {"anna": "read", "wanda": "write"}
    assert Options.of(entry.options).people == {"anna": Access.READ, "wanda": Access.WRITE}
    assert suggested(await show(hass, entry))["people"] == ["anna/read", "wanda/write"]
    with pytest.raises(InvalidData):
        await save(hass, entry, people={"people": [f"{hass_admin_user.id}/write"]})
    await save(hass, entry, people={"people": []})
    assert "people" not in entry.options


async def test_somebody_who_is_no_more_keeps_nobody_from_saving(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    MockUser(id="anna", name="Anna").add_to_hass(hass)
    people = {"anna": "read", "deleted": "write"}
    hass.config_entries.async_update_entry(entry, options={"people": people})
    assert suggested(await show(hass, entry))["people"] == ["anna/read"]


async def test_nobody_is_asked_about_where_all_may_do_everything(
    hass: HomeAssistant, entry: MockConfigEntry, hass_admin_user: MockUser
) -> None:
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    assert "people" not in result["data_schema"].schema


async def test_what_is_below_the_low_balance_has_a_currency(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    result = await show(hass, entry)
    assert result["data_schema"] is not None
    control = result["data_schema"].schema["balance"].schema.schema["low_balance"]
    assert control.config["unit_of_measurement"] == "EUR"
