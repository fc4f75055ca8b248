"""The examples of the papers work as they stand, and the limits in them are the real ones."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.components import automation
from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv, entity_registry as er, script
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service
import voluptuous as vol

from custom_components.sms_gateway.const import DOMAIN
from simulator import Simulator

from .conftest import ANNA, SENDER, WEBHOOK_ID, AddEntry, send, until
from .papers import PAGES, README, examples, in_code, part, tables

ACTIONS = "docs/actions-and-events.md"
TROUBLE = "docs/troubleshooting.md"
YAML: list[Any] = [parse_yaml(text) for page in PAGES for text in examples(page, "yaml")]
AUTOMATIONS = {example["alias"]: example for example in YAML if "triggers" in example}


def named(page: str, beginning: str) -> dict[str, Any]:
    """Return the example of a page that begins so."""
    (found,) = (text for text in examples(page, "yaml") if text.startswith(beginning))
    parsed: Any = parse_yaml(found)
    example: dict[str, Any] = parsed
    return example


async def run(hass: HomeAssistant, actions: object) -> None:
    """Do what an example does, as an automation would."""
    checked = await script.async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(actions))
    await script.Script(hass, checked, "example", "test").async_run()


def kind_of(example: object) -> str:
    """Return what an example is for."""
    if isinstance(example, list):
        return "cards"
    assert isinstance(example, dict)
    for key in ("triggers", "alert", "actions", "action"):
        if key in example:
            return key
    return "unknown"


def test_every_example_is_of_a_kind_that_is_tried() -> None:
    kinds = {kind_of(example) for example in YAML}
    assert kinds == {"triggers", "alert", "actions", "action", "cards"}


@pytest.mark.parametrize("alias", AUTOMATIONS)
async def test_home_assistant_takes_each_automation(
    hass: HomeAssistant, entry: MockConfigEntry, alias: str
) -> None:
    assert await async_setup_component(hass, automation.DOMAIN, {})
    config: Any = AUTOMATIONS[alias]
    checked = await async_validate_config_item(hass, "example", config)
    assert checked is not None
    assert checked.validation_error is None, checked.validation_error


async def test_an_automation_that_home_assistant_refuses_is_noticed(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, automation.DOMAIN, {})
    wrong = {"alias": "Wrong", "triggers": [{"trigger": "sms_gateway.nothing"}], "actions": []}
    with pytest.raises((vol.Invalid, HomeAssistantError)):
        await async_validate_config_item(hass, "example", wrong)


async def test_the_freezer_alarm_and_its_answer(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    alarm, answer = named(README, "alias: Freezer alarm\n"), named(README, "alias: Freezer alarm a")
    assert await async_setup_component(hass, "automation", {"automation": [alarm, answer]})
    assert await async_setup_component(
        hass, "input_boolean", {"input_boolean": {"freezer_seen_to": None}}
    )
    hass.states.async_set("sensor.freezer_temperature", "-18")
    await hass.async_block_till_done()
    hass.states.async_set("sensor.freezer_temperature", "-5")
    await until(hass, lambda: len(simulator.network.messages) == 1)
    (message,) = simulator.network.messages
    assert message.text == "The freezer is at -5 °C. Reply OK when you see to it."
    await simulator.reply(ANNA, " Ok ")
    await until(hass, lambda: hass.states.is_state("input_boolean.freezer_seen_to", "on"))


async def test_what_did_not_get_through_is_told(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    pushed = async_mock_service(hass, "notify", "mobile_app_phone")
    failed = named(README, "alias: SMS failed")
    assert await async_setup_component(hass, "automation", {"automation": [failed]})
    simulator.network.opt_out(ANNA, SENDER, every_sender=False, confirmed=True)
    await send(hass, entity_id="notify.anna")
    await until(hass, lambda: bool(pushed))
    assert pushed[0].data["message"].startswith("SMS to Anna: ")


async def test_the_question_about_the_garage(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    closed = async_mock_service(hass, "cover", "close_cover")
    asking = hass.async_create_task(run(hass, named(ACTIONS, "actions:")["actions"]))
    await until(hass, lambda: len(simulator.network.messages) == 1)
    await simulator.reply(ANNA, "YES.")
    await asking
    (call,) = closed
    assert call.data["entity_id"] == ["cover.garage"]


@pytest.mark.parametrize("is_sent", [True, False])
async def test_the_monthly_message_by_the_sim(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: TestClient[Any, Any],
    entry: MockConfigEntry,
    is_sent: bool,
) -> None:
    simulator.network.phone(ANNA).unreachable = not is_sent
    told = async_mock_service(hass, "persistent_notification", "create")
    example: Any = AUTOMATIONS["The SIM still sends"]
    written = str(example["actions"]).replace("+447700900001", ANNA)
    written = written.replace("01JABCDEFGHJKMNPQRSTVWXYZ0", entry.entry_id)
    await run(hass, parse_yaml(written))
    (message,) = simulator.network.messages
    assert message.text.startswith("Monthly test")
    assert len(told) == (not is_sent)


async def test_a_message_to_a_number_alone(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry
) -> None:
    await run(hass, [named(ACTIONS, "action: sms_gateway.send_message")])
    await until(hass, lambda: len(simulator.network.messages) == 1)
    assert simulator.network.messages[0].to == "447700900055"


async def test_words_in_quotes(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    asking = hass.async_create_task(run(hass, [named(ACTIONS, "action: sms_gateway.ask")]))
    await until(hass, lambda: len(simulator.network.messages) == 1)
    assert "08" in simulator.network.messages[0].text
    await simulator.reply("+447700900055", "no")
    async with asyncio.timeout(10):
        await asking


async def test_an_alert(hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry) -> None:
    pushed = async_mock_service(hass, "notify", "mobile_app_phone")
    assert await async_setup_component(hass, "alert", named(ACTIONS, "alert:"))
    hass.states.async_set("binary_sensor.freezer_warm", "off")
    await hass.async_block_till_done()
    hass.states.async_set("binary_sensor.freezer_warm", "on")
    # Without a target it goes to all recipients of the account.
    await until(hass, lambda: len(simulator.network.messages) == 2)
    assert pushed
    hass.states.async_set("binary_sensor.freezer_warm", "off")
    await hass.async_block_till_done()


async def test_the_cards_show_entities_that_there_are(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    shown = {
        entity_id
        for example in YAML
        if kind_of(example) == "cards"
        for entity_id in re.findall(r"\b(?:sensor|event)\.\w+", str(example))
    }
    assert len(shown) > 2
    assert {one for one in shown if er.async_get(hass).async_get(one) is None} == set()


# -- limits ----------------------------------------------------------------------------------------


def limits() -> dict[str, tuple[float, ...]]:
    """Return the numbers of each limit that the page names."""
    (table,) = tables(part(ACTIONS, "Limits"))
    return {
        " ".join(in_code(what)) or what: tuple(map(float, re.findall(r"\d+(?:\.\d+)?", limit)))
        for what, limit in table
    }


def test_every_limit_is_tried() -> None:
    assert set(limits()) == {
        "tag to",
        "options ask",
        "retry_rate",
        "stop_after",
        "limit get_messages",
        "timeout",
        "sender",
        "Callback",
    }


async def taken(hass: HomeAssistant, **data: object) -> bool:
    """Tell whether the action that sends takes something."""
    try:
        await send(hass, to=ANNA, **data)
    except HomeAssistantError:
        return False
    return True


async def test_the_limits_of_a_message(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(recipient_hourly_limit=0)
    (longest,) = map(int, limits()["tag to"])
    assert await taken(hass, tag="x" * longest)
    assert not await taken(hass, tag="x" * (longest + 1))
    (days,) = limits()["timeout"]
    assert await taken(hass, timeout=timedelta(days=days))
    assert not await taken(hass, timeout=timedelta(days=days, seconds=1))
    least, most = limits()["retry_rate"]
    assert await taken(hass, retry_rate=least)
    assert await taken(hass, retry_rate=most)
    assert not await taken(hass, retry_rate=least / 2)
    assert not await taken(hass, retry_rate=most + 1)
    least, most, _ = limits()["stop_after"]
    assert least == 0
    assert await taken(hass, stop_after=most)
    assert not await taken(hass, stop_after=most + 1)
    _, most, name = map(int, limits()["sender"])
    for sender, works in {
        "1" * most: True,
        "1" * (most + 1): False,
        "A" * name: True,
        "A" * (name + 1): False,
    }.items():
        assert await taken(hass, sender=sender) is works, sender


async def test_the_limits_of_a_question_and_of_a_list(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry
) -> None:
    await add_entry(max_parts=0)

    async def answered(action: str, **data: object) -> bool:
        try:
            await hass.services.async_call(
                DOMAIN, action, data, blocking=True, return_response=True
            )
        except HomeAssistantError:
            return False
        return True

    most, longest = map(int, limits()["options ask"])
    question = {"to": ANNA, "message": "Which?", "timeout": timedelta(milliseconds=1)}
    words = [f"{n:02}".ljust(longest, "x") for n in range(most)]
    assert await answered("ask", **question, options=words)
    assert not await answered("ask", **question, options=[*words, "more"])
    assert not await answered("ask", **question, options=["x" * (longest + 1)])
    least, most = map(int, limits()["limit get_messages"])
    assert await answered("get_messages", limit=least)
    assert await answered("get_messages", limit=most)
    assert not await answered("get_messages", limit=least - 1)
    assert not await answered("get_messages", limit=most + 1)


async def test_the_limit_of_a_callback(
    callbacks: TestClient[Any, Any], entry: MockConfigEntry
) -> None:
    kibibytes, status = map(int, limits()["Callback"])
    answer = await callbacks.post(
        f"/api/sms_gateway/{WEBHOOK_ID}", data=b"x" * (kibibytes * 1024 + 1)
    )
    assert answer.status == status
    answer = await callbacks.post(f"/api/sms_gateway/{WEBHOOK_ID}", data=b"x" * kibibytes * 1024)
    assert answer.status != status


# -- what Home Assistant refuses -------------------------------------------------------------------


async def test_texts_that_home_assistant_refuses_by_get(
    hass: HomeAssistant,
    hass_client_no_auth: Callable[[], Any],
    callbacks: TestClient[Any, Any],
    entry: MockConfigEntry,
) -> None:
    address = f"/api/sms_gateway/{WEBHOOK_ID}"
    (table,) = tables(part(TROUBLE, "What Home Assistant refuses by GET"))
    assert len(table) == 8
    texts = [found[0] for _, example in table if (found := in_code(example))]
    for text in [*texts, "two\nlines", "a\ttab"]:
        refused = await callbacks.get(address, params={"text": text})
        assert refused.status == 400, text
        posted = await callbacks.post(address, data={"text": text})
        assert posted.status != 400, text
    ordinary = await callbacks.get(address, params={"text": "The union is fine. It's 5/6 - 'ok'?"})
    assert ordinary.status != 400
