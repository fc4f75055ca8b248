"""Who may be written to: by the action, by STOP ALL, by what the gateway says; and for how long."""

import asyncio
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.sms_gateway.account import journal_path
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, SENDER, AddEntry, other_entry, send, until, until_state
from ..flows.test_recipient import begin, enter
from ..test_entities import state_of
from ..test_webhook import PATH, Client, inbound
from .test_ask import texts
from .test_send_errors import break_journal, refusal

SUBSCRIBED = "binary_sensor.anna_subscribed"


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about who is written to."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(callbacks: Client, entry: MockConfigEntry) -> MockConfigEntry:
    """Return an account that messages come in to."""
    return entry


async def set_consent(hass: HomeAssistant, **data: object) -> dict[str, Any]:
    """Call the action and return its response."""
    response: Any = await hass.services.async_call(
        DOMAIN, "set_consent", data, blocking=True, return_response=True
    )
    return dict(response)


async def is_blocked(hass: HomeAssistant, entry: MockConfigEntry, number: str = ANNA) -> bool:
    """Tell whether an account takes no messages to a number."""
    try:
        await send(hass, to=number, config_entry_id=entry.entry_id)
    except HomeAssistantError as error:
        if error.translation_key != "opted_out":
            raise
        return True
    return False


@pytest.mark.parametrize("number", ["Anna", " anna", "+1 (555) 010-0001"])
async def test_block_and_lift_by_name_and_number(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, number: str
) -> None:
    answer = await set_consent(hass, number=number, subscribed=False)
    assert answer == {"number": ANNA, "subscribed": False, "scope": "sender"}
    assert state_of(hass, SUBSCRIBED) == "off"
    assert state_of(hass, "binary_sensor.ben_subscribed") == "on"
    assert (await refusal(hass, to=[ANNA, BEN])).translation_key == "some_failed"
    await until(hass, lambda: len(texts(simulator, BEN)) == 1)
    answer = await set_consent(hass, number=number, subscribed=True)
    assert answer == {"number": ANNA, "subscribed": True, "scope": "sender"}
    assert state_of(hass, SUBSCRIBED) == "on"
    await send(hass, to=ANNA, wait_for="accepted")
    assert len(texts(simulator)) == 1


