"""What answers STOP and HELP, and the keyword of a shared short code."""

from homeassistant.core import Event, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from simulator import Simulator
from simulator.faults import Fault

from .actions.test_ask import texts
from .actions.test_consent import SUBSCRIBED, is_blocked
from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, BEN, SENDER, AddEntry, send, until, until_state
from .test_own_numbers import OTHER_NUMBER, senders
from .test_webhook import Client

GOODBYE = "{{ account }}: {{ recipient }} ({{ number }}) gets no more messages."


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about answers."""
    simulator.faults.set(Fault.NO_RECEIPTS)


async def answers_in_the_end(hass: HomeAssistant, simulator: Simulator) -> list[str]:
    """Return what Anna's phone got, once all that was sent before is there."""
    # What is older goes first, also to somebody else.
    await send(hass, to=BEN, wait_for="accepted")
    return texts(simulator)


@pytest.mark.parametrize("to", [SENDER, OTHER_NUMBER])
async def test_stop_is_confirmed_from_the_number_that_was_written_to(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry, to: str
) -> None:
    entry = await add_entry(stop_reply=GOODBYE)
    await simulator.reply(ANNA, "STOP", to=to)
    await until(hass, lambda: simulator.network.accepted == 1)
    assert texts(simulator) == [f"Clickatell: Anna ({ANNA}) gets no more messages."]
    assert senders(simulator) == [to]
    assert await is_blocked(hass, entry)


async def test_help_is_answered_from_the_number_that_was_written_to(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(help_reply="{{ recipient }}, call {{ account }}.", stop_reply=GOODBYE)
    heard = async_capture_events(hass, "sms_gateway_help_requested")
    await simulator.reply(ANNA, "Info", to=OTHER_NUMBER)
    await until(hass, lambda: bool(heard))
    assert await answers_in_the_end(hass, simulator) == ["Anna, call Clickatell."]
    assert senders(simulator)[0] == OTHER_NUMBER


async def test_nobody_known_is_answered_too(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(help_reply="Hello {{ recipient or number }}")
    await simulator.reply(NUMBER_OF_NOBODY, "HELP")
    await until(hass, lambda: simulator.network.accepted == 1)
    assert texts(simulator, NUMBER_OF_NOBODY) == [f"Hello {NUMBER_OF_NOBODY}"]


async def test_without_the_options_nobody_is_answered(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    entry = await add_entry()
    for text in ("HELP", "STOP"):
        await simulator.reply(ANNA, text)
    assert await is_blocked(hass, entry)
    assert await answers_in_the_end(hass, simulator) == []


@pytest.mark.parametrize(
    ("template", "error"),
    [("{{ 1 / 0 }}", "ZeroDivisionError"), ("{{ account", "TemplateSyntaxError"), ("{{ '' }}", "")],
)
async def test_stop_counts_also_with_a_template_that_gives_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    caplog: pytest.LogCaptureFixture,
    template: str,
    error: str,
) -> None:
    entry = await add_entry(stop_reply=template)
    heard = async_capture_events(hass, "sms_gateway_opt_out")
    await simulator.reply(ANNA, "STOP")
    await until(hass, lambda: bool(heard))
    await until_state(hass, SUBSCRIBED, "off")
    assert await is_blocked(hass, entry)
    assert await answers_in_the_end(hass, simulator) == []
    said = [r.getMessage() for r in caplog.records if "can't be rendered" in r.getMessage()]
    assert said == (
        [f"The stop reply of Clickatell can't be rendered, nobody is answered: {error}"]
        if error
        else []
    )


async def test_second_stop_is_not_confirmed_again(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(stop_reply="Goodbye")
    for text in ("STOP", "stop!", "STOP ALL"):
        await simulator.reply(ANNA, text)
    assert await answers_in_the_end(hass, simulator) == ["Goodbye"]


async def test_three_answers_in_an_hour_and_no_fourth(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(help_reply="Call us")
    for _ in range(4):
        await simulator.reply(ANNA, "HELP")
    assert await answers_in_the_end(hass, simulator) == ["Call us"] * 3


@pytest.mark.parametrize("text", ["STOP fun", "fun stop", "FUN Stop!", "stop"])
async def test_stop_with_the_keyword(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry, text: str
) -> None:
    await add_entry(keyword="Fun")
    await simulator.reply(ANNA, text)
    await until_state(hass, SUBSCRIBED, "off")


async def test_stop_with_the_keyword_of_somebody_else(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    entry = await add_entry(keyword="fun")
    await simulator.reply(ANNA, "STOP joy")
    await until(hass, lambda: bool(received))
    assert not await is_blocked(hass, entry)


async def test_only_a_message_with_the_keyword_lifts_a_stop(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    entry = await add_entry(keyword="fun")
    await simulator.reply(ANNA, "STOP fun")
    await simulator.reply(ANNA, "hello")
    await until(hass, lambda: len(received) == 1)
    assert await is_blocked(hass, entry)
    await simulator.reply(ANNA, "fun again")
    await until_state(hass, SUBSCRIBED, "on")
    assert not await is_blocked(hass, entry)
