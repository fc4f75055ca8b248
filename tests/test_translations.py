"""Every text that is used exists, and every one that exists is used."""

from collections.abc import Iterator, Mapping, Sequence
import json
import re
from typing import Any, cast, override

from aiohttp import ClientSession
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import SelectOptionDict, SelectSelector
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from custom_components.sms_gateway import PLATFORMS
from custom_components.sms_gateway.account.status import AccountStatus
from custom_components.sms_gateway.actions.fields import TARGETS
from custom_components.sms_gateway.actions.legacy_notify import FIELDS as LEGACY_FIELDS
from custom_components.sms_gateway.binary_sensor import CONNECTIVITY, LOW_BALANCE
from custom_components.sms_gateway.condition import CONDITIONS
from custom_components.sms_gateway.config_flow import SmsGatewayConfigFlow
from custom_components.sms_gateway.const import CONF_ADVANCED
from custom_components.sms_gateway.device_trigger import EXTRA_FIELDS, TRIGGER_TYPES
from custom_components.sms_gateway.flows import trial, xmpp_bridge
from custom_components.sms_gateway.flows.http_template import (
    NEXT_STEPS,
    PRESET_SCHEMA,
    TEST_SCHEMA,
)
from custom_components.sms_gateway.flows.schemas import (
    SECTIONS,
    account_schema,
    choice_schema,
    options_schema,
    reauth_schema,
    recipient_schema,
)
from custom_components.sms_gateway.gateways import GATEWAYS
from custom_components.sms_gateway.gateways.asking import ReplyReader
from custom_components.sms_gateway.gateways.base import InboundMessage, SessionGateway
from custom_components.sms_gateway.gateways.clickatell_central import ClickatellCentral, mo_log
from custom_components.sms_gateway.gateways.http.presets import PRESETS
from custom_components.sms_gateway.gateways.http.settings import Wrong
from custom_components.sms_gateway.gateways.modem.settings import Wrong as WrongModem
from custom_components.sms_gateway.gateways.smpp.settings import Wrong as WrongSmpp
from custom_components.sms_gateway.gateways.teltonika import modems
from custom_components.sms_gateway.messaging.message import MessageState, ReceivedKind, RefusalKind
from custom_components.sms_gateway.sensor import ACCOUNT_SENSORS, RADIO_SENSORS
from custom_components.sms_gateway.services import ACTIONS
from custom_components.sms_gateway.trigger import TRIGGERS, Match

from .hassfest import EDITOR_SCHEMA
from .translations import COMPONENT, english

ICONS: dict[str, Any] = json.loads((COMPONENT / "icons.json").read_text())
SERVICES: dict[str, Any] = load_yaml_dict(COMPONENT / "services.yaml")
TRIGGERS_OF_EDITOR: dict[str, Any] = load_yaml_dict(COMPONENT / "triggers.yaml")
CONDITIONS_OF_EDITOR: dict[str, Any] = load_yaml_dict(COMPONENT / "conditions.yaml")
CODE = "\n".join(path.read_text() for path in sorted(COMPONENT.rglob("*.py")))


# The step of a gateway's form, where that is not its name.
FORMS = {"http": "http_settings"}


def names(schema: vol.Schema) -> set[str]:
    """Return the fields of a form that are not sections."""
    return {str(key) for key, value in schema.schema.items() if not isinstance(value, section)}


def check_form(texts: Mapping[str, Any], schema: vol.Schema) -> None:
    """Check that each field of a form, also in its sections, has a name and a description."""
    assert set(texts.get("data", {})) == names(schema)
    assert set(texts.get("data_description", {})) == names(schema)
    sections = {str(k): v for k, v in schema.schema.items() if isinstance(v, section)}
    assert set(texts.get("sections", {})) == set(sections)
    for name, found in sections.items():
        assert texts["sections"][name]["name"]
        check_form(texts["sections"][name], found.schema)


class FullGateway(ClickatellCentral, ReplyReader):
    """A gateway that has all there can be options for."""

    @override
    async def replies(self, since: float) -> Sequence[InboundMessage]:
        raise NotImplementedError


def fullest_options_schema() -> vol.Schema:
    """Return the form for the options at a gateway that has all of them."""
    gateway = FullGateway(cast("ClientSession", None), "", {})
    return options_schema(
        gateway, {}, people=[SelectOptionDict(value="id/read", label="Anna: read")]
    )


def selectors(schema: vol.Schema) -> Iterator[SelectSelector]:
    """Yield the choices in a form."""
    for value in schema.schema.values():
        if isinstance(value, section):
            yield from selectors(value.schema)
        elif isinstance(value, SelectSelector):
            yield value


