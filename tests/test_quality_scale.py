"""Every rule of Home Assistant's quality scale is kept, or a reason stands beside it."""

from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.sms_gateway import PLATFORMS

from .translations import COMPONENT

ROOT = COMPONENT.parents[1]

# The rules as Home Assistant's developer documentation lists them, by tier.
RULES = {
    "bronze": (
        "action-setup",
        "appropriate-polling",
        "brands",
        "common-modules",
        "config-flow",
        "config-flow-test-coverage",
        "dependency-transparency",
        "docs-actions",
        "docs-conditions",
        "docs-high-level-description",
        "docs-installation-instructions",
        "docs-removal-instructions",
        "docs-triggers",
        "entity-event-setup",
        "entity-unique-id",
        "has-entity-name",
        "runtime-data",
        "test-before-configure",
        "test-before-setup",
        "unique-config-entry",
    ),
    "silver": (
        "action-exceptions",
        "config-entry-unloading",
        "docs-configuration-parameters",
        "docs-installation-parameters",
        "entity-unavailable",
        "integration-owner",
        "log-when-unavailable",
        "parallel-updates",
        "reauthentication-flow",
        "test-coverage",
    ),
    "gold": (
        "devices",
        "diagnostics",
        "discovery",
        "discovery-update-info",
        "docs-data-update",
        "docs-examples",
        "docs-known-limitations",
        "docs-supported-devices",
        "docs-supported-functions",
        "docs-troubleshooting",
        "docs-use-cases",
        "dynamic-devices",
        "entity-category",
        "entity-device-class",
        "entity-disabled-by-default",
        "entity-translations",
        "exception-translations",
        "icon-translations",
        "reconfiguration-flow",
        "repair-issues",
        "stale-devices",
    ),
    "platinum": (
        "async-dependency",
        "inject-websession",
        "strict-typing",
    ),
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file, and what has to be found in it as a regular expression."""

    path: Path
    expected: str = ""

    @property
    def is_there(self) -> bool:
        """Whether the file is there and holds what is expected."""
        if not self.path.is_file():
            return False
        return re.search(self.expected, self.path.read_text(), re.MULTILINE) is not None


def code(name: str, *words: str) -> Evidence:
    """Return that a file of the integration holds words on one line."""
    return Evidence(COMPONENT / name, ".*".join(map(re.escape, words)))


def file(name: str, *words: str) -> Evidence:
    """Return that a file of the repository holds words on one line."""
    return Evidence(ROOT / name, ".*".join(map(re.escape, words)))


def heading(words: str) -> Evidence:
    """Return that the README has a heading."""
    return Evidence(ROOT / "README.md", f"^#+ {re.escape(words)}$")


def proof(module: str, name: str) -> Evidence:
    """Return that a test is among those that pytest collects."""
    return Evidence(ROOT / "tests" / f"{module}.py", rf"^(async )?def {re.escape(name)}\(")


EVIDENCE: dict[str, tuple[Evidence, ...]] = {
    "action-setup": (
        code("__init__.py", "    async_setup_services(hass)"),
        proof("test_packaging", "test_actions_are_described"),
        proof(
            "actions/test_send_errors", "test_account_that_is_not_loaded_does_not_stop_the_other"
        ),
    ),
    "appropriate-polling": (
        proof("test_account_status", "test_balance_is_asked_for_at_the_interval"),
        proof("test_polling", "test_a_gateway_with_an_address_is_asked_once"),
    ),
    "brands": (proof("test_packaging", "test_home_assistant_serves_the_brand_images"),),
    "common-modules": (
        code("coordinator.py", "class ", "DataUpdateCoordinator"),
        code("entity.py"),
    ),
    "config-flow": (
        proof("flows/test_account", "test_account_with_an_external_url"),
        proof("test_translations", "test_form_of_each_gateway"),
    ),
    "config-flow-test-coverage": (
        file("scripts/test", "config_flow.py", "flows/http_template.py", "--fail-under=100"),
        proof("flows/test_account", "test_an_account_is_added_once"),
        proof("flows/test_account", "test_gateway_refuses_and_then_does_not"),
    ),
    "dependency-transparency": (
        proof("test_packaging", "test_requirements_are_those_that_are_tested"),
        file("CONTRIBUTING.md", "## What we rely on"),
    ),
    "docs-actions": (heading("Actions"), heading("`sms_gateway.send_message`")),
    "docs-high-level-description": (heading("SMS Gateway for Home Assistant"),),
    "docs-installation-instructions": (heading("Install"), heading("Set up Clickatell")),
    "docs-removal-instructions": (heading("Remove it"),),
    "docs-triggers": (
        file("README.md", "**In the automation editor**", "pick"),
        proof(
            "test_device_trigger", "test_each_trigger_fires_for_its_recipient_and_its_account_only"
        ),
    ),
    "entity-event-setup": (
        code("entity.py", "async def async_added_to_hass"),
        code("entity.py", "self.async_on_remove(async_dispatcher_connect"),
    ),
    "entity-unique-id": (
        code("entity.py", "self._attr_unique_id = "),
        proof("test_entities", "test_entities_as_they_are_at_first"),
    ),
    "has-entity-name": (code("entity.py", "_attr_has_entity_name = True"),),
    "runtime-data": (
        code("account.py", "type SmsGatewayConfigEntry = ConfigEntry["),
        code("__init__.py", "entry.runtime_data = "),
    ),
    "test-before-configure": (proof("flows/test_account", "test_wrong_credentials_are_told"),),
    "unique-config-entry": (
        code("config_flow.py", "self._abort_if_unique_id_configured()"),
        proof("flows/test_account", "test_an_account_is_added_once"),
        proof("flows/test_http_template", "test_an_account_is_added_once"),
    ),
    "action-exceptions": (
        proof("actions/test_send_errors", "test_neither_a_name_nor_a_number"),
        proof("actions/test_send_errors", "test_who_fails_is_named_and_does_not_stop_the_others"),
        proof("test_notify", "test_entity_raises_what_is_wrong"),
    ),
    "config-entry-unloading": (
        code("__init__.py", "async def async_unload_entry"),
        proof("test_init", "test_unload_while_a_request_is_under_way"),
    ),
    "docs-configuration-parameters": (heading("Options"),),
    "docs-installation-parameters": (
        heading("Set up Clickatell"),
        heading("Set up another gateway"),
    ),
    "entity-unavailable": (
        proof("test_account_status", "test_gateway_that_is_not_there_and_back"),
        proof("test_notify", "test_entity_takes_messages_while_an_unload_waits_for_a_request"),
    ),
    "integration-owner": (code("manifest.json", '"codeowners": ["@'),),
    "log-when-unavailable": (
        proof("test_availability_log", "test_each_time_it_is_lost_and_back_has_its_lines"),
    ),
    "parallel-updates": tuple(code(f"{name}.py", "PARALLEL_UPDATES = ") for name in PLATFORMS),
    "reauthentication-flow": (
        proof("flows/test_account_change", "test_reauth_with_a_wrong_key_first"),
        proof("flows/test_account_change", "test_reauth_with_the_key_of_another_account"),
    ),
    "test-coverage": (file("scripts/test", "--fail-under=95"),),
    "devices": (
        code("account.py", "DeviceEntryType.SERVICE"),
        proof("test_entities", "test_entities_as_they_are_at_first"),
    ),
    "diagnostics": (
        code("diagnostics.py", "async def async_get_config_entry_diagnostics("),
        code("diagnostics.py", "async def async_get_device_diagnostics("),
        file("tests/test_diagnostics.py", "def test_"),
    ),
    "docs-data-update": (file("README.md", "The balance is asked for when Home Assistant starts"),),
    "docs-examples": (heading("The first automation"), heading("Blueprints")),
    "docs-known-limitations": (heading("Known limits"),),
    "docs-supported-functions": (heading("Entities"), heading("Events"), heading("Actions")),
    "docs-troubleshooting": (heading("Troubleshooting"),),
    "docs-use-cases": (heading("The first automation"),),
    "dynamic-devices": (proof("flows/test_recipient", "test_add_a_recipient"),),
    "entity-category": (
        code("button.py", "_attr_entity_category = EntityCategory.DIAGNOSTIC"),
        code("switch.py", "_attr_entity_category = EntityCategory.CONFIG"),
    ),
    "entity-device-class": (
        code("binary_sensor.py", "BinarySensorDeviceClass.CONNECTIVITY"),
        proof("test_account_status", "test_balance_is_money"),
    ),
    "entity-disabled-by-default": (
        code("sensor.py", "entity_registry_enabled_default=False"),
        proof("test_replies_from", "test_counter_is_disabled_at_first"),
    ),
    "entity-translations": (proof("test_translations", "test_entities_have_names_and_icons"),),
    "exception-translations": (proof("test_translations", "test_exceptions"),),
    "icon-translations": (
        proof("test_translations", "test_every_platform_has_its_icons"),
        proof("test_packaging", "test_icons"),
    ),
    "reconfiguration-flow": (
        proof("flows/test_account_change", "test_reconfigure_with_another_key"),
        proof("flows/test_account_change", "test_reconfigure_into_another_account"),
    ),
    "repair-issues": (
        code("repairs.py", "async def async_create_fix_flow("),
        proof("test_translations", "test_issues"),
    ),
    "stale-devices": (proof("flows/test_recipient", "test_delete_a_recipient"),),
    "async-dependency": (
        code("gateways/transport.py", "async def request("),
        code("gateways/base.py", "async def send("),
    ),
    "inject-websession": (code("account.py", "async_get_clientsession(hass"),),
    "strict-typing": (
        file("pyproject.toml", "strict = true"),
        file("pyproject.toml", "packages = [", "custom_components.sms_gateway"),
        file("scripts/lint", ".venv/bin/mypy"),
    ),
}


def stated() -> dict[str, dict[str, str]]:
    """Return what quality_scale.yaml says of each rule: its status, and a comment if it has one."""
    rules: dict[str, Any] = load_yaml_dict(COMPONENT / "quality_scale.yaml")["rules"]
    return {
        rule: {"status": found} if isinstance(found, str) else found
        for rule, found in rules.items()
    }


def test_every_rule_is_stated_once() -> None:
    listed = [rule for rules in RULES.values() for rule in rules]
    assert len(listed) == 54
    assert sorted(stated()) == sorted(listed)


def test_nothing_is_left_to_do() -> None:
    assert {found["status"] for found in stated().values()} <= {"done", "exempt"}
    assert set().union(*stated().values()) <= {"status", "comment"}
    manifest = json.loads((COMPONENT / "manifest.json").read_text())
    assert manifest["quality_scale"] == list(RULES)[-1]


def test_what_is_exempt_has_a_reason() -> None:
    exempt = [found for found in stated().values() if found["status"] == "exempt"]
    assert exempt
    assert all(found["comment"].endswith(".") for found in exempt)


def test_everything_that_is_done_has_evidence() -> None:
    assert set(EVIDENCE) == {rule for rule, found in stated().items() if found["status"] == "done"}
    assert all(EVIDENCE.values())


@pytest.mark.parametrize("rule", EVIDENCE)
def test_the_evidence_is_there(rule: str) -> None:
    assert [found for found in EVIDENCE[rule] if not found.is_there] == []


@pytest.mark.parametrize(
    "missing",
    [
        code("no_such_file.py"),
        code("entity.py", "no such words"),
        heading("No such heading"),
        heading("Known"),
        proof("test_init", "test_remov"),
        proof("test_init", "test_no_such_test"),
        proof("test_no_such_module", "test_remove"),
    ],
)
def test_evidence_that_is_missing_is_noticed(missing: Evidence) -> None:
    assert not missing.is_there
