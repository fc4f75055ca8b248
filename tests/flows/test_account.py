"""Adding an account: the menu, the credentials, the callback address, the first recipient."""

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from homeassistant.components.cloud import CloudNotConnected
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import get_schema_suggested_value
import voluptuous as vol

from custom_components.sms_gateway.config_flow import SmsGatewayConfigFlow
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.flows.schemas import account_schema
from custom_components.sms_gateway.flows.trial import last_proof
from custom_components.sms_gateway.gateways import GATEWAYS
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, CREDENTIALS, PLAYED_BY, SENDER, send
from ..roads import SIMULATED
from ..translations import config_error, english


def account(
    simulator: Simulator, gateway: str = "clickatell_one", **more: object
) -> dict[str, Any]:
    """Return what somebody enters to add the simulator's account at a gateway."""
    entered: dict[str, Any] = {
        "name": GATEWAYS[gateway].name,
        **CREDENTIALS[gateway],
        "sender": SENDER,
        "url": address(simulator, gateway),
        "port": address(simulator, gateway),
        "verify_ssl": True,
        **more,
    }
    return laid_out(account_schema(GATEWAYS[gateway], ""), entered)


def address(simulator: Simulator, gateway: str) -> str:
    """Return where the simulator plays a gateway."""
    played_by = PLAYED_BY.get(gateway, gateway)
    return simulator.gateway_urls.get(played_by, f"{simulator.url}/{gateway}")


def laid_out(schema: vol.Schema, entered: Mapping[str, object]) -> dict[str, Any]:
    """Return what is entered in the sections of a form in which it belongs."""
    out: dict[str, Any] = {}
    for key, control in schema.schema.items():
        if isinstance(control, section):
            out[str(key)] = laid_out(control.schema, entered)
        elif key in entered:
            out[str(key)] = entered[str(key)]
    return out


async def begin(hass: HomeAssistant, gateway: str = "clickatell_one") -> ConfigFlowResult:
    """Pick a gateway in the menu."""
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    return await hass.config_entries.flow.async_configure(
        result["flow_id"], {"next_step_id": gateway}
    )


async def enter(
    hass: HomeAssistant, result: ConfigFlowResult, entered: dict[str, Any]
) -> ConfigFlowResult:
    """Fill in the form that a flow shows."""
    return await hass.config_entries.flow.async_configure(result["flow_id"], entered)


def shown_in(result: ConfigFlowResult) -> dict[str, Any]:
    """Return what a form shows already, by section."""
    assert result["data_schema"] is not None
    schema = result["data_schema"].schema
    found: dict[str, Any] = {}
    for field, control in schema.items():
        if isinstance(control, section):
            inside = control.schema.schema
            values = {str(each): get_schema_suggested_value(inside, str(each)) for each in inside}
            found[str(field)] = {name: value for name, value in values.items() if value is not None}
        elif (value := get_schema_suggested_value(schema, str(field))) is not None:
            found[str(field)] = value
    return found


@pytest.fixture
async def _tidy_up(hass: HomeAssistant) -> AsyncIterator[None]:
    """Unload the accounts that a flow set up."""
    yield
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


pytestmark = pytest.mark.usefixtures("_tidy_up")


def page(gateway: str) -> str:
    """Return the page behind the form, where nothing can reach Home Assistant from outside."""
    asked = ("bulksms", "burst", "twilio")
    return "no_callback_but_asked" if gateway in asked else "no_callback"