def service_fields(name: str) -> dict[str, Any]:
    """Return the fields of an action, those of its sections too."""
    fields: dict[str, Any] = {}
    for key, value in SERVICES[name]["fields"].items():
        fields |= value.get("fields", {key: value})
    return fields


@pytest.mark.parametrize("key", GATEWAYS)
def test_form_of_each_gateway(key: str) -> None:
    schema = account_schema(GATEWAYS[key], "")
    check_form(english()["config"]["step"][FORMS.get(key, key)], schema)
    assert CONF_ADVANCED in schema.schema
    assert english()["selector"]["gateway"]["options"][key]
    steps = english()["config"]["step"]
    reauth = "reauth_confirm" if GATEWAYS[key].schemes else "reauth_pin"
    assert names(reauth_schema(GATEWAYS[key])) <= set(steps[reauth]["data"])


# The pages that say where the address for callbacks goes: by gateway, by preset.
# What comes in over a session needs none.
PAGES = {
    f"callback_{key}"
    for key, gateway in GATEWAYS.items()
    if not issubclass(gateway, SessionGateway)
} | {
    f"callback_{key}"
    for key, preset in PRESETS.items()
    if {"reply_from", "report_id"} & preset.settings.keys()
}
PAGES.add("callback_kannel_by_get")  # as accounts of version 0.1.0 have it
# From one choice of how to go on to another.
CHOICES = ("http_ready", "http_taken", "http_refused")
HTTP_STEPS = {*CHOICES, "http_settings", "http_test"}


def test_forms_of_an_account_ask_for_nothing_that_no_gateway_has() -> None:
    asked = [field for gateway in GATEWAYS.values() for field in gateway.fields]
    fields = {field.name for field in asked if field.section is None}
    steps = english()["config"]["step"]
    assert set(steps["reauth_confirm"]["data"]) == set(steps["reauth_confirm"]["data_description"])
    assert set(steps["reauth_confirm"]["data"]) <= fields
    without_address = {"no_callback", "no_callback_but_asked", "no_callback_but_log"}
    pin = steps["reauth_pin"]
    assert set(pin["data"]) == set(pin["data_description"]) == {"pin"}
    shared = {"user", *without_address, "reauth_confirm", "reauth_pin"}
    assert set(steps) == shared | PAGES | set(GATEWAYS) | HTTP_STEPS


@pytest.mark.parametrize("page", sorted(PAGES))
def test_page_for_the_callback_address(page: str) -> None:
    text = english()["config"]["step"][page]["description"]
    assert callable(getattr(SmsGatewayConfigFlow, f"async_step_{page}"))
    (line,) = (line for line in text.splitlines() if "{callback_url}" in line)
    # Alone on its line, to be copied whole.
    assert re.fullmatch(r"`\{callback_url\}[^` ]*`", line)
    assert "like a password" in text


@pytest.mark.parametrize("key", sorted(GATEWAYS.keys() - {"http"}))
def test_no_gateway_speaks_of_another_one_or_of_the_simulator(key: str) -> None:
    steps = english()["config"]["step"]
    for step in steps.keys() & {key, f"callback_{key}"}:
        text = json.dumps(steps[step])
        assert "simulator" not in text
        # SMPP is one of the ways to Clickatell.
        assert "Clickatell" not in text or key.startswith(("clickatell", "smpp"))


def test_errors_speak_of_no_gateway_and_not_of_the_simulator() -> None:
    errors = english()["config"]["error"]
    assert not re.search("Clickatell|simulator", json.dumps(errors))


def test_steps_of_the_gateway_by_template() -> None:
    steps = english()["config"]["step"]
    check_form(steps["user"], choice_schema(["http"], "gateway"))
    check_form(steps["http"], PRESET_SCHEMA)
    check_form(steps["http_test"], TEST_SCHEMA)
    for step in CHOICES:
        check_form(steps[step], choice_schema(NEXT_STEPS, "http_next"))
    for step in ("http_taken", "http_refused"):
        shown = set(re.findall(r"{(\w+)}", steps[step]["description"]))
        assert shown == {"request", "answer", "outcome"}


def test_forms_of_options_and_recipients() -> None:
    check_form(english()["options"]["step"]["init"], fullest_options_schema())
    recipient = english()["config_subentries"]["recipient"]
    fullest = max(GATEWAYS.values(), key=lambda gateway: len(gateway.capabilities.channels))
    check_form(recipient["step"]["user"], recipient_schema(fullest))
    check_form(recipient["step"]["reconfigure"], recipient_schema(fullest))
    assert set(recipient["initiate_flow"]) == set(recipient["step"])
    bridge = english()["config_subentries"]["xmpp_bridge"]
    check_form(bridge["step"]["user"], xmpp_bridge.SCHEMA)
    check_form(bridge["step"]["reconfigure"], xmpp_bridge.SCHEMA)
    assert set(bridge["initiate_flow"]) == set(bridge["step"])
    assert set(english()["options"]["step"]["init"]["sections"]) == set(SECTIONS)


