"""The triggers of the automation editor, in automations, and as the editor is told of them."""

from homeassistant.components.automation.config import async_validate_config_item
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import Event, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.typing import WebSocketGenerator
import voluptuous as vol

from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.trigger import TRIGGERS, begins
from simulator import Simulator

from .actions.test_send import NUMBER_OF_NOBODY
from .conftest import ANNA, BEN, AddEntry, other_entry, send, until, until_state
from .test_bus import device_id
from .test_entities import STATUS, state_of
from .test_webhook import Client

RAN = "automation_ran"
REPLY = f"{DOMAIN}.reply_received"


@pytest.fixture
def runs(hass: HomeAssistant) -> list[Event]:
    """Return what the automation did, as it is done."""
    events: list[Event] = async_capture_events(hass, RAN)
    return events


async def automate(hass: HomeAssistant, triggers: str) -> None:
    """Set up an automation with triggers that are written in YAML; it fires what triggered it."""
    action = {
        "event": RAN,
        "event_data": {"id": "{{ trigger.id }}", "trigger": "{{ trigger }}"},
    }
    config = {"triggers": parse_yaml(triggers), "actions": [action]}
    automation = {"alias": "test", "mode": "queued", "max": 100, **config}
    assert await async_setup_component(hass, "automation", {"automation": automation})
    await hass.async_block_till_done()


def device(hass: HomeAssistant, entity_id: str) -> str:
    """Return the id of an entity's device."""
    found = device_id(hass, entity_id)
    assert found is not None
    return found


def ids(runs: list[Event]) -> list[str]:
    """Return which triggers the automation ran for."""
    return [event.data["id"] for event in runs]


async def all_came(hass: HomeAssistant, received: list[Event], count: int) -> None:
    """Wait until replies have come in and what they trigger is done."""
    await until(hass, lambda: len(received) == count)
    await hass.async_block_till_done()