async def test_every_gateway_can_be_chosen(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    # Not a menu, whose entries can't be reached by keyboard; what it answers is a menu's.
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
    assert result["last_step"] is False
    assert result["data_schema"] is not None
    choice = result["data_schema"].schema["next_step_id"]
    *named, last = choice.config["options"]
    clickatell = ["clickatell_one", "clickatell_platform", "clickatell_central"]
    assert named[:3] == clickatell
    # The others by what they are called; the one for all else stands at the end.
    names = [GATEWAYS[key].name.casefold() for key in named[3:]]
    assert (names, last) == (sorted(names), "http")
    assert {*named, last} == set(GATEWAYS)
    lines = english()["selector"]["gateway"]["options"]
    assert set(lines) == set(GATEWAYS)
    assert all(": " in line for line in lines.values())


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_every_gateway_has_a_step_of_its_name(gateway: str) -> None:
    assert callable(getattr(SmsGatewayConfigFlow, f"async_step_{gateway}"))


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform", "clickatell_central"])
async def test_account_with_an_external_url(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    hass.config.external_url = "https://home.example.net"
    result = await begin(hass, gateway)
    assert (result["step_id"], result["last_step"]) == (gateway, False)
    assert not result["errors"]
    result = await enter(hass, result, account(simulator, gateway, sender=" +1 555 010 0099 "))
    assert (result["step_id"], result["last_step"]) == (f"callback_{gateway}", False)
    assert result["description_placeholders"] is not None
    url = result["description_placeholders"]["callback_url"]
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == GATEWAYS[gateway].name
    webhook_id = result["data"]["webhook_id"]
    assert url == f"https://home.example.net/api/sms_gateway/{webhook_id}"
    assert len(webhook_id) == 64
    assert result["data"] == {
        **CREDENTIALS[gateway],
        "sender": SENDER,
        "advanced": {"url": f"{simulator.url}/{gateway}", "verify_ssl": True},
        "gateway": gateway,
        "webhook_id": webhook_id,
    }
    unique_id = result["result"].unique_id
    assert unique_id is not None
    assert len(unique_id) == 64
    assert not any(value in unique_id for value in CREDENTIALS[gateway].values())


async def test_the_first_recipient_comes_next(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await enter(hass, await begin(hass), account(simulator))
    result = await enter(hass, result, {})
    flow_type, flow_id = result["next_flow"]
    assert flow_type is FlowType.CONFIG_SUBENTRIES_FLOW
    subentry_flow = hass.config_entries.subentries.async_get(flow_id)
    assert subentry_flow["step_id"] == "user"
    added = await hass.config_entries.subentries.async_configure(
        flow_id, {"name": "Anna", "phone_number": ANNA}
    )
    assert added["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()
    assert hass.states.get("notify.anna") is not None


async def test_sender_may_be_left_out(hass: HomeAssistant, simulator: Simulator) -> None:
    entered = account(simulator)
    del entered["sender"]
    result = await enter(hass, await enter(hass, await begin(hass), entered), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Clickatell One API"
    assert "sender" not in result["data"]


async def test_without_an_address_from_outside(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.internal_url = "http://192.168.1.2:8123"
    result = await enter(hass, await begin(hass), account(simulator))
    assert result["step_id"] == "no_callback"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_account_with_a_cloudhook(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.components.add("cloud")
    # Home Assistant Cloud itself can't be had in a test.
    with (
        patch("homeassistant.components.cloud.async_active_subscription", return_value=True),
        patch(
            "homeassistant.components.cloud.async_get_or_create_cloudhook",
            return_value="https://hooks.example.net/abc",
        ) as create,
    ):
        result = await enter(hass, await begin(hass), account(simulator))
        assert result["step_id"] == "callback_clickatell_one"
        assert result["description_placeholders"] == {
            "callback_url": "https://hooks.example.net/abc"
        }
        result = await enter(hass, result, {})
    # Asked for again by the account itself, always for the same.
    (asked,) = {call.args for call in create.await_args_list}
    assert asked == (hass, result["data"]["webhook_id"])


async def test_cloud_without_a_subscription(hass: HomeAssistant, simulator: Simulator) -> None:
    hass.config.components.add("cloud")
    hass.config.external_url = "https://home.example.net"
    with patch("homeassistant.components.cloud.async_active_subscription", return_value=False):
        result = await enter(hass, await begin(hass), account(simulator))
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["callback_url"].startswith("https://home.example.net")


@pytest.mark.parametrize(
    "error", [CloudNotConnected(), ValueError("Cloud is not connected"), TimeoutError()]
)
async def test_cloud_that_is_not_connected(
    hass: HomeAssistant, simulator: Simulator, error: HomeAssistantError | ValueError
) -> None:
    hass.config.components.add("cloud")
    with (
        patch("homeassistant.components.cloud.async_active_subscription", return_value=True),
        patch("homeassistant.components.cloud.async_get_or_create_cloudhook", side_effect=error),
    ):
        result = await enter(hass, await begin(hass), account(simulator))
    assert result["step_id"] == "no_callback"


# The one by template has steps of its own: test_http_template.py.
PLAIN = [gateway for gateway in CREDENTIALS if gateway != "http"]
ASKED = [gateway for gateway in PLAIN if GATEWAYS[gateway].capabilities.balance]
# A session is opened and closed; a phone or a router is asked whether it is there.
TRIED = [*ASKED, "android", "smpp", "teltonika", "modem"]
# What not every gateway has words for that can be told apart.
SPECIAL = {Fault.ADDRESS: "address", Fault.CODE_43: "rate"}


def is_explained(gateway: str, fault: Fault) -> bool:
    """Tell whether a gateway says what the matter is in words that are known."""
    # The Platform API says it with a code that no document explains (clickatell.md 2.3).
    if (gateway, fault) == ("clickatell_platform", Fault.HTTP_500):
        return False
    return fault not in SPECIAL or SPECIAL[fault] in SIMULATED[gateway].refusals


@pytest.mark.parametrize("gateway", ASKED)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.BAD_KEY, "invalid_auth"),
        (Fault.ADDRESS, "address_not_allowed"),
        (Fault.HTTP_500, "cannot_connect"),
        (Fault.HTTP_503, "cannot_connect"),
        (Fault.RATE_429, "cannot_connect"),
        (Fault.CODE_43, "cannot_connect"),
        (Fault.DROP_ANSWER, "cannot_connect"),
        (Fault.HTML, "cannot_connect"),
    ],
)
async def test_gateway_refuses_and_then_does_not(
    hass: HomeAssistant, simulator: Simulator, gateway: str, fault: Fault, error: str
) -> None:
    error = error if is_explained(gateway, fault) else "unknown"
    simulator.faults.set(fault)
    result = await enter(hass, await begin(hass, gateway), account(simulator, gateway))
    assert result["step_id"] == gateway
    # In sight of who presses the button: below the credentials, or at the folded address.
    place = "advanced"
    if error in ("invalid_auth", "address_not_allowed"):
        place = last_proof(GATEWAYS[gateway])
    assert result["errors"] == {place: error}
    assert config_error(error)
    assert result["data_schema"] is not None
    advanced = result["data_schema"].schema["advanced"]
    assert advanced.options["collapsed"] is (place != "advanced")
    simulator.faults.clear()
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == page(gateway)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_gateway_that_is_not_there(hass: HomeAssistant, simulator: Simulator) -> None:
    await simulator.refuse()
    result = await enter(hass, await begin(hass), account(simulator))
    assert result["errors"] == {"advanced": "cannot_connect"}
    await simulator.accept()
    result = await enter(hass, result, account(simulator))
    assert result["step_id"] == "no_callback"


@pytest.mark.parametrize(
    ("field", "wrong", "error"),
    [
        ("api_key", "another-key", {"api_key": "invalid_auth"}),
        ("api_key", "a\nb", {"api_key": "not_text"}),
        ("api_key", "\ud83d", {"api_key": "not_text"}),
        ("api_key", " ", {"api_key": "empty"}),
        ("api_key", "", {"api_key": "empty"}),
        ("api_key", "\u200b\u2066 \u00a0", {"api_key": "empty"}),
        ("api_key", "k" * 10_001, {"api_key": "text_too_long"}),
        ("sender", "a name that is too long", {"sender": "invalid_sender"}),
        ("sender", "My House", {"sender": "invalid_sender"}),
        ("sender", "+1", {"sender": "invalid_sender"}),
        ("name", " \u200b", {"name": "name_empty"}),
        ("name", "n" * 101, {"name": "text_too_long"}),
        ("url", "ftp://example.net", {"advanced": "invalid_url"}),
        ("url", "example.net", {"advanced": "invalid_url"}),
        ("url", "http://", {"advanced": "invalid_url"}),
        ("url", "http://[", {"advanced": "invalid_url"}),
        ("url", "http://xn--/", {"advanced": "invalid_url"}),
        ("url", "http://a b/", {"advanced": "invalid_url"}),
        ("url", "http://example.net:99999", {"advanced": "invalid_url"}),
        ("url", "https://example.net/?a=b", {"advanced": "invalid_url"}),
        ("url", "https://example.net/#a", {"advanced": "invalid_url"}),
        ("url", "https://user:password@example.net/", {"advanced": "invalid_url"}),
        ("url", "https://example.net/\ud83d", {"advanced": "not_text"}),
        ("url", "", {"advanced": "invalid_url"}),
    ],
)
async def test_wrong_entry_is_told(
    hass: HomeAssistant, simulator: Simulator, field: str, wrong: str, error: dict[str, str]
) -> None:
    result = await enter(hass, await begin(hass), account(simulator, **{field: wrong}))
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == error
    assert all(map(config_error, error.values()))
    result = await enter(hass, result, account(simulator))
    assert result["step_id"] == "no_callback"


async def test_what_comes_with_copying_is_left_out(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    key = CREDENTIALS["clickatell_one"]["api_key"]
    pasted = account(
        simulator,
        api_key=f"\u200b{key}\ufeff\u00a0",
        name=" \u2066Summer \n house\u2069",
        sender="\u202a+15550100099\u202c",
        url=f" {simulator.url}/clickatell_one\u200b",
    )
    result = await enter(hass, await enter(hass, await begin(hass), pasted), {})
    assert result["title"] == "Summer house"
    assert result["data"]["api_key"] == key
    assert result["data"]["sender"] == SENDER
    assert result["data"]["advanced"]["url"] == f"{simulator.url}/clickatell_one"


WRONG = [("another", "invalid_auth"), ("a\nb", "not_text"), (" ", "empty"), ("", "empty")]


@pytest.mark.parametrize(("wrong", "error"), WRONG)
@pytest.mark.parametrize(
    ("gateway", "field"),
    [
        ("clickatell_platform", "api_key"),
        ("clickatell_central", "username"),
        ("clickatell_central", "password"),
        ("clickatell_central", "api_id"),
    ],
)
async def test_wrong_credentials_are_told(
    hass: HomeAssistant, simulator: Simulator, gateway: str, field: str, wrong: str, error: str
) -> None:
    entered = account(simulator, gateway, **{field: wrong})
    result = await enter(hass, await begin(hass, gateway), entered)
    assert result["type"] is FlowResultType.FORM
    # Which of them is wrong a gateway does not say: the last of them is nearest to the button.
    place = last_proof(GATEWAYS[gateway]) if error == "invalid_auth" else field
    assert result["errors"] == {place: error}
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == page(gateway)


@pytest.mark.parametrize("gateway", [gateway for gateway in PLAIN if gateway not in TRIED])
async def test_credentials_that_cannot_be_tried_are_saved(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    await simulator.refuse()
    result = await enter(hass, await begin(hass, gateway), account(simulator, gateway))
    assert result["step_id"] == page(gateway)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("gateway", PLAIN)
async def test_address_that_nobody_knows_is_asked_for_first(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    result = await begin(hass, gateway)
    assert result["data_schema"] is not None
    schema = result["data_schema"].schema
    advanced = schema["advanced"]
    assert advanced.options["collapsed"] is True
    if GATEWAYS[gateway].default_url:
        assert next(iter(schema)) != "url"
        (url,) = (field for field in advanced.schema.schema if field == "url")
        assert url.default() == GATEWAYS[gateway].default_url
    else:
        url = next(iter(schema))
        first = "url" if GATEWAYS[gateway].schemes else "port"
        assert (url, url.default) == (first, vol.UNDEFINED)
        assert "url" not in advanced.schema.schema


@pytest.mark.parametrize(
    ("gateway", "field"),
    [("burst", "signature"), ("clickatell_central", "transport"), ("twilio", "signature")],
)
async def test_what_hardly_anybody_chooses_is_aside(
    hass: HomeAssistant, gateway: str, field: str
) -> None:
    result = await begin(hass, gateway)
    assert result["data_schema"] is not None
    assert field in result["data_schema"].schema["advanced"].schema.schema


@pytest.mark.parametrize("gateway", ASKED)
async def test_address_without_a_gateway_behind_it(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    result = await begin(hass, gateway)
    nowhere = account(simulator, gateway, url=f"{simulator.url}/nothing")
    result = await enter(hass, result, nowhere)
    assert result["errors"] == {"advanced": "unknown"}
    assert config_error("unknown")
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == page(gateway)


@pytest.mark.parametrize("transport", ["http", "xml"])
@pytest.mark.parametrize("path", ["", "/", "/http/sendmsg", "/http", "/xml/xml"])
async def test_api_uri_of_central_as_people_paste_it(
    hass: HomeAssistant, simulator: Simulator, transport: str, path: str
) -> None:
    url = f"{simulator.url}/clickatell_central{path}"
    entered = account(simulator, "clickatell_central", url=url, transport=transport)
    result = await enter(hass, await begin(hass, "clickatell_central"), entered)
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["transport"] == transport
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert message["state"] == "accepted"
    assert simulator.network.accepted == 1


async def test_transport_is_http_where_nothing_else_is_picked(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entered = account(simulator, "clickatell_central")
    del entered["advanced"]["transport"]
    result = await enter(hass, await begin(hass, "clickatell_central"), entered)
    assert (await enter(hass, result, {}))["data"]["transport"] == "http"


async def test_channel_is_one_of_the_choices(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await begin(hass)
    with pytest.raises(InvalidData):
        await enter(hass, result, account(simulator, channel="pigeon"))


async def add(
    hass: HomeAssistant, simulator: Simulator, gateway: str, **more: object
) -> ConfigFlowResult:
    """Add the simulator's account at a gateway, as far as that goes."""
    result = await begin(hass, gateway)
    result = await enter(hass, result, account(simulator, gateway, **more))
    return await enter(hass, result, {}) if result["type"] is FlowResultType.FORM else result


@pytest.mark.parametrize(
    ("gateway", "path"),
    [*((gateway, "/") for gateway in PLAIN), ("clickatell_central", "/http/sendmsg")],
)
async def test_an_account_is_added_once(
    hass: HomeAssistant, simulator: Simulator, gateway: str, path: str
) -> None:
    await add(hass, simulator, gateway)
    again = {"url": f"{address(simulator, gateway)}{path}", "verify_ssl": False, "name": "Again"}
    result = await add(hass, simulator, gateway, **again)
    assert result["type"] is FlowResultType.ABORT
    reason = "already_configured" if GATEWAYS[gateway].schemes else "port_in_use"
    assert result["reason"] == reason
    assert config_error(reason, kind="abort")


async def test_what_proves_nothing_makes_no_other_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await add(hass, simulator, "clickatell_central")
    simulator.account.password = "another-password"
    changed = {"password": "another-password", "transport": "xml", "name": "Again"}
    result = await add(hass, simulator, "clickatell_central", **changed)
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform", "clickatell_central"])
async def test_another_sender_is_another_account(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    await add(hass, simulator, gateway)
    result = await add(hass, simulator, gateway, sender="Home", name="Second")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "Second"


async def test_a_name_that_is_free_is_proposed_and_one_that_is_taken_refused(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await add(hass, simulator, "clickatell_one")
    result = await begin(hass)
    assert result["data_schema"] is not None
    (name,) = (field for field in result["data_schema"].schema if field == "name")
    assert name.default() == "Clickatell One API 2"
    # Their actions would have one name.
    result = await enter(hass, result, account(simulator, sender="Home", name="clickatell-one API"))
    assert result["errors"] == {"name": "account_name_taken"}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["value"] == "clickatell-one API"
    assert "{value}" in config_error("account_name_taken")
    entered = account(simulator, sender="Home")
    del entered["name"]
    result = await enter(hass, await enter(hass, result, entered), {})
    assert result["title"] == "Clickatell One API 2"


@pytest.fixture
def generations(simulator: Simulator) -> Iterator[None]:
    """Let Clickatell's generations be where the simulator has them."""
    with ExitStack() as stack:
        for key in ("clickatell_one", "clickatell_platform"):
            address = f"{simulator.url}/{key}"
            stack.enter_context(patch.object(GATEWAYS[key], "default_url", address))
        yield


@pytest.mark.usefixtures("generations")
@pytest.mark.parametrize(
    ("asked", "taken"),
    [("clickatell_one", "clickatell_platform"), ("clickatell_platform", "clickatell_one")],
)
async def test_a_key_is_tried_at_clickatell_s_other_generation(
    hass: HomeAssistant, simulator: Simulator, asked: str, taken: str
) -> None:
    # Each takes its own keys only.
    simulator.faults.set(Fault.BAD_KEY, at=asked)
    entered = account(simulator, asked, sender="Home")
    result = await enter(hass, await begin(hass, asked), entered)
    # The form is now that of the one that takes it, with what was entered.
    assert (result["step_id"], result["errors"]) == (taken, {"api_key": "other_generation"})
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["gateway"] == GATEWAYS[taken].name
    assert "{gateway}" in config_error("other_generation")
    shown = shown_in(result)
    assert shown["api_key"] == CREDENTIALS[asked]["api_key"]
    assert shown["sender"] == "Home"
    assert shown["advanced"] == {"verify_ssl": True}
    entered = account(simulator, taken, sender="Home")
    result = await enter(hass, await enter(hass, result, entered), {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == GATEWAYS[taken].name
    assert result["data"]["gateway"] == taken


@pytest.mark.usefixtures("generations")
@pytest.mark.parametrize("asked", ["clickatell_one", "clickatell_platform"])
async def test_a_key_that_no_generation_takes(
    hass: HomeAssistant, simulator: Simulator, asked: str
) -> None:
    entered = account(simulator, asked, api_key="another-key")
    result = await enter(hass, await begin(hass, asked), entered)
    assert (result["step_id"], result["errors"]) == (asked, {"api_key": "invalid_auth"})


async def test_another_gateway_or_api_id_is_another_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    for gateway in PLAIN:
        result = await add(hass, simulator, gateway)
        assert result["type"] is FlowResultType.CREATE_ENTRY
    simulator.account.api_id = "7654321"
    result = await add(hass, simulator, "clickatell_central", api_id="7654321", name="Second")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (
        len({entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)})
        == len(PLAIN) + 1
    )