def test_errors_and_aborts_of_the_flows() -> None:
    code = "".join(path.read_text() for path in COMPONENT.glob("flows/*.py"))
    kinds = trial._ERRORS.values()  # noqa: SLF001 - what the flow answers is what is asked
    written = set(re.findall(r'Trouble\([^)]*?, "([a-z_]+)"', code)) | set(kinds) | {"unknown"}
    written |= set(re.findall(r': "([a-z_]+)"}', code))
    written |= {
        str(wrong) for wrong in (*Wrong, *WrongModem, *WrongSmpp, *mo_log.Wrong, *modems.Wrong)
    }
    written |= {error for _, error in trial._AT_FIELDS.values()}  # noqa: SLF001 - as above
    written.add("port_failed")
    written |= {trial.OTHER_GENERATION, "key_of_other_generation"}
    written |= {error for _, error in xmpp_bridge.TROUBLES.values()}
    config, recipient = english()["config"], english()["config_subentries"]["recipient"]
    bridge, options = english()["config_subentries"]["xmpp_bridge"], english()["options"]
    told = [set(part["error"]) for part in (config, recipient, bridge, options)]
    assert set().union(*told) == written
    # What is said after a success is Home Assistant's own.
    assert set(config["abort"]) == {"already_configured", "port_in_use", "unique_id_mismatch"}
    assert "abort" not in recipient


def test_choices() -> None:
    choices: dict[str, set[str]] = {}
    forms = [
        fullest_options_schema(),
        *map(recipient_schema, GATEWAYS.values()),
        *(account_schema(gateway, "") for gateway in GATEWAYS.values()),
        choice_schema(list(GATEWAYS), "gateway"),
        choice_schema(NEXT_STEPS, "http_next"),
        PRESET_SCHEMA,
        xmpp_bridge.SCHEMA,
    ]
    for form in forms:
        for found in selectors(form):
            # People have names.
            if (key := found.config.get("translation_key")) is None:
                continue
            choices.setdefault(key, set()).update(map(str, found.config["options"]))
    editor = [found.get("fields", {}) for found in TRIGGERS_OF_EDITOR.values()]
    for fields in (*map(service_fields, SERVICES), *editor):
        for field in fields.values():
            if (select := field["selector"].get("select")) is not None:
                choices.setdefault(select["translation_key"], set()).update(select["options"])
    texts = {key: set(texts["options"]) for key, texts in english()["selector"].items()}
    assert texts == choices


def test_exceptions() -> None:
    raised = set(re.findall(r'translation_key="([a-z_]+)"', CODE))
    raised |= set(re.findall(r'(?:invalid|failure)\(\s*"([a-z_]+)"', CODE))
    raised |= {kind.value for kind in RefusalKind}
    schemas = [*(action[0] for action in ACTIONS.values()), LEGACY_FIELDS]
    fields = {str(name) for schema in schemas for name in schema.schema} - TARGETS
    raised |= {f"invalid_{name}" for name in fields}
    raised |= {f"{kind}_gone" for kind in ("area", "device", "floor", "label")}
    not_loaded = {"account_disabled", "account_not_loaded"}
    raised |= not_loaded | {f"recipients_{key}" for key in not_loaded}
    raised -= set(english()["selector"])
    assert raised == set(english()["exceptions"])


def test_issues() -> None:
    issues = english()["issues"]
    assert set(issues) == {
        *("callback_changed", "callback_new", "callback_refused", "callback_unchecked"),
        *("callback_unsigned", "daily_limit", "fallback_gone", "hourly_limit"),
        *("journal_set_aside", "log_gap", "log_unread", "low_balance", "modem_gone", "no_callback"),
        *("no_funds", "phone_gone", "second_account", "sender_refused"),
        *("xmpp_library_missing", "xmpp_refused"),
    }
    reasons = set(re.findall(r'reason="([a-z_]+)"', (COMPONENT / "repairs.py").read_text()))
    assert set(issues["callback_changed"]["fix_flow"]["abort"]) == reasons
    for texts in issues.values():
        form = texts.get("fix_flow", {}).get("step", {}).get("confirm", texts)
        assert texts["title"]
        assert form["title"]
        assert form["description"]


