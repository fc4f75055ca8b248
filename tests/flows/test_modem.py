"""Adding a modem: by its port, tried before it is saved; found by USB; changed while it works."""

from collections.abc import Iterator
from contextlib import contextmanager
import fcntl
import json
from pathlib import Path
import termios
from typing import Any
from unittest.mock import patch

from aiousbwatcher import InotifyNotAvailableError
from homeassistant.components import usb
from homeassistant.components.usb import USBDevice
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_RECONFIGURE,
    SOURCE_USB,
    ConfigEntryDisabler,
    ConfigFlowResult,
)
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.selector import SerialPortSelector, TextSelector
from homeassistant.helpers.service_info.usb import UsbServiceInfo
from homeassistant.requirements import RequirementsNotFound
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import library
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.flows import trial
from custom_components.sms_gateway.gateways.base import ErrorKind, GatewayError
from custom_components.sms_gateway.gateways.modem import Modem
from custom_components.sms_gateway.gateways.reasons import Reason
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import PIN, SENDER, AddEntry, new_entry, until_state
from ..papers import MANIFEST
from ..ports import reserved_port
from ..translations import config_error
from .test_account import _tidy_up, account, begin, enter, shown_in  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("_tidy_up", "quick_modem")

CONNECTIVITY = "binary_sensor.clickatell_connectivity"
STICK = "usb-SimTech_Incorporated_SIM7600-E_0123456789ABCDEF"


def found(interface: int = 0, **more: str) -> UsbServiceInfo:
    """Return one port of a stick, as Home Assistant finds it."""
    about = {
        "device": f"/dev/serial/by-id/{STICK}-if{interface:02}-port0",
        "vid": "1E0E",
        "pid": "9001",
        "serial_number": "0123456789ABCDEF",
        "manufacturer": "SimTech, Incorporated",
        "description": f"SIM7600-E - port {interface}",
        **more,
    }
    return UsbServiceInfo(**about)


async def plug_in(hass: HomeAssistant, info: UsbServiceInfo) -> ConfigFlowResult:
    """Let Home Assistant find a port."""
    return await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USB}, data=info
    )


async def test_it_is_tried_and_then_saved_without_an_address(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await begin(hass, "modem")
    assert result["data_schema"] is not None
    fields = result["data_schema"].schema
    assert list(map(str, fields)) == ["port", "pin", "sender", "name", "balance", "advanced"]
    assert isinstance(fields["port"], SerialPortSelector)
    advanced = fields["advanced"].schema.schema
    assert list(map(str, advanced)) == ["smsc", "baud_rate"]
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == "GSM or LTE modem"
    data = dict(result["data"])
    assert data.pop("webhook_id")
    assert data == {
        "gateway": "modem",
        "port": simulator.gateway_urls["modem"],
        "pin": PIN,
        "sender": SENDER,
        "baud_rate": "115200",
        "advanced": {"url": "", "verify_ssl": True},
    }
    assert simulator.modem.submitted == []
    # The account has the port now, whatever number its SIM is said to have.
    result = await enter(hass, await begin(hass, "modem"), account(simulator, "modem", sender=""))
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"name": "account_name_taken"}
    other = account(simulator, "modem", sender="", name="Other")
    result = await enter(hass, result, other)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "port_in_use")


@pytest.mark.parametrize(
    ("field", "wrong", "where", "error"),
    [
        ("port", "COM3", "port", "wrong_port"),
        ("port", "socket://192.168.1.5", "port", "wrong_port"),
        ("port", "/dev/serial/by-id/nothing", "port", "port_missing"),
        ("pin", "12a4", "pin", "wrong_pin"),
        ("pin", "123", "pin", "wrong_pin"),
        ("sender", "!", "sender", "invalid_sender"),
        ("smsc", "none", "advanced", "wrong_smsc"),
        ("balance_code", "100", "balance", "wrong_balance_code"),
        ("balance_code", "*100#", "balance", "balance_pattern_missing"),
        ("balance_pattern", "([0-9.]+)", "balance", "balance_code_missing"),
    ],
)
async def test_what_can_be_seen_to_be_wrong(
    hass: HomeAssistant, simulator: Simulator, field: str, wrong: str, where: str, error: str
) -> None:
    entered = account(simulator, "modem", **{field: wrong})
    result = await enter(hass, await begin(hass, "modem"), entered)
    assert result["errors"] == {where: error}
    assert result["data_schema"] is not None
    # A section stands in front, where it is in sight; a field stays where it is.
    in_front = where if where in ("balance", "advanced") else "port"
    assert str(next(iter(result["data_schema"].schema))) == in_front
    assert config_error(error)
    assert simulator.modem.typed == []


