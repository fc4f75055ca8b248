"""Adding an account: the menu, the credentials, the callback address, the first recipient."""

from collections.abc import AsyncIterator
from typing import Any, cast
from unittest.mock import patch

from homeassistant.components.cloud import CloudNotConnected
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult, FlowType
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.exceptions import HomeAssistantError
import pytest
import voluptuous as vol

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways import GATEWAYS
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, CREDENTIALS, SENDER, send
from ..roads import SIMULATED
from ..translations import config_error, config_step


def account(
    simulator: Simulator, gateway: str = "clickatell_one", **more: object
) -> dict[str, Any]:
    """Return what somebody enters to add the simulator's account at a gateway."""
    return {
        **CREDENTIALS[gateway],
        "sender": SENDER,
        "advanced": {"url": f"{simulator.url}/{gateway}", "verify_ssl": True},
        **more,
    }


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


@pytest.fixture
async def _tidy_up(hass: HomeAssistant) -> AsyncIterator[None]:
    """Unload the accounts that a flow set up."""
    yield
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


pytestmark = pytest.mark.usefixtures("_tidy_up")


async def test_menu_offers_every_gateway(hass: HomeAssistant) -> None:
    result = await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert result["type"] is FlowResultType.MENU
    *named, last = cast("list[str]", result["menu_options"])
    names = [GATEWAYS[key].name.casefold() for key in named]
    # By what they are called; the one for all others stands at the end.
    assert (names, last) == (sorted(names), "http")
    assert {*named, last} == set(GATEWAYS)
    assert set(config_step("user")["menu_options"]) == set(GATEWAYS)


@pytest.mark.parametrize(
    ("gateway", "title"),
    [
        ("clickatell_one", "Clickatell One API +15•••••099"),
        ("clickatell_platform", "Clickatell Platform +15•••••099"),
        ("clickatell_central", "Clickatell Central +15•••••099"),
    ],
)
async def test_account_with_an_external_url(
    hass: HomeAssistant, simulator: Simulator, gateway: str, title: str
) -> None:
    hass.config.external_url = "https://home.example.net"
    result = await begin(hass, gateway)
    assert result["step_id"] == gateway
    assert not result["errors"]
    result = await enter(hass, result, account(simulator, gateway, sender=" +1 555 010 0099 "))
    assert result["step_id"] == "callback"
    assert result["description_placeholders"] is not None
    url = result["description_placeholders"]["callback_url"]
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title
    webhook_id = result["data"]["webhook_id"]
    assert url == f"https://home.example.net/api/sms_gateway/{webhook_id}"
    assert len(webhook_id) == 64
    assert result["data"] == {
        **account(simulator, gateway),
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
        assert result["step_id"] == "callback"
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
    assert result["errors"] == {"base": error}
    assert config_error(error)
    simulator.faults.clear()
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == "no_callback"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_gateway_that_is_not_there(hass: HomeAssistant, simulator: Simulator) -> None:
    await simulator.refuse()
    result = await enter(hass, await begin(hass), account(simulator))
    assert result["errors"] == {"base": "cannot_connect"}
    await simulator.accept()
    result = await enter(hass, result, account(simulator))
    assert result["step_id"] == "no_callback"


@pytest.mark.parametrize(
    ("field", "wrong", "error"),
    [
        ("api_key", "another-key", {"base": "invalid_auth"}),
        ("api_key", "a\nb", {"base": "invalid_auth"}),
        ("api_key", " ", {"base": "invalid_auth"}),
        ("api_key", "", {"base": "invalid_auth"}),
        ("sender", "a name that is too long", {"sender": "invalid_sender"}),
        ("sender", "+1", {"sender": "invalid_sender"}),
        ("url", "ftp://example.net", {"base": "invalid_url"}),
        ("url", "example.net", {"base": "invalid_url"}),
        ("url", "http://", {"base": "invalid_url"}),
        ("url", "http://[", {"base": "invalid_url"}),
        ("url", "https://example.net/?a=b", {"base": "invalid_url"}),
        ("url", "https://user:password@example.net/", {"base": "invalid_url"}),
        ("url", "", {"base": "invalid_url"}),
    ],
)
async def test_wrong_entry_is_told(
    hass: HomeAssistant, simulator: Simulator, field: str, wrong: str, error: dict[str, str]
) -> None:
    entered = account(simulator)
    if field == "url":
        entered["advanced"]["url"] = wrong
    else:
        entered[field] = wrong
    result = await enter(hass, await begin(hass), entered)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == error
    assert all(map(config_error, error.values()))
    result = await enter(hass, result, account(simulator))
    assert result["step_id"] == "no_callback"


@pytest.mark.parametrize("wrong", ["another", "a\nb", " ", ""])
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
    hass: HomeAssistant, simulator: Simulator, gateway: str, field: str, wrong: str
) -> None:
    entered = account(simulator, gateway, **{field: wrong})
    result = await enter(hass, await begin(hass, gateway), entered)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "invalid_auth"}
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == "no_callback"


