"""Adding a gateway by template that is known: what is filled in, and that it sends."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, section
import pytest

from custom_components.sms_gateway.gateways.http.presets import PRESETS
from simulator import Simulator

from ..conftest import ANNA, SENDER, send
from ..roads import BY_ROUTER
from .test_account import _tidy_up, enter, shown_in  # noqa: F401 - a fixture
from .test_http_template import PASSWORD, go, pick, ready

pytestmark = pytest.mark.usefixtures("_tidy_up")

ADDRESSES = {
    "elks46": "https://api.46elks.com",
    "free_mobile": "https://smsapi.free-mobile.fr",
    "gatewayapi": "https://gatewayapi.com",
    "messagebird": "https://rest.messagebird.com",
    "plivo": "https://api.plivo.com",
    "smsapi": "https://api.smsapi.com",
    "smsplanet": "https://api2.smsplanet.pl",
    "vonage": "https://rest.nexmo.com",
}
NAMES = {
    "kannel": "Kannel",
    "jasmin": "Jasmin",
    "elks46": "46elks",
    "free_mobile": "Free Mobile",
    "gatewayapi": "GatewayAPI",
    "infobip": "Infobip",
    "messagebird": "MessageBird",
    "mikrotik": "MikroTik",
    "plivo": "Plivo",
    "sms_gammu": "SMS Gammu Gateway",
    "smsapi": "smsapi",
    "teltonika": "Teltonika",
    "smsplanet": "SMSPlanet",
    "vonage": "Vonage",
    "own": "HTTP gateway",
}


@pytest.mark.parametrize("preset", PRESETS)
async def test_the_account_is_called_what_the_preset_is(hass: HomeAssistant, preset: str) -> None:
    result = await pick(hass, preset)
    assert result["data_schema"] is not None
    (name,) = (field for field in result["data_schema"].schema if field == "name")
    assert name.default() == NAMES[preset]


@pytest.mark.parametrize("preset", PRESETS)
async def test_a_preset_fills_the_form(hass: HomeAssistant, preset: str) -> None:
    result = await pick(hass, preset)
    assert result["step_id"] == "http_settings"
    assert not result["errors"]
    assert result["data_schema"] is not None
    # The address is what has to be looked at first; that of one's own box nobody else knows.
    assert next(iter(result["data_schema"].schema)) == "url"
    by_section = shown_in(result)
    assert by_section.pop("url", None) == ADDRESSES.get(preset)
    assert by_section.pop("advanced") == {"verify_ssl": True}
    flat = {name: value for group in by_section.values() for name, value in group.items()}
    assert flat == PRESETS[preset].settings
    sections = {
        str(name): control.options["collapsed"]
        for name, control in result["data_schema"].schema.items()
        if isinstance(control, section)
    }
    assert sections == {
        "request": preset not in ("own", "free_mobile"), "answer": True, "balance": True,
        "replies": True, "reports": True, "advanced": True,
    }  # fmt: skip


@pytest.mark.parametrize("preset", ["kannel", "jasmin"])
async def test_from_the_preset_to_a_message(
    hass: HomeAssistant, simulator: Simulator, preset: str
) -> None:
    result = await go(hass, await ready(hass, simulator, preset), "http_save")
    assert result["step_id"] == "no_callback"
    result = await enter(hass, result, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == NAMES[preset]
    data = dict(result["data"])
    assert data.pop("webhook_id")
    assert data.pop("advanced") == {"url": simulator.gateway_urls[preset], "verify_ssl": True}
    assert data == {
        "gateway": "http", "username": "simulator", "password": PASSWORD, "sender": SENDER,
        "method": "post", "content_type": "form", "authentication": "none",
        "number_format": "plus", "balance_method": "get", **PRESETS[preset].settings,
    }  # fmt: skip
    (message,) = await send(hass, to=ANNA, message="ü → 🛑", wait_for="accepted")
    assert message["state"] == "accepted"
    assert [found.text for found in simulator.network.messages] == ["ü → 🛑"]


async def test_from_every_other_preset_to_a_message(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    presets = [name for name in PRESETS if name not in ("kannel", "jasmin", "own")]
    for count, preset in enumerate(presets, start=1):
        more = {"request": {"only_to": "+1 555 010 0001"}} if preset == "free_mobile" else {}
        result = await go(hass, await ready(hass, simulator, preset, **more), "http_save")
        if preset not in ("free_mobile", *BY_ROUTER):
            assert result["step_id"] == "no_callback"
            result = await enter(hass, result, {})
        assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, NAMES[preset])
        entry_id = result["result"].entry_id
        (message,) = await send(
            hass, to=ANNA, message="door open", wait_for="accepted", config_entry_id=entry_id
        )
        assert (preset, message["state"]) == (preset, "accepted")
        sent = simulator.network.messages[-1]
        assert (sent.gateway, sent.text) == (preset, "door open")
        assert simulator.network.accepted == count
        await hass.config_entries.async_remove(entry_id)
        await hass.async_block_till_done()
