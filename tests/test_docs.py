"""The pages in docs/ name what there is, all of it, and nothing that there is not."""

from collections.abc import Iterator
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util.yaml import load_yaml_dict, parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.sms_gateway.account.options import DEFAULTS, poll_default
from custom_components.sms_gateway.const import DOMAIN
from custom_components.sms_gateway.gateways import GATEWAYS, clickatell_one, clickatell_platform
from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import BlockLift
from custom_components.sms_gateway.gateways.clickatell_central import errors as clickatell_central
from custom_components.sms_gateway.gateways.modem import condition
from custom_components.sms_gateway.gateways.reply_source import LogKeeper
from custom_components.sms_gateway.messaging.message import MessageState
from custom_components.sms_gateway.sensor import RADIO_SENSORS
from simulator import Simulator

from .conftest import ANNA, AddEntry, send, until
from .papers import PAGES, ROOT, STRINGS, fields, in_code, links, part, read, rows, tables
from .translations import COMPONENT

ACTIONS = "docs/actions-and-events.md"
ENTITIES = "docs/entities.md"
GATEWAYS_PAGE = "docs/gateways.md"
OWN_BOXES = "docs/own-boxes.md"
SMPP = "docs/smpp.md"
MODEM = "docs/modem.md"
TROUBLE = "docs/troubleshooting.md"
CLICKATELL_ERRORS = {
    "One API": clickatell_one.ERRORS,
    "Platform": clickatell_platform.ERRORS,
    "Central": clickatell_central.ERRORS,
}
SERVICES: dict[str, Any] = load_yaml_dict(COMPONENT / "services.yaml")
ASK = part(ACTIONS, "sms_gateway.ask")
SEND = part(ACTIONS, "sms_gateway.send_message")

# Names in the letters of code that are Home Assistant's, or a gateway's.
NOT_OURS = {
    "purge_keep_days",
    "telegram_bot",
}


