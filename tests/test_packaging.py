"""What hassfest and the HACS action refuse in a custom integration, found before they see it.

The schemas are in hassfest.py; that texts, icons and actions fit each other is in
test_translations.py.
"""

import ast
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
import json
from pathlib import Path
import re
import tomllib
from typing import Any

from aiohttp.test_utils import TestClient
from awesomeversion import AwesomeVersion
from homeassistant import components, const
from homeassistant.components.brands.const import ALLOWED_IMAGES
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
from PIL import Image
import pytest
import voluptuous as vol

import custom_components.sms_gateway as integration
from custom_components.sms_gateway.const import DOMAIN

from .hassfest import ACTIONS_SCHEMA, HACS_SCHEMA, ICONS_SCHEMA, MANIFEST_SCHEMA, TEXTS_SCHEMA, icon
from .translations import COMPONENT

ROOT = COMPONENT.parents[1]
BRAND = COMPONENT / "brand"
CORE = Path(components.__path__[0])
MANIFEST: dict[str, Any] = json.loads((COMPONENT / "manifest.json").read_text())
HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text())
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
MEGABYTE = 2**20

# What any integration may import from without naming it in its manifest.
ALWAYS_THERE = {platform.value for platform in const.Platform} | {
    "automation",
    "device_automation",
    "frontend",
    "homeassistant",
    "persistent_notification",
    "script",
    "system_health",
    "webhook",
    "websocket_api",
}


