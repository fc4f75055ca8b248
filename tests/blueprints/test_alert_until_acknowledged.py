"""The script that alerts one person after the other until somebody replies."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, HomeAssistant
import pytest

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, SENDER, AddEntry, new_entry, send, until
from ..test_retry import START, elapse
from ..test_webhook import Client
from .conftest import Use, calls, phone

NAME = "alert_until_acknowledged"
ASKED = "Freezer at -5 °C\nReply OK if you see to it."
HANDLED = "{} sees to it: Freezer at -5 °C"
NOBODY = [{"action": "test.nobody", "data": {"message": "{{ message }}"}}]


@pytest.fixture(autouse=True)
async def alert(
    hass: HomeAssistant,
    callbacks: Client,
    simulator: Simulator,
    add_entry: AddEntry,
    use: Use,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Make the script for Anna and then Ben, with one reminder."""
    freezer.move_to(START)
    await add_entry(new_entry(simulator, balance_interval=10080))
    await use(
        "script",
        NAME,
        recipients=["notify.anna", "notify.ben"],
        minutes=5,
        reminders=1,
        nobody_actions=NOBODY,
    )
    calls(hass, "test", "nobody")


async def start(hass: HomeAssistant, statuses: list[Event]) -> None:
    """Call the script, and wait until Anna has been asked."""
    await hass.services.async_call("script", NAME, {"message": "Freezer at -5 °C"})
    await delivered(hass, statuses, 1)


async def delivered(hass: HomeAssistant, statuses: list[Event], count: int) -> None:
    """Wait until so many messages are on phones."""
    await until(
        hass, lambda: [event.data["state"] for event in statuses].count("delivered") == count
    )


async def ended(hass: HomeAssistant) -> None:
    """Wait until the script has ended."""
    await until(hass, lambda: hass.states.is_state(f"script.{NAME}", "off"))


async def test_first_person_replies_and_nobody_else_hears_of_it(
    hass: HomeAssistant, simulator: Simulator, statuses: list[Event]
) -> None:
    await start(hass, statuses)
    await simulator.reply(ANNA, "ok!")
    await ended(hass)
    assert phone(simulator, ANNA) == [ASKED]
    assert phone(simulator, BEN) == []


async def test_next_person_is_asked_in_time_and_the_first_told_who_replied(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    await start(hass, statuses)
    elapse(hass, freezer, 299)
    # By then a message to Ben would be there, too.
    await send(hass, to=CARLA, wait_for="delivered")
    assert phone(simulator, BEN) == []
    elapse(hass, freezer, 1)
    await delivered(hass, statuses, 4)
    assert (phone(simulator, ANNA), phone(simulator, BEN)) == ([ASKED, ASKED], [ASKED])
    await simulator.reply(BEN, "OK")
    await ended(hass)
    await delivered(hass, statuses, 5)
    assert phone(simulator, ANNA) == [ASKED, ASKED, HANDLED.format("Ben")]
    assert phone(simulator, BEN) == [ASKED]


async def test_first_person_may_still_reply_after_the_next_was_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    await start(hass, statuses)
    elapse(hass, freezer, 300)
    await delivered(hass, statuses, 3)
    await simulator.reply(ANNA, "OK")
    await ended(hass)
    await delivered(hass, statuses, 4)
    assert phone(simulator, BEN) == [ASKED, HANDLED.format("Anna")]


async def test_other_words_do_not_see_to_it(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    await start(hass, statuses)
    await simulator.reply(ANNA, "I am away")
    await delivered(hass, statuses, 2)
    assert phone(simulator, ANNA)[1] == "Please answer: 1 OK"
    elapse(hass, freezer, 300)
    await delivered(hass, statuses, 4)
    assert phone(simulator, BEN) == [ASKED]


async def test_person_who_wrote_stop_does_not_keep_the_next_from_being_asked(
    hass: HomeAssistant, simulator: Simulator, statuses: list[Event]
) -> None:
    await simulator.reply(ANNA, "STOP", to=SENDER)
    await start(hass, statuses)
    assert phone(simulator, ANNA) == []
    assert phone(simulator, BEN) == [ASKED]


async def test_everybody_is_reminded_and_then_the_home_does_what_is_set(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    nobody = calls(hass, "test", "nobody")
    await start(hass, statuses)
    for count in (3, 5):
        elapse(hass, freezer, 300)
        await delivered(hass, statuses, count)
    assert nobody == []
    elapse(hass, freezer, 300)
    await ended(hass)
    assert (phone(simulator, ANNA), phone(simulator, BEN)) == ([ASKED] * 3, [ASKED] * 2)
    assert nobody == [{"message": "Freezer at -5 °C"}]