@pytest.mark.parametrize("gateway", [gateway for gateway in PLAIN if gateway not in ASKED])
async def test_credentials_that_cannot_be_tried_are_saved(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    await simulator.refuse()
    result = await enter(hass, await begin(hass, gateway), account(simulator, gateway))
    assert result["step_id"] == "no_callback"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("gateway", PLAIN)
async def test_address_that_nobody_knows_is_asked_for(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    result = await begin(hass, gateway)
    assert result["data_schema"] is not None
    advanced = result["data_schema"].schema["advanced"]
    (url,) = (field for field in advanced.schema.schema if field == "url")
    is_known = GATEWAYS[gateway].default_url != ""
    assert advanced.options["collapsed"] is is_known
    assert (url.default is not vol.UNDEFINED) is is_known


@pytest.mark.parametrize("gateway", ASKED)
async def test_address_without_a_gateway_behind_it(
    hass: HomeAssistant, simulator: Simulator, gateway: str
) -> None:
    nowhere = {"url": f"{simulator.url}/nothing", "verify_ssl": True}
    result = await begin(hass, gateway)
    result = await enter(hass, result, account(simulator, gateway, advanced=nowhere))
    assert result["errors"] == {"base": "unknown"}
    assert config_error("unknown")
    result = await enter(hass, result, account(simulator, gateway))
    assert result["step_id"] == "no_callback"


@pytest.mark.parametrize("transport", ["http", "xml"])
@pytest.mark.parametrize("path", ["", "/", "/http/sendmsg", "/http", "/xml/xml"])
async def test_api_uri_of_central_as_people_paste_it(
    hass: HomeAssistant, simulator: Simulator, transport: str, path: str
) -> None:
    advanced = {"url": f"{simulator.url}/clickatell_central{path}", "verify_ssl": True}
    entered = account(simulator, "clickatell_central", advanced=advanced, transport=transport)
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
    del entered["transport"]
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
    advanced = {"url": f"{simulator.url}/{gateway}{path}", "verify_ssl": False}
    result = await add(hass, simulator, gateway, advanced=advanced)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"
    assert config_error("already_configured", kind="abort")


async def test_what_proves_nothing_makes_no_other_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    await add(hass, simulator, "clickatell_central")
    simulator.account.password = "another-password"
    changed = {"password": "another-password", "transport": "xml"}
    result = await add(hass, simulator, "clickatell_central", **changed)
    assert result["reason"] == "already_configured"


@pytest.mark.parametrize(
    ("gateway", "title"),
    [
        ("clickatell_one", "Clickatell One API Home"),
        ("clickatell_platform", "Clickatell Platform Home"),
        ("clickatell_central", "Clickatell Central Home"),
    ],
)
async def test_another_sender_is_another_account(
    hass: HomeAssistant, simulator: Simulator, gateway: str, title: str
) -> None:
    await add(hass, simulator, gateway)
    result = await add(hass, simulator, gateway, sender="Home")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == title


async def test_another_gateway_or_api_id_is_another_account(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    for gateway in PLAIN:
        result = await add(hass, simulator, gateway)
        assert result["type"] is FlowResultType.CREATE_ENTRY
    simulator.account.api_id = "7654321"
    result = await add(hass, simulator, "clickatell_central", api_id="7654321")
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert (
        len({entry.unique_id for entry in hass.config_entries.async_entries(DOMAIN)})
        == len(PLAIN) + 1
    )