def fields_of(described: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of an action, trigger or condition, those of its sections, too."""
    found: dict[str, Any] = {}
    for name, field in (described.get("fields") or {}).items():
        found |= field.get("fields", {name: field})
    return found


def first_words(table: list[list[str]]) -> set[str]:
    """Return what the first cells of a table have in the letters of code."""
    return {name for row in table for name in in_code(row[0])}


def labels(*steps: dict[str, Any]) -> set[str]:
    """Return the labels of the fields of forms; which page comes next is none of them."""
    return {label for step in steps for name, label in fields(step) if name != "next_step_id"}


def told(cell: str) -> Iterator[str]:
    """Yield the labels that a first cell names, divided by commas."""
    for label in re.sub(r"^(\*(Advanced|Balance)\*|Recipient): ", "", cell).split(", "):
        if label:
            yield label


# -- the set-up ------------------------------------------------------------------------------------


def test_every_gateway_with_what_it_can_do() -> None:
    (table,) = tables(part(GATEWAYS_PAGE, "What each of them can do"))
    menu = STRINGS["selector"]["gateway"]["options"]
    told_names: set[str] = set()
    for label, batch, reports, replies, asked, balance, repeated, lifted in table:
        (name,) = (name for name, known in menu.items() if known.partition(":")[0] == label)
        told_names.add(name)
        if name == "http":
            # What it can do is what its settings say.
            assert {reports, replies, balance} == {"as set"}
            continue
        gateway = GATEWAYS[name]
        can = gateway.capabilities
        assert batch.startswith(f"{can.batch_size} ")
        assert ("one text" in batch) is can.one_text
        assert reports.startswith("yes" if can.reports else "no")
        assert replies.startswith("yes" if can.inbound else "no")
        assert (asked == "yes") is issubclass(gateway, ReplyReader)
        assert ("`mo.log`" in asked) is issubclass(gateway, LogKeeper)
        # A modem's is asked for by what the operator has one dial.
        assert balance == "as set" if can.radio else (balance == "no") is not can.balance
        assert repeated.startswith("safely" if can.idempotent else "perhaps twice")
        assert (lifted == "any message") is (can.block_lift is BlockLift.ANY_MESSAGE)
    assert told_names == set(menu)


def test_every_field_of_the_set_up_and_no_other() -> None:
    steps = STRINGS["config"]["step"]
    wanted = labels(*steps.values(), *STRINGS["config_subentries"]["recipient"]["step"].values())
    set_up = {
        label for row in rows(GATEWAYS_PAGE, "The fields of the set-up") for label in told(row[0])
    } | {
        label for page in (MODEM, SMPP) for row in rows(page, "Set it up") for label in told(row[0])
    }
    template = {label for row in rows(OWN_BOXES, "Field by field") for label in told(row[1])}
    first = set(re.findall(r"\*([A-Z][^*]+)\*", part(OWN_BOXES, "Set it up")))
    known_elsewhere = labels(steps["http"], steps["http_test"])
    assert known_elsewhere <= first
    assert wanted - set_up - template - known_elsewhere == set()
    assert (set_up | template) - wanted == set()


def test_every_section_of_the_template() -> None:
    sections = STRINGS["config"]["step"]["http_settings"]["sections"]
    told_sections = {row[0] for row in rows(OWN_BOXES, "Field by field") if row[0]}
    assert told_sections == {section["name"] for section in sections.values()}


# -- options ---------------------------------------------------------------------------------------


def test_every_option_by_its_label_and_its_key() -> None:
    (table,) = tables(read("docs/options.md"))
    sections = STRINGS["options"]["step"]["init"]["sections"].values()
    wanted = [
        (section["name"], label, key)
        for section in sections
        for key, label in section["data"].items()
    ]
    section = ""
    told = [(section := name or section, label, in_code(key)[0]) for name, label, key, *_ in table]
    assert sorted(told) == sorted(wanted)


def test_every_default_of_an_option() -> None:
    (table,) = tables(read("docs/options.md"))
    for _, _, key, default, _ in table:
        value = DEFAULTS.get(in_code(key)[0])
        if value is None or value == "":
            assert not default[0].isdigit() or "until" in default, key
        elif isinstance(value, bool):
            assert default == ("on" if value else "off"), key
        else:
            assert default.split()[0] == str(value), key


# -- actions, triggers, conditions -----------------------------------------------------------------


def test_every_action_and_no_other() -> None:
    text = read(ACTIONS)
    chapters = set(re.findall(r"^## sms_gateway\.(\w+)$", text, re.MULTILINE))
    assert chapters == set(SERVICES)


@pytest.mark.parametrize("action", SERVICES)
def test_every_field_of_an_action_and_no_other(action: str) -> None:
    wanted = fields_of(SERVICES[action])
    named = first_words(tables(part(ACTIONS, f"sms_gateway.{action}"))[0])
    if action == "ask":
        # It has those of send_message, too, as the page says.
        assert "All fields of `send_message` but `wait_for`" in ASK
        assert named <= set(wanted)
        named |= first_words(tables(SEND)[0]) - {"wait_for"}
    assert named == set(wanted)


@pytest.mark.parametrize("action", SERVICES)
def test_every_choice_of_a_field(action: str) -> None:
    text = part(ACTIONS, f"sms_gateway.{action}") + SEND
    for name, field in fields_of(SERVICES[action]).items():
        choices = field["selector"].get("select", {}).get("options", [])
        known = in_code(part(ENTITIES, "The states of a message")) if name == "state" else []
        assert set(choices) - set(in_code(text)) - set(known) == set(), name


def described(name: str) -> dict[str, Any]:
    """Return what triggers.yaml or conditions.yaml describes, without what only shares parts."""
    found = load_yaml_dict(COMPONENT / f"{name}.yaml")
    return {key: value or {} for key, value in found.items() if not key.startswith(".")}


@pytest.mark.parametrize("name", ["triggers", "conditions"])
def test_every_trigger_and_condition_with_its_fields_and_no_other(name: str) -> None:
    (table,) = tables(part(ACTIONS, name.capitalize()))
    named = {in_code(row[0])[0]: set(in_code(row[2])) for row in table}
    wanted = {f"{DOMAIN}.{key}": set(fields_of(value)) for key, value in described(name).items()}
    assert named == wanted


def test_every_choice_of_a_trigger() -> None:
    for trigger in described("triggers").values():
        for name, field in fields_of(trigger).items():
            choices = field["selector"].get("select", {}).get("options", [])
            values = {one["value"] if isinstance(one, dict) else one for one in choices}
            assert values <= set(in_code(part(ACTIONS, "Triggers"))), name


def test_every_device_trigger() -> None:
    text = part(ACTIONS, "Triggers")
    for label in STRINGS["device_automation"]["trigger_type"].values():
        assert f"*{label}*" in text


def returned(text: str) -> set[str]:
    """Return what an action is said to return: the names after "returns", up to the full stop."""
    (sentence,) = re.findall(r"(?:It returns|and returns) (.+?)\.(?:\s|$)", text, re.DOTALL)
    return set(re.findall(r"`(\w+)`", sentence))


async def call(hass: HomeAssistant, action: str, **data: object) -> dict[str, Any]:
    """Call an action with its response."""
    answer: Any = await hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )
    found: dict[str, Any] = answer
    return found


async def test_what_actions_return(
    hass: HomeAssistant, simulator: Simulator, callbacks: object, entry: MockConfigEntry
) -> None:
    (message,) = await send(hass, to=ANNA, wait_for="accepted")
    assert returned(SEND) == {"messages", *message}
    asking = hass.async_create_task(call(hass, "ask", to=ANNA, message="Close it?"))
    await until(hass, lambda: len(simulator.network.messages) == 2)
    await simulator.reply(ANNA, "yes")
    assert returned(ASK) == set(await asking)
    others: dict[str, dict[str, object]] = {
        "get_messages": {},
        "cancel_message": {"tag": "freezer"},
        "set_consent": {"number": ANNA, "subscribed": True},
    }
    for action, data in others.items():
        found = await call(hass, action, **data)
        assert returned(part(ACTIONS, f"sms_gateway.{action}")) >= set(found)


# -- events ----------------------------------------------------------------------------------------


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
    (table,) = tables(part(ACTIONS, "Events"))
    data = {in_code(name)[0]: when.partition("Data:")[2] for name, when in table}
    for event in (statuses[-1], received[-1]):
        always, _, sometimes = data[str(event.event_type)].partition("; ")
        assert set(in_code(always)) == set(event.data) - set(in_code(sometimes))
    kinds = STRINGS["entity"]["event"]["reply"]["state_attributes"]["event_type"]["state"]
    assert set(data) == {f"{DOMAIN}_message_status", *(f"{DOMAIN}_{kind}" for kind in kinds)}


# -- entities --------------------------------------------------------------------------------------


async def test_every_entity_by_its_id_and_its_name(
    hass: HomeAssistant, add_entry: AddEntry
) -> None:
    entry = await add_entry(low_balance=10)
    (table,) = tables(part(ENTITIES, "What there is"))
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    there = {
        one.entity_id: one.original_name or "(its name)"
        for one in registered
        if not one.entity_id.partition(".")[2].startswith("ben")
    }
    assert {in_code(entity_id)[0]: name for _, name, entity_id, _ in table} == there


def test_every_state_of_a_message() -> None:
    words = STRINGS["entity"]["sensor"]["last_message"]["state"]
    (table,) = tables(part(ENTITIES, "The states of a message"))
    assert {in_code(state)[0]: word for state, word, _ in table} == words
    assert set(words) == {"none", *(state.value for state in MessageState)}


async def test_every_state_of_an_account(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    (table,) = tables(part(ENTITIES, "The states of an account"))
    words = STRINGS["entity"]["sensor"]["status"]["state"]
    assert {in_code(state)[0]: word for state, word, _ in table} == words
    status = hass.states.get("sensor.clickatell_status")
    assert status is not None
    assert set(words) == set(status.attributes["options"])


def test_the_sensors_of_a_modem() -> None:
    sensors, states = tables(part(ENTITIES, "At a modem"))
    names = {one.key: STRINGS["entity"]["sensor"][one.key]["name"] for one in RADIO_SENSORS}
    assert [row[1] for row in sensors] == list(names.values())
    network = next(one for one in RADIO_SENSORS if one.key == "network")
    in_words = STRINGS["entity"]["sensor"]["network"]["state"]
    assert {row[0].strip("`"): row[1] for row in states} == in_words
    assert set(in_words) == set(network.options or ()) == set(condition.BEST)


def test_the_dashboard_in_it_is_the_one_in_its_file() -> None:
    assert "dashboards/sms_gateway.yaml" in part(ENTITIES, "A dashboard")
    assert parse_yaml((ROOT / "dashboards/sms_gateway.yaml").read_text())


# -- repairs and blueprints ------------------------------------------------------------------------


def test_every_repair_issue_by_its_title() -> None:
    (table,) = tables(part(TROUBLE, "Repairs"))
    titles = {issue["title"] for issue in STRINGS["issues"].values()}
    assert {row[0] for row in table} == {
        title.replace("{account}", "*account*").replace("{bridge}", "*bridge*") for title in titles
    }


def test_every_blueprint_leads_to_its_file() -> None:
    (table,) = tables(read("docs/blueprints.md"))
    targets = [target for _, target in links("docs/blueprints.md")]
    pages = [target for target in targets if "blueprint_import" not in target]
    named = {target.partition("/blob/main/")[2] for target in pages}
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "blueprints").rglob("*.yaml")}
    assert named == there
    imported = [parse_qs(urlsplit(target).query) for target in targets if target not in pages]
    assert [query["blueprint_url"] for query in imported] == [[page] for page in pages]
    assert first_words(table) == {path.rsplit("/", 1)[1].removesuffix(".yaml") for path in there}


def test_every_error_code_of_a_symptom() -> None:
    (table,) = tables(part(TROUBLE, "Symptoms"))
    told = [row[0] for row in table if re.match(r"(`rejected`|Waits), error", row[0])]
    assert len(told) > 8
    for symptom in told:
        for code, of in re.findall(r"(\d+)(?: \((One API|Platform|Central)\))?", symptom):
            known = [errors for name, errors in CLICKATELL_ERRORS.items() if of in ("", name)]
            may_help = {errors[int(code)][1] for errors in known if int(code) in errors}
            assert (symptom.startswith("Waits")) in may_help, (code, symptom)


def test_known_limits() -> None:
    limits = [line for line in part(TROUBLE, "Known limits").splitlines() if line.startswith("- ")]
    assert len(limits) > 10
    may_come_twice = next(line for line in limits if "may arrive twice" in line)
    assert "Clickatell" in may_come_twice
    known = {name: one.capabilities.idempotent for name, one in GATEWAYS.items() if name != "http"}
    assert {name for name, safely in known.items() if safely} == {"android", "bulksms"}


def test_how_data_is_updated() -> None:
    text = part(ENTITIES, "How data is updated")
    assert f"every {DEFAULTS['balance_interval']} minutes (`balance_interval`)" in text
    asked = part("docs/two-way-and-consent.md", "Replies without a public address")
    assert f"asked every {poll_default(None):g} minutes" in asked
    told = text.lower()
    sensors = STRINGS["entity"]["sensor"] | STRINGS["entity"]["binary_sensor"]
    for key in sensors.keys() - {"ignored", "low_balance"}:
        assert sensors[key]["name"].lower() in told, key


# -- every name ------------------------------------------------------------------------------------


def known_words() -> set[str]:
    """Return every word of our own code, descriptions, texts and tools, and the folders' names."""
    words = {path.name for path in ROOT.iterdir()}
    for folder in ("custom_components", "blueprints", "dashboards", "simulator", "scripts"):
        for path in (ROOT / folder).rglob("*"):
            words.add(path.stem)
            if path.suffix in {".py", ".yaml", ".json"}:
                words |= set(re.findall(r"\w+", path.read_text()))
    return words


def test_a_name_in_the_letters_of_code_is_one_that_there_is() -> None:
    known = known_words()
    unknown = {
        name
        for page in PAGES
        for name in in_code(read(page))
        if re.fullmatch(r"(?:sms_gateway\.)?[a-z]+(?:_[a-z]+)+", name)
        and name.removeprefix(DOMAIN).lstrip("._") not in known
    }
    assert unknown == NOT_OURS
