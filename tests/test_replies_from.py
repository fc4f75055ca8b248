"""Messages of people who are no recipients: told, or dropped and counted."""

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from .actions.test_consent import is_blocked
from .actions.test_look_back import found
from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, AddEntry, new_entry, until, until_state
from .test_webhook import Client

IGNORED = "sensor.clickatell_ignored_messages"


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about what comes in."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> MockConfigEntry:
    """Return an account that listens to its recipients only, and counts the others."""
    entry = new_entry(simulator, replies_from="recipients")
    er.async_get(hass).async_get_or_create(
        "sensor",
        DOMAIN,
        f"{entry.entry_id}_ignored",
        suggested_object_id=IGNORED.removeprefix("sensor."),
        disabled_by=None,
    )
    return await add_entry(entry)


async def test_others_are_dropped_and_counted(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    await until_state(hass, IGNORED, "0")
    await simulator.reply(NUMBER_OF_NOBODY, "open the gate")
    await until_state(hass, IGNORED, "1")
    await simulator.reply(NUMBER_OF_NOBODY, "please stop the heating")
    await simulator.reply(ANNA, "on my way")
    await until_state(hass, IGNORED, "2")
    await until(hass, lambda: bool(received))
    assert [event.data["text"] for event in received] == ["on my way"]
    assert await found(hass) == ["on my way"]
    # The gateway need not try again.
    answers = [[a.answer for a in callback.attempts] for callback in simulator.callbacks.sent]
    assert answers == [[200]] * 3


async def test_what_others_say_about_consent_counts(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    heard = async_capture_events(hass, "sms_gateway_opt_out")
    await simulator.reply(NUMBER_OF_NOBODY, "STOP")
    await until(hass, lambda: bool(heard))
    assert heard[0].data["known_sender"] is False
    assert await is_blocked(hass, account, NUMBER_OF_NOBODY)
    await until_state(hass, IGNORED, "0")


async def test_anyone_is_heard_and_it_is_told_who_is_known(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    received: list[Event],
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "open the gate")
    await simulator.reply(ANNA, "open the gate")
    await until(hass, lambda: len(received) == 2)
    assert [(e.data["known_sender"], e.data["recipient"]) for e in received] == [
        (False, None),
        (True, "Anna"),
    ]


async def test_counter_is_disabled_at_first(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    counter = er.async_get(hass).async_get(IGNORED)
    assert counter is not None
    assert counter.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    assert hass.states.get(IGNORED) is None
