"""The script that asks a question and does what the answer wants."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator

from ..conftest import ANNA, BEN, SENDER, AddEntry, new_entry, send, until, until_state
from ..test_retry import START, elapse
from ..test_webhook import Client
from .conftest import Use, calls, came, phone

NAME = "ask_yes_no"
QUESTION = "The garage is open. Close it?"
ASKED = f"{QUESTION}\n1 yes, 2 no"
CLOSE = [{"action": "test.close", "data": {"by": "{{ answer.recipient }}"}}]
LEAVE = [{"action": "test.leave"}]
ALARM = [{"action": "test.alarm"}]
INPUTS: dict[str, object] = {
    "recipients": ["notify.anna"],
    "question": "The {{ 'garage' }} is open. Close it?",
    "yes_actions": CLOSE,
    "no_actions": LEAVE,
    "nobody_actions": ALARM,
}


@pytest.fixture(autouse=True)
async def account(
    callbacks: Client, simulator: Simulator, add_entry: AddEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Set up an account, with a clock that only goes when it is told to."""
    freezer.move_to(START)
    await add_entry(new_entry(simulator, balance_interval=10080))


@pytest.fixture(autouse=True)
def done(hass: HomeAssistant) -> dict[str, list[dict[str, object]]]:
    """Return what is done, by the name of the action."""
    return {name: calls(hass, "test", name) for name in ("close", "leave", "alarm")}


async def ask(hass: HomeAssistant, statuses: list[Event], count: int = 1) -> None:
    """Call the script, and wait until so many have been asked."""
    await hass.services.async_call("script", NAME)
    await delivered(hass, statuses, count)


async def delivered(hass: HomeAssistant, statuses: list[Event], count: int) -> None:
    """Wait until so many messages are on phones."""
    await until(
        hass, lambda: [event.data["state"] for event in statuses].count("delivered") == count
    )


async def ended(hass: HomeAssistant) -> None:
    """Wait until the script has ended."""
    await until_state(hass, f"script.{NAME}", "off")


@pytest.mark.parametrize(
    ("text", "close", "leave"),
    [
        ("YES!", [{"by": "Anna"}], []),
        ("1", [{"by": "Anna"}], []),
        ("no", [], [{}]),
        ("2.", [], [{}]),
    ],
)
async def test_the_answer_decides(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    done: dict[str, list[dict[str, object]]],
    text: str,
    close: list[dict[str, object]],
    leave: list[dict[str, object]],
) -> None:
    await use("script", NAME, **INPUTS)
    await ask(hass, statuses)
    assert phone(simulator, ANNA) == [ASKED]
    await simulator.reply(ANNA, text)
    await ended(hass)
    assert done == {"close": close, "leave": leave, "alarm": []}


async def test_words_of_another_language(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **{**INPUTS, "yes_word": "Ja", "no_word": "Nein"})
    await ask(hass, statuses)
    assert phone(simulator, ANNA) == [f"{QUESTION}\n1 Ja, 2 Nein"]
    await simulator.reply(ANNA, "ja")
    await ended(hass)
    assert done == {"close": [{"by": "Anna"}], "leave": [], "alarm": []}


async def test_nobody_answers_in_time(
    hass: HomeAssistant,
    use: Use,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **INPUTS, minutes=5)
    await ask(hass, statuses)
    elapse(hass, freezer, 299)
    # By then what is done would have been done.
    await send(hass, to=BEN, wait_for="delivered")
    assert done["alarm"] == []
    elapse(hass, freezer, 1)
    await ended(hass)
    assert done == {"close": [], "leave": [], "alarm": [{}]}


async def test_phone_that_answers_by_itself_is_told_once_how_to_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    received: list[Event],
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **INPUTS)
    await ask(hass, statuses)
    for count in (1, 2, 3):
        await simulator.reply(ANNA, "I'm driving. I will answer later.")
        await came(hass, received, count)
    await delivered(hass, statuses, 2)
    await simulator.settled()
    assert len(phone(simulator, ANNA)) == 2
    await simulator.reply(ANNA, "yes")
    await ended(hass)
    assert done == {"close": [{"by": "Anna"}], "leave": [], "alarm": []}


async def test_first_answer_counts_and_the_others_are_told(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **{**INPUTS, "recipients": ["notify.anna", "notify.ben"]})
    await ask(hass, statuses, 2)
    await simulator.reply(BEN, "no")
    await ended(hass)
    await delivered(hass, statuses, 3)
    assert phone(simulator, ANNA) == [ASKED, "Somebody else has answered."]
    assert phone(simulator, BEN) == [ASKED]
    await simulator.reply(ANNA, "yes")
    await hass.async_block_till_done()
    assert done == {"close": [], "leave": [{}], "alarm": []}


async def test_while_it_waits_it_does_not_ask_again(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **INPUTS)
    await ask(hass, statuses)
    for _ in range(20):
        await hass.services.async_call("script", NAME)
    await simulator.reply(ANNA, "yes")
    await ended(hass)
    await simulator.settled()
    assert phone(simulator, ANNA) == [ASKED]
    assert done["close"] == [{"by": "Anna"}]


async def test_when_nobody_can_be_asked_nobody_answers(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    done: dict[str, list[dict[str, object]]],
) -> None:
    await simulator.reply(ANNA, "STOP", to=SENDER)
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    await use("script", NAME, **INPUTS)
    await hass.services.async_call("script", NAME, blocking=True)
    assert done == {"close": [], "leave": [], "alarm": [{}]}
    assert phone(simulator, ANNA) == []


async def test_stop_is_no_answer_and_ends_the_messages(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
    done: dict[str, list[dict[str, object]]],
) -> None:
    await use("script", NAME, **INPUTS)
    await ask(hass, statuses)
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    elapse(hass, freezer, 600)
    await ended(hass)
    assert done == {"close": [], "leave": [], "alarm": [{}]}
    assert phone(simulator, ANNA) == [ASKED]
