"""Words that YAML or a template has made something else of: refused, or what was written."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.template import Template
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from ..conftest import ANNA, send, until
from .test_ask import call_ask
from .test_send import sent_to
from .test_send_errors import refusal


async def refusal_of_ask(hass: HomeAssistant, **data: object) -> HomeAssistantError:
    with pytest.raises(HomeAssistantError) as raised:
        await call_ask(hass, to=ANNA, **data)
    return raised.value


async def test_options_that_are_no_words_any_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    for written in (
        "[yes, no]",
        "[on, off]",
        "[maybe, YES]",
        "[true, false]",
        "yes",
        "[1.5, 2.5]",
        "[21., 22.]",
        "[1, null]",
        "[~, no]",
        # In eights, in minutes, and what might be either.
        "[0730, 0800]",
        "[7:30, 8:30]",
        "[0711]",
        "[730, 830]",
        "[-1, 1]",
        "[0x1F4]",
        "[1_000]",
    ):
        error = await refusal_of_ask(hass, options=parse_yaml(written))
        assert error.translation_key == "not_quoted", written
        assert str(error).startswith("What options holds is no text any more")
        assert "Put it in quotes" in str(error)
    assert sent_to(simulator) == []


async def test_options_that_are_certain(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    template = Template("{{ ['4711', 'yes'] }}", hass)
    for written, listing in (
        (parse_yaml("[1, 2]"), "1 1, 2 2"),
        (parse_yaml("[10, 20, 30]"), "1 10, 2 20, 3 30"),
        (parse_yaml("[08, 'yes', Ja]"), "1 08, 2 yes, 3 Ja"),
        (parse_yaml("['0711', \"no\"]"), "1 0711, 2 no"),
        (template.async_render(), "1 4711, 2 yes"),
    ):
        simulator.network.messages.clear()
        assert (await call_ask(hass, to=ANNA, options=written, timeout=0.01))["timed_out"]
        await until(hass, lambda: len(simulator.network.messages) == 1)
        assert simulator.network.messages[0].text == f"Open the gate?\n{listing}"


async def test_texts_that_are_none_any_more(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    for field in ("message", "title", "tag", "sender", "to"):
        for written in ("yes", "no", "on", "off", "true", "false"):
            error = await refusal(hass, **{"to": ANNA, field: parse_yaml(written)})
            assert error.translation_key == "not_quoted", (field, written)
            assert f"What {field} holds" in str(error)
    for field in ("tag", "sender", "to"):
        error = await refusal(hass, **{"to": ANNA, field: parse_yaml("1.0")})
        assert error.translation_key == "not_quoted", field
    for field in ("hint", "others_message"):
        error = await refusal_of_ask(hass, **{field: True})
        assert error.translation_key == "not_quoted", field
    for data in ({"message": True}, {"message": "x", "title": False}):
        with pytest.raises(HomeAssistantError, match="Put it in quotes"):
            await hass.services.async_call("notify", "clickatell", data, blocking=True)
    with pytest.raises(HomeAssistantError, match="Put it in quotes"):
        await hass.services.async_call(
            DOMAIN, "cancel_message", {"tag": True}, blocking=True, return_response=True
        )
    assert sent_to(simulator) == []


async def test_texts_that_are_numbers(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    """Templates make numbers of states: what they say stays what is meant."""
    for written, text in (
        ({"message": 21}, "21"),
        ({"message": 21.5}, "21.5"),
        ({"message": "x", "title": 7}, "7\nx"),
        ({"message": "x", "title": 7.5, "tag": 4711}, "7.5\nx"),
        ({"message": "21, 22"}, "21, 22"),
    ):
        simulator.network.messages.clear()
        await send(hass, to=ANNA, wait_for="accepted", **written)
        assert [message.text for message in simulator.network.messages] == [text]
    template = Template("{{ '21, 22' }}", hass)
    simulator.network.messages.clear()
    await send(hass, to=ANNA, wait_for="accepted", message=template.async_render())
    assert [message.text for message in simulator.network.messages] == ["21, 22"]
    cancelled = await hass.services.async_call(
        DOMAIN, "cancel_message", {"tag": 4711}, blocking=True, return_response=True
    )
    assert cancelled == {"cancelled": 0}


async def test_white_space_at_the_end_is_not_paid_for(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    for end in ("\n", " \n\n", "\u00a0", "\u2003\t", "\r\n"):
        simulator.network.messages.clear()
        (sent,) = await send(hass, to=ANNA, message=f"  a{'b' * 157}{end}", wait_for="accepted")
        assert sent["parts"] == 1
        assert [message.text for message in simulator.network.messages] == [f"  a{'b' * 157}"]
    simulator.network.messages.clear()
    await call_ask(hass, to=ANNA, message="Shall I?\n", options=["yes"], timeout=0.01)
    await until(hass, lambda: len(simulator.network.messages) == 1)
    assert simulator.network.messages[0].text == "Shall I?\n1 yes"
