"""Every rule of Home Assistant's quality scale is kept, or a reason stands beside it."""

from dataclasses import dataclass
import json
from pathlib import Path
import re
import tomllib
from typing import Any

from homeassistant.util.yaml import load_yaml_dict
import pytest

from .collected import collect, run_among
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
class Words:
    """Evidence for a rule about how we work: words that stand in a file."""

    name: str
    words: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """Whether the file is there and holds the words, in this order, on one line."""
        path = ROOT / self.name
        expected = ".*".join(map(re.escape, self.words))
        return path.is_file() and re.search(expected, path.read_text()) is not None


def words(name: str, *expected: str) -> Words:
    """Return that a file of the repository holds words on one line."""
    return Words(name, expected)


# What proves that a rule is kept: tests that run. Words in a file are for rules about how we work,
# not about what the integration does; there is always a test beside them but where the words are
# themselves what runs the tools.
EVIDENCE: dict[str, tuple[str | Words, ...]] = {
    "action-setup": (
        "test_packaging.py::test_actions_are_described",
        "actions/test_send_errors.py::test_account_that_is_not_loaded_does_not_stop_the_other",
    ),
    "appropriate-polling": (
        "test_account_status.py::test_balance_is_asked_for_at_the_interval",
        "test_polling.py::test_a_gateway_is_asked_until_it_brings_a_reply",
    ),
    "brands": ("test_packaging.py::test_home_assistant_serves_the_brand_images",),
    "common-modules": ("test_quality_rules.py::test_what_is_common_is_in_its_place",),
    "config-flow": (
        "flows/test_account.py::test_account_with_an_external_url",
        "test_translations.py::test_form_of_each_gateway",
    ),
    "config-flow-test-coverage": (
        words("scripts/test", "flow", "--fail-under=100"),
        "flows/test_account.py::test_an_account_is_added_once",
        "flows/test_account.py::test_gateway_refuses_and_then_does_not",
    ),
    "dependency-transparency": (
        "test_packaging.py::test_requirements_are_those_that_are_tested",
        "test_contributing.py::test_what_we_rely_on_is_explained",
    ),
    "docs-actions": (
        "test_docs.py::test_every_action_and_no_other",
        "test_docs.py::test_every_field_of_an_action_and_no_other",
        "test_docs.py::test_what_actions_return",
    ),
    "docs-conditions": (
        "test_docs.py::test_every_trigger_and_condition_with_its_fields_and_no_other",
        "test_docs_examples.py::test_home_assistant_takes_each_automation",
    ),
    "docs-high-level-description": (
        "test_readme.py::test_what_a_home_owner_needs_first_comes_in_this_order",
        "test_readme.py::test_the_page_that_hacs_may_show_names_every_gateway",
    ),
    "docs-installation-instructions": (
        "test_readme.py::test_what_a_home_owner_needs_first_comes_in_this_order",
        "test_readme.py::test_the_repository_is_the_one_of_the_manifest",
    ),
    "docs-removal-instructions": (
        "test_readme.py::test_what_a_home_owner_needs_first_comes_in_this_order",
    ),
    "docs-triggers": (
        "test_docs.py::test_every_trigger_and_condition_with_its_fields_and_no_other",
        "test_docs.py::test_every_device_trigger",
        "test_docs_examples.py::test_the_freezer_alarm_and_its_answer",
    ),
    "entity-event-setup": ("test_quality_rules.py::test_entities_hear_only_while_they_are_there",),
    "entity-unique-id": (
        "test_quality_rules.py::test_every_entity_has_an_id_of_its_own",
        "test_entities.py::test_entities_as_they_are_at_first",
    ),
    "has-entity-name": ("test_quality_rules.py::test_every_entity_is_named_after_its_device",),
    "runtime-data": ("test_quality_rules.py::test_what_runs_is_with_its_entry_and_nowhere_else",),
    "test-before-configure": ("flows/test_account.py::test_wrong_credentials_are_told",),
    "unique-config-entry": (
        "flows/test_account.py::test_an_account_is_added_once",
        "flows/test_http_template.py::test_an_account_is_added_once",
    ),
    "action-exceptions": (
        "actions/test_send_errors.py::test_neither_a_name_nor_a_number",
        "actions/test_send_errors.py::test_who_fails_is_named_and_does_not_stop_the_others",
        "test_notify.py::test_entity_raises_what_is_wrong",
    ),
    "config-entry-unloading": (
        "test_init.py::test_unload_while_a_request_is_under_way",
        "test_quality_rules.py::test_entities_hear_only_while_they_are_there",
    ),
    "docs-configuration-parameters": (
        "test_docs.py::test_every_option_by_its_label_and_its_key",
        "test_docs.py::test_every_default_of_an_option",
    ),
    "docs-installation-parameters": (
        "test_docs.py::test_every_field_of_the_set_up_and_no_other",
        "test_docs.py::test_every_section_of_the_template",
    ),
    "entity-unavailable": (
        "test_account_status.py::test_gateway_that_is_not_there_and_back",
        "test_notify.py::test_entity_takes_messages_while_an_unload_waits_for_a_request",
    ),
    "integration-owner": (
        "test_packaging.py::test_manifest",
        "test_packaging.py::test_manifest_that_is_refused",
    ),
    "log-when-unavailable": (
        "test_availability_log.py::test_each_time_it_is_lost_and_back_has_its_lines",
    ),
    "parallel-updates": ("test_quality_rules.py::test_nothing_waits_for_another_entity_s_turn",),
    "reauthentication-flow": (
        "flows/test_account_change.py::test_reauth_with_a_wrong_key_first",
        "flows/test_account_change.py::test_reauth_with_the_key_of_another_account",
    ),
    # What a coverage tool measures can't be measured from inside.
    "test-coverage": (words("scripts/test", "--fail-under=95"),),
    "devices": ("test_entities.py::test_entities_as_they_are_at_first",),
    "diagnostics": (
        "test_diagnostics.py::test_what_an_account_shows",
        "test_diagnostics.py::test_what_a_recipient_shows",
        "test_diagnostics.py::test_nothing_private_on_any_road",
    ),
    "discovery": (
        "flows/test_modem.py::test_home_assistant_offers_what_is_a_modem",
        "flows/test_modem.py::test_a_stick_is_offered_once_with_the_port_that_takes_commands",
    ),
    "docs-supported-devices": ("test_packaging.py::test_modems_that_are_found_are_told_of",),
    "docs-data-update": ("test_docs.py::test_how_data_is_updated",),
    "docs-examples": (
        "test_docs_examples.py::test_every_example_is_of_a_kind_that_is_tried",
        "test_docs_examples.py::test_home_assistant_takes_each_automation",
        "test_docs.py::test_every_blueprint_leads_to_its_file",
    ),
    "docs-known-limitations": (
        "test_docs.py::test_known_limits",
        "test_docs_examples.py::test_texts_that_home_assistant_refuses_by_get",
    ),
    "docs-supported-functions": (
        "test_docs.py::test_every_entity_by_its_id_and_its_name",
        "test_docs.py::test_every_event_and_each_field_of_its_data",
    ),
    "docs-troubleshooting": (
        "test_docs.py::test_every_repair_issue_by_its_title",
        "test_docs.py::test_every_error_code_of_a_symptom",
    ),
    "docs-use-cases": ("test_readme.py::test_what_a_home_owner_needs_first_comes_in_this_order",),
    "dynamic-devices": ("flows/test_recipient.py::test_add_a_recipient",),
    "entity-category": ("test_quality_rules.py::test_categories_of_the_entities",),
    "entity-device-class": (
        "test_account_status.py::test_balance_is_money",
        "test_entities.py::test_entities_as_they_are_at_first",
    ),
    "entity-disabled-by-default": ("test_replies_from.py::test_counter_is_disabled_at_first",),
    "entity-translations": ("test_translations.py::test_entities_have_names_and_icons",),
    "exception-translations": ("test_translations.py::test_exceptions",),
    "icon-translations": (
        "test_translations.py::test_every_platform_has_its_icons",
        "test_packaging.py::test_icons",
    ),
    "reconfiguration-flow": (
        "flows/test_account_change.py::test_reconfigure_with_another_key",
        "flows/test_account_change.py::test_reconfigure_into_another_account",
    ),
    "repair-issues": (
        "test_repairs.py::test_low_balance",
        "test_repairs.py::test_callback_address_changes",
        "test_translations.py::test_issues",
    ),
    "stale-devices": ("flows/test_recipient.py::test_delete_a_recipient",),
    # The simulator answers in the same event loop: a call that waited in it would never end.
    "async-dependency": (
        "test_quality_rules.py::test_every_request_goes_through_home_assistant_s_session",
        "test_blocking_calls.py::test_it_is_on_in_tests_that_run_home_assistant",
    ),
    "inject-websession": (
        "test_quality_rules.py::test_every_request_goes_through_home_assistant_s_session",
    ),
    "strict-typing": (
        "test_quality_scale.py::test_types_are_checked_strictly_everywhere",
        words("scripts/lint", ".venv/bin/mypy"),
    ),
}
# Rules that are about our tools, which run the tests and not the other way round.
ABOUT_TOOLS = {"test-coverage"}


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