async def test_an_address_that_was_typed_is_mended_where_it_stands(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await begin(hass, "modem")
    for entered, control, error in (
        # Home Assistant's list would have it typed anew.
        ({"port": "192.168.1.5:3333"}, TextSelector, "wrong_port"),
        ({"port": "socket://127.0.0.1:1"}, TextSelector, "port_failed"),
        # Without it there is the list again.
        ({}, SerialPortSelector, "empty"),
        ({"port": "/dev/serial/by-id/nothing"}, SerialPortSelector, "port_missing"),
    ):
        rest = account(simulator, "modem")
        del rest["port"]
        result = await enter(hass, result, rest | entered)
        assert result["errors"] == {"port": error}
        assert result["data_schema"] is not None
        assert isinstance(result["data_schema"].schema["port"], control)
        assert shown_in(result).get("port") == entered.get("port")
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry_id = result["result"].entry_id
    again = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry_id}
    )
    assert again["data_schema"] is not None
    assert isinstance(again["data_schema"].schema["port"], TextSelector)
    assert shown_in(again)["port"] == simulator.gateway_urls["modem"]


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("(", "wrong_balance_pattern"),
        ("[0-9.]+", "balance_pattern_without_group"),
        (r"(\w+\s*)+:", "balance_pattern_endless"),
        ("Guthaben: ([0-9.]+)", "no_amount"),
    ],
)
async def test_a_pattern_that_finds_no_amount(
    hass: HomeAssistant, simulator: Simulator, pattern: str, error: str
) -> None:
    more = {"balance_code": "*100#", "balance_pattern": pattern}
    entered = account(simulator, "modem", **more)
    result = await enter(hass, await begin(hass, "modem"), entered)
    assert result["errors"] == {"balance": error}
    right = account(simulator, "modem", **{**more, "balance_pattern": "is ([0-9.]+)"})
    result = await enter(hass, result, right)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_pin_is_tried_once(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await begin(hass, "modem")
    result = await enter(hass, result, account(simulator, "modem", pin=""))
    assert result["errors"] == {"pin": "pin_needed"}
    result = await enter(hass, result, account(simulator, "modem", pin="0000"))
    assert result["errors"] == {"pin": "pin_refused"}
    tried = simulator.modem.device.sim.tries
    # The same one again is not even tried.
    result = await enter(hass, result, account(simulator, "modem", pin="0000"))
    assert result["errors"] == {"pin": "pin_refused"}
    assert simulator.modem.device.sim.tries == tried == 2
    simulator.modem.device.sim.tries = 0
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["errors"] == {"pin": "puk_needed"}
    simulator.modem.device.sim.tries = 3
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_port_without_a_modem(hass: HomeAssistant, simulator: Simulator) -> None:
    result = await begin(hass, "modem")
    with reserved_port() as nobody:
        silent = account(simulator, "modem", port=f"socket://127.0.0.1:{nobody}")
        result = await enter(hass, result, silent)
    assert result["errors"] == {"port": "port_failed"}
    assert result["description_placeholders"] is not None
    assert result["description_placeholders"]["value"] == "the gateway could not be reached"
    simulator.faults.set(Fault.MODEM_SILENT)
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["errors"] == {"port": "no_modem"}
    simulator.faults.clear()
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("reason", sorted(trial._AT_FIELDS))  # noqa: SLF001 - all that are told
async def test_every_reason_is_told_at_its_field(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch, reason: Reason
) -> None:
    """Some need a SIM that is missing, or a modem that is broken: none can be had."""

    async def fail(_modem: Modem) -> None:
        raise GatewayError(ErrorKind.UNKNOWN, f"{reason}: in its own words")

    monkeypatch.setattr(Modem, "try_out", fail)
    result = await enter(hass, await begin(hass, "modem"), account(simulator, "modem"))
    field, error = trial._AT_FIELDS[reason]  # noqa: SLF001 - as above
    where = "balance" if field.startswith("balance") else field
    assert result["errors"] == {where: error}
    assert config_error(error)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """Return where the modem's serial device is to be."""
    return tmp_path / "ttyUSB2"


async def test_a_port_that_another_program_has_open(
    hass: HomeAssistant, socket_enabled: None, device: Path
) -> None:
    simulator = Simulator()
    await simulator.start(port=0, modem_pty=device)
    entered = account(simulator, "modem", port=str(device), pin="")
    with taken(device):
        result = await enter(hass, await begin(hass, "modem"), entered)
        assert result["errors"] == {"port": "port_taken"}
    result = await enter(hass, result, entered)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.config_entries.async_unload(result["result"].entry_id)
    await simulator.stop()


@contextmanager
def taken(device: Path) -> Iterator[None]:
    """Have a device open as programs do that want it for themselves."""
    with device.open("rb", buffering=0) as opened:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.ioctl(opened, termios.TIOCEXCL)
        yield
        fcntl.ioctl(opened, termios.TIOCNXCL)


async def test_serialx_is_installed_with_the_first_modem(
    hass: HomeAssistant, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    async def refuse(
        _hass: HomeAssistant, name: str, requirements: list[str], *, is_built_in: bool
    ) -> None:
        asked.append(requirements)
        raise RequirementsNotFound(name, requirements)

    monkeypatch.setattr(library, "async_process_requirements", refuse)
    hass.config.skip_pip = False
    result = await enter(hass, await begin(hass, "modem"), account(simulator, "modem"))
    assert result["errors"] == {"port": "library_missing"}
    assert result["description_placeholders"] is not None
    assert Modem.requirement in result["description_placeholders"]["value"]
    assert asked == [[Modem.requirement]]
    hass.config.skip_pip = True
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


def test_serialx_is_pinned_as_home_assistant_pins_it() -> None:
    theirs = json.loads((Path(usb.__path__[0]) / "manifest.json").read_text())
    assert Modem.requirement in theirs["requirements"]
    assert not any("serialx" in requirement for requirement in MANIFEST["requirements"])
    # Home Assistant would install what `usb` needs in every house.
    assert "usb" not in [*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]]


async def test_a_stick_is_offered_once_with_the_port_that_takes_commands(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await plug_in(hass, found(3))
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "modem")
    assert shown_in(result)["port"] == f"/dev/serial/by-id/{STICK}-if02-port0"
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["title_placeholders"] == {"name": "SIM7600-E - port 3"}
    other = await plug_in(hass, found(1))
    assert (other["type"], other["reason"]) == (FlowResultType.ABORT, "already_in_progress")
    result = await enter(hass, result, account(simulator, "modem"))
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_stick_whose_ports_are_not_known_is_offered_as_it_was_found(
    hass: HomeAssistant,
) -> None:
    result = await plug_in(hass, found(0, vid="12D1", pid="1506"))
    assert shown_in(result)["port"] == f"/dev/serial/by-id/{STICK}-if00-port0"
    result = await plug_in(hass, found(device="/dev/ttyUSB0", serial_number="1"))
    assert shown_in(result)["port"] == "/dev/ttyUSB0"


async def test_a_stick_of_an_account_or_that_is_ignored_is_not_offered(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    entry = new_entry(simulator, "modem")
    used = {**entry.data, "port": f"/dev/serial/by-id/{STICK}-if02-port0"}
    MockConfigEntry(
        domain=DOMAIN, data=used, unique_id="its own", disabled_by=ConfigEntryDisabler.USER
    ).add_to_hass(hass)
    result = await plug_in(hass, found(3))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "port_in_use")
    another = {"serial_number": "2", "device": f"/dev/serial/by-id/{STICK}2-if00-port0"}
    result = await plug_in(hass, found(0, **another))
    assert result["type"] is FlowResultType.FORM
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": flow["context"]["unique_id"], "title": "Ignored"},
    )
    result = await plug_in(hass, found(1, **another))
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


