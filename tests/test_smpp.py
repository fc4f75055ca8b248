"""SMPP through Home Assistant: what becomes of messages over sessions that come and go."""

from collections.abc import AsyncIterator

from homeassistant.const import CONF_URL
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account import session
from custom_components.sms_gateway.const import CONF_ADVANCED
from custom_components.sms_gateway.gateways import smpp
from custom_components.sms_gateway.gateways.smpp.connection import Timing
from custom_components.sms_gateway.gateways.smpp.pdu import Command, Name, Pdu, response_to
from simulator import Simulator
from simulator.faults import Fault

from .conftest import ANNA, AddEntry, new_entry, send, until, until_state
from .gateways.home import listening
from .gateways.smpp.smsc import Smsc, from_phone, receipt
from .test_entities import CONNECTIVITY, STATUS
from .test_retry import states

LONG = "x" * 200
DELIVERED = 0x80000005


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp, "TIMING", Timing(response=5, unbind=1, hold=0.01))
    monkeypatch.setattr(session, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(session, "_LONGEST_PAUSE", 0.02)


@pytest.fixture
async def smsc(socket_enabled: None) -> AsyncIterator[Smsc]:
    """Return an SMSC that does what a test tells it to."""
    async with listening(Smsc()) as found:
        yield found


@pytest.fixture
async def at_smsc(hass: HomeAssistant, simulator: Simulator, smsc: Smsc) -> MockConfigEntry:
    """Return an account there, not yet added."""
    entry = new_entry(simulator, "smpp", retry_uncertain=False, stop_after=60)
    entry.add_to_hass(hass)
    advanced = {**entry.data[CONF_ADVANCED], CONF_URL: smsc.url}
    hass.config_entries.async_update_entry(entry, data={**entry.data, CONF_ADVANCED: advanced})
    return entry


@pytest.fixture
async def account(hass: HomeAssistant, at_smsc: MockConfigEntry) -> MockConfigEntry:
    """Return an account there, that is bound."""
    assert await hass.config_entries.async_setup(at_smsc.entry_id)
    await until_state(hass, CONNECTIVITY, "on")
    return at_smsc


async def reload(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Load an account anew, and wait until it is bound again."""
    await hass.config_entries.async_reload(account.entry_id)
    await until_state(hass, CONNECTIVITY, "on")


async def test_a_message_is_delivered_when_all_its_parts_are_also_over_a_restart(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event]
) -> None:
    await send(hass, to=ANNA, message=LONG, wait_for="accepted")
    assert len(smsc.submitted) == 2
    smsc.say(receipt("id-2"))
    await until(hass, lambda: states(statuses)[-1] == "sent")
    await reload(hass, account)
    # The same one again says nothing new.
    smsc.say(receipt("id-2"))
    await smsc.until(lambda: len(smsc.of(DELIVERED)) == 2)
    assert states(statuses)[-1] == "sent"
    smsc.say(receipt("id-1"))
    await until(hass, lambda: states(statuses)[-1] == "delivered")


async def test_a_message_is_undelivered_as_soon_as_one_part_is(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event]
) -> None:
    await send(hass, to=ANNA, message=LONG, wait_for="accepted")
    smsc.say(receipt("id-1"), receipt("id-2", "UNDELIV", 2))
    await until(hass, lambda: states(statuses)[-1] == "undelivered")
    assert statuses[-1].data["error"] == "undeliverable"


@pytest.mark.parametrize("ids", [("1d305b4c", "0489708364"), ("489708364", "1D305B4C")])
async def test_an_id_may_be_written_otherwise_in_the_receipt(
    hass: HomeAssistant,
    smsc: Smsc,
    account: MockConfigEntry,
    statuses: list[Event],
    ids: tuple[str, str],
) -> None:
    told, written = ids
    smsc.answers[Command.SUBMIT_SM] = lambda pdu: response_to(pdu, body=Name(told.encode()))
    await send(hass, to=ANNA, wait_for="accepted")
    await reload(hass, account)
    smsc.say(receipt(written))
    await until(hass, lambda: states(statuses)[-1] == "delivered")


async def test_a_message_without_an_id_is_found_by_its_number(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event]
) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda pdu: response_to(pdu, body=Name())
    await send(hass, to=ANNA, wait_for="accepted")
    smsc.say(receipt("unheard-of"))
    await until(hass, lambda: states(statuses)[-1] == "delivered")


@pytest.mark.parametrize("text", ["door open", LONG])
async def test_what_got_no_response_is_not_sent_again_and_settled_by_receipts(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event], text: str
) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    await send(hass, to=ANNA, message=text, retry_rate=0.01)
    count = 2 if text == LONG else 1
    await smsc.until(lambda: len(smsc.submitted) == count)
    smsc.cut()
    await until(hass, lambda: states(statuses) == ["queued", "sending", "queued"])
    await until_state(hass, CONNECTIVITY, "on")
    del smsc.answers[Command.SUBMIT_SM]
    await reload(hass, account)
    for number in range(count):
        assert states(statuses)[-1] != "delivered"
        smsc.say(receipt(f"unheard-of-{number}", sequence=number))
        await smsc.until(lambda number=number: len(smsc.of(DELIVERED)) == number + 1)  # type: ignore[misc]
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    assert len(smsc.submitted) == count


async def test_a_receipt_of_one_part_keeps_the_others_from_nothing(
    hass: HomeAssistant, smsc: Smsc, at_smsc: MockConfigEntry, statuses: list[Event]
) -> None:
    """The session may have ended between two parts: what is not known to be there goes out."""
    options = {**at_smsc.options, "retry_uncertain": True}
    hass.config_entries.async_update_entry(at_smsc, options=options)
    assert await hass.config_entries.async_setup(at_smsc.entry_id)
    await until_state(hass, CONNECTIVITY, "on")
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    await send(hass, to=ANNA, message=LONG, retry_rate=0.01)
    await smsc.until(lambda: len(smsc.submitted) == 2)
    smsc.cut()
    await until(hass, lambda: states(statuses) == ["queued", "sending", "queued"])
    await smsc.until(lambda: smsc.connections == 2)
    await until_state(hass, CONNECTIVITY, "on")
    smsc.say(receipt("unheard-of"))
    await smsc.until(lambda: len(smsc.of(DELIVERED)) == 1)
    del smsc.answers[Command.SUBMIT_SM]
    await smsc.until(lambda: len(smsc.submitted) >= 4)
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    for number in (len(smsc.submitted) - 1, len(smsc.submitted)):
        smsc.say(receipt(f"id-{number}", sequence=number))
    await until(hass, lambda: states(statuses)[-1] == "delivered")


async def test_a_receipt_that_may_be_about_either_of_two_settles_none(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event]
) -> None:
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    await send(hass, to=ANNA, message="one")
    await send(hass, to=ANNA, message="two")
    await smsc.until(lambda: len(smsc.submitted) == 2)
    smsc.cut()
    await until(hass, lambda: states(statuses).count("queued") == 4)
    await until(hass, lambda: bool(smsc.writers))
    await reload(hass, account)
    smsc.say(receipt("unheard-of"))
    await smsc.until(lambda: len(smsc.of(DELIVERED)) == 1)
    assert "delivered" not in states(statuses)


async def test_a_response_that_comes_late_settles_it(
    hass: HomeAssistant,
    smsc: Smsc,
    account: MockConfigEntry,
    statuses: list[Event],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(smpp, "TIMING", Timing(response=0.05, unbind=1))
    await reload(hass, account)
    smsc.answers[Command.SUBMIT_SM] = lambda _pdu: None
    await send(hass, to=ANNA)
    await until(hass, lambda: states(statuses) == ["queued", "sending", "queued"])
    smsc.say(response_to(smsc.submitted[0], body=Name(b"late-1")))
    await until(hass, lambda: states(statuses)[-1] == "accepted")
    smsc.say(receipt("late-1"))
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    assert len(smsc.submitted) == 1


async def test_a_receipt_may_come_before_the_response(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, statuses: list[Event]
) -> None:
    held: list[Pdu] = []
    smsc.answers[Command.SUBMIT_SM] = held.append
    await send(hass, to=ANNA, message=LONG)
    await smsc.until(lambda: len(held) == 2)
    smsc.say(receipt("p2", sequence=5), receipt("p1", sequence=6), from_phone(b"OK", 7))
    # What somebody writes does not wait for that.
    await smsc.until(lambda: [pdu.sequence for pdu in smsc.of(DELIVERED)] == [7])
    smsc.say(*(response_to(pdu, body=Name(b"p%d" % n)) for n, pdu in enumerate(held, 1)))
    await until(hass, lambda: states(statuses)[-1] == "delivered")
    await smsc.until(lambda: {pdu.sequence for pdu in smsc.of(DELIVERED)} == {5, 6, 7})


async def test_leave_is_taken_when_the_account_is_unloaded(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(account.entry_id)
    assert len(smsc.of(Command.UNBIND)) == 1
    await smsc.until(lambda: smsc.closed == 1)


async def test_a_lost_session_is_opened_again(
    hass: HomeAssistant, smsc: Smsc, account: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    smsc.cut()
    await until(hass, lambda: "Clickatell is back" in caplog.text)
    await until_state(hass, CONNECTIVITY, "on")
    assert caplog.text.count("fails (session): the connection to the gateway was lost") == 1
    assert smsc.connections == 2


async def test_refused_credentials_are_asked_for_anew(
    hass: HomeAssistant, smsc: Smsc, at_smsc: MockConfigEntry
) -> None:
    smsc.refuse(Command.BIND_TRANSCEIVER, 0x0E)
    assert await hass.config_entries.async_setup(at_smsc.entry_id)
    await until(hass, lambda: bool(hass.config_entries.flow.async_progress()))
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["step_id"] == "reauth_confirm"
    # It is tried once more after a while, and right now.
    await until_state(hass, CONNECTIVITY, "on")
    await until_state(hass, STATUS, "running")


async def test_a_refusal_without_a_reason_counts_as_that_after_ten(
    hass: HomeAssistant, smsc: Smsc, at_smsc: MockConfigEntry
) -> None:
    smsc.refuse(Command.BIND_TRANSCEIVER, *[0x0D] * 9)
    assert await hass.config_entries.async_setup(at_smsc.entry_id)
    await until_state(hass, CONNECTIVITY, "on")
    assert not hass.config_entries.flow.async_progress()
    smsc.refuse(Command.BIND_TRANSCEIVER, *[0x0D] * 10)
    smsc.cut()
    await until(hass, lambda: bool(hass.config_entries.flow.async_progress()))


async def test_a_server_that_throttles_gets_all(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    simulator.account.smpp.window = 2
    await add_entry(new_entry(simulator, "smpp", recipient_hourly_limit=0))
    numbers = [f"+1555011{number:04}" for number in range(30)]
    messages = await send(hass, to=numbers, wait_for="accepted")
    assert {message["error"] for message in messages} == {None}
    assert sorted(f"+{message.to}" for message in simulator.network.messages) == numbers


async def test_a_phone_that_writes_stop_is_not_written_to(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(new_entry(simulator, "smpp"))
    await send(hass, to=ANNA, wait_for="accepted")
    simulator.faults.set(Fault.UNKNOWN_TLVS)
    await simulator.reply(ANNA, "Stop!")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