def test_types_are_checked_strictly_everywhere() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
    checker = project["tool"]["mypy"]
    assert checker["strict"] is True
    assert f"custom_components.{COMPONENT.name}" in checker["packages"]
    # Nobody is left out again, and nothing in the integration is looked away from.
    assert not [one for one in checker.get("overrides", []) if one.get("ignore_errors")]
    assert not [path for path in COMPONENT.rglob("*.py") if "# type: ignore" in path.read_text()]


def of_tests(rule: str) -> set[str]:
    """Return the tests that are evidence for a rule."""
    return {f"tests/{one}" for one in EVIDENCE[rule] if isinstance(one, str)}


@pytest.fixture(scope="module")
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the tests that pytest collects and does not skip, those of other files, too."""
    known = run_among(request.session.items)
    wanted = {name for rule in EVIDENCE for name in of_tests(rule)}
    files = {name.partition("::")[0] for name in wanted - known}
    there = {name for name in files if (ROOT / name).is_file()}
    return known | collect(there, tmp_path_factory.mktemp("collected")) if there else known


@pytest.mark.parametrize("rule", EVIDENCE)
def test_the_evidence_runs(rule: str, run: set[str]) -> None:
    assert of_tests(rule) - run == set()
    assert [one for one in EVIDENCE[rule] if isinstance(one, Words) and not one.is_there] == []


@pytest.mark.parametrize("rule", EVIDENCE)
def test_what_the_integration_does_is_shown_by_a_test(rule: str) -> None:
    assert bool(of_tests(rule)) is (rule not in ABOUT_TOOLS)


def test_evidence_that_is_missing_is_noticed(run: set[str], tmp_path: Path) -> None:
    assert not words("no_such_file.py").is_there
    assert not words("scripts/test", "no such words").is_there
    assert "tests/test_packaging.py::test_manif" not in run
    assert "tests/test_packaging.py::test_manifest" in run
    there = tmp_path / "test_made_up.py"
    there.write_text(
        "import pytest\n@pytest.mark.skip\ndef test_skipped(): ...\n"
        "@pytest.mark.parametrize('n', [1, 2])\ndef test_runs(n): ...\n"
        "class Helper:\n    def test_is_none(self): ...\n"
    )
    assert {name.rpartition("::")[2] for name in collect([str(there)], tmp_path)} == {"test_runs"}
