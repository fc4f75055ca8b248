"""The internet is down: the alarm goes out by a SIM in the house, and the answer comes in by it."""

from collections.abc import AsyncIterator
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.account import session
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways import android, watch
from custom_components.sms_gateway.messaging import health, state_poll
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, AddEntry, new_entry, send, until, until_state
from .ports import reserved_port
from .test_fallback import told

SIM = "15550100077"
ASKING = {"replies_by": "asking", "signature": "required", "sender": f"+{SIM}"}
# The house of scripts/demo --story blackout, with the names of these tests.
ALARM = {
    "alias": "Freezer alarm",
    "triggers": [{"trigger": "event", "event_type": "freezer_warm"}],
    "actions": [
        {
            "action": "sms_gateway.ask",
            "data": {
                "entity_id": "notify.anna",
                "message": "The freezer is warm. Coming?",
                "options": ["yes", "no"],
                "timeout": {"minutes": 10},
            },
            "response_variable": "answer",
        },
        {"event": "answered", "event_data": {"option": "{{ answer.option }}"}},
    ],
}


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_poll, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(android, "_ASK_EVERY", 0.02)
    monkeypatch.setattr(watch, "_LOOK_EVERY", 0.02)
    # That the internet is back shows at the next message.
    monkeypatch.setattr(health, "_PROBE_INTERVAL", 0.0)


@pytest.fixture
async def house(socket_enabled: None) -> AsyncIterator[Simulator]:
    """Return what is in the house itself: a phone with a SIM."""
    with reserved_port() as port:
        house = Simulator()
        await house.start(port)
        house.account.delivery_delay = 0
        house.account.senders = (SIM,)
        yield house
        await house.stop()


def phone(house: Simulator, **options: object) -> MockConfigEntry:
    """Return the account of the phone, not yet added; it has no recipients of its own."""
    data = {**new_entry(house, "android", ASKING).data, CONF_WEBHOOK_ID: "7" * 64}
    return MockConfigEntry(
        domain=DOMAIN,
        title="SIM",
        unique_id="account-sim",
        entry_id="51a51a51a51a51a51a51a51a51",
        data=data,
        options=options,
    )


def cloud(
    simulator: Simulator, second: MockConfigEntry, *, fallback_after: float
) -> MockConfigEntry:
    """Return the account that needs the internet, not yet added; it tries every 0.6 s."""
    options: dict[str, Any] = {"fallback": second.entry_id, "fallback_after": fallback_after}
    return new_entry(simulator, balance_interval=10080, retry_rate=0.01, **options)


@pytest.mark.parametrize(("minutes", "attempts"), [(0, 1), (0.015, 2)])
async def test_an_alarm_goes_out_by_the_sim_and_its_answer_comes_in_by_it(
    hass: HomeAssistant,
    simulator: Simulator,
    house: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    minutes: float,
    attempts: int,
) -> None:
    second = await add_entry(phone(house))
    first = await add_entry(cloud(simulator, second, fallback_after=minutes))
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    assert await async_setup_component(hass, "automation", {"automation": ALARM})
    answers = async_capture_events(hass, "answered")

    await simulator.refuse()
    hass.bus.async_fire("freezer_warm")
    await until(hass, lambda: told(statuses)[-1:] == [("delivered", True)])
    assert _times_tried(statuses) == attempts
    (alarm,) = house.network.messages
    assert (alarm.gateway, alarm.to) == ("android", ANNA.removeprefix("+"))
    assert statuses[-1].data["config_entry_id"] == first.entry_id
    assert statuses[-1].data["fallback"] == second.entry_id
    assert hass.states.is_state("binary_sensor.sim_connectivity", "on")

    house.post_reply(ANNA, "yes")
    await until(hass, lambda: bool(answers))
    assert answers[0].data["option"] == "yes"
    state = hass.states.get("event.anna_reply")
    assert state is not None
    assert state.attributes["text"] == "yes"

    await simulator.accept()
    (message,) = await send(hass, to="Anna", message="The internet is back", wait_for="accepted")
    assert (message["state"], message.get("fallback")) == ("accepted", None)
    assert [sent.text for sent in simulator.network.messages] == ["The internet is back"]
    assert house.network.messages == [alarm]


def _times_tried(statuses: list[Event]) -> int:
    """Return how often the first account has failed to hand the message over."""
    return told(statuses)[1:].count(("queued", False))


async def test_a_phone_that_is_away_is_not_given_what_the_first_one_may_still_send(
    hass: HomeAssistant,
    simulator: Simulator,
    house: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
) -> None:
    await house.refuse()
    second = await add_entry(phone(house))
    await add_entry(cloud(simulator, second, fallback_after=0))
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    simulator.faults.set(Fault.HTTP_503, count=1)
    await send(hass, to="Anna")
    await until(hass, lambda: [state for state, _ in told(statuses)][-1:] == ["accepted"])
    assert told(statuses)[-1] == ("accepted", False)
    assert [sent.text for sent in simulator.network.messages] == ["door open"]


async def test_a_phone_that_comes_back_is_given_what_waits(
    hass: HomeAssistant,
    simulator: Simulator,
    house: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "_FIRST_PAUSE", 0.02)
    monkeypatch.setattr(session, "_LONGEST_PAUSE", 0.02)
    await house.refuse()
    second = await add_entry(phone(house))
    await add_entry(cloud(simulator, second, fallback_after=0))
    await until_state(hass, "sensor.clickatell_balance", "100.0")
    await simulator.refuse()
    await send(hass, to="Anna")
    await until(hass, lambda: _times_tried(statuses) == 1)
    await house.accept()
    await until(hass, lambda: told(statuses)[-1] == ("delivered", True))
    assert len(house.network.messages) == 1


async def test_a_phone_without_a_mobile_network_is_taken_over_for(
    hass: HomeAssistant,
    simulator: Simulator,
    house: Simulator,
    add_entry: AddEntry,
    statuses: list[Event],
) -> None:
    second = new_entry(simulator)
    data = {**second.data, CONF_WEBHOOK_ID: "8" * 64}
    cloud_account = MockConfigEntry(
        domain=DOMAIN, title="Cloud", unique_id="account-cloud", data=data
    )
    await add_entry(cloud_account)
    house.faults.set(Fault.NO_SERVICE)
    await add_entry(phone(house, fallback=cloud_account.entry_id, fallback_after=0))
    (message,) = await send(
        hass, to=ANNA, config_entry_id="51a51a51a51a51a51a51a51a51", wait_for="accepted"
    )
    assert (message["state"], message.get("fallback")) == ("accepted", cloud_account.entry_id)
    assert [sent.text for sent in simulator.network.messages] == ["door open"]