async def test_what_waits_is_ended(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, statuses: list[Event]
) -> None:
    simulator.faults.set(Fault.HTTP_503)
    await send(hass, to=ANNA)
    await until(hass, lambda: [s.data["state"] for s in statuses].count("queued") == 2)
    await set_consent(hass, number="Anna", subscribed=False)
    await until(hass, lambda: statuses[-1].data["state"] == "rejected")
    assert simulator.network.accepted == 0


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"number": "nobody"}, "invalid_number"),
        ({"scope": "house"}, "invalid_scope"),
        ({"subscribed": "perhaps"}, "invalid_subscribed"),
    ],
)
async def test_what_can_not_be_set(
    hass: HomeAssistant, entry: MockConfigEntry, data: dict[str, str], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await set_consent(hass, **{"number": ANNA, "subscribed": False, **data})
    assert raised.value.translation_key == key
    assert state_of(hass, SUBSCRIBED) == "on"


async def test_one_account_of_two(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    home, other = await add_entry(), await add_entry(other_entry(simulator))
    await set_consent(hass, number="Anna", subscribed=False, config_entry_id=other.entry_id)
    assert await is_blocked(hass, other)
    assert not await is_blocked(hass, home)
    # Without one, it is the account that Anna belongs to.
    await set_consent(hass, number="Anna", subscribed=False)
    assert await is_blocked(hass, home)


async def test_all_accounts(hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry) -> None:
    home, other = await add_entry(), await add_entry(other_entry(simulator))
    answer = await set_consent(hass, number="Anna", subscribed=False, scope="all")
    assert answer == {"number": ANNA, "subscribed": False, "scope": "all"}
    assert await is_blocked(hass, home)
    assert await is_blocked(hass, other)
    await set_consent(hass, number="Anna", subscribed=True, scope="all")
    assert not await is_blocked(hass, home)
    assert not await is_blocked(hass, other)


@pytest.mark.parametrize(
    ("text", "everywhere"), [("STOP ALL", True), ("stop stop!", True), ("STOP", False)]
)
async def test_stop_at_one_account_of_two(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    add_entry: AddEntry,
    text: str,
    everywhere: bool,
) -> None:
    other = await add_entry(other_entry(simulator))
    heard = async_capture_events(hass, "sms_gateway_opt_out")
    await simulator.reply(ANNA, text)
    await until_state(hass, SUBSCRIBED, "off")
    assert await is_blocked(hass, account)
    assert await is_blocked(hass, other) is everywhere
    await until(hass, lambda: bool(heard))
    assert [event.data["scope"] for event in heard] == ["all" if everywhere else "sender"]


@pytest.mark.parametrize(("text", "everywhere"), [("STOP ALL", True), ("STOP", False)])
async def test_stop_while_the_other_account_was_not_loaded(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    add_entry: AddEntry,
    text: str,
    everywhere: bool,
) -> None:
    other = await add_entry(other_entry(simulator))
    await hass.config_entries.async_unload(other.entry_id)
    await simulator.reply(ANNA, text)
    await until_state(hass, SUBSCRIBED, "off")
    await hass.config_entries.async_setup(other.entry_id)
    assert await is_blocked(hass, other) is everywhere


async def test_accounts_that_are_opened_together_hear_of_each_other(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    await hass.config_entries.async_unload(other.entry_id)
    await simulator.reply(ANNA, "STOP ALL")
    await until_state(hass, SUBSCRIBED, "off")
    await hass.config_entries.async_unload(account.entry_id)
    await asyncio.gather(
        *(hass.config_entries.async_setup(entry.entry_id) for entry in (other, account))
    )
    assert await is_blocked(hass, other)
    assert await is_blocked(hass, account)


async def test_stop_all_holds_where_it_was_written_though_another_account_fails(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    await hass.async_add_executor_job(break_journal, journal_path(hass, other.entry_id))
    await simulator.reply(ANNA, "STOP ALL")
    assert simulator.callbacks.sent[-1].attempts[-1].answer == 200
    assert await is_blocked(hass, account)


async def test_message_after_stop_all_lifts_it_at_both_accounts_and_for_good(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    await simulator.reply(ANNA, "STOP ALL")
    await until_state(hass, SUBSCRIBED, "off")
    await simulator.reply(ANNA, "hello again")
    await until_state(hass, SUBSCRIBED, "on")
    # The gateway lifts it for all senders of the account, too.
    assert not simulator.network.opted_out(ANNA.removeprefix("+"), "15550100098")
    assert not await is_blocked(hass, other)
    await hass.config_entries.async_reload(account.entry_id)
    assert not await is_blocked(hass, account)


async def test_message_from_before_stop_all_lifts_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    account: MockConfigEntry,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    other = await add_entry(other_entry(simulator))
    await simulator.reply(ANNA, "STOP ALL")
    await callbacks.post(PATH, json=inbound("written years ago"))
    await until(hass, lambda: bool(received))
    assert await is_blocked(hass, account)
    assert await is_blocked(hass, other)


async def test_message_to_one_account_lifts_no_block_of_the_other_alone(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    await set_consent(hass, number="Anna", subscribed=False, config_entry_id=other.entry_id)
    await simulator.reply(ANNA, "hello")
    assert await is_blocked(hass, other)
    assert not await is_blocked(hass, account)


async def test_gateway_says_that_somebody_opted_out(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    simulator.network.opt_out(ANNA, SENDER, every_sender=False, confirmed=True)
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert message["state"] == "rejected"
    assert message["error"] == "The recipient has opted out. (26)"
    await until_state(hass, SUBSCRIBED, "off")
    requests = simulator.network.send_requests
    error = await refusal(hass, to=ANNA)
    assert error.translation_key == "opted_out"
    assert simulator.network.send_requests == requests


async def test_block_survives_reload_restart_and_another_recipient_of_the_number(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, SUBSCRIBED, "off")
    await hass.config_entries.async_reload(account.entry_id)
    assert state_of(hass, SUBSCRIBED) == "off"
    await hass.config_entries.async_unload(account.entry_id)
    await hass.config_entries.async_setup(account.entry_id)
    assert state_of(hass, SUBSCRIBED) == "off"
    hass.config_entries.async_remove_subentry(account, "recipient-anna")
    await hass.async_block_till_done()
    assert hass.states.get(SUBSCRIBED) is None
    assert await is_blocked(hass, account)
    await enter(hass, await begin(hass, account), name="Ann", phone_number=ANNA)
    assert state_of(hass, "binary_sensor.ann_subscribed") == "off"
    assert (await refusal(hass, to="Ann")).translation_key == "opted_out"
    assert simulator.network.accepted == 0
