"""Adding an account at an SMSC: a session is opened and closed before it is saved."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from simulator import Simulator
from simulator.faults import Fault

from ..ports import reserved_port
from .test_account import _tidy_up, account, begin, enter  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("_tidy_up")


async def test_it_is_tried_and_then_saved_without_an_address_for_callbacks(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.account.smpp.system_type = "1234567"
    more = {"system_type": "1234567", "source_type": "1/1", "max_per_second": "50"}
    result = await enter(hass, await begin(hass, "smpp"), account(simulator, "smpp", **more))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    data = result["data"]
    assert data["advanced"] == {"url": simulator.gateway_urls["smpp"], "verify_ssl": True}
    assert {name: data[name] for name in more} == more
    assert data["bind"] == "transceiver"
    assert simulator.smpp.unbinds == 1
    assert simulator.network.send_requests == 0


async def test_what_is_wrong_is_told_at_its_field(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await begin(hass, "smpp")
    for field, wrong, where, error in (
        ("system_id", "somebody", "password", "invalid_auth"),
        ("password", "wrong", "password", "invalid_auth"),
        ("password", "x" * 65, "password", "text_too_long"),
        ("url", "http://127.0.0.1:1", "url", "invalid_server"),
        ("url", "smpp://user:pass@127.0.0.1:1", "url", "invalid_server"),
        ("url", "127.0.0.1:1", "url", "cannot_connect"),
        # Their section is opened.
        ("window", "0", "advanced", "wrong_window"),
        ("max_per_second", "many", "advanced", "wrong_max_per_second"),
        ("keep_alive", "0", "advanced", "wrong_keep_alive"),
        ("destination_type", "mobile", "advanced", "wrong_number_type"),
    ):
        result = await enter(hass, result, account(simulator, "smpp", **{field: wrong}))
        assert result["errors"] == {where: error}, field
    result = await enter(hass, result, account(simulator, "smpp"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_refusal_without_a_reason_is_about_the_credentials_here(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    simulator.faults.set(Fault.BIND_REFUSED, 0x0D)
    result = await enter(hass, await begin(hass, "smpp"), account(simulator, "smpp"))
    assert result["errors"] == {"password": "invalid_auth"}


async def test_tls_with_a_certificate_of_ones_own(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    simulator = Simulator()
    with reserved_port() as port:
        await simulator.start(port=port, smpp_tls=True)
        password = simulator.account.smpp.password
        entered = account(simulator, "smpp", password=password)
        result = await enter(hass, await begin(hass, "smpp"), entered)
        assert result["errors"] == {"url": "cannot_connect"}
        entered = account(simulator, "smpp", password=password, verify_ssl=False)
        result = await enter(hass, result, entered)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert result["data"]["advanced"]["url"].startswith("smpps://")
        await hass.config_entries.async_unload(result["result"].entry_id)
        await simulator.stop()
