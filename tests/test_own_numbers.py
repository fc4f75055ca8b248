"""The account's own numbers: nothing is sent to them, and who wrote to one is answered from it."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from .actions.test_send import NUMBER_OF_NOBODY, sent_to
from .actions.test_send_errors import refusal
from .conftest import ANNA, BEN, CARLA, CREDENTIALS, SENDER, AddEntry, new_entry, send, until
from .flows.test_recipient import begin, enter
from .roads import Road, roads_where
from .test_retry import START
from .test_webhook import Client

OTHER_NUMBER = "+15550100055"
THIRD_NUMBER = "+15550100056"
DAY = 24 * 3600


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about what goes out."""
    simulator.faults.set(Fault.NO_RECEIPTS)


# A phone sends from its SIM alone.
THAT_CHOOSE = [name for name in CREDENTIALS if not Road(name, name).simulated.has_one_number]


@pytest.fixture
async def entry(simulator: Simulator, callbacks: Client, add_entry: AddEntry) -> MockConfigEntry:
    """Set up an account."""
    return await add_entry(new_entry(simulator))


@pytest.fixture(params=THAT_CHOOSE)
async def anywhere(
    request: pytest.FixtureRequest, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> MockConfigEntry:
    """Set up an account at each of the gateways: each writes numbers in its own way."""
    return await add_entry(new_entry(simulator, request.param))


def senders(simulator: Simulator) -> list[str]:
    """Return where the messages came from, in order."""
    return [f"+{message.sender}" for message in simulator.network.messages]


async def assert_refused(
    hass: HomeAssistant, simulator: Simulator, number: str, **data: str
) -> None:
    """Check that one of the account's numbers is written to no more, and others are."""
    error = await refusal(hass, to=[ANNA, number, BEN], **data)
    assert str(error) == (
        f"1 of 3 messages failed: The message to {number[:3]}•••••{number[-3:]} was not taken:"
        " that is one of the account's own numbers, and the message would come back."
        " Give the number of a phone"
    )
    await until(hass, lambda: simulator.network.accepted == 2)
    assert sent_to(simulator) == [ANNA, BEN]


async def test_sender_of_the_account(
    hass: HomeAssistant, simulator: Simulator, anywhere: MockConfigEntry
) -> None:
    await assert_refused(hass, simulator, SENDER)


async def test_only_the_number_itself(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    error = await refusal(hass, to=SENDER)
    assert error.translation_key == "own_number"
    assert simulator.network.send_requests == 0


async def test_sender_of_a_recipient(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    # Written without a plus sign, as the gateway does.
    entered = {"name": "Carla", "phone_number": CARLA, "sender": OTHER_NUMBER.removeprefix("+")}
    await enter(hass, await begin(hass, entry), **entered)
    await assert_refused(hass, simulator, OTHER_NUMBER)


async def test_sender_of_the_action(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await assert_refused(hass, simulator, OTHER_NUMBER, sender=OTHER_NUMBER)


async def test_number_that_messages_came_in_to(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "hello", to=OTHER_NUMBER)
    await assert_refused(hass, simulator, OTHER_NUMBER)


async def test_who_wrote_is_no_number_of_ours(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.reply(NUMBER_OF_NOBODY, "hello", to=OTHER_NUMBER)
    await send(hass, to=NUMBER_OF_NOBODY, wait_for="accepted")
    assert sent_to(simulator) == [NUMBER_OF_NOBODY]


async def test_answer_goes_out_from_the_number_that_was_written_to(
    hass: HomeAssistant, simulator: Simulator, anywhere: MockConfigEntry, received: list[Event]
) -> None:
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await until(hass, lambda: bool(received))
    assert received[0].data["to"] == OTHER_NUMBER
    await send(hass, to=ANNA, wait_for="accepted")
    await send(hass, to=BEN, wait_for="accepted")
    assert senders(simulator) == [OTHER_NUMBER, SENDER]


async def test_the_number_written_to_last_counts_also_after_a_restart(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "hello", to=THIRD_NUMBER)
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await hass.config_entries.async_reload(entry.entry_id)
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(ANNA, "hello", to=SENDER)
    await send(hass, to=ANNA, wait_for="accepted")
    assert senders(simulator) == [OTHER_NUMBER, SENDER]


async def test_messages_from_several_numbers_in_one_call(
    hass: HomeAssistant, simulator: Simulator, anywhere: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await send(hass, to=[ANNA, BEN], wait_for="accepted")
    shown = {f"+{message.to}": f"+{message.sender}" for message in simulator.network.messages}
    assert shown == {ANNA: OTHER_NUMBER, BEN: SENDER}


@pytest.mark.parametrize(("seconds", "sender"), [(DAY, OTHER_NUMBER), (DAY + 1, SENDER)])
async def test_a_day_later_the_account_sends_for_itself_again(
    hass: HomeAssistant,
    simulator: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    seconds: int,
    sender: str,
) -> None:
    freezer.move_to(START)  # a whole second: gateways tell no more than that
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    freezer.tick(seconds)
    await send(hass, to=ANNA, wait_for="accepted")
    assert senders(simulator) == [sender]


async def test_sender_of_the_action_comes_first(
    hass: HomeAssistant, simulator: Simulator, anywhere: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await send(hass, to=ANNA, sender=THIRD_NUMBER, wait_for="accepted")
    assert senders(simulator) == [THIRD_NUMBER]


async def test_sender_of_the_recipient_comes_first(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    entered = {"name": "Carla", "phone_number": CARLA, "sender": THIRD_NUMBER}
    await enter(hass, await begin(hass, entry), **entered)
    await simulator.reply(CARLA, "hello", to=OTHER_NUMBER)
    await send(hass, to="Carla", wait_for="accepted")
    assert senders(simulator) == [THIRD_NUMBER]


@roads_where(lambda road: road.simulated.takes_names)
async def test_account_that_sends_by_a_name_keeps_to_it(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    road: Road,
) -> None:
    await add_entry(road.entry(simulator, {"sender": "Home"}))
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await send(hass, to=ANNA, wait_for="accepted")
    assert [message.sender for message in simulator.network.messages] == ["Home"]


@pytest.mark.parametrize("gateway", THAT_CHOOSE)
async def test_account_without_a_sender_answers_from_the_number_that_was_written_to(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    gateway: str,
) -> None:
    await add_entry(new_entry(simulator, gateway, {"sender": ""}))
    await simulator.reply(ANNA, "hello", to=OTHER_NUMBER)
    await send(hass, to=ANNA, wait_for="accepted")
    assert senders(simulator) == [OTHER_NUMBER]
