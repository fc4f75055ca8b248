"""Mending the credentials of an account, and changing it."""

from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_REAUTH, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_schema_suggested_value
import voluptuous as vol

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways import GATEWAYS
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import (
    ANNA,
    API_KEY,
    CREDENTIALS,
    SENDER,
    WEBHOOK_ID,
    AddEntry,
    new_entry,
    send,
    until_state,
)
from ..translations import config_error, config_step
from .test_account import account, begin, enter, shown_in

NEW_KEY = "another-key-1111111=="
CENTRAL = "clickatell_central"


def asked_for(result: ConfigFlowResult) -> dict[str, str | None]:
    """Return what a form asks for, outside of sections, and what it shows there already."""
    assert result["data_schema"] is not None
    schema = result["data_schema"].schema
    return {
        str(field): get_schema_suggested_value(schema, str(field))
        for field in schema
        if field != "advanced"
    }


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform"])
async def test_reauth_with_a_wrong_key_first(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    entry = await add_entry(new_entry(simulator, gateway))
    simulator.account.api_key = NEW_KEY
    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["account"] == "Clickatell"
    assert asked_for(result) == {"api_key": None}
    assert result["data_schema"] is not None
    with pytest.raises(vol.Invalid):
        result["data_schema"]({})
    assert "api_key" in config_step("reauth_confirm")["data"]
    result = await enter(hass, result, {"api_key": "not-this-one"})
    assert result["errors"] == {"api_key": "invalid_auth"}
    result = await enter(hass, result, {"api_key": "\u200b"})
    assert result["errors"] == {"api_key": "empty"}
    result = await enter(hass, result, {"api_key": f" {NEW_KEY} "})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert entry.data["api_key"] == NEW_KEY
    assert entry.data["sender"] == SENDER
    assert entry.data["webhook_id"] == WEBHOOK_ID
    await until_state(hass, "sensor.clickatell_status", "running")


async def test_reauth_at_central_asks_for_everything_and_shows_all_but_the_password(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL))
    account = simulator.account
    account.password, account.api_id = "new-password", "7654321"
    result = await entry.start_reauth_flow(hass)
    assert asked_for(result) == {"username": "simulator", "password": None, "api_id": "1234567"}
    assert CREDENTIALS[CENTRAL]["password"] not in str(result)
    assert asked_for(result).keys() <= config_step("reauth_confirm")["data"].keys()
    entered = {"username": "simulator", "password": "new-password", "api_id": "7654321"}
    for field in ("password", "api_id"):
        # One of them as it was: that is not enough.
        wrong = entered | {field: CREDENTIALS[CENTRAL][field]}
        result = await enter(hass, result, wrong)
        assert result["errors"] == {"api_id": "invalid_auth"}
    result = await enter(hass, result, entered)
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert {name: entry.data[name] for name in entered} == entered
    assert (entry.data["sender"], entry.data["transport"]) == (SENDER, "http")
    await send(hass, to=ANNA, wait_for="accepted")


NAMES = {
    "clickatell_central": "username",
    "com382": "username",
    "http": "username",
    "peerless": "account",
    "simwood": "account",
    "twilio": "account_sid",
}


