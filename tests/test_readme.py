"""The README names everything that a user meets: fields, options, entities, actions, events."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.account import AccountStatus
from custom_components.sms_gateway.messaging.message import MessageState
from simulator import Simulator

from .conftest import ANNA, send, until

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
STRINGS: dict[str, Any] = json.loads(
    (ROOT / "custom_components/sms_gateway/translations/en.json").read_text()
)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
SETUP = ("Set up Clickatell", "Set up another gateway", "Any other gateway, field by field")


def without_code(text: str) -> str:
    """Return a text without its blocks of code, in which # begins a comment."""
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def part(heading: str) -> str:
    """Return what stands under a heading, with what stands under lesser ones there."""
    found = re.search(rf"^(#+) {re.escape(heading)}$", README, re.MULTILINE)
    assert found, heading
    rest = README[found.end() :]
    end = re.search(rf"^#{{1,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def names(node: dict[str, Any], key: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form, those of its sections, too."""
    yield from node.get(key, {}).items()
    for section in node.get("sections", {}).values():
        yield from section.get(key, {}).items()


def unnamed(wanted: set[str], text: str) -> list[str]:
    """Return what a text does not name, whatever the case of its first letter."""
    low = " ".join(text.lower().split())
    return sorted(
        word for word in wanted if not re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", low)
    )


def test_what_is_not_named_is_found() -> None:
    assert unnamed({"tag", "Ta", "Phone number"}, "a `tag`, the phone number") == ["Ta"]


def test_every_field_of_the_set_up() -> None:
    steps = STRINGS["config"]["step"] | STRINGS["config_subentries"]["recipient"]["step"]
    labels = {label for step in steps.values() for _, label in names(step, "data")}
    text = " ".join(part(heading) for heading in SETUP if heading in README)
    assert unnamed(labels, text) == []


def test_every_gateway() -> None:
    menu = STRINGS["config"]["step"]["user"]["menu_options"]
    known = {
        label.partition(" (")[0].removeprefix("Any other gateway, by").strip()
        for label in menu.values()
    }
    assert unnamed({name for name in known if name and "own settings" not in name}, README) == []


def test_every_option_with_its_default() -> None:
    options = dict(names(STRINGS["options"]["step"]["init"], "data"))
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (.+?) \|", part("Options"), re.MULTILINE)
    told = {name for cell, _ in rows for name in re.findall(r"`(\w+)`", cell)}
    assert told == set(options)
    assert all(default.strip() for _, default in rows)


@pytest.mark.parametrize("action", STRINGS["services"])
def test_every_action_and_each_of_its_fields(action: str) -> None:
    text = part("Actions")
    assert action in text
    fields = set(STRINGS["services"][action]["fields"])
    if action == "ask":
        # It has those of send_message, too.
        text += part("`sms_gateway.send_message`")
    named = set(re.findall(r"`(\w+)`", text))
    assert fields - named == set()


def test_every_entity() -> None:
    entities = {
        entity["name"]
        for platform in STRINGS["entity"].values()
        for entity in platform.values()
        if "name" in entity
    }
    assert unnamed(entities, part("Entities")) == []


def test_every_state() -> None:
    text = part("Events") + part("Entities")
    assert unnamed({state.value for state in MessageState}, text) == []
    words = STRINGS["entity"]["sensor"]["status"]["state"]
    assert set(words) == {status.value for status in AccountStatus}
    assert unnamed(set(words.values()), text) == []


def test_every_device_trigger() -> None:
    triggers = set(STRINGS["device_automation"]["trigger_type"].values())
    assert unnamed(triggers | {"tag"}, part("Events")) == []


async def test_every_event_and_each_field_of_its_data(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: object,
    entry: MockConfigEntry,
    statuses: list[Event],
    received: list[Event],
) -> None:
    await send(hass, to=ANNA, wait_for="delivered")
    await simulator.reply(ANNA, "on my way")
    await until(hass, lambda: bool(received))
    rows = dict(re.findall(r"^\| `(sms_gateway_\w+)` \| (.+) \|$", part("Events"), re.MULTILINE))
    for event in (statuses[-1], received[-1]):
        named = set(re.findall(r"`(\w+)`", rows[event.event_type]))
        assert set(event.data) - named == set()
    kinds = set(STRINGS["entity"]["event"]["reply"]["state_attributes"]["event_type"]["state"])
    assert {f"sms_gateway_{kind}" for kind in kinds} <= set(rows)


def test_every_repair_issue_and_blueprint() -> None:
    assert len(re.findall(r"^\| (?!Issue|---)", part("Repairs"), re.MULTILINE)) >= 8
    blueprints = {path.stem for path in (ROOT / "blueprints").rglob("*.yaml")}
    assert unnamed(blueprints, part("Blueprints")) == []


def test_the_dashboard_in_it_is_the_one_in_its_file() -> None:
    assert "dashboards/sms_gateway.yaml" in part("A dashboard")
    assert parse_yaml((ROOT / "dashboards/sms_gateway.yaml").read_text())


def test_contents_name_every_chapter_in_order() -> None:
    headings = [
        heading for level, heading in HEADING.findall(without_code(README)) if level == "##"
    ]
    contents = README[: README.index("\n## ")]
    links = re.findall(r"\[([^\]]+)\]\(#([\w-]+)\)", contents)
    assert [text for text, _ in links] == [heading.replace("`", "") for heading in headings]
    anchors = [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]
    assert [anchor for _, anchor in links] == anchors


def test_what_it_links_to_in_the_repository_is_there() -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