@pytest.mark.parametrize(
    ("vid", "pid", "is_modem"),
    [
        *((one["vid"], one.get("pid", "0125"), True) for one in MANIFEST["usb"]),
        # CH340, behind which a SIM800 may be, or a Zigbee stick; a Huawei that is no modem.
        ("1A86", "7523", False),
        ("12D1", "14DC", False),
    ],
)
async def test_home_assistant_offers_what_is_a_modem(
    hass: HomeAssistant, vid: str, pid: str, is_modem: bool
) -> None:
    plugged_in = USBDevice(
        device=f"/dev/serial/by-id/{STICK}-if02-port0",
        vid=vid,
        pid=pid,
        serial_number="1",
        manufacturer="Somebody",
        description="Something",
    )
    no_watcher = patch.object(
        usb.AIOUSBWatcher, "async_start", side_effect=InotifyNotAvailableError
    )
    with no_watcher, patch.object(usb, "scan_serial_ports", return_value=[plugged_in]):
        assert await async_setup_component(hass, "usb", {})
        hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
        await hass.async_block_till_done(wait_background_tasks=True)
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [flow["step_id"] for flow in flows] == (["modem"] if is_modem else [])


async def test_an_account_is_changed_while_it_has_the_port(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    entry = await add_entry(new_entry(simulator, "modem"))
    await until_state(hass, CONNECTIVITY, "on")
    result: Any = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "modem"
    shown = shown_in(result)
    assert shown["port"] == simulator.gateway_urls["modem"]
    assert "pin" not in shown
    entered = account(simulator, "modem", name=entry.title, smsc="+447700900991")
    del entered["pin"]
    result = await enter(hass, result, entered)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert entry.data["smsc"] == "+447700900991"
    assert entry.data["pin"] == PIN
    await hass.async_block_till_done()
    await until_state(hass, CONNECTIVITY, "on")