def imports(path: Path) -> Iterator[str]:
    """Yield the components of Home Assistant that a file imports from."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "homeassistant.components":
            yield from (alias.name for alias in node.names)
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
        for name in names:
            if name.startswith("homeassistant.components."):
                yield name.split(".")[2]


def repository() -> Iterator[Path]:
    """Yield the files of the repository: all but what .gitignore names."""
    left_out = {".git", *(line.rstrip("/") for line in (ROOT / ".gitignore").read_text().split())}
    for folder, folders, files in ROOT.walk():
        folders[:] = [name for name in folders if not any(fnmatch(name, rule) for rule in left_out)]
        yield from (folder / name for name in files if not any(fnmatch(name, r) for r in left_out))


def test_manifest() -> None:
    MANIFEST_SCHEMA(MANIFEST)
    assert MANIFEST["version"] == PROJECT["project"]["version"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"no_such_key": True},
        {"codeowners": ["nobody"]},
        {"codeowners": []},
        {"documentation": "https://www.home-assistant.io/integrations/clickatell"},
        {"documentation": "http://example.com"},
        {"integration_type": "sms"},
        {"iot_class": "cloud"},
        {"quality_scale": "diamond"},
        {"requirements": ["phonenumbers>=9"]},
        {"usb": [{"vid": "2c7c"}]},
        {"version": "first"},
    ],
)
def test_manifest_that_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(vol.Invalid):
        MANIFEST_SCHEMA(MANIFEST | wrong)


@pytest.mark.parametrize("missing", ["codeowners", "documentation", "issue_tracker", "version"])
def test_manifest_that_lacks_something_is_refused(missing: str) -> None:
    with pytest.raises(vol.Invalid):
        MANIFEST_SCHEMA({key: value for key, value in MANIFEST.items() if key != missing})


def test_modems_that_are_found_are_told_of() -> None:
    makers = {name.split()[0] for one in MANIFEST["usb"] for name in one["known_devices"]}
    to_buy = (ROOT / "docs" / "modem.md").read_text().partition("## What to buy")[2]
    assert [maker for maker in sorted(makers) if f"| {maker} " not in to_buy] == []
    # Whose id it is, and which it is by, stands where others look for it.
    assert "modems and of nothing else" in (ROOT / "CONTRIBUTING.md").read_text()


def test_order_of_the_manifest() -> None:
    first, others = list(MANIFEST)[:2], list(MANIFEST)[2:]
    assert first == ["domain", "name"]
    assert others == sorted(others)


def test_domain_is_no_other_integration_s() -> None:
    assert COMPONENT.name == DOMAIN
    assert not (CORE / DOMAIN).exists()
    assert (CORE / "clickatell").exists()


def test_requirements_are_those_that_are_tested() -> None:
    tested = PROJECT["dependency-groups"]["dev"]
    assert set(MANIFEST["requirements"]) <= set(tested)


def test_what_is_imported_from_is_a_dependency() -> None:
    named = {*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]}
    used = {name for path in COMPONENT.rglob("*.py") for name in imports(path)}
    # A platform for another integration is loaded by that one, so that it is there.
    platforms = {path.stem for path in COMPONENT.glob("*.py")}
    assert used - named - ALWAYS_THERE - platforms == set()
    assert {"cloud", "notify", "repairs"} <= used


def test_dependencies_exist() -> None:
    named = [*MANIFEST["dependencies"], *MANIFEST["after_dependencies"]]
    assert all((CORE / name / "manifest.json").exists() for name in named)
    assert len(named) == len(set(named))


async def test_what_is_in_configuration_yaml_is_told_to_be_ignored(hass: HomeAssistant) -> None:
    integration.CONFIG_SCHEMA({DOMAIN: {"api_key": "simulator-key"}})
    issue_id = f"config_entry_only_{DOMAIN}"
    assert ir.async_get(hass).async_get_issue("homeassistant", issue_id) is not None


def test_hacs() -> None:
    HACS_SCHEMA(HACS)
    assert HACS["name"] == MANIFEST["name"]
    assert "zip_release" not in HACS or "filename" in HACS
    assert [path.name for path in (ROOT / "custom_components").iterdir() if path.is_dir()] == [
        DOMAIN
    ]


@pytest.mark.parametrize("wrong", [{"no_such_key": 1}, {"homeassistant": "new"}, {"name": None}])
def test_hacs_json_that_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(vol.Invalid):
        HACS_SCHEMA(HACS | wrong)


def test_what_is_promised_is_what_is_tested() -> None:
    promised = AwesomeVersion(HACS["homeassistant"])
    assert AwesomeVersion(const.__version__) >= promised
    month = ".".join(HACS["homeassistant"].split(".")[:2])
    assert const.__version__.startswith(f"{month}.")
    told = {
        path.name: re.findall(r"Home Assistant (\d{4}\.\d+)\S* or newer", path.read_text())
        for path in ROOT.glob("*.md")
    }
    assert told["README.md"]
    assert {found for versions in told.values() for found in versions} == {month}


@pytest.mark.parametrize(
    "path", sorted(COMPONENT.glob("translations/*.json")), ids=lambda p: p.stem
)
def test_texts(path: Path) -> None:
    TEXTS_SCHEMA(json.loads(path.read_text()))
    # Home Assistant reads it from its own integrations alone.
    assert not (COMPONENT / "strings.json").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        " space",
        "<b>bold</b>",
        "see https://example.com/help",
        "see www.example.com",
        "[%key:common::name%]",
        "'{name}'",
        "{two words}",
        "{",
    ],
)
def test_texts_that_are_refused(wrong: str) -> None:
    TEXTS_SCHEMA({"common": {"a_key": "Text with a {placeholder}"}})
    with pytest.raises(vol.Invalid):
        TEXTS_SCHEMA({"common": {"a_key": wrong}})


def test_icons() -> None:
    ICONS_SCHEMA(json.loads((COMPONENT / "icons.json").read_text()))
    with pytest.raises(vol.Invalid):
        icon("mdi:there-is-no-such-icon")


def test_no_icon_of_a_state_is_the_default() -> None:
    entities = json.loads((COMPONENT / "icons.json").read_text())["entity"]
    shown = [found for by_name in entities.values() for found in by_name.values()]
    assert not [found for found in shown if found.get("default") in found.get("state", {}).values()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"selector": {"no_such_selector": {}}},
        {"required": "yes"},
        {"no_such_key": 1},
        {"default": None},
    ],
)
def test_field_of_an_action_that_is_refused(wrong: dict[str, object]) -> None:
    field: dict[str, object] = {"required": True, "selector": {"text": {}}}
    ACTIONS_SCHEMA({"send": {"fields": {"message": field}}})
    with pytest.raises(vol.Invalid):
        ACTIONS_SCHEMA({"send": {"fields": {"message": field | wrong}}})


async def test_actions_are_described(hass: HomeAssistant) -> None:
    described_ones = load_yaml_dict(COMPONENT / "services.yaml")
    ACTIONS_SCHEMA(described_ones)
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(described_ones) == set(hass.services.async_services_for_domain(DOMAIN))


def test_brand_images_are_those_that_home_assistant_knows() -> None:
    assert {path.name for path in BRAND.iterdir()} == ALLOWED_IMAGES
    drawn = {path.stem for path in (ROOT / "docs" / "brand").glob("*.svg")}
    assert drawn == {name.removesuffix(".png").removesuffix("@2x") for name in ALLOWED_IMAGES}


@pytest.mark.parametrize("name", sorted(ALLOWED_IMAGES))
def test_brand_image(name: str) -> None:
    side = 512 if "@2x" in name else 256
    with Image.open(BRAND / name) as image:
        assert image.format == "PNG"
        assert image.mode == "RGBA"
        assert image.height == side
        assert image.width == side if "icon" in name else image.width > side
        # Nothing but transparent pixels around it would make it look small.
        assert image.getchannel("A").getbbox() == (0, 0, image.width, image.height)
        # The colour of the page shows through around the roof.
        assert image.getpixel((0, 0)) == (0, 0, 0, 0)


async def test_home_assistant_serves_the_brand_images(
    hass: HomeAssistant, hass_client: Callable[[], Any]
) -> None:
    assert await async_setup_component(hass, "brands", {})
    client: TestClient[Any, Any] = await hass_client()
    for name in ALLOWED_IMAGES:
        answer = await client.get(f"/api/brands/integration/{DOMAIN}/{name}?placeholder=no")
        assert await answer.read() == (BRAND / name).read_bytes()


def test_licence() -> None:
    licence = (ROOT / "LICENSE").read_text()
    assert "Apache License" in licence
    assert "Version 2.0" in licence
    assert PROJECT["project"]["license"] == "Apache-2.0"


def test_pages_that_hacs_shows() -> None:
    assert (ROOT / "README.md").read_text().startswith("# ")
    assert (ROOT / "info.md").read_text().startswith(f"# {HACS['name']}")


def test_no_file_is_big() -> None:
    files = list(repository())
    assert COMPONENT / "manifest.json" in files
    assert [path for path in files if path.stat().st_size > MEGABYTE] == []
