"""The script that alerts one person after the other until somebody replies."""

import asyncio
from collections.abc import Awaitable

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import (
    EntityServiceResponse,
    Event,
    HomeAssistant,
    Service,
    ServiceCall,
    ServiceResponse,
)
import pytest

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, SENDER, AddEntry, new_entry, send, until, until_state
from ..patience import soon
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


async def running(hass: HomeAssistant, count: int) -> None:
    """Wait until so many alerts are not seen to yet."""

    def is_so() -> bool:
        state = hass.states.get(f"script.{NAME}")
        return state is not None and state.attributes["current"] == count

    await until(hass, is_so)


def between_rounds(
    hass: HomeAssistant, simulator: Simulator, received: list[Event], text: str
) -> Awaitable[None]:
    """Let Anna reply when a round is over, and what the script does next has to wait, once.

    As it has to while the account is reloaded. Comes to something when it was so.
    """
    actions = hass.services.async_services_for_domain("sms_gateway")
    happened = hass.loop.create_future()

    def hold(name: str, real: Service) -> None:
        async def held(call: ServiceCall) -> ServiceResponse | EntityServiceResponse:
            if not happened.done():
                count = len(received) + 1
                happened.set_result(None)
                await simulator.reply(ANNA, text)
                await until(hass, lambda: len(received) == count)
            result = real.job.target(call)
            assert isinstance(result, Awaitable)
            return await result

        hass.services.async_register(
            "sms_gateway", name, held, supports_response=real.supports_response, schema=real.schema
        )

    for name in ("ask", "get_messages"):
        hold(name, actions[name])
    return soon(happened, "the script does something after a round")


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


@pytest.mark.parametrize("text", ["OK", " ok! ", "1", "Ok \N{THUMBS UP SIGN}"])
async def test_reply_between_two_rounds_counts(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    received: list[Event],
    freezer: FrozenDateTimeFactory,
    text: str,
) -> None:
    await start(hass, statuses)
    late = between_rounds(hass, simulator, received, text)
    elapse(hass, freezer, 300)
    await late
    await ended(hass)
    assert phone(simulator, ANNA) == [ASKED]
    assert phone(simulator, BEN) == []


@pytest.mark.parametrize("text", ["OK?? no, who is this", "I am away", "2"])
async def test_other_words_between_two_rounds_do_not(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    received: list[Event],
    freezer: FrozenDateTimeFactory,
    text: str,
) -> None:
    await start(hass, statuses)
    late = between_rounds(hass, simulator, received, text)
    elapse(hass, freezer, 300)
    await late
    await delivered(hass, statuses, 3)
    assert phone(simulator, BEN) == [ASKED]


async def test_reply_to_another_message_between_two_rounds_does_not(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    received: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    await start(hass, statuses)
    await send(hass, to=ANNA, message="Dinner?", tag="dinner", wait_for="delivered")
    late = between_rounds(hass, simulator, received, "OK")
    elapse(hass, freezer, 300)
    await late
    await delivered(hass, statuses, 4)
    assert phone(simulator, BEN) == [ASKED]


async def test_reply_after_the_last_round_keeps_nobody_from_sleeping(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    received: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    nobody = calls(hass, "test", "nobody")
    await start(hass, statuses)
    for count in (3, 5):
        elapse(hass, freezer, 300)
        await delivered(hass, statuses, count)
    late = between_rounds(hass, simulator, received, "OK")
    elapse(hass, freezer, 300)
    await late
    await ended(hass)
    assert nobody == []
    await delivered(hass, statuses, 6)
    assert phone(simulator, BEN)[-1] == HANDLED.format("Anna")


async def test_alerts_at_the_same_time_each_have_a_reply_of_their_own(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
) -> None:
    await start(hass, statuses)
    await hass.services.async_call("script", NAME, {"message": "Water in the cellar"})
    await delivered(hass, statuses, 2)
    first, second = simulator.network.messages
    assert second.text.endswith("Begin your answer with B.")
    tags = {event.data["tag"] for event in statuses}
    assert len(tags) == 2
    assert all(tag.startswith("alert-") for tag in tags)
    await simulator.reply(ANNA, "B ok")
    await running(hass, 1)
    await simulator.reply(ANNA, "ok")
    await ended(hass)
    assert phone(simulator, ANNA) == [first.text, second.text]


async def test_tag_of_the_caller_stands_on_all_messages(
    hass: HomeAssistant, simulator: Simulator, statuses: list[Event]
) -> None:
    data = {"message": "Freezer at -5 °C", "tag": "freezer"}
    await hass.services.async_call("script", NAME, data)
    await delivered(hass, statuses, 1)
    assert {event.data["tag"] for event in statuses} == {"freezer"}


async def test_person_who_wrote_stop_meanwhile_is_not_told_and_the_caller_goes_on(
    hass: HomeAssistant,
    simulator: Simulator,
    statuses: list[Event],
    freezer: FrozenDateTimeFactory,
) -> None:
    alarm = asyncio.create_task(
        hass.services.async_call("script", NAME, {"message": "Freezer at -5 °C"}, blocking=True)
    )
    await delivered(hass, statuses, 1)
    elapse(hass, freezer, 300)
    await delivered(hass, statuses, 3)
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    await simulator.reply(BEN, "OK")
    await ended(hass)
    await soon(alarm, "the caller goes on")
    assert phone(simulator, ANNA) == [ASKED, ASKED]


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