def test_entities_have_names_and_icons() -> None:
    keys = {
        "binary_sensor": {CONNECTIVITY.key, LOW_BALANCE.key, "subscribed"},
        "button": {"check_balance", "send_test_message"},
        "event": {"incoming_message", "reply"},
        "notify": {"notify"},
        "sensor": {d.key for d in (*ACCOUNT_SENSORS, *RADIO_SENSORS)}
        | {"balance", "last_error", "last_message"},
        "switch": {"sending"},
    }
    texts = english()["entity"]
    # The entity to notify has the name of its device.
    assert {platform: set(found) for platform, found in texts.items()} == {
        platform: found for platform, found in keys.items() if platform != "notify"
    }
    assert all(text["name"] for found in texts.values() for text in found.values())
    # Where a device class stands for what is shown, it brings its icon along.
    with_class = {CONNECTIVITY.key, LOW_BALANCE.key, "signal"}
    assert {platform: set(found) for platform, found in ICONS["entity"].items()} == {
        platform: found - with_class for platform, found in keys.items()
    }


def test_states_have_names() -> None:
    texts = english()["entity"]
    assert set(texts["sensor"]["status"]["state"]) == {s.value for s in AccountStatus}
    states = {s.value for s in MessageState}
    assert set(texts["sensor"]["last_message"]["state"]) == states | {"none"}
    assert set(texts["sensor"]["last_error"]["state"]) == {"none"}
    assert set(texts["binary_sensor"]["subscribed"]["state"]) == {"on", "off"}
    for key in ("incoming_message", "reply"):
        kinds = texts["event"][key]["state_attributes"]["event_type"]["state"]
        assert set(kinds) == {kind.value for kind in ReceivedKind}
    for platform, found in ICONS["entity"].items():
        for key, icon in found.items():
            known = texts.get(platform, {}).get(key, {}).get("state") or {"on": "", "off": ""}
            assert set(icon.get("state", {})) <= set(known)


def test_device_triggers() -> None:
    texts = english()["device_automation"]
    fields = names(vol.Schema(EXTRA_FIELDS))
    assert set(texts) == {"trigger_type", "extra_fields", "extra_fields_descriptions"}
    assert set(texts["trigger_type"]) == set(TRIGGER_TYPES)
    assert set(texts["extra_fields"]) == set(texts["extra_fields_descriptions"]) == fields


def test_triggers_of_the_editor() -> None:
    EDITOR_SCHEMA(TRIGGERS_OF_EDITOR)
    texts = english()["triggers"]
    described = {name for name in TRIGGERS_OF_EDITOR if not name.startswith(".")}
    assert described == set(TRIGGERS) == set(texts) == set(ICONS["triggers"])
    for name, trigger in TRIGGERS.items():
        assert texts[name]["name"]
        assert texts[name]["description"]
        fields: dict[str, Any] = {str(key): key for key in trigger.fields}
        shown = TRIGGERS_OF_EDITOR[name].get("fields", {})
        assert set(fields) == set(shown) == set(texts[name].get("fields", {}))
        for field, description in shown.items():
            if "default" in description:
                assert fields[field].default() == description["default"]
    options = TRIGGERS_OF_EDITOR["reply_received"]["fields"]["match"]["selector"]["select"]
    assert options["options"] == list(Match)


def test_conditions_of_the_editor() -> None:
    EDITOR_SCHEMA(CONDITIONS_OF_EDITOR)
    texts = english()["conditions"]
    assert set(CONDITIONS_OF_EDITOR) == set(CONDITIONS) == set(texts) == set(ICONS["conditions"])
    for name, condition in CONDITIONS_OF_EDITOR.items():
        assert texts[name]["name"]
        assert texts[name]["description"]
        assert set(condition["fields"]) == set(texts[name]["fields"])


def test_actions() -> None:
    texts = english()["services"]
    assert set(SERVICES) == set(texts) == set(ICONS["services"])
    schemas = {name: action[0] for name, action in ACTIONS.items()}
    assert set(schemas) == set(SERVICES)
    for name, action in SERVICES.items():
        fields = service_fields(name)
        assert set(texts[name]["fields"]) == set(fields)
        sections = {key for key, value in action["fields"].items() if "fields" in value}
        assert set(texts[name].get("sections", {})) == sections
        assert set(ICONS["services"][name].get("sections", {})) == sections
        accepted = {str(key): key for key in schemas[name].schema}
        assert set(accepted) - TARGETS == set(fields)
        for field, description in fields.items():
            required = isinstance(accepted[field], vol.Required)
            assert description.get("required", False) is required
            if "default" in description:
                marker: Any = accepted[field]
                assert marker.default() == description["default"]


def test_every_platform_has_its_icons() -> None:
    assert {platform.value for platform in PLATFORMS} == set(ICONS["entity"])
