"""The sample dashboard shows entities that there are, and what the demo puts beside it, too."""

from pathlib import Path
import re
from typing import Any

from homeassistant.config import async_hass_config_yaml
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml, parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from demo.__main__ import CONFIGURATION
from demo.furniture import BLUEPRINTS, SAMPLE, furnish
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, send, until

ENTITY_ID = re.compile(
    r"\b(?:sensor|binary_sensor|event|switch|button|notify|input_\w+|script)\.[a-z0-9_]+"
)


def named(dashboard: object) -> set[str]:
    """Return the entities that a dashboard shows."""
    return set(ENTITY_ID.findall(str(dashboard)))


def missing(hass: HomeAssistant, entities: set[str]) -> set[str]:
    """Return those that nobody has, or that are switched off."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entities
        if hass.states.get(entity_id) is None
        and ((entry := registry.async_get(entity_id)) is None or entry.disabled)
    }


def cards(dashboard: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - what the YAML holds
    """Return all cards of a dashboard."""
    return [
        card
        for view in dashboard["views"]
        for section in view["sections"]
        for card in section["cards"]
    ]


@pytest.fixture
async def house(hass: HomeAssistant, hass_config_dir: str) -> dict[str, Any]:
    """Return the demo's configuration, as Home Assistant reads it in a furnished folder."""

    def write() -> None:
        folder = Path(hass_config_dir)
        furnish(folder)
        text = CONFIGURATION.read_text().format(url="http://localhost:8123")
        (folder / "configuration.yaml").write_text(text)

    await hass.async_add_executor_job(write)
    return dict(await async_hass_config_yaml(hass))


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform", "clickatell_central"])
async def test_every_entity_is_there(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:
    await add_entry(new_entry(simulator, gateway))
    shown = named(await hass.async_add_executor_job(SAMPLE.read_text))
    assert len(shown) > 10
    assert missing(hass, shown) == set()
    assert missing(hass, shown | {"sensor.anna_shoe_size"}) == {"sensor.anna_shoe_size"}


async def test_every_entity_is_there_in_the_demo(
    hass: HomeAssistant, house: dict[str, Any], entry: MockConfigEntry, hass_config_dir: str
) -> None:
    for domain in ("input_number", "input_boolean", "automation", "script", "scene"):
        assert await async_setup_component(hass, domain, {domain: house[domain]})
    await hass.async_block_till_done()
    path = Path(hass_config_dir, SAMPLE.name)
    dashboard = await hass.async_add_executor_job(load_yaml, path)
    assert missing(hass, named(dashboard)) == set()
    slider = {"type": "numeric-input", "style": "slider"}
    features = {
        card["entity"]: card.get("features") for card in cards(dashboard) if "entity" in card
    }
    assert features["input_number.freezer_temperature"] == [slider]
    # What the story tells.
    assert {"input_boolean.alarm_acknowledged", "binary_sensor.anna_subscribed"} <= features.keys()
    assert hass.states.is_state("automation.freezer_alarm", "on")
    assert hass.states.is_state("script.ask_about_the_garage", "off")


async def test_home_assistant_loads_it_as_the_demo_does(
    hass: HomeAssistant, house: dict[str, Any], hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "lovelace", {"lovelace": house["lovelace"]})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "lovelace/config", "url_path": "sms-gateway"})
    answer = await client.receive_json()
    sample: Any = parse_yaml(await hass.async_add_executor_job(SAMPLE.read_text))
    assert cards(answer["result"])[-len(cards(sample)) :] == cards(sample)


@pytest.mark.parametrize(
    ("domain", "made"),
    [
        ("automation", {"alias": "Mine", "triggers": [], "actions": []}),
        ("script", {"alias": "Mine", "sequence": []}),
        ("scene", {"name": "Mine", "entities": {}}),
    ],
)
async def test_what_is_made_in_an_editor_is_saved_in_the_demo(
    hass: HomeAssistant,
    house: dict[str, Any],
    hass_client: ClientSessionGenerator,
    domain: str,
    made: dict[str, object],
) -> None:
    assert await async_setup_component(hass, domain, {domain: house[domain]})
    assert await async_setup_component(hass, "config", {})
    await hass.async_block_till_done()
    shown = set(hass.states.async_entity_ids(domain))
    client = await hass_client()
    answer = await client.post(f"/api/config/{domain}/config/mine", json=made)
    assert answer.status == 200
    await until(hass, lambda: hass.states.get(f"{domain}.mine") is not None)
    # The demo's own are there still.
    assert set(hass.states.async_entity_ids(domain)) == shown | {f"{domain}.mine"}


@pytest.mark.usefixtures("house")
async def test_the_blueprints_are_in_the_demo(hass: HomeAssistant, hass_config_dir: str) -> None:
    def names(folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*.yaml")}

    there = await hass.async_add_executor_job(names, Path(hass_config_dir, "blueprints"))
    assert there == await hass.async_add_executor_job(names, BLUEPRINTS)
    assert len(there) >= 7


async def test_what_a_stranger_writes_is_nowhere_read_as_markdown(hass: HomeAssistant) -> None:
    """A Markdown card would load the pictures in it from wherever it says, and show its links."""
    sample: Any = parse_yaml(await hass.async_add_executor_job(SAMPLE.read_text))
    incoming = "event.clickatell_incoming_message"
    shows = [card["type"] for card in cards(sample) if incoming in named(card)]
    assert shows == ["entities", "logbook"]
    (rows,) = (
        card["entities"]
        for card in cards(sample)
        if card["type"] == "entities" and incoming in named(card)
    )
    assert {row["attribute"] for row in rows if row.get("type") == "attribute"} == {
        "recipient",
        "from",
        "text",
    }
    assert not [card for card in cards(sample) if card["type"] in ("markdown", "iframe", "picture")]


async def test_no_line_stands_twice_in_the_log(hass: HomeAssistant) -> None:
    """A reply is an incoming message of the account and one of the person: one of them is shown."""
    sample: Any = parse_yaml(await hass.async_add_executor_job(SAMPLE.read_text))
    (log,) = (card for card in cards(sample) if card["type"] == "logbook")
    # Nor those of a state that goes through five steps for each message.
    assert log["target"] == {"entity_id": ["event.clickatell_incoming_message"]}


async def test_the_last_reply_is_shown(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, callbacks: object
) -> None:
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(ANNA, "![](http://192.168.1.1/reboot) on my way")
    shown = "event.clickatell_incoming_message"
    await until(hass, lambda: not hass.states.is_state(shown, "unknown"))
    state = hass.states.get(shown)
    assert state is not None
    assert state.attributes["recipient"] == "Anna"
    assert state.attributes["from"] == ANNA
    assert state.attributes["text"] == "![](http://192.168.1.1/reboot) on my way"
