"""The action that asks, with one person at the other end."""

import asyncio
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.dispatcher import DATA_DISPATCHER
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.sms_gateway.account.phrases import phrase
from custom_components.sms_gateway.actions.question import Outcome, questions
from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, AddEntry, send, until, until_state
from ..test_retry import elapse
from ..test_webhook import PATH, Client, inbound

QUESTION = "Open the gate?"
OPTIONS = ["yes", "no", "later"]
NOTHING_SAID = dict.fromkeys(("reply", "option", "from", "recipient", "message_id"))

type Asking = asyncio.Task[dict[str, Any]]


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about answers."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(callbacks: Client, entry: MockConfigEntry) -> MockConfigEntry:
    """Return an account that answers come in to."""
    return entry


async def call_ask(hass: HomeAssistant, **data: object) -> dict[str, Any]:
    """Call the action and return its response."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "ask",
        {"message": QUESTION, **data},
        blocking=True,
        return_response=True,
    )
    return dict(response)


async def ask(hass: HomeAssistant, simulator: Simulator, **data: object) -> Asking:
    """Put a question and return once it is on the phones of all who are asked."""
    to = data.setdefault("to", ANNA)
    before = simulator.network.accepted
    asking = asyncio.create_task(call_ask(hass, **data))
    count = len(to) if isinstance(to, list) else 1
    await until(hass, lambda: simulator.network.accepted == before + count)
    return asking


def texts(simulator: Simulator, number: str = ANNA) -> list[str]:
    """Return what is to be read on a phone, without what was typed on it."""
    return [m.text for m in simulator.network.messages if f"+{m.to}" == number]


async def texts_in_the_end(
    hass: HomeAssistant, simulator: Simulator, number: str = ANNA
) -> list[str]:
    """Return what is to be read on a phone once nothing more is on its way to it."""
    # The oldest goes first: what was sent before this is there with it.
    await send(hass, to=number, message="the last one", wait_for="accepted")
    *before, last = texts(simulator, number)
    assert last == "the last one"
    return before


@pytest.mark.parametrize(
    ("answer", "option"),
    [
        ("yes", "yes"),
        ("YES!", "yes"),
        ("Y", "yes"),
        ("1", "yes"),
        ("2.", "no"),
        ("n", "no"),
        ("lat", "later"),
        ("(3)", "later"),
    ],
)
async def test_answer_by_word_beginning_and_number(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    received: list[Event],
    answer: str,
    option: str,
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS, tag="gate")
    assert texts(simulator) == ["Open the gate?\n1 yes, 2 no, 3 later"]
    await simulator.reply(ANNA, answer)
    assert await asking == {
        "reply": answer,
        "option": option,
        "from": ANNA,
        "recipient": "Anna",
        "message_id": received[0].data["message_id"],
        "timed_out": False,
        "errors": [],
    }
    assert received[0].data["tag"] == "gate"


@pytest.mark.parametrize(
    ("answer", "option"),
    [
        ("D\u2019accord", "d'accord"),
        ("IPTAL", "\u0130ptal"),
        ("\u200eyes\u200b", "yes"),
        ("Yes! \U0001f44d", "yes"),
        ("not\u00a0 now", "not now"),
        ("\uff11", "d'accord"),
    ],
)
async def test_answer_is_read_like_any_word_that_people_type(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, answer: str, option: str
) -> None:
    options = ["d'accord", "\u0130ptal", "yes", "not now"]
    asking = await ask(hass, simulator, options=options, timeout=3)
    await simulator.reply(ANNA, answer)
    assert (await asking)["option"] == option


async def test_whole_word_comes_before_the_beginning_of_another(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=["not now", "no"])
    await simulator.reply(ANNA, "no")
    assert (await asking)["option"] == "no"


async def test_beginning_of_two_options_is_neither(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=["left", "later"])
    for answer in ("l", "3", "le"):
        await simulator.reply(ANNA, answer)
    answer_that_fits = await asking
    assert (answer_that_fits["reply"], answer_that_fits["option"]) == ("le", "left")


async def test_options_are_not_listed_when_that_is_not_wanted(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS, list_options=False)
    assert texts(simulator) == [QUESTION]
    await simulator.reply(ANNA, "2")
    assert (await asking)["option"] == "no"


async def test_without_options_any_answer_is_one(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator)
    assert texts(simulator) == [QUESTION]
    await simulator.reply(ANNA, "in a minute")
    answer = await asking
    assert (answer["reply"], answer["option"]) == ("in a minute", None)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ({}, "Please answer: 1 yes, 2 no, 3 later"),
        ({"hint": "Yes or no?"}, "Yes or no?"),
    ],
)
async def test_answer_that_fits_none_gets_one_hint(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    data: dict[str, str],
    hint: str,
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS, list_options=False, **data)
    for answer in ("maybe", "perhaps", "no"):
        await simulator.reply(ANNA, answer)
    answer_that_fits = await asking
    assert (answer_that_fits["reply"], answer_that_fits["option"]) == ("no", "no")
    assert await texts_in_the_end(hass, simulator) == [QUESTION, hint]


async def test_hint_that_can_not_be_sent_is_told(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(recipient_hourly_limit=1)
    asking = await ask(hass, simulator, options=OPTIONS)
    await simulator.reply(ANNA, "maybe")
    await simulator.reply(ANNA, "yes")
    answer = await asking
    assert answer["option"] == "yes"
    (error,) = answer["errors"]
    assert "The message to Anna was not taken: the hourly limit" in error


async def test_answer_of_somebody_else_does_not_count(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS)
    await simulator.reply(BEN, "yes")
    await simulator.reply(ANNA, "no")
    answer = await asking
    assert (answer["from"], answer["option"]) == (ANNA, "no")
    assert await texts_in_the_end(hass, simulator, BEN) == []


async def test_timeout_without_an_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS, timeout="00:02:00")
    elapse(hass, freezer, 119)
    await hass.async_block_till_done()
    assert not asking.done()
    elapse(hass, freezer, 1)
    assert await asking == {**NOTHING_SAID, "timed_out": True, "errors": []}


@pytest.mark.parametrize("word", ["stop", "Quit!", "STOP ALL", "help", "Info."])
async def test_word_about_consent_can_be_no_option(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, word: str
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await call_ask(hass, to=ANNA, options=["go", word])
    assert raised.value.translation_key == "option_is_stop"
    assert f'"{word}" can\'t be an option' in str(raised.value)
    assert await texts_in_the_end(hass, simulator) == []


async def test_stop_with_the_keyword_of_a_short_code_can_be_no_option(
    hass: HomeAssistant, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(keyword="fun")
    with pytest.raises(ServiceValidationError) as raised:
        await call_ask(hass, to=ANNA, options=["fun stop"])
    assert raised.value.translation_key == "option_is_stop"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"options": ["yes", "Yes!"]}, "options_alike"),
        ({"options": [""]}, "invalid_options"),
        ({"options": ["x" * 41]}, "invalid_options"),
        ({"options": list("bcdefghijklmnopqrstuvw")}, "invalid_options"),
        ({"to": []}, "no_recipient"),
        ({"message": " "}, "message_empty"),
        ({"timeout": "soon"}, "invalid_timeout"),
    ],
)
async def test_what_can_not_be_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    data: dict[str, object],
    key: str,
) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await call_ask(hass, **{"to": ANNA, **data})
    assert raised.value.translation_key == key
    assert await texts_in_the_end(hass, simulator) == []


async def test_stop_is_no_answer(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    # "st" would be the beginning of this one.
    asking = await ask(hass, simulator, options=["stop it", "leave it"])
    await simulator.reply(ANNA, "stop")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    await hass.async_block_till_done()
    assert not asking.done()
    elapse(hass, freezer, 600)
    assert (await asking)["timed_out"] is True
    assert len(texts(simulator)) == 1


async def test_question_ends_with_the_automation_that_put_it(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    def listeners() -> dict[str, int]:
        return {str(signal): len(found) for signal, found in hass.data[DATA_DISPATCHER].items()}

    before = listeners()
    asking = await ask(hass, simulator, options=OPTIONS)
    assert listeners() != before
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert listeners() == before
    (over,) = questions(hass)
    assert over.outcome is Outcome.CLOSED
    again = await ask(hass, simulator)
    # No other question is open, so there is no code to begin the answer with.
    assert texts(simulator)[-1] == QUESTION
    await simulator.reply(ANNA, "yes")
    assert (await again)["reply"] == "yes"


async def test_reload_of_the_account_does_not_end_the_question(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS)
    assert await hass.config_entries.async_reload(account.entry_id)
    await simulator.reply(ANNA, "maybe")
    await simulator.reply(ANNA, "yes")
    answer = await asking
    assert (answer["option"], answer["errors"]) == ("yes", [])
    sent = await texts_in_the_end(hass, simulator)
    assert sent[1:] == ["Please answer: 1 yes, 2 no, 3 later"]


async def test_account_that_is_reloaded_just_when_the_answer_comes(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS)

    @callback
    def unload(_event: Event) -> None:
        hass.async_create_task(hass.config_entries.async_unload(account.entry_id))
        assert account.state is not ConfigEntryState.LOADED

    hass.bus.async_listen_once("sms_gateway_message_received", unload)
    await simulator.reply(ANNA, "yes")
    answer = await asking
    assert (answer["option"], answer["recipient"]) == ("yes", "Anna")
    await hass.async_block_till_done()


async def test_answer_after_a_restart_still_has_the_tag(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    received: list[Event],
) -> None:
    asking = await ask(hass, simulator, options=OPTIONS, tag="gate")
    asking.cancel()
    await hass.config_entries.async_unload(account.entry_id)
    await hass.config_entries.async_setup(account.entry_id)
    await simulator.reply(ANNA, "yes")
    await until(hass, lambda: bool(received))
    data = received[0].data
    assert (data["text"], data["tag"], data["recipient"]) == ("yes", "gate", "Anna")
    assert data["in_reply_to"] == simulator.network.messages[0].client_message_id


async def test_question_that_is_too_long_keeps_its_options(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, add_entry: AddEntry
) -> None:
    await add_entry(max_parts=1)
    asking = await ask(hass, simulator, message="x" * 200, options=OPTIONS)
    ending = "...\n1 yes, 2 no, 3 later"
    assert texts(simulator) == ["x" * (160 - len(ending)) + ending]
    await simulator.reply(ANNA, "3")
    assert (await asking)["option"] == "later"


@pytest.mark.parametrize("options", [{}, {"too_long": "refuse"}])
async def test_options_that_are_too_long_by_themselves(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    options: dict[str, str],
) -> None:
    await add_entry(max_parts=1, **options)
    with pytest.raises(ServiceValidationError) as raised:
        await call_ask(hass, to=ANNA, options=[letter * 40 for letter in "bcdef"])
    assert raised.value.translation_key == "message_too_long"
    assert await texts_in_the_end(hass, simulator) == []


async def test_who_has_written_stop_is_not_asked(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "STOP")
    with pytest.raises(HomeAssistantError) as raised:
        await call_ask(hass, to=ANNA, options=OPTIONS)
    assert raised.value.translation_key == "opted_out"
    assert questions(hass) == []


async def test_reply_that_was_written_long_before_the_question_is_no_answer(
    hass: HomeAssistant, simulator: Simulator, callbacks: Client, entry: MockConfigEntry
) -> None:
    """Without funds, Clickatell holds replies back and brings them late (two-way guide, 9)."""
    asking = await ask(hass, simulator, options=["yes", "no"])
    late = inbound("yes")
    late["event"]["moText"][0]["timestamp"] = int((time.time() - 3600) * 1000)
    assert (await callbacks.post(PATH, json=late)).status == 200
    await simulator.reply(ANNA, "no")
    assert (await asking)["option"] == "no"


async def test_without_a_response_variable_nothing_is_asked(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
) -> None:
    """The answer would be lost; the visual editor asks for the variable."""
    question = {"to": ANNA, "message": QUESTION, "options": OPTIONS}
    with pytest.raises(ServiceValidationError, match="requires responses"):
        await hass.services.async_call(DOMAIN, "ask", question, blocking=True)
    script = {"ask": {"sequence": [{"action": "sms_gateway.ask", "data": question}]}}
    assert await async_setup_component(hass, "script", {"script": script})
    with pytest.raises(vol.Invalid, match="requires 'response_variable'"):
        await hass.services.async_call("script", "ask", blocking=True)
    assert await texts_in_the_end(hass, simulator) == []


async def test_what_the_house_adds_is_in_its_language(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    await hass.config.async_update(language="de")
    await hass.async_block_till_done()
    first = await ask(hass, simulator, options=OPTIONS)
    second = await ask(hass, simulator, message="Wann?")
    assert texts(simulator)[-1] == f"Wann?\n{phrase(hass, 'ask_begin_with', code='B')}"
    await simulator.reply(ANNA, "maybe")
    listing = phrase(hass, "ask_hint", options="1 yes, 2 no, 3 later")
    await until(hass, lambda: texts(simulator)[-1] == listing)
    await simulator.reply(ANNA, "B: um acht")
    await simulator.reply(ANNA, "1")
    assert (await second)["reply"] == "B: um acht"
    assert (await first)["option"] == "yes"
