"""The automation that does what a recipient writes."""

from homeassistant.core import Event, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..conftest import ANNA, BEN, CARLA, SENDER, until
from ..test_webhook import PATH, Client, inbound
from .conftest import Use, calls, came, phone

ACTIONS = [{"action": "test.heat", "data": {"by": "{{ trigger.event.data.recipient }}"}}]
COMMAND = {"command": "Heating on", "command_actions": ACTIONS}


@pytest.fixture
def heated(
    hass: HomeAssistant, entry: MockConfigEntry, callbacks: Client
) -> list[dict[str, object]]:
    """Return the calls of the action that the command is for."""
    return calls(hass, "test", "heat")


async def write(
    hass: HomeAssistant, simulator: Simulator, received: list[Event], number: str, text: str
) -> None:
    """Send a text to the home, and let it do what it does."""
    count = len(received) + 1
    await simulator.reply(number, text, to=SENDER)
    await came(hass, received, count)
    await hass.async_block_till_done()
    await simulator.settled()


@pytest.mark.parametrize(
    "text",
    [
        "Heating on",
        " heating  ON. ",
        "“Heating on”!",
        "heating on \N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-3}",
        "\N{RIGHT-TO-LEFT MARK}Heating\N{NO-BREAK SPACE}on\N{ZERO WIDTH SPACE}",
        "HEAT\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}NG on\N{FULLWIDTH EXCLAMATION MARK}",
        "heat\N{LATIN SMALL LETTER DOTLESS I}ng on\N{ARABIC QUESTION MARK}",
        "\N{MONGOLIAN VOWEL SEPARATOR}heating on\N{IDEOGRAPHIC FULL STOP}\N{BRAILLE PATTERN BLANK}",
    ],
)
async def test_recipient_is_obeyed_and_answered(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
    text: str,
) -> None:
    await use("automation", "command", **COMMAND)
    await write(hass, simulator, received, ANNA, text)
    assert heated == [{"by": "Anna"}]
    await until(hass, lambda: phone(simulator, ANNA) == ["Done: Heating on"])


@pytest.mark.parametrize(
    "text", ["heating", "heating on please", "do not put the heating on", "4711"]
)
async def test_other_texts_do_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
    text: str,
) -> None:
    await use("automation", "command", **COMMAND)
    await write(hass, simulator, received, ANNA, text)
    assert heated == []
    # What follows shows that it would have been heard, and that nothing was answered before.
    await write(hass, simulator, received, ANNA, "heating on")
    await until(hass, lambda: phone(simulator, ANNA) == ["Done: Heating on"])


async def test_stranger_is_not_obeyed(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
) -> None:
    await use("automation", "command", **COMMAND)
    await write(hass, simulator, received, CARLA, "heating on")
    await write(hass, simulator, received, ANNA, "heating on")
    assert heated == [{"by": "Anna"}]
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, CARLA) == []


async def test_only_the_people_chosen_are_obeyed(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
) -> None:
    await use("automation", "command", **COMMAND, people=["notify.ben"], answer="")
    await write(hass, simulator, received, ANNA, "heating on")
    await write(hass, simulator, received, BEN, "heating on")
    assert heated == [{"by": "Ben"}]
    assert simulator.network.messages == []


@pytest.mark.parametrize(
    "text", ["heating on", "4712 heating on", "heating on 471", "471 heating on", "0471", "on 0471"]
)
@pytest.mark.parametrize("right", ["0471 heating on", "HEATING ON 0471"])
async def test_without_the_pin_nothing_is_done(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
    text: str,
    right: str,
) -> None:
    await use("automation", "command", **COMMAND, pin="0471")
    await write(hass, simulator, received, ANNA, text)
    assert heated == []
    await write(hass, simulator, received, ANNA, right)
    assert heated == [{"by": "Anna"}]


@pytest.mark.parametrize("text", ["heating on", "**** heating on"])
async def test_pin_of_which_nothing_would_be_left_opens_nothing(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
    text: str,
) -> None:
    await use("automation", "command", **COMMAND, pin="****")
    await write(hass, simulator, received, ANNA, text)
    assert heated == []


async def test_thumbs_up_is_not_a_thumbs_down(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
) -> None:
    up, down = "\N{THUMBS UP SIGN}", "\N{THUMBS DOWN SIGN}"
    await use("automation", "command", **{**COMMAND, "command": up})
    await write(hass, simulator, received, ANNA, down)
    assert heated == []
    await write(hass, simulator, received, ANNA, f"{up} ")
    assert heated == [{"by": "Anna"}]


async def test_command_that_fails_is_told(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
) -> None:
    def fail(_: ServiceCall) -> None:
        raise HomeAssistantError("the boiler is away")

    hass.services.async_register("test", "heat", fail)
    await use("automation", "command", **COMMAND)
    await write(hass, simulator, received, ANNA, "heating on")
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    assert phone(simulator, ANNA) == ["This did not work: Heating on"]


async def test_many_at_once_are_all_obeyed(
    hass: HomeAssistant,
    simulator: Simulator,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
) -> None:
    # The first is not over when the last comes.
    slowly = [{"wait_template": "{{ is_state('test.boiler', 'warm') }}"}, *ACTIONS]
    await use(
        "automation",
        "command",
        **{**COMMAND, "command_actions": slowly},
        failed_answer="",
        answer="",
    )
    for count in range(1, 31):
        await simulator.reply(ANNA, "heating on", to=SENDER)
        await came(hass, received, count)
    assert heated == []
    hass.states.async_set("test.boiler", "warm")
    await until(hass, lambda: len(heated) == 30)


async def test_late_message_is_not_obeyed(
    hass: HomeAssistant,
    use: Use,
    received: list[Event],
    heated: list[dict[str, object]],
    callbacks: Client,
) -> None:
    await use("automation", "command", **COMMAND)
    await callbacks.post(PATH, json=inbound("heating on"))
    await until(hass, lambda: bool(received))
    assert received[0].data["late"]
    assert received[0].data["known_sender"]
    await hass.async_block_till_done()
    assert heated == []