async def test_the_editor_is_told_of_the_triggers(
    hass: HomeAssistant, entry: MockConfigEntry, hass_ws_client: WebSocketGenerator
) -> None:
    client = await hass_ws_client()
    await client.send_json_auto_id({"type": "trigger_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    told = (await client.receive_json())["event"]
    names = {f"{DOMAIN}.{name}" for name in TRIGGERS}
    assert {name for name in told if name.startswith(DOMAIN)} == names
    assert set(told[REPLY]["fields"]) == {"text", "match", "tag"}
    of_ours = [{"integration": DOMAIN, "domain": ["notify", "event"]}]
    assert all(told[name]["target"]["entity"] == of_ours for name in names)


@pytest.mark.parametrize(
    ("entity_id", "are_ours"),
    [("notify.anna", True), ("event.clickatell_incoming_message", True), ("sun.sun", False)],
)
async def test_the_editor_offers_them_for_people_and_accounts(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    entity_id: str,
    are_ours: bool,
) -> None:
    client = await hass_ws_client()
    targets = [{"entity_id": [entity_id]}]
    if are_ours:
        targets.append({"device_id": [device(hass, entity_id)]})
    for target in targets:
        await client.send_json_auto_id({"type": "get_triggers_for_target", "target": target})
        offered = (await client.receive_json())["result"]
        assert ({f"{DOMAIN}.{name}" for name in TRIGGERS} <= set(offered)) is are_ours


async def test_each_trigger_for_a_person_an_account_and_anybody(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    add_entry: AddEntry,
    runs: list[Event],
) -> None:
    await add_entry(other_entry(simulator))
    targets = {
        "anna": {"entity_id": "notify.anna"},
        "ben": {"device_id": device(hass, "notify.ben")},
        "account": {"device_id": device(hass, STATUS)},
        "holiday": {"device_id": device(hass, "sensor.holiday_home_status")},
        "anybody": {},
    }
    await automate(
        hass,
        str(
            [
                {"trigger": f"{DOMAIN}.{name}", "id": f"{whose} {name}", "target": target}
                for whose, target in targets.items()
                for name in TRIGGERS
            ]
        ),
    )
    for text in ("OK", "HELP", "STOP", "back again"):
        await simulator.reply(ANNA, text)
    await send(hass, entity_id="notify.anna", wait_for="delivered")
    simulator.network.set_unreachable(ANNA, unreachable=True)
    await send(hass, entity_id="notify.anna", wait_for="delivered")
    await until(hass, lambda: len(runs) >= 18)
    await hass.async_block_till_done()
    expected = [
        *("reply_received", "unsubscribed", "subscribed", "reply_received"),
        *("message_delivered", "message_failed"),
    ]
    assert ids(runs) == [f"{one} {name}" for name in expected for one in WHO_HEARS_OF_ANNA]


WHO_HEARS_OF_ANNA = ("anna", "account", "anybody")


async def test_when_anna_answers_yes(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    await automate(
        hass,
        f"""
        - trigger: {REPLY}
          id: "yes"
          target: {{entity_id: notify.anna}}
          options:
            text: "YES"
        - trigger: {REPLY}
          id: either
          options:
            text: ["Yes", "No way", 21]
            match: one_of
        - trigger: {REPLY}
          id: heating
          options:
            text: ["heating", "heating on"]
            match: begins_with
        - trigger: {REPLY}
          id: any
        """,
    )
    texts = ["yes", " Yes! ", "yes please", "no  way", "21.", "Heating off", "heating on now", "on"]
    for text in texts:
        await simulator.reply(ANNA, text)
    await simulator.reply(BEN, "yes")
    await all_came(hass, received, 9)
    told = [(run.data["id"], run.data["trigger"]["option"]) for run in runs]
    told = [one for one in told if one[0] != "any"]
    assert ids(runs).count("any") == 9
    assert told == [
        *(("yes", "YES"), ("either", "Yes")) * 2,
        *(("either", "No way"), ("either", "21")),
        *(("heating", "heating"), ("heating", "heating on")),
        ("either", "Yes"),
    ]


@pytest.mark.parametrize(
    ("said", "beginning", "expected"),
    [
        ("on", "on", True),
        ("on, please", "on", True),
        ("only later", "on", False),
        ("on2", "on", False),
        ("turn on", "on", False),
        ("\u0915\u0930\u094b", "\u0915\u0930", False),  # a vowel sign: another word in Hindi
        ("\u306f\u3044\u3001\u306f\u3044", "\u306f\u3044", True),
        ("\u306f\u3044\u304a\u9858\u3044", "\u306f\u3044", True),
    ],
)
def test_a_beginning_is_a_whole_word(said: str, beginning: str, expected: bool) -> None:
    assert begins(said, beginning) is expected


async def test_what_an_action_is_told(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    await automate(hass, f"[{{trigger: {REPLY}, id: reply, target: {{entity_id: notify.anna}}}}]")
    (message,) = await send(hass, to=ANNA, tag="freezer", wait_for="delivered")
    await simulator.reply(ANNA, "OK, on my way")
    await all_came(hass, received, 1)
    told = runs[0].data["trigger"]
    assert told.items() >= received[0].data.items()
    assert told["platform"] == REPLY
    assert (told["text"], told["from"], told["recipient"]) == ("OK, on my way", ANNA, "Anna")
    assert (told["tag"], told["in_reply_to"]) == ("freezer", message["message_id"])
    assert told["option"] is None
    assert "+" not in told["description"]
    assert runs[0].context.parent_id == received[0].context.id


async def test_only_messages_with_a_tag_and_their_answers(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
) -> None:
    names = ("reply_received", "message_delivered", "message_failed")
    options = {"tag": "freezer"}
    await automate(
        hass, str([{"trigger": f"{DOMAIN}.{n}", "id": n, "options": options} for n in names])
    )
    for tag in ("door", "freezer"):
        await send(hass, to=ANNA, tag=tag, wait_for="delivered")
        await simulator.reply(ANNA, "OK")
    await all_came(hass, received, 2)
    assert [run.data["trigger"]["tag"] for run in runs] == ["freezer", "freezer"]
    assert ids(runs) == ["message_delivered", "reply_received"]


@pytest.mark.parametrize("kind", ["area", "label", "device label", "entity area", "nobody"])
async def test_people_by_where_they_are_and_what_they_are_labelled(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
    received: list[Event],
    kind: str,
) -> None:
    area = ar.async_get(hass).async_create("Family")
    label = lr.async_get(hass).async_create("On duty")
    targets = {"area": {"area_id": area.id}, "entity area": {"area_id": [area.id]}}
    target = targets.get(kind, {"label_id": label.label_id})
    await automate(hass, str([{"trigger": REPLY, "id": "reply", "target": target}]))
    # People may be moved while the automation is at work.
    devices, entities = dr.async_get(hass), er.async_get(hass)
    anna = device(hass, "notify.anna")
    match kind:
        case "area":
            devices.async_update_device(anna, area_id=area.id)
        case "label":
            entities.async_update_entity("notify.anna", labels={label.label_id})
        case "device label":
            devices.async_update_device(anna, labels={label.label_id})
        case "entity area":
            entities.async_update_entity("event.anna_reply", area_id=area.id)
    for number in (ANNA, BEN, NUMBER_OF_NOBODY):
        await simulator.reply(number, "OK")
    await all_came(hass, received, 3)
    expected = [] if kind == "nobody" else [ANNA]
    assert [run.data["trigger"]["from"] for run in runs] == expected


async def test_a_trigger_goes_on_when_its_account_is_reloaded(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
) -> None:
    await automate(hass, f"[{{trigger: {REPLY}, id: reply, target: {{entity_id: notify.anna}}}}]")
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await simulator.reply(ANNA, "still there?")
    await until(hass, lambda: bool(runs))
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.test"}, blocking=True
    )
    await simulator.reply(ANNA, "STOP")
    await until_state(hass, "binary_sensor.anna_subscribed", "off")
    await hass.async_block_till_done()
    assert ids(runs) == ["reply"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ("text: YES", "put it in quotes"),
        ("text: [no, maybe]", "put it in quotes"),
        ("text: 21.5", "put it in quotes"),
        ("text: [on, off]", "put it in quotes"),
        # In eights, in minutes, and what might be either.
        ("text: 0711", "put it in quotes"),
        ("text: 7:30", "put it in quotes"),
        ("text: 4711", "put it in quotes"),
        ("text: -1", "put it in quotes"),
        ("tag: on", "put it in quotes"),
        ("tag: 1.5", "put it in quotes"),
        ('text: " "', "it is empty"),
        ('text: ["OK", ""]', "it is empty"),
        ("text: [null]", "put it in quotes"),
        ('text: "stop"', "'stop' unsubscribes whoever sends it: use the trigger"),
        ('text: "Stop all!"', "'Stop all!' unsubscribes"),
        ("text: help", "'help' is a call for help: use the device trigger"),
        ("match: ends_with", "expected Match or one of 'is', 'begins_with', 'one_of'"),
        ("txet: OK", "txet"),
    ],
)
async def test_what_is_wrong_with_options_is_said(
    hass: HomeAssistant, entry: MockConfigEntry, options: str, why: str
) -> None:
    assert await async_setup_component(hass, "automation", {})
    config = {
        "triggers": [{"trigger": REPLY, "options": parse_yaml(options)}],
        "actions": [],
    }
    with pytest.raises((vol.Invalid, HomeAssistantError), match=why):
        await async_validate_config_item(hass, "test", config)


async def test_words_that_only_begin_like_a_stop_can_come(
    hass: HomeAssistant,
    simulator: Simulator,
    callbacks: Client,
    entry: MockConfigEntry,
    runs: list[Event],
) -> None:
    await automate(
        hass,
        f"[{{trigger: {REPLY}, id: stop, options: {{text: stop, match: begins_with}}}}]",
    )
    await simulator.reply(ANNA, "Stop the heating")
    await until(hass, lambda: bool(runs))
    assert runs[0].data["trigger"]["option"] == "stop"


async def test_what_is_no_trigger_of_ours(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    await automate(hass, f"[{{trigger: {DOMAIN}.replied}}]")
    assert state_of(hass, "automation.test") == STATE_UNAVAILABLE
