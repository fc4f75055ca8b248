"""Inputs of blueprints that were not put in quotes: refused when they are read, or said later."""

from pathlib import Path

from homeassistant.components import persistent_notification
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..conftest import ANNA, until
from ..test_webhook import Client
from .conftest import BLUEPRINTS, Use, calls, install, phone
from .test_command import write

GIVEN: dict[str, dict[str, object]] = {
    "acknowledge_alert": {"alert": "alert.freezer", "tag": "freezer"},
    "alert_until_acknowledged": {"recipients": ["notify.anna"]},
    "ask_yes_no": {"recipients": ["notify.anna"], "question": "Shall I?", "yes_actions": []},
    "assist": {},
    "command": {"command": "heating on", "command_actions": []},
    "not_delivered": {"tags": ["freezer"]},
}
REFUSED = {
    "automation": (
        ("command", "command: on"),
        ("command", "command: 0711"),
        ("command", "command: 7:30"),
        ("command", "pin: no"),
        ("command", "pin: 12.50"),
        ("command", "pin: null"),
        ("acknowledge_alert", "word: yes"),
        ("acknowledge_alert", "word: 0711"),
        ("acknowledge_alert", "tag: on"),
        ("assist", "beginning: yes"),
        ("assist", "beginning: 1.5"),
        ("not_delivered", "tags: [on, freezer]"),
        ("not_delivered", "tags: [0711]"),
        ("not_delivered", "tags: yes"),
    ),
    "script": (
        ("alert_until_acknowledged", "word: yes"),
        ("alert_until_acknowledged", "word: on"),
        ("alert_until_acknowledged", "word: true"),
        ("alert_until_acknowledged", "word: 0711"),
        ("alert_until_acknowledged", "word: 4711"),
        ("alert_until_acknowledged", "word: 1.5"),
        ("ask_yes_no", "yes_word: yes"),
        ("ask_yes_no", "no_word: off"),
        ("ask_yes_no", "yes_word: 6:30"),
    ),
}
TAKEN = {
    "automation": (
        ("command", 'command: "on"'),
        ("command", "command: 1"),
        ("command", 'pin: "0711"'),
        ("acknowledge_alert", 'word: "yes"'),
        ("acknowledge_alert", "tag: 4711"),
        ("assist", 'beginning: "0711"'),
        ("not_delivered", 'tags: [1, "on"]'),
    ),
    "script": (
        ("alert_until_acknowledged", 'word: "yes"'),
        ("alert_until_acknowledged", 'word: "0711"'),
        ("alert_until_acknowledged", "word: 1"),
        ("ask_yes_no", 'yes_word: "yes"'),
        ("ask_yes_no", "yes_word: Ja"),
    ),
}


@pytest.mark.parametrize("domain", ["automation", "script"])
async def test_spoiled_words_are_refused_when_they_are_read(
    hass: HomeAssistant,
    hass_config_dir: str,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    domain: str,
) -> None:
    refused = {f"refused_{n}": row for n, row in enumerate(REFUSED[domain])}
    taken = {f"taken_{n}": row for n, row in enumerate(TAKEN[domain])}
    made = {}
    for alias, (name, written) in (refused | taken).items():
        path = f"sms_gateway/{name}.yaml"
        installed = Path(hass_config_dir, "blueprints", domain, path)
        await hass.async_add_executor_job(install, BLUEPRINTS / domain / path, installed)
        spoiled = parse_yaml(written)
        assert isinstance(spoiled, dict)
        inputs = {**GIVEN[name], **spoiled}
        made[alias] = {"alias": alias, "use_blueprint": {"path": path, "input": inputs}}
    config = made if domain == "script" else list(made.values())
    assert await async_setup_component(hass, domain, {domain: config})
    await hass.async_block_till_done()
    issues = {issue_id for _, issue_id in ir.async_get(hass).issues}
    for alias, row in refused.items():
        state = hass.states.get(f"{domain}.{alias}")
        assert state is not None
        assert state.state == "unavailable", row
        assert any(issue_id.startswith(f"{domain}.{alias}_validation") for issue_id in issues), row
    for alias, row in taken.items():
        state = hass.states.get(f"{domain}.{alias}")
        assert state is not None
        assert state.state != "unavailable", row
    assert caplog.text.count("put it in quotes") >= len(refused)


async def test_pin_without_quotes_opens_nothing_and_is_told(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    use: Use,
    received: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    opened = calls(hass, "test", "open")
    told: list[str] = []
    assert await async_setup_component(hass, "persistent_notification", {})
    persistent_notification.async_register_callback(
        hass, lambda _, changed: told.extend(one["message"] for one in changed.values())
    )
    pin = parse_yaml("pin: 0711")
    assert isinstance(pin, dict)
    actions = [{"action": "test.open"}]
    await use("automation", "command", command="open door", command_actions=actions, **pin)
    for text in ("457 open door", "0711 open door", "open door", "711 open door", "hello"):
        await write(hass, simulator, received, ANNA, text)
    await until(hass, lambda: bool(told))
    assert opened == []
    assert phone(simulator, ANNA) == []
    assert "The PIN has to be put in quotes" in caplog.text
    assert told[0].startswith('The PIN of the command "open door" is not in quotes')


async def test_word_of_digits_in_quotes_is_what_is_asked_for(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    use: Use,
) -> None:
    await use("script", "alert_until_acknowledged", recipients=["notify.anna"], word="4711")
    data = {"message": "Water in the cellar."}
    await hass.services.async_call("script", "alert_until_acknowledged", data)
    await until(hass, lambda: bool(phone(simulator, ANNA)))
    asked = "Water in the cellar.\nReply 4711 if you see to it."
    assert phone(simulator, ANNA) == [asked]
    await simulator.reply(ANNA, "4711")
    await until(hass, lambda: hass.states.is_state("script.alert_until_acknowledged", "off"))
    assert phone(simulator, ANNA) == [asked]
