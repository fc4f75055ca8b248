"""The sample dashboard shows entities that there are."""

import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.template import Template
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.sms_gateway.config_flow import _title
from demo.__main__ import CONFIGURATION, DASHBOARD, dashboard_for
from simulator import Simulator

from .conftest import ANNA, AddEntry, new_entry, recipient, send, until

ENTITY_ID = re.compile(r"\b(?:sensor|binary_sensor|event|switch|button|notify)\.[a-z0-9_]+")


def missing(hass: HomeAssistant, dashboard: str) -> set[str]:
    """Return the entities that a dashboard names and nobody has."""
    named = set(ENTITY_ID.findall(dashboard))
    assert len(named) > 10
    return {
        entity_id
        for entity_id in named
        if (entry := er.async_get(hass).async_get(entity_id)) is None or entry.disabled
    }


async def test_every_entity_is_there(
    hass: HomeAssistant, hass_config_dir: str, entry: MockConfigEntry
) -> None:
    text = await hass.async_add_executor_job(DASHBOARD.read_text)
    assert missing(hass, text) == set()
    assert missing(hass, text + "sensor.anna_shoe_size") == {"sensor.anna_shoe_size"}


@pytest.mark.parametrize("gateway", ["clickatell_one", "clickatell_platform", "clickatell_central"])
async def test_every_entity_is_there_in_the_demo(
    hass: HomeAssistant, simulator: Simulator, add_entry: AddEntry, gateway: str
) -> None:

    like = new_entry(simulator, gateway)
    account = MockConfigEntry(
        domain=like.domain,
        title=_title(like.data),
        data=like.data,
        subentries_data=[recipient("Anna", ANNA)],
    )
    await add_entry(account)
    text = await hass.async_add_executor_job(dashboard_for, account.title)
    assert ".clickatell_balance" not in text
    assert missing(hass, text) == set()


async def test_home_assistant_loads_it_as_the_demo_does(
    hass: HomeAssistant, hass_config_dir: str, hass_ws_client: WebSocketGenerator
) -> None:
    configuration: Any = parse_yaml(CONFIGURATION.read_text())
    (name,) = (one["filename"] for one in configuration["lovelace"]["dashboards"].values())

    def write() -> str:
        text = dashboard_for("Home")
        with open(hass.config.path(name), "w", encoding="utf-8") as file:  # noqa: PTH123
            file.write(text)
        return text

    text = await hass.async_add_executor_job(write)
    assert await async_setup_component(hass, "lovelace", {"lovelace": configuration["lovelace"]})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "lovelace/config", "url_path": "sms-gateway"})
    answer = await client.receive_json()
    assert answer["result"] == parse_yaml(text)


async def test_the_last_reply_is_shown(
    hass: HomeAssistant, simulator: Simulator, entry: MockConfigEntry, callbacks: object
) -> None:
    dashboard: Any = parse_yaml(await hass.async_add_executor_job(DASHBOARD.read_text))
    cards = [card for part in dashboard["views"][0]["sections"] for card in part["cards"]]
    (card,) = (card for card in cards if card["type"] == "markdown")

    template = Template(card["content"], hass)
    assert "None yet." in template.async_render()
    await send(hass, to=ANNA, wait_for="accepted")
    await simulator.reply(ANNA, "on my way")
    shown = "event.clickatell_incoming_message"
    await until(hass, lambda: not hass.states.is_state(shown, "unknown"))
    rendered = template.async_render()
    assert "**Anna**" in rendered
    assert "on my way" in rendered
