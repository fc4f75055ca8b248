"""A modem through Home Assistant: messages, sensors, the SIM, and a modem that is gone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from homeassistant.components.diagnostics import REDACTED
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import Event, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.requirements import RequirementsNotFound
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.sms_gateway.account import library, session, session_issues
from custom_components.sms_gateway.account.phrases import explained
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways import modem
from custom_components.sms_gateway.gateways.reasons import Reason
from simulator import Simulator
from simulator.faults import Fault

from .conftest import (
    ANNA,
    BEN,
    PIN,
    AddEntry,
    new_entry,
    other_entry,
    send,
    until,
    until_state,
)
from .gateways.modem.counterpart import HOW, report
from .patience import moment, patience
from .test_entities import CONNECTIVITY, STATUS, attributes_of, state_of
from .test_retry import states

SIGNAL = "sensor.clickatell_signal_strength"
NETWORK = "sensor.clickatell_network"
PENDING = "sensor.clickatell_pending"
BALANCE = "sensor.clickatell_balance"
ISSUE = "modem_gone_0123456789abcdef0123456789"
LONG = ("The freezer is at -5 degrees. " * 8).strip()

type AddModem = Callable[..., Awaitable[MockConfigEntry]]

pytestmark = pytest.mark.usefixtures("quick_modem")


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(session, "_LONGEST_PAUSE", 0.02)


@pytest.fixture
def add_modem(hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry) -> AddModem:
    """Return a way to add the modem; credentials replace some, an empty one leaves it out."""

    async def add(options: dict[str, object] | None = None, **credentials: str) -> MockConfigEntry:
        return await add_entry(new_entry(simulator, "modem", credentials, **(options or {})))

    return add


def issue(hass: HomeAssistant) -> ir.IssueEntry | None:
    """Return the issue that the modem is gone, if there is one."""
    return ir.async_get(hass).async_get_issue(DOMAIN, ISSUE)


async def until_sim_is_empty(simulator: Simulator) -> None:
    """Wait until nothing is left on the SIM, which no event tells."""
    async with patience(lambda: "what is on disk is deleted on the SIM"):
        while simulator.modem.sim.slots:
            await moment()


@pytest.mark.parametrize("text", ["door open", LONG, LONG[:80] + "\N{SNOWFLAKE}"])
async def test_alert_out_report_and_answer_in(
    hass: HomeAssistant,
    simulator: Simulator,
    add_modem: AddModem,
    statuses: list[Event],
    received: list[Event],
    text: str,
) -> None:
    await add_modem()
    (message,) = await send(hass, to=ANNA, message=text, tag="freezer", wait_for="delivered")
    assert message["state"] == "delivered"
    assert [one.text for one in simulator.network.messages] == [text]
    assert len(simulator.modem.submitted) == message["parts"]
    assert states(statuses)[:3] == ["queued", "sending", "accepted"]
    await simulator.reply(ANNA, LONG)
    await until(hass, lambda: bool(received))
    assert received[0].data["text"] == LONG
    assert received[0].data["tag"] == "freezer"
    await until_sim_is_empty(simulator)


async def test_stop_and_start(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem
) -> None:
    await add_modem()
    await simulator.reply(ANNA, "Stop")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    with pytest.raises(HomeAssistantError, match="STOP"):
        await send(hass, to=ANNA)
    await simulator.reply(ANNA, "Start")
    await until_state(hass, "binary_sensor.anna_subscribed", "on")
    await send(hass, to=ANNA, wait_for="accepted")


async def test_what_came_in_while_home_assistant_was_off(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem, received: list[Event]
) -> None:
    entry = await add_modem()
    await until_state(hass, CONNECTIVITY, "on")
    assert await hass.config_entries.async_unload(entry.entry_id)
    await simulator.reply(ANNA, "on my way")
    assert len(simulator.modem.sim.slots) == 1
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["on my way"]
    await until_sim_is_empty(simulator)


@pytest.mark.parametrize("text", ["door open", LONG])
async def test_a_report_finds_its_message_after_a_restart(
    hass: HomeAssistant,
    simulator: Simulator,
    add_modem: AddModem,
    statuses: list[Event],
    text: str,
) -> None:
    entry = await add_modem()
    simulator.faults.set(Fault.NO_RECEIPTS)
    for _ in range(2):  # the other one has other numbers
        await send(hass, to=ANNA, message=text, wait_for="accepted")
    taken = [reference for reference, _ in simulator.modem.submitted]
    assert await hass.config_entries.async_reload(entry.entry_id)
    await until_state(hass, CONNECTIVITY, "on")
    for reference in taken[len(taken) // 2 :]:
        simulator.modem.bring(bytes.fromhex(report(reference)), is_report=True)
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    ids = [event.data["message_id"] for event in statuses]
    assert ids[-1] == ids[-2] != ids[0]
    assert states(statuses).count("delivered") == 1


async def test_what_comes_again_after_a_power_cut_is_told_once(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem, received: list[Event]
) -> None:
    entry = await add_modem()
    await until_state(hass, CONNECTIVITY, "on")
    for _ in range(2):
        simulator.modem.bring(bytes.fromhex(HOW))
        await until_sim_is_empty(simulator)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await until_state(hass, CONNECTIVITY, "on")
    await simulator.reply(ANNA, "something else")
    await until(hass, lambda: len(received) == 2)
    assert [event.data["text"] for event in received] == ["How are you?", "something else"]


async def test_a_modem_that_is_pulled_out_and_comes_back(
    hass: HomeAssistant,
    simulator: Simulator,
    add_modem: AddModem,
    statuses: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session_issues, "_LONG", 0.0)
    await add_modem({"retry_rate": 0.01, "stop_after": 60})
    await until_state(hass, CONNECTIVITY, "on")
    assert issue(hass) is None
    await simulator.modem.pull()
    await until_state(hass, CONNECTIVITY, "off")
    await until_state(hass, SIGNAL, STATE_UNKNOWN)
    assert state_of(hass, NETWORK) == STATE_UNKNOWN
    await until(hass, lambda: issue(hass) is not None)
    assert state_of(hass, STATUS) == "retrying"
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses)[-2:] == ["sending", "queued"])
    await simulator.modem.plug_in()
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    assert state_of(hass, CONNECTIVITY) == "on"
    await until(hass, lambda: issue(hass) is None)
    await until_state(hass, SIGNAL, "-71")


async def test_a_pin_that_is_refused_is_forgotten_and_asked_for(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem
) -> None:
    entry = await add_modem(pin="0000")
    await until(hass, lambda: "pin" not in entry.data)
    await until_state(hass, STATUS, "reauth")
    await hass.async_block_till_done()
    assert simulator.modem.device.sim.tries == 2
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    result: Any = await hass.config_entries.flow.async_configure(flow["flow_id"])
    # A SIM has no portal in which credentials could be looked up.
    assert result["step_id"] == "reauth_pin"
    assert list(map(str, result["data_schema"].schema)) == ["pin"]
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {"pin": "1111"})
    assert result["errors"] == {"pin": "pin_refused"}
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {"pin": PIN})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    await until_state(hass, CONNECTIVITY, "on")
    await until_state(hass, STATUS, "running")
    assert entry.data["pin"] == PIN
    # None is missing: the SIM counts anew.
    assert simulator.modem.device.sim.tries == 3


async def test_signal_and_network(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem
) -> None:
    settings = simulator.account.modem
    settings.registration = settings.lte_registration = 5
    await add_modem()
    await until_state(hass, NETWORK, "roaming")
    assert attributes_of(hass, NETWORK)["operator"] == "Simulated"
    about = attributes_of(hass, SIGNAL)
    assert state_of(hass, SIGNAL) == "-71"
    assert (about["device_class"], about["unit_of_measurement"]) == ("signal_strength", "dBm")
    assert "signal" not in attributes_of(hass, STATUS)
    registry = er.async_get(hass)
    for entity_id in (SIGNAL, NETWORK):
        known = registry.async_get(entity_id)
        assert known is not None
        assert known.entity_category is er.EntityCategory.DIAGNOSTIC
        assert known.disabled_by is None
    settings.registration = settings.lte_registration = 3
    await until_state(hass, NETWORK, "denied")


async def test_a_modem_without_a_network_is_told_once_and_after_a_while_by_an_issue(
    hass: HomeAssistant,
    simulator: Simulator,
    add_modem: AddModem,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(session_issues, "_VERY_LONG", 0.4)
    simulator.faults.set(Fault.NO_NETWORK)
    await add_modem({"retry_rate": 0.002, "stop_after": 60})
    await until_state(hass, NETWORK, "searching")
    await send(hass, to=ANNA)
    await until_state(hass, STATUS, "retrying")
    assert issue(hass) is None
    async with patience(lambda: "the issue is there"):
        while (found := issue(hass)) is None:
            assert state_of(hass, STATUS) == "retrying"
            await moment()
    assert found.translation_placeholders is not None
    assert found.translation_placeholders["error"] == explained(hass, Reason.NO_NETWORK)
    simulator.faults.clear()
    await until_state(hass, "sensor.anna_last_message", "delivered")
    await until(hass, lambda: issue(hass) is None)
    assert state_of(hass, STATUS) == "running"
    told = [one.getMessage() for one in caplog.records if one.name.endswith("outage_log")]
    assert [one.partition(" (")[0] for one in told] == ["Clickatell fails", "Clickatell is back"]


async def test_an_alarm_goes_out_elsewhere_while_the_modem_hangs(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modem, "TIMING", replace(modem.TIMING, busy=0.2))
    second = await add_entry(other_entry(simulator))
    first = new_entry(simulator, "modem", fallback=second.entry_id, fallback_after=0)
    await add_entry(first)
    await until_state(hass, CONNECTIVITY, "on")
    simulator.faults.set(Fault.NO_RESPONSE)
    await send(hass, to=BEN, config_entry_id=first.entry_id)
    async with patience(lambda: "the modem has the first one"):
        while not simulator.modem.submitted:
            await moment()
    alarm = {"to": ANNA, "config_entry_id": first.entry_id, "priority": "critical"}
    (message,) = await send(hass, **alarm, wait_for="accepted")
    assert message["state"] == "accepted"
    assert [one.gateway for one in simulator.network.messages] == ["modem", "clickatell_one"]
    simulator.faults.clear()


async def test_other_gateways_have_no_radio(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    assert hass.states.get(SIGNAL) is None
    assert hass.states.get(NETWORK) is None
    assert "minutes" not in attributes_of(hass, PENDING)


async def test_how_long_what_waits_will_take(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem
) -> None:
    await add_modem()
    assert attributes_of(hass, PENDING)["minutes"] == 0
    await simulator.modem.pull()
    await until_state(hass, CONNECTIVITY, "off")
    for number in range(7):
        await send(hass, to=f"+1555010{number:04}")
    await until_state(hass, PENDING, "7")
    # Six leave it in a minute.
    assert attributes_of(hass, PENDING)["minutes"] == 2


async def test_the_balance_is_there_where_it_can_be_asked_for(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem
) -> None:
    simulator.account.balance = Decimal("12.5")
    entry = await add_modem()
    assert hass.states.get(BALANCE) is None
    asked = {**entry.data, "balance_code": "*100#", "balance_pattern": "is ([0-9.]+ ?[A-Z]*)"}
    hass.config_entries.async_update_entry(entry, data=asked)
    await hass.async_block_till_done()
    await until(hass, lambda: hass.states.get(BALANCE) is not None)
    await until_state(hass, BALANCE, "12.5")


async def test_diagnostics_show_the_port_and_nothing_of_the_sim(
    hass: HomeAssistant,
    simulator: Simulator,
    add_modem: AddModem,
    hass_client: ClientSessionGenerator,
) -> None:
    entry = await add_modem(smsc="+447700900991")
    assert await async_setup_component(hass, "diagnostics", {})
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert isinstance(told, dict)
    assert told["credentials"] == {
        "port": simulator.gateway_urls["modem"],
        "pin": REDACTED,
        "sender": REDACTED,
        "smsc": REDACTED,
        "baud_rate": "115200",
    }
    assert PIN not in str(told)
    assert "447700900991" not in str(told)


async def test_diagnostics_show_no_key_of_a_port(
    hass: HomeAssistant, simulator: Simulator, hass_client: ClientSessionGenerator
) -> None:
    entry = new_entry(simulator, "modem")
    hass.config.components.add(DOMAIN)
    keyed = {**entry.data, "port": "esphome://10.0.0.5:6053/?port_name=Modem&key=c2VjcmV0LWtleQ=="}
    entry = MockConfigEntry(domain=DOMAIN, data=keyed)
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "diagnostics", {})
    told = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert isinstance(told, dict)
    assert told["credentials"]["port"] == "esphome://10.0.0.5:6053/"
    assert "c2VjcmV0" not in str(told)


async def test_without_serialx_messages_wait_and_the_issue_says_so(
    hass: HomeAssistant, simulator: Simulator, add_modem: AddModem, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(
        _hass: HomeAssistant, name: str, requirements: list[str], *, is_built_in: bool
    ) -> None:
        raise RequirementsNotFound(name, requirements)

    monkeypatch.setattr(library, "async_process_requirements", refuse)
    hass.config.skip_pip = False
    entry = new_entry(simulator, "modem", retry_rate=0.01, stop_after=60)
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(hass, lambda: issue(hass) is not None)
    shown = issue(hass)
    assert shown is not None
    assert shown.translation_placeholders is not None
    why = explained(hass, Reason.LIBRARY_MISSING)
    assert shown.translation_placeholders["error"].startswith(f"{why}: serialx")
    assert state_of(hass, CONNECTIVITY) == "off"
    await send(hass, to=BEN)
    hass.config.skip_pip = True
    await until_state(hass, CONNECTIVITY, "on")
    await until_state(hass, "sensor.ben_last_message", "delivered")
    assert issue(hass) is None
