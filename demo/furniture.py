"""What stands in the demo's house: its automations, the blueprints and the dashboard."""

from pathlib import Path
import shutil

from .house import ROOT

BLUEPRINTS = ROOT / "blueprints"
SAMPLE = ROOT / "dashboards" / "sms_gateway.yaml"
# The cards of the demo's own story, shown before those of the sample.
_STORY = Path(__file__).with_name("story.yaml")
_SECTIONS = "    sections:\n"
# What its configuration.yaml includes; the editors write there what is made in them.
_AUTOMATIONS = Path(__file__).with_name("automations.yaml")
_SCRIPTS = Path(__file__).with_name("scripts.yaml")
_SCENES = "scenes.yaml"


def furnish(folder: Path) -> None:
    """Put into a configuration folder what the demo's configuration.yaml names."""
    for file in (_AUTOMATIONS, _SCRIPTS, _STORY):
        shutil.copy(file, folder)
    (folder / _SCENES).touch()
    shutil.copytree(BLUEPRINTS, folder / "blueprints")
    (folder / SAMPLE.name).write_text(_with_story(SAMPLE.read_text()))


def _with_story(dashboard: str) -> str:
    """Return the sample dashboard with the cards of the story before its own."""
    return dashboard.replace(_SECTIONS, f"{_SECTIONS}      - !include {_STORY.name}\n", 1)