@pytest.mark.parametrize(("gateway", "field"), NAMES.items())
async def test_reauth_with_another_account_changes_nothing(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str, field: str
) -> None:
    entry = await add_entry(new_entry(simulator, gateway))
    before = dict(entry.data)
    simulator.account.user = "somebody"
    if field == "account":
        simulator.account.api_id = "7654321"
    other = {"username": "somebody", "account": "7654321", "account_sid": "somebody"}
    result = await entry.start_reauth_flow(hass)
    proof = {name: CREDENTIALS[gateway][name] for name in asked_for(result)}
    result = await enter(hass, result, proof | {k: v for k, v in other.items() if k in proof})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "unique_id_mismatch")
    assert config_error("unique_id_mismatch", kind="abort")
    assert entry.data == before
    assert field in proof


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform", "burst", "bulksms"])
async def test_reauth_with_a_new_key_or_token_of_the_account(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    # Which account a key or a token belongs to can't be seen from it.
    entry = await add_entry(new_entry(simulator, gateway))
    simulator.account.api_key, simulator.account.user = NEW_KEY, "new-token"
    new = {"api_key": NEW_KEY, "token_id": "new-token"}
    result = await entry.start_reauth_flow(hass)
    proof = {name: CREDENTIALS[gateway][name] for name in asked_for(result)}
    result = await enter(hass, result, proof | {k: v for k, v in new.items() if k in proof})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()


async def test_reauth_when_the_gateway_can_not_be_reached(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.refuse()
    result = await enter(hass, await entry.start_reauth_flow(hass), {"api_key": API_KEY})
    # There is no address in this form that it could stand at.
    assert result["errors"] == {"base": "cannot_connect"}
    await simulator.accept()


async def test_reauth_with_a_key_of_the_other_generation(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    one, platform = (f"{simulator.url}/{key}" for key in ("clickatell_one", "clickatell_platform"))
    entry = await add_entry(new_entry(simulator))
    simulator.faults.set(Fault.BAD_KEY, at="clickatell_one")
    with (
        patch.object(GATEWAYS["clickatell_one"], "default_url", one),
        patch.object(GATEWAYS["clickatell_platform"], "default_url", platform),
    ):
        result = await enter(hass, await entry.start_reauth_flow(hass), {"api_key": API_KEY})
        assert result["errors"] == {"api_key": "key_of_other_generation"}
        assert result["description_placeholders"] is not None
        assert result["description_placeholders"]["gateway"] == "Clickatell Platform"
        assert "{gateway}" in config_error("key_of_other_generation")
        result = await reconfigure(hass, entry, account(simulator))
        assert result["step_id"] == "clickatell_one"
        assert result["errors"] == {"api_key": "key_of_other_generation"}


async def test_reauth_when_the_account_was_mended_at_the_gateway(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    simulator.faults.set(Fault.BAD_KEY)
    await add_entry()
    await until_state(hass, "sensor.clickatell_status", "reauth")
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    simulator.faults.clear()
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {"api_key": API_KEY})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    await until_state(hass, "sensor.clickatell_status", "running")


async def test_reauth_with_the_key_as_it_was(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await enter(hass, await enter(hass, await begin(hass), account(simulator)), {})
    added = result["result"]
    before, unique_id = added.runtime_data, added.unique_id
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_REAUTH, "entry_id": added.entry_id},
        data=added.data,
    )
    result = await enter(hass, result, {"api_key": API_KEY})
    assert result["reason"] == "reauth_successful"
    await hass.async_block_till_done()
    assert added.unique_id == unique_id
    assert added.runtime_data is not before
    await hass.config_entries.async_unload(added.entry_id)


async def test_reauth_with_the_key_of_another_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    # With the sender that both have, the key of the other one makes them the same.
    entered = account(simulator, name="Second")
    result = await enter(hass, await enter(hass, await begin(hass), entered), {})
    added = result["result"]
    result = await entry.start_reauth_flow(hass)
    result = await enter(hass, result, {"api_key": API_KEY})
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert entry.unique_id == "account-1"
    await hass.config_entries.async_unload(added.entry_id)


async def reconfigure(
    hass: HomeAssistant, entry: MockConfigEntry, entered: dict[str, Any]
) -> ConfigFlowResult:
    """Fill in the form that changes an account."""
    return await enter(hass, await entry.start_reconfigure_flow(hass), entered)


async def test_reconfigure_shows_all_but_the_key(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    result = await entry.start_reconfigure_flow(hass)
    # The form that it was added with: what its help says can't differ.
    assert (result["step_id"], result["last_step"]) == ("clickatell_one", True)
    schema = result["data_schema"]
    assert schema is not None
    (name,) = (field for field in schema.schema if field == "name")
    assert name.default() == "Clickatell"
    assert get_schema_suggested_value(schema.schema, "sender") == SENDER
    assert get_schema_suggested_value(schema.schema, "api_key") is None
    assert API_KEY not in str(result)


async def test_reconfigure_at_central_shows_all_but_the_password(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL))
    result = await entry.start_reconfigure_flow(hass)
    assert asked_for(result) == {
        "username": "simulator",
        "password": None,
        "api_id": "1234567",
        "sender": SENDER,
        "name": None,
    }
    assert shown_in(result)["advanced"]["transport"] == "http"
    assert CREDENTIALS[CENTRAL]["password"] not in str(result)


async def test_reconfigure_central_to_xml_with_the_password_as_it_was(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, CENTRAL))
    entered = account(simulator, CENTRAL, transport="xml", api_id="wrong")
    del entered["password"]
    result = await reconfigure(hass, entry, entered)
    assert result["errors"] == {"api_id": "invalid_auth"}
    entered["api_id"] = "1234567"
    entered["advanced"]["url"] = f"{simulator.url}/{CENTRAL}/xml/xml"
    result = await enter(hass, result, entered)
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["transport"] == "xml"
    assert entry.data["password"] == CREDENTIALS[CENTRAL]["password"]
    await send(hass, to=ANNA, wait_for="accepted")
    assert simulator.network.accepted == 1


async def test_reconfigure_keeps_a_key_that_is_left_empty(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entered = account(simulator, sender="Home")
    del entered["api_key"]
    del entered["name"]
    result = await reconfigure(hass, entry, entered)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["api_key"] == API_KEY
    assert entry.data["sender"] == "Home"
    assert entry.data["webhook_id"] == WEBHOOK_ID
    assert entry.unique_id != "account-1"
    # Alerts go by this name: it is not the sender's.
    assert entry.title == "Clickatell"
    assert hass.services.has_service("notify", "clickatell")


async def test_reconfigure_gives_the_account_another_name(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await reconfigure(hass, entry, account(simulator, name="Summer house"))
    await hass.async_block_till_done()
    assert entry.title == "Summer house"
    assert hass.services.has_service("notify", "summer_house")
    # Under its own name it may go on.
    result = await reconfigure(hass, entry, account(simulator, name="Summer house", sender="Home"))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()


async def test_reconfigure_takes_away_a_sender_that_is_left_empty(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entered = account(simulator)
    del entered["sender"]
    await reconfigure(hass, entry, entered)
    await hass.async_block_till_done()
    assert "sender" not in entry.data


async def test_reconfigure_with_another_key(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    result = await reconfigure(hass, entry, account(simulator, api_key="wrong"))
    assert result["errors"] == {"api_key": "invalid_auth"}
    simulator.account.api_key = NEW_KEY
    result = await enter(hass, result, account(simulator, api_key=NEW_KEY))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()
    assert entry.data["api_key"] == NEW_KEY


@pytest.mark.parametrize(
    ("more", "errors"),
    [
        ({"sender": "a name that is too long"}, {"sender": "invalid_sender"}),
        ({"url": "x"}, {"advanced": "invalid_url"}),
        ({"name": ""}, {"name": "name_empty"}),
    ],
)
async def test_reconfigure_tells_what_is_wrong(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    more: dict[str, Any],
    errors: dict[str, str],
) -> None:
    result = await reconfigure(hass, entry, account(simulator, **more))
    assert result["errors"] == errors
    assert entry.data["sender"] == SENDER
    result = await enter(hass, result, account(simulator))
    assert result["reason"] == "reconfigure_successful"
    await hass.async_block_till_done()


async def test_reconfigure_into_another_account(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entered = account(simulator, sender="Home", name="Second")
    result = await enter(hass, await enter(hass, await begin(hass), entered), {})
    added = result["result"]
    result = await reconfigure(hass, entry, account(simulator, sender="Home"))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert entry.data["sender"] == SENDER
    assert len(hass.config_entries.async_entries(DOMAIN)) == 2
    await hass.config_entries.async_unload(added.entry_id)
