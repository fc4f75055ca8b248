"""The action that asks: several people, several questions, several accounts."""

from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from simulator.faults import Fault

from ..conftest import ANNA, BEN, CARLA, AddEntry, new_entry, other_entry, send, until
from ..test_webhook import Client
from .test_ask import QUESTION, Asking, ask, call_ask, texts, texts_in_the_end

OPTIONS = ["yes", "no"]


@pytest.fixture(autouse=True)
def _without_reports(simulator: Simulator) -> None:
    """Let no report be on its way when a test ends: here it is about answers."""
    simulator.faults.set(Fault.NO_RECEIPTS)


@pytest.fixture
async def account(callbacks: Client, entry: MockConfigEntry) -> MockConfigEntry:
    """Return an account that answers come in to."""
    return entry


async def test_first_answer_wins_and_the_others_are_told(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(
        hass, simulator, to=["Anna", "Ben"], options=OPTIONS, others_message="Somebody answered"
    )
    await simulator.reply(BEN, "yes")
    await simulator.reply(ANNA, "no")
    answer = await asking
    assert (answer["option"], answer["from"], answer["recipient"]) == ("yes", BEN, "Ben")
    question = "Open the gate?\n1 yes, 2 no"
    assert await texts_in_the_end(hass, simulator, ANNA) == [question, "Somebody answered"]
    assert await texts_in_the_end(hass, simulator, BEN) == [question]


async def test_nobody_is_told_when_nobody_answered(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(
        hass, simulator, to=["Anna", "Ben"], others_message="Somebody answered", timeout=0
    )
    assert (await asking)["timed_out"] is True
    assert await texts_in_the_end(hass, simulator, ANNA) == [QUESTION]


async def test_hint_goes_to_who_needs_it(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    asking = await ask(hass, simulator, to=["Anna", "Ben"], options=OPTIONS, hint="Yes or no?")
    await simulator.reply(ANNA, "what?")
    await simulator.reply(BEN, "no")
    assert (await asking)["from"] == BEN
    assert (await texts_in_the_end(hass, simulator, ANNA))[1:] == ["Yes or no?"]
    assert (await texts_in_the_end(hass, simulator, BEN))[1:] == []


async def two_questions(hass: HomeAssistant, simulator: Simulator) -> tuple[Asking, Asking]:
    """Put two questions to the same phone."""
    first = await ask(hass, simulator, options=OPTIONS, tag="gate")
    second = await ask(hass, simulator, message="Light on?", options=OPTIONS, tag="light")
    assert texts(simulator) == ["Open the gate?\n1 yes, 2 no", "Light on?\nB1 yes, B2 no"]
    return first, second


@pytest.mark.parametrize(
    ("answer", "option"), [("B1", "yes"), ("b no", "no"), ("B: Y", "yes"), ("b 2", "no")]
)
async def test_answer_to_the_second_of_two_questions_begins_with_its_code(
    hass: HomeAssistant,
    simulator: Simulator,
    account: MockConfigEntry,
    received: list[Event],
    answer: str,
    option: str,
) -> None:
    first, second = await two_questions(hass, simulator)
    await simulator.reply(ANNA, answer)
    told = await second
    assert (told["reply"], told["option"]) == (answer, option)
    assert not first.done()
    await simulator.reply(ANNA, "yes")
    assert (await first)["reply"] == "yes"
    assert received[0].data["tag"] == "light"


async def test_answer_without_a_code_is_to_the_first_of_two_questions(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    first, second = await two_questions(hass, simulator)
    await simulator.reply(ANNA, "yes")
    assert (await first)["option"] == "yes"
    # What it is told to be an answer to is the same, although the gateway names the latest.
    assert received[0].data["tag"] == "gate"
    # A late answer to the first question must not be one to the second.
    await simulator.reply(ANNA, "no")
    await until(hass, lambda: texts(simulator)[-1] == "Please answer: B1 yes, B2 no")
    assert not second.done()
    await simulator.reply(ANNA, "B no")
    assert (await second)["option"] == "no"


async def test_code_is_no_beginning_of_an_option(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    first = await ask(hass, simulator, options=["Bath", "Kitchen"])
    second = await ask(hass, simulator, message="Which colour?", options=["Dark", "Clear"])
    assert texts(simulator)[-1] == "Which colour?\nE1 Dark, E2 Clear"
    await simulator.reply(ANNA, "b")
    assert (await first)["option"] == "Bath"
    await simulator.reply(ANNA, "e")
    await until(hass, lambda: texts(simulator)[-1].startswith("Please answer"))
    await simulator.reply(ANNA, "e2")
    assert (await second)["option"] == "Clear"


async def test_code_tells_what_is_answered_where_the_gateway_does_not(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    add_entry: AddEntry,
    received: list[Event],
) -> None:
    await add_entry(new_entry(simulator, "clickatell_central"))
    first, second = await two_questions(hass, simulator)
    await send(hass, to=ANNA, tag="door", wait_for="accepted")
    await simulator.reply(ANNA, "B1")
    assert (await second)["option"] == "yes"
    assert received[0].data["tag"] == "light"
    first.cancel()


async def test_hint_names_the_code(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    first, second = await two_questions(hass, simulator)
    for answer in ("b maybe", "b1", "no"):
        await simulator.reply(ANNA, answer)
    assert (await second)["option"] == "yes"
    assert (await first)["option"] == "no"
    sent = await texts_in_the_end(hass, simulator)
    assert sent[2:] == ["Please answer: B1 yes, B2 no"]


async def test_code_is_told_also_where_no_options_are(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    first = await ask(hass, simulator)
    second = await ask(hass, simulator, message="Which light?")
    assert texts(simulator)[1] == "Which light?\nBegin your answer with B."
    await simulator.reply(ANNA, "B the red one")
    await simulator.reply(ANNA, "Be quick, open it")
    assert (await second)["reply"] == "B the red one"
    assert (await first)["reply"] == "Be quick, open it"


async def test_only_who_has_an_open_question_needs_a_code(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    first = await ask(hass, simulator, options=OPTIONS)
    second = await ask(hass, simulator, to=[ANNA, BEN], message="Light on?", options=OPTIONS)
    assert texts(simulator, ANNA)[1] == "Light on?\nB1 yes, B2 no"
    assert texts(simulator, BEN) == ["Light on?\n1 yes, 2 no"]
    await simulator.reply(BEN, "1")
    assert (await second)["from"] == BEN
    await simulator.reply(ANNA, "2")
    assert (await first)["option"] == "no"


async def test_more_questions_than_codes(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    # One without a code, and 23 letters.
    asked = [await ask(hass, simulator, list_options=False) for _ in range(24)]
    assert texts(simulator)[-1].endswith("Begin your answer with Z.")
    with pytest.raises(ServiceValidationError) as raised:
        await call_ask(hass, to=ANNA)
    assert raised.value.translation_key == "too_many_questions"
    await simulator.reply(ANNA, "z at last")
    assert (await asked.pop())["reply"] == "z at last"
    for asking in asked:
        asking.cancel()


async def test_some_could_not_be_asked(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry
) -> None:
    await simulator.reply(ANNA, "STOP")
    with pytest.raises(HomeAssistantError, match="2 of 2 messages failed"):
        await call_ask(hass, to=["Anna", "nobody"])
    asking = await ask(hass, simulator, to=["Ben"], entity_id="notify.anna", options=OPTIONS)
    await simulator.reply(BEN, "no")
    answer = await asking
    assert answer["option"] == "no"
    (error,) = answer["errors"]
    assert "Anna has written STOP" in error


async def test_who_could_not_be_asked_does_not_answer(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, received: list[Event]
) -> None:
    await simulator.reply(ANNA, "STOP")
    asking = await ask(
        hass,
        simulator,
        to=["Ben"],
        entity_id="notify.anna",
        options=OPTIONS,
        others_message="Somebody answered",
    )
    # Whatever else she writes lifts the block; she was not asked all the same.
    await simulator.reply(ANNA, "yes")
    await until(hass, lambda: bool(received))
    await simulator.reply(BEN, "no")
    assert (await asking)["from"] == BEN
    assert await texts_in_the_end(hass, simulator, ANNA) == []


async def test_people_of_two_accounts(
    hass: HomeAssistant, simulator: Simulator, account: MockConfigEntry, add_entry: AddEntry
) -> None:
    other = await add_entry(other_entry(simulator))
    asking = await ask(
        hass, simulator, to=["Anna", "Carla"], options=OPTIONS, others_message="Somebody answered"
    )
    # Each account has an address of its own for what comes in.
    home = simulator.account.callback_url
    assert home is not None
    simulator.account.callback_url = home.replace(
        account.data["webhook_id"], other.data["webhook_id"]
    )
    await simulator.reply(CARLA, "yes")
    answer = await asking
    assert (answer["from"], answer["recipient"]) == (CARLA, "Carla")
    await until(hass, lambda: texts(simulator, ANNA)[1:] == ["Somebody answered"])
    assert len(texts(simulator, CARLA)) == 1
